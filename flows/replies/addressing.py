"""Whom a coach's words are for, while they talk to one client or to several. Pure; sends nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from flows.replies.coach import names_code

_MARKS = ":;,.#-–—()[]{}<>*\"'“”"


@dataclass(frozen=True)
class Addressed:
    """The code of the one client these words are for, or None where that is not plain; and the code of anybody else
    whom they name. Words that name somebody else are for nobody until the coach has said whom they mean."""

    code: str | None
    words: str
    other: str | None = None


def addressed(text: str, theirs: tuple[str, ...], others: Iterable[str]) -> Addressed:
    """For the only client they have, or the one whose code the words begin with. `theirs`: codes of the clients they
    have; `others`: all other codes they know, of alerts that nobody took, that are closed or somebody else's by now.
    """
    first, _, rest = text.strip().partition(" ")
    named = first.strip(_MARKS).upper()
    code, words = (theirs[0] if len(theirs) == 1 else None), text
    if named in theirs and rest.strip():
        code, words = named, rest.strip()
    known = [one for one in (*others, *theirs) if one != code]
    return Addressed(code, words, next((one for one in known if names_code(words, one)), None))
