"""What the carrier posts to us about texts: check the signature, call one function, answer.

A 2xx leaves only after the commit. Anything that fails before it is a 5xx: the carrier tries again, and then turns to
the fallback URL.
"""

import re
from collections.abc import Iterable
from typing import cast
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, abort, current_app, request

from bot import inbox, sending
from bot.carrier.signature import is_signed
from bot.effects import Reply
from bot.inbox import Text
from bot.line import Line

blueprint = Blueprint("sms", __name__)

SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
ADDRESS = re.compile(r"[+\w*#. -]{1,64}", re.ASCII)
FORM = "application/x-www-form-urlencoded"


def line() -> Line:
    """The line this application serves."""
    return cast(Line, current_app.extensions["line"])


@blueprint.post("/sms")
def sms() -> Response:
    """One inbound text. The replies go back as TwiML, so that the person hears even when Redis is down."""
    check_signature()
    text = Text(
        sid=field("MessageSid", SID),
        number=field("From", ADDRESS),
        to=field("To", ADDRESS),
        body=request.form.get("Body", ""),
        media=_count("NumMedia"),
        carrier_answered="OptOutType" in request.form,
    )
    return twiml(messages(inbox.receive(line(), text, line().now())))


@blueprint.post("/sms/status/<int:outbound_id>")
def status(outbound_id: int) -> Response:
    """What became of a text. An id nobody knows is answered all the same: there is nothing to try again."""
    check_signature()
    _news(outbound_id, "MessageStatus", "MessageSid")
    return Response(status=204)


@blueprint.post("/voice/status/<int:outbound_id>")
def call_status(outbound_id: int) -> Response:
    """What became of a call."""
    check_signature()
    _news(outbound_id, "CallStatus", "CallSid")
    return Response(status=204)


def check_signature() -> None:
    """Refuse what the carrier did not sign. The URL is the configured public one: a proxy changes `request.url`."""
    if request.mimetype != FORM:
        abort(415, f"webhooks are {FORM}")
    settings = line().settings
    token, fields = settings.twilio_auth_token.get_secret_value(), list(request.form.items(multi=True))
    path = request.full_path if request.query_string else request.path
    signature = request.headers.get("X-Twilio-Signature")
    if not any(is_signed(token, base + path, fields, signature) for base in _bases(settings.public_url)):
        abort(403, "this is not signed by the carrier; check PEERLINE_PUBLIC_URL and the auth token")


def field(name: str, form: re.Pattern[str]) -> str:
    """A field that must be there, in the form that carriers send it."""
    value = request.form.get(name, "")
    if not form.fullmatch(value):
        abort(400, f"the field {name} is missing, or not as carriers send it")
    return value


def twiml(inner: str) -> Response:
    """An answer in the carrier's own language."""
    return Response(f'<?xml version="1.0" encoding="UTF-8"?><Response>{inner}</Response>', mimetype="text/xml")


def messages(replies: Iterable[Reply]) -> str:
    """Texts that go back in the answer, each with the address where we hear what became of it."""
    base = line().settings.public_url
    return "".join(
        f"<Message statusCallback={quoteattr(f'{base}/sms/status/{reply.outbound_id}')}>"
        f"<Body>{escape(reply.body)}</Body></Message>"
        for reply in replies
    )


def _news(outbound_id: int, status_field: str, sid_field: str) -> None:
    state, sid = request.form.get(status_field, ""), field(sid_field, SID)
    code = request.form.get("ErrorCode", "")
    sending.news(line(), outbound_id, state, code if code.isdecimal() else None, sid, line().now())


def _bases(public_url: str) -> Iterable[str]:
    """Carriers sign with or without the port that goes without saying."""
    yield public_url
    parts = urlsplit(public_url)
    if parts.port is None:
        yield f"{parts.scheme}://{parts.netloc}:{443 if parts.scheme == 'https' else 80}{parts.path}"


def _count(name: str) -> int:
    value = request.form.get(name, "0")
    return int(value) if value.isdecimal() and len(value) < 4 else 0
