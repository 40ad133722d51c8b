"""The same question as `bot.oncall`, answered the slow way: walk every local day, paint layer over layer.

It shares no idea with the code it judges: offsets are tried one by one instead of asking for a fold, a missing hour is
walked minute by minute, turns are counted by taking them. It assumes clock changes on whole minutes (true since 2000).
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.oncall import Rotation, Schedule

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@cache
def first_instant(zone: str, day: date, wall_time: time) -> datetime:
    """When a clock on the wall first reads this time of this day, or, if it never does, jumps past it."""
    wall = datetime.combine(day, wall_time)
    noon = wall.replace(tzinfo=UTC)
    offsets = {offset_at(zone, noon + timedelta(hours=hours)) for hours in range(-30, 31, 3)}
    reads = sorted(noon - offset for offset in offsets if clock_at(zone, noon - offset) == wall)
    if reads:
        return reads[0]
    moment = (noon - max(offsets)).replace(second=0, microsecond=0)
    while clock_at(zone, moment) < wall:
        moment += MINUTE
    return moment


def offset_at(zone: str, moment: datetime) -> timedelta:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset


def clock_at(zone: str, moment: datetime) -> datetime:
    return (moment + offset_at(zone, moment)).replace(tzinfo=None)


def line(rotation: Rotation, zone: str, at: datetime) -> list[int]:
    """The rotation's coaches, first the one whose turn it is. Takes every turn since the start, day by day."""
    waiting: list[int] | None = None
    day, until = rotation.starts, at.date() + 3 * DAY
    days_left = 0
    while day <= until:
        if days_left == 0:
            days_left = rotation.every
            if first_instant(zone, day, rotation.hand_off) <= at:
                waiting = list(rotation.coaches) if waiting is None else waiting[1:] + waiting[:1]
        days_left -= 1
        day += DAY
    return waiting or []


def who(schedule: Schedule, at: datetime) -> tuple[int | None, int | None]:
    """(primary, backup) at an instant."""
    here = [*schedule.coaches, *schedule.supervisors]
    for off in schedule.time_off:
        if off.starts <= at < off.ends:
            here = [coach for coach in here if coach != off.coach]
    primary = painted(schedule, "primary", at, here)
    return primary, painted(schedule, "backup", at, [coach for coach in here if coach != primary])


def painted(schedule: Schedule, rung: str, at: datetime, here: list[int]) -> int | None:
    """Rotations first, shifts over them, each layer over the one before, absent people leaving no paint."""
    colour: int | None = None
    for rotation in schedule.rotations:
        if rotation.rung == rung:
            present = [coach for coach in line(rotation, schedule.zone, at) if coach in here]
            colour = present[0] if present else colour
    for shift in schedule.shifts:
        if shift.rung == rung and shift.starts <= at < shift.ends and shift.coach in here:
            colour = shift.coach
    return colour
