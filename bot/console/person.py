"""One client's page: what was said, how they have been, and the box to write to them. Every look at it is noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from bot import audit, marks, people, safety_plan
from bot.console import board, drawing, guarding, happened, speaking
from bot.console.door import COACHES, acting, done, language, looking, me, page
from bot.console.helped import Helped, Told, helped, told
from bot.console.speaking import Box
from bot.console.thread import Thread, thread
from bot.console.words import say
from bot.days import local_day, shows_between
from bot.models import checkin, consent, goal, goal_step, note, supporter
from bot.topics import Topic, wants
from bot.work import Work, insert
from flows.segments import outside_gsm, segments

SPANS = (7, 30, 90)
UNASKED = ("invited", "stranger")


@dataclass(frozen=True)
class Shown:
    """Everything on the page."""

    client: Row[Any]
    need: board.Need | None
    box: Box
    thread: Thread
    days: list[drawing.Day]
    picture: str
    usual: float | None
    helped: list[Helped]
    told: list[Told]
    consents: list[Row[Any]]
    goals: list[Row[Any]]
    supporters: list[Row[Any]]
    plan: Mapping[int, str]
    late_there: bool
    there: str
    coaches: list[tuple[int, str]]


@page("/people/<int:client_id>", COACHES)
def person(client_id: int) -> ResponseReturnValue:
    """The page. `days` is how far back the picture goes."""
    with acting() as unit:
        whose = _client(unit, client_id)
        audit.note(unit, me().actor, "viewed", "client", client_id)
    return _page(whose)


@page("/people/<int:client_id>/older", COACHES)
def older(client_id: int) -> ResponseReturnValue:
    """An earlier page of the thread; `before` is seconds since 1970."""
    before = datetime.fromtimestamp(request.args.get("before", 0.0, type=float), UTC)
    with looking() as unit:
        whose = _client(unit, client_id)
        said = thread(unit, client_id, before)
    with acting() as unit:
        audit.note(unit, me().actor, "viewed older texts", "client", client_id)
    return render_template("console/older.html", whose=whose, thread=said)


@page("/people/<int:client_id>/live", COACHES)
def thread_live(client_id: int) -> ResponseReturnValue:
    """What changes on the page: the newest lines, the need, whether one may write; 204 when nothing has."""
    with looking() as unit:
        whose = _client(unit, client_id)
        said = thread(unit, client_id)
        need = board.one(unit, me().id, client_id)
        box = speaking.box(unit, whose, speaking.need_of(unit, client_id), me().id)
        colleagues = board.colleagues(unit, me().id)
    version = said_version(said, need, box)
    if request.args.get("v") == version:
        return "", 204
    found = {"thread": said, "need": need, "box": box, "version": version, "coaches": colleagues}
    return render_template("console/thread_live.html", whose=whose, **found)


@page("/people/<int:client_id>/write", COACHES, "POST")
def write(client_id: int) -> ResponseReturnValue:
    """Send words to the client."""
    body, once = request.form.get("body", "").strip(), request.form.get("once", "")
    if not body or len(body) > speaking.LONGEST or not once.isalnum() or len(once) > 40:
        abort(400)
    if guarding.needs_a_second_tap(body) and not request.form.get("anyway"):
        return _look_again(client_id, body)
    with acting() as unit:
        whose = _locked(unit, client_id)
        why = speaking.write(unit, whose, speaking.need_of(unit, client_id), me().id, once, body)
    to = url_for("console.person", client_id=client_id)
    if why:
        return (
            (jsonify(said=say(f"box.{why}", language(), name="")), 409) if request.headers.get("X-Live") else abort(409)
        )
    return done("did.wrote", to)


@page("/people/<int:client_id>/take-back/<int:outbound_id>", COACHES, "POST")
def take_back(client_id: int, outbound_id: int) -> ResponseReturnValue:
    """Not that: the text has not left yet."""
    with acting() as unit:
        _locked(unit, client_id)
        gone = speaking.take_back(unit, outbound_id, me().id)
    return done("did.taken_back" if gone else "did.left_already", url_for("console.person", client_id=client_id))


@page("/people/<int:client_id>/mark/<int:inbound_id>", COACHES, "POST")
def mark(client_id: int, inbound_id: int) -> ResponseReturnValue:
    """Whether triage read this text right. Nothing learns from it by itself: people look at the marks."""
    with acting() as unit:
        _client(unit, client_id)
        try:
            marks.mark(unit, inbound_id, me().id, request.form.get("right") == "1")
        except marks.CannotMark:
            abort(404)
    return done("did.marked", url_for("console.person", client_id=client_id))


@page("/people/<int:client_id>/note", COACHES, "POST")
def write_note(client_id: int) -> ResponseReturnValue:
    """A note for the other coaches."""
    body = request.form.get("body", "").strip()[:4000]
    if not body:
        abort(400)
    with acting() as unit:
        _client(unit, client_id)
        made = insert(unit.tx, note, {"client_id": client_id, "coach_id": me().id, "body": body, "at": unit.at})
        audit.note(unit, me().actor, "wrote a note", "client", client_id, note=made)
    return done("did.noted", url_for("console.person", client_id=client_id))


@page("/count-segments", COACHES, "POST")
def count_segments() -> ResponseReturnValue:
    """How many parts these words cost, and the letters that make them dearer. Nothing is kept."""
    body = request.form.get("body", "")[: speaking.LONGEST]
    cost = segments(body)
    dear = outside_gsm(body)[:12] if cost.encoding == "UCS-2" else ""
    said = say("box.count", language(), letters=len(body), n=cost.count, encoding=cost.encoding)
    dearer = say("box.dear", language(), letters=dear) if dear and cost.count > 1 else ""
    return jsonify(said=said, dear=dearer, careful=_careful(body), again=guarding.needs_a_second_tap(body))


def said_version(said: Thread, need: board.Need | None, box: Box) -> str:
    """Changes whenever the live part does."""
    return sha256(repr((said, need, box)).encode()).hexdigest()[:20]


def _page(whose: Row[Any], typed: str = "") -> str:
    """The whole page; `typed` is what somebody wrote that is to be looked at again, or a reply that lay ready."""
    days = request.args.get("days", 30, type=int)
    with looking() as unit:
        shown = _shown(unit, whose, days if days in SPANS else 30)
        ready = guarding.ready(whose, unit.program, me().name)
    return render_template(
        "console/person.html",
        shown=shown,
        version=said_version(shown.thread, shown.need, shown.box),
        coaches=shown.coaches,
        once=token_hex(8),
        days=len(shown.days),
        spans=SPANS,
        ready=ready,
        typed=typed or ready.get(request.args.get("say", ""), ""),
        careful=_careful(typed),
        topics=[(topic, _topic(shown, topic)) for topic in Topic],
    )


def _look_again(client_id: int, body: str) -> ResponseReturnValue:
    """Nothing is sent yet: the words to look at, and a tick for sending them all the same."""
    if request.headers.get("X-Live"):
        return jsonify(said=_careful(body), again=True), 422
    with looking() as unit:
        whose = _client(unit, client_id)
    return _page(whose, body), 422


def _careful(body: str) -> str:
    found = guarding.cautions(body)
    return " ".join(say(f"careful.{name}", language(), words=", ".join(listed)) for name, listed in found.items())


def _client(unit: Work, client_id: int) -> Row[Any]:
    return speaking.client_of(unit, client_id) or abort(404)


def _locked(unit: Work, client_id: int) -> Row[Any]:
    """The client, whose need nobody else changes until we are done."""
    _client(unit, client_id)
    return people.by_id(unit, client_id).client


def _shown(unit: Work, whose: Row[Any], days: int) -> Shown:
    today = local_day(unit.at, whose.zone)
    since = today - timedelta(days=days - 1)
    asked = sa.select(checkin.c.day, checkin.c.mood, checkin.c.craving).where(checkin.c.client_id == whose.id)
    rows = [tuple(row) for row in unit.tx.execute(asked.where(checkin.c.day >= since))]
    answers = drawing.days_of(rows, today, days)
    said, held = thread(unit, whose.id), speaking.need_of(unit, whose.id)
    lines = unit.program.lines
    return Shown(
        client=whose,
        need=board.one(unit, me().id, whose.id),
        box=speaking.box(unit, whose, held, me().id),
        thread=said,
        days=answers,
        picture=drawing.picture(answers, happened.events(unit, whose, since, language()), _words()),
        usual=drawing.usual_mood(answers),
        helped=helped(unit, whose.id, language()),
        told=told(unit, whose.id, whose.zone, since, language()),
        consents=_consents(unit, whose.id),
        goals=_goals(unit, whose.id),
        supporters=_supporters(unit, whose.id),
        plan=safety_plan.read(unit, whose.id),
        late_there=not shows_between(unit.at, lines.opens, lines.closes, whose.zone),
        there=f"{unit.at.astimezone(ZoneInfo(whose.zone)):%H:%M}",
        coaches=board.colleagues(unit, me().id),
    )


def _words() -> drawing.Words:
    tongue = language()
    months = say("time.months", tongue).split()
    title, mood, craving, usual = (say(f"chart.{name}", tongue) for name in ("title", "mood", "craving", "usual"))
    return drawing.Words(title, mood, craving, usual, months)


def _topic(shown: Shown, topic: Topic) -> bool | None:
    """Whether they want such texts; None while they were not asked: they have said yes to nothing from this number."""
    whose = shown.client
    asked = {one.topic for one in shown.consents if one.number == whose.number}
    return None if whose.status in UNASKED and topic not in asked else wants(whose, topic)


def _goals(unit: Work, client_id: int) -> list[Row[Any]]:
    """The last goals with their newest step, the open one first."""
    other = goal_step.alias()
    steps = (
        sa.select(other.c.id).where(other.c.goal_id == goal.c.id).order_by(other.c.made_at.desc(), other.c.id.desc())
    )
    last = steps.limit(1).correlate(goal).scalar_subquery()
    both = goal.outerjoin(goal_step, goal_step.c.id == last)
    asked = sa.select(goal, goal_step.c.words.label("step"), goal_step.c.went).select_from(both)
    return list(unit.tx.execute(asked.where(goal.c.client_id == client_id).order_by(goal.c.made_at.desc()).limit(5)))


def _supporters(unit: Work, client_id: int) -> list[Row[Any]]:
    theirs = sa.select(supporter).where(supporter.c.client_id == client_id)
    return list(unit.tx.execute(theirs.order_by(supporter.c.ended_at.is_not(None), supporter.c.id)))


def _consents(unit: Work, client_id: int) -> list[Row[Any]]:
    return list(unit.tx.execute(sa.select(consent).where(consent.c.client_id == client_id).order_by(consent.c.at)))
