"""The signs of coach.toml: what is known of a coach's reply, each as one letter. Decides nothing."""

import re

from flows.replies.coach_row import CODE, DATA, words

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
SIGNS = {letter: words(DATA["signs"][name]) for name, letter in _LETTERS.items()}
_BOTH = SIGNS["B"]


def marked(pattern: re.Pattern[str], letter: str, row: str) -> str:
    """The row with the sign for each match; codes, and a "both" inside a pass, stay in it."""

    def sign(found: re.Match[str]) -> str:
        both = ["B"] if letter in "HP" and _BOTH.search(found[0]) else []
        codes = re.findall(CODE, found[0])
        first = found[0].startswith(CODE)
        return " ".join([*codes, letter] if first else [letter, *codes, *both])

    return pattern.sub(sign, row)


def every(row: str) -> str:
    """The row with all that is known of it as signs."""
    for letter, pattern in SIGNS.items():
        row = marked(pattern, letter, row)
    return row
