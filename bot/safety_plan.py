"""A client's own safety plan, steps 1 to 5, written with a coach. The step about means is talked over, never kept."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.effects import Scene
from bot.models import plan_step
from bot.work import Work
from flows.commands import Request
from flows.effects import OpenTask, Say
from flows.segments import segments
from flows.wording import avoided

STEPS = ("plan.signs", "plan.alone", "plan.places", "plan.people", "plan.lines")
"""What each step is said with, in order: signs, what helps alone, places, people to ask, professionals and lines."""

LONGEST = 95
"""Letters in a step, so that with the words before it one text holds it."""


def tell(scene: Scene, asked: Request) -> bool:
    """Their plan, a text a step; where none is written yet, a coach, and the line that is always there."""
    steps = read(scene.work, scene.person.client.id)
    if steps:
        scene.carry_out(tuple(Say(STEPS[step - 1], {"text": said}) for step, said in steps.items()))
    else:
        scene.carry_out((Say("plan.none"), OpenTask("plan_wanted")))
    return True


def read(work: Work, client_id: int) -> dict[int, str]:
    """The steps that are written, by number, in order."""
    mine = sa.select(plan_step.c.step, plan_step.c.words).where(plan_step.c.client_id == client_id)
    return {row.step: row.words for row in work.tx.execute(mine.order_by(plan_step.c.step))}


def write(work: Work, whose: Row[Any], steps: Mapping[int, str]) -> None:
    """Put these steps in the place of what they were; "" takes one away."""
    for step, said in steps.items():
        work.tx.execute(sa.delete(plan_step).where(plan_step.c.client_id == whose.id, plan_step.c.step == step))
        if said.strip():
            row = {"client_id": whose.id, "step": step, "words": " ".join(said.split()), "written_at": work.at}
            work.tx.execute(sa.insert(plan_step).values(**row))


def trouble(said: str) -> str | None:
    """Why these words cannot be a step, for whoever writes it down; None when they can."""
    if avoided(said, "substances"):
        return (
            "No text of ours names a drug or a drink: phone companies hold such texts back, and others may read along."
        )
    if segments(said).count > 1 or len(said) > LONGEST:
        return f"At most {LONGEST} letters (70 with an accent outside the phone alphabet), so that one text holds it."
    return None
