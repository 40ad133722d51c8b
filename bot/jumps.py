"""When the machine's clock is put back, what was due in a minute is due in an hour. Nobody waits for that: what lies
further ahead than it ever can is due now. Put forward, everything is due at once, and is done once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot import rescue
from bot.clearing import EVERY
from bot.db import reading, transaction
from bot.escalation import LONGEST
from bot.line import Line
from bot.models import escalation, outbound, page, program
from bot.outbox import UNDONE

MINUTE = timedelta(minutes=1)
PAUSE = timedelta(seconds=15)
"""Longer than any pause before another try, than a lease, and than a page waits to be bundled."""


def put_right(line: Line, at: datetime) -> int:
    """Have everything that lies too far ahead done now; how many kinds of rows there were. One look at the indexes."""
    fixes, looks = zip(*_too_far(at), strict=True)
    with reading(line.engine) as connection:
        found = connection.execute(sa.select(*looks)).one()
    wrong = [fix for fix, is_wrong in zip(fixes, found, strict=True) if is_wrong]
    if wrong:
        with transaction(line.engine) as tx:
            for fix in wrong:
                tx.execute(fix)
    return len(wrong)


def any_too_far(at: datetime) -> sa.ColumnElement[bool]:
    """Whether there is anything to put right."""
    return sa.or_(*(look for _, look in _too_far(at)))


def _too_far(at: datetime) -> Iterator[tuple[sa.Update, sa.Exists]]:
    waits = timedelta(seconds=LONGEST) + MINUTE
    alone = (escalation.c.closed_at.is_(None), escalation.c.owner_id.is_(None))
    yield _fix(escalation, {"next_page_at": at}, *alone, escalation.c.next_page_at > at + waits)
    yield _fix(escalation, {"next_update_at": at}, *alone, escalation.c.next_update_at > at + waits)
    yield _fix(escalation, {"rescue_at": at}, escalation.c.rescue_at > at + rescue.AGAIN["told"] + MINUTE)
    yield _fix(page, {"check_at": at}, page.c.check_at > at + MINUTE + PAUSE)
    later = sa.or_(*(when > at + PAUSE for when in (outbound.c.due_at, outbound.c.lease_until, outbound.c.rung_at)))
    now = {"due_at": at, "rung_at": None, "lease_until": sa.case((outbound.c.state == "sending", at))}
    yield _fix(outbound, now, UNDONE, outbound.c.lane.in_(("crisis", "default")), later)
    yield _fix(program, {"bulk_lease_until": None}, program.c.bulk_lease_until > at + MINUTE)
    yield _fix(program, {"clear_at": None}, program.c.clear_at > at + EVERY + MINUTE)
    yield _fix(program, {"cover_at": None}, program.c.cover_at > at + MINUTE + PAUSE)


def _fix(rows: sa.Table, values: dict[str, Any], *which: Any) -> tuple[sa.Update, sa.Exists]:
    return sa.update(rows).where(*which).values(**values), sa.select(rows.c.id).where(*which).exists()
