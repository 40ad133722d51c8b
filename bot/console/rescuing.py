"""Sending emergency help to somebody: the steps in their order, on one page, and what was written down of them."""

from datetime import datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from bot import audit, people, rescue, supporters
from bot.console import speaking
from bot.console.door import COACHES, acting, looking, me, page
from bot.lines import DISPATCH
from bot.models import escalation
from bot.paging import DRILL
from bot.work import Work

LONGEST = 300
NEEDED: dict[rescue.Kind, tuple[str, ...]] = {"asked": ("nature",), "told": ("recipient", "affiliation", "nature")}
"""What a step cannot do without: of `told`, what 42 CFR 2.51(c) wants kept."""

SLACK = timedelta(minutes=2)
"""A clock that runs ahead of ours; more, and the time was yesterday's."""


@page("/needs/<int:need_id>/rescue", COACHES)
def rescue_page(need_id: int) -> ResponseReturnValue:
    """What is known of where they are, what was done, and what may come next."""
    with acting() as unit:
        held = _held(unit, need_id)
        audit.note(unit, me().actor, "viewed", "client", held.client_id)
    return _shown(need_id)


@page("/needs/<int:need_id>/rescue", COACHES, "POST")
def keep_rescue(need_id: int) -> ResponseReturnValue:
    """Write a step down. What is missing is asked for, and nothing that was typed is lost."""
    kind: Any = request.form.get("kind", "")
    if kind not in get_args(rescue.Kind):
        abort(400)
    told = {name: request.form.get(name, "").strip()[:LONGEST] or None for name in rescue.SEALED}
    if not all(told[name] for name in NEEDED.get(kind, ())):
        return _shown(need_id, "missing"), 400
    try:
        with acting() as unit:
            held = _held(unit, need_id)
            if held.reason == DRILL:
                abort(409)
            when = _told_at(unit.at, request.form.get("told_at", "")) if kind == "told" else None
            rescue.write(unit, held, me().id, kind, me().supervises, told_at=when, **told)
    except rescue.OutOfTurn:
        return _shown(need_id, "faster"), 409
    return redirect(url_for("console.rescue_page", need_id=need_id), 303)


def _held(unit: Work, need_id: int) -> Row[Any]:
    """The escalation, locked, if it is of this program; a closed one, too."""
    own = (escalation.c.id == need_id, escalation.c.program_id == unit.program.id)
    asked = sa.select(escalation).where(*own).with_for_update(key_share=True)
    return unit.tx.execute(asked).one_or_none() or abort(404)


def _told_at(now: datetime, typed: str) -> datetime:
    """The wall time at which somebody was told, on the reader's clock: the last such time there was."""
    try:
        wall = time.fromisoformat(typed)
    except ValueError:
        return now
    here = now.astimezone(ZoneInfo(me().zone))
    at = here.replace(hour=wall.hour, minute=wall.minute, second=0, microsecond=0)
    return at if at <= here + SLACK else at - timedelta(days=1)


def _shown(need_id: int, wrong: str = "") -> str:
    with looking() as unit:
        own = (escalation.c.id == need_id, escalation.c.program_id == unit.program.id)
        held = unit.tx.execute(sa.select(escalation).where(*own)).one_or_none() or abort(404)
        steps = rescue.steps(unit, held.id)
        last = steps[-1].kind if steps else None
        may = {kind for kind in rescue.NEXT[last] if me().supervises or kind not in rescue.SUPERVISORS_OWN}
        found = {
            "held": held,
            "whose": speaking.client_of(unit, held.client_id),
            "steps": [_step(unit, one) for one in steps],
            "may": may - {"asked"} if me().supervises else may,
            "near": [one for one in supporters.of(unit, held.client_id) if one.agreed_at],
            "dispatch": unit.program.lines.numbers.get(DISPATCH),
        }
    return render_template("console/rescue.html", wrong=wrong, form=request.form if wrong else {}, **found)


def _step(unit: Work, row: Row[Any]) -> dict[str, Any]:
    by = people.coach_by_id(unit, row.coach_id).name
    return {"row": row, "by": by, "altered": rescue.altered(unit, row)}
