"""Answers to surveys."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.models.columns import instant, key, link, sealed

_OPEN = sa.text("ended_at IS NULL")


class SurveyRound(SQLModel, table=True):
    """One client's answers to one survey. `answers` is JSON, item to number or null; `version` is the wording's."""

    __tablename__ = "survey_round"
    __table_args__ = (
        sa.Index(
            "uq_survey_round_open", "client_id", "survey", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.Index("ix_survey_round_client", "client_id", "began_at"),
    )

    id: int | None = key()
    client_id: int = link("client")
    survey: str
    version: str
    answers: str = sealed("survey_round.answers")
    began_at: datetime = instant()
    ended_at: datetime | None = instant(optional=True)
