"""The look for rows that are due. It needs no Redis, and any number of clocks may do it at once: every step claims its
row again, under lock, before it acts.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import asking, bulk, clearing, jumps, outbox
from bot.db import at_most, reading, transaction
from bot.due import KINDS, Kind
from bot.line import Line
from bot.models import outbound
from bot.program import Program, program_by_id
from bot.queue import DELIVER, DRAIN, Lane
from bot.sending import deliver
from bot.work import Work, work

log = logging.getLogger(__name__)

RING_AGAIN = timedelta(seconds=1.5)
"""How long a bell may go unheard before the clock does the work itself: less than the time between two sweeps, so that
it is the next one that does. With it, these are less than the 5 s in which bad news moves a page, Redis or not."""

AT_ONCE = 500
"""Rows taken in one sweep: what is left comes two seconds later, and memory stays flat."""

HANDS = 16
PATIENCE = timedelta(seconds=3)
"""How long the clock sends by itself before it looks again for what is more urgent."""

A_SWEEP, A_KIND = 2.0, 1.0
"""Seconds that a look for everything may take, and one for a single kind: with both, and a kind that always takes
longer, a page is still out within its 10 s."""

APART = "what is due was not found in one look (%s); each kind is looked at by itself"
BROKEN = "a kind of rows cannot be looked at (%s); the next sweep tries again"

PROMPT: tuple[Lane, ...] = ("crisis", "default")


Deed = Callable[[Line, datetime], int]


def sweep(line: Line, at: datetime) -> int:
    """Do everything that is due, and send what comes of it. Gives how many rows were touched.

    One statement finds out what there is: most sweeps find nothing, and are over. Where it fails, or takes too long,
    each kind is looked at by itself, pages first: a broken table or a slow kind holds up nothing but itself.
    """
    deeds, looks = zip(*_deeds(at), strict=True)
    found = _look(line, A_SWEEP, looks)
    if found is None:
        return _one_by_one(line, at)
    if not any(found):
        return 0
    wanted = (do for do, some in zip(deeds, found, strict=True) if some or do in (send_prompt, send_bulk))
    return sum(_do(do, line, at) for do in wanted)


def _one_by_one(line: Line, at: datetime) -> int:
    """The same, kind after kind. What puts right a clock that jumped waits until pages are through."""
    jumped, *others = _deeds(at)
    done = 0
    for do, some in (*others, jumped):
        found = _look(line, A_KIND, [some])
        done += _do(do, line, at) if found is not None and any(found) else 0
    return done


def _look(line: Line, seconds: float, looks: Sequence[sa.ColumnElement[bool]]) -> Sequence[bool] | None:
    """Whether there is any of each; None, and told, where that cannot be said. A database that is away raises."""
    with reading(line.engine) as connection:
        try:
            with at_most(connection, seconds):
                return tuple(connection.execute(sa.select(*looks)).one())
        except sa.exc.DBAPIError as trouble:
            alone = len(looks) == 1
            log.error(BROKEN if alone else APART, type(trouble.orig).__name__, exc_info=alone)
            return None


def _do(deed: Deed, line: Line, at: datetime) -> int:
    """One that fails is told, and keeps none of the others from being done."""
    try:
        return deed(line, at)
    except Exception:
        log.exception("a part of a sweep was not finished; the next sweep tries again")
        return 0


def _deeds(at: datetime) -> Iterator[tuple[Deed, sa.ColumnElement[bool]]]:
    """All that a sweep may do, in its order, each with the question whether there is any of it."""
    yield jumps.put_right, jumps.any_too_far(at)
    for kind in KINDS:
        yield partial(_each, kind), kind.rows(at).order_by(None).exists()
    yield send_prompt, sa.exists().where(*_prompt(at))
    yield ask_all, asking.programs(at).exists()
    yield send_bulk, bulk.any_waiting(at)
    yield clear_old, clearing.due(at).exists()


def send_prompt(line: Line, at: datetime) -> int:
    """Ring for pages, replies and relays that nobody has sent; where no bell rings, send them from here. Also where one
    rang and nobody came: a worker may hang, or not know yet that Redis is back."""
    waiting = _unsent(line, at)
    unheard = [row for row in waiting if row.rung_at or not line.bell.ring(row.lane, DELIVER, row.id)]
    if line.carrier is not None:
        _send_here(line, unheard, at)
    return len(waiting)


def next_prompt(line: Line, at: datetime, within: timedelta) -> datetime | None:
    """When the first page, reply or relay that still waits for its time is due, if it is so soon."""
    soon = sa.and_(outbound.c.due_at > at, outbound.c.due_at <= at + within)
    asked = sa.select(sa.func.min(outbound.c.due_at)).where(outbox.UNDONE, outbound.c.lane.in_(PROMPT), soon)
    with reading(line.engine) as connection:
        return connection.execute(asked).scalar()


def _send_here(line: Line, rows: Sequence[Any], at: datetime) -> None:
    """Send without workers, the most urgent first, for as long as a sweep may take: behind a carrier that hangs, the
    next page would wait for hundreds. What is left is looked at again on the next sweep."""
    with ThreadPoolExecutor(HANDS) as pool:
        for first in range(0, len(rows), HANDS):
            list(pool.map(lambda row: _deliver(line, row.id, at), rows[first : first + HANDS]))
            if line.now() - at > PATIENCE:
                return


def _deliver(line: Line, outbound_id: int, at: datetime) -> None:
    try:
        deliver(line, outbound_id, at)
    except Exception:
        log.exception("a text or call was not sent; the next sweep tries again", extra={"row": outbound_id})


def ask_all(line: Line, at: datetime) -> int:
    """Ask everybody whose check-in is due and whose text can leave now, program by program."""
    with reading(line.engine) as connection:
        programs = list(connection.execute(asking.programs(at)).scalars())
    return sum(_ask_program(line, at, program_id) for program_id in programs)


def _ask_program(line: Line, at: datetime, program_id: int) -> int:
    """Batch after batch, for as long as a sweep may take."""
    here, done, room = partial(work, line, at, partial(_program, program_id)), 0, 0
    try:
        with here() as unit:
            room = asking.room(unit)
        while line.now() - at <= PATIENCE:
            with here() as unit:
                found = asking.ask(unit, room)
            done, room = done + found.asked, room - found.asked
            if found.held or found.seen < asking.AT_ONCE:
                break
    except Exception:
        log.exception("people were not asked together; now each by themselves", extra={"row": program_id})
        return done + _ask_one_by_one(here, room)
    return done


def _ask_one_by_one(here: Callable[[], AbstractContextManager[Work]], room: int) -> int:
    """So that somebody whose row cannot be read holds nobody else up."""
    with here() as unit:
        people_due = asking.who(unit)
    done = 0
    for client_id in people_due:
        try:
            with here() as unit:
                done += asking.ask(unit, room - done, client_id).asked
        except Exception:
            log.exception("a due row was not finished; the next sweep tries again", extra={"row": client_id})
    return done


def send_bulk(line: Line, at: datetime) -> int:
    """Have each program's share of bulk texts sent: the clock is the metronome that keeps the number's pace."""
    with transaction(line.engine) as tx:
        programs = bulk.waiting(tx, at)
    for program_id in programs:
        if not line.bell.ring("bulk", DRAIN, program_id) and line.carrier is not None:
            bulk.drain(line, program_id, at)
    return len(programs)


def clear_old(line: Line, at: datetime) -> int:
    """Overwrite words past the limit: last of all, and not where a sweep took long already. How many rows it were."""
    with reading(line.engine) as connection:
        programs = list(connection.execute(clearing.due(at)).scalars())
    return sum(_clear(line, at, program_id) for program_id in programs if line.now() - at <= PATIENCE)


def _clear(line: Line, at: datetime, program_id: int) -> int:
    try:
        return clearing.clear(line, at, program_id).cleared
    except Exception:
        log.exception("old words were not cleared; the next sweep tries again", extra={"row": program_id})
        return 0


def _prompt(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Pages, replies and relays that are due or orphaned, and whose bell is not ringing."""
    orphaned = sa.and_(outbound.c.state == "sending", outbound.c.lease_until <= at)
    free = sa.or_(outbound.c.state == "due", orphaned)
    unheard = sa.or_(outbound.c.rung_at.is_(None), outbound.c.rung_at <= at - RING_AGAIN)
    return outbox.UNDONE, outbound.c.lane.in_(PROMPT), outbound.c.due_at <= at, free, unheard


def _unsent(line: Line, at: datetime) -> list[Any]:
    """Such rows as they were before they are marked as rung now: a backlog is not looked at again on every sweep."""
    asked = sa.select(outbound.c.id, outbound.c.lane, outbound.c.rung_at).where(*_prompt(at))
    oldest = asked.order_by(outbound.c.lane, outbound.c.due_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    with transaction(line.engine) as tx:
        found = list(tx.execute(oldest))
        tx.execute(sa.update(outbound).where(outbound.c.id.in_([row.id for row in found])).values(rung_at=at))
    return found


def _each(kind: Kind, line: Line, at: datetime) -> int:
    """Act on each due row in a transaction of its own: one that fails is told, and holds nobody else up."""
    with reading(line.engine) as connection:
        rows = connection.execute(kind.rows(at).limit(AT_ONCE)).all()
    for row_id, program_id in rows:
        try:
            with work(line, at, partial(_program, program_id)) as unit:
                kind.act(unit, row_id)
        except Exception:
            log.exception("a due row was not finished; the next sweep tries again", extra={"row": row_id})
    return len(rows)


def _program(program_id: int, tx: Connection) -> Program:
    return program_by_id(tx, program_id)
