"""`peerline up`: a whole line as real processes, which comes back after kill -9 and goes when it is told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bot import clock
from bot.supervisor import Supervisor
from tests.cli.conftest import KEYS

pytestmark = [pytest.mark.slow, pytest.mark.processes]


def wait(done, seconds: float = 60) -> bool:
    return Supervisor([], clock.now, lambda line: None).until(done, seconds)


def alive(url: str) -> bool:
    try:
        with urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310
            return bool(answer.read() == b"alive\n")
    except (URLError, OSError):
        return False


def children(parent: int) -> dict[str, int]:
    """The command lines of a process's children, by what they run."""
    found = {}
    for one in (Path(f"/proc/{parent}/task/{parent}/children")).read_text().split():
        command = Path(f"/proc/{one}/cmdline").read_bytes().decode().replace("\0", " ")
        name = "web" if "gunicorn" in command else "redis" if "127.0.0.1:" in command else command.split(" ")[-2:-1]
        found["".join(name)] = int(one)  # one that has just ended has no command line, and no name
    return found


@pytest.fixture
def up(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("peerline")), "up", "--host", "127.0.0.1", "--port", str(port)]
    environment = {"PATH": os.environ["PATH"], "PEERLINE_DATA": str(tmp_path / "data"), **KEYS}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)  # noqa: S603
    url = f"http://127.0.0.1:{port}"
    assert wait(lambda: b"The line is up" in (tmp_path / "log").read_bytes()), (tmp_path / "log").read_text()
    yield process, url
    process.kill()
    process.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_a_line_comes_up_comes_back_and_goes(up: tuple[subprocess.Popen[bytes], str], tmp_path: Path) -> None:
    process, url = up
    assert alive(url)
    before = children(process.pid)
    assert before.keys() == {"redis", "web", "crisis", "default", "bulk", "clock"}
    for name in ("redis", "web", "clock", "crisis"):
        os.kill(before[name], signal.SIGKILL)
    assert wait(lambda: set(before) == set(now := children(process.pid)) and now["crisis"] != before["crisis"])
    assert wait(lambda: alive(url))
    now = children(process.pid)
    assert not set(now.values()) & {before[name] for name in ("redis", "web", "clock", "crisis")}
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert not [pid for pid in now.values() if Path(f"/proc/{pid}").exists()]
    assert (tmp_path / "data" / "peerline.db").exists()
