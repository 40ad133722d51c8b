"""A coach's reply clause by clause: one that takes or passes, beside others that say why and take nothing back. Pure.

Only where not every word is known. A yes is believed when a clause of its own takes the page in so many words, nothing
doubts, asks, refuses or names another, and what else is said is of the coach: a bed, a break, a pair of glasses.
"""

import re
from typing import NamedTuple

from flows.fold import compile_words
from flows.replies.coach_row import CODE, DATA, words
from flows.replies.coach_signs import joined, of_known_words, strict_signs

_JOINT = re.compile(
    r"((?: (?:,|and|y|so|but|pero|because|bc|cuz|cause|porque|pues|then|though|tho|aunque|entonces|asi que))+(?= )"
    r"|(?= (?:please|pls|plz|porfa|unfortunately|lamentablemente) ))"
)
_TAKES_BACK = re.compile(r" (?:but|pero|though|tho|aunque) ?")
_CLAUSES = DATA["clauses"]
_TAKES = words(_CLAUSES["takes"])
_LISTS = {**_CLAUSES, **DATA["after_take"], **DATA["lists"]}


def _aside(begins: list[str], never: list[str]) -> re.Pattern[str]:
    """Up to 14 words that begin so, none of them one of `never`."""
    word = r"(?:{calm}|(?!{never}(?!\S))[^\W\d_]+)"
    lists = {**_LISTS, "begins": begins, "never": never}
    return compile_words(rf"(?={{begins}}(?!\S)){word}(?: {word}){{0,13}}", lists)


_NEVER, _ANY = DATA["after_take"]["never"], [r"[^\W_]+"]
_ASIDE = _aside(_CLAUSES["aside"], _NEVER)
_BEFORE = _aside(_CLAUSES["before"] + _CLAUSES["aside"], _NEVER)
_BEFORE_FIRM = _aside(
    _CLAUSES["before"] + _CLAUSES["aside"] + ["no", "not", "cant", "dont", "didnt", "couldnt"], _CLAUSES["early_never"]
)
_BESIDE_CODE = _aside(_ANY, [word for word in _NEVER if word != "lol"])
_FIRM = words(_CLAUSES["firm"])
_WEAK_NO, _WHY, _DOUBT = words(_CLAUSES["weak_no"]), words(_CLAUSES["why"]), words(_CLAUSES["doubt"])


class Clause(NamedTuple):
    """A clause, with a space at both ends; whether a `but` stands before it; its signs, None when words are left over."""

    said: str
    turns: bool
    signs: str | None

    @property
    def takes(self) -> bool:
        return self.signs is not None and "T" in self.signs and _TAKES.search(self.said) is not None


def signs_with_asides(row: str) -> str:
    """As `strict_signs`, and where that is `?`, what the clauses say that can be read."""
    strict = strict_signs(row)
    if strict != "?" or "?" in row:
        return strict
    clauses = _clauses(row)
    return _taken(clauses) or _passed(clauses, row) or "?"


def _clauses(row: str) -> list[Clause]:
    parts = _JOINT.split(row)
    told = zip(["", *parts[1::2]], parts[::2], strict=True)
    said = [(f" {clause.strip()} ", _TAKES_BACK.search(joint) is not None) for joint, clause in told if clause.strip()]
    return [Clause(clause, turns, of_known_words(clause)) for clause, turns in said]


def _taken(clauses: list[Clause]) -> str | None:
    known = [clause.signs for clause in clauses if clause.signs is not None]
    last = max((place for place, clause in enumerate(clauses) if clause.takes), default=-1)
    if last < 0 or not set("".join(known)) <= {"T", "C"}:
        return None
    coded = any(clause.takes and "C" in str(clause.signs) for clause in clauses)
    firm = _FIRM.search(clauses[last].said) is not None
    ways = [_BESIDE_CODE if coded else _ASIDE, _BEFORE, *([_BEFORE_FIRM] if firm else [])]
    asides = [(place < last, clause) for place, clause in enumerate(clauses) if clause.signs is None]
    return joined(list("".join(known))) if all(_harmless(clause, early, ways) for early, clause in asides) else None


def _harmless(clause: Clause, early: bool, ways: list[re.Pattern[str]]) -> bool:
    """Whether a clause takes nothing back. `early`: the page is taken after it; `ways`: how it may be said."""
    tried = ways if early else ways[:1]
    return (early or not clause.turns) and any(pattern.fullmatch(clause.said.strip()) for pattern in tried)


def _passed(clauses: list[Clause], row: str) -> str | None:
    """A no among reasons. A bare one needs reasons that are the coach's own: "no, the blue one" answers somebody else."""
    known = [clause for clause in clauses if clause.signs is not None]
    others = [clause.said for clause in clauses if clause.signs is None]
    signs = "".join(str(clause.signs) for clause in known)
    if "P" not in signs or not set(signs) <= set("PC") or _DOUBT.search(row):
        return None
    if any(CODE in said or _TAKES.search(said) for said in others):
        return None
    weak = all(_WEAK_NO.fullmatch(clause.said.strip()) for clause in known if "P" in str(clause.signs))
    return joined(list(signs)) if not weak or all(_WHY.match(said.strip()) for said in others) else None
