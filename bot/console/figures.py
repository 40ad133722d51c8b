"""What supervisors count, as arithmetic: how long people waited, who answers, what may be told. Pure.

Definitions are on the page itself. A share is 0 to 1, a length is seconds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from bot.days import is_night

FEWEST = 11
"""In an export, a number of fewer people than this could point at one of them, and is left out."""

EXPECTED = ((1, 0.80), (4, 0.72), (12, 0.625), (26, 0.50))
"""How many questions are answered in which week after joining: a planning line (80, 72, 60 to 65, 45 to 55 %)."""

STEPS = ("paged", "acknowledged", "contacted", "closed")


@dataclass(frozen=True)
class Case:
    """One call for help: when it was opened, and when each step was reached, if it was."""

    client: int
    tier: str
    opened: datetime
    paged: datetime | None = None
    acknowledged: datetime | None = None
    contacted: datetime | None = None
    closed: datetime | None = None


@dataclass(frozen=True)
class Lengths:
    """How long one step took: for half of the cases at most `p50` seconds, for nine of ten at most `p90`."""

    count: int
    p50: float | None
    p90: float | None


@dataclass(frozen=True)
class Waits:
    """One group of cases. `part` is all, day or night; `people` are the different clients in it."""

    tier: str
    part: str
    cases: int
    people: int
    steps: Mapping[str, Lengths]


@dataclass(frozen=True)
class Week:
    """All clients' n-th week after joining: questions that arrived, how many were answered in 12 hours, and by whom."""

    nth: int
    asked: int
    answered: int
    people: int

    @property
    def share(self) -> float | None:
        """Answered of those that arrived; None where none did."""
        return self.answered / self.asked if self.asked else None

    @property
    def expected(self) -> float:
        """What a program may plan with."""
        return expected(self.nth)


@dataclass(frozen=True)
class Stayed:
    """Of those who joined at least `days` ago, how many were still there: wrote or answered in the 14 days before."""

    days: int
    joined: int
    there: int

    @property
    def share(self) -> float | None:
        """There of those who joined; None where nobody joined so long ago."""
        return self.there / self.joined if self.joined else None


def quantile(lengths: Sequence[float], share: float) -> float | None:
    """The shortest length that so large a share is not longer than (nearest rank); None for none."""
    ordered = sorted(lengths)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def waits(cases: Iterable[Case], zone: str) -> list[Waits]:
    """Every tier with all its cases, those of the day and those of the night, on the program's clock."""
    found = list(cases)
    groups = []
    for tier in ("emergency", "urgent"):
        theirs = [case for case in found if case.tier == tier]
        at_night = [case for case in theirs if is_night(case.opened, zone)]
        by_day = [case for case in theirs if not is_night(case.opened, zone)]
        groups += [_waits(tier, part, some) for part, some in (("all", theirs), ("day", by_day), ("night", at_night))]
    return groups


def _waits(tier: str, part: str, cases: Sequence[Case]) -> Waits:
    return Waits(tier, part, len(cases), len({case.client for case in cases}), {s: _step(cases, s) for s in STEPS})


def _step(cases: Sequence[Case], step: str) -> Lengths:
    reached = [(getattr(case, step), case.opened) for case in cases if getattr(case, step) is not None]
    lengths = [max(0.0, (at - opened).total_seconds()) for at, opened in reached]
    return Lengths(len(lengths), quantile(lengths, 0.5), quantile(lengths, 0.9))


def expected(week: int) -> float:
    """The planning line at the n-th week: straight between the weeks that are known, level before and after."""
    before = max((one for one in EXPECTED if one[0] <= week), default=EXPECTED[0])
    after = min((one for one in EXPECTED if one[0] >= week), default=EXPECTED[-1])
    if before[0] >= after[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (week - before[0]) / (after[0] - before[0])


def covered(gaps: Iterable[tuple[datetime, datetime]], start: datetime, end: datetime) -> float | None:
    """The share of start..end that somebody was on call, given the gaps inside it; None for no time at all."""
    whole = (end - start).total_seconds()
    missing = sum((closes - opens).total_seconds() for opens, closes in gaps)
    return 1 - missing / whole if whole > 0 else None


def told(people: Sequence[int]) -> list[bool]:
    """Which parts of a whole may be told in an export, given how many people are in each.

    None of fewer than 11, but for nobody at all. Were only one part left out, whoever knows the whole could work it
    out: then the smallest of the others is left out too.
    """
    shown = [count == 0 or count >= FEWEST for count in people]
    rest = sorted((count, nth) for nth, count in enumerate(people) if shown[nth] and count)
    if shown.count(False) == 1 and rest:
        shown[rest[0][1]] = False
    return shown
