"""Who texts what in a fault run: drawn from a seed, nothing else."""

from dataclasses import dataclass, field
from random import Random
from typing import Literal

from tests.crowd import Crowd, number

Kind = Literal["answer", "crisis", "chat", "stranger", "take"]

IN_CRISIS = ("I want to kill myself tonight", "SOS", "I took the whole bottle", "I need a coach now please help me")
CHAT = ("what a long day it was", "thanks for the coffee", "see you at the lake")
STRANGERS_FROM = 70_000
REPEATED = 0.05
"""How many texts are delivered twice, the second time right behind the first."""


@dataclass(frozen=True)
class Sent:
    """One text. `copies` of it are delivered; whatever they are, they are one text."""

    sid: str
    number: str
    body: str = field(repr=False)
    kind: Kind
    copies: int = 1


@dataclass(frozen=True)
class Plan:
    """All texts of a run in the order in which they are sent, and the numbers of those in crisis."""

    texts: list[Sent]
    in_crisis: set[str]


def draw(dice: Random, crowd: Crowd, count: int) -> Plan:
    """`count` texts: answers to the check-in, people in crisis (two texts each), small talk, strangers."""
    people = iter(dice.sample(crowd.waiting, len(crowd.waiting)))
    texts: list[Sent] = []
    in_crisis: set[str] = set()
    while len(texts) < count:
        fate = dice.random()
        if fate < 0.1:
            in_crisis.add(someone := next(people))
            texts += [_text(dice, someone, dice.choice(IN_CRISIS), "crisis") for _ in range(2)]
        elif fate < 0.8:
            texts.append(_text(dice, next(people), f"{dice.randrange(3, 11)} {dice.randrange(7)}", "answer"))
        elif fate < 0.95:
            texts.append(_text(dice, next(people), dice.choice(CHAT), "chat"))
        else:
            texts.append(_text(dice, number(STRANGERS_FROM + len(texts)), dice.choice(CHAT), "stranger"))
    return Plan(texts[:count], in_crisis)


def take(dice: Random, coach: str, code: str) -> Sent:
    """A coach takes somebody."""
    return _text(dice, coach, f"1 {code}", "take")


def _text(dice: Random, who: str, body: str, kind: Kind) -> Sent:
    return Sent(f"SM{dice.getrandbits(128):032x}", who, body, kind, 2 if dice.random() < REPEATED else 1)
