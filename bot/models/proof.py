"""What shows that the line works: verdicts judged by humans, test pages, drills."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.models.columns import instant, key, link


class TriageMark(SQLModel, table=True):
    """A human's word on one verdict, with the `rule` and `version` that decided it. A later mark replaces one's own."""

    __tablename__ = "triage_mark"
    __table_args__ = (sa.UniqueConstraint("inbound_id", "coach_id"), sa.Index("ix_triage_mark_rule", "rule", "version"))

    id: int | None = key()
    inbound_id: int = link("inbound")
    coach_id: int = link("coach")
    right: bool
    at: datetime = instant()
    rule: str
    version: str
    tier_should_be: str | None = None


class Trial(SQLModel, table=True):
    """A test page to one coach, on request: the text and the call that went out, and when each was answered 1."""

    __table_args__ = (sa.Index("ix_trial_coach", "coach_id", "at"),)

    id: int | None = key()
    program_id: int = link("program")
    coach_id: int = link("coach")
    at: datetime = instant()
    text_id: int | None = link("outbound", optional=True)
    call_id: int | None = link("outbound", optional=True)
    text_answered_at: datetime | None = instant(optional=True)
    call_answered_at: datetime | None = instant(optional=True)


class Drill(SQLModel, table=True):
    """One drill, step by step: when each was seen to be done. `failed` names the step that was not."""

    __table_args__ = (sa.Index("ix_drill_program", "program_id", "began_at"),)

    id: int | None = key()
    program_id: int = link("program")
    escalation_id: int | None = link("escalation", optional=True)
    began_at: datetime = instant()
    answered_at: datetime | None = instant(optional=True)
    paged_at: datetime | None = instant(optional=True)
    reached_at: datetime | None = instant(optional=True)
    acknowledged_at: datetime | None = instant(optional=True)
    closed_at: datetime | None = instant(optional=True)
    failed: str | None = None
