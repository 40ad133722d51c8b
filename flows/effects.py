"""What a turn asks the world to do. Frozen values named for the domain; `bot/effects.py` carries them out as rows."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal

Fact = str | int | float | bool | None
"""Anything a conversation may remember: it must survive JSON."""

Facts = dict[str, Fact]


@dataclass(frozen=True)
class Say:
    """Text the client: the words under `key` ("file.entry" in `flows/copy`), in the client's language."""

    key: str
    facts: Facts = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Record:
    """Keep one answer of today's check-in. Scale 0 to 10."""

    what: Literal["mood", "craving"]
    value: int


@dataclass(frozen=True)
class Miss:
    """The check-in got no answer inside its window."""


@dataclass(frozen=True)
class OpenEscalation:
    """A human is needed now. With one already open, its tier can only rise."""

    tier: Literal["urgent", "emergency"]
    reason: str


@dataclass(frozen=True)
class OpenTask:
    """A human is needed today: `kind` names why, in the words a coach reads on the list."""

    kind: str


@dataclass(frozen=True)
class OptOut:
    """The client wants no more texts. Holds at once."""


@dataclass(frozen=True)
class OptIn:
    """The client wants texts again."""


@dataclass(frozen=True)
class Pause:
    """No scheduled texts for a while; danger is still read."""

    length: timedelta


@dataclass(frozen=True)
class TellOwner:
    """Pass the client's words on to the coach who has taken them."""


@dataclass(frozen=True)
class Agree:
    """The client agreed to a kind of texts, or took it back. Kept for ever as proof, with the wording under `key`.

    `topic` is one of `bot.topics`, all, or warned: they know that others may read texts, and want them.
    """

    topic: str
    given: bool
    key: str


@dataclass(frozen=True)
class Keep:
    """Keep something the client told of themselves. `what` names it (`bot.keeping` says where it goes)."""

    what: str
    value: Fact


@dataclass(frozen=True)
class Later:
    """Open `flow` for this client later: after so long, or when their own clock shows this time on the next local day.

    It waits while they are in the middle of something, or until morning, but no longer than it is `worth`; it is let go
    when they opted out, paused, or are in a crisis. One `Later` of a flow takes the place of an older one.
    """

    flow: str
    when: timedelta | time
    facts: Facts = field(default_factory=dict, hash=False)
    worth: timedelta = timedelta(hours=20)


@dataclass(frozen=True)
class Forget:
    """Take back what `Later` planned of this flow."""

    flow: str


@dataclass(frozen=True)
class Open:
    """Open `flow` now, in the same breath, in the place of the one that asks for it."""

    flow: str
    facts: Facts = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Tried:
    """Something was tried in a craving: how strong it was before and after, 0 to 10, None where it was not said."""

    skill: str
    before: int | None
    after: int | None


Effect = (
    Say
    | Record
    | Miss
    | OpenEscalation
    | OpenTask
    | OptOut
    | OptIn
    | Pause
    | TellOwner
    | Agree
    | Keep
    | Later
    | Forget
    | Open
    | Tried
)


def when_in_words(when: timedelta | time) -> str:
    """For logs of conversations: `in 2:00:00`, or `the next day at 09:00`."""
    return f"in {when}" if isinstance(when, timedelta) else f"the next day at {when:%H:%M}"
