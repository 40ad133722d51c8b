"""Floors under what triage finds and what it leaves alone. Nobody tunes on the held-out part: it is only counted."""

import pytest

from flows.triage import Tier
from tests.triage.corpus import messages, score
from tests.triage.report import groups, line

FLOORS = {  # serious, emergency, alarms, everyday: a little under what was last measured, so that a loss is seen
    "development": (0.96, 0.975, 0.055, 0.03),
    "held out": (0.97, 0.97, 0.06, 0.003),
    "other hands, held out": (0.845, 0.83, 0.135, 0.115),
}


@pytest.mark.parametrize("half", FLOORS)
def test_triage_keeps_its_figures(half: str) -> None:
    found, floor = score(groups()[half]), FLOORS[half]
    assert found.serious >= floor[0], line(half, found)
    assert found.emergency >= floor[1], line(half, found)
    assert found.alarms <= floor[2], line(half, found)
    assert found.everyday <= floor[3], line(half, found)


def test_spanish_is_heard_as_well_as_english() -> None:
    table = groups()
    for half in FLOORS:
        english, spanish = score(table[f"{half}, English"]), score(table[f"{half}, Spanish"])
        assert spanish.serious >= english.serious - 0.03
        assert spanish.emergency >= english.emergency - 0.03


def test_the_corpus_is_large_mixed_and_half_of_it_is_hard_to_leave_alone() -> None:
    every = messages()
    assert len(every) >= 1500
    assert len({message.id for message in every}) == len(every)
    assert {message.language for message in every} == {"en", "es", "mix"}
    assert sum(message.tier == Tier.NONE for message in every) >= len(every) * 0.45
