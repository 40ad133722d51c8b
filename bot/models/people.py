"""Programs and the people of them."""

from datetime import date, datetime, time
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from bot.models.columns import Id, instant, key, link, preset, sealed


class Program(SQLModel, table=True):
    """An organisation's line. `settings` holds what differs from the defaults of `bot.program.Lines`."""

    id: int | None = key()
    name: str
    join_word: str = Field(unique=True)
    zone: str
    language: str = "en"
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    bulk_lease_until: datetime | None = instant(optional=True)
    cover_at: datetime | None = instant(optional=True)
    """When coverage is looked at next; None is now."""
    clear_at: datetime | None = instant(optional=True)
    """When words past the limit are looked for next (`bot.retention`); None is not yet known."""
    clear_reached: int = Field(default=0, sa_type=cast(Any, Id), sa_column_kwargs={"server_default": "0"})
    """The last client of this round whose words were looked at."""
    cleared: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Rows whose words were overwritten in this round so far."""


class ProgramNumber(SQLModel, table=True):
    """A number the program owns: public, so not sealed. `purpose`: `clients`, or `coaches` for alerts.

    `busy_until` is when the alerts that were handed over will have left, at the number's pace.
    """

    __tablename__ = "program_number"

    number: str = Field(primary_key=True)
    program_id: int = link("program", index=True)
    purpose: str = "clients"
    busy_until: datetime | None = instant(optional=True)


class Client(SQLModel, table=True):
    """Someone who texts. `status`: stranger (nobody enrolled them), invited (they have not said yes yet), active, left,
    locked (somebody else reads the number), supporter (a client leans on them), or drill (nobody at all).

    A coach who texts in danger is a client row too: the same number, told apart by the row.
    `next_checkin_at` is the instant the next check-in is due; None while there are none. `days` are the weekdays of
    check-ins, Monday is 0; "" is none. `topics` are the kinds of texts they want (`bot.topics`). While `unsafe_since`
    is set, nothing is sent by itself. `recovery_date` is ISO. `number_hash` is nobody's while the row is locked.
    `lines` holds what differs, for this person, from the program's lines (`bot.program.PERSONAL`).
    """

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number_hash"),
        sa.Index(
            "ix_client_due",
            "program_id",
            "next_checkin_at",
            sqlite_where=sa.text("next_checkin_at IS NOT NULL"),
            postgresql_where=sa.text("next_checkin_at IS NOT NULL"),
        ),
    )

    id: int | None = key()
    program_id: int = link("program")
    status: str
    name: str | None = sealed("client.name", optional=True)
    number: str = sealed("client.number")
    number_hash: bytes
    language: str
    zone: str
    checkin_time: time | None = None
    next_checkin_at: datetime | None = instant(optional=True)
    word: str | None = sealed("client.word", optional=True)
    recovery_date: str | None = sealed("client.recovery_date", optional=True)
    zip: str | None = sealed("client.zip", optional=True)
    days: str = preset("0123456")
    topics: str = preset("checkins coach milestones surveys")
    shared: bool = preset(False)
    unsafe_since: datetime | None = instant(optional=True)
    opted_out_at: datetime | None = instant(optional=True)
    paused_until: datetime | None = instant(optional=True)
    lines: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    created_at: datetime = instant()


class Coach(SQLModel, table=True):
    """A peer who answers. `role` is coach, supervisor or admin; `off_until` is their own "I am off"."""

    id: int | None = key()
    program_id: int = link("program", index=True)
    role: str
    name: str = sealed("coach.name")
    language: str = "en"
    credential_until: date | None = None
    off_until: datetime | None = instant(optional=True)


class ContactMethod(SQLModel, table=True):
    """A way to reach a coach: `kind` is text or call. Only verified, not opted-out methods are used.

    `code_number` counts the codes that were sent there; `code_tries` the wrong answers to the last one.
    """

    __tablename__ = "contact_method"
    __table_args__ = (sa.UniqueConstraint("coach_id", "kind", "number_hash"),)

    id: int | None = key()
    coach_id: int = link("coach")
    kind: str
    number: str = sealed("contact_method.number")
    number_hash: bytes = Field(index=True)
    verified_at: datetime | None = instant(optional=True)
    opted_out_at: datetime | None = instant(optional=True)
    code_sent_at: datetime | None = instant(optional=True)
    code_number: int = 0
    code_tries: int = 0


class Consent(SQLModel, table=True):
    """Proof of what a client agreed to or took back, and how. Rows are only added.

    `topic` is one of `bot.topics`, all, warned (they know that others may read texts), invited (they told a person), or
    transfer. `wording` names the message and the version of its words (`flows.copy.version`), `number` the phone.
    """

    id: int | None = key()
    client_id: int = link("client", index=True)
    topic: str
    given: bool
    wording: str
    number: str | None = sealed("consent.number", optional=True)
    inbound_id: int | None = link("inbound", optional=True)
    recorded_by: str
    at: datetime = instant()
