"""Days on which a program sends nothing that is scheduled. Calls for help and answers come as on any day."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot import audit, lines
from bot.days import local_day
from bot.program import Program
from bot.work import Work

FAR = timedelta(days=400)
MOST = 20
"""Holidays ahead: more would be a program that hardly asks anybody."""

IN_A_ROW = 3
"""Days without a check-in that may follow each other: somebody who falls silent is noticed by check-ins alone."""


def add(work: Work, day: date, by: str) -> None:
    """One more holiday, from today on. Raises `lines.Unsafe`."""
    today = local_day(work.at, work.program.zone)
    days = {*ahead(work.program, today), day}
    if not today <= day <= today + FAR or len(days) > MOST or longest(days) > IN_A_ROW:
        raise lines.Unsafe("holidays")
    _keep(work, days, by, added=day.isoformat())


def drop(work: Work, day: date, by: str) -> None:
    """A day on which people are asked again."""
    days = {*ahead(work.program, local_day(work.at, work.program.zone))} - {day}
    _keep(work, days, by, dropped=day.isoformat())


def ahead(program: Program, today: date) -> list[date]:
    """The holidays that are not over, in order."""
    return sorted(day for day in program.lines.holidays if day >= today)


def longest(days: Iterable[date]) -> int:
    """How many of these days follow each other at most."""
    most, run, last = 0, 0, date.min
    for day in sorted(days):
        run = run + 1 if day - last == timedelta(days=1) else 1
        most, last = max(most, run), day
    return most


def _keep(work: Work, days: Iterable[date], by: str, **changed: str) -> None:
    """Holidays that are over are forgotten. Nothing is planned anew: each text looks at the day on which it is due."""
    lines.put(work, {"holidays": [day.isoformat() for day in sorted(days)]})
    audit.note(work, by, "saved holidays", "program", work.program.id, **changed)
