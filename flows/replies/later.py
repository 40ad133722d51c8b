"""Reading "later": somebody would rather be asked again today. A pause of days is none; `interrupts` reads those."""

from dataclasses import dataclass
from datetime import timedelta

from flows.fold import words
from flows.interrupts import Keyword, Pause, keyword, read_pause
from flows.replies.expect import Expectation
from flows.replies.scale import Ratings

A_DAY = timedelta(days=1)
SOON = frozenset(
    {"later", "now", "snooze", "tonight", "luego", "despues", "rato", "ratito", "tarde", "ahora", "ahorita", "noche"}
    | {"another", "other", "bad", "good", "wait", "otro", "esperar", "momento"}  # a bad time, some other time
)
LONGER = ("paus", "mut", "stop", "today", "hoy")
"""Beginnings of words that ask for more than a few hours."""


@dataclass(frozen=True)
class Later:
    """Later today; in so many seconds where they said when, else None."""

    seconds: float | None = None


def is_later(text: str) -> bool:
    """Whether all that is asked for is to be asked later today."""
    return read_later(text) is not None


def read_later(text: str) -> Later | None:
    """The `later` in a text, or None."""
    said, asked = words(text), read_pause(text)
    if keyword(text) is not Keyword.PAUSE or any(word.startswith(LONGER) for word in said):
        return None
    if asked.length is not None and asked.length < A_DAY:
        return Later(asked.length.total_seconds())
    return Later() if asked == Pause() and SOON & set(said) else None


@dataclass(frozen=True)
class OrLater:
    """What another expectation reads, or that they would rather be asked later."""

    other: Expectation

    def read(self, text: str) -> object | None:
        """Both ratings with "ask me later" beside them are an answer: a strong craving is never put off."""
        answer = self.other.read(text)
        whole = isinstance(answer, Ratings) and answer.mood is not None and answer.craving is not None
        return answer if whole else read_later(text) or answer
