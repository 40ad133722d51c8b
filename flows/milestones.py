"""Days that count, by the client's own date; and wins of any kind, in their own words.

The words are in `copy/milestone.toml`, `copy/first_week.toml` and `copy/win.toml`. A milestone is handed `count` and
`unit`: days, months or years; the first week `answered`, how many of its days were answered. Neither asks anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from flows.effects import Facts, Keep, OpenTask, Say
from flows.goals import OwnWords
from flows.machine import Again, Ask, Flow, Next, Silence, end

DAYS = (1, 3, 7, 14, 30, 60, 90)
MONTHS = (6, 9)
A_WEEK_OF = 5  # days with an answer make a first week
A_QUESTION_WAITS = timedelta(hours=4)


@dataclass(frozen=True)
class Mark:
    """One milestone: so many days, months or years."""

    count: int
    unit: str

    def on(self, since: date) -> date:
        """The day it falls on; the last of the month where that month is shorter."""
        if self.unit == "days":
            return since + timedelta(days=self.count)
        return _later(since, self.count * (12 if self.unit == "years" else 1))


def next_mark(since: date, after: date) -> tuple[Mark, date]:
    """The first milestone later than `after`, and its day."""
    return next((mark, day) for mark in _marks() if (day := mark.on(since)) > after)


def _marks() -> Iterator[Mark]:
    """24 hours, 3 days, 1 and 2 weeks, 30, 60, 90 days, 6, 9 months, 1 year, 18 months, then each year."""
    yield from (Mark(days, "days") for days in DAYS)
    yield from (Mark(months, "months") for months in MONTHS)
    yield from (Mark(1, "years"), Mark(18, "months"))
    yield from (Mark(years, "years") for years in count(2))


def _later(since: date, months: int) -> date:
    years, month = divmod(since.month - 1 + months, 12)
    for day in range(since.day, 27, -1):
        try:
            return date(since.year + years, month + 1, day)
        except ValueError:
            continue
    return date(since.year + years, month + 1, min(since.day, 28))


def told(facts: Facts) -> Next:
    """One warm sentence; and the next one is planned."""
    unit, number = str(facts["unit"]), int(facts["count"] or 0)
    one = {("days", 1): "day", ("years", 1): "year"}.get((unit, number), unit)
    return end(Say(f"milestone.{one}"), Keep("milestone", f"{number} {unit}"))


MILESTONE = Flow("milestone", 1, told, {})


def a_week_of_answers(facts: Facts) -> Next:
    """Only where most days were answered: nobody is told of days that were not."""
    return end(Say("first_week.answered")) if int(facts["answered"] or 0) >= A_WEEK_OF else end()


FIRST_WEEK = Flow("first_week", 1, a_week_of_answers, {})


def _kept(facts: Facts, said: str) -> Next:
    if said == "skip":
        return end(Say("win.not_now"))
    return end(Keep("win", said), Say(f"win.kept_{int(facts['day'] or 0) % 3 + 1}"))


WIN = Flow(
    name="win",
    version=1,
    start="what",
    states={
        "what": Ask(
            say=Say("win.what"),
            expect=OwnWords(),
            then=_kept,
            unclear=Again(Say("win.what_again"), end(OpenTask("words"), Say("win.not_now"))),
            silent=Silence(A_QUESTION_WAITS, end()),
        ),
    },
)
