"""A coach's row of words as signs, one letter each: T takes, P passes, N is not, B both, O one of them, C a code.

`coach.toml` has the words. A word that is left over makes it `?`; only beside a clear no any may stand.
"""

import re

from flows.fold import compile_words
from flows.replies.coach_row import CODE, DATA, words
from flows.replies.commands import FILLER

# In this order: what says no before what says yes, so that "cannot take it" is spent before "take it" is looked for.
_LETTERS = {
    "no_trouble": "",
    "the_rest": "R",
    "hand_off": "H",
    "neither": "P B",
    "pass": "P",
    "take": "T",
    "both": "B",
    "not": "N",
    "one": "O",
}
_SIGNS = {letter: words(DATA["signs"][name]) for name, letter in _LETTERS.items()}
_BOTH = _SIGNS["B"]
_CONCESSION = words(DATA["signs"]["concession"])
_EXCUSE = words(DATA["signs"]["excuse"], after="(?= (?:, )*[PH])")
_REASON = words(  # "2 for 7F" is no reason
    DATA["signs"]["reason"],
    before=r"(?:(?<=P )|(?<=H )(?!.* \?))((?:(?:<code>|to|and|y|B|{both}|,|please|sorry|perdon|{now}) )*)"
    r"(?!\w+ (?:<code>|{both}) )",
    after="(?: ,)*(?= $)",
)
# After a clear take a reason may follow, of words that take nothing back; more than 13 words are read by a human.
_WORD = r"(?:{calm}|,|(?!{never} )[^\W\d_]+)"
_AFTER_TAKE = compile_words(
    r"({take}(?: the)?(?: <code>)?)(?: (?:now|right now|rn|ahora|ahorita|ya))?(?: ,)* (?={begins}(?!\S))"
    rf"{_WORD}(?: {_WORD}){{0,12}}(?: ,)*(?= $)",
    {**DATA["after_take"], **DATA["lists"]},
)
_ASKED_OF_ANOTHER = words(DATA["refusal"]["asked_of_another"])
_REFUSAL = words(DATA["refusal"]["patterns"])
_REFUSES_BOTH = words(DATA["refusal"]["neither"])
_NEVER_REFUSED = words(DATA["refusal"]["never"])


def strict_signs(row: str) -> str:
    """The row as one letter a sign, `C` for a code; `?` when an unknown word or a question is left."""
    known = of_known_words(row)
    return known if known is not None else _of_refusal(row) or "?"


def of_known_words(row: str) -> str | None:
    """The signs, when there is nothing else: "" for courtesies; None when a word is left over."""
    row_said, row = row, _AFTER_TAKE.sub(r"\1", _CONCESSION.sub("", row))
    for letter, pattern in _SIGNS.items():
        row = _marked(pattern, letter, row)
        if letter == "P" and not _SIGNS["T"].search(row):
            row = _EXCUSE.sub("", _REASON.sub(r"\1", row))
    signs = FILLER.sub("", row).replace(CODE, "C").replace(",", " ").split()
    if set(signs) == {"H", "?"} and _ASKED_OF_ANOTHER.search(row_said):  # "can someone else take it?" is a pass
        return "P"
    return joined(signs) if set(signs) <= set("HPTBNCOR") else None


def _of_refusal(row: str) -> str | None:
    """A clear no among words that nobody knows: somebody's reasons. Nothing beside it may take the page."""
    row = _marked(_REFUSAL, "P", _REFUSES_BOTH.sub("P B", row))
    if _NEVER_REFUSED.search(row) or _SIGNS["T"].search(row):
        return None
    signs = row.replace(CODE, "C").split()
    known = [sign for sign in signs if sign in ("P", "C", "B")]
    return joined(known) if "P" in known else None


def _marked(pattern: re.Pattern[str], letter: str, row: str) -> str:
    """The row with the sign for each match; codes, and a "both" inside a pass, stay in it."""

    def sign(found: re.Match[str]) -> str:
        both = ["B"] if letter in "HP" and _BOTH.search(found[0]) else []
        codes = re.findall(CODE, found[0])
        first = found[0].startswith(CODE)
        return " ".join([*codes, letter] if first else [letter, *codes, *both])

    return pattern.sub(sign, row)


def joined(signs: list[str]) -> str:
    """The signs of a row as one word; what is said twice counts once, and a hand-off is a pass."""
    return re.sub(r"([PTBO])\1+", r"\1", "".join(signs).replace("H", "P"))
