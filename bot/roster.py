"""Inviting many people at once, from a file that people make: each is asked by text, and nobody is taken by half."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from bot import joining
from bot.days import local_day
from bot.sheets import Column, Mistake, Sheet, read
from bot.work import Work
from flows.replies.told import LONGEST

MOST = 1_000
"""People in one file: they are taken in one transaction, and on SQLite no text is answered while it lasts."""


def _number(cell: str) -> str:
    try:
        parsed = phonenumbers.parse(cell, "US")
    except phonenumbers.NumberParseException:
        raise ValueError("a phone number like +1 217 555 0111") from None
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError("no phone number has this many digits")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _name(cell: str) -> str:
    if len(cell) > LONGEST:
        raise ValueError(f"at most {LONGEST} letters: it goes into texts")
    return cell


def _language(cell: str) -> str:
    if cell.lower() not in {"en", "es"}:
        raise ValueError("en or es")
    return cell.lower()


def _zone(cell: str) -> str:
    try:
        return ZoneInfo(cell).key
    except (KeyError, ValueError, OSError):
        raise ValueError("an IANA time zone like America/Chicago") from None


def _wall(cell: str) -> time:
    try:
        return time.fromisoformat(cell.zfill(5))
    except ValueError:
        raise ValueError("a time like 18:30") from None


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("a date like 2026-12-24") from None


CLIENT: Mapping[str, Column] = {
    "name": Column(_name),
    "number": Column(_number, needed=True),
    "language": Column(_language),
    "zone": Column(_zone),
    "checkin": Column(_wall),
    "consented_on": Column(_day, needed=True),
}


def read_clients(lines: Iterable[str]) -> Sheet:
    """People from a file. Who stands there twice is a mistake."""
    sheet, seen = read(lines, CLIENT), dict[str, int]()
    twice: list[Mistake] = []
    for line, row in sheet.rows:
        first = seen.setdefault(row.get("number", f"none {line}"), line)
        twice += [Mistake(line, f"number: the same as in line {first}")] if first != line else []
    return Sheet(sheet.rows, sorted([*sheet.mistakes, *twice]))


def checked(work: Work, sheet: Sheet) -> Sheet:
    """The same, held against the program: its hours, the people it has, and what day it is."""
    if sheet.mistakes:
        return sheet
    if len(sheet.rows) > MOST:
        return Sheet([], [Mistake(sheet.rows[MOST][0], f"at most {MOST} people in a file: texts wait meanwhile")])
    found = [Mistake(line, what) for line, row in sheet.rows for what in _mistakes(work, row)]
    return Sheet(sheet.rows, found)


def keep_clients(work: Work, by: str, sheet: Sheet, advance: Callable[[int], None]) -> int:
    """Invite everybody of the file, in one transaction. Gives how many there are."""
    for _, row in sheet.rows:
        about = {"language": row.get("language", work.program.language), "checkin_time": row.get("checkin")}
        there = row.get("zone", work.program.zone)
        joining.invite(work, by, row.get("name"), row["number"], there, row["consented_on"], **about)
        advance(1)
    return len(sheet.rows)


def _mistakes(work: Work, row: dict[str, Any]) -> Iterator[str]:
    lines = work.program.lines
    if joining.enrolled_as(work, row["number"]) is not None:
        yield "number: this is a client's already"
    if "checkin" in row and not lines.opens <= row["checkin"] < lines.closes:
        yield f"checkin: scheduled texts go out from {lines.opens:%H:%M} to {lines.closes:%H:%M}"
    if row["consented_on"] > local_day(work.at, work.program.zone):
        yield "consented_on: that day is still to come"
