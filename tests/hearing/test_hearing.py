"""The learnt reader answers where rules hear nothing, and never what would hurt: no false yes, no false START."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.hearing import names, reader, row
from flows.interrupts import Keyword, Said, explain
from flows.interrupts import second as requests_second
from flows.replies import CoachReply, read_by_rules, read_coach_reply, second
from tests.hearing.corpus import Labelled, replies, requests
from tests.hearing.learn import ANSWERS, CERTAIN, NEVER, Guess, enough
from tests.hearing.lessons import CONTEXTS, of_reply, of_requests
from tests.hearing.teaching import Lesson, fitted, teach

HELD_REPLIES = [one for one in replies() if one.held_out]
HELD_REQUESTS = [one for one in requests() if one.held_out]
LINES = (requests_second.NAME, second.PAGED, second.TALKING)


def said(one: Labelled) -> str:
    return str(read_coach_reply(one.text, *CONTEXTS[one.context]))


def by_rules(one: Labelled) -> str:
    return str(read_by_rules(one.text, *CONTEXTS[one.context]))


def share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


def test_of_replies_by_unknown_hands_many_more_are_understood_and_hardly_a_yes_is_false() -> None:
    read = [(said(one), by_rules(one), one.label) for one in HELD_REPLIES]
    false = [one.text for one in HELD_REPLIES if said(one).startswith("ack") and said(one) != one.label]
    learnt = [
        one.text for one in HELD_REPLIES if said(one).startswith("ack") and said(one) not in (one.label, by_rules(one))
    ]
    both, rules = share([got == label for got, _, label in read]), share([first == label for _, first, label in read])
    print(f"coach: {both:.3f} of {len(read)} right, rules alone {rules:.3f}; false yes {false}, learnt {learnt}")
    assert both > rules + 0.07
    assert learnt == []


def test_of_requests_by_unknown_hands_many_more_are_heard() -> None:
    read = [(explain(one.text).keyword, Said.of(one.text).plainly().keyword, one.label) for one in HELD_REQUESTS]
    missed = [label for got, _, label in read if label == "stop" != got]
    false = [got for got, _, label in read if got == "stop" != label]
    starts = sum(got == "start" != label for got, _, label in read)
    both, rules = share([got == label for got, _, label in read]), share([first == label for _, first, label in read])
    print(f"keywords: {both:.3f} of {len(read)} right, rules alone {rules:.3f};", end=" ")
    print(f"opt-outs missed {len(missed)}, false {len(false)}, false starts {starts}")
    assert both > rules + 0.1
    assert starts <= 1
    assert len(missed) <= 65  # of 237 opt-outs; rules alone miss 82
    assert len(false) <= 20


STILL_STOP = (
    *("i unsubscribed but i keep getting these", "i told you to stop but i keep getting texts"),
    *("actually i do want these to stop", "never mind i dont want to stay on the list"),
    *("stop texting me right now", "stop texting me today", "i opted out but they keep coming"),
    *("i dont want to start getting these", "dont sign me up again", "i never want to get these texts again"),
    *("ya no quiero que me vuelvan a escribir", "no me vuelvan a inscribir"),
)


@pytest.mark.parametrize("text", STILL_STOP)
def test_a_complaint_or_a_refusal_is_never_a_start_or_a_pause(text: str) -> None:
    assert explain(text).keyword not in {Keyword.START, Keyword.PAUSE}
    assert text not in STILL_STOP[:6] or explain(text).keyword is Keyword.STOP


@pytest.mark.parametrize(
    "text",
    ["hello", "hello?", "hi", "hola", "what?", "que", "are you there", "hello, it is Dee", "hello again", "thanks"],
)
def test_a_greeting_is_no_request(text: str) -> None:
    assert explain(text).keyword is Keyword.NONE


CRIES = (
    *("i cant stop", "make it stop", "please stop him", "i want it to end", "i want out", "enough. i cant do this"),
    *("im done. goodbye everyone", "leave me alone dad please", "he wont stop texting me", "ya no puedo mas, que pare"),
    *("i quit drinking", "trying to quit", "cancel my appointment", "stop by later", "quiero que esto se acabe"),
    *("ya no me interesa nada", "no me interesa nada", "oops wrong number", "sorry sent to wrong number"),
    *("dont leave me", "i dont want to be here anymore", "take me out of this world", "no mas dolor por favor"),
)


@pytest.mark.parametrize(
    "text", ["ready to start", "back on track", "im back in rehab", "i miss the check ins", "how do i get back on"]
)
def test_no_text_is_a_start_because_it_is_likely_one(text: str) -> None:
    assert explain(text).keyword is not Keyword.START


@pytest.mark.parametrize("text", CRIES)
def test_no_cry_for_help_is_taken_for_an_opt_out(text: str) -> None:
    assert explain(text).keyword not in {Keyword.STOP, Keyword.START}


NO_YES = (
    *("just call him right now", "at a funeral, call them now", "7F ok seen", "yes 7F, i saw", "ok 7F, got work"),
    *("grabbing dinner, taking the evening", "mi hija, la tengo", "estoy en el doctor, la llevo"),
    *("i can take it if ana cant", "ill take it in an hour", "luis is taking it", "ana la tomo", "you take it"),
    *("somebody take it", "i took it yesterday", "did you take it", "taking my kid to school", "i got work at 6"),
    *("que la tome otro", "tomala tu", "si nadie mas puede la tomo", "la tomo mas tarde", "ya la tiene luis"),
    *("yes i saw it", "ok thanks for letting me know", "on my phone, what is this", "auto reply: im driving"),
    *("mine is dead, charging it", "i have it written down", "got her birthday cake", "la llevo a la escuela"),
    *("i would take it but i have work", "ok but who is it", "i aint taking it", "do not assign me", "no la agarro"),
    *("hold off on taking it", "yeah im gonna let this one go", "ill let joy have this one", "ill hand it over"),
    *("scratch that 1", "undo 1", "joy: ill take it", "fwd: ill take it", "ravi: yo me encargo", "nobody's got it"),
    *("handle it", "check on 7F", "push 1", "responde con 1", "yea ill take it (kidding)", "yo la tomo, es broma"),
    *("llego y la tomo", "pulling over, then ill take it", "yo me encargo de avisar", "stay on 7F"),
    *("i want to take it, let me ask my wife", "yes maybe", "sure, if you need me", "kim says she got it"),
)


@pytest.mark.parametrize("text", NO_YES)
def test_what_is_no_clear_yes_never_takes_an_alert(text: str) -> None:
    assert read_coach_reply(text, ("7F",)).kind != "ack"
    assert read_coach_reply(text, ("7F", "K2")).kind != "ack"


@pytest.mark.parametrize(
    "text", ["stop paging me about 7F, i have it", "take me off 7F", "wrong number for the client"]
)
def test_what_is_said_of_one_alert_opts_no_coach_out(text: str) -> None:
    for codes, relay_code in CONTEXTS.values():
        assert read_coach_reply(text, codes, relay_code).kind != "stop"


def test_who_takes_one_though_off_duty_stays_for_it() -> None:
    for text in ("im off duty, i can take this one though", "not on call but ill take this one"):
        assert read_coach_reply(text, ("7F",)).kind != "offduty"


FOR_THE_CLIENT = (
    *("are you done with work", "call me when you can", "stop by the office", "i can help", "pass me your address"),
    *("im done with my coffee, how are you", "you did great, its over now", "close your eyes and breathe"),
    *(
        "ya terminaste?",
        "llamame cuando puedas",
        "cierra la puerta con llave",
        "deja las pastillas",
        "listo, aqui estoy",
    ),
    *(
        "im off at 6",
        "help is on the way",
        "stop for a second and breathe",
        "end of the day is hardest",
        "ok",
        "yes",
        "1",
    ),
    *("lets close with a prayer", "hand the bottle to your sister", "want me to call with you", "take your time"),
    *("are you safe", "he is safe with me", "she went home", "did you take your meds", "i am here all night"),
)


@pytest.mark.parametrize("text", FOR_THE_CLIENT)
def test_while_they_talk_what_is_meant_for_the_client_reaches_the_client(text: str) -> None:
    assert read_coach_reply(text, (), "7F") == CoachReply("relay")


def test_an_answer_says_whose_it_is_and_names_words_of_the_text() -> None:
    heard = [explain(one.text) for one in HELD_REQUESTS if explain(one.text).second]
    assert len(heard) > 30
    assert all(1 <= len(one.words.split()) <= requests_second.TOLD for one in heard)
    assert not explain("STOP").second
    assert any(read_coach_reply(one.text, *CONTEXTS[one.context]).second for one in HELD_REPLIES)


def test_of_a_text_with_danger_in_it_only_rules_are_asked() -> None:
    for one in HELD_REQUESTS:
        assert explain(one.text, danger=True).second is False


def test_start_is_never_learnt_from_a_text_with_a_word_of_stopping_in_it() -> None:
    for text in (
        "i hit stop by mistake, put me back on",
        "dont quit on me, sign me up again",
        "le di alto sin querer, quiero volver",
    ):
        assert not (explain(text).second and explain(text).keyword is Keyword.START)


def test_rules_that_hear_start_are_not_believed_where_the_reader_hardly_does() -> None:
    own = Said.of("start")
    assert requests_second.start_or_not(own.own, own.row) is Keyword.START
    for text, instead in (("stop texting me", Keyword.STOP), ("i went to the store for milk", Keyword.NONE)):
        said_ = Said.of(text)
        assert requests_second.start_or_not(said_.own, said_.row) is instead


def test_a_code_of_several_is_told_from_the_others() -> None:
    assert read_coach_reply("yo la agarro la 7F porfa gracias", ("7F", "K2", "M4")).kind in {"ack", "unclear"}
    assert second.likely("blah 7F k2", ("7F", "K2", "M4"), None) is None
    assert second.likely("K2 thing", ("K2",), "7F") is None


@given(st.text(), st.sampled_from([*CONTEXTS.values(), (("7F", "K2", "M4"), None)]))
def test_no_text_raises_and_the_same_text_is_always_read_alike(
    text: str, context: tuple[tuple[str, ...], str | None]
) -> None:
    assert second.likely(text, *context) == second.likely(text, *context)
    explain(text)


@pytest.mark.parametrize("name", LINES)
def test_what_was_learnt_is_small_and_its_chances_are_chances(name: str) -> None:
    brain = reader(name)
    assert sum(part.nbytes for part in (brain.known, *brain.shares)) < 700_000
    assert sum(brain.chances(names(row("hello there"))).values()) == pytest.approx(1)
    assert sum(brain.chances([]).values()) == pytest.approx(1)
    assert set(ANSWERS[name]) == set(brain.answers)


def test_it_learns_what_it_is_taught_and_keeps_the_names_that_tell() -> None:
    lessons = [Lesson(names(row(text)), answer) for text, answer in (("yes mine", "ack"), ("no way", "pass")) * 40]
    brain = teach(lessons, ("ack", "pass"), 5)
    assert brain.chances(names(row("yes mine")))["ack"] > 0.8
    assert len(brain.known) == 5
    again = fitted(lessons, ("ack", "pass"), brain.known)
    assert all(
        (one == other).all() for one, other in zip(again, fitted(lessons, ("ack", "pass"), brain.known), strict=True)
    )


def test_a_threshold_lets_enough_through_only_where_enough_is_right() -> None:
    guessed = [Guess("stop", 0.9, True), Guess("stop", 0.8, True), Guess("stop", 0.7, False), Guess("ack", 0.6, False)]
    assert enough("stop", guessed) == CERTAIN["stop"]
    assert enough("info", guessed) == NEVER


def test_lessons_of_two_alerts_are_seen_from_each() -> None:
    of_both = [one.lesson.answer for one in of_reply(Labelled("x", "two", "7F is mine", "ack:7F"))]
    assert of_both == ["ack", "unclear"]
    assert np.isfinite([one.lesson.weight for one in of_requests([Labelled("x", "", "stop", "stop")])][:3]).all()
