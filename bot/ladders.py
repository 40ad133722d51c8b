"""Saving a program's own ladder: only one that is sound, and whose last step would reach a human now."""

from typing import Any

import sqlalchemy as sa

from bot import audit
from bot.escalation import LADDERS, BadLadder, Ladder, Step, Tier, parse, reachable
from bot.models import program
from bot.oncall import on_call
from bot.program import Program
from bot.rota import coach_states, schedule
from bot.work import Work


def in_force(program: Program, tier: Tier) -> Ladder:
    """The program's own ladder of a tier, or the default."""
    own = program.lines.ladders.get(tier)
    try:
        return parse(own) if own else LADDERS[tier]
    except BadLadder:
        return LADDERS[tier]


def last_steps(program: Program) -> tuple[Step, ...]:
    """Where each ladder of the program ends, each step once."""
    return tuple(dict.fromkeys(in_force(program, tier).steps[-1] for tier in LADDERS))


def save(work: Work, tier: Tier, plain: Any, by: str = "operator") -> Ladder:
    """Check and keep a ladder for a tier; `plain` is its JSON. Raises BadLadder, which says what to change."""
    ladder = parse(plain)
    if not last_reaches(work, tier, ladder):
        raise BadLadder("Its last step would reach nobody now: no one on it has a verified phone that can be paged.")
    asked = sa.select(program.c.settings).where(program.c.id == work.program.id).with_for_update(key_share=True)
    settings = work.tx.execute(asked).scalar_one()
    _write(work, settings, {**settings.get("ladders", {}), tier: plain})
    audit.note(work, by, "saved a ladder", "program", work.program.id, tier=tier, ladder=plain)
    return ladder


def reset(work: Work, tier: Tier, by: str) -> None:
    """Back to the default ladder of a tier."""
    asked = sa.select(program.c.settings).where(program.c.id == work.program.id).with_for_update(key_share=True)
    settings = work.tx.execute(asked).scalar_one()
    _write(work, settings, {name: own for name, own in settings.get("ladders", {}).items() if name != tier})
    audit.note(work, by, "went back to the default ladder", "program", work.program.id, tier=tier)


def _write(work: Work, settings: dict[str, Any], ladders: dict[str, Any]) -> None:
    changed = sa.update(program).where(program.c.id == work.program.id)
    work.tx.execute(changed.values(settings={**settings, "ladders": ladders}))


def last_reaches(work: Work, tier: Tier, ladder: Ladder) -> bool:
    """Whether anybody on the last step can be paged now, by a method of that step."""
    step, rungs = ladder.steps[-1], on_call(schedule(work), work.at)
    methods = reachable(coach_states(work), tier).methods
    people = {coach for rung in step.rungs for coach in rungs.of(rung)}
    return any(methods.get(coach, frozenset()) & set(step.methods) for coach in people)
