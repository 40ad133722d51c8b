"""The clock: looks for due rows every two seconds. It needs no Redis; two of them, or ten, are harmless."""

import logging

from bot.alarm import Watch
from bot.catching_up import CatchUp
from bot.line import Line
from bot.stop import Stop
from bot.sweeps import sweep
from workers.stuck import at_most

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two sweeps."""

LONGEST = 120.0
"""Seconds one sweep may take with a slow carrier and a long backlog; more, and the clock is stuck."""


def run(line: Line, stop: Stop) -> None:
    """Sweep until told to stop. A sweep that fails is told, and the next one tries again."""
    watch, caught = Watch(line), CatchUp(line)
    while not stop.is_set():
        try:
            with at_most(LONGEST):
                sweep(line, line.now())
                watch.look(line.now())
            caught.begin(line.now())
        except Exception:
            log.exception("a sweep did not finish; the next one begins in %s s", EVERY)
        stop.wait(EVERY)
