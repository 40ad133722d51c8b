"""A whole line on one machine: which processes there are, what each is told, and when they are ready."""

import os
import socket
import sys
from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from bot import clock, embedded
from bot.queue import LANES
from bot.settings import Settings
from bot.supervisor import Child, Supervisor

GRACE = 35.0
"""Seconds for the last answers and jobs: more than gunicorn's 30."""


def run(settings: Settings, door: socket.socket, tell: Callable[[str], None]) -> None:
    """Run everything until told to stop. `door` is the socket that the web process answers on."""
    port = embedded.free_port()
    redis_url = settings.redis_url or embedded.address(port)
    environment = {**os.environ, "REDIS_URL": redis_url}
    ours = [] if settings.redis_url else [redis_child(settings.data / "redis", environment, port)]
    supervisor = Supervisor([*ours, *line_children(environment, door)], clock.now, tell)
    supervisor.stopping.on_signals()
    start(supervisor, redis_url, door)
    tell("The line is up.")
    supervisor.run()
    supervisor.stop(GRACE)


def start(supervisor: Supervisor, redis_url: str, door: socket.socket) -> None:
    """Start everything, and come back when a text would be taken. Raises DidNotStart, with all stopped."""
    try:
        supervisor.start()
        if any(child.name == "redis" for child in supervisor.children):
            supervisor.ready("redis", lambda: _pings(redis_url))
        supervisor.ready("web", lambda: _answers(door))
    except BaseException:
        supervisor.stop(2)
        raise


def redis_child(directory: Path, environment: Mapping[str, str], port: int) -> Child:
    """A Redis of our own. It stops last, when nobody writes any more. Raises RedisUnavailable."""
    command = embedded.command(directory, port)
    return Child("redis", command, environment, directory / "redis.log", last=True)


def line_children(environment: Mapping[str, str], door: socket.socket, logs: Path | None = None) -> list[Child]:
    """Web, a worker for each lane, and the clock. Their output goes to files in `logs`, or to ours."""
    commands = {
        "web": gunicorn(f"fd://{door.fileno()}"),
        **{f"{lane} worker": [sys.executable, "-m", "workers", lane] for lane in LANES},
        "clock": [sys.executable, "-m", "workers", "clock"],
    }
    return [
        Child(name, command, environment, logs and logs / f"{name.replace(' ', '-')}.log", sockets=_for(name, door))
        for name, command in commands.items()
    ]


def gunicorn(bind: str) -> list[str]:
    """The command of the web server, listening on `bind`: host:port, or fd://N for a socket it is handed."""
    return [sys.executable, "-m", "gunicorn", "--config", "python:bot.gunicorn", "--bind", bind]


def _for(name: str, door: socket.socket) -> tuple[int, ...]:
    return (door.fileno(),) if name == "web" else ()


def _pings(url: str) -> bool:
    with Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as redis:
        try:
            return bool(redis.ping())
        except RedisError:
            return False


def _answers(door: socket.socket) -> bool:
    """Whether the web process answers. The socket is ours, so that a connection alone says nothing."""
    host, port = door.getsockname()[:2]
    link = HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=1)  # noqa: S104
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status == 200
    except OSError:
        return False
    finally:
        link.close()
