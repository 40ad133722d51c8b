"""What a text is made of to the learnt reader: its words, each by itself and beside the next two, and its length."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from flows.fold import fold

SHOWN_WORDS = 80  # of a text: a request that comes later is read by rules
FEW, STEP, STEPS = 4, 4, 5  # words that are counted one by one; words in a step of length, and steps

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|\n")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_BETWEEN = frozenset(',.;:!\n"()[]…*/&“”¡-')


def row(text: str) -> list[str]:
    """The words of a text, folded, and its signs; `,` for whatever only stands between words."""
    found = _TOKEN.findall(_STRETCHED.sub(r"\1", fold(text)))
    return without_doubles("," if token in _BETWEEN else token for token in found)


def without_doubles(tokens: Iterable[str]) -> list[str]:
    """The row with one `,` for several, and none at its ends."""
    kept: list[str] = []
    for word in tokens:
        if word != "," or (kept and kept[-1] != ","):
            kept.append(word)
    return kept[:-1] if kept[-1:] == [","] else kept


def names(row: Sequence[str]) -> set[str]:
    """The names of all that a row of words and marks is made of."""
    words = ["^", *row[:SHOWN_WORDS], "$"]
    found = {*words, f"#{_length(len(row))}"}
    for first, second in pairwise(words):
        found.add(f"{first} {second}")
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        found.add(f"{first} {second} {third}")
        found.add(f"{first} _ {third}")
    return found


def _length(words: int) -> int:
    return words if words < FEW else FEW + min((words - FEW) // STEP, STEPS)
