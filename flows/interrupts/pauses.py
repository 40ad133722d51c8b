"""How long a pause is asked for. Whether one is asked for at all is the keyword's business."""

import re
from dataclasses import dataclass
from datetime import timedelta

from flows.fold import words

_COUNTS = {
    word: float(count)
    for count, spelled in {
        0.5: "half medio media",
        1: "a an one un una uno this esta este",
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
_WEEKDAYS = (
    ("monday", "lunes"), ("tuesday", "martes"), ("wednesday", "miercoles"), ("thursday", "jueves"),
    ("friday", "viernes"), ("saturday", "sabado"), ("sunday", "domingo"),
)  # fmt: skip


@dataclass(frozen=True)
class Pause:
    """A pause as it was asked for: a length, or a weekday to come back on (Monday is 0), or neither."""

    length: timedelta | None = None
    until_weekday: int | None = None


def read_pause(text: str) -> Pause:
    """What the text says of how long. A month is 30 days, `tomorrow` is 24 hours; the caller knows the local day."""
    said = words(text)
    for place, word in enumerate(said):
        for unit, spelled in _SPANS.items():
            if re.fullmatch(spelled, word) and (count := _count(said[:place])):
                return Pause(timedelta(days=30 * count) if unit == "months" else timedelta(**{unit: count}))
        for weekday, names in enumerate(_WEEKDAYS):
            if word in names:
                return Pause(until_weekday=weekday)
    return Pause(timedelta(days=1)) if {"tomorrow", "manana"} & set(said) else Pause()


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
