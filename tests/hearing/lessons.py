"""What the learnt readers learn from: labelled texts, what must never be taken for a yes, and ordinary talk."""

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

from flows.fold import fold
from flows.interrupts import Said
from flows.interrupts import second as requests_second
from flows.replies import second
from flows.replies.coach_row import row_of
from tests.hearing.corpus import Labelled
from tests.hearing.teaching import Lesson
from tests.replies.doubts import DOUBTS
from tests.triage.corpus import messages

CODES: dict[str, tuple[str, ...]] = {"none": (), "one": ("7F",), "two": ("7F", "K2"), "active": ("7F",)}
CONTEXTS: dict[str, tuple[tuple[str, ...], str | None]] = {
    context: ((), codes[0]) if context == "active" else (codes, None) for context, codes in CODES.items()
}
ORDINARY = 0.5  # what a text of a client weighs, beside one that was labelled for the purpose
DOUBTED = 0.3  # and a yes that was doubted
SEED = 7
TALK = 12_000  # texts of clients that no rule takes for a request
MISDIRECTED = 1_500
DOUBTED_BY = (
    *DOUBTS,
    *("if nobody else can {}", "somebody {}", "can you {}", "{} si nadie mas puede", "tal vez {}", "{} mañana"),
)


class Taught(NamedTuple):
    """A lesson, who wrote it, and the reader it is for."""

    hand: str
    reader: str
    lesson: Lesson


def of_replies(every: Sequence[Labelled]) -> Iterator[Taught]:
    """Replies as each open alert sees them, doubted ones, and texts that are for somebody else."""
    alone = {one.text: one.label.partition(":")[0] for one in every if one.context == "one"}
    for one in every:
        if not _said_alone(one, alone.get(one.text, "unclear")):
            yield from of_reply(one)
    yield from _doubted([one for one in every if one.context == "one" and one.label.startswith("ack")])
    for text in _ordinary()[:MISDIRECTED]:
        yield from of_reply(Labelled("talk", "one", text, "unclear"), ORDINARY)
        yield from of_reply(Labelled("talk", "active", text, "relay"), ORDINARY)


def _said_alone(one: Labelled, alone: str) -> bool:
    """Whether the same words are learnt from with one alert open, where they say more than they do here."""
    if one.context == "none":
        return one.label == "unclear" and alone != "unclear"
    return one.context == "two" and one.label == "which" and alone in ("ack", "pass")


def of_reply(one: Labelled, weight: float = 1.0) -> Iterator[Taught]:
    """The lesson of one reply; of one that names codes, one for each alert that is open."""
    row, named = row_of(fold(one.text), CODES[one.context])
    kind, _, code = one.label.partition(":")
    if kind == "done" and one.context == "none":
        kind = "unclear"
    if one.context == "active":
        yield Taught(one.hand, second.TALKING, Lesson(second.names_of(row, "active"), kind, weight))
    elif one.context != "two" or not named:
        yield Taught(one.hand, second.PAGED, Lesson(second.names_of(row, one.context), kind, weight))
    else:
        for this in CODES["two"]:
            answer = kind if code in ("", "both", this) else "unclear"
            seen = second.names_of(second.perspective(row, named, this), "two")
            yield Taught(one.hand, second.PAGED, Lesson(seen, answer, weight))


def _doubted(yes: Sequence[Labelled]) -> Iterator[Taught]:
    """Every yes, doubted in one way: no longer one."""
    dice = Random(SEED)
    for one in yes:
        doubted = one._replace(text=dice.choice(DOUBTED_BY).format(one.text), label="unclear")
        yield from of_reply(doubted, DOUBTED)


def of_requests(every: Sequence[Labelled]) -> Iterator[Taught]:
    """Requests, and ordinary talk."""
    talk = [Labelled("talk", "", text, "none") for text in _ordinary()]
    for weight, texts in ((1.0, every), (ORDINARY, talk)):
        for one in texts:
            yield Taught(one.hand, requests_second.NAME, Lesson(request_names(one.text), one.label, weight))


def request_names(text: str) -> frozenset[str]:
    said = Said.of(text)
    return requests_second.names_of(said.own, said.row)


@cache
def _ordinary() -> tuple[str, ...]:
    """What clients text that is no request to any rule, in an order of its own."""
    texts = [one.text for one in messages() if not one.held_out and one.earlier is None]
    Random(SEED).shuffle(texts)
    return tuple(text for text in texts[:TALK] if Said.of(text).plainly().keyword == "none")
