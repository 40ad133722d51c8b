"""A client's last check-ins, newest first: one read by an index, made only when they answer or miss one."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.models import checkin
from bot.warnings import Day
from bot.work import Work

FAR = 14
"""Check-ins that anything looks back on."""

BEFORE = (
    sa.select(checkin.c.day, checkin.c.mood, checkin.c.craving, checkin.c.missed)
    .where(checkin.c.client_id == sa.bindparam("client"), checkin.c.day < sa.bindparam("before"))
    .order_by(checkin.c.day.desc())
    .limit(FAR)
)


def before(work: Work, client_id: int, day: date) -> list[Day]:
    """The check-ins before that day."""
    rows: Any = work.tx.execute(BEFORE, {"client": client_id, "before": day})
    return [Day(*row) for row in rows]
