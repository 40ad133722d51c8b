"""The conversation machine: a flow is data, a turn is a pure function of (flow, conversation, event).

A flow is a name, a version and its questions (`Ask`). Every question says what to do with each answer, with an
answer nobody can read (`unclear`) and with silence (`silent`): Python refuses a flow in which someone is left
waiting. Nothing here knows a clock, a database or a network; time comes in with the event.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from flows.effects import Effect, Facts, Say
from flows.replies import Expectation


@dataclass(frozen=True)
class Next:
    """Where a conversation goes, what it asks the world to do on the way, and what it learns."""

    state: str | None
    effects: tuple[Effect, ...] = ()
    learn: Facts = field(default_factory=dict, hash=False)


Then = Next | Callable[[Facts, Any], Next]
"""Where an answer leads: fixed, or one named function of (facts, answer) for computed branches."""


@dataclass(frozen=True)
class Again:
    """An answer nobody could read: ask again, kindly, at most so often; then go on without a guess, with None."""

    say: Say
    then: Then
    at_most: int = 1


@dataclass(frozen=True)
class Silence:
    """No answer after this long. `after` may name a fact that holds the seconds, so that programs can differ."""

    after: timedelta | str
    then: Next


@dataclass(frozen=True)
class Ask:
    """One question. All five fields are required: a question without `unclear` or `silent` is a person left waiting.

    `unclear` asks again, or goes straight on where words are welcome too.
    """

    say: Say | None
    expect: Expectation
    then: Then | Mapping[Any, Then]
    unclear: Again | Next
    silent: Silence


@dataclass(frozen=True)
class Flow:
    """A scripted dialogue. `start` is its first question, or a named function of the facts where the opening depends on
    them. `version` rises when a change would strand a conversation under way."""

    name: str
    version: int
    start: str | Callable[[Facts], Next]
    states: Mapping[str, Ask]

    def __post_init__(self) -> None:
        object.__setattr__(self, "states", MappingProxyType(dict(self.states)))
        missing = sorted({target for target in _targets(self) if target not in self.states})
        if missing:
            raise ValueError(f"flow {self.name!r} leads to states it does not have: {', '.join(missing)}")


@dataclass(frozen=True)
class Conversation:
    """One client's place in one flow. `state` is None when it is over; `wake_at` is when silence counts."""

    flow: str
    version: int
    state: str | None
    facts: Facts = field(default_factory=dict, hash=False)
    tries: int = 0
    turn: int = 0
    wake_at: datetime | None = None


@dataclass(frozen=True)
class Replied:
    """The client texted."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Woke:
    """The conversation's alarm rang."""

    at: datetime


@dataclass(frozen=True)
class Turn:
    """One step: where the conversation is now, and what it asks the world to do, in order.

    Every Say carries all it needs: the facts of the conversation are in it.
    """

    conversation: Conversation
    effects: tuple[Effect, ...] = ()


def go(state: str, *effects: Effect, **learn: Any) -> Next:
    """On to another question."""
    return Next(state, effects, learn)


def end(*effects: Effect, **learn: Any) -> Next:
    """The conversation is over."""
    return Next(None, effects, learn)


def begin(flow: Flow, facts: Facts, at: datetime) -> Turn:
    """Open a conversation where the flow starts."""
    return _enter(flow, _fresh(flow, facts), _opening(flow, facts), at)


def begin_with(flow: Flow, facts: Facts, text: str, at: datetime) -> Turn:
    """Open a conversation that the client began: the question is not said, and `text` is read as its answer."""
    waiting = _follow(flow, _fresh(flow, facts), _opening(flow, facts), at)
    answered = advance(flow, waiting.conversation, Replied(text, at))
    return Turn(answered.conversation, waiting.effects + answered.effects)


def advance(flow: Flow, conversation: Conversation, event: Replied | Woke) -> Turn:
    """Take one step. A stale alarm (the client wrote first, or it is over) changes nothing."""
    if conversation.state is None:
        return Turn(conversation)
    ask = flow.states[conversation.state]
    if isinstance(event, Woke):
        return _woken(flow, ask, conversation, event.at)
    return _answered(flow, ask, conversation, event.text, event.at)


def question_again(flow: Flow, conversation: Conversation) -> tuple[Effect, ...]:
    """The question that waits for an answer, to be said once more; nothing where none was said."""
    ask = flow.states.get(conversation.state or "")
    return _told((ask.say,), conversation.facts) if ask is not None and ask.say is not None else ()


def _fresh(flow: Flow, facts: Facts) -> Conversation:
    return Conversation(flow.name, flow.version, None, dict(facts))


def _opening(flow: Flow, facts: Facts) -> Next:
    return go(flow.start) if isinstance(flow.start, str) else flow.start(facts)


def _woken(flow: Flow, ask: Ask, conversation: Conversation, at: datetime) -> Turn:
    if conversation.wake_at is None or at < conversation.wake_at:
        return Turn(conversation)
    return _enter(flow, conversation, ask.silent.then, at)


def _answered(flow: Flow, ask: Ask, conversation: Conversation, text: str, at: datetime) -> Turn:
    answer = ask.expect.read(text)
    if answer is not None:
        return _enter(flow, conversation, _branch(ask.then, conversation.facts, answer), at)
    if isinstance(ask.unclear, Next):
        return _enter(flow, conversation, ask.unclear, at)
    if conversation.tries >= ask.unclear.at_most:
        return _enter(flow, conversation, _branch(ask.unclear.then, conversation.facts, None), at)
    return _ask_again(ask, ask.unclear.say, conversation, at)


def _ask_again(ask: Ask, say: Say, conversation: Conversation, at: datetime) -> Turn:
    waiting = replace(
        conversation,
        tries=conversation.tries + 1,
        turn=conversation.turn + 1,
        wake_at=at + _wait(ask, conversation.facts),
    )
    return Turn(waiting, _told((say,), conversation.facts))


def _branch(then: Then | Mapping[Any, Then], facts: Facts, answer: Any) -> Next:
    chosen = then[answer] if isinstance(then, Mapping) else then
    return chosen if isinstance(chosen, Next) else chosen(facts, answer)


def _enter(flow: Flow, conversation: Conversation, step: Next, at: datetime) -> Turn:
    """Follow a step, and say the question it leads to."""
    moved = _follow(flow, conversation, step, at)
    ask = None if step.state is None else flow.states[step.state]
    said = () if ask is None or ask.say is None else (ask.say,)
    return Turn(moved.conversation, moved.effects + _told(said, moved.conversation.facts))


def _follow(flow: Flow, conversation: Conversation, step: Next, at: datetime) -> Turn:
    facts = {**conversation.facts, **step.learn}
    wake_at = None if step.state is None else at + _wait(flow.states[step.state], facts)
    moved = replace(conversation, state=step.state, facts=facts, tries=0, turn=conversation.turn + 1, wake_at=wake_at)
    return Turn(moved, _told(step.effects, facts))


def _told(effects: Iterable[Effect], facts: Facts) -> tuple[Effect, ...]:
    """The same effects, with the facts of the conversation in everything that is said."""
    return tuple(replace(one, facts={**facts, **one.facts}) if isinstance(one, Say) else one for one in effects)


def _wait(ask: Ask, facts: Facts) -> timedelta:
    after = ask.silent.after
    return after if isinstance(after, timedelta) else timedelta(seconds=float(facts[after] or 0))


def _targets(flow: Flow) -> Iterable[str]:
    if isinstance(flow.start, str):
        yield flow.start
    for ask in flow.states.values():
        for step in _steps(ask):
            if isinstance(step, Next) and step.state is not None:
                yield step.state


def _steps(ask: Ask) -> Iterable[Then]:
    yield from ask.then.values() if isinstance(ask.then, Mapping) else (ask.then,)
    yield ask.unclear if isinstance(ask.unclear, Next) else ask.unclear.then
    yield ask.silent.then
