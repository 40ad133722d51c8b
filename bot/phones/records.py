"""What the network knows: accounts, lines, phones, messages, calls. Values only; the switch keeps them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.phones.faults import DELIVERS, Carrier

# What the network itself does with STOP, START and HELP: `default` blocks and replies, `advanced` also puts OptOutType
# in the webhook, `quiet` blocks without a word, `off` leaves everything to the program.
Keywords = Literal["default", "advanced", "quiet", "off"]
Direction = Literal["inbound", "outbound-api", "outbound-reply", "outbound-dial"]
CallEvent = Literal["initiated", "ringing", "answered", "completed"]
# What a phone does with a call: `rings` waits for its person, the others need nobody.
Habit = Literal["rings", "busy", "off", "unreachable"]

CALL_EVENTS: tuple[CallEvent, ...] = ("initiated", "ringing", "answered", "completed")
MESSAGE_ENDS = frozenset({"delivered", "undelivered", "failed", "received"})
CALL_ENDS = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


@dataclass(frozen=True)
class Account:
    """Who may use the REST API, and the token that signs its webhooks."""

    sid: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Line:
    """One of a program's own numbers. `rate` is segments a second; webhook URLs may carry `#rc=3&rp=all`."""

    number: str
    account: str
    sms_url: str
    sms_fallback_url: str | None = None
    voice_url: str | None = None
    voice_fallback_url: str | None = None
    voice_status_url: str | None = None
    service: str | None = None
    rate: float = 1.0
    keywords: Keywords = "default"
    name: str = ""

    @property
    def sender(self) -> str:
        """What an opt-out holds for: the whole Messaging Service, else this number."""
        return self.service or self.number


@dataclass(frozen=True)
class Place:
    """Where a number is from, as webhooks tell it (FromCity ...). All invented."""

    city: str = "SPRINGFIELD"
    state: str = "IL"
    zip: str = "62701"
    country: str = "US"


@dataclass
class Bubble:
    """One row on a phone's screen: a text, words of a voice, or a call missed. `ours` is what this phone sent."""

    at: datetime
    other: str
    body: str = field(repr=False)
    ours: bool = False
    kind: Literal["text", "voice", "call"] = "text"
    sid: str = ""
    state: Literal["", "sending", "delivered", "not delivered"] = ""
    read: bool = False
    media: tuple[str, ...] = ()


@dataclass
class Phone:
    """Anybody's phone. `voicemail` is the seconds of ringing after which a machine answers, None for no machine."""

    number: str
    name: str
    role: str = ""
    line: str = ""
    carrier: Carrier = DELIVERS
    habit: Habit = "rings"
    voicemail: float | None = None
    place: Place = Place()
    thread: list[Bubble] = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class Message:
    """One message of the REST API. `sender` is the number that sends it, also inside a Messaging Service."""

    sid: str
    account: str
    sender: str
    to: str
    body: str = field(repr=False)
    direction: Direction
    status: str
    segments: int
    created: datetime
    updated: datetime
    sent: datetime | None = None
    error: int | None = None
    service: str | None = None
    callback: str | None = None
    validity: int = 36000
    media: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        return self.status in MESSAGE_ENDS


@dataclass(frozen=True)
class Call:
    """One call of the REST API. `status` is the resource's; `phone` is the number of the phone in it."""

    sid: str
    account: str
    caller: str
    to: str
    direction: Direction
    status: str
    created: datetime
    updated: datetime
    url: str | None = None
    method: str = "POST"
    twiml: str | None = field(default=None, repr=False)
    fallback: str | None = None
    callback: str | None = None
    events: tuple[CallEvent, ...] = ("completed",)
    timeout: int = 60
    detect: str | None = None
    answered_by: str | None = None
    answered: datetime | None = None
    ended_at: datetime | None = None
    parent: str | None = None
    sequence: int = 0

    @property
    def ended(self) -> bool:
        return self.status in CALL_ENDS

    @property
    def phone(self) -> str:
        return self.caller if self.direction == "inbound" else self.to

    @property
    def ours(self) -> str:
        return self.to if self.direction == "inbound" else self.caller

    @property
    def seconds(self) -> int:
        """The time in talk, whole seconds; 0 for a call nobody answered."""
        if self.answered is None or self.ended_at is None:
            return 0
        return round((self.ended_at - self.answered).total_seconds())
