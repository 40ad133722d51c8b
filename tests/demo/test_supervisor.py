"""Children: started again when they fall, stopped in order, and gone with their parent."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.supervisor import PAUSES, STEADY, Child, DidNotStart, Supervisor

pytestmark = pytest.mark.processes

STAYS = "import time; print('here', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('here', flush=True); time.sleep(60)"


@dataclass
class House:
    """A supervisor of children that are one line of Python each."""

    directory: Path
    supervisor: Supervisor = field(init=False)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.supervisor = Supervisor([], clock.now, self.told.append)

    def add(self, name: str, code: str, **more: object) -> Child:
        command = [sys.executable, "-c", code]
        child = Child(name, command, os.environ, self.directory / f"{name}.log", **more)
        self.supervisor.children.append(child)
        return child

    def says(self, name: str, word: str) -> bool:
        log = self.directory / f"{name}.log"
        return log.exists() and word in log.read_text()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.supervisor.stop(1)


def test_a_child_that_falls_is_started_again_and_that_is_told(house: House) -> None:
    child = house.add("worker", STAYS)
    house.supervisor.start()
    house.supervisor.ready("worker", lambda: house.says("worker", "here"))
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert house.supervisor.until(lambda: child.alive and child.pid != first, 20)
    assert house.told == ["worker ended (SIGKILL) and is started again"]


def test_a_child_that_cannot_start_is_said_with_its_last_words(house: House) -> None:
    house.add("web", "print('no such thing'); raise SystemExit(3)")
    house.supervisor.start()
    with pytest.raises(DidNotStart, match=r"web did not start within 1 s. It says: no such thing"):
        house.supervisor.ready("web", lambda: False, 1)
    assert house.told[0] == "web ended (exit code 3) and is started again"


def test_a_child_without_a_word_is_said_too(house: House) -> None:
    assert house.add("web", "").last_words() == "its output says why"
    (house.directory / "web.log").touch()
    assert house.supervisor["web"].last_words() == "it said nothing"


def test_the_pauses_grow_and_begin_again_after_a_steady_time(tmp_path: Path) -> None:
    now = [datetime(2026, 3, 2, tzinfo=UTC)]
    child = Child("bulk worker", ["/nonexistent"], {})
    supervisor = Supervisor([child], lambda: now[0], lambda line: None)

    def falls(after: timedelta) -> float:
        child.started, child.again, child.process = now[0] - after, None, None
        supervisor._fell(child)
        assert child.again is not None
        return (child.again - now[0]).total_seconds()

    short = timedelta(seconds=1)
    assert [falls(short) for _ in range(7)] == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    assert falls(STEADY + short) == PAUSES[0]


def test_all_are_stopped_the_last_ones_last_and_the_stubborn_ones_too(house: House) -> None:
    note = (
        "import signal, sys, time\n"
        "def gone(*_):\n    open({0!r}, 'a').write({1!r}); sys.exit()\n"
        "signal.signal(15, gone); print('here', flush=True); time.sleep(60)"
    )
    diary = str(house.directory / "diary")
    redis = house.add("redis", note.format(diary, "redis "), last=True)
    web = house.add("web", note.format(diary, "web "))
    stubborn = house.add("stubborn", STUBBORN)
    house.supervisor.start()
    for name in ("redis", "web", "stubborn"):
        house.supervisor.ready(name, lambda name=name: house.says(name, "here"))
    house.supervisor.stop(1)
    assert Path(diary).read_text() == "web redis "
    assert not redis.alive
    assert not web.alive
    assert stubborn.process is not None
    assert stubborn.process.returncode == -signal.SIGKILL


def test_nothing_is_waited_for_once_everything_is_to_stop(house: House) -> None:
    house.supervisor.stopping.set()
    assert not house.supervisor.until(lambda: True, 60)
    house.supervisor.run()


PARENT = """
import os, sys
from bot import clock
from bot.supervisor import Child, Supervisor
sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
supervisor = Supervisor([Child("web", sleeper, os.environ)], clock.now, print)
supervisor.start()
print(supervisor["web"].pid, flush=True)
supervisor.run()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_children_end_with_a_parent_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:  # noqa: S603
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
        ended, _, _ = select.select([child], [], [], 20)
    os.close(child)
    assert ended, "the child outlived its parent"
