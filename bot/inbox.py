"""One inbound text, one transaction: who it is from, how dangerous it reads, kept for good, answered once."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot import coaches, newcomers, outbox, owners, paging, people
from bot.db import vault_of
from bot.effects import Reply
from bot.line import Line
from bot.meaning import Heard
from bot.models import inbound, outbound
from bot.people import Caller, Person, Someone
from bot.turns import take_turn
from bot.work import Work, insert_new, work
from flows.triage import Verdict, triage


@dataclass(frozen=True)
class Text:
    """One text as the carrier gave it. `sid` is the carrier's own id, the same on every re-delivery."""

    sid: str
    number: str
    to: str
    body: str
    media: int = 0
    carrier_answered: bool = False
    said_at: datetime | None = None
    """When it was written, where that is long ago: the line was away."""


def receive(line: Line, text: Text, at: datetime, *, by_webhook: bool = True) -> list[Reply]:
    """Take one text to its end and give the replies for the webhook's own answer.

    A text seen before does nothing and gives the stored replies. Raises UnknownNumber when no program owns the number
    it was sent to; whatever else goes wrong is raised too, before anything is kept: then the carrier tries again.
    Not `by_webhook`: nobody waits for an answer, so the replies are sent as texts of their own.
    """
    alone = triage(text.body)  # before the transaction: on SQLite everybody waits while one is open
    caller = Caller(vault_of(line.engine), text.to, text.number)
    with work(line, at, caller.program) as unit:
        unit.by_webhook = by_webhook
        return _take(unit, text, caller, alone)


def _take(unit: Work, text: Text, caller: Caller, alone: Verdict) -> list[Reply]:
    someone = people.at_number(unit, caller)
    before = someone.around.before
    verdict = triage(text.body, before) if before else alone
    inbound_id = _store(unit, text, someone, verdict)
    if inbound_id is None:
        return _answered_before(unit, text.sid)
    heard = Heard(inbound_id, text.body, text.media, verdict, text.carrier_answered, text.said_at)
    if someone.said is not None and (replies := newcomers.hear(unit, someone.said, someone.client, heard)):
        return replies
    desk = coaches.desk(unit, someone, heard)
    if desk is not None:
        return desk.answer()
    person = people.as_client(unit, someone, text.number)
    if someone.client is None:
        unit.tx.execute(sa.update(inbound).where(inbound.c.id == inbound_id).values(client_id=person.client.id))
    return take_turn(unit, _with_an_owner_who_is_there(unit, person), heard)


def _with_an_owner_who_is_there(unit: Work, person: Person) -> Person:
    """A coach who has them but can no longer be texted hears nothing: they are handed on now, and the
    client is answered. Otherwise both would wait for the next sweep."""
    held = person.escalation
    if held is None or held.owner_id is None or not owners.is_away(unit, held):
        return person
    owners.pass_on(unit, held, held.owner_id)
    return replace(person, escalation=paging.by_id(unit, held.id))


def _store(unit: Work, text: Text, someone: Someone, verdict: Verdict) -> int | None:
    row: dict[str, Any] = {
        "provider_sid": text.sid,
        "program_id": unit.program.id,
        "client_id": someone.client.id if someone.client else None,
        "coach_id": someone.coach.id if someone.coach else None,
        "body": text.body,
        "media": text.media,
        "received_at": unit.at,
        "tier": verdict.tier.value,
        "rule": verdict.rule,
        "words": " ".join(verdict.words),
        "rules_version": verdict.version,
    }
    return insert_new(unit.tx, inbound, row)


def _answered_before(unit: Work, sid: str) -> list[Reply]:
    asked = (
        sa.select(outbound.c.id, outbound.c.body)
        .join(inbound, inbound.c.id == outbound.c.inbound_id)
        .where(inbound.c.provider_sid == sid, outbox.IN_ANSWER)
        .order_by(outbound.c.id)
    )
    return [Reply(row.id, row.body) for row in unit.tx.execute(asked)]
