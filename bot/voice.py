"""What is spoken on the phone: the page as a call, the coach joined with the client, a client's own call."""

from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, abort, request

from bot import calls
from bot.webhooks import ADDRESS, SID, check_signature, field, line, twiml

blueprint = Blueprint("voice", __name__)

VOICES = {"en": "en-US", "es": "es-US"}
KEY_WITHIN = 8
"""Seconds to find the key on a phone that has just woken its owner."""


@blueprint.post("/voice/script/<int:outbound_id>")
def script(outbound_id: int) -> Response:
    """Somebody, or a voicemail, picked up a call of ours."""
    check_signature()
    spoken = calls.script(line(), outbound_id, line().now())
    if spoken is None:
        abort(404, "no such call")
    said = _say(spoken.words, spoken.language)
    if spoken.connect_to is not None:
        return twiml(said + _dial(outbound_id, spoken.caller, spoken.connect_to))
    if not spoken.asks:
        return twiml(said + "<Hangup/>")
    gather = (
        f'<Gather numDigits="1" timeout="{KEY_WITHIN}" method="POST" action="/voice/key/{spoken.about or outbound_id}">'
    )
    return twiml(f"{gather}{said}{said}</Gather>{_say(spoken.no_key, spoken.language)}<Hangup/>")


@blueprint.post("/voice/key/<int:outbound_id>")
def key(outbound_id: int) -> Response:
    """A key was pressed: 1 takes it, 2 passes. Nothing else is an acknowledgement."""
    check_signature()
    spoken = calls.key(line(), outbound_id, request.form.get("Digits", ""), line().now())
    if spoken is None:
        abort(404, "no such call")
    return twiml(_say(spoken.words, spoken.language) + "<Hangup/>")


@blueprint.post("/voice/connected/<int:outbound_id>")
def connected(outbound_id: int) -> Response:
    """The client picked up, and is joined with the coach. Told at once: they may talk for an hour."""
    check_signature()
    if request.form.get("CallStatus") == "in-progress":
        calls.connected(line(), outbound_id, line().now())
    return Response(status=204)


@blueprint.post("/voice/incoming")
def incoming() -> Response:
    """Somebody calls the program's number: they hear 988 and 911 at once, and a coach is paged."""
    check_signature()
    sid, number, to = field("CallSid", SID), field("From", ADDRESS), field("To", ADDRESS)
    spoken = calls.incoming(line(), sid, number, to, line().now())
    said = _say(spoken.words, spoken.language)
    return twiml(f'{said}<Pause length="1"/>{said}<Hangup/>')


def _say(words: str, language: str) -> str:
    return f'<Say language="{VOICES.get(language, "en-US")}">{escape(words)}</Say>'


def _dial(outbound_id: int, caller: str, number: str) -> str:
    """Joined through the program's number; a voicemail of the client's counts as reached, since words can be left."""
    told = quoteattr(f"{line().settings.public_url}/voice/connected/{outbound_id}")
    called = f'<Number statusCallback={told} statusCallbackEvent="answered">{number}</Number>'
    return f'<Dial callerId="{caller}" answerOnBridge="true" timeout="25">{called}</Dial>'
