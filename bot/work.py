"""One unit of work: a transaction, for whom and when, and which bells to ring once it is kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlalchemy.dialects import postgresql, sqlite

from bot.crypto import Vault
from bot.db import transaction, vault_of
from bot.line import Line
from bot.program import Program
from bot.queue import DELIVER, Bell, Lane


class Ring(NamedTuple):
    """A doorbell to ring after the commit."""

    lane: Lane
    row_id: int


@dataclass
class Work:
    """What every step inside a transaction is handed. `at` is the only present there is."""

    tx: Connection
    vault: Vault
    program: Program
    at: datetime
    rings: list[Ring] = field(default_factory=list)
    by_webhook: bool = True
    """Whether replies can go back in an answer that the carrier waits for."""


@contextmanager
def work(line: Line, at: datetime, find: Callable[[Connection], Program]) -> Iterator[Work]:
    """One transaction for the program that `find` names. The bells ring only after its commit, so that no worker looks
    for a row that is not there yet."""
    with transaction(line.engine) as tx:
        unit = Work(tx, vault_of(line.engine), find(tx), at)
        yield unit
    ring(line.bell, unit.rings)


def ring(bell: Bell, rings: Sequence[Ring]) -> None:
    """Ring each bell; one that does not ring is found by the clock."""
    for lane in dict.fromkeys(each.lane for each in rings):
        bell.ring(lane, DELIVER, *(each.row_id for each in rings if each.lane == lane))


def insert_new(tx: Connection, table: sa.Table, values: dict[str, Any]) -> int | None:
    """Insert a row unless its unique key is taken: its id, or None. (Row counts differ between databases.)"""
    found = tx.execute(_new(table, tx.dialect.name), values).scalar()
    return None if found is None else int(found)


def insert(tx: Connection, table: sa.Table, values: dict[str, Any]) -> int:
    """Insert a row and give its id."""
    return int(tx.execute(_plain(table), values).scalar_one())


def insert_all(tx: Connection, table: sa.Table, rows: list[dict[str, Any]], *told: sa.Column[Any]) -> list[Row[Any]]:
    """Insert rows that name the same columns, but for those whose unique key is taken: the id of each new one, and what
    it has in the columns `told`, in the order of ids."""
    made = tx.execute(_new(table, tx.dialect.name, *told), rows).all() if rows else []
    return sorted(made, key=lambda row: int(row.id))


def change(tx: Connection, table: sa.Table, row_id: int | None, values: dict[str, Any]) -> None:
    """Change one row; no row for None. For plain values: an expression needs a statement of its own."""
    tx.execute(_by_id(table), {**values, "row_id": row_id})


# Statements are built once and given their values when they run: building one costs more than running it.


@cache
def _new(table: sa.Table, dialect: str, *told: sa.Column[Any]) -> Any:
    insert_into = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert_into(table).on_conflict_do_nothing().returning(table.c.id, *told)


@cache
def _plain(table: sa.Table) -> Any:
    return sa.insert(table).returning(table.c.id)


@cache
def _by_id(table: sa.Table) -> Any:
    return sa.update(table).where(table.c.id == sa.bindparam("row_id"))
