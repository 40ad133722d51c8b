"""A coach's text as a row of words and codes, and the patterns of coach.toml. Decides nothing."""

import re
import tomllib
from importlib.resources import files

from flows.fold import compile_words

DATA = tomllib.loads(files("flows.replies").joinpath("coach.toml").read_text(encoding="utf-8"))
CODE = "<code>"
# What looks like the code of another page; codes have these signs. A text that names one is about that one.
STRAY = re.compile(
    r"(?<=\s)(?:\d[b-hj-np-tv-z]|[b-hj-np-tv-z]\d|[cdefjknrtvwxy]{1,2}[234679][cdefjknrtvwxy234679]?)(?=\s)"
)
_TYPED = {form: meant for meant, forms in DATA["typed"].items() for form in forms.split()}
_MARKS = frozenset(',.;:!\n"()[]…*#/&“”¡')


def words(patterns: list[str], before: str = "", after: str = "") -> re.Pattern[str]:
    """Any of the patterns, with what has to stand around it."""
    return compile_words(f"{before}{{words}}{after}", {"words": patterns, **DATA["lists"]})


def row_of(folded: str, codes: tuple[str, ...]) -> tuple[str, list[str]]:
    """The words with single spaces, `,` for marks, `<code>` for each open code; and those codes in order."""
    named: list[str] = []

    def name(found: re.Match[str]) -> str:
        named.append(next(code for place, code in enumerate(codes) if found[f"code{place}"]))
        return f" {found[1]} {CODE} {found[found.re.groups]} "

    if codes:
        either = "|".join(f"(?P<code{place}>{_spoken(code)})" for place, code in enumerate(codes))
        folded = re.sub(rf"(?<![^\W_])([12]?)(?:{either})([12]?)(?:s(?![^\W_])|(?![^\W_]))", name, folded)
    folded = re.sub(r"([^\W\d_])\1{2,}", r"\1", folded)
    tokens = re.findall(r"<code>|[^\W_]+|[^\w\s-]|\n", folded)
    return " " + " ".join("," if token in _MARKS else _TYPED.get(token, token) for token in tokens) + " ", named


def without(row: str, *patterns: re.Pattern[str]) -> str:
    """What is left of the words when all of these are taken away."""
    for pattern in patterns:
        row = pattern.sub("", row)
    return row.replace(",", "").strip()


def _spoken(code: str) -> str:
    """A pattern for `7F`: 7f, 7 f, 7-f, seven f, siete f."""
    said = ([sign.casefold(), *DATA["spoken"].get(sign, ())] for sign in code)
    return "[ -]?".join(f"(?:{'|'.join(ways)})" for ways in said)
