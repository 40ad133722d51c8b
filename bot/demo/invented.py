"""Coaches who do not exist, for the demo, the tests and the benchmarks: their phones count as verified, as nobody holds
them. A real coach's phone waits for its code (`bot.methods`); the contract on imports keeps all others out."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import seed
from bot.crypto import Vault
from bot.escalation import BOTH
from bot.models import contact_method
from bot.work import insert


def add_coach(
    tx: Connection, vault: Vault, at: datetime, program_id: int, name: str, number: str, role: str, **more: Any
) -> int:
    """A coach or supervisor, who can be texted and called at this number at once."""
    coach_id = seed.add_coach(tx, program_id, name, role, **more)
    way = {"coach_id": coach_id, "number": number, "number_hash": vault.blind(number), "verified_at": at}
    for kind in BOTH:
        insert(tx, contact_method, {**way, "kind": kind})
    return coach_id
