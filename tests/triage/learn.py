"""Teaches the second reader: `make learn` writes `weights.tsv`, `network.json` and `network.npz` among its data.

Held-out messages are never shown to it. It is taught twice, in two processes: once with all there is, and once without
a fifth of the hands (`corpus.Message.hand`). Thresholds come from that fifth: a threshold is the lowest score that
keeps false alarms under ALARMS. How well the reader does is counted on the held-out messages of other hands. Most
ordinary messages of the corpus are written to be mistaken, so that in a real week the share of false alarms is far
lower. It takes some six minutes and always goes in the same order; another processor may round other last digits.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from flows.triage import Tier
from flows.triage.network import Network, Weights
from flows.triage.parts import parts
from flows.triage.second import Learnt, Opinion
from flows.triage.weighing import ROW
from tests.triage.balancing import balanced
from tests.triage.corpus import OURS, ROOT, messages
from tests.triage.lessons import Example, everything, of_message
from tests.triage.teaching import Text, teach

DATA = ROOT / "flows" / "triage" / "data"
FOLDS = 5  # one hand in so many is left out, to see how well the others teach
SEEN_AT_LEAST = 6  # texts that have a part of a word before it is learnt
# Share of ordinary texts called urgent, of urgent ones called emergency, and of ordinary ones that do not speak
# against a hint: there a rule says so too.
ALARMS = {Tier.NONE: 0.12, Tier.URGENT: 0.25}
AGREES = 0.25
BYTE = 127
Thresholds = tuple[float, float, float]


def main(to: Path = DATA) -> None:
    every = messages()
    examples = list(everything([message for message in every if not message.held_out]))
    unknown = set(sorted({one.hand for one in examples} - {OURS})[::FOLDS])
    with ProcessPoolExecutor(1) as beside:
        without = beside.submit(thresholds_without, unknown, examples)
        brain, chosen = taught(examples), without.result()
    held = [of_message(message) for message in every if message.held_out and message.hand != OURS]
    found = shares([(tier_of(one, brain, chosen), one.tier) for one in held])
    write(brain, chosen, found, to)


def thresholds_without(unknown: set[str], examples: Sequence[Example]) -> Thresholds:
    """The thresholds of a reader that has learnt from all other hands, for texts of these."""
    brain = taught([one for one in examples if one.hand not in unknown])
    return thresholds(brain, [one for one in examples if one.hand in unknown and not one.made])


def taught(examples: Sequence[Example]) -> Learnt:
    """A reader that has learnt from these, without thresholds."""
    known = numbered(common((part for word in set(one.words) for part in parts(word)) for one in examples))
    marks = numbered(common((*one.signals, *one.marks) for one in examples))
    texts = [text(one, known, marks) for one in examples]
    vectors, mark_vectors, weights = teach(texts, len(known), len(marks))
    step = float(np.abs(vectors).max()) / BYTE
    small = np.round(vectors / step).astype(np.int8)
    halved = Weights(*(array.astype(np.float16).astype(np.float32) for array in weights))
    names = np.array([*known], f"S{max(map(len, known)) + 1}")  # longer names are cut, and equal none of these
    network = Network.of(halved)
    return Learnt(balanced(examples), names, marks, small, step, mark_vectors, network, (0.0, 0.0, 0.0), {})


def common(texts: Iterable[Iterable[str]]) -> list[str]:
    """The names that enough texts have, in order."""
    often = Counter(name for names in texts for name in set(names))
    return sorted(name for name in often if often[name] >= SEEN_AT_LEAST)


def numbered(names: Sequence[str]) -> dict[str, int]:
    """Their places; the first place is of what is not known."""
    return {name: at for at, name in enumerate(["", *names])}


def text(one: Example, known: dict[str, int], marks: dict[str, int]) -> Text:
    """The example in numbers."""
    words = [[known[part] for part in parts(word) if part in known] for word in one.words]
    return Text(words, [marks[name] for name in (*one.signals, *one.marks) if name in marks], one.tier)


def opinion_of(one: Example, brain: Learnt) -> Opinion:
    words, signals, marks = [*one.words], [*one.signals], [*one.marks]
    return brain.opinion(words, [*signals, *marks], brain.scales.scores(words, signals, marks))


def thresholds(brain: Learnt, unseen: Sequence[Example]) -> Thresholds:
    """The scores that mean at least urgent, an emergency, and that a hint is right, from texts of unknown hands."""
    scored = [(one, opinion_of(one, brain)) for one in unseen]
    calm = sorted((opinion.urgent for one, opinion in scored if one.tier == Tier.NONE), reverse=True)
    heard = sorted((_counted(one, opinion.urgent) for one, opinion in scored if one.tier == Tier.NONE), reverse=True)
    grave = sorted((opinion.emergency for one, opinion in scored if one.tier == Tier.URGENT), reverse=True)
    return (
        heard[int(len(heard) * ALARMS[Tier.NONE])],
        grave[int(len(grave) * ALARMS[Tier.URGENT])],
        calm[int(len(calm) * AGREES)],
    )


def _counted(one: Example, score: float) -> float:
    """The score, or more than any threshold where rules say yes whatever it is."""
    return math.inf if one.first >= Tier.URGENT else score


def tier_of(one: Example, brain: Learnt, chosen: Thresholds) -> Tier:
    """What both readers together say."""
    opinion = opinion_of(one, brain)
    first = max(one.first, one.hint) if opinion.urgent > chosen[2] else one.first
    if first < Tier.URGENT and opinion.urgent <= chosen[0]:
        return first
    return Tier.EMERGENCY if first == Tier.EMERGENCY or opinion.emergency > chosen[1] else Tier.URGENT


def shares(said: Sequence[tuple[Tier, Tier]]) -> dict[str, float]:
    """What was found of what there is: serious texts, emergencies, and ordinary ones taken for serious."""
    serious = [tier >= Tier.URGENT for tier, label in said if label >= Tier.URGENT]
    emergency = [tier == Tier.EMERGENCY for tier, label in said if label == Tier.EMERGENCY]
    alarms = [tier >= Tier.URGENT for tier, label in said if label == Tier.NONE]
    named = {"serious": serious, "emergency": emergency, "alarms": alarms}
    return {name: round(sum(hits) / len(hits), 3) for name, hits in named.items()}


def write(brain: Learnt, chosen: Thresholds, found: dict[str, float], to: Path) -> None:
    """The scales in columns, thresholds, shares and marks as JSON, and the network as numpy's arrays."""
    named = dict(zip(("urgent", "emergency", "agrees"), (round(one, 3) for one in chosen), strict=True))
    lines = ("\t".join(map(str, row)) for row in (ROW.names, *brain.scales.rows()))
    (to / "weights.tsv").write_text("\n".join(lines) + "\n", "ascii")
    table = {"thresholds": named, "found": found, "step": brain.step, "marks": [*brain.marks]}
    (to / "network.json").write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", "utf-8")
    halves = {name: array.astype(np.float16) for name, array in brain.network.weights._asdict().items()}
    marks = brain.mark_vectors.astype(np.float16)
    np.savez_compressed(to / "network.npz", names=brain.parts, vectors=brain.vectors, mark_vectors=marks, **halves)


if __name__ == "__main__":
    main()
