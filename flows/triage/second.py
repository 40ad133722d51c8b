"""The second reader: scales that weigh many words, and a network that reads them in order. It may raise, never lower.

Rules miss what nobody thought of; this reader was shown many invented texts and learnt what danger reads like. What it
thinks is the sum of both (`weighing.py`, `network.py`): of texts by unknown hands the two together hear more than
either, and are less often mistaken. Its verdict says that it was the second reader's, and which words it looked at
most. `tests/triage/learn.py` teaches it; what it learnt is in `data/`: `weights.tsv` (the scales), `network.json`
(thresholds, marks) and `network.npz` (parts of words, the network).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import NamedTuple

from flows.triage.arrays import Array, named, numpy
from flows.triage.finding import Found
from flows.triage.folding import DATA, SEEN
from flows.triage.network import Network, read
from flows.triage.network import load as arrays
from flows.triage.parts import Words, kinds, marks_of, names, parts, signals_of, words_of
from flows.triage.verdict import Tier, Verdict
from flows.triage.weighing import Scales, scales

SECOND = {Tier.URGENT: "second.urgent", Tier.EMERGENCY: "second.emergency"}
COUNTS = 4.0  # what a point of the scales is worth in points of the network
CLEAR = -0.9  # below this the scales settle it: the network, which costs more, never once turned such a text to danger
TOLD = 4  # words that a verdict names


@dataclass(frozen=True, slots=True)
class First:
    """The first reading: what stands in the text, what rules say of it that are sure, and what those that hint do.

    A hint is a concern by itself. It is what its rule says once this reader does not take the text for harmless.
    """

    found: Found
    sure: Verdict
    hint: Verdict

    @property
    def verdict(self) -> Verdict:
        """What the rules say by themselves."""
        by_itself = min(self.hint.tier, Tier.CONCERN, key=lambda tier: tier.severity)
        return self.sure if self.sure.tier >= by_itself else replace(self.hint, tier=by_itself)

    @property
    def rule(self) -> str:
        """The rule that says most, sure or not."""
        return (self.hint if self.hint.tier > self.sure.tier else self.sure).rule


class Opinion(NamedTuple):
    """What this reader thinks of a text: the scores that it is at least urgent, and an emergency (above 0: more likely
    than not), and how much it looked at each word.
    """

    urgent: float
    emergency: float
    looks: list[float]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: the scales; the names of parts of words, sorted, and of marks; the vectors of both, the network,
    the scores that mean yes (at least urgent, emergency, a hint is right), and the share of unseen texts found.
    """

    scales: Scales
    parts: Array  # (parts,) of bytes; the first stands for what is not known
    marks: dict[str, int]
    vectors: Array  # (parts, W), in steps of `step`
    step: float
    mark_vectors: Array  # (marks, 2H)
    network: Network
    thresholds: tuple[float, float, float]
    found: dict[str, float]
    of: Callable[[str], Array] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", lru_cache(SEEN)(self._of))

    def opinion(self, words: Words, marks: Words, weighed: tuple[float, float]) -> Opinion:
        """Of a text with these words and marks, signals among them, that the scales have weighed."""
        rows = [self.marks[mark] for mark in marks if mark in self.marks] or [0]
        summary = self.mark_vectors[rows].sum(axis=0)
        (_, urgent, emergency), looks = read(self.network, [self.of(word) for word in words], summary)
        return Opinion(urgent + COUNTS * weighed[0], emergency + COUNTS * weighed[1], looks)

    def _of(self, word: str) -> Array:
        """The vector of one word."""
        rows = named(self.parts, parts(word))
        rows = rows if len(rows) else numpy.zeros(1, numpy.intp)
        return self.vectors.take(rows, axis=0).sum(axis=0, dtype=numpy.float32) * (self.step / len(rows) ** 0.5)

    def tier(self, opinion: Opinion, first: Tier) -> Tier:
        """What a text of which this is thought is, at least what the rules say."""
        if first < Tier.URGENT and opinion.urgent <= self.thresholds[0]:
            return first
        return Tier.EMERGENCY if opinion.emergency > self.thresholds[1] else max(Tier.URGENT, first)


def second_reading(read: First) -> Verdict:
    """The rules' verdict, that of a hint which this reader agrees with, or a higher one of this reader."""
    found, first = read.found, read.verdict
    if first.tier == Tier.EMERGENCY or not found.text.words:
        return first
    brain, words, signals, marks = learnt(), words_of(found), signals_of(found), marks_of(found, read.rule)
    weighed = brain.scales.scores(words, signals, marks)
    if weighed[0] < CLEAR:
        return first
    opinion = brain.opinion(words, [*signals, *marks], weighed)
    if read.hint.tier > first.tier and opinion.urgent > brain.thresholds[2]:
        first = read.hint
    tier = brain.tier(opinion, first.tier)
    return first if tier == first.tier else _raised(found, first, tier, opinion.looks)


def _raised(found: Found, first: Verdict, tier: Tier, looks: Sequence[float]) -> Verdict:
    topic = first.topic if first.tier == Tier.URGENT else _topic(words_of(found), looks)
    return replace(first, tier=tier, rule=SECOND[tier], words=_heaviest(found, looks), topic=topic)


def _heaviest(found: Found, looks: Sequence[float]) -> tuple[str, ...]:
    """The words of the text that were looked at most, in its order."""
    words = found.text.words
    first = sorted(range(len(words)), key=lambda place: (-looks[place + 1], place))[:TOLD]
    return tuple(words[place] for place in sorted(first))


def _topic(words: Words, looks: Sequence[float]) -> str:
    """The topic whose kinds of words were looked at most."""
    table = kinds().topics
    sums = dict.fromkeys(table.values(), 0.0)
    for word, look in zip(words, looks, strict=True):
        for topic in {table[name] for name in names(word) if name in table}:
            sums[topic] += look
    return max(sums, key=sums.__getitem__)


@cache
def learnt() -> Learnt:
    """What the reader has learnt, read once."""
    table = json.loads((DATA / "network.json").read_text("utf-8"))
    names, vectors, mark_vectors, weights = arrays((DATA / "network.npz").open("rb"))
    marks = {name: at for at, name in enumerate(table["marks"])}
    urgent, emergency, agrees = (table["thresholds"][name] for name in ("urgent", "emergency", "agrees"))
    network, chosen = Network.of(weights), (urgent, emergency, agrees)
    return Learnt(scales(), names, marks, vectors, table["step"], mark_vectors, network, chosen, table["found"])
