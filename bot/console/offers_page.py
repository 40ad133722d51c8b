"""What the program offers: meetings and places that help. Coaches read it, supervisors change it, line by line."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import audit, gatherings, offers
from bot.console.door import COACHES, SUPERVISORS, acting, looking, me, page
from bot.days import local_day
from bot.models import meeting, resource, seat
from bot.resources import FRESH_FOR
from bot.sheets import Mistake, Sheet
from bot.work import Work, insert

KINDS = {"meetings": (meeting, offers.MEETING, offers.read_meetings)}
KINDS |= {"resources": (resource, offers.RESOURCE, offers.read_resources)}
SHOWN = 300


@page("/offers", COACHES)
def offers_page() -> ResponseReturnValue:
    """Both lists."""
    return _shown()


@page("/offers/<any(meetings, resources):kind>", SUPERVISORS, "POST")
def add_offer(kind: str) -> ResponseReturnValue:
    """One more line of a list: read as a line of its file is."""
    with looking() as unit:
        sheet = _read(unit, kind)
    if sheet.mistakes:
        return _shown(kind, sheet.mistakes), 400
    table, _, _ = KINDS[kind]
    with acting() as unit:
        today = local_day(unit.at, unit.program.zone)
        ((_, row),) = sheet.rows
        made = insert(unit.tx, table, {"program_id": unit.program.id, "verified_on": today, **row})
        audit.note(unit, me().actor, "added", table.name, made)
    return redirect(url_for("console.offers_page"), 303)


@page("/offers/<any(meetings, resources):kind>/<int:offer_id>/checked", SUPERVISORS, "POST")
def offer_checked(kind: str, offer_id: int) -> ResponseReturnValue:
    """Somebody called or went there today: it is as it says."""
    with acting() as unit:
        today = local_day(unit.at, unit.program.zone)
        _change(unit, kind, offer_id, "checked", verified_on=today)
    return redirect(url_for("console.offers_page"), 303)


@page("/offers/<any(meetings, resources):kind>/<int:offer_id>/end", SUPERVISORS, "POST")
def end_offer(kind: str, offer_id: int) -> ResponseReturnValue:
    """Off the list. A meeting's row stays, for who came."""
    with acting() as unit:
        if kind == "meetings":
            yesterday = local_day(unit.at, unit.program.zone) - timedelta(days=1)
            _change(unit, kind, offer_id, "took off the list", until=yesterday)
        else:
            _gone(unit, offer_id)
    return redirect(url_for("console.offers_page"), 303)


def _change(unit: Work, kind: str, offer_id: int, act: str, **values: Any) -> None:
    table, _, _ = KINDS[kind]
    own = (table.c.id == offer_id, table.c.program_id == unit.program.id)
    if unit.tx.execute(sa.update(table).where(*own).values(**values).returning(table.c.id)).scalar() is None:
        abort(404)
    audit.note(unit, me().actor, act, table.name, offer_id)


def _gone(unit: Work, offer_id: int) -> None:
    own = (resource.c.id == offer_id, resource.c.program_id == unit.program.id)
    if unit.tx.execute(sa.delete(resource).where(*own).returning(resource.c.id)).scalar() is None:
        abort(404)
    audit.note(unit, me().actor, "took off the list", "resource", offer_id)


def _read(unit: Work, kind: str) -> Sheet:
    """The form as the only line of a file."""
    _, columns, read = KINDS[kind]
    reader: Callable[[Iterable[str]], Sheet] = read
    today = local_day(unit.at, unit.program.zone).isoformat()
    typed = {name: request.form.get(name, "").strip() for name in columns}
    if "verified_on" in columns:
        typed["verified_on"] = today
    lines = io.StringIO()
    csv.writer(lines).writerows([typed.keys(), typed.values()])
    sheet = reader(lines.getvalue().splitlines())
    return sheet if sheet.rows or sheet.mistakes else Sheet([], [Mistake(1, "nothing was written")])


def _shown(kind: str = "", mistakes: Iterable[Mistake] = ()) -> str:
    with looking() as unit:
        coming = gatherings.coming(gatherings.of_program(unit), unit.program.zone, unit.at)
        asked = sa.select(resource).where(resource.c.program_id == unit.program.id)
        places = list(unit.tx.execute(asked.order_by(resource.c.zip, resource.c.title).limit(SHOWN)))
        found = {"coming": coming, "places": places, "seats": _seats(unit, coming), "zone": unit.program.zone}
        fresh = local_day(unit.at, unit.program.zone) - FRESH_FOR
    told = {"kind": kind, "mistakes": list(mistakes), "form": request.form, "fresh": fresh}
    return render_template("console/offers.html", weekdays=offers.WEEKDAYS, **found, **told)


def _seats(unit: Work, coming: list[gatherings.Coming]) -> dict[int, int]:
    """How many mean to come to each meeting's next day."""
    days = {one.meeting.id: local_day(one.at, unit.program.zone) for one in coming}
    asked = sa.select(seat.c.meeting_id, seat.c.day, sa.func.count()).where(seat.c.meeting_id.in_(days))
    rows = unit.tx.execute(asked.where(seat.c.day.in_(days.values())).group_by(seat.c.meeting_id, seat.c.day))
    return {meeting_id: count for meeting_id, day, count in rows if days[meeting_id] == day}
