"""What was done, by whom. Rows are only added."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from bot.models.columns import instant, key, link

_LOOSE = sa.text("seq IS NULL")


class AuditEvent(SQLModel, table=True):
    """One act. `detail` holds ids, tiers and reasons; never words, names or numbers.

    `seq` and `hash` link a program's rows into a chain, a moment after they are written (`bot.chain`).
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index("ix_audit_event_subject", "subject", "subject_id"),
        sa.Index("ix_audit_event_at", "program_id", "at"),
        sa.Index("ix_audit_event_loose", "program_id", "id", sqlite_where=_LOOSE, postgresql_where=_LOOSE),
        sa.UniqueConstraint("program_id", "seq"),
    )

    id: int | None = key()
    program_id: int | None = link("program", optional=True)
    at: datetime = instant()
    actor: str
    act: str
    subject: str
    subject_id: int | None = None
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    seq: int | None = None
    hash: bytes | None = None
