"""Opening a flow for a client: what it starts from, its row, and its first words."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import (
    about,
    checkins,
    conversations,
    goals,
    milestones,
    people,
    prompts,
    rhythm,
    skills,
    supporters,
    surveys,
    watching,
)
from bot.days import next_time
from bot.effects import Scene
from bot.models import prompt
from bot.people import Person
from bot.topics import OF_FLOW, wants
from bot.work import Work
from flows import current
from flows.effects import Facts, Record
from flows.machine import Turn, begin, begin_with
from flows.surveys import surveys as asked

Known = Callable[[Work, Row[Any]], Facts]

KNOWN: Mapping[str, Known] = {
    "checkin": checkins.facts,
    "buddy": supporters.facts,
    **dict.fromkeys(("goals", "goal_week"), goals.facts),
    "craving": skills.facts,
    "craving_later": skills.lines,
    "craving_morning": skills.lines,
    "setback": skills.lines,
    "setback_morning": skills.lines,
    **{key: partial(surveys.facts, key) for key in asked()},
    "first_week": milestones.first_week,
    "win": milestones.win_facts,
    "enrolment": about.enrolment,
    "settings": about.settings,
}
"""What each flow starts from, beside what it is handed; a flow that needs nothing is not here."""


def open_flow(scene: Scene, name: str, more: Facts | None = None, text: str | None = None) -> None:
    """Open the newest version of a flow. With a `text` its question is not said, and the text is read as its answer."""
    known = KNOWN[name](scene.work, scene.person.client) if name in KNOWN else {}
    facts = {**known, **(more or {})}
    flow, at = current(name), scene.work.at
    opened(scene, begin(flow, facts, at) if text is None else begin_with(flow, facts, text, at))


def ask_by_the_way(scene: Scene, name: str, more: Facts, text: str | None) -> None:
    """The same; but where the text answers all there is to ask, whatever else was open stays open."""
    facts = {**KNOWN[name](scene.work, scene.person.client), **more}
    flow, at = current(name), scene.work.at
    turn = begin(flow, facts, at) if text is None else begin_with(flow, facts, text, at)
    return told(scene, turn) if turn.conversation.state is None else opened(scene, turn)


def opened(scene: Scene, turn: Turn) -> None:
    """Keep a conversation that has just begun, and carry out what it asks for."""
    conversations.open_new(scene.work, scene.person.client.id, turn.conversation, scene.checkin_id)
    told(scene, turn)


def told(scene: Scene, turn: Turn) -> None:
    """Carry out a turn's effects, with its facts at hand; a flow that gives way to another opens it."""
    scene.facts = turn.conversation.facts
    scene.carry_out(turn.effects)
    if scene.earlier is not None and any(isinstance(effect, Record) for effect in turn.effects):
        watching.answered(scene.work, scene.person.client, checkins.today(turn.conversation), scene.earlier)
    if scene.opens:
        scene.checkin_id = None
        asked = scene.opens.pop()
        open_flow(scene, asked.flow, asked.facts)


def open_prompt(work: Work, prompt_id: int) -> None:
    """Open a flow whose time has come; or step aside, or let it go. Several clocks at once open it once."""
    asked = sa.select(prompt).where(prompt.c.id == prompt_id, prompt.c.ended_at.is_(None), prompt.c.due_at <= work.at)
    client_id = work.tx.execute(asked.with_only_columns(prompt.c.client_id)).scalar()
    if client_id is None:
        return
    person = people.by_id(work, client_id)  # locks the person: of two clocks, the second finds it settled
    row = work.tx.execute(asked).one_or_none()
    if row is None:
        return
    whose = person.client
    if not _wanted(work, whose, row.flow) or person.escalation:
        return _step_aside(work, person, row)
    if person.conversation is not None or work.at > row.not_after:
        return prompts.put_off(work, row, work.at + prompts.BUSY)
    if not rhythm.by_day(work, whose):
        return prompts.put_off(work, row, next_time(work.program.lines.opens, whose.zone, work.at))
    prompts.settle(work, row, "opened")
    scene = Scene(work, person, f"p{row.id}", lane="bulk")
    return open_flow(scene, row.flow, prompts.read_facts(row))


def _step_aside(work: Work, person: Person, row: Row[Any]) -> None:
    """Let it go. Where a client waits for an answer, the question waits, or they hear that none will come."""
    if row.flow == "supporting":
        if person.escalation or rhythm.paused(work, person.client):
            return prompts.put_off(work, row, work.at + prompts.BUSY)
        supporters.tell_unreachable(work, person.client.id)
    return prompts.settle(work, row, "let_go")


def _wanted(work: Work, whose: Row[Any], name: str) -> bool:
    """Whether this flow may come to them by itself. Who was invited is asked whether they want any, a supporter whether
    they agree."""
    if whose.opted_out_at or whose.unsafe_since:
        return False
    if whose.status == "invited":
        return name == "enrolment"
    if name == "supporting" and whose.status == "supporter":
        return True
    return not rhythm.still(work, whose) and (name not in OF_FLOW or wants(whose, OF_FLOW[name]))
