"""What goes wrong on purpose: scripted for one number and a count of times, or at a seeded rate. It only chooses."""

from dataclasses import dataclass
from random import Random
from typing import Generic, Literal, TypeVar

About = Literal["message", "call"]


@dataclass(frozen=True)
class Refuse:
    """The REST API answers with this code and does nothing."""

    code: int


@dataclass(frozen=True)
class Break:
    """The client of the REST API gets no answer; with `done` the thing was made all the same."""

    kind: Literal["timeout", "reset"]
    done: bool


@dataclass(frozen=True)
class Slow:
    """The REST API answers after this many seconds."""

    seconds: float


RestFault = Refuse | Break | Slow

TOO_MANY = Refuse(20429)
SERVER_ERROR = Refuse(20500)
UNAVAILABLE = Refuse(20503)
UNAUTHORIZED = Refuse(20003)
TIMED_OUT = Break("timeout", done=False)
RESET = Break("reset", done=False)
ACCEPTED_THEN_RESET = Break("reset", done=True)
ACCEPTED_THEN_TIMED_OUT = Break("timeout", done=True)


@dataclass(frozen=True)
class Lost:
    """The status callback never comes."""


@dataclass(frozen=True)
class Late:
    """The status callback comes this many seconds late."""

    seconds: float


@dataclass(frozen=True)
class Doubled:
    """The status callback comes twice, this many seconds apart."""

    seconds: float = 0.5


@dataclass(frozen=True)
class Shuffled:
    """The status callback comes late by a seeded part of this many seconds, so that the order is anyone's guess."""

    seconds: float


@dataclass(frozen=True)
class Forged:
    """The status callback comes with a signature made with another token."""


@dataclass(frozen=True)
class Early:
    """`sent` is called back before the REST API has answered."""


CallbackFault = Lost | Late | Doubled | Shuffled | Forged | Early

LOST, FORGED, EARLY = Lost(), Forged(), Early()


@dataclass(frozen=True)
class Carrier:
    """What the last mile does with a text: does the handset show it, and which receipt comes back, if any."""

    shows: bool = True
    receipt: Literal["delivered", "undelivered"] | None = "delivered"
    code: int | None = None


DELIVERS = Carrier()
SILENT = Carrier(receipt=None)  # the text is read, and no receipt ever says so
SWALLOWS = Carrier(shows=False, receipt=None)  # neither text nor receipt
LIES = Carrier(shows=False)  # a receipt, and no text


def undelivered(code: int) -> Carrier:
    """A carrier that gives the text back: 30003 off, 30005 unknown, 30006 landline, 30007 filtered, 30008 no reason."""
    return Carrier(shows=False, receipt="undelivered", code=code)


F = TypeVar("F")


@dataclass
class Rule(Generic[F]):
    """One fault and when it applies: to one number or all, `times` times or for ever, always or at a rate."""

    fault: F
    to: str | None
    about: About | None
    left: int | None
    rate: float

    def applies(self, to: str, about: About, dice: Random) -> bool:
        """Whether it strikes now; a strike uses up one of its times."""
        if self.left == 0 or self.to not in (None, to) or self.about not in (None, about):
            return False
        if self.rate < 1.0 and dice.random() >= self.rate:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Faults:
    """The rules in force. The first one that applies wins; `clear()` makes the weather fine again."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._rest: list[Rule[RestFault]] = []
        self._callback: list[Rule[CallbackFault]] = []
        self._carrier: list[Rule[Carrier]] = []

    def rest(
        self,
        fault: RestFault,
        to: str | None = None,
        about: About | None = None,
        times: int | None = 1,
        rate: float = 1.0,
    ) -> None:
        """Spoil requests to make a message or call. `times=None` is for ever; `rate` is a chance from 0 to 1."""
        self._rest.append(Rule(fault, to, about, times, rate))

    def callback(
        self,
        fault: CallbackFault,
        to: str | None = None,
        about: About | None = None,
        times: int | None = 1,
        rate: float = 1.0,
    ) -> None:
        """Spoil status callbacks about messages or calls to `to`."""
        self._callback.append(Rule(fault, to, about, times, rate))

    def carrier(self, carrier: Carrier, to: str | None = None, times: int | None = None, rate: float = 1.0) -> None:
        """Change the last mile of texts to `to`, over what the phone's own carrier would do."""
        self._carrier.append(Rule(carrier, to, "message", times, rate))

    def clear(self) -> None:
        for rules in (self._rest, self._callback, self._carrier):
            rules.clear()

    def next_rest(self, to: str, about: About) -> RestFault | None:
        return next((rule.fault for rule in self._rest if rule.applies(to, about, self._dice)), None)

    def next_carrier(self, to: str) -> Carrier | None:
        return next((rule.fault for rule in self._carrier if rule.applies(to, "message", self._dice)), None)

    def next_callback(self, to: str, about: About) -> CallbackFault | None:
        """The fault for the next callback; `Early` is not for callbacks in their turn, see `early`."""
        rules = [rule for rule in self._callback if not isinstance(rule.fault, Early)]
        return next((rule.fault for rule in rules if rule.applies(to, about, self._dice)), None)

    def early(self, to: str, about: About) -> bool:
        rules = [rule for rule in self._callback if isinstance(rule.fault, Early)]
        return any(rule.applies(to, about, self._dice) for rule in rules)
