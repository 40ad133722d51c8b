"""Changing what is known of a client, and a pause. What they agreed to is changed by what they say, not here."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from bot import audit, rhythm
from bot.console import speaking
from bot.console.door import COACHES, acting, done, looking, me, page
from bot.console.words import LANGUAGES
from bot.days import following_day, local_day
from bot.keeping import keep
from bot.lines import LIMITS, OWN
from bot.models import client
from bot.work import Work
from flows.wording import avoided

PAUSES = (1, 3, 7, 14, 30)
"""Days that a pause may last; after it check-ins begin again by themselves."""

LONGEST_NAME, LONGEST_WORD = 40, 24
MOVABLE = ("active", "invited", "left", "locked")
"""Who may get another number."""


@page("/people/<int:client_id>/edit", COACHES)
def edit(client_id: int) -> ResponseReturnValue:
    """The form."""
    return form(client_id)


@page("/people/<int:client_id>/edit", COACHES, "POST")
def keep_edit(client_id: int) -> ResponseReturnValue:
    """Keep what has changed; the next check-in is planned anew."""
    with looking() as unit:
        _client(unit, client_id)
        wrong, values = _read(unit)
    if wrong:
        return form(client_id, wrong), 400
    unsafe = bool(request.form.get("unsafe"))
    with acting() as unit:
        whose = _client(unit, client_id)
        unit.tx.execute(sa.update(client).where(client.c.id == client_id).values(**values))
        if turned := unsafe != (whose.unsafe_since is not None):
            keep(unit, whose, "unsafe", unsafe)
        rhythm.plan(unit, _client(unit, client_id))
        changed = sorted(name for name, value in values.items() if getattr(whose, name) != value)
        changed += ["unsafe"] * turned
        audit.note(unit, me().actor, "edited", "client", client_id, changed=changed)
    return redirect(url_for("console.person", client_id=client_id), 303)


@page("/people/<int:client_id>/pause", COACHES, "POST")
def pause(client_id: int) -> ResponseReturnValue:
    """No check-ins for so many days: until that local midnight. 0 goes on at once. Crisis texts always go."""
    days = request.form.get("days", -1, type=int)
    if days not in (0, *PAUSES):
        abort(400)
    with acting() as unit:
        whose = _client(unit, client_id)
        until = _pause_ends(whose, unit.at, days) if days else None
        unit.tx.execute(sa.update(client).where(client.c.id == client_id).values(paused_until=until))
        audit.note(unit, me().actor, "paused" if days else "ended a pause", "client", client_id, days=days)
    return done("did.paused" if days else "did.unpaused", url_for("console.person", client_id=client_id))


def _pause_ends(whose: Row[Any], at: datetime, days: int) -> datetime:
    last = local_day(at, whose.zone) + timedelta(days=days)
    return following_day(time(), whose.zone, last)


def _read(unit: Work) -> tuple[str, dict[str, Any]]:
    """What is wrong with the form (a key of words), and what it says."""
    form = request.form
    name, word = form.get("name", "").strip(), form.get("word", "").strip()
    days = "".join(day for day in rhythm.EVERY_DAY if form.get(f"day_{day}"))
    try:
        wall = time.fromisoformat(form["checkin_time"]) if form.get("checkin_time") else None
    except ValueError:
        return "edit.clock", {}
    if form.get("language") not in LANGUAGES or form.get("zone") not in available_timezones():
        abort(400)
    values = {"name": name or None, "language": form["language"], "zone": form["zone"], "word": word or None}
    shared = bool(form.get("shared"))
    return _wrong(unit, name, word, wall), {**values, "shared": shared, "checkin_time": wall, "days": days}


def _wrong(unit: Work, name: str, word: str, wall: time | None) -> str:
    lines = unit.program.lines
    if len(name) > LONGEST_NAME:
        return "edit.name_long"
    if len(word) > LONGEST_WORD or avoided(word, "substances", "health"):
        return "edit.word_tells"
    if wall is not None and not lines.opens <= wall < lines.closes:
        return "edit.hours"
    return ""


def form(client_id: int, wrong: str = "", wrong_number: str = "", wrong_line: str = "") -> str:
    """The page, and what was wrong with one of its forms: keys of words, or the name of a line."""
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix")))
    with looking() as unit:
        whose, lines = _client(unit, client_id), unit.program.lines
    found = {"zones": zones, "lines": lines, "pauses": PAUSES, "languages": LANGUAGES, "own": whose.lines or {}}
    told = {"wrong": wrong, "wrong_number": wrong_number, "wrong_line": wrong_line, "form": request.form}
    fixed = {"limits": {name: LIMITS[name] for name in OWN}, "movable": whose.status in MOVABLE}
    return render_template("console/edit.html", whose=whose, **told, **found, **fixed)


def _client(unit: Work, client_id: int) -> Row[Any]:
    return speaking.client_of(unit, client_id) or abort(404)
