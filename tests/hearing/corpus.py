"""Labelled requests and coaches' replies for the learnt reader, with the hand that wrote each.

Other hands' files of one kind of row each (`hand*.tsv`) are parted by a hash of the text: 30 % are only counted, never
learnt from nor looked at. Of the older files the held-out rows stay held out (`tests/replies/corpora.py`).
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tests.replies.corpora import halves, rows

TESTS = Path(__file__).parents[1]
REPLIES, REQUESTS = TESTS / "replies" / "corpus", TESTS / "interrupts" / "corpus"
OLDER = "older"
CONTEXTS = ("one", "two", "none", "active")
HELD_OUT_SHARE = 0.3


class Labelled(NamedTuple):
    """One text, what it says, and who wrote it; of a coach's reply what is open, of a request "", is `context`."""

    hand: str
    context: str
    text: str
    label: str

    @property
    def held_out(self) -> bool:
        """Whether it is only counted. Only of hands that are told apart."""
        written = self.text.replace("\n", "\\n").encode()
        return self.hand != OLDER and sha256(written).digest()[0] < HELD_OUT_SHARE * 256


def replies() -> list[Labelled]:
    """All replies of coaches that may be learnt from or counted."""
    older = [
        Labelled(OLDER, context, text, label)
        for *labels, text in halves(REPLIES, "coach")[0]
        for context, label in zip(CONTEXTS, labels, strict=True)
        if label != "-"
    ]
    return older + [Labelled(hand, context, text, label) for hand, (context, label, text) in _hands(REPLIES, "coach")]


def requests() -> list[Labelled]:
    """All requests."""
    older = [Labelled(OLDER, "", text, label) for label, text in halves(REQUESTS, "keywords")[0]]
    return older + [Labelled(hand, "", text, label) for hand, (label, _, text) in _hands(REQUESTS, "keywords")]


def _hands(folder: Path, name: str) -> Iterator[tuple[str, list[str]]]:
    for path in sorted([*folder.glob(f"{name}_hand*.tsv"), folder / f"{name}_taught.tsv"]):
        hand = path.stem.removeprefix(f"{name}_")
        for row in rows(path):
            yield (OLDER if hand == "taught" else hand), row
