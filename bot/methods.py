"""A coach's phones, verified by code: only whoever holds a phone can text its code back. Unverified ones are not paged.

A code is derived (HMAC under the index key of the method's id and how many codes it had), so nothing secret is stored.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum, auto
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, lookout, outbox, people
from bot.crypto import Vault
from bot.escalation import BOTH, Method
from bot.models import coach, contact_method
from bot.work import Work, insert_new
from flows.copy import words

HOLDS = timedelta(minutes=15)
TRIES = 3
WRITTEN = re.compile(r"\W*(?:code|c[oó]digo)?\W*(\d{3})[ -]?(\d{3})\W*", re.IGNORECASE)


class Answer(StrEnum):
    """What a code that was texted back did."""

    GOOD = auto()
    WRONG = auto()
    LATE = auto()


SAID = {Answer.GOOD: "coach.code_good", Answer.WRONG: "coach.code_wrong", Answer.LATE: "coach.code_late"}

OPTED_OUT = sa.select(contact_method.c.id).where(
    contact_method.c.coach_id == sa.bindparam("coach"),
    contact_method.c.number_hash == sa.bindparam("number"),
    contact_method.c.kind == "text",
    contact_method.c.verified_at.is_not(None),
    contact_method.c.opted_out_at.is_not(None),
)


def opted_out(work: Work, coach_id: int, number: str) -> bool:
    """Whether this coach wants no texts on this phone."""
    return work.tx.execute(OPTED_OUT, {"coach": coach_id, "number": work.vault.blind(number)}).scalar() is not None


def add(work: Work, coach_id: int, number: str, kinds: Sequence[Method] = BOTH) -> list[int]:
    """A phone of a coach, unverified, for these kinds of pages; one code goes out. Empty when they have it already."""
    way = {"coach_id": coach_id, "number": number, "number_hash": work.vault.blind(number)}
    tried = [insert_new(work.tx, contact_method, {**way, "kind": kind}) for kind in kinds]
    made = [method_id for method_id in tried if method_id is not None]
    if made:
        audit.note(work, "operator", "added a phone", "coach", coach_id, methods=made)
        send_code(work, made[0])
    return made


def forget(work: Work, coach_id: int, number: str) -> bool:
    """Take back a mistyped number, so that no code goes there again; whether it was there. A verified one stays."""
    waits = (contact_method.c.verified_at.is_(None), contact_method.c.number_hash == work.vault.blind(number))
    gone = sa.delete(contact_method).where(contact_method.c.coach_id == coach_id, *waits)
    found = work.tx.execute(gone.returning(contact_method.c.id)).all()
    if found:
        audit.note(work, "operator", "took back a phone", "coach", coach_id, methods=[row.id for row in found])
    return bool(found)


def unverified(work: Work, coach_id: int) -> list[int]:
    """A coach's methods that wait for a code, one for each number; but for those that want no texts."""
    waits = (contact_method.c.verified_at.is_(None), contact_method.c.opted_out_at.is_(None))
    asked = sa.select(sa.func.min(contact_method.c.id)).where(contact_method.c.coach_id == coach_id, *waits)
    return list(work.tx.execute(asked.group_by(contact_method.c.number_hash)).scalars())


def never_verified(work: Work) -> list[int]:
    """The coaches of the program of whom no phone was ever verified: no page can reach them."""
    proven = sa.exists().where(contact_method.c.coach_id == coach.c.id, contact_method.c.verified_at.is_not(None))
    asked = sa.select(coach.c.id).where(coach.c.program_id == work.program.id, ~proven)
    return list(work.tx.execute(asked.order_by(coach.c.id)).scalars())


def send_code(work: Work, method_id: int) -> None:
    """Text or speak a fresh code to this phone. The one before no longer counts."""
    whose = contact_method.c.id == method_id
    fresh = {"code_number": contact_method.c.code_number + 1, "code_sent_at": work.at, "code_tries": 0}
    work.tx.execute(sa.update(contact_method).where(whose).values(**fresh))
    theirs = coach.c.id == contact_method.c.coach_id
    row = work.tx.execute(sa.select(contact_method, coach.c.language, coach.c.name).where(whose, theirs)).one()
    _send(work, row, code_of(work.vault, row.id, row.code_number))
    audit.note(work, "line", "sent a code", "contact_method", row.id)


def code_of(vault: Vault, method_id: int, code_number: int) -> str:
    """The six digits of a method's nth code."""
    return f"{int.from_bytes(vault.blind(f'code {method_id} {code_number}')[:8], 'big') % 1_000_000:06}"


def is_code(work: Work, coach_id: int, text: str) -> bool:
    """Whether this is a code that was sent to a phone of this coach."""
    return _meant(work, _waiting(work, coach_id, text), text) is not None


def answer(work: Work, coach_id: int, text: str, *, busy: bool) -> Answer | None:
    """Take a code that a coach texted back; None when the text is none, or nothing waits for one.

    `busy`: they have people open, so that six digits which are not the code are words for one of them.
    """
    waiting = _waiting(work, coach_id, text)
    meant = _meant(work, waiting, text)
    open_ones = [row for row in waiting if row.code_sent_at > work.at - HOLDS and row.code_tries < TRIES]
    if meant is not None:
        return _verify(work, meant) if meant in open_ones else Answer.LATE
    if busy or not open_ones:
        return None
    tried = sa.update(contact_method).where(contact_method.c.id.in_([row.id for row in open_ones]))
    work.tx.execute(tried.values(code_tries=contact_method.c.code_tries + 1))
    return Answer.WRONG


def _verify(work: Work, row: Row[Any]) -> Answer:
    """The phone is theirs: every way to reach them on this number is verified by it."""
    same = (contact_method.c.coach_id == row.coach_id, contact_method.c.number_hash == row.number_hash)
    good = {"verified_at": sa.func.coalesce(contact_method.c.verified_at, work.at), "code_sent_at": None}
    work.tx.execute(sa.update(contact_method).where(*same).values(**good))
    audit.note(work, f"coach {row.coach_id}", "verified", "contact_method", row.id)
    lookout.soon(work)
    return Answer.GOOD


def _waiting(work: Work, coach_id: int, text: str) -> list[Row[Any]]:
    """The methods that wait for a code, when the text could be one."""
    if WRITTEN.fullmatch(text) is None:
        return []
    waits = (contact_method.c.coach_id == coach_id, contact_method.c.code_sent_at.is_not(None))
    asked = sa.select(contact_method).where(*waits).order_by(contact_method.c.id)
    return list(work.tx.execute(asked.with_for_update(key_share=True)))


def _meant(work: Work, waiting: list[Row[Any]], text: str) -> Row[Any] | None:
    found = WRITTEN.fullmatch(text)
    written = "".join(found.groups()) if found else ""
    return next((row for row in waiting if code_of(work.vault, row.id, row.code_number) == written), None)


def _send(work: Work, row: Row[Any], code: str) -> None:
    phone, key = people.coach_phone(work, row.coach_id, row.number), f"m{row.id}.code.{row.code_number}"
    facts = {"coach": row.name, "minutes": HOLDS // timedelta(minutes=1)}
    if row.kind == "call":
        spelled = ", ".join(code)
        spoken = words("voice.code", row.language, program=work.program.name, code_spelled=spelled, **facts)
        outbox.call(work, phone, key, spoken)
    else:
        outbox.text(work, phone, key, words("coach.code", row.language, code=code, **facts), "default")
