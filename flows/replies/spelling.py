"""One spelling for a reply: words and marks with single spaces between, numbers as digits. Reads no meaning.

A number that was spelled out carries a `'` ("seven" is `7'`): it needs better company than a digit to be an answer.
"""

import re

from flows.fold import fold
from flows.replies.lexicon import LABELS, MISTYPED, NUMBERS

_TOKEN = re.compile(
    r"\d+:\d+"  # a clock time
    r"|\d+\.\d+"  # a decimal
    r"|(?<![\w)*:=-])-\d+"  # below zero; but 6-3 and mood-6 are no such thing
    r"|\d+\+"  # 7 or more
    r"|\d+|[^\W\d_]+|->|=>|[^\w\s]"
)
_GLUED_LABEL = re.compile(r"(?<![^\W\d_])([mc])[-:= ]*(\d+)(?:/10)?(?![\d:])")
_TEXTSPEAK = re.compile(  # b4, gr8, 2day, 4ever, 5th: no numbers
    r"\b(?:[a-z]{1,2}\d+[a-z]*|2(?:day|nite|night|moro|morrow|u|b)|\d+(?:st|nd|rd|th|ever|u|me|give|get)|str8|l8r)\b"
)
_PLACES = {"1st": "first", "2nd": "second"}
_PLACE = re.compile(r"\b(?:1st|2nd)\b")
_MANY = re.compile(r"(?!one|un[oa])(\w+?)(?:es|s)")  # threes, sixes
_STRETCH = re.compile(r"(.)\1{2,}")


def spell(text: str) -> str:
    """The reply in one spelling, with a space at both ends."""
    placed = _PLACE.sub(lambda found: _PLACES[found[0]], fold(text))
    folded = _TEXTSPEAK.sub(" _ ", _initials(placed).replace("\n", " ; "))
    return " " + " ".join(_spelled(token) for token in _TOKEN.findall(folded) if _speaks(token)) + " "


def _initials(folded: str) -> str:
    """`M6 C3` names both questions; a lone `m8` is a mate."""
    if {name for name, _ in _GLUED_LABEL.findall(folded)} != {"m", "c"}:
        return folded
    return _GLUED_LABEL.sub(lambda found: f" {'mood' if found[1] == 'm' else 'craving'} {found[2]} ", folded)


def _speaks(token: str) -> bool:
    return token.isascii() or token.isalpha() or token in {"→", "€", "£"}


def _spelled(token: str) -> str:
    if token[0].isdigit():
        return _digits(token)
    for word in (token, _STRETCH.sub(r"\1", token), _STRETCH.sub(r"\1\1", token)):
        if word in NUMBERS:
            return f"{NUMBERS[word]}'"
        if word in LABELS:
            return word
    if (many := _MANY.fullmatch(token)) and many[1] in NUMBERS:
        return f"{NUMBERS[many[1]]}' s"
    return MISTYPED.get(token, token)


def _digits(token: str) -> str:
    """A half, or any one decimal, is the range that it lies in. Of `7.30` nobody knows whether it is a time of day."""
    whole, _, decimals = token.partition(".")
    if decimals.strip("0") == "":
        return whole
    parts = len(decimals) == 1 or decimals in ("25", "50", "75")
    return f"{whole}~{int(whole) + 1}" if parts and len(whole) == 1 else token
