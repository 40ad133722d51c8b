"""Whom a coach is asked for, has, and has lost; and which of them a text of theirs names."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import paging
from bot.models import escalation, page
from bot.work import Work
from flows.replies import names_code


def alerts(work: Work, coach_id: int) -> list[Row[Any]]:
    """Open escalations this coach was paged for and nobody has taken, oldest first. A drill steps back for a person: a
    plain 1 is for them."""
    paged = sa.select(page.c.escalation_id).where(page.c.coach_id == coach_id, page.c.step >= 0)
    waiting = (escalation.c.id.in_(paged), escalation.c.closed_at.is_(None), escalation.c.owner_id.is_(None))
    asked = sa.select(escalation).where(*waiting).order_by(escalation.c.opened_at, escalation.c.id)
    found = list(work.tx.execute(asked.with_for_update(key_share=True)))
    return [row for row in found if row.reason != paging.DRILL] or found


def owned(work: Work, coach_id: int) -> list[Row[Any]]:
    """Open escalations this coach has taken, oldest first."""
    own = (escalation.c.owner_id == coach_id, escalation.c.closed_at.is_(None))
    asked = sa.select(escalation).where(*own).order_by(escalation.c.opened_at, escalation.c.id)
    return list(work.tx.execute(asked.with_for_update(key_share=True)))


def then(rows: list[Row[Any]], said_at: datetime | None) -> list[Row[Any]]:
    """Those whose call there was when a text was written (None: now). A 1 that comes late is no yes to a newer call."""
    return [row for row in rows if said_at is None or row.opened_at <= said_at]


def lost(work: Work, coach_id: int) -> list[Row[Any]]:
    """Escalations this coach was paged for that are closed, or another's: a code means the same one for a week."""
    paged = sa.select(page.c.escalation_id).where(page.c.coach_id == coach_id, page.c.step >= 0)
    over = sa.or_(escalation.c.closed_at.is_not(None), escalation.c.owner_id != coach_id)
    gone = (escalation.c.id.in_(paged), escalation.c.opened_at > work.at - paging.FRESH, over)
    return list(work.tx.execute(sa.select(escalation).where(*gone).order_by(escalation.c.id.desc())))


def talked_to(owned: list[Row[Any]], text: str) -> str | None:
    """The code of the client whom the coach is in touch with: the one they name, else the first."""
    named = (row.code for row in owned if names_code(text, row.code))
    return next(named, owned[0].code if owned else None)
