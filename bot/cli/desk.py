"""What the commands for programs, people and schedules share: an open line, and which program is meant."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa
from sqlalchemy import Connection

from bot import joining
from bot.db import reading, vault_of
from bot.line import Line, open_line
from bot.models import coach, contact_method, program
from bot.program import Program, program_by_id
from bot.settings import Settings
from bot.work import Work, work

OPERATOR = "operator"
"""Who the audit trail says it was."""

of_program = click.option(
    "--program", "which", metavar="WORD", help="Its id or join word; needed when there are several."
)


@contextmanager
def the_line() -> Iterator[Line]:
    """The line that the settings describe, for as long as the block lasts."""
    line = open_line(Settings())
    try:
        yield line
    finally:
        line.engine.dispose()


@contextmanager
def at_the_desk(which: str | None) -> Iterator[Work]:
    """A transaction for the program that is meant."""
    with the_line() as line, work(line, line.now(), lambda tx: chosen(tx, which)) as unit:
        yield unit


@contextmanager
def looking(which: str | None) -> Iterator[Work]:
    """The same, for reading only."""
    with the_line() as line, reading(line.engine) as connection:
        yield Work(connection, vault_of(line.engine), chosen(connection, which), line.now())


def chosen(tx: Connection, which: str | None) -> Program:
    """The program of this id or join word; the only one where none is named."""
    rows = tx.execute(sa.select(program.c.id, program.c.join_word).order_by(program.c.id)).all()
    if not rows:
        raise click.ClickException("There is no program yet. Make one with `peerline program add`.")
    if which is None and len(rows) == 1:
        return program_by_id(tx, rows[0].id)
    named = [row.id for row in rows if which is not None and which.upper() in (str(row.id), row.join_word)]
    if not named:
        known = ", ".join(row.join_word for row in rows)
        raise click.ClickException(f"Say which program with --program: {known}.")
    return program_by_id(tx, named[0])


def coach_named(unit: Work, who: str) -> int:
    """The coach with this id or name. Names are sealed, so they are looked through one by one."""
    own = sa.select(coach.c.id, coach.c.name).where(coach.c.program_id == unit.program.id).order_by(coach.c.id)
    rows = unit.tx.execute(own).all()
    found = [row.id for row in rows if who == str(row.id) or who.casefold() == row.name.casefold()]
    if len(found) != 1:
        known = ", ".join(f"{row.id} {row.name}" for row in rows) or "nobody yet: `peerline coach add`"
        raise click.ClickException(f"{'Several are' if found else 'Nobody is'} called {who}. There is: {known}.")
    return int(found[0])


def names(unit: Work) -> dict[int, str]:
    """The names of the program's coaches and supervisors, by id."""
    asked = sa.select(coach.c.id, coach.c.name).where(coach.c.program_id == unit.program.id)
    return {row.id: row.name for row in unit.tx.execute(asked)}


def refuse_taken(unit: Work, number: str, *, coaches: bool) -> None:
    """A number is one client's, or one coach's; somebody may be both. Strangers are there to be enrolled."""
    if coaches:
        asked = sa.select(coach.c.id).join(contact_method, contact_method.c.coach_id == coach.c.id)
        own = (coach.c.program_id == unit.program.id, contact_method.c.number_hash == unit.vault.blind(number))
        taken = unit.tx.execute(asked.where(*own)).scalar()
    else:
        taken = joining.enrolled_as(unit, number)
    if taken is not None:
        raise click.ClickException(f"This number is that of {'coach' if coaches else 'client'} {taken} already.")
