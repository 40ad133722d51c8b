"""Who is on call when. `bot.oncall` decides from these rows; nothing here is a pointer that could lag."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from bot.models.columns import instant, key, link


class Rotation(SQLModel, table=True):
    """Coaches who take turns on a rung (primary or backup): `every` days, handing off at a wall time of the program."""

    id: int | None = key()
    program_id: int = link("program", index=True)
    rung: str
    coaches: list[int] = Field(default_factory=list, sa_type=JSON)
    starts: date
    every: int
    hand_off: time


class Shift(SQLModel, table=True):
    """One coach on one rung from one instant to another. Wins over rotations; a later row wins over an earlier one."""

    __table_args__ = (sa.Index("ix_shift_program", "program_id", "ends"),)

    id: int | None = key()
    program_id: int = link("program")
    coach_id: int = link("coach")
    rung: str
    starts: datetime = instant()
    ends: datetime = instant()


class Swap(SQLModel, table=True):
    """A coach asks the others to take one of their turns. `taken_by` is who did; ended without: taken back."""

    __table_args__ = (sa.Index("ix_swap_program", "program_id", "ends"),)

    id: int | None = key()
    program_id: int = link("program")
    coach_id: int = link("coach")
    rung: str
    starts: datetime = instant()
    ends: datetime = instant()
    asked_at: datetime = instant()
    taken_by: int | None = link("coach", optional=True)
    ended_at: datetime | None = instant(optional=True)


class TimeOff(SQLModel, table=True):
    """When a coach is not there: the rotation's next coach covers."""

    __tablename__ = "time_off"
    __table_args__ = (sa.Index("ix_time_off_coach", "coach_id", "ends"),)

    id: int | None = key()
    coach_id: int = link("coach")
    starts: datetime = instant()
    ends: datetime = instant()
