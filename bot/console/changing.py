"""Changing who is on call: a shift, time off, a rotation. Each is looked at first, with its gaps, and then kept."""

from datetime import date, datetime, time
from typing import Any, cast

import sqlalchemy as sa
from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot import audit, lookout, seed
from bot.console import plan
from bot.console.door import COACHES, SUPERVISORS, acting, looking, me, page
from bot.console.duty import LONGEST, Look, shown
from bot.console.plan import Change
from bot.console.team import names
from bot.days import instant
from bot.models import coach, rotation, shift, time_off
from bot.oncall import Rotation, Rung, Shift, TimeOff
from bot.work import Work, insert

RUNGS = ("primary", "backup")
SPAN = ("coach", "rung", "from_day", "from_time", "to_day", "to_time")
TURNS = ("rung", "coaches", "starts", "every", "hand_off")


@page("/oncall/look", COACHES, "POST")
def look() -> ResponseReturnValue:
    """What a shift or time off would change. Nothing is kept yet."""
    return shown(Look(_wish(), url_for("console.keep"), _form(SPAN)))


@page("/oncall/keep", COACHES, "POST")
def keep() -> ResponseReturnValue:
    """Keep it."""
    change = _wish() or abort(400)
    with acting() as unit:
        for one in change.shifts:
            save_shift(unit, one)
        for off in change.rests:
            row = {"coach_id": off.coach, "starts": off.starts, "ends": off.ends}
            made = insert(unit.tx, time_off, row)
            audit.note(unit, me().actor, "added time off", "time off", made, coach=off.coach)
        lookout.soon(unit)
    return redirect(url_for("console.duty"), 303)


@page("/oncall/rotation/look", SUPERVISORS, "POST")
def look_rotation() -> ResponseReturnValue:
    """What a rotation would change."""
    return shown(Look(_turns(), url_for("console.keep_rotation"), _form(TURNS)))


@page("/oncall/rotation/keep", SUPERVISORS, "POST")
def keep_rotation() -> ResponseReturnValue:
    """Keep it: from its first hand-off on it wins over earlier ones of the rung."""
    (one,) = (_turns() or abort(400)).rotations
    with acting() as unit:
        row = (one.rung, list(one.coaches), one.starts, one.hand_off, one.every)
        made = seed.add_rotation(unit.tx, unit.program.id, *row)
        audit.note(unit, me().actor, "set", "rotation", made, rung=one.rung, coaches=one.coaches, every=one.every)
        lookout.soon(unit)
    return redirect(url_for("console.duty"), 303)


@page("/oncall/rotation/<int:rotation_id>/end", SUPERVISORS, "POST")
def end_rotation(rotation_id: int) -> ResponseReturnValue:
    """Take back a rotation that is not in force yet. One that is stays in the past: a newer one takes its place."""
    with acting() as unit:
        own = (rotation.c.id == rotation_id, rotation.c.program_id == unit.program.id)
        row = unit.tx.execute(sa.select(rotation).where(*own)).one_or_none() or abort(404)
        if instant(row.starts, row.hand_off, unit.program.zone) <= unit.at:
            abort(409)
        unit.tx.execute(sa.delete(rotation).where(rotation.c.id == rotation_id))
        audit.note(unit, me().actor, "removed a rotation", "rotation", rotation_id)
        lookout.soon(unit)
    return redirect(url_for("console.duty"), 303)


@page("/oncall/<any(shift, rest):kind>/<int:row_id>/end", COACHES, "POST")
def end_row(kind: str, row_id: int) -> ResponseReturnValue:
    """Take back what has not begun; end now what has. The past stays as it was."""
    table = shift if kind == "shift" else time_off
    with acting() as unit:
        row = _row(unit, table, row_id)
        if row.coach_id != me().id and not me().supervises:
            abort(403)
        if row.starts > unit.at:
            unit.tx.execute(sa.delete(table).where(table.c.id == row_id))
        elif row.ends > unit.at:
            unit.tx.execute(sa.update(table).where(table.c.id == row_id).values(ends=unit.at))
        audit.note(unit, me().actor, "ended a shift" if kind == "shift" else "ended time off", kind, row_id)
        lookout.soon(unit)
    return redirect(url_for("console.duty"), 303)


def save_shift(unit: Work, one: Shift) -> None:
    """Keep one fixed shift."""
    row = {"program_id": unit.program.id, "coach_id": one.coach, "rung": one.rung}
    made = insert(unit.tx, shift, {**row, "starts": one.starts, "ends": one.ends})
    audit.note(unit, me().actor, "added a shift", "shift", made, coach=one.coach, rung=one.rung)


def _wish() -> Change | None:
    """The shift or time off (no rung) as the form has it; None where something is missing or makes no sense."""
    form, zone = request.form, me().zone
    who, rung = form.get("coach", me().id, type=int), form.get("rung", "")
    if who != me().id and not me().supervises:
        abort(403)
    starts = plan.moment(form.get("from_day", ""), form.get("from_time", ""), zone)
    ends = plan.moment(form.get("to_day", ""), form.get("to_time", ""), zone)
    with looking() as unit:
        if who not in names(unit) or rung not in ("", *RUNGS):
            abort(400)
        good = starts and ends and starts < ends <= starts + LONGEST and ends > unit.at
    if not (good and starts and ends):
        return None
    if not rung:
        return Change(rests=(TimeOff(who, starts, ends),))
    return Change(shifts=(Shift(cast(Rung, rung), who, starts, ends),))


def _turns() -> Change | None:
    """The rotation as the form has it: its coaches in the order of the numbers beside their names."""
    form = request.form
    with looking() as unit:
        people, at, zone = names(unit), unit.at, unit.program.zone
    order = sorted((form.get(f"turn_{who}", 0, type=int), who) for who in people)
    coaches = tuple(who for turn, who in order if turn > 0)
    every = form.get("every", 0, type=int)
    try:
        starts, hand_off = date.fromisoformat(form.get("starts", "")), time.fromisoformat(form.get("hand_off", ""))
    except ValueError:
        return None
    if form.get("rung") not in RUNGS or not coaches or not 1 <= every <= 366 or _past(starts, hand_off, zone, at):
        return None
    return Change(rotations=(Rotation(cast(Rung, form["rung"]), coaches, starts, every, hand_off),))


def _past(starts: date, hand_off: time, zone: str, at: datetime) -> bool:
    """Who was on call is not written anew: a rotation begins in the future."""
    return hand_off.tzinfo is not None or instant(starts, hand_off, zone) <= at


def _form(fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in request.form.items() if name in fields or name.startswith("turn_")}


def _row(unit: Work, table: sa.Table, row_id: int) -> Any:
    joined = sa.select(table).join(coach, coach.c.id == table.c.coach_id)
    own = (table.c.id == row_id, coach.c.program_id == unit.program.id)
    return unit.tx.execute(joined.where(*own)).one_or_none() or abort(404)
