"""What a client told a coach in person: kept as proof beside what they texted. Their plan. And moving on, or away."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from bot import announcements, audit, consents, conversations, erasing, outbox, prompts, rhythm, safety_plan, supporters
from bot import transfer as transfers
from bot.console import speaking
from bot.console.door import ADMINS, COACHES, SUPERVISORS, acting, line, me, page
from bot.days import local_day
from bot.models import client, program
from bot.program import program_by_id
from bot.tasks import open_once
from bot.topics import Topic, changed
from bot.work import Work, ring

ERASE_WITHIN = timedelta(days=2)
"""A supervisor looks at a request to be forgotten; the law gives longer."""


@page("/people/<int:client_id>/topics/<topic>", COACHES, "POST")
def keep_topic(client_id: int, topic: str) -> ResponseReturnValue:
    """One kind of text, wanted or not any more."""
    given = request.form.get("given") == "1"
    if topic not in list(Topic):
        abort(404)
    with acting() as unit:
        whose = _client(unit, client_id)
        _put(unit, whose, topics=changed(whose.topics, Topic(topic), given=given))
        _prove(unit, whose, topic, given=given)
        if not given:
            announcements.take_back(unit, whose, Topic(topic))
        rhythm.plan(unit, _client(unit, client_id))
    return _back(client_id)


@page("/people/<int:client_id>/stop", COACHES, "POST")
def stop_texts(client_id: int) -> ResponseReturnValue:
    """They said that they want no texts. It holds at once; only they open it again, by START."""
    with acting() as unit:
        whose = _client(unit, client_id)
        _put(unit, whose, opted_out_at=whose.opted_out_at or unit.at)
        _prove(unit, whose, "all", given=False)
        conversations.close(unit, whose.id)
        prompts.forget(unit, whose.id)
        supporters.tell_unreachable(unit, whose.id)
        outbox.drop(unit, outbox.to_client(whose.id))
    return _back(client_id)


@page("/people/<int:client_id>/plan", COACHES, "POST")
def keep_plan(client_id: int) -> ResponseReturnValue:
    """The steps of their plan, as they said them. An empty one is taken away."""
    steps = {nth: request.form.get(f"step_{nth}", "") for nth in range(1, len(safety_plan.STEPS) + 1)}
    if any(safety_plan.trouble(said) for said in steps.values()):
        abort(400)
    with acting() as unit:
        safety_plan.write(unit, _client(unit, client_id), steps)
        audit.note(unit, me().actor, "wrote the plan of", "client", client_id)
    return _back(client_id)


@page("/people/<int:client_id>/transfer", SUPERVISORS, "POST")
def transfer(client_id: int) -> ResponseReturnValue:
    """To another program of this line, by its word to join. They agreed in person; it asks them by text, from its own
    number, before anything else. What they wrote goes along only with the day on which they signed that it does."""
    word, told = request.form.get("word", "").strip().upper(), request.form.get("told")
    try:
        signed = date.fromisoformat(request.form["signed"]) if request.form.get("signed") else None
    except ValueError:
        abort(400)
    if not told:
        abort(400)
    with acting() as unit:
        whose = _client(unit, client_id)
        asked = sa.select(program.c.id).where(program.c.join_word == word, program.c.id != unit.program.id)
        found = unit.tx.execute(asked).scalar() or abort(404)
        there = Work(unit.tx, unit.vault, program_by_id(unit.tx, found), unit.at)
        try:
            transfers.move(unit, there, me().actor, whose, signed)
        except transfers.CannotMove:
            abort(409)
    ring(line().bell, there.rings)
    return redirect(url_for("console.people"), 303)


@page("/people/<int:client_id>/forget", COACHES, "POST")
def ask_to_forget(client_id: int) -> ResponseReturnValue:
    """They asked to be forgotten: supervisors find it on their list. Nothing is erased by one tap."""
    with acting() as unit:
        whose = _client(unit, client_id)
        about = {"client_id": whose.id, "coach_id": me().id, "due_at": unit.at + ERASE_WITHIN}
        open_once(unit, f"forget-{whose.id}-{unit.at:%Y%m%d}", "forget", **about)
        audit.note(unit, me().actor, "asked to forget", "client", client_id)
    return _back(client_id)


@page("/people/<int:client_id>/erase", ADMINS, "POST")
def erase(client_id: int) -> ResponseReturnValue:
    """For good: every word, name, number, answer and note. Whoever does it types the number that this page has."""
    if request.form.get("sure", "").strip() != str(client_id):
        abort(400)
    try:
        with acting() as unit:
            erasing.erase(unit, me().actor, _client(unit, client_id).id)
    except erasing.StillInNeed:
        abort(409)
    erasing.settle(line().engine)
    return redirect(url_for("console.people"), 303)


def _prove(unit: Work, whose: Row[Any], topic: str, *, given: bool) -> None:
    heard = f"{consents.IN_PERSON} {local_day(unit.at, whose.zone)}"
    consents.prove(unit, whose, topic, given=given, key=heard, inbound_id=None, by=me().actor)
    audit.note(unit, me().actor, "wrote down a yes" if given else "wrote down a no", "client", whose.id, topic=topic)


def _put(unit: Work, whose: Row[Any], **values: Any) -> None:
    unit.tx.execute(sa.update(client).where(client.c.id == whose.id).values(**values))


def _client(unit: Work, client_id: int) -> Row[Any]:
    return speaking.client_of(unit, client_id) or abort(404)


def _back(client_id: int) -> ResponseReturnValue:
    return redirect(url_for("console.person", client_id=client_id), 303)
