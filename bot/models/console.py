"""Who may open the console, from where, and what coaches write for each other. Secrets are hashes or sealed."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.models.columns import instant, key, link, sealed


class Login(SQLModel, table=True):
    """A coach's way in. `last_step` is the 30-second step of the last code: no code opens twice.

    `feed_hash` belongs to the secret address of their calendar. `zone` is theirs; None is the program's.
    """

    id: int | None = key()
    coach_id: int = link("coach")
    password: str
    secret: str = sealed("login.secret")
    last_step: int = 0
    made_at: datetime = instant()
    zone: str | None = None
    feed_hash: bytes | None = Field(default=None, unique=True)

    __table_args__ = (sa.UniqueConstraint("coach_id"),)


class RecoveryCode(SQLModel, table=True):
    """A code on paper that opens once in place of the phone's."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("coach_id", "code_hash"),)

    id: int | None = key()
    coach_id: int = link("coach")
    code_hash: bytes
    used_at: datetime | None = instant(optional=True)


class Passkey(SQLModel, table=True):
    """A key of a coach's device (WebAuthn). `signs` is how often it said it has signed: a copy would fall behind."""

    id: int | None = key()
    coach_id: int = link("coach", index=True)
    credential: bytes = Field(unique=True)
    public_key: bytes
    signs: int
    device: str
    made_at: datetime = instant()
    used_at: datetime | None = instant(optional=True)


class Challenge(SQLModel, table=True):
    """What a passkey is asked to sign, as a hash. It is good once."""

    id: int | None = key()
    hash: bytes = Field(unique=True)
    made_at: datetime = instant()


class Invitation(SQLModel, table=True):
    """A link that lets one coach choose a password, once. `secret` is the one they are shown on the way."""

    id: int | None = key()
    coach_id: int = link("coach", index=True)
    token_hash: bytes = Field(unique=True)
    secret: str = sealed("invitation.secret")
    made_at: datetime = instant()
    ends_at: datetime = instant()
    used_at: datetime | None = instant(optional=True)


class Session(SQLModel, table=True):
    """One browser that is signed in. `device` is what it says of itself, in two words."""

    __table_args__ = (sa.Index("ix_session_coach", "coach_id", "ends_at"),)

    id: int | None = key()
    coach_id: int = link("coach")
    token_hash: bytes = Field(unique=True)
    device: str
    began_at: datetime = instant()
    seen_at: datetime = instant()
    ends_at: datetime = instant()


class Attempt(SQLModel, table=True):
    """How often something was tried in one window of time. `bucket` is a hash of who and what."""

    __table_args__ = (sa.UniqueConstraint("bucket", "began_at"), sa.Index("ix_attempt_began", "began_at"))

    id: int | None = key()
    bucket: bytes
    began_at: datetime = instant()
    count: int = 1


class Note(SQLModel, table=True):
    """What coaches write about a client for each other. The client never sees it. Rows are only added."""

    __table_args__ = (sa.Index("ix_note_client", "client_id", "at"),)

    id: int | None = key()
    client_id: int = link("client")
    coach_id: int = link("coach")
    body: str = sealed("note.body")
    at: datetime = instant()
