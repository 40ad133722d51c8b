"""Plays a transcript: the lines at the margin go in, and the whole chat log comes out. It decides nothing about flows.

    A sentence that says what is promised.
    Ana, en; last_mood 4; last_craving 6

    Mon 08:00  (checkin)
               Bot: Hi Ana. How is today, 0 (rough) to 10 (great)? Just text a number.
    Mon 10:30  (silence)
               Bot: No rush, Ana. ...
    Mon 11:02  Ana: 6 3
               [keep mood 6]

`(checkin)` opens the daily check-in. A person who texts while nothing is open opens one too; in `sos/`, `craving/` and
`setback/` that text is read by the real triage. `(silence)` runs to the conversation's own alarm and prints the time it
found. Indented lines are what came out. Every turn passes through JSON, as it does through the database.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from flows import current
from flows.copy import words
from flows.effects import (
    Agree,
    Effect,
    Facts,
    Forget,
    Keep,
    Later,
    Miss,
    Open,
    OpenEscalation,
    OpenTask,
    OptIn,
    OptOut,
    Pause,
    Record,
    Say,
    TellOwner,
    Tried,
    when_in_words,
)
from flows.machine import Conversation, Flow, Replied, Turn, Woke, advance, begin, begin_with
from flows.triage import triage

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
INDENT = " " * 11
PROGRAM: Facts = {
    "offer_at": 7,
    "page_at": 8,
    "low_at": 2,
    "remind_after": 9_000,
    "close_after": 36_000,
    "last_mood": None,
    "last_craving": None,
    "day": 0,
    "seed": 1,
    "third_a_week": 0,
    "opens": "08:00",
    "closes": "21:00",
    "today": "2026-06-01",
    "day_first": False,
    "program": "Rivertown Friends",
    "join_word": "RIVER",
    "time": "10:00 am",
    "ask": "name language time phone word date",
    "topics": "checkins coach milestones surveys",
    **dict.fromkeys(("on_checkins", "on_coach", "on_milestones", "on_surveys"), "on"),
    "on_news": "off",
}
WORDS: Facts = {"en": "the pull", "es": "la presión"}


def play(script: str, name: str) -> str:
    """The script as it goes today, in the flow called `name`."""
    heading, who, _, *lines = script.splitlines()
    player = Player(current(name), who)
    played = [line for one in lines if not one.startswith(" ") for line in player.step(one)]
    return "\n".join([heading, who, "", *played, ""])


class Player:
    """One person's telephone, one conversation at a time."""

    def __init__(self, flow: Flow, who: str) -> None:
        first, *facts = who.split("; ")
        self.name, self.language = first.split(", ")
        self.flow = flow
        given = {**PROGRAM, "name": self.name, "word": WORDS[self.language], **_three(self.language)}
        self.facts = {**given, **dict(map(_fact, facts))}
        self.conversation: Conversation | None = None

    def step(self, line: str) -> Iterator[str]:
        """What one line at the margin brings, itself first."""
        day, clock, event = re.fullmatch(r"(\w{3}) (\d\d:\d\d)  (.*)", line).groups()  # type: ignore[union-attr]
        at = MONDAY + timedelta(days=DAYS.index(day), hours=int(clock[:2]), minutes=int(clock[3:]))
        if event == "(silence)":
            at = self.alarm
        yield f"{DAYS[at.weekday()]} {at:%H:%M}  {event}"
        turn = self.turn(event, at)
        yield from (INDENT + self.in_words(effect) for effect in turn.effects)
        if turn.conversation.state is None:
            yield INDENT + "(the end)"
        self.conversation = through_storage(turn.conversation)

    def turn(self, event: str, at: datetime) -> Turn:
        if event == f"({self.flow.name})":
            return begin(self.flow, self.facts, at)
        if event == "(silence)":
            return advance(self.flow, self.waiting, Woke(at))
        text = event.removeprefix(f"{self.name}: ")
        if self.conversation is None or self.conversation.state is None:
            return self.opened_by(text, at)
        return advance(self.flow, self.conversation, Replied(text, at))

    def opened_by(self, text: str, at: datetime) -> Turn:
        if self.flow.name in {"checkin", "settings"}:
            return begin_with(self.flow, self.facts, text, at)
        verdict = triage(text)
        if self.flow.name == "sos":
            return begin(self.flow, {"tier": str(verdict.tier), "topic": verdict.topic}, at)
        assert verdict.topic == self.flow.name, f"{text!r} is about {verdict.topic!r}"
        return begin(self.flow, {**self.facts, "paged": True} if self.flow.name == "craving" else self.facts, at)

    @property
    def waiting(self) -> Conversation:
        assert self.conversation is not None, "nothing has been said yet"
        return self.conversation

    @property
    def alarm(self) -> datetime:
        assert self.waiting.wake_at is not None, "no alarm is set: silence means nothing here"
        return self.waiting.wake_at

    def in_words(self, effect: Effect) -> str:
        match effect:
            case Say(key, facts):
                return f"Bot: {words(key, self.language, **facts)}"
            case Record(what, value):
                return f"[keep {what} {value}]"
            case Miss():
                return "[missed]"
            case OpenEscalation(tier, reason):
                return f"[page a coach: {tier}, {reason}]"
            case OpenTask(kind):
                return f"[task for a coach: {kind}]"
            case Agree(topic, given):
                return f"[proof of consent: {topic} {'yes' if given else 'no'}]"
            case Keep(what, value):
                self.language = str(value) if what == "language" else self.language
                return f"[keep {what}: {value}]"
            case Later(flow, when):
                return f"[{flow} {when_in_words(when)}]"
            case Forget(flow):
                return f"[no {flow} any more]"
            case Open(flow):
                return f"[{flow} opens now]"
            case Tried(skill, before, after):
                return f"[tried {skill}: {before} to {after}]"
            case Pause(length):
                return f"[no daily texts for {length.days} days]"
            case OptOut():
                return "[no more texts]"
            case OptIn():
                return "[texts again]"
            case TellOwner():
                return "[pass the words on to the coach]"
            case _:
                assert_never(effect)


def _three(language: str) -> Facts:
    """Three things to try in a craving, and what they are called."""
    three = {"one": "leave", "two": "surf", "three": "delay"}
    called = {place: words(f"skill.{skill}", language) for place, skill in three.items()}
    return {**called, **{f"{place}_is": skill for place, skill in three.items()}}


def through_storage(conversation: Conversation) -> Conversation:
    """The conversation as the database gives it back."""
    row = json.loads(json.dumps(asdict(conversation), default=datetime.isoformat))
    back = Conversation(**row)
    return replace(back, wake_at=datetime.fromisoformat(row["wake_at"])) if row["wake_at"] else back


def _fact(pair: str) -> tuple[str, int | str]:
    name, _, value = pair.partition(" ")
    return name, int(value) if value.isdecimal() else value
