"""Open needs for a human, the attempts to reach one, and what is left on a list."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from bot.models.columns import instant, key, link

_OPEN = sa.text("closed_at IS NULL")
_OUT = sa.text("state = 'out'")
_UNDONE = sa.text("done_at IS NULL")
_RESCUE = sa.text("rescue_at IS NOT NULL")
_WAITING = sa.text("check_at IS NOT NULL")


class Escalation(SQLModel, table=True):
    """One open need for a human, from the text that caused it until a human closes it. A client has one.

    `owner_id` is who acknowledged; while it is NULL, `next_page_at` is in the future. After an acknowledgement
    `next_page_at` is when the owner is looked after again, and `contact_by` when they lose it without a word to the
    client; both are NULL while it is the client's turn to speak. `outcome` is "asked" between DONE and the answer,
    "asked_again" where they say that they spoke and no text or call of theirs was seen.
    `rescue_at` is when somebody is asked again about emergency help (`bot.rescue`), also after it is closed.
    `round`, `step` and `round_began` are where the ladder stands (`bot.escalation.Progress`).
    """

    __table_args__ = (
        sa.Index("uq_escalation_open", "client_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_escalation_code", "program_id", "code", "opened_at"),
        sa.Index("ix_escalation_client", "client_id", "opened_at"),
        sa.Index("ix_escalation_opened", "program_id", "opened_at"),
        sa.Index("ix_escalation_owner", "owner_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_escalation_next_page", "next_page_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_escalation_rescue", "rescue_at", sqlite_where=_RESCUE, postgresql_where=_RESCUE),
        sa.Index("ix_escalation_next_update", "next_update_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = key()
    program_id: int = link("program")
    client_id: int = link("client")
    inbound_id: int | None = link("inbound", optional=True)
    tier: str
    reason: str
    code: str
    opened_at: datetime = instant()
    round: int = 0
    step: int = 0
    round_began: datetime = instant()
    next_page_at: datetime | None = instant(optional=True)
    next_update_at: datetime | None = instant(optional=True)
    told: int = 0
    owner_id: int | None = link("coach", optional=True)
    acknowledged_at: datetime | None = instant(optional=True)
    contacted_at: datetime | None = instant(optional=True)
    contact_by: datetime | None = instant(optional=True)
    closed_at: datetime | None = instant(optional=True)
    outcome: str | None = None
    rescue_at: datetime | None = instant(optional=True)


class Page(SQLModel, table=True):
    """One attempt to reach one coach by one method. `state`: out, reached, failed, acknowledged, passed, overtaken.

    Steps below 0 are not the ladder's: -1 stands for a coach who handed it on, lower ones call an owner who is silent.

    `check_at` is when no word of delivery counts as bad news.
    """

    __table_args__ = (
        sa.UniqueConstraint("escalation_id", "round", "step", "coach_id", "method"),
        sa.Index("ix_page_coach", "coach_id", "at"),
        sa.Index("ix_page_out", "id", sqlite_where=_OUT, postgresql_where=_OUT),
        sa.Index("ix_page_check", "check_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: int | None = key()
    escalation_id: int = link("escalation")
    coach_id: int = link("coach")
    method: str
    round: int
    step: int
    state: str = "out"
    at: datetime = instant()
    check_at: datetime | None = instant(optional=True)


class Task(SQLModel, table=True):
    """Something a human does today. `kind` says what; `key` is unique, so that a replay opens nothing twice. `detail`
    says why, in rule ids and numbers: no words."""

    __table_args__ = (sa.Index("ix_task_open", "program_id", "due_at", sqlite_where=_UNDONE, postgresql_where=_UNDONE),)

    id: int | None = key()
    key: str = Field(unique=True)
    program_id: int = link("program")
    client_id: int | None = link("client", optional=True)
    coach_id: int | None = link("coach", optional=True)
    escalation_id: int | None = link("escalation", optional=True)
    inbound_id: int | None = link("inbound", optional=True)
    kind: str
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    opened_at: datetime = instant()
    due_at: datetime = instant()
    done_at: datetime | None = instant(optional=True)
