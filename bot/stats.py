"""STATS: a client's last two weeks as a small picture, a number for each day and a gap where there is none."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import local_day
from bot.effects import Scene
from bot.models import checkin
from bot.work import Work
from flows.commands import Request
from flows.copy import words
from flows.effects import Say

DAYS = 14
GAP = "-"


def tell(scene: Scene, asked: Request) -> bool:
    """Two rows of numbers, the newest day last."""
    work, whose = scene.work, scene.person.client
    found = _two_weeks(work, whose)
    if not found:
        scene.carry_out((Say("line.stats_none"),))
        return True
    days = _days(local_day(work.at, whose.zone), found)
    moods = _picture(found[day].mood if day in found else None for day in days)
    cravings = _picture(found[day].craving if day in found else None for day in days)
    word = whose.word or words("checkin.word", whose.language)
    scene.carry_out((Say("line.stats", {"word": word, "moods": moods, "cravings": cravings}),))
    return True


def _two_weeks(work: Work, whose: Row[Any]) -> dict[date, Any]:
    """The days with an answer, by their date."""
    since = local_day(work.at, whose.zone) - timedelta(days=DAYS)
    answered = sa.or_(checkin.c.mood.is_not(None), checkin.c.craving.is_not(None))
    mine = (checkin.c.client_id == whose.id, checkin.c.day >= since, answered)
    rows = work.tx.execute(sa.select(checkin.c.day, checkin.c.mood, checkin.c.craving).where(*mine))
    return {row.day: row for row in rows}


def _days(today: date, found: dict[date, Any]) -> list[date]:
    """Fourteen days up to today, or up to yesterday while today has no answer yet."""
    last = today if today in found else today - timedelta(days=1)
    return [last - timedelta(days=back) for back in reversed(range(DAYS))]


def _picture(values: Iterable[int | None]) -> str:
    return " ".join(GAP if value is None else str(value) for value in values)
