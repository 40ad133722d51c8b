"""What a client wants and what went well, in their own words."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.models.columns import instant, key, link, sealed

_OPEN = sa.text("ended_at IS NULL")


class Goal(SQLModel, table=True):
    """One goal; a client has one open at a time. `outcome` is done or let_go; `quiet` counts weeks with no answer."""

    __table_args__ = (
        sa.Index("uq_goal_open", "client_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_goal_client", "client_id", "made_at"),
    )

    id: int | None = key()
    client_id: int = link("client")
    words: str = sealed("goal.words")
    quiet: int = 0
    made_at: datetime = instant()
    ended_at: datetime | None = instant(optional=True)
    outcome: str | None = None


class GoalStep(SQLModel, table=True):
    """One small step toward a goal, and how the week went: done, some, not_yet, or quiet. The newest one is current."""

    __tablename__ = "goal_step"
    __table_args__ = (sa.Index("ix_goal_step_goal", "goal_id", "made_at"),)

    id: int | None = key()
    goal_id: int = link("goal")
    words: str = sealed("goal_step.words")
    made_at: datetime = instant()
    told_at: datetime | None = instant(optional=True)
    went: str | None = None


class Win(SQLModel, table=True):
    """Something that went well, in the client's own words."""

    __table_args__ = (sa.Index("ix_win_client", "client_id", "at"),)

    id: int | None = key()
    client_id: int = link("client")
    words: str = sealed("win.words")
    at: datetime = instant()
