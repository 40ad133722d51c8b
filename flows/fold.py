"""Making texts comparable: one spelling for what people type in many. Reads no meaning.

`fold` keeps every letter, digit, mark and emoji that can carry meaning; `words` keeps letters and digits only.
"""

import re
import unicodedata

_QUOTES = str.maketrans(dict.fromkeys("'’‘ʼ´`′", ""))  # can't, can’t and cant are one word
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}  # NFKC would glue 7½ into 71⁄2
_INVISIBLE = {"Cf", "Cs", "Co", "Cn", "Mn", "Me"}  # joiners, lone surrogates, accents set free by NFKD
_KEYCAP_TEN = "\N{KEYCAP TEN}"


def fold(text: str) -> str:
    """Lower case, no accents, plain digits, plain quotes and dashes, one space for many; line ends stay."""
    text = text.replace(_KEYCAP_TEN, " 10 ").replace("\u20e3", " ")
    for sign, decimal in _FRACTIONS.items():
        text = text.replace(sign, decimal)
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES)).casefold()
    text = "".join(_plain(letter) for letter in unicodedata.normalize("NFKD", text))
    lines = (" ".join(line.split()) for line in text.translate(_DASHES).splitlines())
    return "\n".join(line for line in lines if line)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded; punctuation and emoji are gone."""
    return tuple(re.findall(r"[^\W_]+", fold(text)))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.category(letter) in _INVISIBLE:
        return ""
    return str(unicodedata.decimal(letter, letter))


def compile_words(pattern: str, lists: dict[str, list[str]]) -> re.Pattern[str]:
    """A pattern over whole words with single spaces between; `{name}` is any one of `lists["name"]`, longest first."""
    for name, alternatives in lists.items():
        pattern = pattern.replace(f"{{{name}}}", "(?:" + "|".join(sorted(alternatives, key=len, reverse=True)) + ")")
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
