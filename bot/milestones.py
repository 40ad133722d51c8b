"""Milestones in rows: when the next one is due, what it counts, and wins that a client told."""

from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import prompts
from bot.days import instant, local_day
from bot.models import checkin, win
from bot.work import Work, insert
from flows.copy import words
from flows.effects import Fact, Facts
from flows.milestones import next_mark
from flows.replies import dates

IN_DAYLIGHT = time(10)
FIRST_WEEK = timedelta(days=7)
FLOW = "milestone"


def plan(work: Work, whose: Row[Any]) -> None:
    """Have the next milestone told on its day. Without a date, or with another one, what was planned is taken back."""
    prompts.forget(work, whose.id, FLOW)
    if whose.recovery_date:
        today = local_day(work.at, whose.zone)
        mark, day = next_mark(date.fromisoformat(whose.recovery_date), today)
        due = instant(day, IN_DAYLIGHT, whose.zone)
        key = f"milestone-{whose.id}-{day}-{work.at:%Y%m%d%H%M%S}"
        prompts.plan(work, whose, FLOW, due, key, {"count": mark.count, "unit": mark.unit})


def plan_first_week(work: Work, whose: Row[Any]) -> None:
    """A word after the first week of somebody who has just come in."""
    due = instant(local_day(work.at + FIRST_WEEK, whose.zone), IN_DAYLIGHT, whose.zone)
    prompts.plan(work, whose, "first_week", due, f"first-week-{whose.id}")


def first_week(work: Work, whose: Row[Any]) -> Facts:
    """How many of the last seven days were answered."""
    since = local_day(work.at - FIRST_WEEK, whose.zone)
    theirs = (checkin.c.client_id == whose.id, checkin.c.day >= since, checkin.c.answered_at.is_not(None))
    answered = work.tx.execute(sa.select(sa.func.count()).select_from(checkin).where(*theirs)).scalar_one()
    return {"name": whose.name or "", "answered": answered}


def shown(work: Work, whose: Row[Any]) -> Facts:
    """How many days it is by their own date, and what comes next, as a text says it."""
    since, today = date.fromisoformat(whose.recovery_date), local_day(work.at, whose.zone)
    mark, day = next_mark(since, today)
    said = words(f"milestone.mark_{mark.unit}", whose.language, count=mark.count)
    when = dates.shown(day, day_first=whose.language == "es")
    return {"count": (today - since).days, "mark": said, "when": when}


def told(work: Work, whose: Row[Any], value: Fact) -> None:
    """One was told: the next one is planned."""
    plan(work, whose)


def keep_win(work: Work, whose: Row[Any], value: Fact) -> None:
    """Something that went well."""
    insert(work.tx, win, {"client_id": whose.id, "words": str(value), "at": work.at})


def win_facts(work: Work, whose: Row[Any]) -> Facts:
    """What a win starts from."""
    return {"name": whose.name or "", "day": local_day(work.at, whose.zone).toordinal()}
