"""Calls in rows: what a call says, which key takes an escalation, who is joined with whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot import bundling, outbox, owners, paging, people, relay, trials
from bot.db import vault_of
from bot.line import Line
from bot.models import client, coach, escalation, inbound, outbound, page
from bot.people import Caller, Person
from bot.program import Program, program_by_id
from bot.work import Work, insert_new, work
from flows.copy import words
from flows.triage import triage

TAKE, PASS = "1", "2"


@dataclass(frozen=True)
class Spoken:
    """What somebody on the phone hears. `asks`: for a key, about the row `about` when that is not the
    call's own. `connect_to`: and is then joined with this number."""

    words: str
    language: str
    asks: bool = False
    no_key: str = ""
    connect_to: str | None = None
    caller: str = ""
    about: int | None = None


def script(line: Line, outbound_id: int, at: datetime) -> Spoken | None:
    """What this call says to whoever picks up; None for an id nobody knows."""
    with work(line, at, lambda tx: _program(tx, outbound_id)) as unit:
        row = _call(unit, _speaks_of(unit, outbound_id))
        if row is None:
            return None
        if row.escalation_id is None:
            return _to_a_coach(unit, row)
        if row.page_id is None:
            return _connecting(unit, row)
        if not paging.is_waiting(unit.tx, row.page_id):
            return Spoken(words("voice.closed", row.language), row.language)
        if _is_owners(unit, row.page_id):
            return Spoken(row.body, row.language, asks=True, no_key=words("voice.waiting_no_key", row.language))
        said = " ".join([row.body, *_more(unit, outbound_id, row.language)])
        return Spoken(said, row.language, asks=True, no_key=words("voice.no_key", row.language), about=row.id)


def key(line: Line, outbound_id: int, digits: str, at: datetime) -> Spoken | None:
    """What a key does. Anything but 1 and 2 leaves the page unanswered: the ladder goes on."""
    with work(line, at, lambda tx: _program(tx, outbound_id)) as unit:
        row = _call(unit, outbound_id)
        if row is not None and trials.is_call(unit, row.id):
            return _tested(unit, row, digits)
        if row is None or row.page_id is None:
            return None
        held = paging.by_id(unit, row.escalation_id)
        return Spoken(words(_pressed(unit, held, row.coach_id, digits), row.language), row.language)


def connected(line: Line, outbound_id: int, at: datetime) -> None:
    """Coach and client speak: the promise is kept."""
    with work(line, at, lambda tx: _program(tx, outbound_id)) as unit:
        row = _call(unit, outbound_id)
        if row is not None and row.page_id is None:
            relay.made_contact(unit, row.escalation_id, row.coach_id)


def incoming(line: Line, sid: str, number: str, to: str, at: datetime) -> Spoken:
    """A call to the program's number is a need for a human. Raises UnknownNumber."""
    caller = Caller(vault_of(line.engine), to, number)
    with work(line, at, caller.program) as unit:
        person, language = _took(unit, caller, sid, number)
        if person is None:
            return Spoken(words("coach.help", language), language)
        said = words("voice.client_call", language, program=unit.program.name, **unit.program.lines.numbers)
        return Spoken(said, language)


def missed(line: Line, sid: str, number: str, to: str, at: datetime) -> None:
    """A call that the line hears of only now: a coach is paged as for any, and whoever called is told by text, unless
    they were being helped already. Raises UnknownNumber."""
    caller = Caller(vault_of(line.engine), to, number)
    with work(line, at, caller.program) as unit:
        person, _ = _took(unit, caller, sid, number)
        held = paging.get_open(unit, person.client.id) if person is not None and person.escalation is None else None
        if held is not None:
            relay.tell_client(unit, held, "missed_call", "crisis.missed_call")


def _took(unit: Work, caller: Caller, sid: str, number: str) -> tuple[Person | None, str]:
    """Keep a call, and page for whoever called: the person as they were before, and their language. None for a coach:
    they are in no need."""
    someone = people.at_number(unit, caller)
    whose = someone.client
    if someone.coach is not None and (whose is None or whose.status != "active"):
        _keep(unit, sid, "none", coach_id=someone.coach.id)
        return None, someone.coach.language
    person = people.as_client(unit, someone, number)
    inbound_id = _keep(unit, sid, "urgent", client_id=person.client.id)
    if inbound_id is not None:
        paging.need(unit, person, "urgent", "called", inbound_id)
    return person, person.client.language


def _pressed(unit: Work, held: Row[Any], coach_id: int, digits: str) -> str:
    if digits == TAKE:
        if owners.acknowledge(unit, held, coach_id):
            return "voice.taken"
        return "voice.yours" if held.owner_id == coach_id and held.closed_at is None else "voice.closed"
    if digits == PASS:
        owners.pass_on(unit, held, coach_id)
        return "voice.passed"
    return "voice.no_key"


def _to_a_coach(unit: Work, row: Row[Any]) -> Spoken:
    """A code, or a test page: nobody is in need."""
    if trials.is_call(unit, row.id):
        return Spoken(row.body, row.language, asks=True, no_key=words("voice.trial_no_key", row.language))
    return Spoken(f"{row.body} {row.body}", row.language)


def _tested(unit: Work, row: Row[Any], digits: str) -> Spoken:
    if digits == TAKE:
        trials.pressed(unit, row.id)
    return Spoken(words("voice.trial_good" if digits == TAKE else "voice.trial_no_key", row.language), row.language)


def _connecting(unit: Work, row: Row[Any]) -> Spoken:
    held = paging.by_id(unit, row.escalation_id)
    number = unit.tx.execute(sa.select(client.c.number).where(client.c.id == held.client_id)).scalar_one()
    if number == outbox.NOBODY:
        relay.made_contact(unit, held.id, row.coach_id)
        return Spoken(words("voice.drill", row.language), row.language)
    if held.owner_id != row.coach_id or held.closed_at is not None:
        return Spoken(words("voice.closed", row.language), row.language)
    return Spoken(row.body, row.language, connect_to=number, caller=unit.program.sender)


def _speaks_of(unit: Work, outbound_id: int) -> int:
    """The row this call speaks of: its own, or the first of those that ride on it while its own has found somebody."""
    rows = [outbound_id, *bundling.riders(unit.tx, outbound_id)]
    pages = dict(unit.tx.execute(sa.select(outbound.c.id, outbound.c.page_id).where(outbound.c.id.in_(rows))).all())
    waiting = (row for row in rows if pages.get(row) and paging.is_waiting(unit.tx, pages[row]))
    return next(waiting, outbound_id)


def _more(unit: Work, outbound_id: int, language: str) -> list[str]:
    riding = len(bundling.riders(unit.tx, outbound_id))
    return [words("voice.more", language, count=riding)] if riding else []


def _is_owners(unit: Work, page_id: int) -> bool:
    """Whether it rings for a coach who has the person already."""
    joined = sa.select(page.c.id).join(escalation, escalation.c.id == page.c.escalation_id)
    mine = (page.c.id == page_id, escalation.c.owner_id == page.c.coach_id)
    return unit.tx.execute(joined.where(*mine)).scalar() is not None


def _call(unit: Work, outbound_id: int) -> Row[Any] | None:
    joined = sa.select(outbound, coach.c.language).join(coach, coach.c.id == outbound.c.coach_id)
    return unit.tx.execute(joined.where(outbound.c.id == outbound_id, outbound.c.channel == "call")).one_or_none()


def _program(tx: Connection, outbound_id: int) -> Program:
    asked = sa.select(outbound.c.program_id).where(outbound.c.id == outbound_id)
    return program_by_id(tx, tx.execute(asked).scalar() or 0)


def _keep(unit: Work, sid: str, tier: str, **whose: int) -> int | None:
    """A call is kept where texts are, without words: a client's is read like a text that asks for a person. None when
    it was kept before."""
    verdict = {"tier": tier, "rule": "call", "words": "", "rules_version": triage("").version}
    about = {"provider_sid": sid, "program_id": unit.program.id, "received_at": unit.at, **whose}
    return insert_new(unit.tx, inbound, {**about, **verdict, "body": "", "media": 0})
