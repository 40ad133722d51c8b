"""Prints how triage does on its corpus: `python -m tests.triage.report`. Held-out messages are counted, never shown."""

import sys
from collections import Counter
from collections.abc import Iterator

from flows.triage import Tier
from tests.triage.corpus import OURS, Message, Score, messages, score

HEADING = f"{'':30}{'texts':>6} {'serious':>8} {'emergency':>10} {'alarms':>7} {'everyday':>9}"


def groups() -> dict[str, list[Message]]:
    """The development part, and the held-out messages of our own and of other hands, whole and by language."""
    every = messages()
    held = [m for m in every if m.held_out]
    parts = {
        "development": [m for m in every if not m.held_out],
        "held out": [m for m in held if m.hand == OURS],
        "other hands, held out": [m for m in held if m.hand != OURS],
    }
    table = dict(parts)
    for part, members in parts.items():
        table[f"{part}, English"] = [m for m in members if m.language == "en"]
        table[f"{part}, Spanish"] = [m for m in members if m.language != "en"]
    return table


def line(name: str, it: Score) -> str:
    return f"{name:30}{it.count:>6} {it.serious:>8.3f} {it.emergency:>10.3f} {it.alarms:>7.3f} {it.everyday:>9.3f}"


def precision() -> Iterator[str]:
    """Each rule that decided a text of another hand as urgent or worse, and the share of these that are."""
    right: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    for message in messages():
        verdict = message.read()
        if message.hand != OURS and verdict.tier >= Tier.URGENT:
            fired[verdict.rule] += 1
            right[verdict.rule] += message.tier >= Tier.URGENT
    for rule, count in fired.most_common():
        yield f"{rule:30}{count:>6} {right[rule] / count:>8.3f}"


def report() -> str:
    """The tables."""
    return "\n".join([HEADING, *(line(name, score(members)) for name, members in groups().items()), "", *precision()])


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
