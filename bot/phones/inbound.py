"""A text from a phone to one of our lines: carrier keywords, the signed webhook, and the replies its TwiML asks for."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal
from urllib.parse import urljoin

from bot.phones.outbound import Queues, compose, submit
from bot.phones.records import Bubble, Line, Message, Phone
from bot.phones.switch import Switch
from bot.phones.twiml import TEXT_VERBS, Malformed, Verb, check_text, parse
from bot.phones.webhook import Webhook, call
from bot.phones.wire import Response
from flows.segments import segments

OptOut = Literal["STOP", "START", "HELP"]

WORDS: dict[str, OptOut] = {
    **dict.fromkeys(("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"), "STOP"),
    **dict.fromkeys(("START", "YES", "UNSTOP"), "START"),
    **dict.fromkeys(("HELP", "INFO"), "HELP"),
}
REPLIES: dict[OptOut, str] = {
    "STOP": "Carrier: you are unsubscribed and get no more texts from this number. START brings them back.",
    "START": "Carrier: you are subscribed again. Reply HELP for help, STOP to unsubscribe. Msg&data rates may apply.",
    "HELP": "Carrier: reply STOP to unsubscribe. Msg&data rates may apply.",
}


def text(
    switch: Switch,
    queues: Queues,
    phone: Phone,
    line: Line,
    body: str,
    media: Sequence[str] = (),
    copies: int = 1,
    late: float = 0.0,
) -> str:
    """Send a text from `phone`; its SID. `copies` delivers it again, `late` holds the webhook back (seconds)."""
    keyword = obey(switch, queues, phone, line, body)
    message = _received(switch, phone, line, body, tuple(media))
    bubble = Bubble(switch.now, line.number, body, ours=True, sid=message.sid, state="sending", media=message.media)
    phone.thread.append(bubble)
    for _ in range(copies):
        run = partial(deliver, switch, queues, phone, bubble, message, keyword)
        switch.after(switch.delays.inbound + late, run)
    return message.sid


def deliver(
    switch: Switch,
    queues: Queues,
    phone: Phone,
    bubble: Bubble,
    message: Message,
    keyword: OptOut | None = None,
) -> None:
    """Call the line's webhook with a text, and send what it answers."""
    line = switch.lines[message.to]
    fields = webhook_fields(message, phone, keyword if line.keywords == "advanced" else None)
    webhook = Webhook(line.account, line.sms_url, fields, line.sms_fallback_url, message.sid, check_text)
    call(switch, webhook, partial(_answered, switch, queues, bubble, message))


def obey(switch: Switch, queues: Queues, phone: Phone, line: Line, body: str) -> OptOut | None:
    """Do what a carrier does with a text that is only a keyword: block, unblock, reply. The keyword, if it was one."""
    keyword = WORDS.get(body.strip().upper())
    if keyword is None or line.keywords == "off":
        return None
    key = (phone.number, line.sender)
    before = key in switch.opted_out
    if keyword == "STOP":
        switch.opted_out.add(key)
    elif keyword == "START":
        switch.opted_out.discard(key)
    if keyword == "HELP" or before != (key in switch.opted_out):
        switch.note(f"carrier keyword {keyword}")
        _reply(switch, queues, phone, line, keyword)
    return keyword


def _reply(switch: Switch, queues: Queues, phone: Phone, line: Line, keyword: OptOut) -> None:
    if line.keywords in ("default", "advanced"):
        message = compose(switch, line, phone.number, REPLIES[keyword], "outbound-reply")
        submit(switch, queues, message, blockable=False)


def _received(switch: Switch, phone: Phone, line: Line, body: str, media: tuple[str, ...]) -> Message:
    message = compose(switch, line, line.number, body, "inbound", media=media)
    message = replace(message, sender=phone.number, status="received", service=line.service)
    switch.messages[message.sid] = message
    switch.touch()
    return message


def webhook_fields(message: Message, phone: Phone, keyword: OptOut | None) -> dict[str, str]:
    """The form of an inbound webhook."""
    fields = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": message.account,
        "From": message.sender,
        "To": message.to,
        "Body": message.body,
        "NumMedia": str(len(message.media)),
        "NumSegments": str(max(1, segments(message.body).count)),
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        **places(phone, "From"),
        **dict.fromkeys(("ToCity", "ToState", "ToZip"), ""),
        "ToCountry": "US",
    }
    for n, url in enumerate(message.media):
        fields |= {f"MediaUrl{n}": url, f"MediaContentType{n}": "image/jpeg"}
    extra = {"MessagingServiceSid": message.service, "OptOutType": keyword}
    return fields | {name: value for name, value in extra.items() if value}


def places(phone: Phone, prefix: str) -> dict[str, str]:
    """FromCity and its sisters."""
    place = phone.place
    told = {"City": place.city, "State": place.state, "Zip": place.zip, "Country": place.country}
    return {prefix + name: value for name, value in told.items()}


def _answered(switch: Switch, queues: Queues, bubble: Bubble, message: Message, answer: Response | None) -> None:
    bubble.state = "delivered" if answer else "not delivered"
    switch.touch()
    for reply in _replies(switch, message, answer) if answer else ():
        submit(switch, queues, reply)


def _replies(switch: Switch, message: Message, answer: Response) -> list[Message]:
    """The texts an answer asks for: one a `<Message>`, or the words of a plain text answer."""
    if not answer.body.strip():
        return []
    if answer.content_type == "text/plain":
        return [_reply_of(switch, message, answer.url, Verb("Message", {}, answer.text))]
    verbs = parse(answer.text, TEXT_VERBS)
    return [] if isinstance(verbs, Malformed) else [_reply_of(switch, message, answer.url, verb) for verb in verbs]


def _reply_of(switch: Switch, message: Message, base: str, verb: Verb) -> Message:
    words = [part.text for part in verb.inside if part.name == "Body"] or [verb.text]
    told = verb.get("statusCallback") or verb.get("action")
    return compose(
        switch,
        switch.lines[verb.get("from") or message.to],
        verb.get("to") or message.sender,
        "".join(words),
        "outbound-reply",
        callback=urljoin(base, told) if told else None,
        media=tuple(part.text for part in verb.inside if part.name == "Media"),
    )
