"""One's own page: language, zone, the browsers that are signed in, codes for paper, the calendar's address."""

from zoneinfo import available_timezones

import sqlalchemy as sa
from flask import abort, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import audit
from bot.console import logins, passkeys, proofs, sessions
from bot.console.door import COACHES, acting, done, language, line, looking, me, page, signed_out
from bot.console.words import LANGUAGES, say
from bot.models import coach, login


@page("/me", COACHES)
def mine() -> ResponseReturnValue:
    """Settings and sessions."""
    return _shown()


@page("/me", COACHES, "POST")
def keep_mine() -> ResponseReturnValue:
    """Keep language and zone."""
    chosen, zone = request.form.get("language", ""), request.form.get("zone", "")
    if chosen not in LANGUAGES or zone not in available_timezones():
        abort(400)
    with acting() as unit:
        unit.tx.execute(sa.update(coach).where(coach.c.id == me().id).values(language=chosen))
        unit.tx.execute(sa.update(login).where(login.c.coach_id == me().id).values(zone=zone))
        audit.note(unit, me().actor, "changed settings", "coach", me().id)
    return redirect(url_for("console.mine"), 303)


@page("/me/stay", COACHES, "POST")
def stay() -> ResponseReturnValue:
    """Still here: the guard in front of every page has noted it."""
    return done("me.stayed", url_for("console.mine"))


@page("/me/sessions/<int:session_id>/end", COACHES, "POST")
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign one browser out, this one or another."""
    with acting() as unit:
        if not sessions.end(unit, session_id, me().id):
            abort(404)
        audit.note(unit, me().actor, "ended a session", "coach", me().id)
    if session_id == me().session_id:
        return signed_out(make_response(redirect(url_for("console.enter"), 303)))
    return redirect(url_for("console.mine"), 303)


@page("/me/paper", COACHES, "POST")
def new_paper() -> ResponseReturnValue:
    """Fresh codes for paper, shown this once."""
    with acting() as unit:
        codes = logins.new_paper(unit, me().id)
        audit.note(unit, me().actor, "made codes for paper", "coach", me().id)
    return render_template("console/paper.html", codes=codes)


@page("/me/passkeys/ask", COACHES, "POST")
def ask_new_passkey() -> ResponseReturnValue:
    """What a browser needs to make a key."""
    with acting() as unit:
        return jsonify(passkeys.creation(unit, me().id, line().settings.public_url))


@page("/me/passkeys", COACHES, "POST")
def add_passkey() -> ResponseReturnValue:
    """Keep the key that this browser made."""
    device, told = sessions.device(request.user_agent.string), request.form.get("credential", "")
    try:
        with acting() as unit:
            passkeys.add(unit, me().id, line().settings.public_url, told, device)
    except passkeys.NotProven:
        return jsonify(said=say("me.passkey_not", language())), 400
    return jsonify(to=url_for("console.mine"))


@page("/me/passkeys/<int:key_id>/end", COACHES, "POST")
def end_passkey(key_id: int) -> ResponseReturnValue:
    """Take a key away."""
    with acting() as unit:
        if not passkeys.remove(unit, me().id, key_id):
            abort(404)
    return redirect(url_for("console.mine"), 303)


@page("/me/feed", COACHES, "POST")
def new_feed() -> ResponseReturnValue:
    """A new secret address for the calendar, shown this once; the old one ends."""
    value = proofs.token()
    with acting() as unit:
        kept = sa.update(login).where(login.c.coach_id == me().id).values(feed_hash=proofs.token_hash(value))
        unit.tx.execute(kept)
        audit.note(unit, me().actor, "made a calendar address", "coach", me().id)
    return _shown(url_for("console.feed", token=value, _external=False))


def _shown(feed: str | None = None) -> ResponseReturnValue:
    with looking() as unit:
        signed_in = sessions.open_ones(unit.tx, me().id, unit.at)
        left, keys = logins.paper_left(unit.tx, me().id), passkeys.of_coach(unit.tx, me().id)
    base = line().settings.public_url
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix")))
    found = {"signed_in": signed_in, "left": left, "zones": zones, "keys": keys}
    return render_template("console/me.html", feed=feed, base=base, **found)
