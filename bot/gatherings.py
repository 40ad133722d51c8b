"""A program's meetings: which come next, and how they are told in a text."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import instant, local_day
from bot.effects import Scene
from bot.models import meeting
from bot.opening import open_flow
from bot.spoken import fitting, when
from bot.work import Work
from flows.commands import Request
from flows.effects import Facts
from flows.fold import fold

MOST = 3


class Coming(NamedTuple):
    """One meeting and when it is held next."""

    meeting: Row[Any]
    at: datetime


def next_at(one: Row[Any], zone: str, after: datetime) -> datetime | None:
    """When this meeting is held next, or None when it is over. Pure."""
    today = local_day(after, zone)
    for day in _days(one, today):
        at = instant(day, one.starts, zone)
        if at > after and (one.until is None or day <= one.until):
            return at
    return None


def coming(meetings: Iterable[Row[Any]], zone: str, after: datetime) -> list[Coming]:
    """The meetings still to come, the next one first. Pure."""
    dated = [Coming(one, at) for one in meetings if (at := next_at(one, zone, after)) is not None]
    return sorted(dated, key=lambda found: (found.at, found.meeting.id))


def of_program(work: Work) -> Sequence[Row[Any]]:
    """All meetings that are not over: as many as a program has, however many people it has."""
    today = local_day(work.at, work.program.zone)
    theirs = (meeting.c.program_id == work.program.id, sa.or_(meeting.c.until.is_(None), meeting.c.until >= today))
    return work.tx.execute(sa.select(meeting).where(*theirs)).all()


def tell(scene: Scene, asked: Request) -> bool:
    """MEETINGS: the next ones; with a word after it, those of that kind. A word that is no kind is a sentence."""
    work, kind = scene.work, fold(asked.about)
    every = coming(of_program(work), work.program.zone, work.at)
    found = [one for one in every if not kind or kind in (fold(one.meeting.kind), fold(one.meeting.title))]
    if kind and not found:
        return False
    open_flow(scene, "meetings", _facts(scene, found[:MOST]))
    return True


def _facts(scene: Scene, found: Sequence[Coming]) -> Facts:
    whose, zone = scene.person.client, scene.work.program.zone
    titles = [f"{n} {when(one.at, zone, whose.language)} {one.meeting.title}" for n, one in enumerate(found, 1)]
    listed = fitting("meetings.list", whose.language, titles) if titles else []
    facts: Facts = {"name": whose.name or "", "list": ", ".join(listed), "count": len(listed)}
    for n, one in enumerate(found[: len(listed)], 1):
        facts |= {
            f"title_{n}": one.meeting.title,
            f"when_{n}": when(one.at, zone, whose.language),
            f"how_{n}": _how(one.meeting),
            f"seat_{n}": f"{one.meeting.id}@{local_day(one.at, zone)}",
        }
    return facts


def _how(one: Row[Any]) -> str:
    return ", ".join(filter(None, (one.place, one.phone, one.link)))


def _days(one: Row[Any], today: date) -> Iterable[date]:
    if one.day is not None:
        return (one.day,)
    first = today + timedelta(days=(one.weekday - today.weekday()) % 7)
    return (first, first + timedelta(days=7))
