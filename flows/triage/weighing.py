"""The second reader's scales: a linear model over parts of words, two words near each other, signals and marks.

It knows many words and never their order, where the network (`network.py`) knows the order and fewer words: what the
one misses, the other often hears. Its weights are in `data/weights.json`, for anyone to read.
"""

import json
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from sys import intern

from flows.triage.folding import DATA
from flows.triage.parts import Words, names, parts

NEAR = 2  # how many words ahead the other word of a pair may stand
SPREAD = 3.0
FEW = 50  # a text with fewer features weighs as if it had these: a fragment says little
SEEN = 20_000  # words, and pairs of words, that are remembered at most: nonsense cannot fill the memory


@dataclass(frozen=True, slots=True)
class Known:
    """What was learnt of one word: its single features, the rows of pairs it opens, its names, which close pairs."""

    alone: tuple[int, ...]
    rows: tuple[dict[str, int], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scales:
    """What was learnt: the numbers of single features and of pairs, and the weights of each number."""

    alone: dict[str, int]
    pairs: dict[str, dict[str, int]]
    urgent: Sequence[float]
    emergency: Sequence[float]
    seen: dict[str, Known] = field(default_factory=dict)
    met: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, int]:
        """Every feature and its number."""
        pairs = {f"{name} {other}": at for name, row in self.pairs.items() for other, at in row.items()}
        return self.alone | pairs

    def scores(self, words: Words, signals: Words, marks: Words) -> tuple[float, float]:
        """How much a text with these words, signals and marks is at least urgent, and an emergency."""
        features = sorted(self.known(words, signals, marks))
        norm = weight(len(features))
        return norm * sum([self.urgent[at] for at in features]), norm * sum([self.emergency[at] for at in features])

    def known(self, words: Words, signals: Words, marks: Words) -> set[int]:
        """The numbers of the features that were learnt. Written for speed: every text is weighed."""
        found = {self.alone[name] for name in (*signals, *marks) if name in self.alone}
        for place, name in enumerate(signals):
            if row := self.pairs.get(name):
                found.update([row[other] for other in signals[place + 1 :] if other in row])
        for place, word in enumerate(words):
            found.update(self.of(word).alone)
            for ahead in words[place + 1 : place + 1 + NEAR]:
                found.update(self.of_pair(word, ahead))
        return found

    def of(self, word: str) -> Known:
        """What was learnt of one word."""
        known = self.seen.get(word)
        if known is None:
            paired = names(word)
            alone = sorted({self.alone[name] for name in parts(word) if name in self.alone})
            known = Known(tuple(alone), tuple(self.pairs[name] for name in paired if name in self.pairs), tuple(paired))
            if len(self.seen) < SEEN:
                self.seen[word] = known
        return known

    def of_pair(self, word: str, ahead: str) -> tuple[int, ...]:
        """What was learnt of one word with another behind it."""
        met = self.met.get((word, ahead))
        if met is None:
            others = self.of(ahead).names
            met = tuple(row[name] for row in self.of(word).rows for name in others if name in row)
            if len(self.met) < SEEN:
                self.met[word, ahead] = met
        return met


def weight(features: int) -> float:
    """Of one of so many known features: long texts have more, and without this they would shout louder."""
    return SPREAD / math.sqrt(max(features, FEW))


def features(words: Words, signals: Words, marks: Words) -> set[str]:
    """All that a text is to the scales, by name: what they are taught with."""
    near = ((word, other) for place, word in enumerate(words) for other in words[place + 1 : place + 1 + NEAR])
    return {
        *(name for word in words for name in parts(word)),
        *(f"{name} {other}" for word, ahead in near for name in names(word) for other in names(ahead)),
        *signals,
        *(f"{one} {other}" for one, other in combinations(signals, 2)),
        *marks,
    }


@cache
def scales() -> Scales:
    """What was learnt, read once."""
    return scales_of(json.loads((DATA / "weights.json").read_text("utf-8")))


def scales_of(weights: dict[str, tuple[float, float]]) -> Scales:
    """Scales with these weights of features, for "at least urgent" and for "emergency"."""
    alone: dict[str, int] = {}
    pairs: dict[str, dict[str, int]] = {}
    for at, feature in enumerate(weights):
        name, _, other = map(intern, feature.partition(" "))  # a word opens and closes many pairs
        (pairs.setdefault(name, {}) if other else alone)[other or name] = at
    urgent, emergency = (array("d", (both[side] for both in weights.values())) for side in (0, 1))
    return Scales(alone, pairs, urgent, emergency)
