"""Surveys in rows: a round of one client, its answers, and when the next round begins."""

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import prompts
from bot.days import instant, local_day
from bot.models import client, survey_round
from bot.topics import Topic, wants
from bot.work import Work, insert_new
from flows.effects import Fact, Facts
from flows.surveys import surveys

ASKED_AT = time(17)


def facts(key: str, work: Work, whose: Row[Any]) -> Facts:
    """The answers so far of the open round, begun if need be, and how many local days it has been open."""
    row = _open(work, whose.id, key) or _begin(work, whose.id, key)
    days = (local_day(work.at, whose.zone) - local_day(row.began_at, whose.zone)).days
    return {"name": whose.name or "", "days": days, **json.loads(row.answers)}


def keep_answer(work: Work, whose: Row[Any], value: Fact) -> None:
    """Keep one "item=answer" of the round that asks it; "item=" is a skip."""
    item, _, answer = str(value).partition("=")
    key = next(survey.key for survey in surveys().values() if item in survey.items)
    row = _open(work, whose.id, key)
    if row is not None:
        answers = {**json.loads(row.answers), item: int(answer) if answer else None}
        change = sa.update(survey_round).where(survey_round.c.id == row.id)
        work.tx.execute(change.values(answers=json.dumps(answers)))


def end_round(work: Work, whose: Row[Any], value: Fact) -> None:
    """The round is over; the next begins as many days later as the program says, if it still asks this survey."""
    key = str(value)
    row = _open(work, whose.id, key)
    if row is None:
        return
    work.tx.execute(sa.update(survey_round).where(survey_round.c.id == row.id).values(ended_at=work.at))
    if (days := work.program.lines.surveys.get(key)) is not None:
        _plan(work, whose, key, work.at + timedelta(days=days))


def begin_everywhere(work: Work, key: str, people: Sequence[Row[Any]]) -> int:
    """Plan a first round for these clients. Who has one planned or open already is left alone."""
    return sum(_plan(work, whose, key, work.at + timedelta(days=1)) for whose in people)


def active(work: Work) -> Sequence[Row[Any]]:
    """The clients of the program who take surveys."""
    theirs = (client.c.program_id == work.program.id, client.c.status == "active", client.c.opted_out_at.is_(None))
    return [whose for whose in work.tx.execute(sa.select(client).where(*theirs)) if wants(whose, Topic.SURVEYS)]


def rounds(work: Work, client_id: int) -> list[Row[Any]]:
    """Every round of this client, the oldest first."""
    asked = sa.select(survey_round).where(survey_round.c.client_id == client_id).order_by(survey_round.c.began_at)
    return list(work.tx.execute(asked))


def scored(row: Row[Any]) -> dict[str, Any]:
    """One round for people to read: when, which, whose wording, and each scale's score."""
    scores = surveys()[row.survey].scores(json.loads(row.answers))
    ended = row.ended_at.date().isoformat() if row.ended_at else None
    began = row.began_at.date().isoformat()
    return {"began": began, "ended": ended, "survey": row.survey, "version": row.version, "scores": scores}


def _plan(work: Work, whose: Row[Any], key: str, at: datetime) -> bool:
    day = local_day(at, whose.zone)
    return prompts.plan(work, whose, key, instant(day, ASKED_AT, whose.zone), f"{key}-{whose.id}-{day}") is not None


def _open(work: Work, client_id: int, key: str) -> Row[Any] | None:
    asked = sa.select(survey_round).where(survey_round.c.client_id == client_id, survey_round.c.survey == key)
    return work.tx.execute(asked.where(survey_round.c.ended_at.is_(None))).one_or_none()


def _begin(work: Work, client_id: int, key: str) -> Row[Any]:
    row = {"client_id": client_id, "survey": key, "version": surveys()[key].version}
    insert_new(work.tx, survey_round, {**row, "answers": "{}", "began_at": work.at})
    asked = sa.select(survey_round).where(survey_round.c.client_id == client_id, survey_round.c.survey == key)
    return work.tx.execute(asked.where(survey_round.c.ended_at.is_(None))).one()
