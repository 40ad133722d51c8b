"""What must hold at every moment, asked of the rows: the same promises that the fault sweep tests, on the live line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.db import reading
from bot.escalation import LONGEST
from bot.models import allowance, client, coach, contact_method, conversation, escalation, outbound, page, program

LATE = timedelta(seconds=15)
SHOWN = 5
"""Ids given for each promise that is broken: enough to begin with."""

ON_ITS_WAY = ("due", "sending", "sent", "unknown")


@dataclass(frozen=True)
class Broken:
    """A promise that does not hold. `table` and `ids` say where to look; there are `count` rows in all."""

    name: str
    words: str
    table: str
    count: int
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Promise:
    """A name, what it means when it is broken, and the rows that break it at an instant."""

    name: str
    words: str
    rows: Callable[[datetime], sa.Select[Any]]


def broken(engine: Engine, at: datetime) -> list[Broken]:
    """Every promise that does not hold at `at`. Reads a dozen indexes, a few milliseconds in all."""
    with reading(engine) as connection:
        return list(_broken(connection, at))


def _broken(connection: Connection, at: datetime) -> Iterator[Broken]:
    for promise in PROMISES:
        asked = promise.rows(at)
        ids = list(connection.execute(asked.limit(SHOWN)).scalars())
        if ids:
            count = connection.execute(sa.select(sa.func.count()).select_from(asked.subquery())).scalar_one()
            table = asked.selected_columns[0].table.name
            yield Broken(promise.name, promise.words, table, count, tuple(ids))


def _overdue(rows: sa.Table, when: sa.Column[Any], *which: Any) -> Callable[[datetime], sa.Select[Any]]:
    return lambda at: sa.select(rows.c.id).where(when < at - LATE, *which).order_by(when)


def _unclaimed(at: datetime) -> sa.Select[Any]:
    """Claimed by somebody who died, and claimed again by nobody."""
    prompt = (outbound.c.lane != "bulk", outbound.c.state == "sending", outbound.c.lease_until < at - LATE)
    return sa.select(outbound.c.id).where(*prompt)


def _no_next_attempt(at: datetime) -> sa.Select[Any]:
    """Nobody has it and nobody will be paged, or not for too long; or somebody has it whom nobody looks after."""
    alone = sa.and_(escalation.c.owner_id.is_(None), _missing_or_far(escalation.c.next_page_at, at))
    promised = (
        escalation.c.owner_id.is_not(None),
        escalation.c.contacted_at.is_(None),
        escalation.c.contact_by.is_(None),
    )
    return sa.select(escalation.c.id).where(OPEN, sa.or_(alone, sa.and_(*promised)))


def _missing_or_far(when: sa.Column[Any], at: datetime) -> Any:
    return sa.or_(when.is_(None), when > at + timedelta(seconds=LONGEST) + LATE)


def _gap(at: datetime) -> sa.Select[Any]:
    last = sa.select(sa.func.max(page.c.at)).where(page.c.escalation_id == escalation.c.id, page.c.step >= 0)
    since = sa.func.coalesce(last.scalar_subquery(), escalation.c.opened_at)
    limit = at - timedelta(seconds=LONGEST) - LATE
    return sa.select(escalation.c.id).where(OPEN, escalation.c.owner_id.is_(None), since < limit)


def _orphan(at: datetime) -> sa.Select[Any]:
    """Nothing carries it, and the next sweep does not look after it either, as it does after bad news."""
    carried = sa.exists().where(outbound.c.page_id == page.c.id, outbound.c.state.in_(ON_ITS_WAY))
    soon = sa.and_(page.c.check_at.is_not(None), page.c.check_at.between(at - LATE, at))
    return sa.select(page.c.id).where(page.c.state == sa.literal_column("'out'"), ~carried, ~soon)  # the index's words


def owner_away(at: datetime) -> sa.Select[Any]:
    """Open escalations whose owner is off duty or cannot be texted: what the client writes would reach nobody."""
    ways = (contact_method.c.verified_at.is_not(None), contact_method.c.opted_out_at.is_(None))
    can_read = sa.exists().where(contact_method.c.coach_id == coach.c.id, contact_method.c.kind == "text", *ways)
    joined = sa.select(escalation.c.id).join(coach, coach.c.id == escalation.c.owner_id)
    return joined.where(OPEN, sa.or_(coach.c.off_until > at, ~can_read))


def _no_phone(at: datetime) -> sa.Select[Any]:
    """Programs whose coaches all have no phone that a page could go to: any last step reaches nobody."""
    joined = contact_method.join(coach, coach.c.id == contact_method.c.coach_id)
    ways = (contact_method.c.verified_at.is_not(None), contact_method.c.opted_out_at.is_(None))
    one = sa.exists().select_from(joined).where(coach.c.program_id == program.c.id, *ways)
    staffed = sa.exists().where(coach.c.program_id == program.c.id)
    return sa.select(program.c.id).where(staffed, ~one)


def not_asked(at: datetime) -> sa.Select[Any]:
    """But for programs whose number sends no faster: there, people are asked when it is their turn."""
    waits = sa.exists().where(allowance.c.program_id == program.c.id, allowance.c.held_at > at - LATE)
    joined = sa.select(client.c.id).join(program, program.c.id == client.c.program_id)
    return joined.where(~waits, client.c.next_checkin_at < at - LATE)


OPEN = escalation.c.closed_at.is_(None)

PROMISES = (
    Promise(
        "text or call",
        "not handed to the carrier for over 15 s",
        _overdue(outbound, outbound.c.due_at, outbound.c.lane != "bulk", outbound.c.state == "due"),
    ),
    Promise("claim", "held by nobody who lives", _unclaimed),
    Promise("page", "due for over 15 s", _overdue(escalation, escalation.c.next_page_at, OPEN)),
    Promise(
        "update", "the client was not told the truth in time", _overdue(escalation, escalation.c.next_update_at, OPEN)
    ),
    Promise("rescue", "nobody asked whether help was sent, or is there", _overdue(escalation, escalation.c.rescue_at)),
    Promise("news", "nobody asked what became of a page", _overdue(page, page.c.check_at)),
    Promise(
        "silence",
        "a person's silence was not answered",
        _overdue(conversation, conversation.c.wake_at, conversation.c.state.is_not(None)),
    ),
    Promise("check-in", "not asked in time", not_asked),
    Promise("next attempt", "open, and no human will be reached for", _no_next_attempt),
    Promise("gap", f"nobody was paged for over {LONGEST} s", _gap),
    Promise("orphan page", "counted as on its way, and nothing is", _orphan),
    Promise("phones", "no coach has a verified phone, so that nobody can be paged", _no_phone),
    Promise("owner", "taken by a coach who is off or gets no texts", owner_away),
)
