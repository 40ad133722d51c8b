"""Who is at the other end of a number. The same number can be a client's and a coach's: the rows tell."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.crypto import Vault
from bot.models import client, coach, contact_method, conversation, escalation, inbound, outbound, program
from bot.program import COLUMNS, OWNS, Program, program_in, program_of
from bot.work import Work, insert_new
from flows.fold import words

SPLIT = timedelta(minutes=2)
"""Two texts of one person this close together may be one thought, and are read together."""

GUARD = timedelta(minutes=10)
MANY = 20
"""Automatic answers to one phone inside GUARD after which texts that repeat themselves are a machine's."""

FAR_TOO_MANY = 60
"""As many end it whatever is said: two machines could talk for ever, and no hand types so much."""

LAST, FEW = 10, 2
"""Of so many last texts so few are different: a machine's. A person who is beside themselves writes other words."""

RECENTLY = timedelta(hours=24)
"""How long after a crisis an opt-out by a carrier word is also read as a reason to call."""

# Built once: every text runs these, and building one costs more than running it.
_CLIENT = sa.select(client).with_for_update(key_share=True)
BY_ID = _CLIENT.where(client.c.id == sa.bindparam("client"))
BY_NUMBER = _CLIENT.where(
    client.c.program_id == sa.bindparam("program"), client.c.number_hash == sa.bindparam("number")
)
# The program that was texted, and the client who texts it: the columns of the first have names that the second lacks.
CALLER = (
    sa.select(*(column.label(f"program_{nth}") for nth, column in enumerate(COLUMNS)), client)
    .join(program, program.c.id == client.c.program_id)
    .where(OWNS, client.c.number_hash == sa.bindparam("number"))
    .with_for_update(key_share=True, of=client)
)
COACH_BY_ID = sa.select(coach).where(coach.c.id == sa.bindparam("coach"))
_METHOD = (
    contact_method.c.number_hash == sa.bindparam("number"),
    contact_method.c.kind == "text",
    coach.c.program_id == sa.bindparam("program"),
)
COACH = (
    sa.select(coach, contact_method.c.number, contact_method.c.id.label("method_id"), contact_method.c.verified_at)
    .join(contact_method, contact_method.c.coach_id == coach.c.id)
    .where(*_METHOD)
    .order_by(contact_method.c.verified_at.is_(None), coach.c.id)
    .limit(1)
)
CONVERSATION = sa.select(conversation).where(
    conversation.c.client_id == sa.bindparam("client"), conversation.c.state.is_not(None)
)
ESCALATION = (
    sa.select(escalation)
    .where(escalation.c.client_id == sa.bindparam("client"), escalation.c.closed_at.is_(None))
    .with_for_update(key_share=True)
)
_BEFORE = (
    sa.select(inbound.c.body)
    .where(inbound.c.client_id == sa.bindparam("client"), inbound.c.received_at > sa.bindparam("split"))
    .order_by(inbound.c.received_at.desc())
    .limit(1)
)
_TOLD = (
    sa.select(outbound.c.id)
    .where(outbound.c.client_id == sa.bindparam("client"), outbound.c.created_at > sa.bindparam("guard"))
    .limit(FAR_TOO_MANY)
)
_NEED = sa.select(escalation.c.id).where(
    escalation.c.client_id == sa.bindparam("client"), escalation.c.closed_at.is_(None)
)
# One look at all there is around a number: asked after the client's row is locked, or it could be out of date.
AROUND = sa.select(
    conversation,
    sa.exists(_NEED).label("in_need"),
    _BEFORE.scalar_subquery().label("before"),
    sa.select(sa.func.count()).select_from(_TOLD.subquery()).scalar_subquery().label("told"),
    sa.exists().select_from(contact_method.join(coach)).where(*_METHOD).label("is_coach"),
).select_from(
    sa.select(sa.literal_column("1").label("one"))
    .subquery()
    .outerjoin(
        conversation, sa.and_(conversation.c.client_id == sa.bindparam("client"), conversation.c.state.is_not(None))
    )
)


@dataclass(frozen=True)
class Someone:
    """Whose number it is, and what is `around` them (the row of AROUND). A number nobody knows gets a client row; a
    coach's only when they need one. `said`: the coach whose number it is said to be, before its code has come back: it
    may be anybody's."""

    client: Row[Any] | None
    coach: Row[Any] | None
    around: Row[Any]
    said: Row[Any] | None = None


@dataclass(frozen=True)
class Person:
    """A client, with what is open for them, and how many texts they got within GUARD (FAR_TOO_MANY at most)."""

    client: Row[Any]
    conversation: Row[Any] | None
    escalation: Row[Any] | None
    told: int = 0


@dataclass
class Caller:
    """Whoever texts or calls `to` from `number`. One look finds the program and, where we know them, the client."""

    vault: Vault
    to: str
    number: str
    client: Row[Any] | None = None

    def program(self, tx: Connection) -> Program:
        """The program called. The client's row is locked until the transaction ends: two quick texts cannot race.
        Raises UnknownNumber."""
        asked = {"which": self.to, "number": self.vault.blind(self.number)}
        self.client = cast("Row[Any] | None", tx.execute(CALLER, asked).one_or_none())
        return program_of(tx, self.to) if self.client is None else program_in(self.client)


def at_number(work: Work, caller: Caller) -> Someone:
    """Who that is, with what is around them."""
    whose, number = caller.client, caller.number
    around = _around(work, whose, number)
    coach_row = _coach(work, number) if around.is_coach else None
    if whose is not None and whose.status == "erased":
        whose = _back_again(work, whose, number)
    if whose is None and coach_row is None:
        whose = _stranger(work, number, {})
        around = _around(work, whose, number)
    if coach_row is not None and coach_row.verified_at is None:
        return Someone(whose, None, around, said=coach_row)
    return Someone(whose, coach_row, around)


def as_client(work: Work, someone: Someone, number: str) -> Person:
    """The person behind a number as one who texts for themselves. A coach in danger is one too."""
    whose, around = someone.client, someone.around
    if whose is None:
        known = {"name": someone.coach.name, "language": someone.coach.language} if someone.coach else {}
        whose = _stranger(work, number, known)
        around = _around(work, whose, number)
    place = around if around.id is not None else None
    return Person(whose, place, _escalation(work, whose.id) if around.in_need else None, around.told)


def by_id(work: Work, client_id: int) -> Person:
    """The client with this id, locked the same way."""
    found = work.tx.execute(BY_ID, {"client": client_id}).one()
    return Person(found, _conversation(work, client_id), _escalation(work, client_id))


def called(person: Row[Any]) -> str:
    """The name this client is spoken to by; "" where others read the phone, who are to learn none."""
    return "" if person.shared else person.name or ""


def client_phone(work: Work, person: Row[Any]) -> dict[str, Any]:
    """Where texts to this client go."""
    return {"client_id": person.id, "number": person.number, "sender": work.program.sender}


def coach_phone(work: Work, coach_id: int, number: str) -> dict[str, Any]:
    """Where texts and calls to this coach go."""
    return {"coach_id": coach_id, "number": number, "sender": work.program.coach_sender}


def texts_of(work: Work, coach_id: int) -> dict[str, Any] | None:
    """Where this coach can be texted, or None while there is no verified, not opted-out way."""
    asked = sa.select(contact_method.c.number).where(
        contact_method.c.coach_id == coach_id,
        contact_method.c.kind == "text",
        contact_method.c.verified_at.is_not(None),
        contact_method.c.opted_out_at.is_(None),
    )
    number = work.tx.execute(asked.order_by(contact_method.c.id).limit(1)).scalar()
    return None if number is None else coach_phone(work, coach_id, number)


def coach_by_id(work: Work, coach_id: int) -> Row[Any]:
    """The coach with this id."""
    return work.tx.execute(COACH_BY_ID, {"coach": coach_id}).one()


def in_danger_lately(work: Work, client_id: int) -> bool:
    """Whether an escalation of this client was opened within the last day."""
    since = work.at - RECENTLY
    asked = sa.select(escalation.c.id).where(escalation.c.client_id == client_id, escalation.c.opened_at > since)
    return work.tx.execute(asked.limit(1)).scalar() is not None


def repeats_itself(work: Work, client_id: int) -> bool:
    """Whether what came from this phone within GUARD says the same again and again. Numbers beside words make no
    difference, as machines count; texts that are numbers and nothing else are somebody's answers to a survey."""
    theirs = (inbound.c.client_id == client_id, inbound.c.received_at > work.at - GUARD)
    asked = sa.select(inbound.c.body).where(*theirs).order_by(inbound.c.received_at.desc()).limit(LAST)
    heard = [words(body) for body in work.tx.execute(asked).scalars()]
    return len({tuple(filter(str.isalpha, said)) or said for said in heard}) <= FEW


def _around(work: Work, whose: Row[Any] | None, number: str) -> Row[Any]:
    since = {"split": work.at - SPLIT, "guard": work.at - GUARD}
    return work.tx.execute(AROUND, {"client": whose.id if whose else None, **_whose(work, number), **since}).one()


def _stranger(work: Work, number: str, known: dict[str, Any]) -> Row[Any]:
    """A row for a number nobody enrolled. Two first texts at once make one: the second waits, then finds it."""
    fresh = {
        "program_id": work.program.id,
        "status": "stranger",
        "number": number,
        "number_hash": work.vault.blind(number),
        "language": work.program.language,
        "zone": work.program.zone,
        "created_at": work.at,
    }
    insert_new(work.tx, client, {**fresh, **known})
    return work.tx.execute(BY_NUMBER, _whose(work, number)).one()


def _back_again(work: Work, whose: Row[Any], number: str) -> Row[Any]:
    """A number whose owner had all of it erased: a stranger, who still wants no texts."""
    work.tx.execute(sa.update(client).where(client.c.id == whose.id).values(status="stranger", number=number))
    return work.tx.execute(BY_ID, {"client": whose.id}).one()


def _coach(work: Work, number: str) -> Row[Any] | None:
    return work.tx.execute(COACH, _whose(work, number)).one_or_none()


def _whose(work: Work, number: str) -> dict[str, Any]:
    return {"program": work.program.id, "number": work.vault.blind(number)}


def _conversation(work: Work, client_id: int) -> Row[Any] | None:
    return work.tx.execute(CONVERSATION, {"client": client_id}).one_or_none()


def _escalation(work: Work, client_id: int) -> Row[Any] | None:
    return work.tx.execute(ESCALATION, {"client": client_id}).one_or_none()
