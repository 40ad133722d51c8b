"""What coaches text back to a page. A text that is not clearly an acknowledgement never is one."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.replies import CoachReply, names_code, read_coach_reply
from tests.replies.corpora import halves
from tests.replies.doubts import DOUBTS

DEVELOPMENT, HELD_OUT = halves(Path(__file__).parent / "corpus", "coach")
CONTEXTS: tuple[tuple[tuple[str, ...], str | None], ...] = (
    (("7F",), None),
    (("7F", "K2"), None),
    ((), None),
    ((), "7F"),
)


def readings(row: list[str]) -> list[tuple[str, str]]:
    """(got, expected) in each context the row names."""
    *expected, text = row
    return [
        (str(read_coach_reply(text, codes, relay)), reading)
        for (codes, relay), reading in zip(CONTEXTS, expected, strict=True)
        if reading != "-"
    ]


@pytest.mark.parametrize("row", DEVELOPMENT, ids=lambda row: row[-1])
def test_every_reply_of_the_development_half_is_understood(row: list[str]) -> None:
    assert all(got == expected for got, expected in readings(row)), readings(row)


def test_replies_nobody_tuned_on_are_understood_98_in_100_with_no_false_acknowledgement() -> None:
    read = [pair for row in HELD_OUT for pair in readings(row)]
    right = sum(got == expected for got, expected in read)
    false = sum(got.startswith("ack") and got != expected for got, expected in read)
    print(f"coach held out: {right} of {len(read)} right, {false} false acknowledgements")
    assert right / len(read) >= 0.98
    assert false == 0


def test_what_is_said_to_somebody_else_or_of_the_text_that_came_is_no_yes() -> None:
    for text in (
        "to take it reply 1",
        "i meant to take it",
        "ill take it up with joy",
    ):
        assert read_coach_reply(text, ("7F",)).kind == "unclear", text
    for text in ("just got this", "i got this text", "me encargo de lo mio", "yall take it"):
        assert read_coach_reply(text, ("7F",)).kind == "unclear", text


def test_a_code_is_found_however_it_is_typed() -> None:
    for text in ("1 7F", "7f 1", "1 #7F.", "ack 7f", "I'll take 7 F", "17F", "7F1", "ok 7-f!"):
        assert read_coach_reply(text, ("7F", "K2")) == CoachReply("ack", "7F"), text


def test_of_one_taken_and_one_passed_the_taken_one_counts() -> None:
    assert read_coach_reply("take K2, pass 7F", ("7F", "K2")) == CoachReply("ack", "K2")


def test_a_pass_of_a_page_that_is_not_open_passes_no_other() -> None:
    for text in ("2 for K2", "2 for K2 please", "busy with K2", "pass on 9C"):
        assert read_coach_reply(text, ("7F",)) == CoachReply("unclear"), text
    for text in ("2 for 7F", "2 for now", "2 until 7pm", "busy with my kids"):
        assert read_coach_reply(text, ("7F",)) == CoachReply("pass", "7F"), text


def test_a_code_that_is_said_aloud_is_named_too() -> None:
    for text in ("seven f", "2 seven eff", "siete efe ya", "7f1", "for 7-F."):
        assert names_code(text, "7F"), text
    for text in ("seven", "77F", "27FF", "seventy f", ""):
        assert not names_code(text, "7F"), text


def test_while_talking_another_alert_is_answered_by_its_code_only() -> None:
    assert read_coach_reply("1 K2", ("K2",), "7F") == CoachReply("ack", "K2")
    assert read_coach_reply("ok", ("K2",), "7F") == CoachReply("relay")
    assert read_coach_reply("1 7F", (), "7F") == CoachReply("unclear")
    assert read_coach_reply("pass 7F", ("K2",), "7F") == CoachReply("pass", "7F")


def test_a_question_is_never_an_acknowledgement_but_asking_for_someone_else_is_a_pass() -> None:
    assert read_coach_reply("yes?", ("7F",)) == CoachReply("unclear")
    assert read_coach_reply("can someone else take it?", ("7F",)) == CoachReply("pass", "7F")


def test_codes_of_two_digits_or_two_letters_are_read_too() -> None:
    assert read_coach_reply("1 47", ("47", "KQ")) == CoachReply("ack", "47")
    assert read_coach_reply("kq yes", ("47", "KQ")) == CoachReply("ack", "KQ")


@given(st.text(), st.sampled_from(CONTEXTS))
def test_no_text_at_all_raises(text: str, context: tuple[tuple[str, ...], str | None]) -> None:
    read_coach_reply(text, *context)


@given(st.sampled_from(["ok", "on it", "yes", "1", "lo tomo", "got it"]), st.from_regex(r"\A[a-z]{3,12}\Z"))
def test_a_word_nobody_knows_takes_the_acknowledgement_away(yes: str, word: str) -> None:
    known = (
        read_coach_reply(word, ("7F",)).kind != "unclear" or read_coach_reply(f"2 {word}", ("7F",)).kind != "unclear"
    )
    assert known or read_coach_reply(f"{yes} {word}", ("7F",)).kind != "ack"


@given(st.sampled_from(DEVELOPMENT), st.sampled_from(["", " ", "\n", "!", " ."]))
def test_case_space_and_a_last_mark_change_no_reading(row: list[str], tail: str) -> None:
    *expected, text = row
    assert readings([*expected, f" {text.upper()}{tail}"]) == [
        (reading, reading) for reading in expected if reading != "-"
    ]


ANSWERS = [(*pair, text) for *expected, text in DEVELOPMENT for pair in zip(CONTEXTS[:2], expected[:2], strict=True)]
CLEAR = [answer for answer in ANSWERS if answer[1].partition(":")[0] in {"ack", "pass", "which"}]
COURTESIES = ("hey {}", "please {}", "buenas, {}", "{} thanks", "{}, sorry", "{} 🙏", "{}!!", "{}\n")


@given(st.sampled_from(ANSWERS), st.sampled_from(DOUBTS))
def test_no_doubt_and_no_question_is_ever_an_acknowledgement(answer: tuple[Any, str, str], doubt: str) -> None:
    (codes, relay), _, text = answer
    assert read_coach_reply(doubt.format(text), codes, relay).kind != "ack"


@given(st.sampled_from(CLEAR), st.sampled_from(COURTESIES))
def test_courtesy_changes_no_answer(answer: tuple[Any, str, str], courtesy: str) -> None:
    (codes, relay), expected, text = answer
    assert str(read_coach_reply(courtesy.format(text), codes, relay)) == expected


def test_what_a_machine_answers_is_for_nobody() -> None:
    for codes, relay in CONTEXTS:
        assert read_coach_reply("Auto reply: in a meeting", codes, relay) == CoachReply("unclear")


def test_while_talking_a_text_about_another_page_never_reaches_the_client() -> None:
    for text in ("1 K2", "done K2", "pass K2", "I'll take K2"):
        assert read_coach_reply(text, (), "7F") == CoachReply("unclear"), text


def test_an_answer_put_right_counts_as_it_was_put_right() -> None:
    assert read_coach_reply("2 7F no sorry 1", ("7F", "K2")) == CoachReply("ack", "7F")
    assert read_coach_reply("2 no sorry 1 K2", ("7F", "K2")) == CoachReply("ack", "K2")
    assert read_coach_reply("1 no wait", ("7F",)) == CoachReply("unclear")
    assert read_coach_reply("no wait, ok", ("7F",)) == CoachReply("unclear")
