"""Scheduled texts: check-ins, reminders, milestones. The clock is their metronome: each program sends one share every
two seconds, no more than its number, its carriers and its day allow (`bot.governor`).
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot import allowance, outbox
from bot.line import Line
from bot.models import outbound, program
from bot.program import program_by_id
from bot.sending import LEASE, hand_over, settle
from bot.work import Work, work

SHARE = timedelta(seconds=2)

HANDS = 8
AT_ONCE = 64
"""Texts that are claimed, sent and settled together: few enough to be through before their lease is."""

BULK = sa.and_(outbound.c.lane == sa.literal_column("'bulk'"), outbox.UNDONE)
"""In the words of the index, as `outbox.UNDONE` is."""


def waiting(tx: Connection, at: datetime) -> list[int]:
    """Programs with scheduled texts due whose share may be sent. Texts whose sender died have an unknown fate: at most
    once means that they are not sent again."""
    tx.execute(sa.update(outbound).where(*_orphaned(at)).values(state="unknown", lease_until=None))
    return list(tx.execute(_programs(at)).scalars())


def any_waiting(at: datetime) -> sa.ColumnElement[bool]:
    """Whether a share may be sent, or a sender died."""
    return sa.or_(sa.exists().where(*_orphaned(at)), _programs(at).exists())


def drain(line: Line, program_id: int, at: datetime) -> int:
    """Send this share of one program. 0 when another has taken it."""
    with work(line, at, partial(program_by_id, program_id=program_id)) as unit:
        ours = sa.update(program).where(program.c.id == program_id, _open(at)).values(bulk_lease_until=at + SHARE)
        if unit.tx.execute(ours.returning(program.c.id)).scalar() is None:
            return 0
        left = allowance.may_send(unit, SHARE.total_seconds())
    done = 0
    while left > 0 and line.now() < at + SHARE:
        with work(line, at, partial(program_by_id, program_id=program_id)) as unit:
            rows = claim(unit, left)
        if not rows:
            break
        _send(line, program_id, rows)
        left, done = left - sum(row.segments for row in rows), done + len(rows)
    return done


def queued(unit: Work, most: int) -> int:
    """How many scheduled texts wait already; counted up to `most`."""
    some = sa.select(outbound.c.id).where(outbound.c.program_id == unit.program.id, *_due(unit.at)).limit(most)
    return int(unit.tx.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one())


def claim(unit: Work, room: int) -> list[Row[Any]]:
    """The oldest texts that fit, as ours. One that is longer than what is left of a share goes all the same, alone:
    `room` is one at the least, and the next share is the smaller for it."""
    asked = sa.select(outbound.c.id, outbound.c.segments).where(
        outbound.c.program_id == unit.program.id, *_due(unit.at)
    )
    oldest = (
        asked.order_by(outbound.c.due_at, outbound.c.id).limit(min(room, AT_ONCE)).with_for_update(skip_locked=True)
    )
    fit: list[int] = []
    for row in unit.tx.execute(oldest).all():
        if fit and row.segments > room:
            break
        fit.append(row.id)
        room -= row.segments
    taken = {
        "state": "sending",
        "lease_until": unit.at + LEASE,
        "attempts": outbound.c.attempts + 1,
        "sent_at": unit.at,
    }
    mine = sa.update(outbound).where(outbound.c.id.in_(fit), outbound.c.state == "due").values(**taken)
    return list(unit.tx.execute(mine.returning(outbound)).all()) if fit else []


def _send(line: Line, program_id: int, rows: list[Row[Any]]) -> None:
    """Hand them over outside any transaction, then keep what the carrier said of all of them in one."""
    with ThreadPoolExecutor(HANDS) as pool:
        answers = list(pool.map(lambda row: hand_over(line, row, row.body), rows))
    with work(line, line.now(), partial(program_by_id, program_id=program_id)) as unit:
        for row, answer in zip(rows, answers, strict=True):
            settle(unit, row, answer)


def _orphaned(at: datetime) -> tuple[Any, ...]:
    return BULK, outbound.c.state == "sending", outbound.c.lease_until <= at


def _programs(at: datetime) -> sa.Select[Any]:
    some = sa.exists().where(outbound.c.program_id == program.c.id, *_due(at))
    return sa.select(program.c.id).where(_open(at), some)


def _open(at: datetime) -> Any:
    return sa.or_(program.c.bulk_lease_until.is_(None), program.c.bulk_lease_until <= at)


def _due(at: datetime) -> tuple[Any, ...]:
    return BULK, outbound.c.state == "due", outbound.c.due_at <= at
