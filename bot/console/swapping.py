"""Swaps: a coach asks for somebody to take a turn, another looks what that changes, and takes it."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from bot import audit, lookout, relay
from bot.console import plan
from bot.console.changing import save_shift
from bot.console.door import COACHES, acting, looking, me, page
from bot.console.duty import LONGEST, Look, shown
from bot.console.plan import Change
from bot.models import coach, swap
from bot.rota import schedule
from bot.swaps import swapped
from bot.work import Work, insert


@page("/oncall/swap", COACHES, "POST")
def ask_swap() -> ResponseReturnValue:
    """Ask the others to take one of my turns: `rung`, and `starts` in seconds since 1970 as the page showed it."""
    starts, rung = request.form.get("starts", 0.0, type=float), request.form.get("rung", "")
    with acting() as unit:
        turns = plan.mine(schedule(unit, ahead=LONGEST), me().id, unit.at, unit.at + plan.AHEAD)
        found = next((one for one in turns if one.rung == rung and _near(one.starts, starts, unit.at)), None)
        if found is None:
            abort(409)
        about = {"program_id": unit.program.id, "coach_id": me().id, "rung": rung, "asked_at": unit.at}
        if not _asked_already(unit, found):
            made = insert(unit.tx, swap, {**about, "starts": found.starts, "ends": found.ends})
            audit.note(unit, me().actor, "asked for a swap", "swap", made)
    return redirect(url_for("console.duty"), 303)


@page("/oncall/swap/<int:swap_id>/look", COACHES, "POST")
def look_swap(swap_id: int) -> ResponseReturnValue:
    """What taking it would change."""
    with looking() as unit:
        change = _exchange(unit, _open(unit, swap_id))
    return shown(Look(change, url_for("console.take_swap", swap_id=swap_id)))


@page("/oncall/swap/<int:swap_id>/take", COACHES, "POST")
def take_swap(swap_id: int) -> ResponseReturnValue:
    """Take it. Of two who tap at once one has it. Whoever asked hears by text."""
    with acting() as unit:
        asked = _open(unit, swap_id)
        change = _exchange(unit, asked)
        first = sa.update(swap).where(swap.c.id == swap_id, swap.c.ended_at.is_(None))
        mine = first.values(ended_at=unit.at, taken_by=me().id).returning(swap.c.id)
        if not change.shifts or unit.tx.execute(mine).scalar() is None:
            abort(409)
        for one in change.shifts:
            save_shift(unit, one)
        audit.note(unit, me().actor, "took a swap", "swap", swap_id, coach=asked.coach_id)
        _tell(unit, asked)
        lookout.soon(unit)
    return redirect(url_for("console.duty"), 303)


@page("/oncall/swap/<int:swap_id>/drop", COACHES, "POST")
def drop_swap(swap_id: int) -> ResponseReturnValue:
    """Not asked any more."""
    with acting() as unit:
        asked = _open(unit, swap_id, mine=True)
        still = sa.update(swap).where(swap.c.id == asked.id, swap.c.ended_at.is_(None))
        unit.tx.execute(still.values(ended_at=unit.at))
        audit.note(unit, me().actor, "took back a swap", "swap", swap_id)
    return redirect(url_for("console.duty"), 303)


def _near(starts: datetime, asked: float, at: datetime) -> bool:
    """A turn that is running begins "now", which was a little earlier when the page was drawn."""
    return starts == datetime.fromtimestamp(asked, UTC) or (starts == at and asked <= at.timestamp())


def _asked_already(unit: Work, found: Any) -> bool:
    same = (swap.c.coach_id == me().id, swap.c.rung == found.rung, swap.c.ends == found.ends)
    return unit.tx.execute(sa.select(swap.c.id).where(*same, swap.c.ended_at.is_(None))).scalar() is not None


def _open(unit: Work, swap_id: int, *, mine: bool = False) -> Row[Any]:
    """The request, if it is of this program and still open: my own to take back, another's to take."""
    own = (swap.c.id == swap_id, swap.c.program_id == unit.program.id)
    found = unit.tx.execute(sa.select(swap).where(*own)).one_or_none() or abort(404)
    if found.ended_at is not None or found.ends <= unit.at:
        abort(409)
    if mine != (found.coach_id == me().id) and not (mine and me().supervises):
        abort(403)
    return found


def _exchange(unit: Work, asked: Row[Any]) -> Change:
    """The turns of both in that span, each as a shift of the other."""
    starts = max(asked.starts, unit.at)
    found = swapped(schedule(unit, ahead=asked.ends - unit.at), asked.coach_id, me().id, starts, asked.ends)
    theirs = [one for one in found if one.coach == me().id and one.rung == asked.rung]
    return Change(shifts=tuple(found) if theirs else ())


def _tell(unit: Work, asked: Row[Any]) -> None:
    whose = unit.tx.execute(sa.select(coach.c.language).where(coach.c.id == asked.coach_id)).scalar_one()
    when = lookout.when(asked.starts, unit.at, unit.program.zone, whose)
    relay.tell_coach(unit, asked.coach_id, f"swap.{asked.id}", "coach.swap_taken", coach=me().name, when=when)
