"""Everything there is about one client, in every table: what an export shows and an erasure overwrites.

Tables are found by their references to `client`, so that a table of tomorrow is in it too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Row

from bot.models import Sealed, client, escalation, goal, goal_step, inbound, metadata, outbound, page
from bot.work import Work

HIDDEN = frozenset({"number_hash", "lease_until", "rung_at"})
"""Columns that say nothing to anybody outside."""


@dataclass(frozen=True)
class Place:
    """The rows of one table that are about one client."""

    table: sa.Table
    theirs: ColumnElement[bool]

    @property
    def sealed(self) -> list[sa.Column[Any]]:
        """The private columns."""
        return [column for column in self.table.columns if isinstance(column.type, Sealed)]

    def rows(self, work: Work) -> list[Row[Any]]:
        """The rows, in the order they were made."""
        shown = [column for column in self.table.columns if column.name not in HIDDEN]
        return list(work.tx.execute(sa.select(*shown).where(self.theirs).order_by(*self.table.primary_key)))


def places(work: Work, client_id: int) -> Iterator[Place]:
    """Where something about this client is kept."""
    for table in metadata.sorted_tables:
        whose = theirs(work, table, client_id)
        if whose is not None:
            yield Place(table, whose)


def theirs(work: Work, table: sa.Table, client_id: int) -> ColumnElement[bool] | None:
    """Which rows of a table are about this client; None where none can be."""
    if table is client:
        return client.c.id == client_id
    needs = sa.select(escalation.c.id).where(escalation.c.client_id == client_id)
    if table is goal_step:
        return goal_step.c.goal_id.in_(sa.select(goal.c.id).where(goal.c.client_id == client_id))
    if table is page:
        return page.c.escalation_id.in_(needs)
    if table is inbound:
        return sa.or_(inbound.c.client_id == client_id, inbound.c.id.in_(_relayed(work, client_id)))
    if table is outbound:  # what coaches were told of them, too
        return sa.or_(outbound.c.client_id == client_id, outbound.c.escalation_id.in_(needs))
    links = [column for column in table.columns if column.references(client.c.id)]
    return sa.or_(*(column == client_id for column in links)) if links else None


def _relayed(work: Work, client_id: int) -> list[int]:
    """Texts of coaches that went on to this client: their keys say from which text they were made."""
    went_on = (outbound.c.client_id == client_id, outbound.c.key.like("i%.relay"))
    keys = work.tx.execute(sa.select(outbound.c.key).where(*went_on)).scalars()
    return [int(key.removeprefix("i").removesuffix(".relay")) for key in keys]
