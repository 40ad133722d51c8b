"""How often a thing may be tried, counted in SQL: it holds while Redis is away, and in every process together."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.models import attempt

KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one kind by one somebody in each window of so many `seconds`."""

    name: str
    most: int
    seconds: int


BY_NUMBER_HERE = Limit("number-here", 5, 900)
"""One phone number from one address: a stranger elsewhere cannot lock a coach out."""
BY_NUMBER = Limit("number", 30, 3600)
BY_ADDRESS = Limit("address", 60, 900)
"""Generous: behind some proxies everybody has one address."""
BY_LINK = Limit("link", 30, 900)
TESTS = Limit("test page", 6, 3600)
SEARCHES = Limit("search", 60, 300)


def spend(tx: Connection, limit: Limit, who: str, at: datetime) -> bool:
    """Count one try. False when it is one too many. `who` is kept as a hash only."""
    began = datetime.fromtimestamp(at.timestamp() // limit.seconds * limit.seconds, UTC)
    row = {"bucket": _bucket(limit, who), "began_at": began, "count": 1}
    made: Any = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(attempt).values(row)
    more = made.on_conflict_do_update(
        index_elements=["bucket", "began_at"], set_={"count": attempt.c.count + 1}
    ).returning(attempt.c.count)
    tx.execute(sa.delete(attempt).where(attempt.c.began_at < at - KEPT))
    return int(tx.execute(more).scalar_one()) <= limit.most


def _bucket(limit: Limit, who: str) -> bytes:
    return sha256(f"{limit.name}\0{who}".encode()).digest()
