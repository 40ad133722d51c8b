"""What a question can expect, and what no question may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.craving import Pick
from flows.goals import OwnWords
from flows.replies import Choices, Ratings, Scale, Words
from flows.replies.told import NAME

SURE = Choices(yes="1, sure, sí quiero", no="2, not now, ahora no")


@pytest.mark.parametrize("text", ["1", "1.", " 1! ", "#1", "one", "Uno", "1️⃣", "SURE", "si quiero", "Sí, quiero."])
def test_a_choice_is_read_as_people_write_it(text: str) -> None:
    assert SURE.read(text) == "yes"


@pytest.mark.parametrize("text", ["", "3", "1 2", "sure not", "yes", "1 hour", "🙂"])
def test_a_choice_is_the_whole_reply_or_nothing(text: str) -> None:
    assert SURE.read(text) is None


def test_an_emoji_can_be_a_choice() -> None:
    assert Choices(yes="👍", no="👎").read(" 👎 ") == "no"


@pytest.mark.parametrize(
    "way", ["YES", "stop", "End", "cancel", "QUIT", "start", "help", "Info", "unstop", "opt out", ""]
)
def test_no_question_is_answered_by_a_word_of_the_carriers(way: str) -> None:
    with pytest.raises(ValueError, match="cannot mean"):
        Choices(fine=way)


def test_no_two_choices_share_a_way() -> None:
    with pytest.raises(ValueError, match="cannot mean"):
        Choices(yes="1", no="one")


def test_a_scale_reads_what_was_asked_or_nothing() -> None:
    assert Scale("mood").read("6") == Ratings(mood=6)
    assert Scale("mood").read("6 3") == Ratings(6, 3)
    assert Scale("mood").read("craving 3") is None
    assert Scale("both").read("just craving, 3") == Ratings(craving=3)
    assert Scale("both").read("fine") is None


def test_any_words_are_kept_as_typed() -> None:
    assert Words().read("  Walk the Dog ") == "Walk the Dog"
    assert Words().read(" \n ") is None


@given(st.text())
def test_no_text_raises(text: str) -> None:
    for expectation in (SURE, Scale("both"), Words()):
        expectation.read(text)


@pytest.mark.parametrize("text", ["gracias", "Thanks!", "thank you so much", "muchas gracias", "please", "hola", "🙏"])
def test_courtesy_is_no_answer_to_a_question_with_numbers(text: str) -> None:
    assert Pick().read(text) is None
    assert OwnWords().read(text) is None
    assert NAME.read(text) is None


@pytest.mark.parametrize(
    ("text", "pick"),
    [("2 please", "two"), ("3 gracias", "three"), ("dos por favor", "two"), ("no gracias", "none"), ("ok", "one")],
)
def test_a_number_with_courtesy_beside_it_is_that_number(text: str, pick: str) -> None:
    assert Pick().read(text) == pick
