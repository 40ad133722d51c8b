"""Early warnings: how a client's days differ from their own. Rows of days in, explained findings out; pure.

No score and no model: each rule is one comparison that a coach can check on the client's page, and says its numbers.
Ratings have no validated cut-off (`docs/day.md` names the sources); the lines are the program's, for its clinical lead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_high, median_low
from typing import NamedTuple

from bot.program import Lines

WEEK = timedelta(days=7)
TWO_WEEKS = timedelta(days=14)
ENOUGH = 3
"""Ratings of earlier days that make a usual; with fewer, nobody knows what is usual for this person."""

A_TREND = 4
"""Ratings within a week that make a trend."""

LAST = 5
"""Check-ins in which hard ones are counted."""


class Day(NamedTuple):
    """One check-in: what was rated (None: not yet, or never), and whether it was missed."""

    day: date
    mood: int | None
    craving: int | None
    missed: bool = False


@dataclass(frozen=True)
class Finding:
    """One rule that holds, and the numbers that say why, by the names in its words (`found` in `words.toml`)."""

    rule: str
    numbers: Mapping[str, int]

    def plain(self) -> dict[str, str | int]:
        """As it is kept with the task: a rule and numbers, no words."""
        return {"rule": self.rule, **self.numbers}


def after_an_answer(days: Sequence[Day], lines: Lines) -> list[Finding]:
    """What a check-in shows. `days`: the one just answered, then those before it, newest first."""
    found = (craving_above(days, lines), mood_below(days, lines), *(_new(rule, days, lines) for rule in TRENDS))
    return [one for one in found if one is not None]


def after_a_miss(days: Sequence[Day], lines: Lines) -> list[Finding]:
    """What a check-in without an answer shows. `days` as above."""
    found = _new(silence, days, lines)
    return [] if found is None else [found]


def craving_above(days: Sequence[Day], lines: Lines) -> Finding | None:
    """Far above their own median of the seven days before. At the paging line a coach has been paged already."""
    now, usual = days[0].craving, _usual(median_low, days, WEEK, _craving)
    if now is None or usual is None or now >= lines.page_at or now < usual + lines.craving_above:
        return None
    return Finding("craving_above", {"craving": now, "usual": usual})


def mood_below(days: Sequence[Day], lines: Lines) -> Finding | None:
    """Far below their own median of the fourteen days before. At the low line it is on the list already."""
    now, usual = days[0].mood, _usual(median_high, days, TWO_WEEKS, _mood)
    if now is None or usual is None or now <= lines.low_at or now > usual - lines.mood_below:
        return None
    return Finding("mood_below", {"mood": now, "usual": usual})


def craving_rising(days: Sequence[Day], lines: Lines) -> Finding | None:
    """The straight line through the ratings of seven days climbs so far, and today is higher than the first."""
    ratings = _ratings(days, WEEK, _craving)
    if days[0].craving is None or _climb(ratings) < lines.slope or ratings[0][1] <= ratings[-1][1]:
        return None
    return Finding("craving_rising", {"first": ratings[-1][1], "last": ratings[0][1], "days": _span(ratings)})


def mood_falling(days: Sequence[Day], lines: Lines) -> Finding | None:
    """The same of the mood, downwards."""
    ratings = _ratings(days, WEEK, _mood)
    if days[0].mood is None or -_climb(ratings) < lines.slope or ratings[0][1] >= ratings[-1][1]:
        return None
    return Finding("mood_falling", {"first": ratings[-1][1], "last": ratings[0][1], "days": _span(ratings)})


def hard_days(days: Sequence[Day], lines: Lines) -> Finding | None:
    """So many of the last five check-ins crossed the line of the offer or of the low mood, today's among them."""
    last = [day for day in days if day.mood is not None or day.craving is not None][:LAST]
    hard = [day for day in last if _is_hard(day, lines)]
    if not hard or hard[0] is not days[0] or len(hard) < lines.hard_days:
        return None
    return Finding("hard_days", {"days": len(hard), "of": len(last)})


def silence(days: Sequence[Day], lines: Lines) -> Finding | None:
    """After a miss: far fewer answers in these seven days than in the seven before. `days` newest first."""
    end = days[0].day
    this = [day for day in days if day.day > end - WEEK]
    before = [day for day in days if end - TWO_WEEKS < day.day <= end - WEEK]
    now, then = _answered(this), _answered(before)
    if then < A_TREND or now * len(before) * 100 > then * len(this) * (100 - lines.silence):
        return None
    return Finding("silence", {"answered": now, "before": then})


def confidence(values: Sequence[int], lines: Lines) -> Finding | None:
    """How sure they are to keep to their plan, newest first: at the line, or far below what is usual for them."""
    now, earlier = values[0], values[1:]
    if len(earlier) >= ENOUGH and now <= median_high(earlier) - lines.confidence_below:
        return Finding("confidence_falling", {"confidence": now, "usual": median_high(earlier)})
    return Finding("confidence_low", {"confidence": now}) if now <= lines.confidence_at else None


def lonely(told: Sequence[tuple[date, bool]], lines: Lines) -> Finding | None:
    """Lonely so often within seven days, or each of the last times they were asked. `told` newest first: the day, and
    whether lonely was among the letters."""
    week = sum(lonely for day, lonely in told if day > told[0][0] - WEEK)
    last = [lonely for _, lonely in told[: lines.lonely]]
    if not told[0][1] or (week < lines.lonely and not (len(last) == lines.lonely and all(last))):
        return None
    return Finding("lonely", {"times": max(week, lines.lonely)})


Rule = Callable[[Sequence[Day], Lines], Finding | None]

TRENDS: Sequence[Rule] = (craving_rising, mood_falling, hard_days)
"""What goes on for days is told on the first of them."""


def _new(rule: Rule, days: Sequence[Day], lines: Lines) -> Finding | None:
    """A finding that did not hold at the check-in before."""
    held = len(days) > 1 and rule(days[1:], lines) is not None
    return None if held else rule(days, lines)


def _craving(day: Day) -> int | None:
    return day.craving


def _mood(day: Day) -> int | None:
    return day.mood


def _usual(
    middle: Callable[[Sequence[int]], int], days: Sequence[Day], far: timedelta, rated: Callable[[Day], int | None]
) -> int | None:
    """The median of the days before the newest, within so far. Of two in the middle the one that warns sooner, so that
    it is a number they once sent. None where there are too few."""
    earlier = [day for day in days[1:] if day.day >= days[0].day - far]
    known = [value for day in earlier if (value := rated(day)) is not None]
    return middle(known) if len(known) >= ENOUGH else None


def _ratings(days: Sequence[Day], far: timedelta, rated: Callable[[Day], int | None]) -> list[tuple[int, int]]:
    """(day, rating) of each rated day within so far of the newest, newest first."""
    near = [day for day in days if day.day > days[0].day - far]
    return [(day.day.toordinal(), value) for day in near if (value := rated(day)) is not None]


def _climb(ratings: Sequence[tuple[int, int]]) -> float:
    """How far the straight line through the ratings (least squares) climbs from first to last; 0 for too few."""
    if len(ratings) < A_TREND:
        return 0.0
    middle = sum(day for day, _ in ratings) / len(ratings)
    level = sum(value for _, value in ratings) / len(ratings)
    steps = sum((day - middle) * (value - level) for day, value in ratings)
    a_day = steps / sum((day - middle) ** 2 for day, _ in ratings)
    return a_day * (ratings[0][0] - ratings[-1][0])


def _span(ratings: Sequence[tuple[int, int]]) -> int:
    return ratings[0][0] - ratings[-1][0] + 1


def _is_hard(day: Day, lines: Lines) -> bool:
    low = day.mood is not None and day.mood <= lines.low_at
    return low or (day.craving is not None and day.craving >= lines.offer_at)


def _answered(days: Sequence[Day]) -> int:
    return sum(day.mood is not None or day.craving is not None for day in days)
