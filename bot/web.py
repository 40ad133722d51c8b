"""The web process: what Flask is told once, and two answers about health."""

import logging

import sqlalchemy as sa
from flask import Flask

from bot import console, voice, webhooks
from bot.invariants import broken
from bot.line import Line, open_line
from bot.program import UnknownNumber
from bot.settings import Settings
from flows.copy import entries
from flows.interrupts import explain
from flows.replies import read_answer, read_coach_reply
from flows.triage import triage

log = logging.getLogger(__name__)

LARGEST = 64 * 1024
"""Bytes of a webhook: ten times a long text. More is refused before it is read."""


def create_app(line: Line | None = None) -> Flask:
    """The application of one line; without one, of the line the environment describes."""
    app = Flask("bot")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST
    app.extensions["line"] = line or open_line(Settings())
    app.register_blueprint(webhooks.blueprint)
    app.register_blueprint(voice.blueprint)
    console.mount(app)
    app.register_error_handler(UnknownNumber, nobodys)
    app.add_url_rule("/healthz", view_func=alive)
    app.add_url_rule("/readyz", view_func=ready)
    warm()
    return app


def warm() -> None:
    """Read every rule and word now: broken data ends a deploy, not a text, and the first text waits for nothing."""
    triage("hello")
    explain("hello")
    read_coach_reply("hello", ("7F",))
    read_coach_reply("hello", (), "7F")
    read_answer("", "both")
    entries()


def nobodys(trouble: UnknownNumber) -> tuple[str, int]:
    """A text or call for a number, or about a call, of no program: somebody set the carrier up wrong. Told aloud."""
    log.error("a webhook for no program of ours: %s", trouble)
    return f"{trouble}\n", 404


def alive() -> tuple[str, int]:
    """The process answers. Nothing else is asked: a host that takes us down because Redis is away loses texts."""
    return "alive\n", 200


def ready() -> tuple[str, int]:
    """For an outside monitor: can a text be kept, and does every promise hold? Names what does not, never whose."""
    line = webhooks.line()
    try:
        found = broken(line.engine, line.now())
    except sa.exc.SQLAlchemyError as trouble:
        return f"the database does not answer: {type(trouble).__name__}\n", 503
    if found:
        return "".join(f"{promise.name}: {promise.count}\n" for promise in found), 503
    return "ready\n", 200
