"""Flows that are to open later: planned as rows in the turn's own transaction, opened by the clock (`bot.opening`)."""

import json
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import following_day, local_day
from bot.models import prompt
from bot.work import Work, insert_new
from flows.effects import Facts, Later

WORTH = timedelta(hours=20)
"""How long after its time a prompt may still be opened, unless said otherwise; later it would come out of nowhere."""

SMALL_HOURS = timedelta(hours=5)
"""Until five it is still the night before: what is to come "the next morning" comes when they get up."""

BUSY = timedelta(minutes=15)
"""How long a prompt steps aside for somebody in the middle of something else."""


def later(work: Work, whose: Row[Any], asked: Later, key: str) -> None:
    """Plan what a turn asked for; it takes the place of an older plan of the same flow."""
    forget(work, whose.id, asked.flow)
    due = work.at + asked.when if isinstance(asked.when, timedelta) else _tomorrow(work, whose, asked.when)
    plan(work, whose, asked.flow, due, key, asked.facts, asked.worth)


def plan(
    work: Work,
    whose: Row[Any],
    flow: str,
    due: datetime,
    key: str,
    facts: Facts | None = None,
    worth: timedelta = WORTH,
) -> int | None:
    """Have `flow` open for this client at `due`. None when `key` was planned before."""
    row = {"key": key, "program_id": work.program.id, "client_id": whose.id, "flow": flow}
    times = {"due_at": due, "not_after": due + worth}
    return insert_new(work.tx, prompt, {**row, **times, "facts": json.dumps(facts or {}, ensure_ascii=False)})


def forget(work: Work, client_id: int, *flows: str) -> None:
    """Take back what is planned for this client: of these flows, or of all."""
    theirs = [prompt.c.client_id == client_id, prompt.c.ended_at.is_(None)]
    if flows:
        theirs.append(prompt.c.flow.in_(flows))
    work.tx.execute(sa.update(prompt).where(*theirs).values(ended_at=work.at, outcome="forgotten"))


def put_off(work: Work, row: Row[Any], until: datetime) -> None:
    """Come back to a prompt later, or let it go when that is too late."""
    if until > row.not_after:
        return settle(work, row, "let_go")
    work.tx.execute(sa.update(prompt).where(prompt.c.id == row.id).values(due_at=until))


def settle(work: Work, row: Row[Any], outcome: str) -> None:
    """A prompt is over."""
    work.tx.execute(sa.update(prompt).where(prompt.c.id == row.id).values(ended_at=work.at, outcome=outcome))


def read_facts(row: Row[Any]) -> Facts:
    """What the flow was to start from."""
    facts: Facts = json.loads(row.facts)
    return facts


def _tomorrow(work: Work, whose: Row[Any], wall: time) -> datetime:
    return following_day(wall, whose.zone, local_day(work.at - SMALL_HOURS, whose.zone))
