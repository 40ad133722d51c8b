"""How many scheduled texts a number may hand to its carrier now. Pure arithmetic; all sizes are in segments.

The carrier's queue is first in, first out for each number: what was handed over cannot be overtaken. So scheduled texts
are handed over only into an empty queue, and never so many that it is longer than one share. Replies and pages are
never held back: they only leave less for scheduled texts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import floor

SPARE = 0.2
"""The share of what a carrier takes in a minute and in a day that is kept for calls for help, and replies."""

TELL = 0.7
"""The share of the day at which a supervisor is told."""


@dataclass(frozen=True)
class Rates:
    """What the number may send a second, and the carriers take in a minute and a day (0: no such limit)."""

    a_second: float
    a_minute: int = 0
    a_day: int = 0


@dataclass(frozen=True)
class Sent:
    """What left already: how many seconds the carrier's queue still takes, the last minute's, and the day's."""

    queue: float = 0.0
    minute: int = 0
    day: int = 0


def room(rates: Rates, sent: Sent, share: float) -> int:
    """How much may be handed over now, for the next `share` seconds. An empty queue takes one text at the least."""
    a_share = floor((share - sent.queue) * rates.a_second)
    rooms = [max(a_share, 1) if sent.queue == 0 else a_share]
    if rates.a_minute:
        rooms.append(floor(rates.a_minute * (1 - SPARE)) - sent.minute)
    if rates.a_day:
        rooms.append(today(rates, sent))
    return max(0, min(rooms))


def today(rates: Rates, sent: Sent) -> int:
    """How much of the day is left for scheduled texts. May be negative; only for rates with a limit of the day."""
    return floor(rates.a_day * (1 - SPARE)) - sent.day


def queue(handed: Iterable[tuple[datetime, int]], a_second: float, at: datetime) -> float:
    """How many seconds the carrier still takes for what was handed over (when, and how much; oldest first)."""
    free: datetime | None = None
    left = 0.0
    for when, segments in handed:
        passed = (when - free).total_seconds() if free is not None else 0.0
        left = max(0.0, left - passed) + segments / a_second
        free = when
    return max(0.0, left - (at - free).total_seconds()) if free is not None else 0.0


def tells(rates: Rates, sent: Sent) -> bool:
    """Whether the day has come so far that a supervisor is to know."""
    return bool(rates.a_day) and sent.day >= rates.a_day * TELL
