"""When scheduled texts may come: the hour and the weekdays that a client chose, and when nothing is sent at all."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.daily import EVERY_DAY, Daily, next_due
from bot.days import local_day, shows_between
from bot.models import client
from bot.topics import Topic, wants
from bot.work import Work

THREE_A_WEEK = "024"

__all__ = ["EVERY_DAY", "THREE_A_WEEK", "by_day", "daily", "paused", "plan", "still"]


def plan(work: Work, whose: Row[Any]) -> None:
    """Set when this client's next check-in is due. `whose` is the row as it is after a change of hour, zone, days,
    topics or status."""
    hour = daily(work, whose)
    due = next_due(hour, work.at, whose.next_checkin_at) if hour else None
    work.tx.execute(sa.update(client).where(client.c.id == whose.id).values(next_checkin_at=due))


def daily(work: Work, whose: Row[Any]) -> Daily | None:
    """When this client wants to be asked. None for no check-ins."""
    if whose.status != "active" or not whose.checkin_time or not whose.days or not wants(whose, Topic.CHECKINS):
        return None
    lines = work.program.lines
    return Daily(whose.checkin_time, whose.zone, lines.opens, lines.closes, whose.days, lines.holidays)


def still(work: Work, whose: Row[Any]) -> bool:
    """Whether nothing scheduled may be sent to them now: not on the list, opted out, not safe to text, or paused."""
    return whose.status != "active" or bool(whose.opted_out_at or whose.unsafe_since) or paused(work, whose)


def paused(work: Work, whose: Row[Any]) -> bool:
    return whose.paused_until is not None and whose.paused_until > work.at


def by_day(work: Work, whose: Row[Any]) -> bool:
    """Whether a scheduled text may come now: between the program's hours and on no holiday of it, by the client's own
    clock and calendar."""
    lines = work.program.lines
    is_open = shows_between(work.at, lines.opens, lines.closes, whose.zone)
    return is_open and local_day(work.at, whose.zone) not in lines.holidays
