"""What stands before every page: who is it, may they, was it really their click; and what every answer carries.

A page that does not say who may open it opens for nobody.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import compare_digest, token_urlsafe
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot import chain
from bot.console import sessions
from bot.console.sessions import FRESH, Me
from bot.console.words import LANGUAGES, say
from bot.db import reading, transaction, vault_of
from bot.line import Line
from bot.program import program_by_id
from bot.work import Work, work

blueprint = Blueprint("console", __name__, url_prefix="/console", template_folder="templates", static_folder="static")

ADMINS = frozenset({"admin"})
SUPERVISORS = ADMINS | {"supervisor"}
COACHES = SUPERVISORS | {"coach"}
ANYONE = COACHES | {"nobody"}

RIGHTS: dict[str, frozenset[str]] = {"console.static": ANYONE}
"""Who may do what, by endpoint."""

QUIET = {"console.live", "console.thread_live", "console.duty_live", "console.static", "console.count"}
"""Asked by the page itself, not by a person: they do not keep a session alive."""

View = Callable[..., ResponseReturnValue]


def page(path: str, may: frozenset[str], method: str = "GET") -> Callable[[View], View]:
    """A page of the console, and who may open it."""

    def kept(view: View) -> View:
        RIGHTS[f"{blueprint.name}.{view.__name__}"] = may
        blueprint.add_url_rule(path, view_func=view, methods=[method])
        return view

    return kept


def line() -> Line:
    """The line this application serves."""
    return cast(Line, current_app.extensions["line"])


def me() -> Me:
    """Who is at the browser. Only behind pages that ask for somebody."""
    return cast(Me, g.me)


@contextmanager
def looking() -> Iterator[Work]:
    """A unit of work that only reads: it never waits for a writer, nor makes one wait."""
    with reading(line().engine) as tx:
        yield Work(tx, vault_of(line().engine), program_by_id(tx, me().program_id), line().now())


@contextmanager
def acting() -> Iterator[Work]:
    """A transaction for the program of whoever is at the browser. What it notes is linked into the trail's chain."""
    program_id = me().program_id
    with work(line(), line().now(), lambda tx: program_by_id(tx, program_id)) as unit:
        yield unit
        chain.link(unit.tx, unit.vault, program_id)


def language() -> str:
    """The language of the page."""
    who: Me | None = g.get("me")
    if who is not None:
        return who.language if who.language in LANGUAGES else "en"
    if "spoken" in g:
        return str(g.spoken)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def done(said: str, to: str, **facts: Any) -> ResponseReturnValue:
    """An act is done. A script hears the words; a plain form is led on to the page `to`."""
    if request.headers.get("X-Live"):
        return jsonify(said=say(said, language(), **facts))
    return redirect(to, 303)


def address() -> str:
    """Where the browser is. Behind Fly's proxy every connection comes from the proxy; elsewhere its header is a lie."""
    told = request.headers.get("Fly-Client-IP") if "FLY_APP_NAME" in os.environ else None
    return told or request.remote_addr or ""


def cookie() -> str:
    """The cookie's name. `__Host-` binds it to this host and to HTTPS."""
    return "__Host-peerline" if is_https() else "peerline"


def is_https() -> bool:
    """Whether people reach us by HTTPS: the configured address says, since a proxy changes what we see."""
    return line().settings.public_url.startswith("https:")


def signed_in(answer: Response, token: str) -> Response:
    """The answer, with the cookie of a session."""
    secure = is_https()
    answer.set_cookie(cookie(), token, secure=secure, httponly=True, samesite="Lax", max_age=sessions.LONGEST)
    return answer


def signed_out(answer: Response) -> Response:
    """The answer that takes the cookie away."""
    answer.delete_cookie(cookie(), secure=is_https(), httponly=True, samesite="Lax")
    return answer


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    g.nonce = token_urlsafe(16)
    g.me = _somebody()
    may = RIGHTS.get(request.endpoint or "", frozenset())
    if (g.me.acts_as if g.me else "nobody") not in may:
        return _refuse()
    if request.method == "POST":
        _check_their_click()
    return None


@blueprint.after_request
def protect(answer: Response) -> Response:
    nonce = g.get("nonce", "")
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; "
        "img-src 'self' data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Referrer-Policy"] = "same-origin"  # with no referrer at all, forms over HTTPS lose their origin
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    named_by_content = request.endpoint == "console.static" and "v" in request.args
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named_by_content else "no-store"
    if is_https():
        answer.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return answer


def _somebody() -> Me | None:
    token = request.cookies.get(cookie())
    if not token:
        return None
    at = line().now()
    with reading(line().engine) as tx:
        who = sessions.find(tx, token, at)
    if who and request.endpoint not in QUIET and who.idle_ends - at < sessions.IDLE - FRESH:
        with transaction(line().engine) as tx:
            sessions.seen(tx, who, at)
            return sessions.find(tx, token, at)
    return who


def _refuse() -> ResponseReturnValue:
    if g.me is not None:
        abort(403)
    if request.headers.get("X-Live") or request.method != "GET":
        return "", 401
    return redirect(url_for("console.enter"), 303)


def _check_their_click() -> None:
    """Another site can neither know the word nor hide where it posts from."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    ours = {request.host, urlsplit(line().settings.public_url).netloc}
    if site not in ("same-origin", "none") or (origin is not None and urlsplit(origin).netloc not in ours):
        abort(403)
    told = request.form.get("guard", "") or request.headers.get("X-Guard", "")
    if g.me is not None and not compare_digest(told, g.me.guard):
        abort(403)
