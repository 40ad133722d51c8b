"""The way in and out: signing in, taking up an invitation, signing out."""

from datetime import datetime

import phonenumbers
import segno
from flask import Response, abort, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from bot import audit
from bot.console import limits, logins, passkeys, proofs, sessions
from bot.console.door import ANYONE, COACHES, acting, address, language, line, me, page, signed_in, signed_out
from bot.console.words import say
from bot.db import reading, transaction, vault_of
from bot.program import program_by_id
from bot.work import Work, work


@page("/enter", ANYONE)
def enter() -> ResponseReturnValue:
    """The form for number, password and code."""
    return redirect(url_for("console.board")) if g.me else render_template("console/enter.html", trouble=None)


@page("/enter", ANYONE, "POST")
def entered() -> ResponseReturnValue:
    """One answer for whatever was wrong: it tells nobody whose number is known."""
    at, number = line().now(), _number(request.form.get("number", ""))
    with transaction(line().engine) as tx:
        allowed = logins.may_try(tx, number, address(), at)
    if not allowed:
        return render_template("console/enter.html", trouble="enter.too_many"), 429
    try:
        coach = _who(number, request.form.get("password", "")[: proofs.LONGEST])
    except proofs.TooBusy:
        return render_template("console/enter.html", trouble="enter.busy"), 503
    token = _opened(coach, request.form.get("code", "")[:40], at) if coach is not None else None
    if token is None:
        return render_template("console/enter.html", trouble="enter.wrong"), 401
    return signed_in(make_response(redirect(url_for("console.board"), 303)), token)


@page("/enter/passkey/ask", ANYONE, "POST")
def ask_passkey() -> ResponseReturnValue:
    """What a browser asks its keys. It names nobody."""
    at = line().now()
    with transaction(line().engine) as tx:
        if not logins.may_knock(tx, address(), at):
            abort(429)
        return jsonify(passkeys.request(tx, at, line().settings.public_url))


@page("/enter/passkey", ANYONE, "POST")
def entered_by_passkey() -> ResponseReturnValue:
    """A key has answered: it stands for password and code."""
    told, at = request.form.get("credential", ""), line().now()
    with transaction(line().engine) as tx:
        if not logins.may_knock(tx, address(), at):
            abort(429)
    try:
        with reading(line().engine) as tx:
            key = passkeys.owner(tx, told)
        with work(line(), at, lambda tx: program_by_id(tx, key.program_id)) as unit:
            passkeys.prove(unit, key, line().settings.public_url, told)
            token = _begun(unit, key.coach_id)
    except passkeys.NotProven:
        return jsonify(said=say("enter.no_passkey", language())), 401
    return signed_in(jsonify(to=url_for("console.board")), token)


@page("/join/<token>", ANYONE)
def join(token: str) -> ResponseReturnValue:
    """An invitation: choose a password, and pair the phone's code maker."""
    return _invitation(token, None)


@page("/join/<token>", ANYONE, "POST")
def joined(token: str) -> ResponseReturnValue:
    """The invitation is taken up. The codes for paper are shown this once."""
    found = _invited(token)
    password, at = request.form.get("password", ""), line().now()
    if not proofs.SHORTEST <= len(password) <= proofs.LONGEST:
        return _invitation(token, "join.short")
    step = proofs.step_of(found.secret, request.form.get("code", ""), 0, at)
    if step is None:
        return _invitation(token, "join.wrong_code")
    try:
        stored = proofs.hashed(password)
    except proofs.TooBusy:
        return _invitation(token, "enter.busy")
    with work(line(), at, lambda tx: program_by_id(tx, found.program_id)) as unit:
        codes = logins.accept(unit, found, stored, step)
        value = sessions.begin(unit, found.coach_id, request.user_agent.string)
    if codes is None:
        abort(404)
    return signed_in(make_response(render_template("console/paper.html", codes=codes)), value)


@page("/leave", COACHES, "POST")
def leave() -> ResponseReturnValue:
    """Sign this browser out."""
    with acting() as unit:
        sessions.end(unit, me().session_id, me().id)
        audit.note(unit, me().actor, "signed out", "coach", me().id)
    return signed_out(make_response(redirect(url_for("console.enter"), 303)))


@page("/away", ANYONE)
def away() -> ResponseReturnValue:
    """What is shown in a hurry: nothing of anybody."""
    return render_template("console/away.html")


def _number(typed: str) -> str:
    try:
        parsed = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _who(number: str, password: str) -> Row[tuple[object, ...]] | None:
    """The coach with this number and password. Every log-in of the number is tried, and one in any case."""
    with reading(line().engine) as tx:
        doors = logins.doors(tx, vault_of(line().engine).blind(number))
    good = [door.coach for door in doors if proofs.matches(door.stored, password)]
    return good[0] if good else None


def _opened(coach: Row[tuple[object, ...]], code: str, at: datetime) -> str | None:
    with work(line(), at, lambda tx: program_by_id(tx, coach.program_id)) as unit:
        if not logins.proven(unit, coach, code):
            audit.note(unit, f"coach {coach.id}", "gave a wrong code", "coach", coach.id)
            return None
        return _begun(unit, coach.id)


def _begun(unit: Work, coach_id: int) -> str:
    audit.note(unit, f"coach {coach_id}", "signed in", "coach", coach_id)
    return sessions.begin(unit, coach_id, request.user_agent.string)


def _invited(token: str) -> Row[tuple[object, ...]]:
    at = line().now()
    with transaction(line().engine) as tx:
        if not limits.spend(tx, limits.BY_LINK, address(), at):
            abort(429)
        found = logins.invited(tx, token, at)
    return found if found is not None else abort(404)


def _invitation(token: str, trouble: str | None) -> ResponseReturnValue:
    found = _invited(token)
    g.spoken = found.language
    uri = proofs.pairing(found.secret)
    picture = segno.make(uri, error="m", micro=False).svg_inline(scale=5, border=2, omitsize=True, svgclass="qr")
    shown = render_template("console/join.html", found=found, picture=picture, trouble=trouble)
    return Response(shown, 200 if trouble is None else 400)
