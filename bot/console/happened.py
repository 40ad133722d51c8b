"""What happened on a client's days, to lie over the picture of them: calls for help, contact, returns to use, days that
count, wins. A few reads by index, however long they have been there."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.console.drawing import Event
from bot.console.words import knows, say
from bot.days import instant, local_day
from bot.models import escalation, inbound, win
from bot.work import Work
from flows.milestones import next_mark

MOST = 200
SETBACK = "setback."
"""How the rules begin that read a text as a return to use."""


def events(unit: Work, whose: Row[Any], since: date, tongue: str) -> list[Event]:
    """Everything from that day on, in no order."""
    begins = instant(since, time(), whose.zone)
    parts = (
        _needs(unit, whose, begins, tongue),
        _texts(unit, whose, begins, tongue),
        _wins(unit, whose, begins, tongue),
    )
    return [*(event for part in parts for event in part), *_milestones(unit, whose, since, tongue)]


def reason(name: str, tongue: str) -> str:
    """What a need is about, in words."""
    key = f"reason.{name}"
    return say(key if knows(key) else "reason.other", tongue)


def _needs(unit: Work, whose: Row[Any], begins: datetime, tongue: str) -> Iterator[Event]:
    theirs = (escalation.c.client_id == whose.id, escalation.c.opened_at >= begins)
    for row in unit.tx.execute(sa.select(escalation).where(*theirs).order_by(escalation.c.opened_at)):
        day = local_day(row.opened_at, whose.zone)
        yield _event(day, row.tier, say(f"tier.{row.tier}", tongue), reason(row.reason, tongue))
        if row.contacted_at is not None:
            yield _event(local_day(row.contacted_at, whose.zone), "contact", say("chart.contact", tongue))


def _texts(unit: Work, whose: Row[Any], begins: datetime, tongue: str) -> Iterator[Event]:
    theirs = (inbound.c.client_id == whose.id, inbound.c.received_at >= begins, inbound.c.tier == "concern")
    for row in unit.tx.execute(sa.select(inbound.c.received_at, inbound.c.rule).where(*theirs).limit(MOST)):
        day = local_day(row.received_at, whose.zone)
        if row.rule.startswith(SETBACK):
            yield _event(day, "setback", say("chart.setback", tongue))
        else:
            yield _event(day, "concern", say("tier.concern", tongue))


def _wins(unit: Work, whose: Row[Any], begins: datetime, tongue: str) -> Iterator[Event]:
    theirs = (win.c.client_id == whose.id, win.c.at >= begins)
    for row in unit.tx.execute(sa.select(win.c.at, win.c.words).where(*theirs).limit(MOST)):
        yield _event(local_day(row.at, whose.zone), "good", say("chart.win", tongue), row.words)


def _milestones(unit: Work, whose: Row[Any], since: date, tongue: str) -> Iterator[Event]:
    """Days that count, by the client's own date; the last one is today's at most."""
    if not whose.recovery_date:
        return
    began, today, day = date.fromisoformat(whose.recovery_date), local_day(unit.at, whose.zone), since
    while (found := next_mark(began, day))[1] <= today:
        mark, day = found
        yield _event(day, "good", say(f"chart.after_{mark.unit}", tongue, n=mark.count))


def _event(day: date, kind: str, *words: str) -> Event:
    return Event(day, kind, " · ".join((day.isoformat(), *words)))
