"""Carrying out what a turn asked for: every effect becomes rows, in the turn's own transaction."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, assert_never

import sqlalchemy as sa

from bot import (
    announcements,
    checkins,
    consents,
    keeping,
    leaving,
    outbox,
    paging,
    people,
    prompts,
    relay,
    rhythm,
    skills,
    watching,
)
from bot.models import checkin, client
from bot.people import Person, called, client_phone
from bot.queue import Lane
from bot.tasks import open_task
from bot.topics import Topic, changed
from bot.warnings import Day
from bot.work import Work, change
from flows.copy import words
from flows.effects import (
    Agree,
    Effect,
    Fact,
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
)


class Reply(NamedTuple):
    """A text that goes back in the webhook's own answer."""

    outbound_id: int
    body: str


@dataclass
class Scene:
    """Whom a turn is about. `key` starts the unique keys of its texts, so that a replay writes nothing new.

    With an `inbound_id` the turn answers a text, and its words go back in the same request; without one the clock woke
    it, and they go out through `lane`. `earlier` are the check-ins before the one that is answered, newest first.
    """

    work: Work
    person: Person
    key: str
    facts: Facts = field(default_factory=dict)
    inbound_id: int | None = None
    checkin_id: int | None = None
    earlier: list[Day] | None = None
    lane: Lane = "default"
    muted: bool = False
    count: int = 0
    replies: list[Reply] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    opens: list[Open] = field(default_factory=list)
    """Flows to open next (`bot.opening.told` does)."""

    def carry_out(self, effects: tuple[Effect, ...]) -> None:
        """Carry out each effect, in order; a check-in's answers are written together."""
        for effect in effects:
            self.count += 1
            self._carry_out(effect, f"{self.key}.{self.count}")
        if self.answers:
            change(self.work.tx, checkin, self.checkin_id, self.answers)
            self.answers = {}

    def _carry_out(self, effect: Effect, key: str) -> None:
        match effect:
            case Say():
                self._say(effect, key)
            case Record(what=what, value=value):
                self.answers |= {what: value, "answered_at": self.work.at, "missed": False}
            case Miss():
                self._miss()
            case OpenEscalation(tier=tier, reason=reason):
                paging.need(self.work, self.person, tier, reason, self.inbound_id)
            case OpenTask(kind=kind):
                open_task(self.work, kind, self.person.client, inbound_id=self.inbound_id)
            case OptOut():
                leaving.opt_out(self.work, self.person.client, self.inbound_id)
            case OptIn():
                self._client({"opted_out_at": None, "paused_until": None, "unsafe_since": None})
                self._prove("all", given=True, key="line.start")
            case Pause(length=length):
                self._client({"paused_until": self.work.at + length})
                announcements.take_back(self.work, self.person.client)
            case Agree():
                self._agree(effect)
            case Keep(what=what, value=value):
                self._keep(what, value)
            case Later():
                prompts.later(self.work, self.person.client, effect, key)
            case Forget(flow=flow):
                prompts.forget(self.work, self.person.client.id, flow)
            case Open():
                self.opens.append(effect)
            case Tried():
                skills.tried(self.work, self.person.client, effect)
            case TellOwner():
                relay.tell_owner(self.work, self.person.client, self.inbound_id)
            case _:
                assert_never(effect)

    def _miss(self) -> None:
        """A day whose question never left was not asked, and nobody missed it."""
        if self.checkin_id is not None and checkins.came_too_late(self.work, self.checkin_id):
            return checkins.take_back(self.work, self.checkin_id)
        self.answers |= {"missed": True}
        return watching.missed(self.work, self.person.client, self.checkin_id)

    def _say(self, say: Say, key: str) -> None:
        whose = self.person.client
        if self.muted or whose.opted_out_at is not None:
            return
        facts = {"program": self.work.program.name, **self.facts, **say.facts, "name": called(whose)}
        body = words(say.key, whose.language, **{**self.work.program.lines.numbers, **facts})
        phone = {**client_phone(self.work, whose), "inbound_id": self.inbound_id}
        if self.inbound_id is None:
            until = outbox.worth_until(self.work, self.lane, whose.zone)
            outbox.text(self.work, phone, key, body, self.lane, not_after=until)
        elif (outbound_id := outbox.reply(self.work, phone, key, body)) is not None:
            self.replies.append(Reply(outbound_id, body))

    def _keep(self, what: str, value: Fact) -> None:
        """What is said next is said to the person as they are now: in the new language, by the new name."""
        keeping.keep(self.work, self.person.client, what, value)
        self.person = people.by_id(self.work, self.person.client.id)

    def _client(self, values: dict[str, Any]) -> None:
        self.work.tx.execute(sa.update(client).where(client.c.id == self.person.client.id).values(**values))

    def _agree(self, agreed: Agree) -> None:
        """Proof, and for one kind of texts the wish itself."""
        whose = self.person.client
        self._prove(agreed.topic, given=agreed.given, key=agreed.key)
        if agreed.topic in {*Topic}:
            self._client({"topics": changed(whose.topics, Topic(agreed.topic), given=agreed.given)})
            if not agreed.given:
                announcements.take_back(self.work, whose, Topic(agreed.topic))
            self.person = people.by_id(self.work, whose.id)
            rhythm.plan(self.work, self.person.client)

    def _prove(self, topic: str, *, given: bool, key: str) -> None:
        consents.prove(self.work, self.person.client, topic, given=given, key=key, inbound_id=self.inbound_id)
