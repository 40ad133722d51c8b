"""The life of a call: dialling, ringing, answered or not, ended, with its signed status callbacks.

What is said and pressed while it lasts is `voice`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from typing import Literal
from urllib.parse import urljoin

from bot.phones.callbacks import call_back
from bot.phones.inbound import places
from bot.phones.records import CALL_EVENTS, Bubble, Call, CallEvent, Line, Phone
from bot.phones.switch import Switch
from bot.phones.twiml import Verb
from bot.phones.webhook import Webhook


@dataclass
class Leg:
    """A call while it lasts: what is still to be run, and what the person at the phone has heard.

    `turn` grows with every press and every new document, so that a timer of an earlier one does nothing.
    """

    sid: str
    base: str = ""
    verbs: list[Verb] = field(default_factory=list)
    gather: Verb | None = None
    digits: str = ""
    turn: int = 0
    said: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    dial: Verb | None = None
    bridged: str | None = None
    noticed: bool = False


def incoming_call(switch: Switch, phone: Phone, line: Line) -> Call:
    """A call from a phone to one of our lines."""
    return Call(
        sid=switch.sid("CA"),
        account=line.account,
        caller=phone.number,
        to=line.number,
        direction="inbound",
        status="ringing",
        created=switch.now,
        updated=switch.now,
        url=line.voice_url,
        fallback=line.voice_fallback_url,
        callback=line.voice_status_url,
    )


def child_of(switch: Switch, leg: Leg, dial: Verb, number: Verb) -> Call:
    """The call that one `<Number>` of a `<Dial>` asks for; its own URL is what the answerer hears first."""
    parent, told = switch.calls[leg.sid], number.get("statusCallback")
    events = number.get("statusCallbackEvent", "completed").split()
    return Call(
        sid=switch.sid("CA"),
        account=parent.account,
        caller=dial.get("callerId") or parent.caller,
        to=number.text,
        direction="outbound-dial",
        status="queued",
        created=switch.now,
        updated=switch.now,
        url=urljoin(leg.base, number.get("url")) if number.get("url") else None,
        callback=urljoin(leg.base, told) if told else None,
        events=tuple(event for event in CALL_EVENTS if event in events),
        timeout=int(seconds_of(dial, 30)),
        parent=parent.sid,
    )


def seconds_of(verb: Verb, default: int) -> float:
    """A verb's `timeout`."""
    return float(verb.get("timeout", str(default)))


def change(switch: Switch, sid: str, status: str, event: CallEvent | None, **more: object) -> Call:
    """Give a call its next status and call it back if the program asked for that event."""
    made = replace(switch.calls[sid], status=status, updated=switch.now, **more)  # type: ignore[arg-type]
    switch.calls[sid] = made
    switch.note(f"call {status if event in (None, 'completed') else event}", sid=sid)
    if event and made.callback and event in made.events:
        made = replace(made, sequence=made.sequence + 1)
        switch.calls[sid] = made
        _report(switch, made, event)
    return made


def say(switch: Switch, leg: Leg, words: str) -> None:
    """Words the person at the phone hears."""
    made = switch.calls[leg.sid]
    leg.said.append(words)
    _show(switch, made, words, "voice")


def missed(switch: Switch, made: Call) -> None:
    """Leave a line on the screen of a phone that rang in vain."""
    if made.direction != "inbound" and made.answered is None and made.phone in switch.phones:
        _show(switch, made, "Missed call", "call")


def _show(switch: Switch, made: Call, words: str, kind: Literal["voice", "call"]) -> None:
    row = Bubble(switch.now, made.ours, words, kind=kind, sid=made.sid, read=True)
    switch.phones[made.phone].thread.append(row)
    switch.touch()


def call_fields(made: Call, phone: Phone | None, status: str | None = None) -> dict[str, str]:
    """The form of every voice webhook."""
    fields = {
        "CallSid": made.sid,
        "AccountSid": made.account,
        "From": made.caller,
        "To": made.to,
        "Caller": made.caller,
        "Called": made.to,
        "CallStatus": status or made.status,
        "Direction": made.direction,
        "ApiVersion": "2010-04-01",
    }
    if phone:
        fields |= places(phone, "From" if made.direction == "inbound" else "To")
    extra = {"ParentCallSid": made.parent, "AnsweredBy": made.answered_by}
    return fields | {name: value for name, value in extra.items() if value}


def _report(switch: Switch, made: Call, event: CallEvent) -> None:
    fields = call_fields(made, switch.phones.get(made.phone), _told(made, event)) | {
        "Timestamp": format_datetime(switch.now),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(made.sequence - 1),
        **_duration(made, event),
    }
    webhook = Webhook(made.account, made.callback or "", fields, sid=made.sid)
    call_back(switch, webhook, made.phone, "call")


def _told(made: Call, event: CallEvent) -> str:
    return "initiated" if event == "initiated" else made.status


def _duration(made: Call, event: CallEvent) -> Mapping[str, str]:
    if event != "completed":
        return {}
    return {"CallDuration": str(made.seconds), "Duration": str(-(-made.seconds // 60))}
