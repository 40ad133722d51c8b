"""Somebody told a coach that they want texts: they are asked by text, and nothing else comes before their own yes."""

from datetime import time
from typing import Any
from zoneinfo import available_timezones

import phonenumbers
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import joining
from bot.console.door import COACHES, acting, looking, me, page
from bot.console.words import LANGUAGES
from bot.days import local_day
from bot.work import Work

LONGEST_NAME = 40


@page("/people/new", COACHES)
def new_person() -> ResponseReturnValue:
    """The form."""
    return _form("")


@page("/people/new", COACHES, "POST")
def enrol() -> ResponseReturnValue:
    """Ask them, or say what is in the way."""
    number, wrong = number_of(request.form.get("number", "")), ""
    with looking() as unit:
        values = _values(unit)
        if number is None:
            wrong = "enrol.number"
        elif not request.form.get("told"):
            wrong = "enrol.not_told"
        elif isinstance(values, str):
            wrong = values
        elif joining.enrolled_as(unit, number) is not None:
            wrong = "enrol.taken"
    if wrong or number is None or isinstance(values, str):
        return _form(wrong), 400
    with acting() as unit:
        name, zone, today = values.pop("name"), values.pop("zone"), local_day(unit.at, unit.program.zone)
        made = joining.invite(unit, me().actor, name, number, zone, today, **values)
    return redirect(url_for("console.person", client_id=made), 303)


def _values(unit: Work) -> dict[str, Any] | str:
    """What the form says of them, or which words say what is wrong."""
    form, lines = request.form, unit.program.lines
    name = form.get("name", "").strip()
    if form.get("language") not in LANGUAGES or form.get("zone") not in available_timezones():
        abort(400)
    if len(name) > LONGEST_NAME:
        return "edit.name_long"
    try:
        wall = time.fromisoformat(form["checkin_time"]) if form.get("checkin_time") else None
    except ValueError:
        return "edit.clock"
    if wall is not None and not lines.opens <= wall < lines.closes:
        return "edit.hours"
    about = {"name": name or None, "zone": form["zone"], "language": form["language"]}
    return {**about, **({"checkin_time": wall} if wall else {})}


def number_of(typed: str) -> str | None:
    """Only numbers that can be somebody's: a slip here would text a stranger."""
    try:
        parsed = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _form(wrong: str) -> str:
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix")))
    with looking() as unit:
        found = {"lines": unit.program.lines, "zone": unit.program.zone, "speaks": unit.program.language}
    told = {"wrong": wrong, "form": request.form, "zones": zones, "languages": LANGUAGES}
    return render_template("console/new.html", **found, **told)
