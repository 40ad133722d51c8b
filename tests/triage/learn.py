"""Teaches the second reader: `python -m tests.triage.learn` writes `flows/triage/data/second.json`.

A linear support vector machine by dual coordinate descent (Hsieh and others, 2008) over features that are scaled by
how differently often the two sides have them (Wang and Manning, 2012), in plain Python and always in the same order, so
that anyone gets the same weights. Held-out messages are never shown to it. It is learnt twice: once with every feature,
and once more with the heaviest alone, so that the file stays small.

Thresholds come from hands that it has not learnt from: a fifth of the hands at a time is judged by a reader taught
with all the others (`corpus.Message.hand`). A threshold is the lowest score that keeps false alarms under ALARMS. How
well it does is counted on the held-out messages of other hands. Most ordinary messages of the corpus are written to be
mistaken, so that in a real week the share of false alarms is far lower.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import NamedTuple

from flows.triage import Tier
from flows.triage.reading import by_rules, own_text
from flows.triage.rules import Rule, book
from flows.triage.second import features, weight
from tests.triage.beside import DANGERS, TABLE, beside
from tests.triage.corpus import OURS, ROOT, Message, messages

KEYWORDS = ROOT / "tests" / "interrupts" / "corpus"
WRITTEN = ROOT / "flows" / "triage" / "data" / "second.json"
EPOCHS, SEED = 8, 7
FOLDS = 5  # times that a part of the hands is left out, to see how well the others teach
COST = 0.07  # of one text on the wrong side; lower is smoother
COST_OF_CONCERN = 0.02  # a text that is a concern, called urgent, is a small mistake
SEEN_AT_LEAST = 2  # a feature of one text alone says nothing of the next
KEPT = 60_000  # features, so that the file stays small
# Share of ordinary texts called urgent, of urgent ones called emergency, by either reader.
ALARMS = {Tier.NONE: 0.135, Tier.URGENT: 0.42}
LESS = 0.25  # a hint of the rules is right so much below the threshold: two readers say so
EVEN, RARE = 0.3, 0.3  # scale of a feature that both sides have alike; what a feature counts that one side never has
PLACES = 8  # of one danger that are learnt from
LITTLE = 60  # letters of an ordinary text that is put beside another
AMONG_OTHERS = 0.5  # share of messages that are also learnt from beside an ordinary one
ENDINGS = ["see you at 5", ". ok thanks", "good night", ". nos vemos mañana", "buenas noches", "talk later", "thanks"]
CUTS = (Tier.URGENT, Tier.EMERGENCY)


class Example(NamedTuple):
    """One text as the reader sees it; `first` is what the rules say of it, `hint` what those that only hint would.

    `hand` wrote it; `made` marks one made of others, or written beside a rule: learnt from, but not judged on.
    """

    features: frozenset[str]
    tier: Tier
    first: Tier
    hand: str
    hint: Tier = Tier.NONE
    made: bool = True


Weights = dict[str, float]
Texts = Sequence[tuple[list[int], Tier]]
Weigh = Callable[[list[float]], Iterable[float]]


def main(to: Path = WRITTEN) -> None:
    every = messages()
    examples = list(everything([message for message in every if not message.held_out]))
    weights = learn(examples)
    chosen = {cut: threshold(examples, cut) for cut in CUTS}
    held = [of_message(message) for message in every if message.held_out and message.hand != OURS]
    table = {
        "thresholds": {**{cut.value: round(chosen[cut], 3) for cut in CUTS}, "agrees": round(agrees(chosen), 3)},
        "found": shares([(tier_of(one, weights, chosen), one.tier) for one in held]),
        "weights": {name: _both(weights, name) for name in sorted(weights[Tier.URGENT])},
    }
    to.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"') + "\n", "utf-8")


def _both(weights: dict[Tier, Weights], name: str) -> list[float]:
    return [round(weights[cut][name], 3) for cut in CUTS]


def everything(every: Sequence[Message]) -> Iterator[Example]:
    """All there is to learn from."""
    yield from map(of_message, every)
    yield from among_others(every)
    yield from beside_innocent_words()
    yield from requests()
    for rule in book().rules:
        for text in (*rule.fires, *rule.quiet):
            yield of_rule(rule, text)


def among_others(every: Sequence[Message]) -> Iterator[Example]:
    """Messages with an ordinary one before or after: danger stays danger, and talk stays talk."""
    ordinary = [message.text for message in every if message.tier == Tier.NONE and len(message.text) < LITTLE]
    dice = Random(SEED)
    for message in every:
        if message.earlier is None and dice.random() < AMONG_OTHERS:
            around = [message.text, dice.choice(ENDINGS if dice.random() < 0.3 else ordinary)]
            dice.shuffle(around)
            yield example(" ".join(around), None, message.tier, message.hand)


def beside_innocent_words() -> Iterator[Example]:
    """The innocent words, and every second danger in a few places beside them; the others are for the test alone."""
    for text in (*TABLE["innocent"]["en"], *TABLE["innocent"]["es"]):
        yield example(text, None, Tier.NONE, OURS)
    dice = Random(SEED)
    for language, danger in DANGERS[::2]:
        for text in dice.sample(list(beside(language, danger)), PLACES):
            one = example(text, None, Tier.URGENT, OURS)
            yield one._replace(tier=max(Tier.URGENT, one.first, one.hint))


def requests() -> Iterator[Example]:
    """Texts that want fewer texts, or more: plain words, unless the rules hear danger in them."""
    for name in ("blind", "given", "more", "other", "seen"):
        lines = (KEYWORDS / f"keywords_{name}.tsv").read_text("utf-8").splitlines()
        for wanted, text in (line.split("\t") for line in lines if not line.startswith("#")):
            if wanted in ("stop", "start", "pause"):
                one = example(text.replace("\\n", "\n"), None, Tier.NONE, OURS)
                yield one._replace(tier=one.first)


def of_message(message: Message) -> Example:
    return example(message.text, message.earlier, message.tier, message.hand)._replace(made=False)


def of_rule(rule: Rule, text: str) -> Example:
    """An example written beside a rule has the rule's tier; what is written beside it as none of it, what rules say."""
    one = example(text, None, rule.tier, OURS)
    return one if text in rule.fires else one._replace(tier=one.first)


def example(text: str, earlier: str | None, tier: Tier, hand: str) -> Example:
    rules = book()
    folded = rules.folder.fold(own_text(text, rules.reactions))
    if earlier is not None:
        folded = rules.folder.fold(earlier).then(folded)
    first = by_rules(folded, 0, rules)
    seen = frozenset(features(first.found, first.rule))
    return Example(seen, tier, first.verdict.tier, hand, first.hint.tier)


def learn(examples: Sequence[Example]) -> dict[Tier, Weights]:
    """For each cut, weights that tell texts of at least that tier from the others; of the heaviest features alone."""
    names = common(examples)
    every = [fitted(examples, cut, names) for cut in CUTS]
    heaviest = sorted(names, key=lambda name: (-max(abs(weights[name]) for weights in every), name))[:KEPT]
    return {cut: fitted(examples, cut, heaviest) for cut in CUTS}


def common(examples: Iterable[Example]) -> list[str]:
    """The features that more than one text has."""
    often = Counter(feature for one in examples for feature in one.features)
    return [name for name in often if often[name] >= SEEN_AT_LEAST]


def fitted(examples: Sequence[Example], cut: Tier, names: Iterable[str]) -> Weights:
    """The weights of these features."""
    numbers = {name: at for at, name in enumerate(sorted(names))}
    texts = [(sorted(numbers[name] for name in one.features if name in numbers), one.tier) for one in examples]
    return dict(zip(numbers, descended(texts, cut, scales(texts, cut, len(numbers))), strict=True))


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


def score_of(one: Example, weights: Weights) -> float:
    known = [weights[name] for name in sorted(one.features) if name in weights]
    return weight(len(known)) * sum(known)


def threshold(examples: Sequence[Example], cut: Tier) -> float:
    """The lowest score that keeps false alarms under ALARMS, on texts of hands that the reader has not learnt from."""
    below = Tier.NONE if cut == Tier.URGENT else Tier.URGENT
    scores = []
    hands = sorted({one.hand for one in examples} - {OURS})
    for unknown in (set(hands[at::FOLDS]) for at in range(FOLDS)):
        others = [one for one in examples if one.hand not in unknown]
        weights = fitted(others, cut, common(others))
        calm = (one for one in examples if one.hand in unknown and not one.made and one.tier == below)
        scores += [_counted(one, cut, score_of(one, weights)) for one in calm]
    return sorted(scores, reverse=True)[int(len(scores) * ALARMS[below])]


def _counted(one: Example, cut: Tier, score: float) -> float:
    """The score, or more than any threshold where rules say yes whatever it is."""
    return math.inf if one.first >= cut else score


def agrees(chosen: dict[Tier, float]) -> float:
    """The score above which a hint is right."""
    return chosen[Tier.URGENT] - LESS


def tier_of(one: Example, weights: dict[Tier, Weights], chosen: dict[Tier, float]) -> Tier:
    """What both readers together say."""
    score = score_of(one, weights[Tier.URGENT])
    first = max(one.first, one.hint) if score > agrees(chosen) else one.first
    if first < Tier.URGENT and score <= chosen[Tier.URGENT]:
        return first
    grave = first == Tier.EMERGENCY or score_of(one, weights[Tier.EMERGENCY]) > chosen[Tier.EMERGENCY]
    return Tier.EMERGENCY if grave else Tier.URGENT


def shares(said: Sequence[tuple[Tier, Tier]]) -> dict[str, float]:
    """What was found of what there is: serious texts, emergencies, and ordinary ones taken for serious."""
    serious = [tier >= Tier.URGENT for tier, label in said if label >= Tier.URGENT]
    emergency = [tier == Tier.EMERGENCY for tier, label in said if label == Tier.EMERGENCY]
    alarms = [tier >= Tier.URGENT for tier, label in said if label == Tier.NONE]
    named = {"serious": serious, "emergency": emergency, "alarms": alarms}
    return {name: round(sum(hits) / len(hits), 3) for name, hits in named.items()}


if __name__ == "__main__":
    main()
