"""A test page, on request: one coach is texted and called, and answers 1. Better known now than in a night."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, outbox, people
from bot.models import outbound, trial
from bot.rota import phones
from bot.work import Work, insert
from flows.copy import words

HOLDS = timedelta(minutes=15)


class NotVerified(ValueError):
    """The coach has no verified phone that is not opted out, so that no page could reach them."""


def send(work: Work, coach_id: int, by: str = "operator") -> int:
    """Text and call a coach by every verified way; the id of the test. Raises NotVerified."""
    numbers = {method: number for (_, method), number in phones(work, {coach_id}).items()}
    if not numbers:
        raise NotVerified("This coach has no verified phone that is not opted out: `peerline coach verify --send`.")
    made = insert(work.tx, trial, {"program_id": work.program.id, "coach_id": coach_id, "at": work.at})
    language, sent = people.coach_by_id(work, coach_id).language, dict[str, Any]()
    if "text" in numbers:
        phone = people.coach_phone(work, coach_id, numbers["text"])
        sent["text_id"] = outbox.text(work, phone, f"t{made}.text", words("coach.trial", language), "crisis")
    if "call" in numbers:
        phone = people.coach_phone(work, coach_id, numbers["call"])
        spoken = words("voice.trial", language, program=work.program.name)
        sent["call_id"] = outbox.call(work, phone, f"t{made}.call", spoken)
    work.tx.execute(sa.update(trial).where(trial.c.id == made).values(**sent))
    audit.note(work, by, "sent a test page", "coach", coach_id)
    return made


def newest(work: Work, coach_id: int) -> int | None:
    """The coach's last test, while it can still be answered."""
    asked = sa.select(trial.c.id).where(trial.c.coach_id == coach_id, trial.c.at > work.at - HOLDS)
    return work.tx.execute(asked.order_by(trial.c.at.desc()).limit(1)).scalar()


def texted(work: Work, coach_id: int) -> bool:
    """A 1 by text answers the test text that waits. Whether one did."""
    waits = (trial.c.coach_id == coach_id, trial.c.text_id.is_not(None), trial.c.text_answered_at.is_(None))
    mine = sa.update(trial).where(*waits, trial.c.at > work.at - HOLDS).values(text_answered_at=work.at)
    return work.tx.execute(mine.returning(trial.c.id)).first() is not None


def is_call(work: Work, outbound_id: int) -> bool:
    """Whether this call is a test."""
    asked = sa.select(trial.c.id).where(trial.c.call_id == outbound_id)
    return work.tx.execute(asked).scalar() is not None


def pressed(work: Work, outbound_id: int) -> None:
    """A 1 was pressed in the test call."""
    mine = sa.update(trial).where(trial.c.call_id == outbound_id, trial.c.call_answered_at.is_(None))
    work.tx.execute(mine.values(call_answered_at=work.at))


def result(work: Work, trial_id: int) -> dict[str, dict[str, Any]]:
    """By method: what became of it (`state`, `error`), and the seconds until it was answered, or None."""
    row = work.tx.execute(sa.select(trial).where(trial.c.id == trial_id)).one()
    ways = {"text": (row.text_id, row.text_answered_at), "call": (row.call_id, row.call_answered_at)}
    return {method: _way(work, row, sent, answered) for method, (sent, answered) in ways.items() if sent is not None}


def _way(work: Work, row: Row[Any], outbound_id: int, answered: datetime | None) -> dict[str, Any]:
    asked = sa.select(outbound.c.state, outbound.c.error).where(outbound.c.id == outbound_id)
    sent = work.tx.execute(asked).one()
    after = None if answered is None else round((answered - row.at).total_seconds(), 1)
    return {"state": sent.state, "error": sent.error, "answered_after": after}
