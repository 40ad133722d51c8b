"""Is this form one that Twilio would take? A refusal with Twilio's code, or what it asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.phones.errors import Refusal
from bot.phones.outbound import QUEUE_SECONDS
from bot.phones.records import CALL_EVENTS, Account, CallEvent, Line
from bot.phones.switch import Switch

Form = Mapping[str, list[str]]

E164 = re.compile(r"\+[1-9]\d{6,14}")
LETTERS = 1600

# What this network acts on, and what it may ignore without telling a lie. Every other name is refused, so that a
# misspelt or unsupported parameter is found here and not on a bad night.
MESSAGE_FORM = frozenset({"To", "From", "MessagingServiceSid", "Body", "MediaUrl", "StatusCallback", "ValidityPeriod"})
MESSAGE_IGNORED = frozenset(
    {"Attempt", "RiskCheck", "MaxPrice", "ForceDelivery", "ContentRetention", "AddressRetention", "ProvideFeedback"}
)
CALL_FORM = frozenset(
    {
        "To",
        "From",
        "Url",
        "Twiml",
        "Method",
        "FallbackUrl",
        "FallbackMethod",
        "StatusCallback",
        "StatusCallbackMethod",
        "StatusCallbackEvent",
        "Timeout",
        "MachineDetection",
    }
)
CALL_IGNORED = frozenset({"MachineDetectionTimeout", "CallReason"})
CALL_UPDATE = frozenset({"Status", "Url", "Twiml", "Method"})
LISTS = frozenset({"MediaUrl", "StatusCallbackEvent"})


@dataclass(frozen=True)
class MessageForm:
    """A message that may be sent."""

    to: str
    line: Line
    body: str
    service: str | None
    callback: str | None
    validity: int
    media: tuple[str, ...]


@dataclass(frozen=True)
class CallForm:
    """A call that may be placed."""

    to: str
    line: Line
    url: str | None
    twiml: str | None
    fallback: str | None
    callback: str | None
    events: tuple[CallEvent, ...]
    timeout: int
    detect: str | None


def message_form(switch: Switch, account: Account, form: Form) -> MessageForm | Refusal:
    """Read the form of Messages.json, in the order Twilio finds fault with it."""
    if refusal := names(form, MESSAGE_FORM | MESSAGE_IGNORED):
        return refusal
    to, body, media = one(form, "To"), one(form, "Body"), tuple(form.get("MediaUrl", ()))
    if not E164.fullmatch(to):
        return Refusal(21211 if to else 21604)
    line = _message_line(switch, account, form)
    if isinstance(line, Refusal):
        return line
    if refusal := _words(body, media) or _url(form, "StatusCallback", 21609):
        return refusal
    validity = number(form, "ValidityPeriod", QUEUE_SECONDS, 1, QUEUE_SECONDS)
    if isinstance(validity, Refusal):
        return validity
    if (to, line.sender) in switch.opted_out:
        return Refusal(21610)
    service, callback = one(form, "MessagingServiceSid") or None, one(form, "StatusCallback") or None
    return MessageForm(to, line, body, service, callback, validity, media)


def call_form(switch: Switch, account: Account, form: Form) -> CallForm | Refusal:
    """Read the form of Calls.json."""
    if refusal := names(form, CALL_FORM | CALL_IGNORED):
        return refusal
    to = one(form, "To")
    if not E164.fullmatch(to):
        return Refusal(21211 if to else 21201)
    line = _call_line(switch, account, one(form, "From"))
    timeout = number(form, "Timeout", 60, 1, 600)
    events = call_events(form)
    if isinstance(line, Refusal):
        return line
    if refusal := _document(form) or _methods(form) or _call_urls(form) or _detect(form):
        return refusal
    if isinstance(timeout, Refusal):
        return timeout
    if isinstance(events, Refusal):
        return events
    return CallForm(
        to,
        line,
        one(form, "Url") or None,
        one(form, "Twiml") or None,
        one(form, "FallbackUrl") or None,
        one(form, "StatusCallback") or None,
        events,
        timeout,
        one(form, "MachineDetection") or None,
    )


def call_update(form: Form) -> Refusal | None:
    """What is wrong with a form that changes a call, if anything."""
    if refusal := names(form, CALL_UPDATE) or _methods(form) or _url(form, "Url", 21205):
        return refusal
    if one(form, "Status") not in ("", "completed", "canceled"):
        return Refusal(20001, "Status")
    return None if any(one(form, name) for name in ("Status", "Url", "Twiml")) else Refusal(20001, "nothing to do")


def names(form: Form, known: frozenset[str]) -> Refusal | None:
    """Refuse names this network does not act on, and a name given twice that is no list."""
    if unknown := sorted(set(form) - known):
        return Refusal(20001, f"this network does not know {', '.join(unknown)}")
    doubled = sorted(name for name, told in form.items() if len(told) > 1 and name not in LISTS)
    return Refusal(20001, f"given more than once: {', '.join(doubled)}") if doubled else None


def one(form: Form, name: str) -> str:
    """The value of a name, empty when it is not there."""
    return form.get(name, [""])[0]


def number(form: Form, name: str, default: int, least: int, most: int) -> int | Refusal:
    """A whole number between `least` and `most`."""
    told = one(form, name)
    if not told:
        return default
    good = told.isascii() and told.isdigit() and least <= int(told) <= most
    return int(told) if good else Refusal(20001, f"{name} is a whole number from {least} to {most}")


def dates(form: Form, *wanted: str) -> Refusal | None:
    """Refuse a date that is none; each name may carry `<` or `>`."""
    for name in (name + sign for name in wanted for sign in ("", "<", ">")):
        try:
            datetime.fromisoformat(one(form, name) or "2026-01-01")
        except ValueError:
            return Refusal(20001, f"{name} is a date or an instant, YYYY-MM-DD or ISO 8601")
    return None


def absolute(url: str) -> bool:
    """Whether this is an absolute http or https URL."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def call_events(form: Form) -> tuple[CallEvent, ...] | Refusal:
    """The events a call is to be told of, in their order."""
    told = form.get("StatusCallbackEvent", ["completed"])
    if set(told) - set(CALL_EVENTS):
        return Refusal(20001, "StatusCallbackEvent, given once for each event")
    return tuple(event for event in CALL_EVENTS if event in told)


def _message_line(switch: Switch, account: Account, form: Form) -> Line | Refusal:
    sender, service = one(form, "From"), one(form, "MessagingServiceSid")
    lines = [line for line in switch.lines.values() if line.account == account.sid]
    if service:
        pool = [line for line in lines if line.service == service and sender in ("", line.number)]
        return min(pool, key=lambda line: line.number) if pool else Refusal(21701)
    if not E164.fullmatch(sender):
        return Refusal(21212 if sender else 21603)
    return next((line for line in lines if line.number == sender), Refusal(21606))


def _call_line(switch: Switch, account: Account, sender: str) -> Line | Refusal:
    if not E164.fullmatch(sender):
        return Refusal(21212 if sender else 21213)
    line = switch.lines.get(sender)
    return line if line and line.account == account.sid else Refusal(21210)


def _words(body: str, media: tuple[str, ...]) -> Refusal | None:
    if not body and not media:
        return Refusal(21602)
    if len(body) > LETTERS:
        return Refusal(21617)
    return None if all(absolute(url) for url in media) else Refusal(21620)


def _url(form: Form, name: str, code: int) -> Refusal | None:
    return None if not one(form, name) or absolute(one(form, name)) else Refusal(code, name)


def _call_urls(form: Form) -> Refusal | None:
    return _url(form, "Url", 21205) or _url(form, "FallbackUrl", 21205) or _url(form, "StatusCallback", 21609)


def _document(form: Form) -> Refusal | None:
    return None if one(form, "Url") or one(form, "Twiml") else Refusal(21205, "a call needs a Url or Twiml")


def _methods(form: Form) -> Refusal | None:
    told = {
        name for name in ("Method", "FallbackMethod", "StatusCallbackMethod") if one(form, name) not in ("", "POST")
    }
    return Refusal(20001, f"this network only POSTs: {', '.join(sorted(told))}") if told else None


def _detect(form: Form) -> Refusal | None:
    return (
        None
        if one(form, "MachineDetection") in ("", "Enable", "DetectMessageEnd")
        else Refusal(20001, "MachineDetection")
    )
