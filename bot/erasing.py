"""Erasing a client: every private value of theirs is overwritten. What stays is a skeleton without a person: that there
was somebody, when texts came and went, who was called, what was agreed to, and that the number wants no texts.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from bot import audit, conversations, outbox, prompts, records
from bot.db import reading
from bot.models import answer, checkin, client, escalation, outbound, seat, supporter, task
from bot.work import Work

JSON = {"facts", "answers"}
"""Private columns that are read as JSON, also afterwards."""


class StillInNeed(Exception):
    """Nobody is erased while a call for help of theirs is open."""


def erase(work: Work, by: str, client_id: int) -> None:
    """Overwrite all that is private. Raises StillInNeed. `settle` empties the log of SQLite."""
    open_need = (escalation.c.client_id == client_id, escalation.c.closed_at.is_(None))
    if work.tx.execute(sa.select(escalation.c.id).where(*open_need)).first() is not None:
        raise StillInNeed("a call for help of theirs is open; it is closed first")
    conversations.close(work, client_id)
    prompts.forget(work, client_id)
    for place in list(records.places(work, client_id)):
        if place.table is outbound:
            outbox.drop(work, place.theirs)
        overwrite(work, place.sealed, place.theirs)
    _forget_what_they_answered(work, client_id)
    audit.note(work, by, "erased", "client", client_id)


def settle(engine: Engine) -> bool:
    """Empty what the database keeps of old pages beside its tables. False while somebody still reads: try again.

    PostgreSQL frees old row versions by itself, soon after; its log and every backup keep them until they expire.
    """
    if engine.dialect.name != "sqlite":
        return True
    with reading(engine) as connection:
        busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


def gone(column: sa.Column[Any]) -> str | None:
    """What stands in a private column when its words are gone."""
    return None if column.nullable else "{}" if column.name in JSON else ""


def overwrite(work: Work, columns: Sequence[sa.Column[Any]], which: sa.ColumnElement[bool]) -> None:
    """Overwrite private columns of one table, where they stand. SQLite zeroes the bytes that were there."""
    if not columns:
        return
    if work.tx.dialect.name == "sqlite":
        work.tx.exec_driver_sql("PRAGMA secure_delete = ON")
    values = {column.name: gone(column) for column in columns}
    work.tx.execute(sa.update(columns[0].table).where(which).values(values))


def _forget_what_they_answered(work: Work, client_id: int) -> None:
    tx, at = work.tx, work.at
    tx.execute(sa.update(checkin).where(checkin.c.client_id == client_id).values(mood=None, craving=None))
    tx.execute(sa.update(task).where(task.c.client_id == client_id).values(detail=None))
    tx.execute(sa.delete(answer).where(answer.c.client_id == client_id))
    tx.execute(sa.delete(seat).where(seat.c.client_id == client_id))
    theirs = sa.or_(supporter.c.client_id == client_id, supporter.c.person_id == client_id)
    tx.execute(sa.update(supporter).where(theirs, supporter.c.ended_at.is_(None)).values(ended_at=at))
    kept = {"status": "erased", "opted_out_at": sa.func.coalesce(client.c.opted_out_at, at)}
    none = {"checkin_time": None, "next_checkin_at": None, "paused_until": None, "unsafe_since": None, "lines": None}
    tx.execute(sa.update(client).where(client.c.id == client_id).values(**kept, **none, shared=False))
