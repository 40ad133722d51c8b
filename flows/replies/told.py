"""What people tell of themselves as an answer: a name, a time, a date, a ZIP code, a word; or SKIP, to leave it out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flows.fold import fold
from flows.replies.courtesy import is_courtesy
from flows.replies.dates import read_date
from flows.replies.expect import CARRIER_WORDS, Choices
from flows.replies.times import read_time
from flows.wording import avoided

LONGEST = 20
"""Letters in a name or a word: it has to fit into one text with what is said around it."""

SKIP = (
    "skip, pass, next, none, no, nope, nah, no thanks, not now, leave it out, 0, saltar, salta, paso, pasar, omitir, "
    "ninguno, ninguna, no gracias, ahora no, siguiente"
)
"""The ways of leaving a question out."""

_SKIPS = Choices(skip=SKIP)
_CALLED = re.compile(
    r"\s*(?:(?:hi|hey|hello|hola)[\s,!.]*)?(?:(?:you can |please |just )?call me|my name(?:['’]s|s| is)|name is"
    r"|me llamo|mi nombre es|dime|ll[aá]mame)\s+",
    re.IGNORECASE,
)
_BEING = re.compile(
    r"\s*(?:(?:hi|hey|hello|hola)[\s,!.]*)?(?:i am|i['’]?m|it['’]?s|this is|soy)\s+(?=(\S))", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]{1,2}[^\W\d_]+){0,2}\.?")
_ORDINARY = frozenset(
    {
        "one",
        "two",
        "three",
        "a",
        "an",
        "the",
        "any",
        "some",
        "it",
        "that",
        "this",
        "them",
        "those",
        "these",
        "is",
        "was",
    }
    | {"of", "in", "on", "for", "your", "yours", "you", "my", "me", "him", "her", "us", "someone", "something", "what"}
    | {"somebody", "anything", "things", "people", "who", "why", "names", "calling", "please", "change", "un", "una"}
    | {"uno", "dos", "tres", "el", "los", "las", "algo", "alguien", "eso", "esto", "es", "tu", "mi", "cambiar", "que"}
)
_PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "van", "von", "der", "da", "dos", "el", "al", "bin"})
_EDGES = ' \t\n,.!¡"“”'
_ZIP = re.compile(r"(\d{5})(?:-\d{4})?")


@dataclass(frozen=True)
class Skipped:
    """They would rather leave it out."""


SKIPPED: Final = Skipped()


@dataclass(frozen=True)
class Told:
    """An answer that `read` reads, or a word for leaving it out."""

    reads: Callable[[str], object | None]

    def read(self, text: str) -> object | None:
        return SKIPPED if _SKIPS.read(text) else self.reads(text)


def read_name(text: str) -> str | None:
    """A name as it was typed, without "my name is". None for a sentence, a number, or a word of the carriers."""
    if (being := _BEING.match(text)) and not being[1].isupper():  # I'm Ana, but not: I'm tired
        return None
    named = being or _CALLED.match(text)
    name = text[named.end() if named else 0 :].strip(_EDGES)
    fits = len(name) <= LONGEST and _NAME.fullmatch(name) is not None and not is_courtesy(name)
    return name if fits and fold(name) not in CARRIER_WORDS else None


def looks_like_a_name(text: str) -> bool:
    """Whether what follows a bare NAME is a name: one word that is none of a sentence's, or words with capitals."""
    parts = text.strip(_EDGES).split()
    if len(parts) == 1:
        return fold(parts[0]) not in _ORDINARY
    return bool(parts) and parts[0][0].isupper() and all(part[0].isupper() or part in _PARTICLES for part in parts)


def read_word(text: str) -> str | None:
    """A word of their own for the second question; None where it would tell a lock screen too much."""
    word = text.strip(_EDGES)
    if len(word) > LONGEST or not _NAME.fullmatch(word) or fold(word) in CARRIER_WORDS or is_courtesy(word):
        return None
    return None if avoided(fold(word), "substances", "health", "labels", "endings") else word


def read_zip(text: str) -> str | None:
    """The five digits of a ZIP code."""
    found = [one[1] for one in _ZIP.finditer(text)]
    return found[0] if len(found) == 1 and not re.search(r"\d{6}", text) else None


NAME, TIME, DATE, WORD, ZIP = Told(read_name), Told(read_time), Told(read_date), Told(read_word), Told(read_zip)
