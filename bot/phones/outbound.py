"""The life of a text that leaves one of our lines: queue, air, handset, receipt, and the callbacks that tell of it.

There is no callback for the status a message is born with, nor for `sending`; the rest are called back.
"""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.phones.callbacks import call_back
from bot.phones.errors import DELIVERY
from bot.phones.faults import undelivered
from bot.phones.records import Bubble, Direction, Line, Message
from bot.phones.switch import Switch
from bot.phones.webhook import Webhook
from flows.segments import segments

# Twilio's queue of one sender holds ten hours of segments.
QUEUE_SECONDS = 36_000


@dataclass
class Queues:
    """First in, first out for each number, at its rate of segments a second."""

    waiting: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    segments: Counter[str] = field(default_factory=Counter)
    free_at: dict[str, datetime] = field(default_factory=dict)

    def seconds(self, line: Line) -> float:
        """How long the texts that wait for this number will take."""
        return self.segments[line.number] / line.rate

    def add(self, message: Message) -> None:
        self.waiting[message.sender].append(message.sid)
        self.segments[message.sender] += message.segments

    def remove(self, message: Message) -> None:
        """Take a message out; the first one costs nothing to find."""
        self.waiting[message.sender].remove(message.sid)
        self.segments[message.sender] -= message.segments


def compose(
    switch: Switch,
    line: Line,
    to: str,
    body: str,
    direction: Direction,
    service: str | None = None,
    callback: str | None = None,
    validity: int = QUEUE_SECONDS,
    media: tuple[str, ...] = (),
) -> Message:
    """A new message, not yet on its way."""
    return Message(
        sid=switch.sid("MM" if media else "SM"),
        account=line.account,
        sender=line.number,
        to=to,
        body=body,
        direction=direction,
        status="accepted" if service else "queued",
        segments=max(1, segments(body).count),
        created=switch.now,
        updated=switch.now,
        service=service,
        callback=callback,
        validity=validity,
        media=media,
    )


def submit(switch: Switch, queues: Queues, message: Message, blockable: bool = True) -> Message:
    """Put a message in its number's queue. One to a person who opted out fails at once (a TwiML reply, say)."""
    line = switch.lines[message.sender]
    if blockable and (message.to, line.sender) in switch.opted_out:
        return move(switch, message, "failed", 21610)
    switch.messages[message.sid] = message
    switch.touch()
    queues.add(message)
    switch.later(message.validity, partial(_expire, switch, queues, message.sid))
    switch.after(switch.delays.queue, partial(_enter, switch, queues, message.sid))
    return message


def move(switch: Switch, message: Message, status: str, error: int | None = None) -> Message:
    """Give a message its next status, write it down, and call back."""
    sent = switch.now if status == "sent" else message.sent
    message = replace(message, status=status, updated=switch.now, sent=sent, error=error)
    switch.messages[message.sid] = message
    words = f"error {error}: {DELIVERY.get(error, 'Unknown error')}" if error else ""
    switch.note(f"text {status}", words, message.sid)
    if status != "sending":
        report(switch, message)
    return message


def _enter(switch: Switch, queues: Queues, sid: str) -> None:
    message = switch.messages[sid]
    if message.status == "accepted":
        move(switch, message, "queued")
    _pump(switch, queues, message.sender)


def _pump(switch: Switch, queues: Queues, number: str) -> None:
    """Let the next text of this number go, if the number is free."""
    waiting = queues.waiting[number]
    if not waiting or switch.now < queues.free_at.get(number, switch.now):
        return
    message = switch.messages[waiting[0]]
    queues.remove(message)
    busy = message.segments / switch.lines[number].rate
    queues.free_at[number] = switch.now + timedelta(seconds=busy)
    switch.later(busy, partial(_pump, switch, queues, number))
    move(switch, message, "sending")
    switch.after(switch.delays.sent, partial(_sent, switch, message.sid))


def _expire(switch: Switch, queues: Queues, sid: str) -> None:
    message = switch.messages.get(sid)
    if message and message.status in ("accepted", "queued"):
        queues.remove(message)
        move(switch, message, "failed", 30036)


def _sent(switch: Switch, sid: str) -> None:
    message = move(switch, switch.messages[sid], "sent")
    switch.after(switch.delays.receipt, partial(_arrive, switch, message.sid))


def _arrive(switch: Switch, sid: str) -> None:
    """The last mile: the handset, and the receipt, each as that number's carrier has it."""
    message = switch.messages[sid]
    phone = switch.phones.get(message.to)
    carrier = switch.faults.next_carrier(message.to) or (phone.carrier if phone else undelivered(30005))
    if phone and carrier.shows:
        show = Bubble(switch.now, message.sender, message.body, sid=sid, media=message.media)
        phone.thread.append(show)
        switch.touch()
    if carrier.receipt:
        move(switch, message, carrier.receipt, carrier.code)


def report(switch: Switch, message: Message) -> None:
    """Call back a message's status, if the program asked for it."""
    if message.callback:
        webhook = Webhook(message.account, message.callback, callback_fields(message), sid=message.sid)
        call_back(switch, webhook, message.to, "message")


def callback_fields(message: Message) -> dict[str, str]:
    """The form of a status callback."""
    fields = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": message.status,
        "SmsStatus": message.status,
        "To": message.to,
        "From": message.sender,
        "AccountSid": message.account,
        "ApiVersion": "2010-04-01",
    }
    if message.service:
        fields["MessagingServiceSid"] = message.service
    if message.error:
        fields["ErrorCode"] = str(message.error)
    if message.status in ("delivered", "undelivered"):
        fields["RawDlrDoneDate"] = message.updated.strftime("%y%m%d%H%M")
    return fields
