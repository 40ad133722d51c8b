"""Who may do what in a program: coach, supervisor, or admin. An admin is a supervisor who also decides about roles,
settings, and what cannot be taken back. A program without an admin who can log in lets its supervisors do that."""

from typing import Any

import sqlalchemy as sa

from bot import audit, lookout
from bot.escalation import LADDERS, Tier
from bot.ladders import in_force, last_reaches
from bot.models import coach, invitation, login, program
from bot.rota import SUPERVISING
from bot.work import Work

ROLES = ("coach", *SUPERVISING)


class CannotGive(ValueError):
    """A role that would leave people alone, or not theirs to give. The text is `last`, `nobody`, `own` or `rank`."""


def has_admin(program_id: Any) -> sa.Exists:
    """Whether the program has an admin who can log in. One who has not taken up their link yet keeps nobody out: they
    could not even be sent another."""
    theirs = sa.select(coach.c.id).join(login, login.c.coach_id == coach.c.id)
    return theirs.where(coach.c.program_id == program_id, coach.c.role == "admin").correlate(program).exists()


def acts_as(role: str, *, has_admin: bool) -> str:
    """The role whose rights somebody has."""
    return "admin" if role == "supervisor" and not has_admin else role


def give(work: Work, by: str, coach_id: int, role: str, giver: int | None = None) -> None:
    """Another role for a coach of the program; `giver` is the coach who gives it, None for the operator.

    Links that somebody made for them before end: they were made for who they were. Raises CannotGive.
    """
    before = _staff(work)
    after = {**before, coach_id: role}
    if before[coach_id] == role:
        return
    _check(work, before, after, coach_id, giver)
    reached = _reached(work)
    work.tx.execute(sa.update(coach).where(coach.c.id == coach_id).values(role=role))
    if reached - _reached(work):
        raise CannotGive("nobody")
    end_links(work, coach_id)
    audit.note(work, by, "gave a role", "coach", coach_id, role=role, was=before[coach_id])
    lookout.soon(work)


def end_links(work: Work, coach_id: int) -> None:
    """Links into the console that were made for this coach, and not used, open no more."""
    theirs = sa.update(invitation).where(invitation.c.coach_id == coach_id, invitation.c.used_at.is_(None))
    work.tx.execute(theirs.values(ends_at=work.at))


def _check(work: Work, before: dict[int, str], after: dict[int, str], coach_id: int, giver: int | None) -> None:
    """Two who change each other at once are both looked at as they are now."""
    somebody = work.tx.execute(sa.select(has_admin(work.program.id))).scalar_one()
    if giver is not None and acts_as(before[giver], has_admin=somebody) != "admin":
        raise CannotGive("rank")
    if giver == coach_id and after[coach_id] != "admin":
        raise CannotGive("own")
    if not set(SUPERVISING) & set(after.values()) and before[coach_id] in SUPERVISING:
        raise CannotGive("last")


def _staff(work: Work) -> dict[int, str]:
    asked = sa.select(coach.c.id, coach.c.role).where(coach.c.program_id == work.program.id).order_by(coach.c.id)
    return {row.id: row.role for row in work.tx.execute(asked.with_for_update())}


def _reached(work: Work) -> set[Tier]:
    """The ladders whose last step reaches somebody."""
    return {tier for tier in LADDERS if last_reaches(work, tier, in_force(work.program, tier))}
