"""Workers and the clock as processes: they wait, they end when told to, and a stuck one ends by itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import clock, embedded
from bot.queue import DELIVER, RqBell, queue, redis_at
from bot.stop import Stop
from bot.supervisor import Supervisor
from workers import start
from workers.stuck import STUCK, at_most


def wait(done, seconds: float = 120) -> bool:
    return Supervisor([], clock.now, lambda line: None).until(done, seconds)


@contextmanager
def workers(*arguments: str, env: dict[str, str], cwd: Path) -> "Iterator[subprocess.Popen[str]]":
    """The process, while the block lasts: one that does not stop fails its test and holds up no other."""
    bare = {"PATH": os.environ["PATH"], **env}
    command = [sys.executable, "-m", "workers", *arguments]
    with subprocess.Popen(command, cwd=cwd, env=bare, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield process
            process.wait(20)
        finally:
            process.kill()


def hears(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler for a signal. `/proc/PID/status`, proc(5)."""
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


@pytest.mark.processes
def test_a_worker_waits_for_redis_works_when_it_comes_and_ends_when_told_to(
    line_env: dict[str, str], tmp_path: Path
) -> None:
    port = embedded.free_port()
    url = embedded.address(port)
    with workers("crisis", env={**line_env, "REDIS_URL": url}, cwd=tmp_path) as worker:
        assert worker.stderr is not None
        assert "waiting for it" in worker.stderr.readline()
        assert worker.poll() is None
        server = embedded.start(tmp_path / "redis", port)
        with redis_at(url) as connection:
            assert RqBell(connection).ring("crisis", DELIVER, 1)
            assert wait(lambda: queue("crisis", connection).is_empty())
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    server.stop()


@pytest.mark.processes
@pytest.mark.skipif(sys.platform != "linux", reason="looks at a process in /proc")
@pytest.mark.parametrize("name", ["clock", "bulk"])
def test_one_that_is_told_to_stop_while_it_waits_ends_at_once(
    name: str, line_env: dict[str, str], tmp_path: Path
) -> None:
    """The clock needs no Redis; a worker that waits for it can be stopped all the same."""
    with workers(name, env={**line_env, "REDIS_URL": "redis://127.0.0.1:1"}, cwd=tmp_path) as process:
        assert wait(lambda: hears(process.pid, signal.SIGTERM) or process.poll() is not None)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [(("dance",), 2, "crisis, default, bulk, clock"), ((), 2, "takes one of"), (("clock",), 1, "PEERLINE_KEYS")],
)
def test_what_cannot_start_says_why(arguments: tuple[str, ...], code: int, words: str, tmp_path: Path) -> None:
    with workers(*arguments, env={}, cwd=tmp_path) as process:
        assert process.stderr is not None
        assert words in process.stderr.read()
    assert process.returncode == code


def test_waiting_for_redis_ends_with_the_rest() -> None:
    stop = Stop()
    stop.set()
    assert not start.wait_for_redis("redis://127.0.0.1:1", stop)
    assert start.keep_working("bulk", "redis://127.0.0.1:1", stop) == 0


def test_a_worker_without_an_address_for_redis_is_an_error() -> None:
    assert start.keep_working("bulk", "", Stop()) == 1


HANGS = "from threading import Event; from workers.stuck import at_most\nwith at_most(0.1): Event().wait(60)"


def test_a_process_that_is_stuck_ends_with_a_code_of_its_own() -> None:
    hung = subprocess.run([sys.executable, "-c", HANGS], capture_output=True, timeout=30, check=False)  # noqa: S603
    assert hung.returncode == STUCK
    assert b"nothing has moved" in hung.stderr


def test_one_that_is_done_in_time_goes_on() -> None:
    with at_most(60):
        pass
