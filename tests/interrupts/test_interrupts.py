"""Every opt-out is honoured; no cry for help is taken for one."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.topics import Topic
from flows.interrupts import Keyword, Pause, Said, Until, explain, keyword, not_safe, read_pause, unwanted_kinds
from flows.interrupts.book import Request, _levels, book
from flows.interrupts.kinds import KINDS
from flows.interrupts.patterns import parse
from flows.interrupts.words import Speller
from tests.replies.corpora import halves, rows

CORPUS = Path(__file__).parent / "corpus"
REQUESTS = tuple(book().requests.values())
DEVELOPMENT, HELD_OUT = halves(CORPUS, "keywords")
FRESH = rows(CORPUS / "keywords_fresh.tsv")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.mark.parametrize(("expected", "text"), DEVELOPMENT)
def test_every_text_of_the_development_half_is_read(expected: str, text: str) -> None:
    assert explain(text).keyword == expected


@pytest.mark.parametrize("unseen", [HELD_OUT, FRESH], ids=["held out", "fresh"])
def test_texts_nobody_tuned_on_are_read_97_in_100(unseen: list[list[str]]) -> None:
    read = [(explain(text).keyword, expected) for expected, text in unseen]
    right = sum(got == expected for got, expected in read)
    missed = sum(expected == "stop" != got for got, expected in read)
    false = sum(got == "stop" != expected for got, expected in read)
    print(f"keywords: {right} of {len(read)} right, {missed} opt-outs missed, {false} taken for one")
    assert right / len(read) >= 0.97
    assert missed <= 3
    assert false / len(read) <= 0.01


LAW = ("stop", "Stop.", "STOPALL", "unsubscribe", "END", "quit", "Cancel", "revoke", "OptOut", "opt out")


@pytest.mark.parametrize("text", LAW)
def test_every_word_of_the_law_is_an_opt_out_however_it_is_decorated(text: str) -> None:
    for decorated in (text, text.upper(), f" {text}!!! ", f"“{text}”", f"{text} 🛑", f"{text} please"):
        assert keyword(decorated) is Keyword.STOP, decorated


def test_danger_does_not_undo_an_opt_out_and_stop_does_not_make_one() -> None:
    assert keyword("stop texting me I'm going to kill myself") is Keyword.STOP
    assert keyword("Stop. I can't do this anymore") is Keyword.NONE


def _heard(text: str, request: Request) -> bool:
    if request.name in {name for name, _ in book().asking.alone.entries}:
        return Said.of(text).asks_about_us() is not None
    if request.name == "one kind of texts":
        return bool(unwanted_kinds(Said.of(text)))
    if request.name in {name for name, _ in book().unsafe.entries}:
        return not_safe(Said.of(text))
    return (
        Said.of(text).wrong_person() is not None
        if request.keyword is Keyword.NONE
        else keyword(text) is request.keyword
    )


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request_: request_.name)
def test_each_kind_of_request_is_heard_in_its_examples_and_in_no_double_of_them(request_: Request) -> None:
    assert [text for text in request_.fires if not _heard(text, request_)] == []
    assert [text for text in request_.quiet if _heard(text, request_)] == []


def test_danger_beside_an_opt_out_takes_nothing_from_it() -> None:
    for danger in ("I'm going to kill myself", "I used again", "me quiero morir", "I can't do this anymore"):
        assert keyword(f"{danger}. stop texting me") is Keyword.STOP
        assert keyword(f"{danger}. stop") is Keyword.NONE


REACTIONS = ["Liked", "Loved", "Laughed at", "Emphasized", "Removed a like from", "👍 to", "Le gustó", "Reacted 😂 to"]


@pytest.mark.parametrize("reaction", REACTIONS)
def test_a_phones_reaction_to_our_own_words_opts_nobody_out(reaction: str) -> None:
    assert keyword(f"{reaction} “Reply STOP to stop these texts, HELP for help.”") is Keyword.NONE
    assert keyword(f'{reaction} "STOP"') is Keyword.NONE
    assert keyword(f'{reaction} "How are you?" stop texting me') is Keyword.STOP


def test_the_words_that_decided_are_told() -> None:
    assert explain("hi, please stop texting me, I mean it").words == "stop texting me"
    assert explain("STOP!").words == "stop"
    assert explain("7").words == ""


@pytest.mark.parametrize(("length", "text"), rows(CORPUS / "pauses.tsv"))
def test_a_pause_is_as_long_as_it_was_asked_for(length: str, text: str) -> None:
    assert keyword(text) is Keyword.PAUSE
    if length in WEEKDAYS:
        assert read_pause(text) == Pause(until=Until("weekday", WEEKDAYS.index(length)))
    elif length == "tomorrow":
        assert read_pause(text) == Pause(until=Until("any"))
    else:
        assert read_pause(text) == (Pause() if length == "?" else Pause(timedelta(hours=float(length))))


def test_an_absurd_pause_has_no_length() -> None:
    assert read_pause("pause 99999999 days") == Pause()
    assert read_pause("pause some days") == Pause()
    assert read_pause("days") == Pause()


COURTESIES = ("please {}", "{} please", "{} thanks", "{} por favor", "hi, {}", "¡{}!", "“{}”", "{} 🙏", "😡 {}", "{}\n")
OPT_OUTS = [text for expected, text in DEVELOPMENT if expected == "stop"]
QUESTIONS = ("what happens if i text {}?", "if i say {} do you still call?", "should i text {}", "is it ok to text {}?")


@given(st.sampled_from(OPT_OUTS), st.sampled_from(COURTESIES))
def test_courtesy_and_emoji_take_nothing_from_an_opt_out(text: str, courtesy: str) -> None:
    assert explain(courtesy.format(text)).keyword is Keyword.STOP


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("word", [*LAW, "stop texting me", "unsubscribe me", "alto", "no more texts"])
def test_a_question_about_an_opt_out_is_none(word: str, question: str) -> None:
    assert keyword(question.format(word.rstrip("."))) is Keyword.NONE


@given(st.text())
def test_no_text_at_all_raises(text: str) -> None:
    explain(text)
    read_pause(text)
    Said.of(text).wrong_person()
    not_safe(Said.of(text))


@given(st.sampled_from(DEVELOPMENT), st.sampled_from(["", " ", "\n", "!", " ."]))
def test_case_space_and_a_last_mark_change_no_reading(row: list[str], tail: str) -> None:
    expected, text = row
    assert explain(f" {text.upper()}{tail}").keyword == expected


@pytest.mark.parametrize(("wrong", "text"), rows(CORPUS / "wrong.tsv"))
def test_a_wrong_person_is_told_from_whoever_only_speaks_of_one(wrong: str, text: str) -> None:
    assert (Said.of(text).wrong_person() is not None) is (wrong == "yes")


@pytest.mark.parametrize(("meant", "text"), rows(CORPUS / "kinds.tsv"))
def test_one_kind_of_texts_is_told_from_all_of_them(meant: str, text: str) -> None:
    said = Said.of(text)
    assert (" ".join(unwanted_kinds(said)) or said.keyword().keyword) == meant


def test_the_kinds_of_texts_that_can_be_named_are_those_that_can_be_chosen() -> None:
    assert {*KINDS} == {*Topic}


def test_a_pattern_that_asks_for_nothing_or_for_what_nobody_wrote_is_refused() -> None:
    with pytest.raises(ValueError, match="asks for nothing"):
        parse("please? !now", {})
    with pytest.raises(ValueError, match="nobody wrote"):
        _levels({"<one>": list(parse("<other> one", {}))}, {})


def test_a_word_longer_than_any_word_is_left_as_it_is() -> None:
    assert keyword("stop" * 20) is Keyword.NONE


def test_nonsense_cannot_fill_the_memory_of_the_speller() -> None:
    speller = Speller({}, frozenset({"stop"}), (), frozenset())
    for number in range(20_001):
        speller.spell(f"x{number}y")
    assert speller.spell("stoop") == ("stop",)
