"""The daily check-in in rows: what it starts from, which day an answer belongs to, what it is compared with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Row

from bot import answers, history
from bot.days import local_day, seconds_until
from bot.models import checkin, conversation, outbound
from bot.outbox import TOO_LATE
from bot.program import lines_of
from bot.warnings import Day
from bot.work import Work, insert_new
from flows.effects import Facts
from flows.machine import Conversation

A_WEEK_OF_THEM = 4
"""Check-ins of late that make a best one worth saying."""

JUDGES = ("offer_at", "page_at", "low_at")
"""Lines that an answer is judged by."""

LATE = timedelta(hours=18)
"""How long numbers out of the blue still answer the question that was asked last, when its day is over."""

NEWEST = sa.select(checkin).where(checkin.c.client_id == sa.bindparam("client")).order_by(checkin.c.day.desc()).limit(1)


class Asked(NamedTuple):
    """A check-in that numbers belong to: its row, what it starts from, and the check-ins before it, newest first."""

    checkin_id: int
    facts: Facts
    earlier: list[Day]


def asked_about(work: Work, whose: Row[Any], *, hard: bool) -> Asked | None:
    """The check-in that numbers out of the blue belong to, with what it has already: the day that was asked about last,
    also after midnight; or today's, made if need be. None when it is answered. After `hard` words no third question is
    asked."""
    today = local_day(work.at, whose.zone)
    last = work.tx.execute(NEWEST, {"client": whose.id}).one_or_none()
    if last is None or (last.day < today and (_is_answered(last) or last.asked_at <= work.at - LATE)):
        row = {"client_id": whose.id, "day": today, "asked_at": work.at, "missed": False}
        made = insert_new(work.tx, checkin, row)
        return None if made is None else _asked(work, whose, made, today, _nothing_more(hard))
    if _is_answered(last):
        return None
    rated: Facts = {
        what: value for what, value in (("mood", last.mood), ("craving", last.craving)) if value is not None
    }
    return _asked(work, whose, last.id, last.day, rated | _nothing_more(hard))


def _asked(work: Work, whose: Row[Any], checkin_id: int, day: date, rated: Facts) -> Asked:
    earlier = history.before(work, whose.id, day)
    return Asked(checkin_id, {"day": day.toordinal(), **looking_back(earlier), **rated}, earlier)


def _is_answered(row: Row[Any]) -> bool:
    return row.mood is not None and row.craving is not None


def facts(work: Work, whose: Row[Any], day: date | None = None) -> Facts:
    """What a check-in about `day` (today) starts from: the lines that hold for this client, and their own word."""
    lines = lines_of(work.program, whose.lines)
    left = seconds_until(lines.closes, whose.zone, work.at) - lines.remind_after
    return {
        "name": whose.name or "",
        **({"word": whose.word} if whose.word else {}),
        "offer_at": lines.offer_at,
        "page_at": lines.page_at,
        "low_at": lines.low_at,
        "remind_after": lines.remind_after,
        "close_after": max(60.0, left),
        "day": (day or local_day(work.at, whose.zone)).toordinal(),
        "seed": whose.id,
        "third_a_week": lines.third_a_week,
    }


def by_the_lines_of_now(work: Work, whose: Row[Any], place: Conversation) -> Conversation:
    """A place in a flow, with the lines that hold while the answer is read: they may have changed since the question.
    A third question that hard words took away does not come back."""
    lines, before = lines_of(work.program, whose.lines), place.facts
    now: Facts = {name: getattr(lines, name) for name in JUDGES if name in before}
    if "third_a_week" in before:
        now |= {"third_a_week": min(int(before["third_a_week"] or 0), lines.third_a_week)}
    return replace(place, facts={**before, **now})


def remembering(work: Work, whose: Row[Any], place: Conversation, *, hard: bool) -> tuple[Conversation, list[Day]]:
    """A check-in under way, with what its answer is compared with: read when somebody answers, not when they are
    asked."""
    earlier = history.before(work, whose.id, date.fromordinal(int(place.facts["day"] or 1)))
    more = answers.looking_back(work, whose) if place.state == "halt" else {}
    return replace(place, facts={**place.facts, **looking_back(earlier), **more, **_nothing_more(hard)}), earlier


def _nothing_more(hard: bool) -> Facts:
    """No third question where the words around the numbers are hard."""
    return {"third_a_week": 0} if hard else {}


def looking_back(earlier: Sequence[Day]) -> Facts:
    """How it was the last two times, the best of a week, and how many were missed since; `earlier` is newest first."""
    rated = [(one.mood, one.craving) for one in earlier if one.mood is not None and one.craving is not None]
    last, before = [*rated, (None, None), (None, None)][:2]
    return {
        "last_mood": last[0],
        "last_craving": last[1],
        "before_mood": before[0],
        "before_craving": before[1],
        "best_mood": max((mood for mood, _ in rated[:7]), default=None) if len(rated) >= A_WEEK_OF_THEM else None,
        "quiet": sum(1 for _ in takewhile(lambda one: one.missed, earlier)),
    }


def key(client_id: int, day: date) -> str:
    """The key of the text that asks about a day: one for a person and a day."""
    return f"ask{client_id}.{day}"


def came_too_late(work: Work, checkin_id: int) -> bool:
    """Whether the question waited to be sent until its day was over, and so never left."""
    row = work.tx.execute(sa.select(checkin.c.client_id, checkin.c.day).where(checkin.c.id == checkin_id)).one()
    asked = sa.select(outbound.c.id).where(outbound.c.key == key(row.client_id, row.day))
    late = asked.where(outbound.c.state == "failed", outbound.c.error == TOO_LATE)
    return work.tx.execute(late).one_or_none() is not None


def take_back(work: Work, checkin_id: int) -> None:
    """A day that was not asked has no check-in."""
    about = conversation.c.checkin_id == checkin_id
    work.tx.execute(sa.update(conversation).where(about).values(checkin_id=None))
    work.tx.execute(sa.delete(checkin).where(checkin.c.id == checkin_id))


def today(place: Conversation) -> Day:
    """The check-in as it is answered by now."""
    mood, craving = (None if (value := place.facts.get(what)) is None else int(value) for what in ("mood", "craving"))
    return Day(date.fromordinal(int(place.facts["day"] or 1)), mood, craving)
