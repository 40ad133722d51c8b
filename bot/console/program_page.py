"""What a program is set to: lines, ladders and hotlines, saved only where they are safe; and every word, to read."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, get_args

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import holidays, ladders, lines
from bot.console.door import ADMINS, COACHES, SUPERVISORS, acting, language, looking, me, page
from bot.console.words import say
from bot.days import local_day
from bot.escalation import BOTH, LADDERS, BadLadder, Ladder, Tier
from bot.oncall import RungName
from bot.work import Work
from flows.copy import FRESH_FOR, Entry, entries, hotlines
from flows.copy.preview import shown as sample
from flows.segments import segments

MINUTES = {"remind_after", "contact_within"}
"""Kept in seconds, shown in minutes."""

WALLS = ("opens", "closes")
MORE_STEPS, MOST_STEPS = 2, 30

BAD_LADDERS = {
    "The first": "ladder.first",
    "Each step names rungs": "ladder.rungs",
    "Each step names methods": "ladder.methods",
    "Between": "ladder.waits",
    "The last step pages": "ladder.last",
    "Its last step": "ladder.nobody",
    "A ladder": "ladder.numbers",
    "Each step has": "ladder.numbers",
}
"""How what is wrong with a ladder is said here, by how its own words begin."""


@page("/program", SUPERVISORS)
def program_page() -> ResponseReturnValue:
    """All of it."""
    return _shown()


@page("/program/lines", ADMINS, "POST")
def keep_lines() -> ResponseReturnValue:
    """Keep the lines, or say which of them is not safe."""
    values = _values()
    if values is None:
        return _shown(wrong="unclear"), 400
    try:
        with acting() as unit:
            lines.save(unit, values, me().actor)
    except lines.Unsafe as trouble:
        return _shown(wrong=str(trouble)), 400
    return redirect(url_for("console.program_page"), 303)


@page("/program/ladder/<any(urgent, emergency):tier>", ADMINS, "POST")
def keep_ladder(tier: Tier) -> ResponseReturnValue:
    """Keep a ladder, or go back to the default; or say what is wrong with it."""
    try:
        with acting() as unit:
            if request.form.get("default"):
                ladders.reset(unit, tier, me().actor)
            else:
                ladders.save(unit, tier, _ladder(), me().actor)
    except BadLadder as trouble:
        return _shown(bad={tier: ladder_said(trouble)}), 400
    return redirect(url_for("console.program_page"), 303)


@page("/program/hotlines/<name>", ADMINS, "POST")
def keep_hotline(name: str) -> ResponseReturnValue:
    """Somebody called it today, and this is its number."""
    try:
        with acting() as unit:
            today = local_day(unit.at, unit.program.zone)
            lines.verified(unit, name, request.form.get("number", "").strip(), today, me().actor)
    except lines.Unsafe:
        return _shown(wrong="hotlines"), 400
    return redirect(url_for("console.program_page"), 303)


@page("/program/holidays", ADMINS, "POST")
def keep_holidays() -> ResponseReturnValue:
    """One more day, or one less."""
    form = request.form
    try:
        with acting() as unit:
            if form.get("drop"):
                holidays.drop(unit, date.fromisoformat(form["drop"]), me().actor)
            else:
                holidays.add(unit, date.fromisoformat(form.get("day", "")), me().actor)
    except ValueError:
        return _shown(wrong="holidays"), 400
    return redirect(url_for("console.program_page"), 303)


@page("/words", COACHES)
def words_page() -> ResponseReturnValue:
    """Every message as a phone shows it. To change one is a reviewed change of a file, not a form."""
    files: dict[str, list[Entry]] = {}
    for key, entry in entries().items():
        files.setdefault(key.partition(".")[0], []).append(entry)
    chosen = request.args.get("file", "crisis")
    if chosen not in files:
        abort(404)
    told = [(entry, [_bubble(entry.key, tongue) for tongue in ("en", "es")]) for entry in files[chosen]]
    return render_template("console/words.html", files=list(files), chosen=chosen, entries=told)


def ladder_said(trouble: BadLadder) -> str:
    """The words for what is wrong with a ladder."""
    return next(key for begins, key in BAD_LADDERS.items() if str(trouble).startswith(begins))


def _bubble(key: str, tongue: str) -> Mapping[str, Any]:
    text = sample(key, tongue)
    cost = segments(text)
    told = say("box.count", language(), letters=cost.letters, n=cost.count, encoding=cost.encoding)
    return {"language": tongue, "text": text, "cost": told}


def _shown(wrong: str = "", bad: Mapping[str, str] | None = None) -> str:
    with looking() as unit:
        found = {
            "program": unit.program,
            "lines": unit.program.lines,
            "ladders": {tier: _steps(ladders.in_force(unit.program, tier), (bad or {}).get(tier)) for tier in LADDERS},
            "own": unit.program.lines.ladders,
            "hotlines": _hotlines(unit),
            "holidays": holidays.ahead(unit.program, local_day(unit.at, unit.program.zone)),
        }
    fixed: dict[str, Any] = {"limits": lines.LIMITS, "minutes": MINUTES, "rungs": get_args(RungName), "methods": BOTH}
    fixed |= {"most_holidays": holidays.MOST, "in_a_row": holidays.IN_A_ROW}
    return render_template("console/program.html", wrong=wrong, bad=bad or {}, form=request.form, **found, **fixed)


def _steps(ladder: Ladder, trouble: str | None) -> Mapping[str, Any]:
    """What the form shows: the ladder as it is, or as it was just typed, and two empty steps."""
    plain: Any = _ladder() if trouble else None
    steps = plain["steps"] if plain else [
        {"after": step.after, "rungs": step.rungs, "methods": step.methods} for step in ladder.steps
    ]  # fmt: skip
    empty = [{"after": "", "rungs": (), "methods": ()}] * MORE_STEPS
    return {"ladder": ladder, "steps": [*steps, *empty], "again": plain["again"] if plain else ladder.again}


def _values() -> dict[str, Any] | None:
    """The lines as the form has them; None where one is no number."""
    try:
        values: dict[str, Any] = {name: _number(name) for name in lines.LIMITS}
        return {**values, **{name: time.fromisoformat(request.form[name]) for name in WALLS}}
    except ValueError:
        return None


def _number(name: str) -> float:
    typed = request.form[name]
    if name == "pace":
        return float(typed)
    return int(typed) * (60 if name in MINUTES else 1)


def _ladder() -> dict[str, Any]:
    """The ladder as the form has it, in the order of time. A step without anybody is no step."""
    form = request.form
    steps = []
    for nth in range(min(MOST_STEPS, form.get("steps", 0, type=int))):
        rungs = [name for name in get_args(RungName) if form.get(f"rung_{nth}_{name}")]
        if rungs:
            methods = [method for method in BOTH if form.get(f"by_{nth}_{method}")]
            steps.append({"after": form.get(f"after_{nth}", type=int), "rungs": rungs, "methods": methods})
    return {"steps": sorted(steps, key=lambda step: step["after"] or 0), "again": form.get("again", type=int)}


def _hotlines(unit: Work) -> list[Mapping[str, Any]]:
    """Each hotline as the program says it, and whether it is time to call it again."""
    today, own = local_day(unit.at, unit.program.zone), unit.program.lines.hotlines
    rows: list[Mapping[str, Any]] = []
    for line in hotlines():
        mine = own.get(line.name)
        on = date.fromisoformat(mine["verified_on"]) if mine else line.verified_on
        number = mine["number"] if mine else line.number
        about = {"name": line.name, "number": number, "verified_on": on, "stale": today - on > FRESH_FOR}
        rows.append({**about, "fixed": line.name == "emergency", "own": number != line.number})
    return [*rows, _dispatch(own, today)]


def _dispatch(own: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """The local emergency centre's number, which no program has until somebody looked it up."""
    mine = own.get(lines.DISPATCH, {"number": ""})
    on = date.fromisoformat(mine["verified_on"]) if mine["number"] else None
    about = {"name": lines.DISPATCH, "number": mine["number"], "verified_on": on, "fixed": False, "own": False}
    return {**about, "stale": on is not None and today - on > FRESH_FOR}
