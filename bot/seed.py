"""Putting a program and its people into rows: used by the `peerline` command, the demo and the tests."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.crypto import Vault
from bot.days import next_time
from bot.models import client, coach, consent, program, program_number, rotation
from bot.work import insert


def add_program(
    tx: Connection, name: str, word: str, zone: str, numbers: dict[str, str], language: str = "en", **settings: Any
) -> int:
    """A program with its numbers by purpose ("clients", and "coaches" where alerts have a number of their own)."""
    row = {"name": name, "join_word": word, "zone": zone, "language": language, "settings": settings}
    program_id = insert(tx, program, row)
    for purpose, number in numbers.items():
        tx.execute(sa.insert(program_number).values(number=number, program_id=program_id, purpose=purpose))
    return program_id


def add_client(
    tx: Connection, vault: Vault, at: datetime, program_id: int, name: str, number: str, zone: str, **more: Any
) -> int:
    """A client with consent on record. `checkin_time` is wall time in their zone; without one, no check-ins."""
    client_id = put_client(tx, vault, at, program_id, name, number, zone, **more)
    proof = {"topic": "all", "given": True, "wording": "1", "number": number, "recorded_by": "enrolment", "at": at}
    tx.execute(sa.insert(consent).values(client_id=client_id, **proof))
    return client_id


def put_client(
    tx: Connection, vault: Vault, at: datetime, program_id: int, name: str | None, number: str, zone: str, **more: Any
) -> int:
    """A client's row, active unless `status` says otherwise; only active ones have check-ins due."""
    chosen: time | None = more.get("checkin_time")
    row = {
        "program_id": program_id,
        "status": "active",
        "name": name,
        "number": number,
        "number_hash": vault.blind(number),
        "language": "en",
        "zone": zone,
        "next_checkin_at": next_time(chosen, zone, at) if chosen and "status" not in more else None,
        "created_at": at,
        **more,
    }
    return _stranger_no_more(tx, row) or insert(tx, client, row)


NOT_ENROLLED = ("stranger", "left", "erased")


def _stranger_no_more(tx: Connection, row: dict[str, Any]) -> int | None:
    """Somebody who texted before anyone enrolled them keeps their row, and with it what they wrote and opted out of."""
    known = {name: value for name, value in row.items() if name != "created_at"}
    theirs = (client.c.program_id == row["program_id"], client.c.number_hash == row["number_hash"])
    asked = sa.update(client).where(*theirs, client.c.status.in_(NOT_ENROLLED)).values(**known)
    return tx.execute(asked.returning(client.c.id)).scalar()


def add_coach(tx: Connection, program_id: int, name: str, role: str, **more: Any) -> int:
    """A coach, supervisor or admin without a phone: `bot.methods.add` gives them one, once its code has come back."""
    return insert(tx, coach, {"program_id": program_id, "role": role, "name": name, "language": "en", **more})


def add_rotation(
    tx: Connection, program_id: int, rung: str, coaches: list[int], starts: date, hand_off: time, every: int = 7
) -> int:
    """Coaches who take turns on a rung: `every` days, handing off at a wall time of the program."""
    row = {"program_id": program_id, "rung": rung, "coaches": coaches, "starts": starts}
    return insert(tx, rotation, {**row, "every": every, "hand_off": hand_off})
