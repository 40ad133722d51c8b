"""Where a client is in a scripted dialogue, and what they answered."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.models.columns import instant, key, link, sealed

_OPEN = sa.text("state IS NOT NULL")
_ENDED = sa.text("state IS NULL")


class Conversation(SQLModel, table=True):
    """One client's place in one flow. At most one is open (`state` not NULL) for a client."""

    __table_args__ = (
        sa.Index("uq_conversation_open", "client_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_conversation_ended", "client_id", "began_at", sqlite_where=_ENDED, postgresql_where=_ENDED),
        sa.Index("ix_conversation_wake", "wake_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = key()
    client_id: int = link("client")
    checkin_id: int | None = link("checkin", optional=True)
    flow: str
    version: int
    state: str | None = None
    facts: str = sealed("conversation.facts")
    tries: int = 0
    turn: int = 0
    wake_at: datetime | None = instant(optional=True)
    began_at: datetime = instant()


class Checkin(SQLModel, table=True):
    """One day's mood and craving of one client, 0 to 10 each. The day is the client's own local date."""

    __table_args__ = (sa.UniqueConstraint("client_id", "day"),)

    id: int | None = key()
    client_id: int = link("client")
    day: date
    asked_at: datetime = instant()
    mood: int | None = None
    craving: int | None = None
    answered_at: datetime | None = instant(optional=True)
    missed: bool = False


class Answer(SQLModel, table=True):
    """What a client said to a third question: a number, or words (letters of HALT, a plan, a reason)."""

    __table_args__ = (sa.Index("ix_answer_client", "client_id", "at"),)

    id: int | None = key()
    client_id: int = link("client")
    kind: str
    value: int | None = None
    words: str | None = sealed("answer.words", optional=True)
    at: datetime = instant()
