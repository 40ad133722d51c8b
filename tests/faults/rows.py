"""What the rows say after a fault run. Only reads."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.db import reading
from bot.models import client, conversation, escalation, inbound, outbound, page

STEPS = (0, 10, 20)
"""The ladder of a fault run, in seconds: short, so that the clock climbs it while processes die."""

LADDER = {
    "steps": [
        {"after": STEPS[0], "rungs": ["primary"], "methods": ["text"]},
        {"after": STEPS[1], "rungs": ["backup"], "methods": ["text"]},
        {"after": STEPS[2], "rungs": ["supervisor"], "methods": ["text", "call"]},
    ],
    "again": 300,
}
GRACE = timedelta(seconds=3)
"""What became due this moment is not left over yet."""
NEXT_TRY = timedelta(seconds=30)
"""A text that the carrier refused waits for its next try: it is not done either."""


@dataclass(frozen=True)
class PageRow:
    """One page in the outbox: when it was due by the ladder, and what became of it. `outbound_id`: of the row that
    carried it."""

    outbound_id: int
    due: datetime
    state: str


def stored(engine: Engine) -> dict[str, int]:
    """How many replies each text has, by SID."""
    replies = sa.select(sa.func.count()).where(outbound.c.inbound_id == inbound.c.id).scalar_subquery()
    return dict(_all(engine, sa.select(inbound.c.provider_sid, replies)))


def escalations(engine: Engine) -> Counter[str]:
    """How many escalations each number has had."""
    asked = sa.select(client.c.number).join(escalation, escalation.c.client_id == client.c.id)
    return Counter(row.number for row in _all(engine, asked))


def owners(engine: Engine) -> dict[str, int | None]:
    """Who has taken each code."""
    return dict(_all(engine, sa.select(escalation.c.code, escalation.c.owner_id)))


def lanes(engine: Engine) -> dict[int, tuple[str, str]]:
    """The lane and the state of each row of the outbox that is sent, and not a reply in an answer."""
    asked = sa.select(outbound.c.id, outbound.c.lane, outbound.c.state).where(outbound.c.inbound_id.is_(None))
    return {row.id: (row.lane, row.state) for row in _all(engine, asked)}


def pages(engine: Engine) -> list[PageRow]:
    """Every page. A step is due its distance after the one before it; bad news can only make it sooner."""
    asked = (
        sa.select(
            sa.func.coalesce(outbound.c.rides_on, outbound.c.id).label("id"),
            outbound.c.state,
            page.c.at,
            page.c.round,
            page.c.step,
            escalation.c.opened_at,
        )
        .add_columns(escalation.c.id.label("escalation"))
        .join(page, page.c.id == outbound.c.page_id)
        .join(escalation, escalation.c.id == page.c.escalation_id)
    )
    found = _all(engine, asked.order_by(escalation.c.id, page.c.round, page.c.step, page.c.at))
    dues: dict[tuple[int, int], dict[int, datetime]] = defaultdict(dict)
    for row in found:
        dues[row.escalation, row.round].setdefault(row.step, _due(row, dues[row.escalation, row.round]))
    return [PageRow(row.id, dues[row.escalation, row.round][row.step], row.state) for row in found]


def _due(row: Any, before: Mapping[int, datetime]) -> datetime:
    made: datetime = row.at
    opened: datetime = row.opened_at
    if row.step == 0 and row.round == 0:
        return min(made, opened)
    if row.step - 1 not in before:
        return made
    return min(made, before[row.step - 1] + timedelta(seconds=STEPS[row.step] - STEPS[row.step - 1]))


def left_over(engine: Engine, at: datetime) -> dict[str, int]:
    """What is overdue, by what it is; nothing when all is done."""
    late = at - GRACE
    queued = sa.and_(outbound.c.state.in_(("due", "sending")), outbound.c.due_at <= at + NEXT_TRY)
    open_one = escalation.c.closed_at.is_(None)
    asked = {
        "outbox": (outbound, queued),
        "pages to look after": (page, page.c.check_at <= late),
        "next pages": (escalation, sa.and_(open_one, escalation.c.next_page_at <= late)),
        "updates": (escalation, sa.and_(open_one, escalation.c.next_update_at <= late)),
        "silent people": (conversation, sa.and_(conversation.c.state.is_not(None), conversation.c.wake_at <= late)),
        "check-ins": (client, client.c.next_checkin_at <= late),
    }
    with reading(engine) as connection:
        counts = {what: _count(connection, table, which) for what, (table, which) in asked.items()}
    return {what: count for what, count in counts.items() if count}


def _count(connection: Connection, table: sa.Table, which: Any) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(which)).scalar_one())


def _all(engine: Engine, asked: sa.Select[Any]) -> Any:
    with reading(engine) as connection:
        return connection.execute(asked).all()
