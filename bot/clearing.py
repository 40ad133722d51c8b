"""Overwriting words past the limit (`bot.retention`), as an erasure does it. Once a day the clock goes through a
program's people, a few at each sweep. A round may stop anywhere, and be gone through by two clocks at once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import audit, retention
from bot.db import reading, vault_of
from bot.erasing import overwrite
from bot.line import Line
from bot.models import program, program_number
from bot.program import Program, program_by_id
from bot.work import Work, work

EVERY = timedelta(days=1)

LATE = timedelta(days=3)
"""A round that is later than this has a clock that jumped, or a line that was off. It waits for one more day: what a
wrong clock overwrites does not come back when the clock is put right."""

AT_MOST = timedelta(milliseconds=100)
"""How long is looked in one go: the next sweep waits behind it. Somebody with 3000 rows past the limit takes 45."""

ROWS = 200
"""Overwritten in one transaction: a text that comes meanwhile is not held up."""

STANDS = (program.c.clear_at, program.c.clear_reached, program.c.cleared)


class Look(NamedTuple):
    """What was found of the next few people: `reached` is the last one looked at, `last` that nobody comes after."""

    past: Sequence[retention.Past] = ()
    reached: int = 0
    last: bool = True


class Overtaken(Exception):
    """Another clock has moved the round on meanwhile: nothing of this step is kept, and nothing is counted twice."""


class Step(NamedTuple):
    """How many rows were cleared, and whether the round goes on."""

    cleared: int
    more: bool


def due(at: datetime) -> sa.Select[Any]:
    """The programs whose round is due."""
    now = sa.or_(program.c.clear_at.is_(None), program.c.clear_at <= at)
    return sa.select(program.c.id).where(now, program.c.id.in_(sa.select(program_number.c.program_id)))


def begin(unit: Work) -> None:
    """Have the program's people gone through now, from the first one."""
    now = {"clear_at": unit.at, "clear_reached": 0}
    unit.tx.execute(sa.update(program).where(program.c.id == unit.program.id).values(now))


def clear(line: Line, at: datetime, program_id: int, by: str = "clock") -> Step:
    """Clear what is past the limit of the next few people of one program, if its round is due."""
    with reading(line.engine) as connection:
        unit = Work(connection, vault_of(line.engine), program_by_id(connection, program_id), at)
        stands = unit.tx.execute(sa.select(*STANDS).where(program.c.id == program_id)).one()
        if stands.clear_at is not None and stands.clear_at > at:
            return Step(0, more=False)
        on_time = stands.clear_at is not None and stands.clear_at >= at - LATE
        soon = line.now() + AT_MOST
        look = _look(unit, stands.clear_reached, lambda: line.now() >= soon) if on_time else Look()
    try:
        with work(line, at, partial(_program, program_id)) as unit:
            for columns, ids in look.past:
                overwrite(unit, columns, columns[0].table.c.id.in_(ids))
            _move_on(unit, stands, look, by)  # last: a page may wait for this row
    except Overtaken:
        return Step(0, more=True)
    return Step(retention.count(look.past), not look.last)


def _look(unit: Work, reached: int, tired: Callable[[], bool]) -> Look:
    """As many people as there is room and time for; who does not fit is looked at again by the next sweep."""
    found: list[retention.Past] = []
    people = retention.people(unit, reached) if unit.program.lines.keep_months else []
    for whose in people:
        found += retention.past(unit, whose, ROWS - retention.count(found))
        if retention.count(found) >= ROWS:
            return Look(found, reached, last=False)
        reached = whose
        if tired() and whose != people[-1]:
            return Look(found, reached, last=False)
    return Look(found, reached, last=len(people) < retention.PEOPLE)


def _move_on(unit: Work, stands: Any, look: Look, by: str) -> None:
    """Write down how far the round is; at its end, how many rows were cleared. Raises Overtaken."""
    cleared = stands.cleared + retention.count(look.past)
    on = {"clear_reached": look.reached, "cleared": cleared}
    values = {"clear_at": unit.at + EVERY, "clear_reached": 0, "cleared": 0} if look.last else on
    same = (column.is_not_distinct_from(value) for column, value in zip(STANDS, stands, strict=True))
    mine = sa.update(program).where(program.c.id == unit.program.id, *same).values(values).returning(program.c.id)
    if unit.tx.execute(mine).scalar() is None:
        raise Overtaken
    if look.last and cleared:
        months = unit.program.lines.keep_months
        audit.note(unit, by, "cleared", "program", unit.program.id, rows=cleared, months=months)


def _program(program_id: int, tx: Connection) -> Program:
    return program_by_id(tx, program_id)
