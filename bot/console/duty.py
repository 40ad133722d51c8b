"""The page of who is on call: now, a week or a month of it, what is wrong with it, and who carries how much of it."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import trials
from bot.console import acts, counting, limits, plan, proofs
from bot.console.calendar import calendar
from bot.console.door import ANYONE, COACHES, acting, address, done, line, looking, me, page
from bot.console.plan import Change
from bot.console.team import names
from bot.coverage import shortfalls
from bot.days import instant, local_day
from bot.db import reading, transaction, vault_of
from bot.ladders import last_steps
from bot.models import coach, login, rotation, shift, swap, time_off
from bot.oncall import on_call
from bot.program import program_by_id
from bot.rota import schedule, standings
from bot.work import Work

LONGEST = timedelta(days=62)
FURTHEST = 366
FEED_BACK, FEED_AHEAD = timedelta(days=30), timedelta(days=90)
FAIR_BACK = timedelta(days=28)
VIEWS = {"week": plan.week_of, "month": plan.month_of}


@dataclass(frozen=True)
class Look:
    """A change that is looked at and not kept: where its form goes (`to`), the form, and what it would add.

    `change` is None where the form made no sense.
    """

    change: Change | None = None
    to: str = ""
    form: dict[str, Any] = field(default_factory=dict)


@page("/oncall", COACHES)
def duty() -> ResponseReturnValue:
    """Now, and a week or a month of days."""
    return shown(None)


@page("/oncall/live", COACHES)
def duty_live() -> ResponseReturnValue:
    """Who is on call now, how many wait, and how a test page fares; 204 when nothing has changed."""
    with looking() as unit:
        now = _now(unit)
    if request.args.get("v") == now["version"]:
        return "", 204
    return render_template("console/duty_now.html", **now)


@page("/oncall/test", COACHES, "POST")
def test_page() -> ResponseReturnValue:
    """ "Test page me": a text and a call, now, to be answered with 1."""
    with acting() as unit:
        if not limits.spend(unit.tx, limits.TESTS, str(me().id), unit.at):
            abort(429)
        try:
            trials.send(unit, me().id, me().actor)
        except trials.NotVerified:
            return done("did.test_nowhere", url_for("console.duty"))
    return done("did.test_sent", url_for("console.duty"))


@page("/feed/<token>.ics", ANYONE)
def feed(token: str) -> ResponseReturnValue:
    """One coach's calendar, for whoever holds its secret address."""
    at = line().now()
    with transaction(line().engine) as tx:
        if not limits.spend(tx, limits.BY_LINK, address(), at):
            abort(429)
    with reading(line().engine) as tx:
        asked = sa.select(coach).join(login, login.c.coach_id == coach.c.id)
        whose = tx.execute(asked.where(login.c.feed_hash == proofs.token_hash(token))).one_or_none() or abort(404)
        unit = Work(tx, vault_of(line().engine), program_by_id(tx, whose.program_id), at)
        today = at.replace(hour=0, minute=0, second=0, microsecond=0)  # so that a long shift keeps its id for a day
        mine = plan.mine(schedule(unit, FEED_BACK, FEED_AHEAD), whose.id, today - FEED_BACK, today + FEED_AHEAD)
    text = calendar(mine, unit.program.name, whose.language, at)
    return Response(text, mimetype="text/calendar")


def shown(look: Look | None) -> ResponseReturnValue:
    """The page; with a look, the days as they would be. A script that asks while somebody types gets the look alone."""
    alone = look is not None and bool(request.headers.get("X-Live"))
    with looking() as unit:
        found = _found(unit, look)
    return render_template("console/duty_look.html" if alone else "console/duty.html", look=look, **found)


def _found(unit: Work, look: Look | None) -> dict[str, Any]:
    change = look.change if look and look.change else Change()
    view, first, days = _span(unit, change)
    zone = me().zone
    starts, ends = (instant(day, time(), zone) for day in (first, first + timedelta(days=days)))
    until = max([unit.at + plan.AHEAD, *(ends for _, ends in change.spans)])
    before = schedule(unit, max(unit.at - starts, FAIR_BACK), max(until - unit.at, ends - unit.at, LONGEST))
    after = change.added_to(before)
    people = names(unit)
    nights, lasts = unit.program.lines.most_nights, last_steps(unit.program)
    wrong = shortfalls(after, standings(unit), unit.at, unit.at + plan.AHEAD, nights, lasts)
    return {
        **_now(unit),
        "view": view,
        "first": first,
        "grid": plan.grid(after, first, zone, days),
        "today": local_day(unit.at, zone),
        "around": _around(view, first, days),
        "people": people,
        "clocks": _clocks(unit),
        "mine": plan.mine(before, me().id, unit.at, unit.at + plan.AHEAD),
        "torn": plan.new_gaps(before, after, unit.at, until) if look else [],
        "over": plan.overlaps(before, change),
        "wrong": wrong,
        "shifts": _rows(unit, shift, shift.c.program_id == unit.program.id),
        "rests": _rows(unit, time_off, time_off.c.coach_id.in_(people)),
        "swaps": _rows(unit, swap, swap.c.program_id == unit.program.id, swap.c.ended_at.is_(None)),
        "rotations": list(unit.tx.execute(sa.select(rotation).where(rotation.c.program_id == unit.program.id))),
        "loads": counting.loads(unit, unit.at - FAIR_BACK, plan.AHEAD),
        "at": unit.at,
        "horizon": unit.at + plan.AHEAD,
    }


def _now(unit: Work) -> dict[str, Any]:
    rungs = on_call(schedule(unit), unit.at)
    trial = trials.newest(unit, me().id)
    test = trials.result(unit, trial) if trial is not None else None
    found = {"rungs": rungs, "test": test, "waiting": acts.waiting(unit), "people": names(unit)}
    return {**found, "version": sha256(repr(found).encode()).hexdigest()[:20]}


def _span(unit: Work, change: Change) -> tuple[str, date, int]:
    """The view that is asked for and its days: around `from`, or where a change begins, or today."""
    view = request.values.get("view", "week")
    today = local_day(unit.at, me().zone)
    begins = [local_day(starts, me().zone) for starts, _ in change.spans]
    begins += [one.starts for one in change.rotations]
    try:
        day = date.fromisoformat(request.args.get("from", "")) if "from" in request.args else min(begins, default=today)
    except ValueError:
        abort(400)
    if view not in VIEWS or abs((day - today).days) > FURTHEST:
        abort(400)
    return view, *VIEWS[view](day)


def _around(view: str, first: date, days: int) -> tuple[date, date]:
    """A day in the week or month before, and one in the next."""
    middle = first + timedelta(days=days // 2)
    if view == "week":
        return first - timedelta(days=7), first + timedelta(days=7)
    return middle.replace(day=1) - timedelta(days=1), middle.replace(day=1) + timedelta(days=32)


def _clocks(unit: Work) -> dict[int, str]:
    """Each coach's own zone."""
    asked = sa.select(coach.c.id, login.c.zone).outerjoin(login, login.c.coach_id == coach.c.id)
    rows = unit.tx.execute(asked.where(coach.c.program_id == unit.program.id))
    return {row.id: row.zone or unit.program.zone for row in rows}


def _rows(unit: Work, table: sa.Table, *which: Any) -> list[Any]:
    ahead = (table.c.ends > unit.at, table.c.starts < unit.at + LONGEST)
    return list(unit.tx.execute(sa.select(table).where(*which, *ahead).order_by(table.c.starts)))
