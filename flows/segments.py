"""How many parts a text costs on the wire: GSM-7 or UCS-2, and the parts. It sends nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

# 3GPP TS 23.038: the default alphabet, and the letters that cost an escape and themselves.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
ALPHABET = BASIC | EXTENDED

# Letters in a lone text, and in each part of a longer one (its header takes 6 bytes).
ROOM: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True)
class Segments:
    """`letters` counts 7-bit units for GSM-7 and 16-bit units for UCS-2; `count` is the parts (0 for no text)."""

    encoding: Encoding
    letters: int
    count: int


def segments(text: str) -> Segments:
    """The encoding a carrier picks for `text`, its length in that encoding, and its parts."""
    encoding: Encoding = "GSM-7" if ALPHABET.issuperset(text) else "UCS-2"
    plain = encoding == "GSM-7" and EXTENDED.isdisjoint(text)  # nearly every text, and each one is measured
    widths = [1] * len(text) if plain else [_width(letter, encoding) for letter in text]
    lone, part = ROOM[encoding]
    letters = sum(widths)
    return Segments(encoding, letters, min(letters, 1) if letters <= lone else _parts(widths, part))


def outside_gsm(text: str) -> str:
    """The letters of `text` that force UCS-2, once each, in the order they come."""
    return "".join(dict.fromkeys(letter for letter in text if letter not in ALPHABET))


def _width(letter: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if letter in EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _parts(widths: Iterable[int], room: int) -> int:
    """Parts of `room` units each; a pair of units (escape and letter, surrogates) moves to the next part whole."""
    count, used = 1, 0
    for width in widths:
        if used + width > room:
            count, used = count + 1, 0
        used += width
    return count
