"""What a client tells of themselves (`Keep`), and where it is kept: each name has one function."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import answers, goals, leaving, milestones, outbox, people, prompts, rhythm, seats, supporters, surveys
from bot.days import local_day
from bot.models import client
from bot.work import Work
from flows.effects import Fact
from flows.same_phone import IN_HALF_A_YEAR

Keeper = Callable[[Work, Row[Any], Fact], None]


def keep(work: Work, whose: Row[Any], what: str, value: Fact) -> None:
    """Keep `value`. KeyError for a name nobody keeps: a flow and this table must agree."""
    KEEPERS[what](work, whose, value)


def column(name: str) -> Keeper:
    """Keeps a value as it is, in a column of the client."""

    def put(work: Work, whose: Row[Any], value: Fact) -> None:
        put_all(work, whose, {name: value})

    return put


def put_all(work: Work, whose: Row[Any], values: dict[str, Any]) -> None:
    """Keep values in columns of the client."""
    work.tx.execute(sa.update(client).where(client.c.id == whose.id).values(values))


def and_plan(keeper: Keeper) -> Keeper:
    """Keeps a value that decides when the next check-in is due, and plans it again."""

    def put(work: Work, whose: Row[Any], value: Fact) -> None:
        keeper(work, whose, value)
        rhythm.plan(work, people.by_id(work, whose.id).client)

    return put


def _status(work: Work, whose: Row[Any], value: Fact) -> None:
    """Whoever comes in without a time of their own is asked at the program's usual one."""
    chosen = whose.checkin_time or work.program.lines.usual
    put_all(work, whose, {"status": value, **({"checkin_time": chosen} if value == "active" else {})})
    if value == "active":
        milestones.plan_first_week(work, whose)
        prompts.later(work, whose, IN_HALF_A_YEAR, f"same-phone-{whose.id}-{work.at.isoformat()}")


def _time(work: Work, whose: Row[Any], value: Fact) -> None:
    put_all(work, whose, {"checkin_time": time.fromisoformat(str(value))})


def _days(work: Work, whose: Row[Any], value: Fact) -> None:
    """Once a week is on the weekday it was asked for."""
    today = str(local_day(work.at, whose.zone).weekday())
    known = {"daily": rhythm.EVERY_DAY, "three": rhythm.THREE_A_WEEK, "weekly": today, "none": ""}
    put_all(work, whose, {"days": known[str(value)]})


def _unsafe(work: Work, whose: Row[Any], value: Fact) -> None:
    """Holds at once: what was on its way, in a crisis too, is taken back."""
    put_all(work, whose, {"unsafe_since": work.at if value else None})
    if value:
        outbox.drop(work, outbox.to_client(whose.id))


def _phone_lost(work: Work, whose: Row[Any], value: Fact) -> None:
    leaving.lose_number(work, whose)


def _recovery_date(work: Work, whose: Row[Any], value: Fact) -> None:
    """Their own date; the days that count from it are planned."""
    put_all(work, whose, {"recovery_date": value})
    milestones.plan(work, people.by_id(work, whose.id).client)


KEEPERS: Mapping[str, Keeper] = {
    "name": column("name"),
    "language": column("language"),
    "word": column("word"),
    "confidence": answers.keep_number("confidence"),
    "sleep": answers.keep_number("sleep"),
    "halt": answers.keep_words("halt"),
    "why": answers.keep_words("why"),
    "plan": answers.keep_words("plan"),
    "goal": goals.keep_goal,
    "goal_step": goals.keep_step,
    "goal_week": goals.keep_week,
    "goal_end": goals.end_goal,
    "seat": seats.save,
    "supporter": supporters.add,
    "supporter_needed": supporters.needed,
    "supporter_agreed": supporters.agreed,
    "supporter_declined": supporters.declined,
    "survey_answer": surveys.keep_answer,
    "survey_done": surveys.end_round,
    "phone": _phone_lost,
    "shared": column("shared"),
    "recovery_date": _recovery_date,
    "milestone": milestones.told,
    "win": milestones.keep_win,
    "zip": column("zip"),
    "status": and_plan(_status),
    "time": and_plan(_time),
    "zone": and_plan(column("zone")),
    "days": and_plan(_days),
    "unsafe": _unsafe,
}
