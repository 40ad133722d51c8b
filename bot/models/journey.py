"""What comes later in a client's journey."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.models.columns import instant, key, link, sealed

_WAITING = sa.text("ended_at IS NULL")
_ENDED = sa.text("ended_at IS NOT NULL")


class Prompt(SQLModel, table=True):
    """A flow that is to open for one client at a time: a follow-up, a milestone, a question of the week.

    `due_at` moves while they are in the middle of something; after `not_after` it is let go. `outcome` is opened,
    forgotten, or let_go. `key` is unique, so that a replayed turn plans nothing twice.
    """

    __table_args__ = (
        sa.Index("ix_prompt_due", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        sa.Index("ix_prompt_ended", "client_id", "due_at", sqlite_where=_ENDED, postgresql_where=_ENDED),
        sa.Index("ix_prompt_client", "client_id", "flow", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: int | None = key()
    key: str = Field(unique=True)
    program_id: int = link("program")
    client_id: int = link("client")
    flow: str
    facts: str = sealed("prompt.facts")
    due_at: datetime = instant()
    not_after: datetime = instant()
    ended_at: datetime | None = instant(optional=True)
    outcome: str | None = None


class SkillUse(SQLModel, table=True):
    """Something tried in a craving, and how strong it was before and after (0 to 10): what helped comes first."""

    __tablename__ = "skill_use"
    __table_args__ = (sa.Index("ix_skill_use_client", "client_id", "id"),)

    id: int | None = key()
    client_id: int = link("client")
    skill: str
    before: int | None = None
    after: int | None = None
    at: datetime = instant()


class PlanStep(SQLModel, table=True):
    """One step of a client's own safety plan, 1 to 5, as it was written with a coach. How to keep means away is never
    kept here: it is talked over, not texted."""

    __tablename__ = "plan_step"
    __table_args__ = (sa.UniqueConstraint("client_id", "step"),)

    id: int | None = key()
    client_id: int = link("client")
    step: int
    words: str = sealed("plan_step.words")
    written_at: datetime = instant()
