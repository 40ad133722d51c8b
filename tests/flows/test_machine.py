"""The machine alone, with a flow of two questions: what an answer, nonsense and silence do to a conversation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows import FLOWS, current, flow
from flows.effects import Facts, OpenTask, Say
from flows.machine import Again, Ask, Flow, Next, Replied, Silence, Turn, Woke, advance, begin, begin_with, end, go
from flows.replies import Choices, Words

MORNING = datetime(2026, 6, 1, 8, tzinfo=UTC)
TEA = Choices(tea="1, tea", coffee="2, coffee")
HOUR = timedelta(hours=1)


def thanks(facts: Facts, answer: str) -> Next:
    return end(Say("drinks.thanks"), why=answer)


DRINKS = Flow(
    name="drinks",
    version=3,
    start="which",
    states={
        "which": Ask(
            say=Say("drinks.which", {"menu": "tea, coffee"}),
            expect=TEA,
            then={"tea": go("why", drink="tea"), "coffee": end(Say("drinks.thanks"), drink="coffee")},
            unclear=Again(Say("drinks.again"), end(OpenTask("words")), at_most=2),
            silent=Silence("patience", go("why")),
        ),
        "why": Ask(None, Words(), thanks, end(OpenTask("words")), Silence(HOUR, end())),
    },
)


def opened() -> Turn:
    return begin(DRINKS, {"name": "Ana", "patience": 600}, MORNING)


def reply(turn: Turn, text: str, at: datetime = MORNING) -> Turn:
    return advance(DRINKS, turn.conversation, Replied(text, at))


def test_a_conversation_opens_with_its_first_question() -> None:
    turn = opened()
    assert turn.effects == (Say("drinks.which", {"name": "Ana", "patience": 600, "menu": "tea, coffee"}),)
    assert (turn.conversation.state, turn.conversation.turn) == ("which", 1)
    assert (turn.conversation.flow, turn.conversation.version) == ("drinks", 3)


def test_the_wait_for_an_answer_can_be_a_fact_of_the_program() -> None:
    assert opened().conversation.wake_at == MORNING + timedelta(minutes=10)


def test_an_answer_leads_on_and_is_remembered() -> None:
    turn = reply(opened(), "1")
    assert turn.conversation.state == "why"
    assert turn.conversation.facts["drink"] == "tea"
    assert turn.conversation.wake_at == MORNING + HOUR


def test_a_question_without_words_says_nothing() -> None:
    assert reply(opened(), "1").effects == ()


def test_everything_said_carries_the_facts_of_the_conversation() -> None:
    turn = reply(opened(), "coffee")
    assert turn.effects == (Say("drinks.thanks", {"name": "Ana", "patience": 600, "drink": "coffee"}),)
    assert (turn.conversation.state, turn.conversation.wake_at) == (None, None)


def test_a_computed_branch_sees_the_answer() -> None:
    turn = reply(reply(opened(), "1"), "it is warm")
    assert turn.conversation.facts["why"] == "it is warm"


def test_nonsense_is_asked_again_and_the_alarm_starts_anew() -> None:
    turn = reply(opened(), "water", MORNING + HOUR)
    assert [effect.key for effect in turn.effects if isinstance(effect, Say)] == ["drinks.again"]
    assert (turn.conversation.state, turn.conversation.tries) == ("which", 1)
    assert turn.conversation.wake_at == MORNING + HOUR + timedelta(minutes=10)


def test_nonsense_is_asked_again_only_so_often() -> None:
    turn = reply(reply(reply(opened(), "water"), "water"), "water")
    assert turn.effects == (OpenTask("words"),)
    assert turn.conversation.state is None


def test_a_question_may_take_words_without_asking_again() -> None:
    assert reply(reply(opened(), "1"), " ").effects == (OpenTask("words"),)


def test_an_answer_after_nonsense_starts_the_next_question_with_fresh_tries() -> None:
    assert reply(reply(opened(), "water"), "1").conversation.tries == 0


def test_silence_goes_where_the_question_says() -> None:
    waiting = opened().conversation
    assert advance(DRINKS, waiting, Woke(MORNING + timedelta(minutes=10))).conversation.state == "why"


def test_an_alarm_before_its_time_does_nothing() -> None:
    waiting = opened().conversation
    assert advance(DRINKS, waiting, Woke(MORNING + timedelta(minutes=9))) == Turn(waiting)


def test_an_alarm_set_before_the_reply_does_nothing() -> None:
    late = reply(opened(), "water", MORNING + timedelta(minutes=9)).conversation
    assert advance(DRINKS, late, Woke(MORNING + timedelta(minutes=10))) == Turn(late)


def test_a_conversation_without_an_alarm_does_not_wake() -> None:
    waiting = replace(opened().conversation, wake_at=None)
    assert advance(DRINKS, waiting, Woke(MORNING + HOUR)) == Turn(waiting)


@pytest.mark.parametrize("event", [Replied("1", MORNING), Woke(MORNING)])
def test_nothing_moves_a_conversation_that_is_over(event: Replied | Woke) -> None:
    over = reply(opened(), "2").conversation
    assert advance(DRINKS, over, event) == Turn(over)


def test_every_turn_is_counted_once() -> None:
    turns = [opened(), reply(opened(), "water"), reply(reply(opened(), "water"), "1")]
    assert [turn.conversation.turn for turn in turns] == [1, 2, 3]


def test_a_conversation_the_client_opened_asks_nothing_first() -> None:
    turn = begin_with(DRINKS, {"name": "Ana", "patience": 600}, "2", MORNING)
    assert [effect.key for effect in turn.effects if isinstance(effect, Say)] == ["drinks.thanks"]


def test_a_conversation_the_client_opened_keeps_what_the_opening_does() -> None:
    greeting = replace(DRINKS, start=lambda facts: go("which", Say("drinks.hello")))
    turn = begin_with(greeting, {"patience": 600}, "2", MORNING)
    assert [effect.key for effect in turn.effects if isinstance(effect, Say)] == ["drinks.hello", "drinks.thanks"]


def test_an_opening_can_be_the_whole_conversation() -> None:
    closed = replace(DRINKS, start=lambda facts: end(Say("drinks.closed")))
    turn = begin(closed, {}, MORNING)
    assert (turn.conversation.state, turn.effects) == (None, (Say("drinks.closed"),))


def test_a_flow_that_leads_nowhere_is_refused() -> None:
    lost = replace(DRINKS.states["why"], silent=Silence(HOUR, go("nowhere")))
    with pytest.raises(ValueError, match="flow 'drinks' leads to states it does not have: nowhere"):
        replace(DRINKS, states={**DRINKS.states, "why": lost})


def test_a_flow_that_starts_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        replace(DRINKS, start="nowhere")


def test_a_flow_is_found_by_name_and_version() -> None:
    assert flow("checkin", 1) is current("checkin")
    assert flow("checkin", 0) is None


def test_the_current_flow_is_the_newest_version(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = replace(current("checkin"), version=12)
    monkeypatch.setitem(FLOWS, ("checkin", 12), newer)
    assert current("checkin") is newer


def test_an_unknown_flow_is_a_surprise() -> None:
    with pytest.raises(KeyError):
        current("tea")
