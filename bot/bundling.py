"""Many people in crisis at once: what one coach is told of them is bundled, so that no number's pace holds them up.

Every page is a row of its own, always. On the way out, pages by text that are due to one coach leave as one text that
names each code, and a page by call rides on the call that rings that coach already. What becomes of the one that went
becomes of those that ride on it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.models import coach, escalation, outbound, page, program_number
from bot.outbox import UNDONE
from bot.program import program_by_id
from bot.work import Work
from flows.copy import words
from flows.segments import segments

AHEAD = {True: timedelta(seconds=4), False: timedelta(seconds=2)}
"""How far a number may be ahead of its pace before pages wait to be bundled: so much the carrier's queue holds. The
first page for a person leaves before a page that asks one more coach."""

AT_MOST = {True: timedelta(seconds=4), False: timedelta(seconds=6)}
"""How long a page waits to be bundled. Then it leaves, whatever the pace: no limit holds a page back. With a sweep that
finds it and one that sees that nobody heard the bell, it is out within 10 s. What was tried before does not wait."""

AS_MUCH = timedelta(minutes=1)
"""A number that is further ahead than it can be had its clock put back."""

RINGS = timedelta(seconds=60)
"""How old a call can be that still rings or is spoken in."""

NAMED = 40
"""More codes than fit into one text of one segment."""

RIDING = outbound.c.rides_on == sa.bindparam("lead")

EARLIER = page.alias()
FIRST = ~sa.exists().where(EARLIER.c.escalation_id == page.c.escalation_id, EARLIER.c.id < page.c.id)
ALERT = (
    sa.select(escalation.c.code, escalation.c.tier, FIRST.label("first"), coach.c.language)
    .join(page, page.c.escalation_id == escalation.c.id)
    .join(coach, coach.c.id == page.c.coach_id)
    .where(page.c.step >= 0, escalation.c.reason != "drill")
)
"""Of a page of the ladder, and not of a drill: those are spoken of one by one."""


def leaves(tx: Connection, row: Row[Any], at: datetime) -> str | None:
    """What a claimed row says when it leaves now; None when it waits to be bundled, or rides on another."""
    if row.page_id is None:
        return str(row.body)
    alert: Any = tx.execute(ALERT.where(page.c.id == row.page_id)).one_or_none()
    if alert is None:
        return str(row.body)
    if row.channel == "call":
        return None if _rides_on_a_call(tx, row, at) else str(row.body)
    busy_until = _busy_until(tx, row)
    free_at, until = (busy_until or at) - AHEAD[alert.first], row.created_at + AT_MOST[alert.first]
    if row.attempts == 1 and free_at > at and row.created_at <= at < until:
        back = {"state": "due", "lease_until": None, "attempts": 0, "rung_at": None}
        tx.execute(_of(row.id).values(**back, due_at=min(free_at, until)))
        return None
    body = _bundled(tx, row, alert, at)
    if free_at <= at:  # what leaves before its turn takes nobody else's
        _busy(tx, row, busy_until, segments(body).count, at)
    return body


def follow(tx: Connection, lead_id: int, before: Sequence[str], values: dict[str, Any]) -> None:
    """What became of a row becomes of those that ride on it."""
    mine = sa.update(outbound).where(RIDING, outbound.c.state.in_(before))
    tx.execute(mine.values(**values), {"lead": lead_id})


def get_off(tx: Connection, lead_id: int, values: dict[str, Any], which: sa.ColumnElement[bool]) -> None:
    """The row did not get away: such of those that rode on it are on their own again."""
    mine = sa.update(outbound).where(RIDING, outbound.c.state == "sending", which)
    tx.execute(mine.values(**values, rides_on=None), {"lead": lead_id})


def tell(work: Work, lead_id: int, *, good: bool) -> None:
    """News for the pages that ride on a row. After bad news the clock moves each of their ladders on, one by one: all
    in this transaction would hold everybody up."""
    riding = sa.select(outbound.c.page_id).where(RIDING)
    asked = sa.update(page).where(page.c.id.in_(riding), page.c.state == "out")
    known = {"state": "reached", "check_at": None} if good else {"check_at": work.at}
    work.tx.execute(asked.values(**known), {"lead": lead_id})


def riders(tx: Connection, lead_id: int) -> list[int]:
    """The rows that ride on this one, oldest first."""
    return list(tx.execute(sa.select(outbound.c.id).where(RIDING).order_by(outbound.c.id), {"lead": lead_id}).scalars())


def _of(row_id: int) -> Any:
    return sa.update(outbound).where(outbound.c.id == row_id)


def _busy_until(tx: Connection, row: Row[Any]) -> datetime | None:
    """Of the number that sends it, locked: its pace is one account for all workers."""
    asked = sa.select(program_number.c.busy_until).where(program_number.c.number == row.sender)
    return tx.execute(asked.with_for_update()).scalar_one_or_none()


def _busy(tx: Connection, row: Row[Any], until: datetime | None, size: int, at: datetime) -> None:
    pace = program_by_id(tx, row.program_id).lines.pace
    since = at if until is None or until > at + AS_MUCH else max(until, at)
    mine = sa.update(program_number).where(program_number.c.number == row.sender)
    tx.execute(mine.values(busy_until=since + timedelta(seconds=size / pace)))


def _rides_on_a_call(tx: Connection, row: Row[Any], at: datetime) -> bool:
    """One phone rings once: a second call would find it busy."""
    out = sa.or_(outbound.c.state == "sent", sa.and_(outbound.c.state == "sending", outbound.c.lease_until > at))
    asked = (
        sa.select(outbound.c.id, outbound.c.state, outbound.c.lease_until)
        .join(page, page.c.id == outbound.c.page_id)
        .where(page.c.coach_id == row.coach_id, page.c.at > at - RINGS, page.c.method == "call", page.c.step >= 0)
        .where(out, outbound.c.rides_on.is_(None), outbound.c.id != row.id)
    )
    lead = tx.execute(asked.order_by(outbound.c.id.desc()).limit(1).with_for_update(of=outbound)).one_or_none()
    if lead is None:
        return False
    sent_at = at if lead.state == "sent" else None
    on = {"rides_on": lead.id, "state": lead.state, "lease_until": lead.lease_until, "sent_at": sent_at}
    tx.execute(_of(row.id).values(**on))
    return True


def _bundled(tx: Connection, row: Row[Any], alert: Row[Any], at: datetime) -> str:
    """The text for this page and all that wait for the same coach. Whoever nobody was paged for before is named; where
    there are more than a text can name, the others wait for the next one. Of the rest the number is told."""
    others = _due_too(tx, row, at)
    people = list({one.code: one for one in (alert, *others)}.values())  # named once, whatever is on its way
    if not others:
        return str(row.body)
    body, named = _fitting(people, alert.language)
    ride = [one.id for one in others if one.code in named or not one.first]
    same = {"state": "sending", "lease_until": row.lease_until, "attempts": outbound.c.attempts + 1}
    tx.execute(sa.update(outbound).where(outbound.c.id.in_(ride)).values(**same, rides_on=row.id))
    return str(row.body) if len(people) == 1 else body


def _due_too(tx: Connection, row: Row[Any], at: datetime) -> list[Row[Any]]:
    orphaned = sa.and_(outbound.c.state == "sending", outbound.c.lease_until <= at)
    free = sa.or_(outbound.c.state == "due", orphaned)
    asked = (
        ALERT.add_columns(outbound.c.id)
        .join(outbound, outbound.c.page_id == page.c.id)
        .where(UNDONE, outbound.c.lane == "crisis", free, outbound.c.channel == "text")
        .where(outbound.c.coach_id == row.coach_id, outbound.c.sender == row.sender, outbound.c.id != row.id)
        .where(escalation.c.owner_id.is_(None), escalation.c.closed_at.is_(None))
        .order_by(sa.desc("first"), escalation.c.tier, outbound.c.id)
    )
    return list(tx.execute(asked.limit(500).with_for_update(of=outbound, skip_locked=True)))


def _fitting(alerts: list[Row[Any]], language: str) -> tuple[str, set[str]]:
    """The text, and the codes it names."""
    named = min(len(alerts), NAMED)
    while named > 1 and segments(_text(alerts[:named], len(alerts) - named, language)).count > 1:
        named -= 1
    return _text(alerts[:named], len(alerts) - named, language), {one.code for one in alerts[:named]}


def _text(named: Iterable[Row[Any]], more: int, language: str) -> str:
    parts = [
        " ".join([words(f"coach.tier_{tier}", language), *(one.code for one in those)])
        for tier, those in groupby(sorted(named, key=lambda one: one.tier), key=lambda one: one.tier)
    ]
    parts += [words("coach.more", language, count=more)] if more else []
    code = parts[0].split()[1]
    return words("coach.alerts", language, alerts=", ".join(parts), code=code)
