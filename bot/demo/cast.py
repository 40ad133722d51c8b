"""The people of the demo. All of them, the program and every number are invented."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from bot import seed
from bot.console.logins import invite
from bot.crypto import Vault
from bot.days import local_day
from bot.db import reading, transaction, vault_of
from bot.demo import invented, past
from bot.line import Line
from bot.models import coach, program
from bot.program import Program, program_by_id
from bot.work import work

PROGRAM = "Rivertown Friends"
ZONE = "America/Chicago"
CLIENTS_LINE = "+12175550100"
COACHES_LINE = "+12175550101"
HAND_OFF = time(9)


@dataclass(frozen=True)
class Member:
    """Somebody with a phone. `role` is what the page of phones shows."""

    name: str
    number: str
    role: str
    kind: Literal["client", "coach", "supervisor", "stranger"]
    language: str = "en"

    @property
    def line(self) -> str:
        """The program's number that is in this phone."""
        return COACHES_LINE if self.kind in ("coach", "supervisor") else CLIENTS_LINE


ANA = Member("Ana", "+12175550111", "client", "client")
LUIS = Member("Luis", "+12175550112", "client, in Spanish", "client", "es")
JOY = Member("Joy", "+12175550131", "coach on call", "coach")
RAVI = Member("Ravi", "+12175550132", "backup coach", "coach")
SOL = Member("Sol", "+12175550141", "supervisor", "supervisor")
KIM = Member("Kim", "+12175550150", "a number nobody knows", "stranger")
CAST = (ANA, LUIS, JOY, RAVI, SOL, KIM)


def way_in(line: Line) -> str:
    """The path of a link into the console, for Sol, once; supervisors make the others' there."""
    with work(line, line.now(), _ours) as unit:
        asked = sa.select(coach.c.id).where(coach.c.role == SOL.kind).order_by(coach.c.id).limit(1)
        return f"/console/join/{invite(unit, unit.tx.execute(asked).scalar_one(), 'operator')}"


def _ours(tx: sa.Connection) -> Program:
    return program_by_id(tx, tx.execute(sa.select(program.c.id)).scalar_one())


def move_in(line: Line) -> bool:
    """The program and its people as rows, unless they are there. Whether they had to be made."""
    with reading(line.engine) as connection:
        if connection.execute(sa.select(program.c.id)).first() is not None:
            return False
    with transaction(line.engine) as tx:
        _move_in(tx, vault_of(line.engine), line.now())
    return True


def _move_in(tx: sa.Connection, vault: Vault, at: datetime) -> None:
    """Check-ins are due at once, a demo at midnight asks all the same, and two coaches may share every night."""
    numbers = {"clients": CLIENTS_LINE, "coaches": COACHES_LINE}
    own: dict[str, Any] = {"opens": "00:00", "closes": "23:59", "most_nights": 7}
    ours = seed.add_program(tx, PROGRAM, "RIVERTOWN", ZONE, numbers, **own)
    joined, before = at - timedelta(days=past.DAYS), {ANA: past.ANAS, LUIS: past.LUISS}
    for one, theirs in before.items():
        more = {"language": one.language, "checkin_time": HAND_OFF, "next_checkin_at": at}
        client_id = seed.add_client(tx, vault, joined, ours, one.name, one.number, ZONE, **more)
        past.remember(tx, client_id, theirs, HAND_OFF, ZONE, at)
    past.offers(tx, ours, local_day(at, ZONE))
    joy, ravi = (invented.add_coach(tx, vault, at, ours, one.name, one.number, "coach") for one in (JOY, RAVI))
    invented.add_coach(tx, vault, at, ours, SOL.name, SOL.number, "supervisor")
    begins = local_day(at, ZONE) - timedelta(days=past.DAYS + 1)
    seed.add_rotation(tx, ours, "primary", [joy, ravi], begins, HAND_OFF)
    seed.add_rotation(tx, ours, "backup", [ravi, joy], begins, HAND_OFF)
