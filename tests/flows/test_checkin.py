"""Which sentence and which question is whose turn: from a stable hash, so that the same story is told the same way."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.checkin import FEW, VARIETY, heard
from flows.effects import Facts, Say
from flows.halt import read_letters
from flows.replies import Ratings
from flows.thirds import KINDS, third
from tests.transcript import PROGRAM

SEEDS, DAYS = st.integers(1, 10**6), st.integers(738_000, 742_000)
CLIENT: Facts = {**PROGRAM, "name": "Ana", "word": "the pull"}
STORIES: dict[str, tuple[Facts, Ratings]] = {
    "first": ({}, Ratings(6, 3)),
    "steady": ({"last_mood": 6, "last_craving": 3}, Ratings(6, 3)),
    "better": ({"last_mood": 5, "last_craving": 3}, Ratings(6, 3)),
    "harder": ({"last_mood": 7, "last_craving": 3}, Ratings(6, 3)),
    "rising": ({"last_mood": 5, "last_craving": 3, "before_mood": 4, "before_craving": 3}, Ratings(6, 3)),
    "calmer": ({"last_mood": 5, "last_craving": 3, "before_mood": 6, "before_craving": 5}, Ratings(5, 1)),
    "slide": ({"last_mood": 6, "last_craving": 3, "before_mood": 8, "before_craving": 3}, Ratings(5, 3)),
    "best": ({"last_mood": 6, "last_craving": 3, "before_mood": 7, "before_craving": 3, "best_mood": 7}, Ratings(9, 3)),
    "back": ({"last_mood": 6, "last_craving": 3, "quiet": 2}, Ratings(6, 3)),
    "low": ({"last_mood": 6, "last_craving": 3}, Ratings(2, 3)),
}


def said(kind: str, seed: int, day: int) -> str:
    facts, rated = STORIES[kind]
    effects = heard({**CLIENT, **facts, "seed": seed, "day": day}, rated).effects
    (key,) = (one.key for one in effects if isinstance(one, Say))
    return key


@pytest.mark.parametrize("kind", STORIES)
@given(SEEDS, DAYS)
def test_no_sentence_is_said_on_two_days_running_and_all_take_their_turn(kind: str, seed: int, day: int) -> None:
    keys = [said(kind, seed, day + away) for away in range(12)]
    assert all(key.startswith(f"checkin.{kind}_") for key in keys)
    assert all(one != following for one, following in pairwise(keys))
    assert len(set(keys)) == VARIETY.get(kind, FEW)


def test_two_people_do_not_hear_the_same_on_every_day() -> None:
    heard_by = {seed: tuple(said("steady", seed, 739_000 + away) for away in range(5)) for seed in range(20)}
    assert len(set(heard_by.values())) > 10


@given(SEEDS, st.integers(105_000, 106_000), st.integers(0, 7))
def test_a_week_has_as_many_third_questions_as_the_program_says(seed: int, week: int, a_week: int) -> None:
    monday = week * 7 + 1
    asked = [third({"seed": seed, "third_a_week": a_week, "day": monday + away}) for away in range(7)]
    assert sum(one is not None for one in asked) == a_week


@given(SEEDS, DAYS, st.integers(1, 7))
def test_every_third_question_takes_its_turn(seed: int, day: int, a_week: int) -> None:
    asked = [third({"seed": seed, "third_a_week": a_week, "day": day + away}) for away in range(7 * 6)]
    assert {one for one in asked if one} == {*KINDS}


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("H T", "HT"), ("ht", "HT"), ("L, A", "AL"), ("halt", "HALT"), ("all", "HALT"), ("a", "A"), ("h a l", "HAL"),
        ("0", "0"), ("none", "0"), ("ninguna", "0"), ("lonely", "L"), ("I am a bit lonely and tired", "LT"),
        ("H, C", "HT"), ("soledad", "L"), ("S", "L"), ("e", "A"), ("hambre y cansancio", "HT"), ("h y c", "HT"),
        ("estoy sola", "L"), ("hall", None), ("last week was fine", None), ("the bus", None), ("", None), ("7", None),
    ],
)  # fmt: skip
def test_letters_of_halt_are_read_in_both_languages(text: str, letters: str | None) -> None:
    assert read_letters(text) == letters
