"""Local days and wall times of one person. Pure; the only place where a local time becomes an instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVENING, MORNING = time(22), time(7)


def local_day(at: datetime, zone: str) -> date:
    """The date on the person's own calendar."""
    return at.astimezone(ZoneInfo(zone)).date()


def instant(day: date, wall: time, zone: str) -> datetime:
    """When that wall time comes on that day, in UTC: the first of two where clocks go back, the gap's end where it
    is skipped."""
    there = datetime.combine(day, wall, ZoneInfo(zone))
    back = there.astimezone(UTC)
    skipped = back.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there.replace(tzinfo=None)
    return _gap_end(back, zone) if skipped else back


def next_time(wall: time, zone: str, after: datetime) -> datetime:
    """The first instant later than `after` at which the person's clock shows `wall` on a new day."""
    day = local_day(after, zone)
    while (at := instant(day, wall, zone)) <= after:
        day += timedelta(days=1)
    return at


def following_day(wall: time, zone: str, day: date) -> datetime:
    """That wall time on the local day after `day`."""
    return instant(day + timedelta(days=1), wall, zone)


def seconds_until(wall: time, zone: str, at: datetime) -> float:
    """Seconds from `at` until the local clock shows `wall` today; 0 when it already has."""
    return max(0.0, (instant(local_day(at, zone), wall, zone) - at).total_seconds())


def last_night(at: datetime, zone: str) -> tuple[datetime, datetime]:
    """The newest night that is over: from ten in the evening to seven in the morning."""
    day = local_day(at, zone)
    if instant(day, MORNING, zone) > at:
        day -= timedelta(days=1)
    return instant(day - timedelta(days=1), EVENING, zone), instant(day, MORNING, zone)


def is_night(at: datetime, zone: str) -> bool:
    """Whether the local clock shows ten in the evening or later, or is before seven in the morning."""
    there = at.astimezone(ZoneInfo(zone)).time()
    return there >= EVENING or there < MORNING


def shows_between(at: datetime, opens: time, closes: time, zone: str) -> bool:
    """Whether the local clock shows `opens` or later, and is before `closes`."""
    return opens <= at.astimezone(ZoneInfo(zone)).time() < closes


def _gap_end(inside: datetime, zone: str) -> datetime:
    """The instant the clocks jumped. `inside` reads the skipped wall time by the offset before the jump, so it lies
    after it, by less than the jump's size (a day at most: Samoa, 2011)."""
    low, high = inside - timedelta(days=1, hours=2), inside
    offset = high.astimezone(ZoneInfo(zone)).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if middle.astimezone(ZoneInfo(zone)).utcoffset() == offset else (middle, high)
    return high.replace(microsecond=0)
