"""Who means to come to a meeting, and the word ahead of it."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import prompts
from bot.days import instant, shows_between
from bot.models import meeting, seat
from bot.spoken import when
from bot.work import Work, insert_new
from flows.effects import Fact

AHEAD_OF_IT = timedelta(hours=2)


def save(work: Work, whose: Row[Any], value: Fact) -> None:
    """Keep that a client means to come ("meeting@day"), with a word ahead of it. Twice is once."""
    meeting_id, _, day = str(value).partition("@")
    row = {"meeting_id": int(meeting_id), "client_id": whose.id, "day": date.fromisoformat(day), "at": work.at}
    if (made := insert_new(work.tx, seat, row)) is not None:
        _remind(work, whose, int(meeting_id), date.fromisoformat(day), f"seat-{made}")


def _remind(work: Work, whose: Row[Any], meeting_id: int, day: date, key: str) -> None:
    """Two hours ahead, where that is still to come and by day."""
    starts = work.tx.execute(sa.select(meeting.c.starts).where(meeting.c.id == meeting_id)).scalar_one()
    at = instant(day, starts, work.program.zone)
    due = at - AHEAD_OF_IT
    if due > work.at and shows_between(due, work.program.lines.opens, work.program.lines.closes, whose.zone):
        prompts.plan(work, whose, "meeting_soon", due, key, {"when": when(at, work.program.zone, whose.language)})
