"""When one person is asked: once on each of their local days, at the time they chose, while the program's day is open.
Pure; the rows are in `bot.rhythm` and `bot.asking`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.days import instant, local_day, shows_between

EVERY_DAY = "0123456"
"""Weekdays on which somebody is asked; Monday is 0."""

BEFORE_CLOSING = timedelta(minutes=30)
"""A time after the program's day is moved so far before its end, so that it still comes when many are asked at once."""


@dataclass(frozen=True)
class Daily:
    """When somebody wants to be asked, and when the program may: `chosen` by their own clock in `zone`, between `opens`
    and `closes`, on the weekdays `days`, and never on a holiday of the program."""

    chosen: time
    zone: str
    opens: time
    closes: time
    days: str = EVERY_DAY
    holidays: frozenset[date] = frozenset()

    @property
    def wall(self) -> time:
        """The time chosen, moved into the program's day."""
        latest = (datetime.combine(date.min, self.closes) - BEFORE_CLOSING).time()
        return max(self.opens, self.chosen if self.chosen < self.closes else latest)

    def is_one(self, day: date) -> bool:
        """Whether that day is one of their weekdays."""
        return str(day.weekday()) in self.days

    def is_open(self, at: datetime) -> bool:
        """Whether a scheduled text may come now."""
        return shows_between(at, self.opens, self.closes, self.zone) and local_day(at, self.zone) not in self.holidays


def next_due(hour: Daily, at: datetime, planned: datetime | None = None) -> datetime:
    """When to ask next, after `at`. What was `planned` for today stays when the new time has passed already: no day is
    lost to a moved time."""
    due = next(_times(hour, at))
    if planned is not None and planned > at and _today_only(hour, planned, at, due):
        return planned
    return due


def day_to_ask(hour: Daily, due: datetime, at: datetime) -> date | None:
    """The local day to ask about at `at`, for somebody due at `due`; None outside the program's day, and for what was
    due on another day and is not today (a clock that stood still asks nobody about yesterday)."""
    today = local_day(at, hour.zone)
    was_due = local_day(due, hour.zone) == today or _has_come(hour, today, at)
    return today if was_due and hour.is_open(at) else None


def _times(hour: Daily, after: datetime) -> Iterator[datetime]:
    """Each time their clock first shows the chosen time, day after day. A time that a day leaves out because the clocks
    jump over its end is not made up for on the next."""
    day = local_day(after, hour.zone)
    while True:
        at = instant(day, hour.wall, hour.zone)
        if at > after and hour.is_one(day) and local_day(at, hour.zone) == day:
            yield at
        day += timedelta(days=1)


def _today_only(hour: Daily, planned: datetime, at: datetime, due: datetime) -> bool:
    today = local_day(at, hour.zone)
    fits = local_day(planned, hour.zone) == today < local_day(due, hour.zone)
    return fits and hour.is_one(today) and hour.is_open(planned)


def _has_come(hour: Daily, today: date, at: datetime) -> bool:
    return hour.is_one(today) and instant(today, hour.wall, hour.zone) <= at
