"""Programs with thousands of invented people, each with a check-in that waits for its answer."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import checkins, conversations, seed
from bot.crypto import Vault
from bot.days import local_day
from bot.demo import invented
from bot.models import checkin, client, conversation
from bot.program import program_by_id
from bot.work import Work
from flows import current
from flows.machine import begin

LINE = "+19895550100"
JOY, RAVI, SOL = "+19895550131", "+19895550132", "+19895550133"
ZONE = "America/New_York"
AT_ONCE = 1_000


@dataclass(frozen=True)
class Crowd:
    """A program, and the numbers of its clients: those who were asked already, then those who are asked later."""

    program_id: int
    waiting: list[str]
    later: list[str]


def number(nth: int) -> str:
    """An invented number, another for each `nth` from 0 to 77,999: +1 NXX 555 01XX."""
    return f"+1{200 + nth // 100}55501{nth % 100:02}"


def gather(tx: Connection, vault: Vault, at: datetime, waiting: int, later: int = 0, **settings: Any) -> Crowd:
    """A program with three coaches. `waiting` clients have a check-in open; `later` ones are asked within 20 s."""
    program_id = _program(tx, vault, at, settings)
    asked, unasked = _numbers(0, waiting), _numbers(waiting, later)
    _clients(tx, vault, at, program_id, asked)
    _ask(Work(tx, vault, program_by_id(tx, program_id), at))
    _clients(tx, vault, at, program_id, unasked, checkin_time=time(9))
    _soon(tx, at, later)
    return Crowd(program_id, asked, unasked)


def join(tx: Connection, vault: Vault, at: datetime, crowd: Crowd, more: int) -> Crowd:
    """The crowd with so many more clients, whom nobody has asked anything."""
    joining = _numbers(len(crowd.waiting), more)
    _clients(tx, vault, at, crowd.program_id, joining)
    return replace(crowd, waiting=crowd.waiting + joining)


def _program(tx: Connection, vault: Vault, at: datetime, settings: dict[str, Any]) -> int:
    program_id = seed.add_program(tx, "Riverside Peers", "RIVER", ZONE, {"clients": LINE}, **settings)
    joy = invented.add_coach(tx, vault, at, program_id, "Joy", JOY, "coach")
    ravi = invented.add_coach(tx, vault, at, program_id, "Ravi", RAVI, "coach")
    invented.add_coach(tx, vault, at, program_id, "Sol", SOL, "supervisor")
    for rung, coach_id in (("primary", joy), ("backup", ravi)):
        seed.add_rotation(tx, program_id, rung, [coach_id], (at - timedelta(days=7)).date(), time(9))
    return program_id


def _numbers(first: int, count: int) -> list[str]:
    return [number(nth) for nth in range(first, first + count)]


def _clients(tx: Connection, vault: Vault, at: datetime, program_id: int, numbers: list[str], **more: Any) -> None:
    same = {"program_id": program_id, "status": "active", "name": "Ana", "language": "en", "zone": ZONE, **more}
    rows = [{**same, "number": told, "number_hash": vault.blind(told), "created_at": at} for told in numbers]
    for start in range(0, len(rows), AT_ONCE):
        tx.execute(sa.insert(client), rows[start : start + AT_ONCE])


def _ask(unit: Work) -> None:
    """Today's question, put to everybody there is, as if it had been sent."""
    people = unit.tx.execute(sa.select(client).order_by(client.c.id)).all()
    if not people:
        return
    today = {"day": local_day(unit.at, ZONE), "asked_at": unit.at, "missed": False}
    unit.tx.execute(sa.insert(checkin), [{"client_id": one.id, **today} for one in people])
    place = begin(current("checkin"), checkins.facts(unit, people[0]), unit.at).conversation
    columns = {"began_at": unit.at, **conversations._columns(place)}
    asked = unit.tx.execute(sa.select(checkin.c.id, checkin.c.client_id)).all()
    rows = [{"client_id": row.client_id, "checkin_id": row.id, **columns} for row in asked]
    unit.tx.execute(sa.insert(conversation), rows)


def _soon(tx: Connection, at: datetime, later: int) -> None:
    """Their check-ins come due one after the other, a few in each of the clock's sweeps."""
    ids = tx.execute(sa.select(client.c.id).where(client.c.checkin_time.is_not(None)).order_by(client.c.id)).scalars()
    for nth, client_id in enumerate(ids.all()):
        due = at + timedelta(seconds=2 + 18 * nth / max(1, later))
        tx.execute(sa.update(client).where(client.c.id == client_id).values(next_checkin_at=due))
