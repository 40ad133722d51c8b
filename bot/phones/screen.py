"""What the page of phones shows, as plain JSON values: every phone's screen, and the wire. It draws nothing."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.phones.journal import Entry
from bot.phones.network import Network
from bot.phones.records import Bubble, Call, Message, Phone

THREAD = 80
WIRE = 200


def screen(network: Network, seen: int) -> dict[str, object]:
    """Everything on the page, with the journal's entries after the first `seen`."""
    total = len(network.journal)
    fresh = seen > total or total - seen > WIRE
    return {
        "version": network.version,
        "now": network.now.isoformat(),
        "phones": [_phone(network, phone) for phone in network.phones.values()],
        "fresh": fresh,
        "total": total,
        "wire": [_entry(network, entry) for entry in network.journal.last(WIRE if fresh else total - seen)]
        if total
        else [],
    }


def pretty(number: str) -> str:
    """A North American number as people write it: (217) 555-0100."""
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def _phone(network: Network, phone: Phone) -> dict[str, object]:
    line = network.lines.get(phone.line)
    return {
        "number": phone.number,
        "pretty": pretty(phone.number),
        "name": phone.name,
        "role": phone.role,
        "line": (line.name if line else "") or pretty(phone.line),
        "callable": bool(line and line.voice_url),
        "call": _call(network, phone),
        "thread": [_bubble(bubble) for bubble in phone.thread[-THREAD:]],
    }


def _call(network: Network, phone: Phone) -> dict[str, object] | None:
    calls: Sequence[Call] = [*network.calls_of(phone, "in-progress"), *network.calls_of(phone, "ringing")]
    if not calls or phone.habit != "rings":
        return None
    made = calls[0]
    line, leg = network.lines.get(made.ours), network.legs[made.sid]
    return {
        "sid": made.sid,
        "status": made.status,
        "incoming": made.direction != "inbound",
        "from": (line.name if line else "") or pretty(made.ours),
        "since": (made.answered or made.created).isoformat(),
        "said": list(leg.said),
        "keys": leg.gather is not None,
    }


def _bubble(bubble: Bubble) -> dict[str, object]:
    return {
        "at": bubble.at.isoformat(),
        "body": bubble.body,
        "ours": bubble.ours,
        "kind": bubble.kind,
        "state": bubble.state,
        "media": len(bubble.media),
    }


def _entry(network: Network, entry: Entry) -> dict[str, object]:
    return {
        "n": entry.n,
        "at": entry.at.isoformat(),
        "way": entry.way,
        "what": _short(entry.what),
        "status": entry.status,
        "who": _who(network, entry),
        "note": ", ".join(filter(None, (_told(entry), entry.note))),
        "fields": dict(entry.fields),
        "answer": entry.answer[:2000],
    }


def _told(entry: Entry) -> str:
    """What a status callback says, in a word."""
    return entry.fields.get("MessageStatus") or entry.fields.get("CallStatus") or ""


def _who(network: Network, entry: Entry) -> str:
    """The person an exchange is about, by the numbers in it or the message or call it tells of."""
    about = network.messages.get(entry.sid) or network.calls.get(entry.sid)
    ends = {entry.fields.get("To"), entry.fields.get("From")}
    if isinstance(about, Message):
        ends |= {about.to, about.sender}
    elif about:
        ends |= {about.to, about.caller}
    return ", ".join(phone.name for number, phone in network.phones.items() if number in ends)


def _short(what: str) -> str:
    """ "POST https://line.example/sms" as "POST /sms"; the account's part of a REST path is left out."""
    method, _, url = what.partition(" ")
    if method not in ("GET", "POST"):
        return what
    parts = urlsplit(url)
    path = parts.path.split("/", 4)[-1] if parts.path.startswith("/2010-04-01/Accounts/") else parts.path
    return f"{method} {path}" + (f"?{parts.query}" if parts.query else "")
