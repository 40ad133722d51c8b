"""What came in and what goes out."""

from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.models.columns import Id, instant, key, link, sealed

_PAGES = sa.text("page_id IS NOT NULL")
_RIDES = sa.text("rides_on IS NOT NULL")
_BULK = sa.text("lane = 'bulk' AND state IN ('due', 'sending')")


class Inbound(SQLModel, table=True):
    """One text as the carrier gave it, and how triage read it. `provider_sid` is what makes a re-delivery harmless."""

    __table_args__ = (
        sa.Index("ix_inbound_client", "client_id", "received_at"),
        sa.Index("ix_inbound_coach", "coach_id", "received_at"),
        sa.Index("ix_inbound_program", "program_id", "id"),
    )

    id: int | None = key()
    provider_sid: str = Field(unique=True)
    program_id: int = link("program")
    client_id: int | None = link("client", optional=True)
    coach_id: int | None = link("coach", optional=True)
    body: str = sealed("inbound.body")
    media: int = 0
    received_at: datetime = instant()
    tier: str
    rule: str
    words: str = sealed("inbound.words")
    rules_version: str


class Outbound(SQLModel, table=True):
    """One text or call to one phone: the outbox.

    `lane` is crisis, default or bulk: the queue its doorbell rings in. `state` is a lattice that never goes back:
    due -> sending -> sent -> delivered | undelivered | failed; `answered` is a reply that TwiML carried; `unknown` is
    a bulk text whose sending nobody can vouch for, never sent again; `dropped` was overtaken before it was sent.
    `key` is unique, so that a replayed turn writes nothing new. `rides_on` is the row that carries this one's page
    along with its own (`bot.bundling`). `segments` is what it costs on the wire; 0 for a call.
    """

    __table_args__ = (
        sa.Index(
            "ix_outbound_due",
            "lane",
            "due_at",
            sqlite_where=sa.text("state IN ('due', 'sending')"),
            postgresql_where=sa.text("state IN ('due', 'sending')"),
        ),
        sa.Index("ix_outbound_bulk", "program_id", "due_at", sqlite_where=_BULK, postgresql_where=_BULK),
        sa.Index("ix_outbound_sent", "program_id", "sent_at"),
        sa.Index("ix_outbound_client", "client_id", "created_at"),
        sa.Index("ix_outbound_reply", "inbound_id"),
        sa.Index("ix_outbound_escalation", "escalation_id"),
        sa.Index("ix_outbound_page", "page_id", sqlite_where=_PAGES, postgresql_where=_PAGES),
        sa.Index("ix_outbound_rides_on", "rides_on", sqlite_where=_RIDES, postgresql_where=_RIDES),
    )

    id: int | None = key()
    key: str = Field(unique=True)
    program_id: int = link("program")
    client_id: int | None = link("client", optional=True)
    coach_id: int | None = link("coach", optional=True)
    inbound_id: int | None = link("inbound", optional=True)
    page_id: int | None = link("page", optional=True)
    escalation_id: int | None = link("escalation", optional=True)
    channel: str
    lane: str
    sender: str
    number: str = sealed("outbound.number")
    body: str = sealed("outbound.body")
    segments: int = Field(1, sa_column_kwargs={"server_default": "1"})
    state: str
    created_at: datetime = instant()
    due_at: datetime = instant()
    not_after: datetime | None = instant(optional=True)
    lease_until: datetime | None = instant(optional=True)
    rung_at: datetime | None = instant(optional=True)
    rides_on: int | None = Field(default=None, sa_type=cast(Any, Id), nullable=True)
    attempts: int = 0
    provider_sid: str | None = None
    error: str | None = None
    sent_at: datetime | None = instant(optional=True)
    ended_at: datetime | None = instant(optional=True)


class Allowance(SQLModel, table=True):
    """What a program's numbers have sent of the carrier's `day`: `used` segments up to `counted_to`. `held_at` is when
    check-ins last had to wait for their turn."""

    __table_args__ = (sa.UniqueConstraint("program_id"),)

    id: int | None = key()
    program_id: int = link("program")
    day: date
    used: int = 0
    counted_to: datetime = instant()
    held_at: datetime | None = instant(optional=True)
