"""The audit trail as a chain: each row's hash covers the row and the hash before it, so none can be changed unseen.

Rows are linked by the clock, a moment after they are written: the hot path takes no lock for it. The hash is keyed, so
that whoever can write to the database alone cannot make a new chain.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.crypto import Vault
from bot.models import audit_event, program

AT_ONCE = 200
BEGINS = bytes(32)


@dataclass(frozen=True)
class Proof:
    """What a look along the chain found. `head` is its last link, "seq:hash", to be written down elsewhere: a later
    look that knows it also sees rows cut off the end. `broken` is the first row that does not hold, by its seq."""

    links: int
    loose: int
    head: str
    broken: int | None = None


def link(tx: Connection, vault: Vault, program_id: int, at_most: int = AT_ONCE) -> int:
    """Link rows that are loose, the oldest first; gives how many. One linker at a time for a program."""
    mine = (audit_event.c.program_id == program_id, audit_event.c.seq.is_(None))
    loose = sa.select(audit_event).where(*mine).order_by(audit_event.c.id).limit(at_most)
    tx.execute(sa.select(program.c.id).where(program.c.id == program_id).with_for_update(key_share=True))
    seq, before = _head(tx, program_id)
    rows = tx.execute(loose).all()
    for row in rows:
        seq, before = seq + 1, _hash(vault, row, seq + 1, before)
        tx.execute(sa.update(audit_event).where(audit_event.c.id == row.id).values(seq=seq, hash=before))
    return len(rows)


def verify(tx: Connection, vault: Vault, program_id: int, known: str = "") -> Proof:
    """Walk the whole chain. `known` is a head from an earlier walk."""
    seq, before, found = 0, BEGINS, known == ""
    for row in _links(tx, program_id):
        if row.seq != seq + 1 or bytes(row.hash) != _hash(vault, row, row.seq, before):
            return Proof(seq, _loose(tx, program_id), _name(seq, before), broken=seq + 1)
        seq, before = row.seq, bytes(row.hash)
        found = found or known == _name(seq, before)
    return Proof(seq, _loose(tx, program_id), _name(seq, before), broken=None if found else seq + 1)


def _links(tx: Connection, program_id: int) -> Iterator[Row[Any]]:
    """Every linked row in order, a thousand at a time: no statement is long, whatever the trail's length."""
    after, own = 0, audit_event.c.program_id == program_id
    ordered = sa.select(audit_event).where(own).order_by(audit_event.c.seq).limit(1000)
    while rows := tx.execute(ordered.where(audit_event.c.seq > after)).all():
        yield from rows
        after = rows[-1].seq


def _head(tx: Connection, program_id: int) -> tuple[int, bytes]:
    own = (audit_event.c.program_id == program_id, audit_event.c.seq.is_not(None))
    last = sa.select(audit_event.c.seq, audit_event.c.hash).where(*own).order_by(audit_event.c.seq.desc()).limit(1)
    row = tx.execute(last).one_or_none()
    return (0, BEGINS) if row is None else (row.seq, bytes(row.hash))


def _loose(tx: Connection, program_id: int) -> int:
    mine = (audit_event.c.program_id == program_id, audit_event.c.seq.is_(None))
    return int(tx.execute(sa.select(sa.func.count()).select_from(audit_event).where(*mine)).scalar_one())


def _hash(vault: Vault, row: Row[Any], seq: int, before: bytes) -> bytes:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [seq, row.id, row.program_id, at, row.actor, row.act, row.subject, row.subject_id, row.detail]
    return vault.blind(f"audit {before.hex()} {json.dumps(said, sort_keys=True, separators=(',', ':'))}")


def _name(seq: int, value: bytes) -> str:
    return f"{seq}:{value.hex()[:32]}"
