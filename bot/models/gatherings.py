"""What a program offers: meetings, places that help, news. None of it is about a person, but for who comes."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.models.columns import instant, key, link

_OPEN = sa.text("ended_at IS NULL")


class Meeting(SQLModel, table=True):
    """Something people go to: each week on a `weekday` (Monday is 0), or once on a `day`, in the program's zone.

    `until` is the last day of one that has ended; its row stays, for who came.
    """

    __table_args__ = (sa.Index("ix_meeting_program", "program_id", "until"),)

    id: int | None = key()
    program_id: int = link("program")
    title: str
    kind: str
    weekday: int | None = None
    day: date | None = None
    starts: time
    place: str = ""
    link: str = ""
    phone: str = ""
    language: str = "en"
    verified_on: date
    until: date | None = None


class Seat(SQLModel, table=True):
    """A client who means to come to one meeting on one day."""

    __table_args__ = (sa.UniqueConstraint("meeting_id", "client_id", "day"), sa.Index("ix_seat_client", "client_id"))

    id: int | None = key()
    meeting_id: int = link("meeting")
    client_id: int = link("client")
    day: date
    at: datetime = instant()


class Resource(SQLModel, table=True):
    """A place that helps. `zip` is its ZIP code, the first digits of several, or "" for everywhere."""

    __table_args__ = (sa.Index("ix_resource_zip", "program_id", "zip"),)

    id: int | None = key()
    program_id: int = link("program")
    title: str
    kind: str = ""
    zip: str = Field(default="")
    phone: str = ""
    link: str = ""
    verified_on: date


class Announcement(SQLModel, table=True):
    """News to all who chose a topic, in both languages.

    The clock queues it for some people at a time: `reached` is the id of the last one, `people` how many it was queued
    for so far, and `ended_at` when that was all.
    """

    __table_args__ = (
        sa.Index("ix_announcement_program", "program_id", "at"),
        sa.Index("ix_announcement_open", "at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = key()
    program_id: int = link("program")
    topic: str
    en: str
    es: str
    made_by: str
    at: datetime = instant()
    reached: int = 0
    people: int = 0
    ended_at: datetime | None = instant(optional=True)
