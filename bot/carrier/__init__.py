"""What moves texts and calls. Only this package knows Twilio; the rest of the house sees these values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class OutgoingText:
    """One text. Numbers are E.164; `callback` is where the carrier tells what became of it."""

    number: str
    sender: str
    body: str
    callback: str
    valid_for: timedelta


@dataclass(frozen=True)
class OutgoingCall:
    """One call. `script` is the URL of what is spoken once somebody answers."""

    number: str
    sender: str
    script: str
    callback: str


@dataclass(frozen=True)
class Received:
    """A text that the carrier took for one of our numbers, and when."""

    sid: str
    number: str
    to: str
    body: str
    media: int
    at: datetime


@dataclass(frozen=True)
class Called:
    """A call that the carrier took for one of our numbers, and when it began. What became of it says nothing of whether
    we were asked: a fallback may have spoken."""

    sid: str
    number: str
    to: str
    at: datetime


class Trouble(StrEnum):
    """Why the carrier did not take it, by what to do next."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    OPTED_OUT = "opted_out"
    UNKNOWN = "unknown"
    """It may have been taken: the connection broke before the answer came."""


@dataclass(frozen=True)
class Accepted:
    """The carrier has it, under this id."""

    sid: str


@dataclass(frozen=True)
class Refused:
    """The carrier does not have it, or nobody knows. `code` is the carrier's own, or an HTTP status."""

    trouble: Trouble
    code: str


class Carrier(Protocol):
    """Hands one text or one call over. Blocks for a few seconds at most; expected trouble is a value."""

    def send(self, text: OutgoingText) -> Accepted | Refused:
        """Hand over a text."""

    def call(self, call: OutgoingCall) -> Accepted | Refused:
        """Have a phone rung."""

    def received(self, to: str, since: datetime) -> list[Received] | None:
        """The texts that came for one of our numbers since then, in any order; None when it does not say."""

    def called(self, to: str, since: datetime) -> list[Called] | None:
        """The same of calls; it may give some that are older."""
