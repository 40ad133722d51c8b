"""Coaches with habits: who answers, passes, takes and goes dark, is asleep or cannot be reached. They read screens."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.phones import Phone, faults
from tests.faults.storm import Storm

ALERT = re.compile(r"^(?:URGENT|EMERGENCY) (\w+)\. Reply 1")
AGAIN = re.compile(r"^I saw no contact with (\w+) ")
YOURS = re.compile(r"^(\w+) is yours\.")

Reads = Callable[["Coach", str], None]


@dataclass
class Coach:
    """Somebody on call. `acks`: when they said yes and to which code, None for a key pressed in a call."""

    storm: Storm
    name: str
    phone: Phone
    habit: str
    acks: list[tuple[str | None, datetime]] = field(default_factory=list)
    rang: list[datetime] = field(default_factory=list)
    read: int = 0
    calls: set[str] = field(default_factory=set)

    def look(self) -> None:
        """At the phone: what is new on it, and whether it rings."""
        thread = self.phone.thread
        while self.read < len(thread):
            bubble, self.read = thread[self.read], self.read + 1
            if not bubble.ours and bubble.kind == "text":
                HABITS[self.habit](self, bubble.body)
        for made in self.storm.network.calls_of(self.phone, "ringing"):
            if made.sid not in self.calls:
                self.calls.add(made.sid)
                self.rang.append(self.storm.now)
                self._rings()

    def _rings(self) -> None:
        key = KEYS.get(self.habit)
        if key is None or self.storm.dice.random() < 0.3:
            return
        wait = self.storm.dice.uniform(3, 15)
        self.storm.at(wait, partial(self.storm.network.answer, self.phone))
        self.storm.at(wait + 3, partial(self._press, key))

    def _press(self, key: str) -> None:
        if key == "1":
            self.acks.append((None, self.storm.now))
        self.storm.network.press(self.phone, key)

    def soon(self, body: str, least: float, most: float) -> None:
        """Text something after a while."""
        self.storm.at(self.storm.dice.uniform(least, most), partial(self._text, body))

    def _text(self, body: str) -> None:
        code, _, words = body.partition(" ")
        if words == "1":
            self.acks.append((code, self.storm.now))
        self.storm.network.text(self.phone, body)


def _answers(coach: Coach, body: str) -> None:
    _takes(coach, body)
    if mine := YOURS.match(body):
        coach.soon(f"{mine[1]} I am here with you", 5, 120)
        if coach.storm.dice.random() < 0.5:
            coach.soon(f"{mine[1]} DONE 1", 150, 400)


def _takes(coach: Coach, body: str) -> None:
    if alert := ALERT.match(body) or AGAIN.match(body):
        coach.soon(f"{alert[1]} 1", 2, 90)


def _dark(coach: Coach, body: str) -> None:
    if alert := ALERT.match(body):
        coach.soon(f"{alert[1]} 1", 2, 60)


def _passes(coach: Coach, body: str) -> None:
    if alert := ALERT.match(body):
        coach.soon(f"{alert[1]} 2", 2, 60)


def _mixes_up(coach: Coach, body: str) -> None:
    """Codes that are not theirs, small talk, questions; no yes ever."""
    if ALERT.match(body):
        coach.soon(coach.storm.dice.choice(("ZZ9 1", "who is it?", "thanks for lunch", "👀")), 2, 60)


def _nothing(_coach: Coach, _body: str) -> None:
    pass


HABITS: Mapping[str, Reads] = {
    "answers": _answers,
    "takes it and goes dark": _dark,
    "passes": _passes,
    "mixes up codes": _mixes_up,
    "asleep": _nothing,
    "voicemail answers": _nothing,
    "phone off": _nothing,
    "busy": _nothing,
    "opted out": _nothing,
}
KEYS = {"answers": "1", "takes it and goes dark": "1", "passes": "2"}


def settle_in(coach: Coach) -> None:
    """Make the phone fit the habit."""
    phone, dice = coach.phone, coach.storm.dice
    if coach.habit == "voicemail answers":
        phone.voicemail = dice.uniform(5, 25)
    elif coach.habit == "phone off":
        phone.carrier, phone.habit = faults.SWALLOWS, dice.choice(("off", "unreachable"))
        phone.voicemail = dice.choice((None, 20.0))
    elif coach.habit == "busy":
        phone.habit = "busy"
    elif coach.habit == "opted out":
        coach.soon("STOP", 0, 400)
