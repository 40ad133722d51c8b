"""Numbers change hands: twice a year the line asks whether this is still their phone."""

from datetime import timedelta

import pytest

from bot.models import client, consent, escalation, inbound, prompt, task
from bot.phones import Person
from tests.night.test_joining import dee, on_the_list  # noqa: F401 # dee is a fixture
from tests.night.world import Night, said

WHOSE = said("same_phone.whose")


def half_a_year_on(night: Night) -> None:
    """The daily texts of that half a year are not told here, nor whether someone leans on them."""
    night.change(client, checkin_time=None, next_checkin_at=None, days="")
    night.change(prompt, prompt.c.flow != "same_phone", ended_at=night.now, outcome="let_go")
    night.forward(hours=182 * 24 - 1, every=86_400)
    night.forward(hours=1, every=60)


def test_half_a_year_after_coming_in_she_is_asked_by_day_and_all_stays_as_it_is(night: Night, dee: Person) -> None:  # noqa: F811
    on_the_list(night, dee)
    half_a_year_on(night)
    dee.hears(WHOSE)
    dee.texts("1")
    dee.hears(said("same_phone.theirs"))
    (ahead,) = night.rows(prompt, prompt.c.flow == "same_phone", prompt.c.ended_at.is_(None))
    assert ahead.due_at - night.now > timedelta(days=181)


def test_whoever_has_the_number_now_hears_one_word_and_a_coach_looks_for_her(night: Night, dee: Person) -> None:  # noqa: F811
    on_the_list(night, dee)
    half_a_year_on(night)
    dee.hears(WHOSE)
    dee.texts("2")
    dee.hears(said("wishes.wrong_number"))
    night.forward(hours=48, every=600)
    assert dee.unread == []
    assert "wrong_number" in {one.kind for one in night.rows(task)}
    assert [one.given for one in night.rows(consent, consent.c.topic == "all")][-1] is False
    dee.texts("hello?")
    dee.hears(said("line.stranger", program="Rivertown Friends"))
    assert night.rows(inbound)[-1].client_id != night.rows(inbound)[0].client_id


@pytest.mark.parametrize("words", ["no", "who wants to know"])
def test_words_that_lock_nobody_out_are_asked_about(night: Night, dee: Person, words: str) -> None:  # noqa: F811
    on_the_list(night, dee)
    half_a_year_on(night)
    dee.hears(WHOSE)
    dee.texts(words)
    dee.hears(said("same_phone.whose_again"))
    dee.texts("it's me")
    dee.hears(said("same_phone.theirs"))


def test_when_nobody_answers_a_coach_is_told_and_it_is_asked_again_in_a_month(night: Night, dee: Person) -> None:  # noqa: F811
    on_the_list(night, dee)
    half_a_year_on(night)
    dee.hears(WHOSE)
    night.forward(hours=5, every=600)
    assert "same_phone" in {one.kind for one in night.rows(task)}
    night.forward(hours=30 * 24 - 5, every=86_400)
    night.forward(hours=6, every=600)
    dee.hears(WHOSE)


def asked_and_calls(night: Night, she: Person) -> None:
    """She is asked, and calls the line before she answers: a coach is paged."""
    on_the_list(night, she)
    half_a_year_on(night)
    she.hears(WHOSE)
    she.calls()
    she.listens("988")


def still_hers(night: Night) -> None:
    held = night.one(escalation)
    assert held.closed_at is None
    whose = night.one(client, client.c.id == held.client_id)
    assert (whose.status, whose.opted_out_at) == ("active", None)
    assert [one.kind for one in night.rows(task, task.c.escalation_id == held.id)] == ["wrong_number"]
    (ahead,) = night.rows(prompt, prompt.c.flow == "same_phone", prompt.c.ended_at.is_(None))
    assert ahead.due_at - night.now < timedelta(days=31)


@pytest.mark.parametrize("no", ["2", "wrong number"])
def test_a_2_in_an_open_crisis_locks_nobody_out_and_the_coach_who_comes_hears_of_the_doubt(
    night: Night,
    dee: Person,  # noqa: F811
    joy: Person,
    no: str,
) -> None:
    asked_and_calls(night, dee)
    joy.hears("URGENT", within=5)
    dee.texts(no)
    dee.hears(said("crisis.still_paging"))
    still_hers(night)
    code = night.one(escalation).code
    joy.texts("1")
    joy.hears("yours")
    joy.hears(f"{code}:")  # the call, without words
    joy.hears(no)
    joy.hears(said("coach.phone_in_doubt", code=code))
    dee.hears("Joy")
    joy.texts("Hi, are you OK?")
    dee.hears("are you OK")
    dee.texts("yes its me, hit the wrong key")
    joy.hears("wrong key")
    assert night.one(escalation).closed_at is None


def test_a_2_to_the_coach_who_has_her_reaches_them_with_the_doubt(night: Night, dee: Person, joy: Person) -> None:  # noqa: F811
    asked_and_calls(night, dee)
    joy.hears("URGENT", within=5)
    joy.texts("1")
    joy.hears("yours")
    joy.hears(f"{night.one(escalation).code}:")  # the call, without words
    dee.hears("Joy")
    dee.texts("2")
    joy.hears("2")
    joy.hears(said("coach.phone_in_doubt", code=night.one(escalation).code))
    still_hers(night)
    dee.texts("2")
    joy.hears("2")
    assert dee.unread == []
