"""The clock: looks for due rows every two seconds, and sooner where a page waits for its time. It needs no Redis; two
of them, or ten, are harmless.
"""

import logging
from datetime import datetime, timedelta

from bot.alarm import Watch
from bot.catching_up import CatchUp
from bot.drilling import Drills
from bot.line import Line
from bot.stop import Stop
from bot.sweeps import next_prompt, sweep
from workers.stuck import at_most

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two sweeps, at most."""

SOONEST = 0.2
"""Seconds between two sweeps, at least: in a storm pages fall due one after the other."""

LONGEST = 120.0
"""Seconds one sweep may take with a slow carrier and a long backlog; more, and the clock is stuck."""


def run(line: Line, stop: Stop) -> None:
    """Sweep until told to stop. A sweep that fails is told, and the next one tries again."""
    watch, caught, drills = Watch(line), CatchUp(line), Drills(line)
    while not stop.is_set():
        pause = EVERY
        try:
            with at_most(LONGEST):
                sweep(line, line.now())
                watch.look(line.now())
            caught.begin(line.now())
            drills.begin(line.now())
            pause = _pause(line, line.now())
        except Exception:
            log.exception("a sweep did not finish; the next one begins in %s s", EVERY)
        stop.wait(pause)


def _pause(line: Line, at: datetime) -> float:
    """Seconds until the next sweep: a page that waits to be bundled, or for its next try, leaves on time."""
    due = next_prompt(line, at, timedelta(seconds=EVERY))
    return EVERY if due is None else max(SOONEST, (due - at).total_seconds())
