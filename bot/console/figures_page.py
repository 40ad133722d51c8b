"""The supervisor's figures: the page, and the same as CSV with small numbers left out."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot import audit
from bot.console import counting, figures, plots
from bot.console.door import SUPERVISORS, acting, language, looking, me, page
from bot.console.looks import span
from bot.console.words import say
from bot.work import Work

SPANS = (7, 28, 91)
AHEAD = timedelta(days=14)
HIDDEN = "<11"


@page("/figures", SUPERVISORS)
def figures_page() -> ResponseReturnValue:
    """Everything on one page; `days` is how far back."""
    days = _days()
    with looking() as unit:
        since = unit.at - timedelta(days=days)
        waits, weeks = figures.waits(counting.cases(unit, since), unit.program.zone), counting.weeks(unit)
        found = {
            "waits": waits,
            "weeks": weeks,
            "stayed": counting.stayed(unit),
            "cover": counting.cover(unit, since, unit.at),
            "cover_ahead": counting.cover(unit, unit.at, unit.at + AHEAD),
            "marked": counting.marked(unit, since),
            "review": counting.to_review(unit),
            "loads": counting.loads(unit, since, AHEAD),
            "soon": (unit.at + timedelta(days=30)).date(),
        }
    drawn = {"ranges": [_ranges(waits, tier) for tier in ("emergency", "urgent")], "curve": _curve(weeks)}
    return render_template("console/figures.html", days=days, spans=SPANS, **found, **drawn)


@page("/figures/<any(waits, checkins, stayed, marks, load):what>.csv", SUPERVISORS)
def figures_csv(what: str) -> ResponseReturnValue:
    """One table of the page to take away. Who took what, and when, is on the trail."""
    days = _days()
    with acting() as unit:
        rows = list(TABLES[what](unit, unit.at - timedelta(days=days)))
        audit.note(unit, me().actor, "exported figures", "program", unit.program.id, what=what, days=days)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    answer = Response(text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=peerline-{what}-{days}d.csv"
    return answer


def _days() -> int:
    days = request.args.get("days", 28, type=int)
    return days if days in SPANS else abort(400)


Rows = Iterable[Sequence[Any]]


def _waits_csv(unit: Work, since: datetime) -> Rows:
    yield ["tier", "part", "cases", "people", *(f"{step}_{p}_s" for step in figures.STEPS for p in ("p50", "p90"))]
    groups = figures.waits(counting.cases(unit, since), unit.program.zone)
    for whole, *parts in (groups[:3], groups[3:]):
        shown = [whole.people == 0 or whole.people >= figures.FEWEST, *figures.told([part.people for part in parts])]
        for one, open_ in zip((whole, *parts), shown, strict=True):
            lengths = [length for step in figures.STEPS for length in _told(one.steps[step], open_)]
            yield [one.tier, one.part, one.cases if open_ else HIDDEN, one.people if open_ else HIDDEN, *lengths]


def _told(length: figures.Lengths, open_: bool) -> list[Any]:
    """p50 and p90; neither where fewer than eleven stand behind them."""
    if not open_ or length.count < figures.FEWEST:
        return [HIDDEN, HIDDEN] if length.count else ["", ""]
    return [round(value, 1) for value in (length.p50, length.p90) if value is not None]


def _checkins_csv(unit: Work, since: datetime) -> Rows:
    yield ["week_after_joining", "people", "asked", "answered_in_12_h", "share", "expected"]
    for one in counting.weeks(unit):
        if one.people < figures.FEWEST:
            yield [one.nth, HIDDEN, HIDDEN, HIDDEN, HIDDEN, round(one.expected, 3)]
        else:
            yield [one.nth, one.people, one.asked, one.answered, round(one.share or 0, 3), round(one.expected, 3)]


def _stayed_csv(unit: Work, since: datetime) -> Rows:
    yield ["days_after_joining", "joined", "still_there", "share"]
    for one in counting.stayed(unit):
        here, gone = figures.told([one.there, one.joined - one.there])
        told = one.joined == 0 or (one.joined >= figures.FEWEST and here and gone)
        share = round(one.share, 3) if one.share is not None else ""
        yield [one.days, one.joined, one.there, share] if told else [one.days, HIDDEN, HIDDEN, HIDDEN]


def _marks_csv(unit: Work, since: datetime) -> Rows:
    yield ["rule", "version", "marked", "right", "wrong", "precision"]
    for one in counting.marked(unit, since):
        told = one.decided >= figures.FEWEST
        right = [one.decided, one.right, one.wrong, round(one.precision or 0, 3)] if told else [HIDDEN] * 4
        yield [one.rule, one.version, *right]


def _load_csv(unit: Work, since: datetime) -> Rows:
    """Coaches are staff, named by id; how many people each had is told as far as it is not a handful."""
    people = ("people_paged_for", "of_them_at_night", "taken")
    yield ["coach", "role", "nights", "nights_ahead", *people, "credential_until"]
    for one in counting.loads(unit, since, AHEAD):
        counts = (one.pages, one.at_night, one.taken)
        shown = [count if count == 0 or count >= figures.FEWEST else HIDDEN for count in counts]
        yield [one.id, one.role, one.nights, one.ahead, *shown, one.credential_until or ""]


TABLES = {
    "waits": _waits_csv,
    "checkins": _checkins_csv,
    "stayed": _stayed_csv,
    "marks": _marks_csv,
    "load": _load_csv,
}


def _ranges(waits: Sequence[figures.Waits], tier: str) -> Any:
    tongue = language()
    parts = {one.part: one for one in waits if one.tier == tier}
    bands = []
    for step in figures.STEPS:
        name = say(f"figures.{step}", tongue)
        found = [_range(part, parts[part].steps[step], name) for part in ("day", "night")]
        bands.append(plots.Band(name, [one for one in found if one is not None]))
    return plots.ranges(f"{say(f'tier.{tier}', tongue)}: {say('figures.waits', tongue)}", bands)


def _range(part: str, length: figures.Lengths, name: str) -> plots.Range | None:
    if length.p50 is None or length.p90 is None:
        return None
    half, most = (span(timedelta(seconds=value)) for value in (length.p50, length.p90))
    said = say("figures.bar", language(), step=name, part=say(f"figures.{part}", language()), half=half, most=most)
    return plots.Range(part, length.p50, length.p90, said)


def _curve(weeks: Sequence[figures.Week]) -> Any:
    tongue = language()
    points = []
    for one in weeks:
        if one.share is not None:
            said = say(
                "figures.week_said", tongue, nth=one.nth, share=f"{one.share:.0%}", planned=f"{one.expected:.0%}"
            )
            points.append(plots.Point(one.nth, one.share, one.expected, said))
    return plots.curve(say("figures.answers", tongue), points, max((one.nth for one in weeks), default=4))
