"""The line as real processes on this machine, for fault runs and benchmarks: started, killed, started again.

Not how anybody runs a line: a host does that, and `peerline demo` on one machine.
"""

import http.client
import math
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

from redis import Redis
from redis.exceptions import RedisError

from bot import clock, embedded
from bot.queue import LANES

ROOT = Path(__file__).parents[1]
RESTART_AFTER = 1.0
LOOK_EVERY = 0.05
UNTIL_UP = 30.0

GUNICORN = ("gunicorn", "--config", "gunicorn.conf.py", "--log-level", "warning")


@dataclass
class Kept:
    """One process that is started again a second after it ended."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes]
    died_at: float | None = None
    starts: int = 1


class House:
    """The processes of one line. A thread of its own starts and restarts them: Linux ends Redis with its thread."""

    def __init__(self, directory: Path, environment: dict[str, str], redis_port: int) -> None:
        """`environment` is what the processes are given, and nothing of ours but the PATH."""
        self.directory, self.redis_port = directory, redis_port
        self.environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment}
        self.kept: dict[str, Kept] = {}
        self.seconds_to_start = 0.0
        self._wanted: dict[str, Callable[[], subprocess.Popen[bytes]]] = {}
        self._lock, self._over = Lock(), Event()
        self._thread = Thread(target=self._run, name="house", daemon=True)
        self._thread.start()

    def add(self, name: str, *command: str) -> None:
        """Keep a Python program going: `command` follows `python`."""
        self._add(name, lambda: self._launch(name, [sys.executable, *command]))

    def add_redis(self) -> None:
        """Keep a Redis going; after a kill it comes back with its file, unless `lose_redis` took it."""
        self._add("redis", lambda: embedded.start(self.directory / "redis", self.redis_port).process)

    def add_line(self, web_port: int) -> None:
        """Redis, web, a worker a lane, and the clock; `seconds_to_start` is how long that took on this machine now."""
        began = monotonic()
        self.add_redis()
        self.add("web", "-m", *GUNICORN, "--bind", f"127.0.0.1:{web_port}", "wsgi:app")
        for name in (*LANES, "clock"):
            self.add(name, "-m", "workers", name)
        wait_until_answers(web_port)
        wait_until(lambda: _listening(self.redis_port) == len(LANES))
        self.seconds_to_start = monotonic() - began

    def kill(self, name: str) -> None:
        """kill -9 of the process and all it started; it comes back a second later."""
        with self._lock:
            _end(self.kept[name].process)

    def kill_one_inside(self, name: str) -> None:
        """kill -9 of a process that this one started (a worker of the web server); its master goes on."""
        for pid in self.inside(name)[:1]:
            os.kill(pid, signal.SIGKILL)

    def kill_only(self, name: str) -> None:
        """kill -9 of the process alone; what it had started finds itself an orphan."""
        self.kept[name].process.kill()

    def lose_redis(self) -> None:
        """kill -9 of Redis, and its file is gone too."""
        self.kill("redis")
        for path in (self.directory / "redis").glob("appendonlydir/*"):
            path.unlink(missing_ok=True)

    def inside(self, name: str) -> list[int]:
        """The processes that this one has started."""
        found = subprocess.run(["pgrep", "-P", str(self.kept[name].process.pid)], capture_output=True, check=False)  # noqa: S603, S607
        return [int(pid) for pid in found.stdout.split()]

    def pids(self, name: str) -> list[int]:
        """The process, and those it has started."""
        return [self.kept[name].process.pid, *self.inside(name)]

    def log(self, name: str) -> str:
        """What the process has said, over all its lives."""
        path = self.directory / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def note(self, what: str) -> None:
        """Write a line in the house's own log, beside those of the processes."""
        with (self.directory / "house.log").open("a") as log:
            log.write(f"{clock.now():%H:%M:%S.%f} {what}\n")

    def stop(self) -> None:
        """End them all, for good."""
        self._over.set()
        self._thread.join()
        for kept in self.kept.values():
            _end(kept.process)

    def _add(self, name: str, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._wanted[name] = start
        wait_until(lambda: name in self.kept)

    def _run(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            with self._lock:
                for name in self._wanted.keys() - self.kept.keys():
                    self.kept[name] = Kept(name, self._wanted[name], self._wanted[name]())
                for kept in self.kept.values():
                    if _revived(kept):
                        self.note(f"{kept.name} started")

    def _launch(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.directory / f"{name}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _revived(kept: Kept) -> bool:
    """Start it again when its time has come; whether it was."""
    if kept.process.poll() is None:
        return False
    kept.died_at = kept.died_at or monotonic()
    if monotonic() - kept.died_at < RESTART_AFTER:
        return False
    try:
        kept.process = kept.start()
    except embedded.RedisUnavailable:
        return False  # the port is not free yet: the next look tries again
    kept.died_at, kept.starts = None, kept.starts + 1
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """A process and its children: each was started as the head of its own group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(done: Callable[[], bool]) -> None:
    """Until `done()`, for UNTIL_UP at most."""
    limit = monotonic() + UNTIL_UP
    while not done():
        assert monotonic() < limit, "the line did not come up"
        Event().wait(LOOK_EVERY)


def wait_until_answers(port: int) -> None:
    """Until a web server answers on this port, with whatever status."""
    wait_until(lambda: _answers(port))


def _answers(port: int) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status > 0
    except OSError:
        return False
    finally:
        link.close()


def _listening(redis_port: int) -> int:
    """How many workers Redis knows of."""
    with Redis(port=redis_port) as redis:
        try:
            return int(redis.scard("rq:workers"))
        except RedisError:
            return 0


def cpu_seconds(pid: int) -> float:
    """The processor's time that one process has used, all its threads, in steps of 10 ms; not a number off Linux."""
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return math.nan
    after_name = told.read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Resident memory of one process, in MB."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False)  # noqa: S603, S607
    return int(told.stdout or 0) / 1024
