"""Teaches the scales of the second reader: a linear support vector machine.

By dual coordinate descent (Hsieh and others, 2008) over features that are scaled by how differently often the two
sides have them (Wang and Manning, 2012).

In plain Python and always in the same order, so that anyone gets the same weights. It is learnt twice: once with every
feature, and once more with the heaviest alone, so that the file stays small.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from random import Random

from flows.triage import Tier
from flows.triage.weighing import Scales, features, scales_of, weight
from tests.triage.lessons import Example

EPOCHS, SEED = 8, 7
COST = 0.07  # of one text on the wrong side; lower is smoother
COST_OF_CONCERN = 0.02  # a text that is a concern, called urgent, is a small mistake
SEEN_AT_LEAST = 2  # a feature of one text alone says nothing of the next
KEPT = 60_000  # features, so that the file stays small
EVEN, RARE = 0.3, 0.3  # scale of a feature that both sides have alike; what a feature counts that one side never has
CUTS = (Tier.URGENT, Tier.EMERGENCY)

Weights = dict[str, float]
Texts = Sequence[tuple[list[int], Tier]]
Weigh = Callable[[list[float]], Iterable[float]]


def balanced(examples: Sequence[Example]) -> Scales:
    """Scales that have learnt from these."""
    seen = [(features([*one.words], [*one.signals], [*one.marks]), one.tier) for one in examples]
    urgent, emergency = learn(seen)
    return scales_of((*name.partition(" ")[::2], urgent[name], emergency[name]) for name in sorted(urgent))


def learn(texts: Sequence[tuple[set[str], Tier]]) -> list[Weights]:
    """For each cut, weights that tell texts of at least that tier from the others; of the heaviest features alone."""
    often = Counter(feature for seen, _ in texts for feature in seen)
    names = sorted(name for name in often if often[name] >= SEEN_AT_LEAST)
    every = [fitted(texts, cut, names) for cut in CUTS]
    heaviest = sorted(names, key=lambda name: (-max(abs(weights[name]) for weights in every), name))[:KEPT]
    return [fitted(texts, cut, heaviest) for cut in CUTS]


def fitted(texts: Sequence[tuple[set[str], Tier]], cut: Tier, names: Iterable[str]) -> Weights:
    """The weights of these features."""
    numbers = {name: at for at, name in enumerate(sorted(names))}
    rows = [(sorted(numbers[name] for name in seen if name in numbers), tier) for seen, tier in texts]
    return dict(zip(numbers, descended(rows, cut, scales(rows, cut, len(numbers))), strict=True))


def scales(texts: Texts, cut: Tier, count: int) -> list[float]:
    """How telling each feature is by itself, squared: how far its shares of the two sides' features are apart."""
    sides = [[RARE] * count, [RARE] * count]
    for seen, tier in texts:
        side = sides[tier >= cut]
        for feature in seen:
            side[feature] += 1
    calm, grave = map(sum, sides)
    return [(EVEN + abs(math.log(often / grave * calm / rest))) ** 2 for rest, often in zip(*sides, strict=True)]


def descended(texts: Texts, cut: Tier, squares: list[float]) -> list[float]:
    """Dual coordinate descent with squared hinge loss: each text in turn pulls the weights as far as it needs."""
    weights = [0.0] * len(squares)
    pulls = [0.0] * len(texts)
    order = [(at, *_sized(seen, tier, cut, squares)) for at, (seen, tier) in enumerate(texts) if len(seen) > 1]
    dice = Random(SEED)
    for _ in range(EPOCHS):
        dice.shuffle(order)
        for at, seen, weigh, push, steep, ridge in order:
            slope = push * sum(weigh(weights)) - 1 + ridge * pulls[at]
            pull = max(pulls[at] - slope / steep, 0.0)
            step = (pull - pulls[at]) * push
            if step:
                pulls[at] = pull
                for feature in seen:
                    weights[feature] += step * squares[feature]
    return weights


def _sized(
    seen: list[int], tier: Tier, cut: Tier, squares: list[float]
) -> tuple[list[int], Weigh, float, float, float]:
    """Features and what picks their weights (a loop would take three times as long), push, steepness, softness."""
    weigh, norm = itemgetter(*seen), weight(len(seen))
    ridge = 0.5 / (COST_OF_CONCERN if tier == Tier.CONCERN else COST)
    return seen, weigh, norm if tier >= cut else -norm, norm * norm * sum(weigh(squares)) + ridge, ridge
