"""Who is on call over the coming days, as values: stints, a grid of days, what would be missing. It changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.coverage import Stint, stints
from bot.days import instant
from bot.oncall import Gap, Rotation, Schedule, Shift, TimeOff, gaps

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Slice:
    """A part of one local day on one rung: `coach` is None for a gap. Fractions of the day, 0 to 1."""

    coach: int | None
    starts: datetime
    ends: datetime
    left: float
    width: float


@dataclass(frozen=True)
class LocalDay:
    """One day of the grid. `hours` is 23 or 25 where the clocks are changed."""

    day: date
    hours: float
    primary: tuple[Slice, ...]
    backup: tuple[Slice, ...]

    @property
    def change(self) -> int:
        """Hours that this day is longer (or shorter) than others."""
        return round(self.hours - 24)


@dataclass(frozen=True)
class Change:
    """What somebody wants to add to a schedule. A rotation counts from its first hand-off on."""

    shifts: tuple[Shift, ...] = ()
    rests: tuple[TimeOff, ...] = ()
    rotations: tuple[Rotation, ...] = ()

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """When each shift and time off begins and ends."""
        return [(one.starts, one.ends) for one in self.shifts] + [(one.starts, one.ends) for one in self.rests]

    def added_to(self, schedule: Schedule) -> Schedule:
        """The schedule as it would be."""
        return replace(
            schedule,
            shifts=(*schedule.shifts, *self.shifts),
            time_off=(*schedule.time_off, *self.rests),
            rotations=(*schedule.rotations, *self.rotations),
        )


@dataclass(frozen=True)
class Overlap:
    """Two things that cannot both be so, inside a change: `coach` is whose shift gives way (replaces), who is away
    then (away), or who would have stood on the other rung too (both)."""

    kind: str
    coach: int
    starts: datetime
    ends: datetime


def grid(schedule: Schedule, first: date, zone: str, days: int) -> list[LocalDay]:
    """So many local days of `zone` from `first` on."""
    return [_day(schedule, first + timedelta(days=nth), zone) for nth in range(days)]


def week_of(day: date) -> tuple[date, int]:
    """Monday of that week, and how many days a week has."""
    return day - timedelta(days=day.weekday()), 7


def month_of(day: date) -> tuple[date, int]:
    """The Monday on or before the first of that month, and how many days whole weeks to its end are."""
    first = day.replace(day=1)
    monday, _ = week_of(first)
    after = (first + timedelta(days=31)).replace(day=1)
    return monday, -(-(after - monday).days // 7) * 7


def mine(schedule: Schedule, coach: int, start: datetime, end: datetime) -> list[Stint]:
    """One coach's own stints, in the order of time."""
    return sorted((one for one in stints(schedule, start, end) if one.coach == coach), key=lambda one: one.starts)


def new_gaps(before: Schedule, after: Schedule, at: datetime, until: datetime) -> list[Gap]:
    """The gaps that a change would make, or make longer."""
    known = gaps(before, at, until)
    return [gap for gap in gaps(after, at, until) if not any(_within(gap, old) for old in known)]


def overlaps(before: Schedule, change: Change) -> list[Overlap]:
    """What a change would lie upon, in order of time."""
    found = [one for shift in change.shifts for one in _under(before, shift)]
    found += [
        Overlap("away", shift.coach, max(shift.starts, off.starts), min(shift.ends, off.ends))
        for shift in change.shifts
        for off in (*before.time_off, *change.rests)
        if off.coach == shift.coach and off.starts < shift.ends and shift.starts < off.ends
    ]
    return sorted(set(found), key=lambda one: (one.starts, one.kind, one.coach))


def _under(before: Schedule, shift: Shift) -> Iterator[Overlap]:
    """Fixed shifts of others on the same rung, and the coach's own turns on the other."""
    for old in before.shifts:
        if old.rung == shift.rung and old.coach != shift.coach and old.starts < shift.ends and shift.starts < old.ends:
            yield Overlap("replaces", old.coach, max(shift.starts, old.starts), min(shift.ends, old.ends))
    for stint in mine(before, shift.coach, shift.starts, shift.ends):
        if stint.rung != shift.rung:
            yield Overlap("both", shift.coach, stint.starts, stint.ends)


def moment(day: str, wall: str, zone: str) -> datetime | None:
    """The instant of a date and a wall time as forms send them; None for what is neither."""
    try:
        return instant(date.fromisoformat(day), time.fromisoformat(wall), zone)
    except ValueError:
        return None


def _day(schedule: Schedule, day: date, zone: str) -> LocalDay:
    start, end = instant(day, time(), zone), instant(day + timedelta(days=1), time(), zone)
    hours = (end - start).total_seconds() / 3600
    primary = tuple(_slices(schedule, "primary", start, end))
    return LocalDay(day, hours, primary, tuple(_slices(schedule, "backup", start, end)))


def _slices(schedule: Schedule, rung: str, start: datetime, end: datetime) -> Iterator[Slice]:
    whole = (end - start).total_seconds()
    edge = start
    theirs = [one for one in stints(schedule, start, end) if one.rung == rung]
    for one in sorted(theirs, key=lambda one: one.starts):
        if one.starts > edge:
            yield _slice(None, edge, one.starts, start, whole)
        yield _slice(one.coach, one.starts, one.ends, start, whole)
        edge = one.ends
    if edge < end:
        yield _slice(None, edge, end, start, whole)


def _slice(coach: int | None, starts: datetime, ends: datetime, day: datetime, whole: float) -> Slice:
    left = (starts - day).total_seconds() / whole
    return Slice(coach, starts, ends, left, (ends - starts).total_seconds() / whole)


def _within(gap: Gap, old: Gap) -> bool:
    return old.starts <= gap.starts and gap.ends <= old.ends
