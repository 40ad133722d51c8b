"""Teaches the learnt readers: `make learn` writes `keywords.npz`, `coaches.npz` and `talking.npz` into their data.

Held-out rows are never shown to them. How likely an answer must be before it counts is found with hands that were left
out, one after the other: it is the lowest chance above which enough of the answers were right, of the texts in which
rules understood nothing. Of a coach's yes and of START it learns only to tell others from them: they are the rules'
alone. It takes a few minutes and always goes in the same order; another processor may round other last digits.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from flows.hearing import Reader
from flows.interrupts import Keyword, Said
from flows.interrupts import second as requests_second
from flows.replies import second
from flows.replies.coach import read_by_rules
from tests.hearing.corpus import OLDER, Labelled, replies, requests
from tests.hearing.lessons import CONTEXTS, Taught, of_replies, of_requests
from tests.hearing.teaching import teach

DATA = Path(__file__).parents[2] / "flows" / "hearing" / "data"
ANSWERS = {
    requests_second.NAME: ("none", "stop", "start", "info", "pause"),
    second.PAGED: ("unclear", "ack", "pass", "which", "offduty", "stop", "help", "call", "done"),
    second.TALKING: ("relay", "done", "call", "pass", "offduty", "stop", "help", "unclear"),
}
KEPT = {requests_second.NAME: 12_000, second.PAGED: 8_000, second.TALKING: 4_000}  # names
# Share of an answer that must be right, of hands that were left out: more where a wrong one hurts, less where it only
# tells the person something.
RIGHT = 0.95
OTHERS = {"stop": 0.93, "done": 0.98, "pass": 0.93, "pause": 0.9, "info": 0.9, "help": 0.9, "which": 0.6}
LEAST = 0.25
CERTAIN = {
    "stop": 0.992,
    "info": 0.35,
    "pause": 0.7,
    "done": 0.6,
    "offduty": 0.6,
    "pass": 0.5,
}  # at least
NEVER = 2.0


class Guess(NamedTuple):
    """What a reader thought of a text of a hand that it had not learnt from."""

    answer: str
    chance: float
    right: bool


def main(to: Path = DATA) -> None:
    wanted = [one for one in requests() if not one.held_out]
    write(
        *taught(requests_second.NAME, list(of_requests(wanted)), lambda brain, hand: guesses(brain, wanted, hand)), to
    )
    answered = [one for one in replies() if not one.held_out]
    lessons = list(of_replies(answered))
    for name in (second.PAGED, second.TALKING):
        some = [one for one in lessons if one.reader == name]
        write(*taught(name, some, lambda brain, hand, name=name: replied(brain, answered, hand, name)), to)


def taught(
    name: str, lessons: Sequence[Taught], guess: Callable[[Reader, str], Iterable[Guess]]
) -> tuple[str, Reader, dict[str, float]]:
    """A reader that has learnt from all, and how likely its answers must be."""
    hands = sorted({one.hand for one in lessons} - {OLDER, "talk"})
    guessed: list[Guess] = []
    for hand in hands:
        without = teach([one.lesson for one in lessons if one.hand != hand], ANSWERS[name], KEPT[name])
        guessed += guess(without, hand)
    brain = teach([one.lesson for one in lessons], ANSWERS[name], KEPT[name])
    return name, brain, {answer: enough(answer, guessed) for answer in ANSWERS[name]}


def enough(answer: str, guessed: Sequence[Guess]) -> float:
    """The lowest chance above which so many of these answers were right."""
    some = sorted((one for one in guessed if one.answer == answer), key=lambda one: -one.chance)
    right, found = 0, NEVER
    for count, one in enumerate(some, 1):
        right += one.right
        if right / count >= OTHERS.get(answer, RIGHT):
            found = one.chance
    return max(found, CERTAIN.get(answer, LEAST))


def guesses(brain: Reader, every: Iterable[Labelled], hand: str) -> Iterator[Guess]:
    """What it thinks of the requests of a hand that rules do not hear."""
    for one in every:
        said = Said.of(one.text)
        if one.hand == hand and said.plainly().keyword is Keyword.NONE:
            found, chance = requests_second.best(brain, said.own, said.row)
            yield Guess(found, chance, found == one.label)


def replied(brain: Reader, every: Iterable[Labelled], hand: str, name: str) -> Iterator[Guess]:
    """What it thinks of the replies of a hand that rules do not understand."""
    for one in every:
        codes, relay_code = CONTEXTS[one.context]
        if one.hand != hand or (one.context == "active") is not (name == second.TALKING):
            continue
        if read_by_rules(one.text, codes, relay_code).kind not in ("unclear", "relay"):
            continue
        if found := second.best(brain, one.text, codes, relay_code):
            meant = f"{found.kind}:{found.code}" if found.code else found.kind
            yield Guess(found.kind, found.chance, meant == one.label)


def write(name: str, brain: Reader, chosen: dict[str, float], to: Path) -> None:
    """Everything as numpy's arrays: tables in bytes, the rest in half precision."""
    shares = {key: np.float32(kept) for key, kept in zip(brain.shares._fields, brain.shares, strict=True)}
    small = {
        key: kept.astype(np.float16) for key, kept in shares.items() if key not in ("vectors", "straight", "steps")
    }
    np.savez_compressed(
        to / f"{name}.npz",
        answers=np.array(brain.answers),
        enough=np.array([round(chosen[answer], 3) for answer in brain.answers]),
        known=brain.known,
        vectors=brain.shares.vectors,
        straight=brain.shares.straight,
        steps=brain.shares.steps,
        **small,
    )
    print(name, len(brain.known), {answer: round(chance, 3) for answer, chance in chosen.items()})


if __name__ == "__main__":
    main()
