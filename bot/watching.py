"""Early warnings in rows: what `bot.warnings` finds becomes a task that says why, no more than one a day for a client.
Tasks hold rules and numbers, no words.
"""

from collections.abc import Sequence
from datetime import date, time
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import history
from bot.days import following_day
from bot.models import checkin
from bot.program import lines_of
from bot.tasks import explain, open_once
from bot.warnings import Day, Finding, after_a_miss, after_an_answer
from bot.work import Work

NOON = time(12)


def tell(work: Work, whose: Row[Any], found: Sequence[Finding]) -> None:
    """Put what was found on the list of today."""
    if found:
        explain(work, "warning", whose, [one.plain() for one in found])


def answered(work: Work, whose: Row[Any], today: Day, earlier: Sequence[Day]) -> None:
    """A check-in has new ratings."""
    tell(work, whose, after_an_answer([today, *earlier], lines_of(work.program, whose.lines)))


def missed(work: Work, whose: Row[Any], checkin_id: int | None) -> None:
    """Nobody answered. After so many in a row a coach is asked to write, and later to call: each once in a run."""
    asked = sa.select(checkin.c.day, checkin.c.mood, checkin.c.craving).where(checkin.c.id == checkin_id)
    row = work.tx.execute(asked).one_or_none()
    if row is None:
        return
    days = [Day(row.day, row.mood, row.craving, True), *history.before(work, whose.id, row.day)]
    lines = lines_of(work.program, whose.lines)
    run = [one.day for one in takewhile(lambda one: one.missed, days)]
    for kind, after in (("misses_3", lines.nudge_after), ("misses_7", lines.call_after)):
        if len(run) == after:
            _look_after(work, whose, kind, run[-1], row.day)
    tell(work, whose, after_a_miss(days, lines))


def _look_after(work: Work, whose: Row[Any], kind: str, first: date, last: date) -> None:
    """By noon of the next day: it is late in the evening when a day is missed."""
    noon = following_day(NOON, whose.zone, last)
    open_once(work, f"{kind}-{whose.id}-{first}", kind, client_id=whose.id, due_at=noon)
