"""Goals in rows: what a client wants, the step of the week, and how it went."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import prompts
from bot.models import goal, goal_step
from bot.work import Work, change, insert
from flows.copy import words
from flows.effects import Fact, Facts
from flows.wording import avoided

QUOTED = 40
"""Letters of their words that go into a text."""


def facts(work: Work, whose: Row[Any]) -> Facts:
    """What they are at, as a text may say it."""
    row, step = _open(work, whose.id), _step(work, whose.id)
    said = quoted(row.words, "goals.yours", whose.language) if row else ""
    return {
        "name": whose.name or "",
        "goal": said,
        "step": quoted(step.words, "goals.your_step", whose.language) if step else "",
        "quiet": row.quiet if row else 0,
    }


def quoted(text: str, instead: str, language: str) -> str:
    """Their words cut short on one line, or the words under `instead` where theirs name what no text names."""
    if avoided(text, "substances"):
        return words(instead, language)
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 3].rstrip()}..."


def keep_goal(work: Work, whose: Row[Any], value: Fact) -> None:
    """A new goal takes the place of the one before."""
    _end(work, whose, "let_go")
    insert(work.tx, goal, {"client_id": whose.id, "words": str(value), "quiet": 0, "made_at": work.at})


def keep_step(work: Work, whose: Row[Any], value: Fact) -> None:
    """A new step of the open goal."""
    row = _open(work, whose.id)
    if row is not None:
        insert(work.tx, goal_step, {"goal_id": row.id, "words": str(value), "made_at": work.at})
        change(work.tx, goal, row.id, {"quiet": 0})


def keep_week(work: Work, whose: Row[Any], value: Fact) -> None:
    """How the week went."""
    row, step = _open(work, whose.id), _step(work, whose.id)
    if row is None or step is None:
        return
    change(work.tx, goal, row.id, {"quiet": row.quiet + 1 if value == "quiet" else 0})
    change(work.tx, goal_step, step.id, {"told_at": work.at, "went": str(value)})


def end_goal(work: Work, whose: Row[Any], value: Fact) -> None:
    """Reached, or let go of: nothing is asked about it any more."""
    _end(work, whose, str(value))
    prompts.forget(work, whose.id, "goal_week")


def _end(work: Work, whose: Row[Any], outcome: str) -> None:
    row = _open(work, whose.id)
    if row is not None:
        change(work.tx, goal, row.id, {"ended_at": work.at, "outcome": outcome})


def _open(work: Work, client_id: int) -> Row[Any] | None:
    asked = sa.select(goal).where(goal.c.client_id == client_id, goal.c.ended_at.is_(None))
    return work.tx.execute(asked).one_or_none()


def _step(work: Work, client_id: int) -> Row[Any] | None:
    joined = sa.select(goal_step).join(goal, goal.c.id == goal_step.c.goal_id)
    theirs = joined.where(goal.c.client_id == client_id, goal.c.ended_at.is_(None))
    return work.tx.execute(theirs.order_by(goal_step.c.made_at.desc(), goal_step.c.id.desc()).limit(1)).one_or_none()
