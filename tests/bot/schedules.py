"""The schedules that the tests of on-call share."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.oncall import Rotation, Schedule, Shift, TimeOff

JOY, RAVI, MAYA, SOL = 1, 2, 3, 9
NEW_YORK = "America/New_York"
WEEKLY = Rotation("primary", (JOY, RAVI), date(2026, 1, 5), 7, time(9))  # 5 January 2026 is a Monday
DAILY = replace(WEEKLY, every=1)
BACKUP = Rotation("backup", (RAVI, JOY), date(2026, 1, 5), 7, time(9))
PROGRAM = Schedule(NEW_YORK, (WEEKLY, BACKUP), coaches=(JOY, RAVI, MAYA), supervisors=(SOL,))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, zone: str = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def off(coach: int, starts: str, ends: str) -> TimeOff:
    return TimeOff(coach, local(starts), local(ends))


def shift(coach: int, starts: str, ends: str) -> Shift:
    return Shift("primary", coach, local(starts), local(ends))


def rota(*rotations: Rotation, zone: str = NEW_YORK) -> Schedule:
    return Schedule(zone, rotations, coaches=(JOY, RAVI, MAYA), supervisors=(SOL,))
