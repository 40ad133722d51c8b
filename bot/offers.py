"""Reading and keeping what a program offers: meetings and places that help, from files that people make."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

import sqlalchemy as sa

from bot.days import local_day
from bot.models import meeting, resource
from bot.sheets import Column, Mistake, Sheet, read
from bot.work import Work, insert
from flows.copy import words
from flows.segments import segments
from flows.wording import avoided

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TITLE = 30
HOW = 90


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("a date like 2026-12-24") from None


def _weekday(cell: str) -> int:
    found = [n for n, name in enumerate(WEEKDAYS) if len(cell) >= 3 and name.startswith(cell.lower())]
    if not found:
        raise ValueError("a weekday like Monday, or Mon")
    return found[0]


def _wall(cell: str) -> time:
    try:
        return time.fromisoformat(cell.zfill(5))
    except ValueError:
        raise ValueError("a time like 18:30") from None


def _zip(cell: str) -> str:
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 5):
        raise ValueError("a ZIP code, or its first digits")
    return cell


def _language(cell: str) -> str:
    if cell not in {"en", "es"}:
        raise ValueError("en or es")
    return cell


def _short(room: int) -> Column:
    """Words that go into a text as they are."""

    def words_of(cell: str) -> str:
        if len(cell) > room:
            raise ValueError(f"at most {room} letters: it goes into a text")
        if named := avoided(cell, "substances"):
            raise ValueError(f"a text never names a substance: {', '.join(named)}")
        return cell

    return Column(words_of)


MEETING: Mapping[str, Column] = {
    "title": _short(TITLE)._replace(needed=True),
    "kind": _short(TITLE)._replace(needed=True),
    "weekday": Column(_weekday),
    "day": Column(_day),
    "starts": Column(_wall, needed=True),
    "place": _short(HOW),
    "link": _short(HOW),
    "phone": _short(HOW),
    "language": Column(_language),
    "until": Column(_day),
}
RESOURCE: Mapping[str, Column] = {
    "title": _short(TITLE)._replace(needed=True),
    "kind": _short(TITLE),
    "zip": Column(_zip),
    "phone": _short(TITLE),
    "link": _short(HOW),
    "verified_on": Column(_day, needed=True),
}


def read_meetings(lines: Iterable[str]) -> Sheet:
    """Meetings from a file: title, kind, weekday or day, starts, and where or how."""
    return _checked(read(lines, MEETING), _meeting_mistakes)


def read_resources(lines: Iterable[str]) -> Sheet:
    """Places that help from a file: title, and a phone or a link."""
    return _checked(read(lines, RESOURCE), _resource_mistakes)


def keep_meetings(work: Work, sheet: Sheet) -> int:
    """Take the file as the whole list: what stood before and is not over ends yesterday. Gives how many there are."""
    today = local_day(work.at, work.program.zone)
    yesterday = date.fromordinal(today.toordinal() - 1)
    before = (meeting.c.program_id == work.program.id, sa.or_(meeting.c.until.is_(None), meeting.c.until >= today))
    work.tx.execute(sa.update(meeting).where(*before).values(until=yesterday))
    for _, row in sheet.rows:
        insert(work.tx, meeting, {"program_id": work.program.id, "verified_on": today, **row})
    return len(sheet.rows)


def keep_resources(work: Work, sheet: Sheet) -> int:
    """Take the file as the whole list. Gives how many there are."""
    work.tx.execute(sa.delete(resource).where(resource.c.program_id == work.program.id))
    for _, row in sheet.rows:
        insert(work.tx, resource, {"program_id": work.program.id, **row})
    return len(sheet.rows)


def _checked(sheet: Sheet, mistakes_of: Any) -> Sheet:
    more = [Mistake(line, what) for line, row in sheet.rows for what in mistakes_of(row)]
    return Sheet(sheet.rows, sorted([*sheet.mistakes, *more]))


def _meeting_mistakes(row: dict[str, Any]) -> Iterable[str]:
    if ("weekday" in row) == ("day" in row):
        yield "either a weekday (each week) or a day (once)"
    how = ", ".join(row[name] for name in ("place", "phone", "link") if name in row)
    if not how:
        yield "a place, a link or a phone"
    if {"title", "starts"} <= row.keys() and _too_long(row["title"], how):
        yield "title, place, phone and link together are too long for one text"


def _too_long(title: str, how: str) -> bool:
    told = words("meetings.details", "en", title=title, when="Wed 12:30 pm", how=how)
    return segments(told).count > 1


def _resource_mistakes(row: dict[str, Any]) -> Iterable[str]:
    if not row.keys() & {"phone", "link"}:
        yield "a phone or a link"
