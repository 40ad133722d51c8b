"""The demo's processes: what they are, started and stopped together."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bot import clock, embedded, schema, whole
from bot.demo import cast, house
from bot.demo.house import House
from bot.line import open_line
from bot.supervisor import Child, Supervisor

LOOPBACK = "127.0.0.1"
USUAL = 8080
GRACE = 8.0


class PortTaken(Exception):
    """The port that was asked for belongs to somebody else."""


@dataclass(frozen=True)
class Demo:
    """A demo that runs: where its phones are, and who keeps it going. `fresh`: nobody has texted yet.
    `console_url`: the coaches' pages, for a fresh one the link that lets Sol in."""

    house: House
    supervisor: Supervisor
    fresh: bool
    console_url: str


@contextmanager
def demo(directory: Path, port: int | None, *, fresh: bool, tell: Callable[[str], None]) -> Iterator[Demo]:
    """A running demo; it is stopped at the end, whatever happens.

    Raises AlreadyRuns, PortTaken, RedisUnavailable or DidNotStart.
    """
    directory, phones_port = directory.absolute(), _port(port)
    with house.locked(directory), socket.create_server((LOOPBACK, 0)) as door:
        if fresh:
            house.forget(directory)
        redis_port = embedded.free_port()
        home = House(
            directory,
            house.keys_in(directory),
            f"http://{LOOPBACK}:{door.getsockname()[1]}",
            f"http://{LOOPBACK}:{phones_port}",
            embedded.address(redis_port),
        )
        made, path = _furnish(home)
        supervisor = Supervisor(_children(home, door, redis_port, phones_port), clock.now, tell)
        supervisor.stopping.on_signals()
        try:
            whole.start(supervisor, home.redis_url, door)
            supervisor.ready("phones", lambda: _answers(f"{home.phones_url}/phones.json"))
            yield Demo(home, supervisor, made, home.web_url + path)
        finally:
            supervisor.stop(GRACE)


def _furnish(home: House) -> tuple[bool, str]:
    """Whether people had to be moved in, and the path of the console's door."""
    home.logs.mkdir(exist_ok=True)
    schema.upgrade(home.settings.database)
    line = open_line(home.settings)
    made = cast.move_in(line)
    path = cast.way_in(line) if made else "/console/"
    line.engine.dispose()
    return made, path


def _children(home: House, door: socket.socket, redis_port: int, phones_port: int) -> list[Child]:
    redis = whole.redis_child(home.directory / "redis", home.environment, redis_port)
    street = (sys.executable, "-m", "bot.demo.street", str(phones_port))
    phones = Child("phones", street, home.environment, home.logs / "phones.log", last=True)
    return [redis, phones, *whole.line_children(home.environment, door, home.logs)]


def _port(wanted: int | None) -> int:
    """The port for the phones: the one that was asked for, else the usual one, else any."""
    for port in (wanted,) if wanted is not None else (USUAL, 0):
        try:
            with socket.create_server((LOOPBACK, port)) as probe:
                return int(probe.getsockname()[1])
        except OSError:
            continue
    raise PortTaken(f"Port {wanted} is taken. Name another one with --port.")


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
