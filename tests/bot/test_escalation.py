"""Who is paged when, by example."""

from dataclasses import replace

import pytest

from bot.escalation import (
    BOTH,
    LADDERS,
    CoachState,
    Escalation,
    Ladder,
    Method,
    Move,
    Reach,
    Step,
    Tier,
    begin,
    moved_on,
    next_page,
    reachable,
    restarted,
)
from bot.oncall import Rungs
from tests.bot.ladder_oracle import OPENED, Trial, by
from tests.bot.ladders import (
    EVERYBODY,
    JOY,
    MAYA,
    RAVI,
    RUNG_HOLDERS,
    SOL,
    after,
    at,
    night,
    reach,
    said,
    seconds,
    start,
)

# --- The ladders of the house

TEAM = [f"{method} {name}" for name in ("Joy", "Ravi", "Maya") for method in BOTH]
SOL_TOO = ["text Sol", "call Sol"]


def test_urgent_climbs_from_the_primary_to_everybody_and_starts_again() -> None:
    assert night(start(), reach(), until=600) == {
        0: ["text Joy"],
        60: ["call Joy"],
        120: ["text Ravi", "call Ravi"],
        240: TEAM,
        360: SOL_TOO + TEAM,
        480: ["text Joy"],
        540: ["call Joy"],
    }


def test_emergency_calls_three_people_at_once_and_everybody_a_minute_later() -> None:
    three = ["text Joy", "call Joy", "text Ravi", "call Ravi", *SOL_TOO]
    assert night(start("emergency"), reach(), until=180) == {0: three, 60: TEAM + SOL_TOO, 120: three}


# --- Empty rungs


def test_an_empty_rung_is_skipped_at_once_and_what_follows_moves_up() -> None:
    nobody_first = Rungs(None, RAVI, (RAVI, MAYA), (SOL,))
    heard = night(start(), reach(), until=300, rungs=nobody_first)
    assert heard == {0: TEAM[2:4], 120: TEAM[2:], 240: SOL_TOO + TEAM[2:]}


def test_a_primary_without_a_text_number_is_called_at_once() -> None:
    _, move = after(start(), Reach({JOY: by("call"), RAVI: by(*BOTH)}), 0)
    assert said(move) == ["call Joy"]
    assert seconds(move.next_at) == 60


def test_the_log_says_who_was_passed_over_and_why() -> None:
    who = reachable(
        [
            CoachState(JOY, by()),
            CoachState(RAVI, by(*BOTH), expired=True),
            CoachState(MAYA, by(*BOTH), open_people=3),
            CoachState(SOL, by("text")),
        ],
        "urgent",
    )
    _, move = after(start(), who, 0)
    assert said(move) == ["text Sol"]
    assert move.passed_over == ((JOY, "unreachable"), (RAVI, "expired"), (MAYA, "busy"))


def test_with_nobody_to_page_it_says_so_and_looks_again_in_half_a_minute() -> None:
    escalation, move = after(start(), Reach({}), 0)
    assert move.nobody
    assert move.pages == ()
    assert seconds(move.next_at) == 30
    assert dict(move.passed_over) == dict.fromkeys(EVERYBODY, "unreachable")
    assert escalation == start()


def test_someone_who_can_be_paged_again_is_paged_by_every_step_they_missed() -> None:
    lonely, _ = after(start(), Reach({}), 0, 30, 60, 90)
    _, move = after(lonely, reach(JOY), 100)
    assert said(move) == ["text Joy", "call Joy"]
    assert not move.nobody


# --- Early, late, and clocks that jump


def test_asked_early_it_changes_nothing() -> None:
    escalation, _ = after(start(), reach(), 0)
    assert next_page(escalation, RUNG_HOLDERS, reach(), at(59)) == Move((), escalation.progress, at(60))


def test_after_an_outage_all_that_was_due_is_paged_at_once_and_each_phone_rings_once() -> None:
    escalation, _ = after(start(), reach(), 0)
    _, move = after(escalation, reach(), 250)
    assert said(move) == ["call Joy", "text Ravi", "call Ravi", "text Joy", "text Maya", "call Maya"]
    assert seconds(move.next_at) == 360


def test_after_a_long_outage_the_next_round_waits_its_time() -> None:
    escalation, _ = after(start(), reach(), 0)
    _, move = after(escalation, reach(), 7200)
    assert seconds(move.next_at) == 7200 + LADDERS["urgent"].again


def test_a_clock_that_was_put_back_does_not_make_anybody_wait() -> None:
    escalation, _ = after(start(), reach(), 0)
    _, move = after(escalation, reach(), -3600)
    assert said(move) == ["call Joy"]
    assert seconds(move.next_at) == -3600 + 60


def test_a_ladder_that_was_shortened_meanwhile_starts_again_at_its_end() -> None:
    escalation, _ = after(start(), reach(), 0, 60, 120, 240)
    short = replace(escalation, ladder=LADDERS["emergency"])
    assert said(next_page(short, RUNG_HOLDERS, reach(), at(241)))[0] == "text Joy"


# --- Bad news and passing


def test_bad_news_makes_the_next_step_due_now_and_later_ones_keep_their_distance() -> None:
    escalation, _ = after(start(), reach(), 0)
    hurried = replace(escalation, progress=moved_on(escalation, (0, 0), at(5)))
    _, move = after(hurried, reach(), 5)
    assert said(move) == ["call Joy"]
    assert seconds(move.next_at) == 65


def test_the_same_bad_news_twice_moves_the_page_once() -> None:
    escalation, _ = after(start(), reach(), 0)
    once = replace(escalation, progress=moved_on(escalation, (0, 0), at(5)))
    assert moved_on(once, (0, 0), at(6)) == once.progress


def test_news_of_an_older_page_changes_nothing() -> None:
    escalation, _ = after(start(), reach(), 0, 60)
    assert moved_on(escalation, (0, 0), at(61)) == escalation.progress


def test_bad_news_of_the_last_step_waits_for_breath_before_a_new_round() -> None:
    escalation, _ = after(start(), reach(), 0, 60, 120, 240, 360)
    hurried = replace(escalation, progress=moved_on(escalation, (0, 4), at(362)))
    _, early = after(hurried, reach(), 363)
    assert (early.pages, seconds(early.next_at)) == ((), 392)
    _, move = after(hurried, reach(), 392)
    assert said(move) == ["text Joy"]
    assert moved_on(hurried, (0, 4), at(370)) == hurried.progress


def test_bad_news_never_makes_anybody_wait_longer() -> None:
    brisk = Ladder((Step(0, ("all",), BOTH),), again=10)
    escalation, _ = after(Escalation(brisk, begin(OPENED)), reach(), 0)
    assert moved_on(escalation, (0, 0), at(2)) == escalation.progress


def test_who_passed_is_not_asked_again_in_that_round() -> None:
    escalation, _ = after(start(), reach(), 0)
    passed = replace(escalation, passed=frozenset({JOY}), progress=moved_on(escalation, (0, 0), at(9)))
    _, move = after(passed, reach(), 9)
    assert said(move) == ["text Ravi", "call Ravi"]
    assert move.passed_over == ((JOY, "passed"),)
    _, move = after(passed, reach(), 9, 129)
    assert said(move) == TEAM[2:]


def test_who_passed_is_asked_again_when_nobody_else_can_be() -> None:
    escalation, _ = after(start(), reach(JOY), 0)
    _, move = after(replace(escalation, passed=frozenset({JOY})), reach(JOY), 60)
    assert said(move) == ["call Joy"]


def test_an_urgent_that_becomes_an_emergency_starts_that_ladder_now() -> None:
    escalation, _ = after(start(), reach(), 0, 60)
    raised = Escalation(LADDERS["emergency"], restarted(escalation.progress, at(70)))
    _, move = after(raised, reach(), 70)
    assert len(move.pages) == 6
    assert {(page.round, page.step) for page in move.pages} == {(1, 0)}


def refused(tier: Tier, methods: tuple[Method, ...], until: float) -> dict[float, list[str]]:
    """What rings when if the carrier refuses everything by these methods two seconds later, and nobody picks up."""
    trial, heard = Trial(start(tier)), {}
    while trial.now < at(until):
        move = trial.look(RUNG_HOLDERS, reach())
        heard[seconds(trial.now)] = said(move)
        for page in move.pages:
            if page.method in methods:
                trial.now = at(max(heard) + 2)
                trial.news((page.round, page.step))
        trial.now = max(trial.now, trial.next_at)
    return heard


def test_when_every_text_is_refused_phones_ring_within_seconds() -> None:
    heard = refused("urgent", ("text",), until=70)
    assert heard == {0: ["text Joy"], 2: ["call Joy"], 62: TEAM[2:4], 64: TEAM, 66: SOL_TOO + TEAM}


@pytest.mark.parametrize("tier", ["urgent", "emergency"])
def test_when_the_carrier_refuses_everything_it_is_not_asked_without_end(tier: Tier) -> None:
    calls = [pages for pages in refused(tier, BOTH, until=600).values() if "call Joy" in pages]
    assert 10 <= len(calls) <= 3 * 600 / 30


# --- Who can be reached


def test_a_coach_with_three_open_people_is_spared_for_an_urgent_while_others_can_be_paged() -> None:
    states = [CoachState(JOY, by(*BOTH), open_people=3), CoachState(RAVI, by(*BOTH), open_people=2)]
    assert said(after(start(), reachable(states, "urgent"), 0)[1]) == TEAM[2:4]
    assert said(after(start(), reachable(states[:1], "urgent"), 0)[1]) == ["text Joy"]


def test_an_emergency_spares_nobody_for_having_open_people() -> None:
    states = [CoachState(JOY, by(*BOTH), open_people=7), CoachState(RAVI, by(*BOTH))]
    assert said(after(start("emergency"), reachable(states, "emergency"), 0)[1]) == TEAM[:4]


def test_rest_decides_whom_never_whether() -> None:
    asleep = [CoachState(JOY, by(*BOTH), off=True), CoachState(MAYA, by("text"), open_people=3)]
    assert said(after(start(), reachable(asleep, "urgent"), 0)[1]) == ["text Maya"]
    assert said(after(start(), reachable(asleep[:1], "urgent"), 0)[1]) == ["text Joy"]


def test_a_coach_who_had_a_bad_night_is_asked_after_the_others_for_an_urgent_only() -> None:
    tired = CoachState(JOY, frozenset({"text", "call"}), rested=True)
    assert reachable([tired], "urgent").why == {JOY: "rested"}
    assert reachable([tired], "emergency").why == {JOY: None}
    assert reachable([tired], "urgent").methods[JOY] == {"text", "call"}


def test_a_free_coach_whom_the_ladder_never_asks_does_not_spare_the_busy_one() -> None:
    short = Ladder((Step(0, ("primary",), BOTH), Step(60, ("supervisor",), BOTH)), again=60)
    states = [CoachState(JOY, by(*BOTH), open_people=3), CoachState(MAYA, by(*BOTH))]
    assert said(after(Escalation(short, begin(OPENED)), reachable(states, "urgent"), 0)[1]) == TEAM[:2]
