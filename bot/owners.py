"""Who has an escalation: taken, passed, handed on, closed, and whether the promise of contact was kept."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, conversations, outbox, paging, people, relay, rescue
from bot.escalation import UPDATES, restarted, updates_due
from bot.invariants import owner_away
from bot.models import escalation, page
from bot.rota import phones
from bot.tasks import open_once
from bot.work import Work, insert
from flows.copy import words

ASKED_AGAIN = "asked_again"
"""The `outcome` of an open escalation whose owner said that they spoke, unseen by the line, and was asked about it."""

FOLLOW_UPS = (timedelta(hours=24), timedelta(hours=72), timedelta(days=7))
DEBRIEF_WITHIN = timedelta(hours=24)
"""After an emergency: the coach is asked how they are, and a supervisor goes through it."""


def acknowledge(work: Work, held: Row[Any], coach_id: int) -> bool:
    """This coach takes it. False when another was faster: from the first acknowledgement on there is one owner."""
    mine = sa.update(escalation).where(
        escalation.c.id == held.id, escalation.c.owner_id.is_(None), escalation.c.closed_at.is_(None)
    )
    taken = {
        "owner_id": coach_id,
        "acknowledged_at": work.at,
        "contacted_at": None,
        "next_page_at": paging.promise(work),
        "contact_by": paging.promise(work),
    }
    if work.tx.execute(mine.values(**taken, next_update_at=None).returning(escalation.c.id)).scalar() is None:
        return False
    end_pages(work, held.id, coach_id)
    name = people.coach_by_id(work, coach_id).name
    relay.tell_client(work, held, f"coming.{held.round}.{coach_id}", "crisis.coach_coming", coach=name)
    _tell_others(work, held, coach_id, name)
    relay.hand_over_words(work, held, coach_id)
    audit.note(work, f"coach {coach_id}", "acknowledged", "escalation", held.id)
    return True


def pass_on(work: Work, held: Row[Any], coach_id: int) -> None:
    """This coach cannot: the next one is paged at once. Handing on what they had taken is told to the client."""
    theirs = paging.pages_of(held.id, page.c.coach_id == coach_id, page.c.round == held.round)
    work.tx.execute(theirs.values(paging.done("passed")))
    audit.note(work, f"coach {coach_id}", "passed", "escalation", held.id)
    if held.owner_id == coach_id:
        relay.tell_client(work, held, f"handed.{held.round}.{held.step}", "crisis.handed_on")
        reopen(work, held, coach_id)
    elif held.owner_id is None:
        paging.hurry(work, held, (held.round, held.step - 1))


def is_away(work: Work, held: Row[Any]) -> bool:
    """Whether whoever has it is off duty or gets no texts."""
    return work.tx.execute(owner_away(work.at).where(escalation.c.id == held.id)).scalar() is not None


def reopen(work: Work, held: Row[Any], without: int) -> None:
    """Nobody has it any more: the ladder starts again from the top, asking `without` last."""
    again = restarted(paging.progress_of(held), work.at)
    free = {"owner_id": None, "acknowledged_at": None, "contacted_at": None, "contact_by": None, "outcome": None}
    free |= paging.columns(again)
    paging.update(work, held.id, {**free, **_updates_again(work, held)})
    passed = {"escalation_id": held.id, "coach_id": without, "method": "text", "round": again.round, "step": -1}
    insert(work.tx, page, {**passed, "state": "passed", "at": work.at})
    paging.climb(work, paging.by_id(work, held.id))


def is_unseen(held: Row[Any], outcome: str) -> bool:
    """Whether the line saw no contact of the two who are said to have spoken: asked once, then their word counts."""
    return outcome == "connected" and held.contacted_at is None


def close(work: Work, held: Row[Any], coach_id: int, outcome: str) -> None:
    """A human says it is over, and how it went. A word that nothing bears out is noted. Follow-ups go on the list."""
    if is_unseen(held, outcome):
        audit.note(work, f"coach {coach_id}", "no contact seen", "escalation", held.id)
    ended = {"closed_at": work.at, "outcome": outcome, "next_page_at": None, "next_update_at": None}
    paging.update(work, held.id, {**ended, "contact_by": None})
    end_pages(work, held.id, coach_id)
    conversations.close(work, held.client_id)
    if held.reason != paging.DRILL:
        _put_on_lists(work, held, coach_id)
        if outcome == "emergency_services":
            rescue.log_is_missing(work, held, coach_id)
    relay.tell_client(work, held, "closed", "crisis.closed", coach=people.coach_by_id(work, coach_id).name)
    audit.note(work, f"coach {coach_id}", "closed", "escalation", held.id, outcome=outcome)


def look_after(work: Work, held: Row[Any]) -> None:
    """The owner has been silent: called while there is time, and let go of after it."""
    if held.contact_by is None or held.contact_by <= work.at:
        check_promise(work, held)
    else:
        remind(work, held)


def remind(work: Work, held: Row[Any]) -> None:
    """The client wrote and the owner says nothing: they are called, or texted where no call reaches them."""
    number = phones(work, {held.owner_id}).get((held.owner_id, "call"))
    if number is None:
        relay.tell_coach(work, held.owner_id, f"e{held.id}.waits.{work.at:%d%H%M%S}", "coach.waiting", code=held.code)
    else:
        _call_owner(work, held, number)
    audit.note(work, "clock", "reminded the owner", "escalation", held.id, coach=held.owner_id)
    paging.update(work, held.id, {"next_page_at": held.contact_by})


def check_promise(work: Work, held: Row[Any]) -> None:
    """The coach who took it has made no contact in time: they are told, and so is the client, and it is paged again."""
    coach_id = int(held.owner_id)
    audit.note(work, "clock", "no contact in time", "escalation", held.id, coach=coach_id)
    relay.tell_coach(work, coach_id, f"e{held.id}.late.{held.round}", "coach.no_contact", code=held.code)
    told = "crisis.reopened" if held.contacted_at is None else "crisis.went_quiet"
    relay.tell_client(work, held, f"reopened.{held.round}", told)
    reopen(work, held, coach_id)


def end_pages(work: Work, escalation_id: int, coach_id: int | None = None) -> None:
    """Pages still on their way are taken back; those of the coach who has it count as acknowledged."""
    theirs = paging.pages_of(escalation_id, page.c.coach_id == coach_id, page.c.state.in_(("out", "reached", "failed")))
    work.tx.execute(theirs.values(paging.done("acknowledged")))
    work.tx.execute(paging.pages_of(escalation_id, page.c.state == "out").values(paging.done("overtaken")))
    outbox.drop(work, outbox.pages_of(escalation_id))


def _call_owner(work: Work, held: Row[Any], number: str) -> None:
    """A page outside the ladder: its steps count down from -2, so that each call is a row of its own."""
    lowest = sa.select(sa.func.min(page.c.step)).where(page.c.escalation_id == held.id, page.c.round == held.round)
    step = min(-1, work.tx.execute(lowest).scalar() or -1) - 1
    values = {"escalation_id": held.id, "coach_id": held.owner_id, "method": "call", "state": "out"}
    made = insert(work.tx, page, {**values, "round": held.round, "step": step, "at": work.at})
    whom = people.coach_by_id(work, held.owner_id)
    spelled = ", ".join(held.code)
    spoken = words("voice.waiting", whom.language, program=work.program.name, code_spelled=spelled)
    phone = people.coach_phone(work, whom.id, number)
    outbox.call(work, phone, f"p{made}", spoken, page_id=made, escalation_id=held.id)


def _put_on_lists(work: Work, held: Row[Any], coach_id: int) -> None:
    """What comes after: looking after the client, and after an emergency also the coach."""
    about = {"client_id": held.client_id, "coach_id": coach_id, "escalation_id": held.id}
    for after in FOLLOW_UPS:
        hours = round(after.total_seconds() / 3600)
        open_once(work, f"follow-up-{held.id}-{hours}", "follow_up", **about, due_at=work.at + after)
    if held.tier == "emergency":
        for kind in ("debrief", "review"):
            open_once(work, f"{kind}-{held.id}", kind, **about, due_at=work.at + DEBRIEF_WITHIN)


def _updates_again(work: Work, held: Row[Any]) -> dict[str, Any]:
    """The client has just heard that it is paged again: the next update comes in two minutes, and no older one."""
    soon = work.at + timedelta(seconds=UPDATES[0])
    return {"told": len(updates_due(held.opened_at, 0, soon)) - 1, "next_update_at": soon}


def _tell_others(work: Work, held: Row[Any], owner_id: int, name: str) -> None:
    asked = sa.select(page.c.coach_id).distinct()
    others = asked.where(page.c.escalation_id == held.id, page.c.coach_id != owner_id, page.c.step >= 0)
    for coach_id in work.tx.execute(others).scalars():
        key = f"e{held.id}.taken_by.{held.round}.{owner_id}.{coach_id}"
        relay.tell_coach(work, coach_id, key, "coach.taken_by", coach=name, code=held.code)
