"""What a coach's reply is likely to mean, as the learnt reader does (`flows/hearing`), where rules are not sure.

A text is read once for each alert that is open: its own code is `<code>` and any other `<other>`, so that what is said
of one is told from what is said of the other. It takes no alert: a yes is the rules' alone. Acts on nothing.
"""

from itertools import pairwise
from typing import NamedTuple

from flows.fold import fold
from flows.hearing import Chances, Reader, names, reader, without_doubles
from flows.replies.coach_row import CODE, STRAY, row_of
from flows.replies.commands import FILLER, QUOTED, SPOKEN_TO
from flows.replies.signs import SIGNS, every

PAGED, TALKING = "coaches", "talking"
PAIR = 2  # alerts that are told apart
_ELSEWHERE = {"none": ("ack", "pass", "which", "call", "done"), "one": ("which",), "two": ()}  # means nothing there


class Likely(NamedTuple):
    """A kind of reply, the alert meant, and how likely it is."""

    kind: str
    code: str | None
    chance: float


def likely(text: str, codes: tuple[str, ...], relay_code: str | None) -> Likely | None:
    """What a reply that rules do not understand is likely to mean; None where that is not likely enough."""
    brain = reader(PAGED if relay_code is None else TALKING)
    found = best(brain, text, codes, relay_code)
    return found if found is not None and found.chance >= brain.enough[found.kind] else None


def best(brain: Reader, text: str, codes: tuple[str, ...], relay_code: str | None) -> Likely | None:
    """What it most likely means, however little likely; None where that is nothing, or may not be said."""
    folded = fold(text)
    row, named = row_of(folded, codes if relay_code is None else (*codes, relay_code))
    if STRAY.search(row) or any(QUOTED.search(each) for each in (folded, folded.rstrip(" .!"))):
        return None
    if relay_code is not None:
        return _to_the_line(brain, row, relay_code) if {*named} <= {relay_code} else None
    found = _to_a_page(brain, row, named, codes)
    return found if _stands(row, found) else None


def perspective(row: str, named: list[str], code: str) -> str:
    """The row as the alert of this code sees it."""
    each = iter(named)
    return " ".join(("<code>" if next(each) == code else "<other>") if word == CODE else word for word in row.split())


def names_of(row: str, context: str) -> set[str]:
    """All that a row is made of, its signs, and what is open: none, one, two; or active, while they talk."""
    said = without_doubles(STRAY.sub("<stray>", row).split())
    marked = FILLER.sub("", every(f" {row.replace('<other>', 'otra').strip()} ")).split()
    signs = ["^", *(sign for sign in marked if sign != ","), "$"]
    found = names(said).union({f"#{context}"}, (f"#{context} {word}" for word in said))
    found.update(f"={sign}" for sign in signs if sign.isupper())
    found.update(f"={first} {second}" for first, second in pairwise(signs))
    return found.union("=" + " ".join(three) for three in zip(signs, signs[1:], signs[2:], strict=False))


def _context(codes: tuple[str, ...]) -> str:
    return ("none", "one")[len(codes)] if len(codes) < PAIR else "two"


def _to_the_line(brain: Reader, row: str, relay_code: str) -> Likely | None:
    """A command, while they talk with a client. What is said to somebody closes nothing."""
    seen = brain.chances(names_of(row, "active"))
    kind = max(seen, key=seen.__getitem__)
    if (
        kind in ("relay", "unclear")
        or row.strip() == CODE
        or (kind == "done" and ("?" in row or SPOKEN_TO.search(row)))
    ):
        return None
    return Likely(kind, relay_code if kind == "pass" else None, seen[kind])


def _to_a_page(brain: Reader, row: str, named: list[str], codes: tuple[str, ...]) -> Likely:
    if named and len(codes) > PAIR:
        return Likely("unclear", None, 1)
    if named and len(codes) == PAIR:
        return _of_two({code: brain.chances(names_of(perspective(row, named, code), "two")) for code in codes})
    context = _context(codes)
    seen = brain.chances(names_of(perspective(row, named, codes[0] if codes else ""), context))
    if len(codes) >= PAIR:
        seen["which"] += seen.pop("ack")
    for kind in _ELSEWHERE[context]:
        seen["unclear"] += seen.pop(kind)
    kind = max(seen, key=seen.__getitem__)
    code = None if kind not in ("ack", "pass") else codes[0] if len(codes) == 1 else "both"
    return Likely(kind, code, seen[kind])


def _of_two(seen: dict[str, Chances]) -> Likely:
    """Of two alerts, one of them named: what is said of each, and what of both."""
    (one, of_one), (other, of_other) = seen.items()
    found = [Likely("pass", "both", of_one["pass"] * of_other["pass"])]
    for code, this, that in ((one, of_one, of_other), (other, of_other, of_one)):
        found.append(Likely("ack", code, this["ack"] * (1 - that["ack"])))
        found.append(Likely("pass", code, this["pass"] * (1 - that["pass"]) * (1 - that["ack"])))
    kinds = of_one.keys() - {"ack", "pass"}
    found += [Likely(kind, None, (of_one[kind] * of_other[kind]) ** 0.5) for kind in sorted(kinds)]
    return max(found, key=lambda each: each.chance)


def _stands(row: str, found: Likely) -> bool:
    """Whether it may be said. A yes is the rules' alone: what is only likely takes nobody, for a person would wait for
    somebody who is not coming. Who is off duty, and takes this one though, stays for it."""
    return found.kind not in {"unclear", "ack"} and (found.kind != "offduty" or SIGNS["T"].search(row) is None)
