"""Answers to a third question: kept one by one, numbers plain and words sealed, and looked at for early warnings."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import local_day
from bot.models import answer
from bot.program import lines_of
from bot.warnings import Finding, confidence, lonely
from bot.watching import tell
from bot.work import Work, insert
from flows.effects import Fact, Facts

FAR = timedelta(days=30)
"""How far anything looks back on such answers."""

LATELY = (
    sa.select(answer.c.kind, answer.c.value, answer.c.words, answer.c.at)
    .where(answer.c.client_id == sa.bindparam("client"), answer.c.at > sa.bindparam("since"))
    .order_by(answer.c.at.desc(), answer.c.id.desc())
)


def keep_number(kind: str) -> Any:
    """Keeps a number from 0 to 10."""

    def put(work: Work, whose: Row[Any], value: Fact) -> None:
        _keep(work, whose, kind, value=int(value or 0))

    return put


def keep_words(kind: str) -> Any:
    """Keeps words, sealed."""

    def put(work: Work, whose: Row[Any], value: Fact) -> None:
        _keep(work, whose, kind, words=str(value))

    return put


def looking_back(work: Work, whose: Row[Any]) -> Facts:
    """What an answer about loneliness is compared with: how often it came up before, in a week or in a row."""
    told, lines = _letters(work, whose), lines_of(work.program, whose.lines)
    today = local_day(work.at, whose.zone)
    before = lonely([(today, True), *told], lines)
    return {"lonely": lines.lonely - 1 if before else 0, "lonely_at": lines.lonely}


def _keep(work: Work, whose: Row[Any], kind: str, **said: Any) -> None:
    insert(work.tx, answer, {"client_id": whose.id, "kind": kind, "at": work.at, **said})
    found = LOOKS[kind](work, whose) if kind in LOOKS else None
    tell(work, whose, [found] if found else [])


def _confident(work: Work, whose: Row[Any]) -> Finding | None:
    values = [row.value for row in _lately(work, whose, "confidence")]
    return confidence(values, lines_of(work.program, whose.lines))


def _lonely(work: Work, whose: Row[Any]) -> Finding | None:
    return lonely(_letters(work, whose), lines_of(work.program, whose.lines))


LOOKS = {"confidence": _confident, "halt": _lonely}


def _letters(work: Work, whose: Row[Any]) -> list[tuple[date, bool]]:
    return [(local_day(row.at, whose.zone), "L" in row.words) for row in _lately(work, whose, "halt")]


def _lately(work: Work, whose: Row[Any], kind: str) -> list[Any]:
    rows = work.tx.execute(LATELY, {"client": whose.id, "since": work.at - FAR}).all()
    return [row for row in rows if row.kind == kind]
