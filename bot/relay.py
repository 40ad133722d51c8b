"""Words between the line, the coach and the client, through the program's numbers. Nobody sees the other's number."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import outbox, people
from bot.models import client, coach, escalation, inbound, task
from bot.tasks import open_once
from bot.work import Work
from flows.copy import words

BEFORE = timedelta(minutes=2)
"""What was written so shortly before the escalation opened belongs to it: a cry split over two texts."""

SILENCE = timedelta(minutes=2)
"""After a client's text an owner who says nothing for so long is called."""

AT_MOST = 5
"""Texts a coach is handed when they take somebody; the rest is on the console."""

TAKEN = sa.select(escalation).where(
    escalation.c.client_id == sa.bindparam("client"),
    escalation.c.closed_at.is_(None),
    escalation.c.owner_id.is_not(None),
)


def alert(work: Work, held: Row[Any], whom: Row[Any], method: str) -> str:
    """What a page says: a code and the tier, and nothing of the person in need."""
    tier = words("coach.tier_drill" if held.reason == "drill" else f"coach.tier_{held.tier}", whom.language)
    if method == "text":
        return words("coach.alert", whom.language, tier=tier, code=held.code)
    spelled = ", ".join(held.code)
    return words("voice.page", whom.language, program=work.program.name, tier=tier, code_spelled=spelled)


def tell_client(work: Work, held: Row[Any], what: str, key: str, **facts: Any) -> None:
    """Text the client about their escalation, unless they opted out or somebody else may read it. `what` makes it once
    only."""
    whose = _whose(work, held)
    if whose.opted_out_at is None and whose.unsafe_since is None:
        body = words(key, whose.language, **{**work.program.lines.numbers, **facts})
        about = {"escalation_id": held.id}
        outbox.text(work, people.client_phone(work, whose), f"e{held.id}.{what}", body, "crisis", **about)


def tell_coach(work: Work, coach_id: int, once: str, key: str, **facts: Any) -> None:
    """Text a coach, if they can be texted."""
    language = work.tx.execute(sa.select(coach.c.language).where(coach.c.id == coach_id)).scalar_one()
    _text_coach(work, coach_id, once, words(key, language, **facts))


def tell_owner(work: Work, whose: Row[Any], inbound_id: int | None) -> None:
    """Pass a client's text on to the coach who has taken them, word for word. Before that it waits in its row."""
    held = work.tx.execute(TAKEN, {"client": whose.id}).one_or_none()
    if held is not None and inbound_id is not None:
        said = work.tx.execute(sa.select(inbound.c.body).where(inbound.c.id == inbound_id)).scalar_one()
        _warn(work, held, held.owner_id)
        _client_says(work, held, held.owner_id, inbound_id, said)
        _ask_to_call(work, held)
        _expect_an_answer(work, held)


def tell_raised(work: Work, held: Row[Any]) -> None:
    """The one this coach has taken is an emergency now."""
    language = people.coach_by_id(work, held.owner_id).language
    tier = words("coach.tier_emergency", language)
    body = words("coach.raised", language, code=held.code, tier=tier)
    _text_coach(work, held.owner_id, f"e{held.id}.raised.{held.round}", body)


def hand_over_words(work: Work, held: Row[Any], coach_id: int) -> None:
    """To the coach who has just taken it: how to go on, and what the client wrote."""
    _warn(work, held, coach_id)
    once = f"e{held.id}.taken.{held.round}.{coach_id}"
    minutes = work.program.lines.contact_within // 60
    key = only_by_call(work, held) or "coach.taken"
    tell_coach(work, coach_id, once, key, code=held.code, minutes=minutes)
    for row in _words_of(work, held):
        _client_says(work, held, coach_id, row.id, row.body)
    _tell_doubt(work, held, coach_id)


def doubt_phone(work: Work, held: Any, inbound_id: int) -> None:
    """Asked whether it is still their phone, somebody said no, while this call for help is open. It goes on; who has it
    hears of the doubt, now or with the words, and it is on the list. `held` is the open escalation."""
    about = {"client_id": held.client_id, "escalation_id": held.id, "inbound_id": inbound_id}
    open_once(work, _doubt(held), "wrong_number", **about)
    if held.owner_id is not None:
        _tell_doubt(work, held, held.owner_id)


def to_client(work: Work, held: Row[Any], inbound_id: int, body: str) -> bool:
    """A coach's words to the client they have taken, word for word: contact. False when the client opted out."""
    whose = _whose(work, held)
    if whose.opted_out_at is not None:
        return False
    about = {"escalation_id": held.id}
    outbox.text(work, people.client_phone(work, whose), f"i{inbound_id}.relay", body, "crisis", **about)
    made_contact(work, held.id, held.owner_id)
    return True


def made_contact(work: Work, escalation_id: int, coach_id: int) -> None:
    """The promise of an acknowledgement is kept: nothing is left to check. Only the owner can keep it."""
    kept = {
        "contacted_at": sa.func.coalesce(escalation.c.contacted_at, work.at),
        "next_page_at": None,
        "contact_by": None,
    }
    theirs = (escalation.c.id == escalation_id, escalation.c.owner_id == coach_id)
    work.tx.execute(sa.update(escalation).where(*theirs).values(**kept))


def _doubt(held: Any) -> str:
    return f"wrong_number-{held.id}"


def _tell_doubt(work: Work, held: Any, coach_id: int) -> None:
    if work.tx.execute(sa.select(task.c.id).where(task.c.key == _doubt(held))).scalar() is not None:
        once = f"e{held.id}.doubt.{held.round}.{coach_id}"
        tell_coach(work, coach_id, once, "coach.phone_in_doubt", code=held.code)


def _expect_an_answer(work: Work, held: Row[Any]) -> None:
    """The owner is called when they stay silent, and loses it after the limit. More texts do not put that off."""
    by = held.contact_by or work.at + timedelta(seconds=work.program.lines.contact_within)
    soonest = min(by, work.at + SILENCE, held.next_page_at or by)
    asked = sa.update(escalation).where(escalation.c.id == held.id)
    work.tx.execute(asked.values(contact_by=by, next_page_at=soonest))


def _ask_to_call(work: Work, held: Row[Any]) -> None:
    """A coach who has somebody that takes no more texts hears it once: only a call is left."""
    if key := only_by_call(work, held):
        once = f"e{held.id}.call.{held.round}.{held.owner_id}"
        tell_coach(work, held.owner_id, once, key, code=held.code)


def only_by_call(work: Work, held: Row[Any]) -> str:
    """What a coach hears of somebody who opted out, or nothing. Where a call is not safe either, none is asked for."""
    whose = _whose(work, held)
    if whose.opted_out_at is None:
        return ""
    return "coach.call_them" if whose.unsafe_since is None else "coach.no_texts"


def _warn(work: Work, held: Row[Any], coach_id: int) -> None:
    """Before any words of somebody whose phone others read or pick up, a coach who has them hears so, once."""
    if _whose(work, held).unsafe_since is not None:
        once = f"e{held.id}.unsafe.{held.round}.{coach_id}"
        tell_coach(work, coach_id, once, "coach.not_safe", code=held.code)


def _whose(work: Work, held: Row[Any]) -> Row[Any]:
    return work.tx.execute(sa.select(client).where(client.c.id == held.client_id)).one()


def _words_of(work: Work, held: Row[Any]) -> list[Any]:
    since = held.opened_at - BEFORE
    asked = sa.select(inbound.c.id, inbound.c.body).where(
        inbound.c.client_id == held.client_id, inbound.c.received_at >= since
    )
    latest = work.tx.execute(asked.order_by(inbound.c.received_at.desc()).limit(AT_MOST)).all()
    return list(reversed(latest))


def _client_says(work: Work, held: Row[Any], coach_id: int, inbound_id: int, said: str) -> None:
    language = people.coach_by_id(work, coach_id).language
    body = words("coach.client_says", language, code=held.code, text=said)
    _text_coach(work, coach_id, f"i{inbound_id}.to.{coach_id}", body, escalation_id=held.id)


def _text_coach(work: Work, coach_id: int, once: str, body: str, **about: Any) -> None:
    phone = people.texts_of(work, coach_id)
    if phone is not None:
        outbox.text(work, phone, once, body, "crisis", **about)
