"""The second reader's scales: a linear model over parts of words, two words near each other, signals and marks.

It knows many words and never their order, where the network (`network.py`) knows the order and fewer words: what the
one misses, the other often hears. Its weights are in `data/weights.tsv`, for anyone to read: a feature's name, the name
of the second word when it is a pair, its weight for "at least urgent" and for "emergency".
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import combinations

from flows.triage.arrays import Array, named, numpy, places
from flows.triage.folding import DATA, SEEN
from flows.triage.parts import Names, Words, names, parts

NEAR = 2  # how many words ahead the other word of a pair may stand
SPREAD = 3.0
FEW = 50  # a text with fewer features weighs as if it had these: a fragment says little
STEP = 1000  # weights are kept in thousandths: their sums are exact, in any order
ROW = numpy.dtype([("name", "S32"), ("other", "S32"), ("urgent", "f8"), ("emergency", "f8")])
Row = tuple[str, str, float, float]
NOTHING = numpy.array([], numpy.intp)
UNSIGNED = numpy.dtype(numpy.uintp)


@dataclass(frozen=True, slots=True)
class Known:
    """What was learnt of one word: where its single features stand, and the numbers of its names, which make pairs."""

    alone: Array
    names: Array


@dataclass(frozen=True, slots=True)
class Scales:
    """What was learnt: every name, sorted, the empty one first; the features, sorted; and their weights.

    A feature is a number: of its name times how many names there are, and of the other name, which is 0 for a single.
    """

    names: Array  # (names,) of bytes
    features: Array  # (features,)
    weights: Array  # (features, 2): at least urgent, an emergency; in steps of 1 / STEP
    of: Callable[[str], Known] = field(init=False)
    sign: Callable[[str], Known] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", lru_cache(SEEN)(self._of))
        object.__setattr__(self, "sign", lru_cache(SEEN)(self._sign))

    def rows(self) -> list[Row]:
        """Every feature: its name, the other name or "", and its weights."""
        first, other = (self.names[part].astype(str).tolist() for part in divmod(self.features, len(self.names)))
        return list(zip(first, other, *(self.weights.T / STEP).tolist(), strict=True))

    def scores(self, words: Words, signals: Words, marks: Words) -> tuple[float, float]:
        """How much a text with these words, signals and marks is at least urgent, and an emergency."""
        known = self.known(words, signals, marks)
        urgent, emergency = self.weights.take(known, axis=0).sum(axis=0).tolist()
        norm = weight(len(known)) / STEP
        return norm * urgent, norm * emergency

    def known(self, words: Words, signals: Words, marks: Words) -> Array:
        """Where the features stand that were learnt, in order. Written for speed: every text is weighed."""
        heard, signs, others = list(map(self.of, words)), list(map(self.sign, signals)), list(map(self.sign, marks))
        near, every = (numpy.concatenate([NOTHING, *(one.names for one in some)]) for some in (heard, signs))
        where = numpy.repeat(numpy.arange(len(heard)), [len(one.names) for one in heard])
        ahead = numpy.subtract(where - 1, where[:, None]).view(UNSIGNED)  # what is not ahead is far away
        pairs = [self._paired(near, ahead < NEAR), self._paired(every, every[:, None] < every)]
        single = (one.alone for one in (*heard, *signs, *others))
        return _different(numpy.concatenate([*single, places(self.features, numpy.concatenate(pairs))]))

    def _paired(self, names: Array, together: Array) -> Array:
        """The features of names by twos, of those that are together."""
        first, other = together.nonzero()
        return names[first] * len(self.names) + names[other]

    def _of(self, word: str) -> Known:
        """What was learnt of one word."""
        return self._known(parts(word), names(word))

    def _sign(self, name: str) -> Known:
        """What was learnt of one signal or mark."""
        return self._known((name,), (name,))

    def _known(self, alone: Names, paired: Names) -> Known:
        return Known(places(self.features, named(self.names, alone) * len(self.names)), named(self.names, paired))


def _different(numbers: Array) -> Array:
    """Each number once, in order."""
    numbers = numpy.sort(numbers)
    new = numpy.ones(len(numbers), bool)
    numpy.not_equal(numbers[1:], numbers[:-1], new[1:])
    return numbers[new]


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
    with (DATA / "weights.tsv").open(encoding="ascii") as file:
        return _scales(numpy.loadtxt(file, ROW, delimiter="\t", comments=None, skiprows=1))


def scales_of(rows: Iterable[Row]) -> Scales:
    """Scales with these features and weights."""
    return _scales(numpy.array(list(rows), ROW))


def _scales(rows: Array) -> Scales:
    every = numpy.unique(numpy.concatenate([[b""], rows["name"], rows["other"]]))
    names = every.astype(f"S{numpy.strings.str_len(every).max() + 1}")
    features = every.searchsorted(rows["name"]) * len(every) + every.searchsorted(rows["other"])
    order = features.argsort()
    weights = numpy.stack([rows["urgent"], rows["emergency"]], axis=1)[order]
    return Scales(names, features[order], numpy.round(weights * STEP).astype(numpy.int16))
