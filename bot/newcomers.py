"""Coaches whose phone is not verified yet. The number may be mistyped and be anybody's: until its code has come back it
gets no page, takes nobody, hears no word of a client, and a cry for help from it is a client's."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, methods, outbox, people, seed
from bot.effects import Reply
from bot.meaning import Heard
from bot.models import contact_method, inbound
from bot.work import Work
from flows.copy import words
from flows.interrupts import Keyword, keyword
from flows.triage import Tier

OPTS = {Keyword.STOP, Keyword.START}


def add(work: Work, by: str, name: str, number: str, role: str, **more: Any) -> int:
    """A coach, supervisor or admin at this number; the code that verifies it for texts and calls goes out at once."""
    coach_id = seed.add_coach(work.tx, work.program.id, name, role, **more)
    audit.note(work, by, "added", "coach", coach_id, role=role)
    methods.add(work, coach_id, number)
    return coach_id


def hear(work: Work, whose: Row[Any], client: Row[Any] | None, heard: Heard) -> list[Reply]:
    """The answer to a code from a number that is only said to be this coach's. None to all else: that is read as a
    client's. An opt-out holds for codes too; the client's side confirms it."""
    asks, known = keyword(heard.body), client is not None and client.status == "active"
    if asks in OPTS:
        _opt(work, whose, out=asks is Keyword.STOP)
    if heard.verdict.tier >= Tier.URGENT or (known and not methods.is_code(work, whose.id, heard.body)):
        return []
    found = methods.answer(work, whose.id, heard.body, busy=False)
    return [] if found is None else _replies(work, whose, heard, methods.SAID[found])


def _opt(work: Work, whose: Row[Any], *, out: bool) -> None:
    """This number alone, for texts and calls: a stranger's STOP takes no coach off the line."""
    same = (contact_method.c.coach_id == whose.id, contact_method.c.number_hash == work.vault.blind(whose.number))
    work.tx.execute(sa.update(contact_method).where(*same).values(opted_out_at=work.at if out else None))


def _replies(work: Work, whose: Row[Any], heard: Heard, key: str) -> list[Reply]:
    work.tx.execute(sa.update(inbound).where(inbound.c.id == heard.inbound_id).values(coach_id=whose.id))
    phone = people.coach_phone(work, whose.id, whose.number) | {"inbound_id": heard.inbound_id}
    body = words(key, whose.language)
    outbound_id = outbox.reply(work, phone, f"i{heard.inbound_id}.0", body)
    return [] if outbound_id is None else [Reply(outbound_id, body)]
