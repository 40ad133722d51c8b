"""Sending emergency help to somebody: each step as it was written down. Rows are only added."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.models.columns import instant, key, link, sealed


class RescueStep(SQLModel, table=True):
    """One step, by one of the program's people. `kind`: see `bot.rescue.Kind`.

    `told` carries what 42 CFR 2.51(c) wants kept: `recipient` and `affiliation` (who was told), the coach (who told
    them), `told_at`, and `nature` (of the emergency). `mark` is a keyed hash of the words, kept in the audit trail too.
    """

    __tablename__ = "rescue_step"
    __table_args__ = (sa.Index("ix_rescue_step_escalation", "escalation_id", "id"),)

    id: int | None = key()
    program_id: int = link("program")
    client_id: int = link("client")
    escalation_id: int = link("escalation")
    coach_id: int = link("coach")
    at: datetime = instant()
    kind: str
    told_at: datetime | None = instant(optional=True)
    nature: str | None = sealed("rescue_step.nature", optional=True)
    recipient: str | None = sealed("rescue_step.recipient", optional=True)
    affiliation: str | None = sealed("rescue_step.affiliation", optional=True)
    mark: str
