"""The kinds of rows that come due, and what is done with one of each. Each act looks at its row again, under lock:
another clock may have been there first.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot import announcements, chain, conversations, lookout, opening, owners, paging, people, rescue, rhythm
from bot.effects import Scene
from bot.invariants import owner_away
from bot.models import (
    announcement,
    audit_event,
    client,
    conversation,
    escalation,
    page,
    program,
    program_number,
    prompt,
)
from bot.people import Person
from bot.queue import Lane
from bot.work import Work
from flows import flow
from flows.machine import Woke, advance


class Kind(NamedTuple):
    """Which rows are due at an instant (their id, their program's id), and what is done with one."""

    rows: Callable[[datetime], sa.Select[Any]]
    act: Callable[[Work, int], None]


def _pages_due(at: datetime) -> sa.Select[Any]:
    return _due(escalation, escalation.c.next_page_at, at).where(escalation.c.closed_at.is_(None))


def _page(unit: Work, escalation_id: int) -> None:
    held = paging.by_id(unit, escalation_id)
    if held.closed_at is not None or held.next_page_at is None or held.next_page_at > unit.at:
        return
    if held.owner_id is None:
        paging.climb(unit, held)
    else:
        owners.look_after(unit, held)


def _owners_away(at: datetime) -> sa.Select[Any]:
    """An owner taken off the list, or whose phone is no longer theirs: nobody told them to hand on."""
    return owner_away(at).add_columns(escalation.c.program_id).order_by(escalation.c.opened_at)


def _hand_on(unit: Work, escalation_id: int) -> None:
    held = paging.by_id(unit, escalation_id)
    if held.owner_id is not None and held.closed_at is None:
        owners.pass_on(unit, held, held.owner_id)


def _updates_due(at: datetime) -> sa.Select[Any]:
    return _due(escalation, escalation.c.next_update_at, at).where(escalation.c.closed_at.is_(None))


def _update(unit: Work, escalation_id: int) -> None:
    held = paging.by_id(unit, escalation_id)
    if held.closed_at is None and held.owner_id is None:
        paging.update_client(unit, held)


def _unheard_of(at: datetime) -> sa.Select[Any]:
    joined = sa.select(page.c.id, escalation.c.program_id).join(escalation, escalation.c.id == page.c.escalation_id)
    return joined.where(page.c.check_at <= at).order_by(page.c.check_at)


def _silent_people(at: datetime) -> sa.Select[Any]:
    joined = sa.select(conversation.c.id, client.c.program_id).join(client, client.c.id == conversation.c.client_id)
    return joined.where(conversation.c.state.is_not(None), conversation.c.wake_at <= at).order_by(
        conversation.c.wake_at
    )


def _wake(unit: Work, conversation_id: int) -> None:
    asked = sa.select(conversation.c.client_id).where(conversation.c.id == conversation_id)
    person = people.by_id(unit, unit.tx.execute(asked).scalar_one())
    row = person.conversation
    if row is None or row.id != conversation_id:
        return
    script = flow(row.flow, row.version)
    if script is None:
        return conversations.close(unit, person.client.id)
    turn = advance(script, conversations.read(row), Woke(unit.at))
    if turn.conversation.turn == row.turn:
        return None
    conversations.save(unit, row.id, turn.conversation)
    key = f"c{row.id}.{turn.conversation.turn}"
    lane: Lane = "bulk" if row.checkin_id else "default"
    scene = Scene(unit, person, key, turn.conversation.facts, checkin_id=row.checkin_id, lane=lane)
    scene.muted = _is_no_time(unit, person, lane)
    return opening.told(scene, turn)


def _is_no_time(unit: Work, person: Person, lane: Lane) -> bool:
    """Whether a flow that wakes up keeps silent: always where it is not safe to text, or a coach has them; and at
    night, or for somebody to be left alone, when it is a scheduled one."""
    whose, need = person.client, person.escalation
    if whose.unsafe_since is not None or (need is not None and need.owner_id is not None):
        return True
    return lane == "bulk" and (rhythm.still(unit, whose) or not rhythm.by_day(unit, whose))


def _prompts_due(at: datetime) -> sa.Select[Any]:
    return _due(prompt, prompt.c.due_at, at).where(prompt.c.ended_at.is_(None))


def _news_due(at: datetime) -> sa.Select[Any]:
    return _due(announcement, announcement.c.at, at).where(announcement.c.ended_at.is_(None))


def _cover_due(at: datetime) -> sa.Select[Any]:
    due = sa.or_(program.c.cover_at.is_(None), program.c.cover_at <= at)
    set_up = program.c.id.in_(sa.select(program_number.c.program_id))
    return sa.select(program.c.id, program.c.id.label("program_id")).where(due, set_up).order_by(program.c.id)


def _look(unit: Work, program_id: int) -> None:
    lookout.look(unit)


def _trail_loose(at: datetime) -> sa.Select[Any]:
    """Programs with rows of the audit trail that are not in its chain yet: the sooner they are, the shorter is the time
    in which one could be changed unseen."""
    some = sa.exists().where(audit_event.c.program_id == program.c.id, audit_event.c.seq.is_(None))
    set_up = program.c.id.in_(sa.select(program_number.c.program_id))
    return sa.select(program.c.id, program.c.id.label("program_id")).where(some, set_up)


def _link(unit: Work, program_id: int) -> None:
    chain.link(unit.tx, unit.vault, program_id)


def _due(rows: sa.Table, when: Any, at: datetime) -> sa.Select[Any]:
    return sa.select(rows.c.id, rows.c.program_id).where(when <= at).order_by(when)


KINDS = (
    Kind(_pages_due, _page),
    Kind(_owners_away, _hand_on),
    Kind(_unheard_of, paging.bad_news),
    Kind(_updates_due, _update),
    Kind(rescue.due, rescue.remind),
    Kind(_silent_people, _wake),
    Kind(_prompts_due, opening.open_prompt),
    Kind(_news_due, announcements.spread),
    Kind(_cover_due, _look),
    Kind(_trail_loose, _link),
)
"""In the order in which they are done: who waits for a coach comes first."""
