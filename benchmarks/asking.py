"""Everybody's check-in due in the same minute: how many are asked a second, and how much memory it takes.

`python -m benchmarks.asking` does the asking, in a process of its own, and prints its figures as JSON.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from benchmarks.street import Street, street
from bot import clock, db
from bot.line import open_line
from bot.models import client
from bot.settings import Settings
from bot.sweeps import ask_all
from tests.crowd import ZONE

AT_ONCE = 5_000
ALL_AT_ONCE: dict[str, Any] = {"pace": 100_000, "a_minute": 0, "a_day": 0, "opens": "00:00", "closes": "23:59:59"}
"""A number that sends as much as anybody asks: what is measured is the asking."""


@dataclass(frozen=True)
class Asking:
    """One database: people, the seconds it took to ask them all, and MB resident before and at the most."""

    name: str
    people: int
    seconds: float
    before: float
    most: float

    @property
    def rate(self) -> float:
        """People asked a second."""
        return self.people / self.seconds


def measure(name: str, url: str, directory: Path, people: int, say: Callable[[str], None]) -> Asking:
    """Ask so many people of one program, all due at once."""
    with ExitStack() as stack:
        line = stack.enter_context(street(url, directory, 0, **ALL_AT_ONCE))
        say(f"{name}: {people:,} people due in the same minute")
        _fill(line, people)
        told = json.loads(_run(line, people))
    return Asking(name, people, **told)


def _fill(line: Street, people: int) -> None:
    vault, at = db.vault_of(line.engine), clock.now()
    same = {"program_id": line.crowd.program_id, "status": "active", "name": "Ana", "language": "en", "zone": ZONE}
    due = {"checkin_time": time(9), "next_checkin_at": at - timedelta(seconds=1), "created_at": at}
    row: dict[str, Any] = {**same, **due, "number": "+12005550100"}
    for part in _parts(people):
        with db.transaction(line.engine) as tx:
            tx.execute(sa.insert(client), [{**row, "number_hash": vault.blind(str(nth))} for nth in part])


def _parts(people: int) -> Iterator[range]:
    yield from (range(first, min(people, first + AT_ONCE)) for first in range(0, people, AT_ONCE))


def _run(line: Street, people: int) -> str:
    command = [sys.executable, "-m", "benchmarks.asking", str(people)]
    told = subprocess.run(command, env=line.house.environment, capture_output=True, text=True, check=True)  # noqa: S603
    return told.stdout


def main(people: int) -> dict[str, float]:
    """Sweep until everybody was asked."""
    line = open_line(Settings())
    before, began, asked = _most_mb(), perf_counter(), 0
    while asked < people:
        if not (some := ask_all(line, line.now())):
            raise RuntimeError(f"{people - asked} people were not asked")
        asked += some
    return {"seconds": perf_counter() - began, "before": before, "most": _most_mb()}


def _most_mb() -> float:
    """The most that was resident so far; of this process, while `getrusage` remembers the one that started it."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
