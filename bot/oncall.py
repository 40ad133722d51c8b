"""Who is on call at an instant: a pure function of time and schedule. It stores no pointer that could lag.

A rung's coach is, in this order: the latest fixed shift or override that covers the instant, then whoever's turn it is
in the latest rotation in force. Somebody away (time off), or no longer among the program's people, is skipped: the
next coach of the same rotation covers, and nobody's own turn moves because of it.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

Rung = Literal["primary", "backup"]
RungName = Literal["primary", "backup", "team", "supervisor", "all"]


@dataclass(frozen=True)
class Rotation:
    """Coaches take turns of `every` days (1 daily, 7 weekly). Not in force before the hand-off on the day it `starts`.

    `hand_off` is wall time in the program's zone: inside a missing hour it happens at the instant the gap ends, inside
    a repeated hour at the first of the two.
    """

    rung: Rung
    coaches: tuple[int, ...]
    starts: date
    every: int
    hand_off: time

    def __post_init__(self) -> None:
        if not 1 <= self.every <= 366:
            raise ValueError("a rotation hands off every 1 to 366 days")


@dataclass(frozen=True)
class Shift:
    """A fixed shift, swap or override from `starts` up to, not including, `ends`. Later in the schedule wins."""

    rung: Rung
    coach: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class TimeOff:
    """This coach is away from `starts` up to, not including, `ends`, whatever shifts and rotations say."""

    coach: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Schedule:
    """All that decides who is on call. People are ids; `zone` is an IANA name; instants are aware."""

    zone: str
    rotations: tuple[Rotation, ...] = ()
    shifts: tuple[Shift, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    coaches: tuple[int, ...] = ()
    supervisors: tuple[int, ...] = ()


@dataclass(frozen=True)
class Rungs:
    """Who stands on each rung of a ladder at one instant."""

    primary: int | None
    backup: int | None
    everyone: tuple[int, ...]
    supervisors: tuple[int, ...]

    def of(self, name: RungName) -> tuple[int, ...]:
        """The people a ladder's step means by this name, each once, those on call first."""
        people = {
            "primary": (self.primary,),
            "backup": (self.backup,),
            "team": self.everyone,
            "supervisor": self.supervisors,
            "all": (self.primary, self.backup, *self.everyone, *self.supervisors),
        }[name]
        return tuple(dict.fromkeys(person for person in people if person is not None))


@dataclass(frozen=True)
class Gap:
    """No primary from `starts` up to, not including, `ends`."""

    starts: datetime
    ends: datetime


def on_call(schedule: Schedule, at: datetime) -> Rungs:
    """The rungs at an aware instant. Costs one look at each rotation, shift and time off.

    When everybody is away there is no primary, but the team and the supervisors stay: rest decides whom to page, never
    whether. A backup is never the primary: the next in line is taken.
    """
    at = _utc(at)
    people = frozenset(schedule.coaches + schedule.supervisors)
    present = people - {off.coach for off in schedule.time_off if off.starts <= at < off.ends}
    primary = _first(schedule, "primary", at, present)
    backup = _first(schedule, "backup", at, present - {primary})
    there = present or people
    return Rungs(primary, backup, _keep(schedule.coaches, there), _keep(schedule.supervisors, there))


def gaps(schedule: Schedule, start: datetime, end: datetime) -> list[Gap]:
    """The spans inside start..end without a primary, in order. Looks only where one can begin or end, not at days."""
    found: list[Gap] = []
    for opens, closes in pairwise([_utc(start), *_between(_edges(schedule), start, end), _utc(end)]):
        if opens >= closes or on_call(schedule, opens).primary is not None:
            continue
        if found and found[-1].ends == opens:
            found[-1] = replace(found[-1], ends=closes)
        else:
            found.append(Gap(opens, closes))
    return found


def changes(schedule: Schedule, start: datetime, end: datetime) -> list[datetime]:
    """The instants after `start` and before `end` at which primary or backup becomes somebody else, in order."""
    moments = _edges(schedule)
    for rotation in schedule.rotations:
        moments.update(_hand_offs(rotation, ZoneInfo(schedule.zone), start, end))
    inside = _between(moments, start, end)
    watch = [on_call(schedule, moment) for moment in (start, *inside)]
    pairs = [(rungs.primary, rungs.backup) for rungs in watch]
    return [moment for moment, (old, new) in zip(inside, pairwise(pairs), strict=True) if old != new]


def _first(schedule: Schedule, rung: Rung, at: datetime, present: Container[int]) -> int | None:
    return next((coach for coach in _in_line(schedule, rung, at) if coach in present), None)


def _in_line(schedule: Schedule, rung: Rung, at: datetime) -> Iterator[int]:
    for shift in reversed(schedule.shifts):
        if shift.rung == rung and shift.starts <= at < shift.ends:
            yield shift.coach
    for rotation in reversed(schedule.rotations):
        if rotation.rung == rung:
            yield from _turns(rotation, ZoneInfo(schedule.zone), at)


def _turns(rotation: Rotation, zone: ZoneInfo, at: datetime) -> tuple[int, ...]:
    """The rotation's coaches, from the one whose turn it is; nobody before it starts."""
    turn = _turn(rotation, zone, at)
    if turn < 0:
        return ()
    first = turn % max(1, len(rotation.coaches))
    return rotation.coaches[first:] + rotation.coaches[:first]


def _turn(rotation: Rotation, zone: ZoneInfo, at: datetime) -> int:
    """The number of the last hand-off at or before `at`; the first is 0. Tries two or three, never one a day.

    It begins one turn late, because clocks that are put back over midnight return to a day whose next hand-off is past.
    """
    turn = (at.astimezone(zone).date() - rotation.starts).days // rotation.every + 1
    while _hand_off(rotation, zone, turn) > at:
        turn -= 1
    return turn


def _hand_offs(rotation: Rotation, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    turn = _turn(rotation, zone, start)
    while (moment := _hand_off(rotation, zone, turn)) < end:
        yield moment
        turn += 1


def _hand_off(rotation: Rotation, zone: ZoneInfo, turn: int) -> datetime:
    """The first instant at which a clock on the wall reads the hand-off's time or later."""
    wall = datetime.combine(rotation.starts + timedelta(days=turn * rotation.every), rotation.hand_off)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _wall(late, zone) == wall:
        return late
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)  # in a gap: `early` is before its end, `late` is not
    while late - early > timedelta.resolution:
        middle = early + (late - early) / 2
        early, late = (early, middle) if _wall(middle, zone) >= wall else (middle, late)
    return late


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def _edges(schedule: Schedule) -> set[datetime]:
    """Every instant at which somebody comes or goes, but for the turns within rotations."""
    spans: tuple[Shift | TimeOff, ...] = (*schedule.shifts, *schedule.time_off)
    zone = ZoneInfo(schedule.zone)
    begins = {_hand_off(rotation, zone, 0) for rotation in schedule.rotations}
    return begins | {_utc(span.starts) for span in spans} | {_utc(span.ends) for span in spans}


def _between(moments: set[datetime], start: datetime, end: datetime) -> list[datetime]:
    return sorted(moment for moment in moments if start < moment < end)


def _keep(people: tuple[int, ...], there: Container[int]) -> tuple[int, ...]:
    return tuple(person for person in people if person in there)


def _utc(at: datetime) -> datetime:
    """Comparing two instants in one local zone compares their wall clocks, so everything is compared in UTC."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC)
