"""How long a pause is asked for. Whether one is asked for at all is the keyword's business."""

import re
from dataclasses import dataclass
from datetime import timedelta

from flows.fold import words
from flows.interrupts.until import Until, until_named, until_pointed_at

_COUNTS = {
    word: float(count)
    for count, spelled in {
        0.5: "half medio media",
        1: "a an one un una uno this esta este another otro",
        2: "two couple dos par",
        3: "three tres", 4: "four cuatro", 5: "five cinco", 6: "six seis",
        7: "seven siete", 8: "eight ocho", 9: "nine nueve", 10: "ten diez",
    }.items()
    for word in spelled.split()
}  # fmt: skip
_SPANS = {
    "minutes": r"min(?:ute|uto)?s?",
    "hours": r"h(?:ou)?rs?|hor(?:it)?as?",
    "days": r"days?|di(?:it)?as?",
    "weeks": r"w(?:ee)?ks?|seman(?:it)?as?",
    "months": r"months?|mes(?:es)?",
}


@dataclass(frozen=True)
class Pause:
    """A pause as it was asked for: a length, or a day to come back on, or neither."""

    length: timedelta | None = None
    until: Until | None = None


def read_pause(text: str) -> Pause:
    """What the text says of how long. A month is 30 days. The day that "until" points at comes before a length, and a
    length before a day that is only named."""
    if (until := until_pointed_at(text)) is not None:
        return Pause(until=until)
    if (length := _length(words(text))) is not None:
        return Pause(length)
    return Pause(until=until_named(text))


def _length(said: tuple[str, ...]) -> timedelta | None:
    for place, word in enumerate(said):
        for unit, spelled in _SPANS.items():
            if re.fullmatch(spelled, word) and (count := _count(said[:place])):
                return timedelta(days=30 * count) if unit == "months" else timedelta(**{unit: count})
    return None


def _count(before: tuple[str, ...]) -> float | None:
    """The number said right before a unit, `of` and `next` aside."""
    for word in reversed(before[-3:]):
        if word.isdecimal() and len(word) <= 3:
            return float(word)
        if word in _COUNTS:
            return _COUNTS[word]
        if word not in ("of", "de", "next", "proximos", "proximas", "more", "mas"):
            return None
    return None
