"""The local phone network: a switch, with texts and calls on it, as the people and programs around it use it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from random import Random

from bot.phones import inbound, outbound, webhook
from bot.phones.calling import Leg
from bot.phones.records import Account, Bubble, Call, Keywords, Line, Message, Phone
from bot.phones.switch import Delays, Switch
from bot.phones.voice import Voice
from bot.phones.wire import Outlet


class Unexpected(AssertionError):
    """Somebody's phone got something that nobody expected. Its words list what, for the reader of a failed test."""


class Network(Switch):
    """See the package for two examples. Every method may be called from any thread."""

    def __init__(
        self,
        start: datetime,
        dice: Random,
        outlet: Outlet,
        delays: Delays | None = None,
        keep: int | None = None,
    ) -> None:
        """`keep` is how many journal entries are remembered, None for all of them."""
        super().__init__(start, dice, outlet, delays, keep)
        self.queues = outbound.Queues()
        self.voice = Voice(self)

    # Setting it up.

    def add_account(self, sid: str | None = None, token: str | None = None) -> Account:
        """An account of the REST API; SID (`AC` and 32 hexadecimal digits) and token are made up when not given."""
        account = Account(sid or self.sid("AC"), token or self.sid("")[:32])
        self.accounts[account.sid] = account
        return account

    def add_line(
        self,
        number: str,
        account: Account | str,
        sms_url: str,
        *,
        sms_fallback_url: str | None = None,
        voice_url: str | None = None,
        voice_fallback_url: str | None = None,
        voice_status_url: str | None = None,
        service: str | None = None,
        rate: float = 1.0,
        keywords: Keywords = "default",
        name: str = "",
    ) -> Line:
        """One of a program's own numbers, with its webhooks."""
        owner = account if isinstance(account, str) else account.sid
        line = Line(
            number,
            owner,
            sms_url,
            sms_fallback_url,
            voice_url,
            voice_fallback_url,
            voice_status_url,
            service,
            rate,
            keywords,
            name,
        )
        self.lines[number] = line
        return line

    def add_phone(
        self, number: str, name: str, role: str = "", line: str = "", voicemail: float | None = None
    ) -> Phone:
        """Somebody's phone. It texts and calls `line`, else the first line there is."""
        phone = Phone(number, name, role, line or next(iter(self.lines), ""), voicemail=voicemail)
        self.phones[number] = phone
        self.touch()
        return phone

    # What people do with their phones.

    def text(self, phone: Phone, body: str, media: Sequence[str] = (), copies: int = 1, late: float = 0.0) -> str:
        """Text the phone's line; the SID. `copies` delivers it that often, `late` holds its webhook back (seconds)."""
        with self.lock:
            line = self.lines[phone.line]
            return inbound.text(self, self.queues, phone, line, body, media, copies, late)

    def call(self, phone: Phone) -> str:
        """Call the phone's line; the SID."""
        with self.lock:
            return self.voice.incoming(phone, self.lines[phone.line])

    def answer(self, phone: Phone, by: str = "human") -> None:
        """Pick up the call that rings; `by` is "human" or "machine"."""
        with self.lock:
            for made in self.calls_of(phone, "ringing"):
                self.legs[made.sid].noticed = True
                self.voice.answer(made.sid, by)
        self.settle()

    def press(self, phone: Phone, keys: str) -> None:
        """Press keys in the call that is on."""
        with self.lock:
            for made in self.calls_of(phone, "in-progress"):
                self.voice.press(made.sid, keys)
        self.settle()

    def hang_up(self, phone: Phone) -> None:
        """Hang up the call that is on, or decline the one that rings."""
        with self.lock:
            for made in self.calls_of(phone, "ringing", "in-progress"):
                self.legs[made.sid].noticed = True
                self.voice.finish(made.sid, _after_hanging_up(made))
        self.settle()

    @property
    def legs(self) -> dict[str, Leg]:
        return self.voice.legs

    def calls_of(self, phone: Phone, *statuses: str) -> list[Call]:
        """The calls of this phone that are in one of these statuses and have not ended, oldest first."""
        return [made for made in self.voice.of(phone) if made.status in statuses]

    # What the REST API does.

    def submit(self, message: Message) -> Message:
        """Take a message for sending."""
        with self.lock:
            return outbound.submit(self, self.queues, message)

    def call_back_early(self, message: Message) -> None:
        """Call `sent` back before the REST API has answered, if a fault says so."""
        with self.lock:
            if not message.callback or not self.faults.early(message.to, "message"):
                return
            fields = outbound.callback_fields(message) | {"MessageStatus": "sent", "SmsStatus": "sent"}
            early = webhook.Webhook(message.account, message.callback, fields, sid=message.sid)
            webhook.call(self, early, lambda answer: None)
        self.settle(here=True)

    def replay(self, sid: str) -> None:
        """Deliver an inbound text's webhook once more, with its own SID, however long ago it was."""
        with self.lock:
            message = self.messages[sid]
            phone, line = self.phones[message.sender], self.lines[message.to]
            bubble = Bubble(self.now, line.number, message.body)
            self.after(self.delays.inbound, partial(inbound.deliver, self, self.queues, phone, bubble, message))

    # What a test asks at its end.

    def unexpected(self) -> list[str]:
        """Texts nobody read and calls nobody noticed, one readable line each."""
        unread = [_told(phone, bubble) for phone in self.phones.values() for bubble in _unread(phone.thread)]
        rang = [self.calls[sid] for sid, leg in self.legs.items() if not leg.noticed]
        calls = [f"{made.created:%H:%M:%S} {self._name(made)} was called: {made.status}" for made in rang]
        return unread + calls

    def assert_quiet(self) -> None:
        """Fail when any phone got a text or a call that nobody expected."""
        if found := self.unexpected():
            raise Unexpected("nobody expected:\n  " + "\n  ".join(found))

    def _name(self, made: Call) -> str:
        phone = self.phones.get(made.phone)
        return phone.name if phone else made.phone


def _after_hanging_up(made: Call) -> str:
    if made.status == "in-progress":
        return "completed"
    return "canceled" if made.direction == "inbound" else "busy"


def _unread(thread: Iterable[Bubble]) -> list[Bubble]:
    return [bubble for bubble in thread if not bubble.ours and not bubble.read]


def _told(phone: Phone, bubble: Bubble) -> str:
    return f"{bubble.at:%H:%M:%S} {phone.name} got: {bubble.body}"
