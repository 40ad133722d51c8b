"""Ladders as data, what the client is told, codes; then any ladder, any people, any news, for hours."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escalation import (
    LADDERS,
    UPDATES,
    BadLadder,
    Escalation,
    Ladder,
    Step,
    Tier,
    begin,
    code_for,
    next_page,
    next_update_at,
    parse,
    updates_due,
)
from tests.bot.ladder_oracle import OPENED, Trial, a_ladder, a_night, asks, most_willing, some_reach, some_rungs
from tests.bot.ladders import at, seconds

# --- Ladders as data

PLAIN = {
    "steps": [
        {"after": 0, "rungs": ["primary"], "methods": ["text"]},
        {"after": 300, "rungs": ["supervisor"], "methods": ["call", "text"]},
    ],
    "again": 300,
}


def test_a_program_keeps_its_own_ladder_as_plain_data() -> None:
    assert parse(PLAIN) == Ladder(
        (Step(0, ("primary",), ("text",)), Step(300, ("supervisor",), ("call", "text"))), again=300
    )


def changed(step: int, **fields: object) -> object:
    steps = [dict(plain) for plain in PLAIN["steps"]]  # type: ignore[attr-defined]
    steps[step].update(fields)
    return {**PLAIN, "steps": steps}


@pytest.mark.parametrize(
    ("plain", "trouble"),
    [
        (None, "steps"),
        ({**PLAIN, "again": "soon"}, "whole number"),
        ({**PLAIN, "again": 301}, "10 to 300 seconds"),
        ({**PLAIN, "again": 0}, "10 to 300 seconds"),
        ({**PLAIN, "steps": []}, "first step"),
        ({**PLAIN, "steps": ["page Joy"]}, "Each step has"),
        (changed(0, after=5), "at 0 seconds"),
        (changed(0, after=0.5), "whole number"),
        (changed(1, after=301), "10 to 300 seconds"),
        (changed(1, after=0), "10 to 300 seconds"),
        (changed(0, rungs=[]), "names rungs"),
        (changed(0, rungs=["boss"]), "names rungs"),
        (changed(0, rungs=[{}]), "names rungs"),
        (changed(0, methods=[]), "names methods"),
        (changed(0, methods=["pigeon"]), "names methods"),
        (changed(1, rungs=["team"]), "supervisor or all"),
        (changed(1, methods=["text"]), "by text and call"),
    ],
)
def test_a_ladder_that_could_leave_somebody_alone_is_refused(plain: object, trouble: str) -> None:
    with pytest.raises(BadLadder, match=trouble):
        parse(plain)


# --- What the client is told


def test_the_client_is_told_the_truth_at_two_and_five_minutes_and_then_every_five_for_half_an_hour() -> None:
    told: list[float] = []
    while (moment := next_update_at(OPENED, len(told))) is not None:
        assert updates_due(OPENED, len(told), moment - timedelta(seconds=1)) == []
        assert updates_due(OPENED, len(told), moment) == [seconds(moment)]
        told.append(seconds(moment))
    assert told == [120, 300, 600, 900, 1200, 1500, 1800]


def test_after_an_outage_all_missed_updates_are_due() -> None:
    assert updates_due(OPENED, 1, at(700)) == [300, 600]
    assert updates_due(OPENED, len(UPDATES), at(99_999)) == []


# --- Codes


def test_codes_have_a_letter_and_a_digit_and_no_look_alikes() -> None:
    codes = {code_for((), seed) for seed in range(2_000)}
    assert {"7F", "K2"} <= codes
    assert all(len(code) == 2 and any(map(str.isdigit, code)) and any(map(str.isalpha, code)) for code in codes)
    assert not set("".join(codes)) & set("0O1IL5S8BZQGU")


def test_the_same_seed_gives_the_same_code_until_it_is_taken() -> None:
    first = code_for((), 7)
    assert code_for((), 7) == first
    assert code_for({first}, 7) != first


def test_a_week_of_codes_never_repeats_and_grows_to_three_when_two_are_used_up() -> None:
    taken: list[str] = []
    for seed in range(400):
        taken.append(code_for(taken, seed * seed))
    assert len(set(taken)) == 400
    assert [len(code) for code in taken] == sorted(len(code) for code in taken)
    assert not any(code[0].isdigit() for code in taken if len(code) == 3)


def test_neighbouring_codes_differ_in_both_places() -> None:
    pairs = [(code_for((), seed), code_for((), seed + 1)) for seed in range(156)]
    close = [pair for pair in pairs if pair[0][0] == pair[1][0] or pair[0][1] == pair[1][1]]
    assert len(close) < len(pairs) / 10


# --- Any ladder, any people, any news


@given(st.integers(0, 2**32))
def test_whatever_happens_there_is_always_a_next_try_and_it_asks_exactly_whom_it_can(seed: int) -> None:
    a_night(seed, looks=60)


@pytest.mark.slow
def test_three_thousand_ladders_never_fall_silent() -> None:
    for seed in range(3_000):
        a_night(seed, looks=60)


@given(st.integers(0, 2**32))
def test_within_one_round_everybody_on_the_last_rung_who_can_be_reached_is_paged(seed: int) -> None:
    dice = Random(seed)
    ladder, rungs, who = a_ladder(dice), some_rungs(dice), some_reach(dice)
    trial = Trial(Escalation(ladder, begin(OPENED)))
    spared = most_willing(trial.escalation, rungs, who)
    for _ in ladder.steps:
        trial.look(rungs, who)
        trial.now = trial.next_at
    last = asks(ladder, len(ladder.steps) - 1, rungs, who, spared)
    assert {coach for coach, _ in last} <= trial.paged


@given(st.integers(0, 2**32), st.sampled_from(("urgent", "emergency")))
def test_a_primary_who_can_be_reached_is_the_first_to_be_paged(seed: int, tier: Tier) -> None:
    dice = Random(seed)
    rungs, who = some_rungs(dice), some_reach(dice)
    move = next_page(Escalation(LADDERS[tier], begin(OPENED)), rungs, who, OPENED)
    if who.methods.get(rungs.primary or 0) and who.why[rungs.primary or 0] is None:
        assert move.pages[0].coach == rungs.primary
