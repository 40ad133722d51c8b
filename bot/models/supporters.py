"""People a client leans on."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.models.columns import instant, key, link, sealed


class Supporter(SQLModel, table=True):
    """One person whom a client chose to lean on: another row of `client`, whose status is supporter or more than that.

    `name` is what the client calls them. `agreed_at` is their own yes, `ended_at` a no, of either. `in_hard_moments`:
    the client wants them offered in a craving too.
    """

    __table_args__ = (
        sa.UniqueConstraint("client_id", "person_id"),
        sa.Index("ix_supporter_person", "person_id"),
    )

    id: int | None = key()
    client_id: int = link("client")
    person_id: int = link("client")
    name: str = sealed("supporter.name")
    in_hard_moments: bool = False
    asked_at: datetime = instant()
    agreed_at: datetime | None = instant(optional=True)
    ended_at: datetime | None = instant(optional=True)
