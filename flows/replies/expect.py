"""What a question can expect: a rating, one of a few choices, or any words. Each reads a text, or says None."""

import re
from dataclasses import dataclass
from typing import Protocol

from flows.fold import fold, words
from flows.replies.scale import Asked, Ratings, read_answer

# fmt: off
CARRIER_WORDS = frozenset({
    "stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "opt out",
    "start", "yes", "unstop", "help", "info",
})
NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
}
# fmt: on


class Expectation(Protocol):
    """What a question expects. `read` gives the answer, or None when a careful human could not read one."""

    def read(self, text: str) -> object | None: ...


@dataclass(frozen=True)
class Scale:
    """A rating 0-10 of a mood, a craving, or both. Reads None unless (part of) what was asked is answered."""

    asked: Asked

    def read(self, text: str) -> Ratings | None:
        read = read_answer(text, self.asked)
        answered = {"mood": read.mood, "craving": read.craving}
        wanted = answered.values() if self.asked == "both" else [answered[self.asked]]
        return None if all(value is None for value in wanted) else read


@dataclass(frozen=True)
class Words:
    """Any words at all, as they were typed."""

    def read(self, text: str) -> str | None:
        return text.strip() or None


class Choices:
    """A few named answers, each with the ways of texting it: `Choices(yes="1, sure", no="2, not now")`.

    The whole reply has to be one of the ways; case, accents, punctuation, `#1`, `one`, `uno` and keycaps are forgiven.
    ValueError when a way is empty, names two answers, or is a word that phone companies act on.
    """

    def __init__(self, **answers: str) -> None:
        self._meanings: dict[str, str] = {}
        for answer, ways in answers.items():
            for way in ways.split(","):
                self._add(_canonical(way), answer)

    def read(self, text: str) -> str | None:
        return self._meanings.get(_canonical(text))

    def _add(self, way: str, answer: str) -> None:
        if not way or way in CARRIER_WORDS or way in self._meanings:
            raise ValueError(f"{way!r} cannot mean {answer!r}: empty, taken, or a word of the carriers")
        self._meanings[way] = answer


def _canonical(text: str) -> str:
    folded = " ".join(str(NUMBER_WORDS.get(word, word)) for word in words(text))
    return folded or re.sub(r"\s", "", fold(text))
