"""The second reader: a linear model over words, their kinds, letters and signals. It may raise a tier, never lower.

Rules miss what nobody thought of; this reader was shown many invented texts and weighs what they have in common. Its
verdict says that it was the second reader's, and which words weighed most. `tests/triage/learn.py` teaches it; what it
learnt (`data/second.json`) and the kinds of words (`data/kinds.toml`) are data that anyone can read.
"""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, pairwise

from flows.triage.finding import Found
from flows.triage.folding import DATA, load
from flows.triage.verdict import Tier, Verdict

SECOND = {Tier.URGENT: "second.urgent", Tier.EMERGENCY: "second.emergency"}
NEAR = 2  # how many words ahead the other word of a pair may stand
FAMILY = 5  # letters of a word's beginning that stand for its family
SHOWN_LETTERS = 20  # letters of a word that are looked at: nobody's word is longer
PIECES = (3, 4, 5)  # letters in a row that are looked at, so that a word spelled otherwise is known by its parts
SPREAD = 3.0
FEW = 50  # a text with fewer features weighs as if it had these: a fragment says little
TOLD = 4  # words that a verdict names
SEEN = 20_000  # words, and pairs of words, that are remembered at most: nonsense cannot fill the memory
SENTENCES, STEP, STEPS = 5, 4, 10  # sentences that are told apart; words in a step of length, and steps
QUOTING = "<quoting>"
HIDDEN = ""
Words = list[str]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which kinds of words a word is of, and which topic a kind speaks for."""

    exact: dict[str, tuple[str, ...]]
    stems: dict[str, tuple[str, ...]]
    topics: dict[str, str]

    def names(self, word: str) -> list[str]:
        """A word's kinds, in capitals."""
        return list(dict.fromkeys(self._kinds(word)))

    def _kinds(self, word: str) -> Iterator[str]:
        yield from self.exact.get(word, ())
        for size in range(2, min(len(word), 16) + 1):
            yield from self.stems.get(word[:size], ())


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


@dataclass(frozen=True, slots=True)
class Known:
    """What was learnt of one word: its single features, the rows of pairs it opens, its names, which close pairs."""

    alone: tuple[int, ...]
    rows: tuple[dict[str, int], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: features and their numbers (single ones and pairs apart too), the weights of each number, the
    scores that mean yes (at least urgent, emergency, a hint is right), and the share of unseen texts found.
    """

    names: dict[str, int]
    alone: dict[str, int]
    pairs: dict[str, dict[str, int]]
    urgent: list[float]
    emergency: list[float]
    thresholds: tuple[float, float, float]
    found: dict[str, float]
    seen: dict[str, Known] = field(default_factory=dict)
    met: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)

    def scores(self, words: Words, signals: Words, marks: Words) -> tuple[float, float]:
        """How much a text with these words, signals and marks is at least urgent, and an emergency."""
        features = sorted(self.known(words, signals, marks))
        norm = weight(len(features))
        return norm * sum([self.urgent[at] for at in features]), norm * sum([self.emergency[at] for at in features])

    def tier(self, scores: tuple[float, float], first: Tier) -> Tier:
        """What a text with these scores is, at least what the rules say."""
        if first < Tier.URGENT and scores[0] <= self.thresholds[0]:
            return first
        return Tier.EMERGENCY if scores[1] > self.thresholds[1] else max(Tier.URGENT, first)

    def known(self, words: Words, signals: Words, marks: Words) -> set[int]:
        """The numbers of the features that were learnt. Written for speed: this is half the cost of a reading."""
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
            names = pairing(word)
            alone = sorted({self.alone[name] for name in singles(word) if name in self.alone})
            known = Known(tuple(alone), tuple(self.pairs[name] for name in names if name in self.pairs), tuple(names))
            if len(self.seen) < SEEN:
                self.seen[word] = known
        return known

    def of_pair(self, word: str, ahead: str) -> tuple[int, ...]:
        """What was learnt of one word with another behind it."""
        met = self.met.get((word, ahead))
        if met is None:
            names = self.of(ahead).names
            met = tuple(row[name] for row in self.of(word).rows for name in names if name in row)
            if len(self.met) < SEEN:
                self.met[word, ahead] = met
        return met

    def pull(self, features: Iterable[int]) -> float:
        """How far features pull a text up."""
        return sum(self.urgent[at] + self.emergency[at] for at in features)


def second_reading(read: First) -> Verdict:
    """The rules' verdict, that of a hint which this reader agrees with, or a higher one of this reader."""
    found, first = read.found, read.verdict
    if first.tier == Tier.EMERGENCY or not found.text.words:
        return first
    brain, words = learnt(), words_of(found)
    scores = brain.scores(words, signals_of(found), marks_of(found, read.rule))
    if read.hint.tier > first.tier and scores[0] > brain.thresholds[2]:
        first = read.hint
    tier = brain.tier(scores, first.tier)
    return first if tier == first.tier else _raised(found, first, tier)


def _raised(found: Found, first: Verdict, tier: Tier) -> Verdict:
    brain, words = learnt(), words_of(found)
    pulls = _pulls(words, brain)
    topic = first.topic if first.tier == Tier.URGENT else _topic(words, pulls)
    return replace(first, tier=tier, rule=SECOND[tier], words=_heaviest(found, pulls), topic=topic)


def weight(features: int) -> float:
    """Of one of so many known features: long texts have more, and without this they would shout louder."""
    return SPREAD / math.sqrt(max(features, FEW))


def features(found: Found, rule: str) -> set[str]:
    """All that a text is to this reader, by name, when `rule` decided: what it is taught with."""
    words = words_of(found)
    near = ((word, other) for place, word in enumerate(words) for other in words[place + 1 : place + 1 + NEAR])
    return {
        *(name for word in words for name in singles(word)),
        *(f"{name} {other}" for word, ahead in near for name in pairing(word) for other in pairing(ahead)),
        *signals_of(found),
        *(f"{one} {other}" for one, other in combinations(signals_of(found), 2)),
        *marks_of(found, rule),
    }


def signals_of(found: Found) -> list[str]:
    """The signals anywhere in the text, in order: each counts, and each two that come together."""
    return sorted(key for key in found.at if key[0] == "<")


def marks_of(found: Found, rule: str) -> Words:
    """What the text is as a whole: the rule that decided, its sentences, its length."""
    sentences, words = found.text.breaks.bit_count(), len(found.text.words)
    return [f"={rule}", f"={min(sentences, SENTENCES)}.", f"={min(words // STEP, STEPS)}w"]


def words_of(found: Found) -> Words:
    """The words between a begin and an end; quoted words are hidden where the text says that it quotes."""
    text = found.text
    hidden = text.quoted if QUOTING in found else 0
    words = [HIDDEN if hidden >> place & 1 else word for place, word in enumerate(text.words)]
    return ["^", *words, "$"]


def singles(word: str) -> list[str]:
    """The word's own features: itself, its kinds, its family, and the pieces of its letters."""
    if not word.isalpha():
        return pairing(word)
    family = [f"{word[:FAMILY]}-"] if len(word) > FAMILY else []
    edged = f"<{word[:SHOWN_LETTERS]}>"
    pieces = {f"~{edged[at : at + size]}" for size in PIECES for at in range(len(edged) - size + 1)}
    return [*pairing(word), *family, *sorted(pieces)]


def pairing(word: str) -> list[str]:
    """What a word is called in pairs: itself and its kinds."""
    if word == HIDDEN:
        return []
    name = _number(word) if word.isdigit() else word
    return [name, *kinds().names(name)]


def _number(word: str) -> str:
    """Small numbers are themselves, since people rate and count with them; others are of one size."""
    number = int(word[:6])
    sizes = ((13, f"#{number}"), (100, "#dozens"), (1900, "#hundreds"), (2050, "#year"))
    return next((name for limit, name in sizes if number < limit), "#thousands")


def _pulls(words: Words, brain: Learnt) -> list[float]:
    """How far each place of the text, alone and with what stands behind it, pulled it up."""
    behind = [brain.known(words[at : at + 1 + NEAR], [], []) for at in range(len(words) + 1)]
    return [brain.pull(here - after) for here, after in pairwise(behind)]


def _heaviest(found: Found, pulls: list[float]) -> tuple[str, ...]:
    """The words of the text that weighed most, in its order."""
    words = found.text.words
    first = sorted(range(len(words)), key=lambda place: (-pulls[place + 1], place))[:TOLD]
    return tuple(words[place] for place in sorted(first))


def _topic(words: Words, pulls: list[float]) -> str:
    """The topic whose kinds of words pulled most."""
    table = kinds().topics
    sums = dict.fromkeys(table.values(), 0.0)
    for word, pull in zip(words, pulls, strict=True):
        for topic in {table[name] for name in pairing(word) if name in table}:
            sums[topic] += max(pull, 0.0)
    return max(sums, key=sums.__getitem__)


@cache
def kinds() -> Kinds:
    """The kinds of words, read once."""
    table = load("kinds.toml")
    exact: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for kind, words in table["kinds"].items():
        for word in words.split():
            home, key = (stems, word.removesuffix("*")) if word.endswith("*") else (exact, word)
            home[key] = (*home.get(key, ()), kind.upper())
    topics = {kind.upper(): topic for topic, names in table["topics"].items() for kind in names.split()}
    return Kinds(exact, stems, topics)


@cache
def learnt() -> Learnt:
    """What the reader has learnt, read once."""
    table = json.loads((DATA / "second.json").read_text("utf-8"))
    names = {feature: at for at, feature in enumerate(table["weights"])}
    alone: dict[str, int] = {}
    pairs: dict[str, dict[str, int]] = {}
    for feature, at in names.items():
        name, _, other = feature.partition(" ")
        (pairs.setdefault(name, {}) if other else alone)[other or name] = at
    urgent, emergency = ([both[side] for both in table["weights"].values()] for side in (0, 1))
    urgent_at, emergency_at, agrees = (table["thresholds"][name] for name in ("urgent", "emergency", "agrees"))
    return Learnt(names, alone, pairs, urgent, emergency, (urgent_at, emergency_at, agrees), table["found"])
