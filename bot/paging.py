"""The ladder in rows: an escalation is opened, climbs, is acknowledged, handed on, closed. `bot.escalation` decides."""

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot import audit, outbox, people, relay
from bot.escalation import (
    LADDERS,
    UPDATES,
    BadLadder,
    Escalation,
    Ladder,
    PageOut,
    Progress,
    Reach,
    Tier,
    begin,
    code_for,
    moved_on,
    next_page,
    next_update_at,
    parse,
    reachable,
    restarted,
    updates_due,
)
from bot.models import client, contact_method, escalation, page, program
from bot.oncall import on_call
from bot.people import Person
from bot.rota import coach_states, coaches, phones, schedule
from bot.tasks import open_once
from bot.work import Work, change, insert_all

log = logging.getLogger(__name__)

FRESH = timedelta(days=7)
"""A code is not used again for so long: a late reply must not take somebody else."""

NO_WORD = {"text": timedelta(seconds=30), "call": timedelta(seconds=60)}
"""How long a page may go without word of its delivery before that counts as bad news."""


WAITING = (
    sa.select(escalation.c.id)
    .join(page, page.c.escalation_id == escalation.c.id)
    .where(page.c.id == sa.bindparam("page"), escalation.c.closed_at.is_(None))
    .where(sa.or_(escalation.c.owner_id.is_(None), escalation.c.owner_id == page.c.coach_id))
)


# Built once: an emergency runs them all, and building one costs more than running it.
BY_ID = sa.select(escalation).where(escalation.c.id == sa.bindparam("held")).with_for_update(key_share=True)
OPEN = sa.insert(escalation).returning(*escalation.c)
MADE = (page.c.escalation_id, page.c.coach_id, page.c.method)
PASSED = sa.select(page.c.coach_id).where(
    page.c.escalation_id == sa.bindparam("held"), page.c.round == sa.bindparam("now"), page.c.state == "passed"
)
THEMSELVES = (
    sa.select(contact_method.c.coach_id)
    .join(client, contact_method.c.number_hash == client.c.number_hash)
    .where(client.c.id == sa.bindparam("client"), contact_method.c.verified_at.is_not(None))
)
ONE_AT_A_TIME = sa.select(program.c.id).where(program.c.id == sa.bindparam("program")).with_for_update(key_share=True)
CODES = sa.select(escalation.c.code).where(
    escalation.c.program_id == sa.bindparam("program"), escalation.c.opened_at > sa.bindparam("since")
)


DRILL = "drill"
"""The reason of an escalation that is a drill's: pages say so, and nothing comes of it but times."""


MILDER = ("called", "human", "setback", "craving")
"""What somebody may be paged for when they are in no danger yet, the mildest first."""


def is_worse(topic: str, reason: str) -> bool:
    """Whether a topic is more than what an open escalation was opened for."""
    if not topic or reason not in MILDER:
        return False
    return topic not in MILDER or MILDER.index(topic) > MILDER.index(reason)


def need(work: Work, person: Person, tier: Tier, reason: str, inbound_id: int | None) -> int:
    """A human is needed now: open an escalation and page, or raise the one that is open. Gives its id."""
    held = get_open(work, person.client.id)
    if held is None:
        return _open(work, person, tier, reason, inbound_id)
    if tier == "emergency" and held.tier != "emergency":
        _raise(work, held, reason)
    elif is_worse(reason, held.reason):
        update(work, held.id, {"reason": reason})
        audit.note(work, "line", "now about", "escalation", held.id, reason=reason)
    return int(held.id)


def climb(work: Work, held: Row[Any]) -> None:
    """Page whoever is next, if their time has come, and set when to look again."""
    move = next_page(_state(work, held), on_call(schedule(work), work.at), _reach(work, held), work.at)
    made = _new_pages(work, held, move.pages)
    audit.notes(work, "clock", "paged", "escalation", held.id, [{"page": page_id} for page_id in made])
    if move.passed_over:
        over = {str(who): why for who, why in move.passed_over}
        audit.note(work, "clock", "passed over", "escalation", held.id, coaches=over)
    if move.nobody:
        _nobody(work, held)
    update(work, held.id, {**columns(move.progress), "next_page_at": move.next_at})


def bad_news(work: Work, page_id: int) -> None:
    """A page did not reach its coach, or nobody knows: the ladder moves on now, not at its next step.

    The escalation is locked before its page, as an acknowledgement does: the other way round, two could wait on each
    other, and one of them be a coach's yes.
    """
    held = by_id(work, work.tx.execute(sa.select(page.c.escalation_id).where(page.c.id == page_id)).scalar_one())
    asked = sa.update(page).where(page.c.id == page_id, page.c.state == "out").values(done("failed"))
    failed = work.tx.execute(asked.returning(page.c.round, page.c.step)).one_or_none()
    if failed is not None and held.closed_at is None and held.owner_id is None:
        hurry(work, held, (failed.round, failed.step))


def reached(work: Work, page_id: int) -> None:
    """A page was delivered to a phone. That is not an acknowledgement: the ladder keeps its time."""
    work.tx.execute(sa.update(page).where(page.c.id == page_id, page.c.state == "out").values(done("reached")))


def is_waiting(tx: Connection, page_id: int) -> bool:
    """Whether a page still has something to say: nobody has the person, or the coach who is paged does."""
    return tx.execute(WAITING, {"page": page_id}).scalar() is not None


def update_client(work: Work, held: Row[Any]) -> None:
    """The truth, while nobody has answered. After an outage only the last update is said."""
    if held.next_update_at is None or held.next_update_at > work.at:
        return
    opened_at = min(held.opened_at, work.at - timedelta(seconds=UPDATES[held.told]))  # or the clock was put back
    due = updates_due(opened_at, held.told, work.at)
    told, key = held.told + len(due), "crisis.update_2" if due[-1] < 300 else "crisis.update_5"
    relay.tell_client(work, held, f"update.{held.round}.{told}", key)
    update(work, held.id, {"told": told, "next_update_at": next_update_at(opened_at, told)})


def by_id(work: Work, escalation_id: int) -> Row[Any]:
    """The escalation, locked until the transaction ends."""
    return work.tx.execute(BY_ID, {"held": escalation_id}).one()


def get_open(work: Work, client_id: int) -> Row[Any] | None:
    """The client's open escalation, locked, or None."""
    return work.tx.execute(people.ESCALATION, {"client": client_id}).one_or_none()


def _open(work: Work, person: Person, tier: Tier, reason: str, inbound_id: int | None) -> int:
    reason = DRILL if person.client.status == DRILL else reason
    row = {
        "program_id": work.program.id,
        "client_id": person.client.id,
        "inbound_id": inbound_id,
        "tier": tier,
        "reason": reason,
        "code": _fresh_code(work, person.client.id),
        "opened_at": work.at,
        "told": 0,
        "next_page_at": work.at,
        "next_update_at": next_update_at(work.at, 0),
        **columns(begin(work.at)),
    }
    opened = work.tx.execute(OPEN, row).one()
    audit.note(work, "line", "opened", "escalation", opened.id, tier=tier, reason=reason)
    climb(work, opened)
    return int(opened.id)


def _raise(work: Work, held: Row[Any], reason: str) -> None:
    audit.note(work, "line", "raised", "escalation", held.id, reason=reason)
    again = restarted(progress_of(held), work.at)
    update(work, held.id, {"tier": "emergency", "reason": reason, **columns(again)})
    if held.owner_id is None:
        return climb(work, by_id(work, held.id))
    update(work, held.id, {"contacted_at": None, "next_page_at": promise(work), "contact_by": promise(work)})
    return relay.tell_raised(work, held)


def hurry(work: Work, held: Row[Any], news_of: tuple[int, int]) -> None:
    update(work, held.id, columns(moved_on(_state(work, held), news_of, work.at)))
    climb(work, by_id(work, held.id))


def _new_pages(work: Work, held: Row[Any], pages: Collection[PageOut]) -> list[int]:
    """The pages' ids. As many statements for six pages as for one."""
    if not pages:
        return []
    whom, numbers = coaches(work), phones(work, {sent.coach for sent in pages})
    made = insert_all(work.tx, page, [_page(work, held, sent) for sent in pages], *MADE)
    ways = [people.coach_phone(work, row.coach_id, numbers[row.coach_id, row.method]) for row in made]
    said = [relay.alert(work, held, whom[row.coach_id], row.method) for row in made]
    outbox.send_pages(work, list(map(partial(outbox.page, work), made, ways, said)))
    return [row.id for row in made]


def _page(work: Work, held: Row[Any], sent: PageOut) -> dict[str, Any]:
    values = {"escalation_id": held.id, "coach_id": sent.coach, "method": sent.method, "state": "out"}
    waits = work.at + NO_WORD[sent.method]
    return {**values, "round": sent.round, "step": sent.step, "at": work.at, "check_at": waits}


def _nobody(work: Work, held: Row[Any]) -> None:
    """No one at all can be paged: the client hears the truth once, and a supervisor's list shows it."""
    relay.tell_client(work, held, "nobody", "crisis.nobody")
    open_once(work, f"nobody-{held.id}", "nobody_to_page", client_id=held.client_id, escalation_id=held.id)
    audit.note(work, "clock", "nobody to page", "escalation", held.id)


def _reach(work: Work, held: Row[Any]) -> Reach:
    """Who can be paged. A coach in danger is not paged about themselves. Rest holds for the first round only."""
    themselves = set(work.tx.execute(THEMSELVES, {"client": held.client_id}).scalars())
    states = [replace(state, rested=state.rested and held.round == 0) for state in coach_states(work)]
    return reachable([state for state in states if state.id not in themselves], held.tier)


def _fresh_code(work: Work, client_id: int) -> str:
    """A code no other person has. Two that open at once wait for each other, or both would choose the same."""
    work.tx.execute(ONE_AT_A_TIME, {"program": work.program.id})
    taken = set(work.tx.execute(CODES, {"program": work.program.id, "since": work.at - FRESH}).scalars())
    return code_for(taken, client_id + len(taken))


def _state(work: Work, held: Row[Any]) -> Escalation:
    passed = work.tx.execute(PASSED, {"held": held.id, "now": held.round}).scalars()
    return Escalation(_ladder(work, held.tier), progress_of(held), frozenset(passed))


def _ladder(work: Work, tier: Tier) -> Ladder:
    """The program's own ladder. One that cannot be read pages nobody: then ours is used, and the log says so."""
    own = work.program.lines.ladders.get(tier)
    try:
        return parse(own) if own else LADDERS[tier]
    except BadLadder as trouble:
        log.error("program %s has a ladder that cannot be used: %s", work.program.id, trouble)
        return LADDERS[tier]


def progress_of(held: Row[Any]) -> Progress:
    return Progress(held.round, held.step, held.round_began)


def columns(progress: Progress) -> dict[str, Any]:
    return {"round": progress.round, "step": progress.step, "round_began": progress.round_began}


def pages_of(escalation_id: int, *which: Any) -> Any:
    return sa.update(page).where(page.c.escalation_id == escalation_id, *which)


def done(state: str) -> dict[str, Any]:
    return {"state": state, "check_at": None}


def update(work: Work, escalation_id: int, values: dict[str, Any]) -> None:
    change(work.tx, escalation, escalation_id, values)


def promise(work: Work) -> datetime:
    """When the coach who has it is looked after: by then they have made contact."""
    return work.at + timedelta(seconds=work.program.lines.contact_within)
