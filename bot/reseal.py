"""Sealing old rows again with the newest key. Each value says which key sealed it, so this may stop anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.crypto import HEADER, CannotOpen, Vault
from bot.db import reading, transaction, vault_of
from bot.models import Sealed, metadata

BATCH = 200
"""Rows in one transaction: a writer on SQLite waits a few milliseconds for it, and a text is never held up."""


@dataclass(frozen=True)
class Place:
    """One sealed column."""

    column: sa.Column[Any]

    @property
    def name(self) -> str:
        return f"{self.column.table.name}.{self.column.name}"

    @property
    def key(self) -> sa.Column[Any]:
        return next(iter(self.column.table.primary_key))

    @property
    def raw(self) -> sa.ColumnElement[bytes]:
        """The envelope itself, unopened."""
        return sa.type_coerce(self.column, sa.LargeBinary)


@dataclass(frozen=True)
class Batch:
    """What one transaction did: how many values were sealed again, and how many do not open with any key given."""

    place: str
    sealed: int
    shut: int


def places() -> list[Place]:
    """Every sealed column there is, found by its type."""
    columns = (column for table in metadata.sorted_tables for column in table.columns)
    return [Place(column) for column in columns if isinstance(column.type, Sealed)]


def waiting(engine: Engine) -> dict[str, int]:
    """How many values of each place are not sealed with the newest key."""
    with reading(engine) as connection:
        return {place.name: _count(connection, place, vault_of(engine)) for place in places()}


def reseal(engine: Engine, batch: int = BATCH) -> Iterator[Batch]:
    """Seal every value that is due again, one short transaction at a time. Stopping between two loses nothing."""
    for place in places():
        last: Any = None
        while True:
            with transaction(engine) as tx:
                rows = _due(tx, place, vault_of(engine), last, batch)
                done = _reseal(tx, place, vault_of(engine), rows)
            if not rows:
                break
            last = rows[-1].key
            yield done


def _count(connection: Connection, place: Place, vault: Vault) -> int:
    asked = sa.select(sa.func.count()).select_from(place.column.table).where(_old(place, vault))
    return int(connection.execute(asked).scalar_one())


def _due(tx: Connection, place: Place, vault: Vault, last: Any, batch: int) -> list[Any]:
    """The next rows, locked: nobody changes a value between our reading and our writing it."""
    asked = sa.select(place.key.label("key"), place.raw.label("raw")).where(_old(place, vault))
    further = asked if last is None else asked.where(place.key > last)
    return list(tx.execute(further.order_by(place.key).limit(batch).with_for_update()))


def _reseal(tx: Connection, place: Place, vault: Vault, rows: list[Any]) -> Batch:
    sealed = 0
    for row in rows:
        try:
            words = vault.open(bytes(row.raw), place.name)
        except CannotOpen:
            continue
        tx.execute(sa.update(place.column.table).where(place.key == row.key).values({place.column.name: words}))
        sealed += 1
    return Batch(place.name, sealed, len(rows) - sealed)


def _old(place: Place, vault: Vault) -> sa.ColumnElement[bool]:
    """Sealed with another key than the newest. An empty column has nothing to seal."""
    header = sa.func.substr(place.raw, 1, HEADER.stop, type_=sa.LargeBinary)
    return sa.and_(place.column.is_not(None), header != sa.literal(vault.header, sa.LargeBinary))
