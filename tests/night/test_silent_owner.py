"""A coach who has taken somebody and falls silent; and answers that come late or twice."""

from datetime import timedelta

import pytest

from bot.models import client, contact_method, escalation, page, task
from bot.phones import Person
from tests.night.test_relay import taken
from tests.night.world import Night, everything_read, said

SPOKEN = dict(zip("234679", ("two", "three", "four", "six", "seven", "nine"), strict=True))


@pytest.fixture(autouse=True)
def no_checkins(night: Night) -> None:
    night.change(client, next_checkin_at=None)


def in_touch(ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("I am here")
    ana.hears("I am here")


def test_words_that_stay_unanswered_for_two_minutes_ring_the_coach(night: Night, ana: Person, joy: Person) -> None:
    in_touch(ana, joy)
    ana.texts("are you there?")
    joy.hears("are you there?")
    night.forward(seconds=115)
    assert [row for row in night.rows(page) if row.step < -1] == []
    joy.answers()
    joy.listens("has written to you and waits")
    joy.presses("1")
    joy.listens(said("voice.yours"))
    joy.texts("I am, sorry")
    ana.hears("I am, sorry")
    night.forward(minutes=20)
    assert night.one(escalation).owner_id == night.ids["Joy"]


def test_five_minutes_of_silence_and_it_is_paged_again(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    in_touch(ana, joy)
    ana.texts("please answer")
    joy.hears("please answer")
    wrote = night.now
    joy.rings(within=125)
    joy.goes_to_voicemail()
    assert night.until(lambda: night.one(escalation).owner_id is None, timedelta(minutes=6))
    assert timedelta(seconds=298) <= night.now - wrote <= timedelta(seconds=304)
    ana.hears(said("crisis.went_quiet"))
    joy.hears("Reply 1 to take it back")
    ravi.hears("URGENT", within=10)
    everything_read(joy, ravi, sol)


def test_no_word_of_the_client_is_dropped_while_the_coach_is_silent(night: Night, ana: Person, joy: Person) -> None:
    in_touch(ana, joy)
    for nth in range(6):
        ana.texts(f"word {nth}")
        night.forward(seconds=20)
    assert len([text for text in joy.unread if ": word " in text]) == 6
    joy.rings(within=60)
    joy.texts("with you now")
    ana.hears("with you now")
    everything_read(joy)


def test_more_texts_do_not_put_the_limit_off(night: Night, ana: Person, joy: Person, ravi: Person, sol: Person) -> None:
    in_touch(ana, joy)
    began = night.now
    for nth in range(7):
        ana.texts(f"still here {nth}")
        night.forward(seconds=40)
    assert night.until(lambda: night.one(escalation).owner_id is None, timedelta(minutes=1))
    assert night.now - began <= timedelta(seconds=305)
    night.forward(seconds=5)
    everything_read(ana, joy, ravi, sol)


def test_a_coach_without_a_phone_for_calls_is_texted(night: Night, ana: Person, joy: Person, sol: Person) -> None:
    calls = (contact_method.c.coach_id == night.ids["Joy"], contact_method.c.kind == "call")
    in_touch(ana, joy)
    night.change(contact_method, *calls, verified_at=None)
    ana.texts("hello?")
    joy.hears("hello?")
    code = night.one(escalation).code
    joy.hears(said("coach.waiting", code=code), within=125)
    joy.texts("hello!")
    ana.hears("hello!")
    everything_read(joy, sol)


def test_two_in_the_call_hands_on(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    in_touch(ana, joy)
    ana.texts("hello?")
    joy.hears("hello?")
    night.forward(seconds=119)
    joy.answers()
    joy.presses("2")
    ana.hears(said("crisis.handed_on"))
    ravi.hears("URGENT", within=5)
    everything_read(ravi)


def test_a_second_1_is_told_that_it_is_theirs_and_reaches_nobody(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    code = night.one(escalation).code
    joy.texts("1")
    joy.hears(said("coach.already_yours", code=code))
    joy.texts(f"{code} 1")
    joy.hears(said("coach.already_yours", code=code))
    ana.hears_nothing(within=5)
    assert night.one(escalation).contacted_at is None


def test_a_1_after_the_first_words_is_for_the_client(night: Night, ana: Person, joy: Person) -> None:
    in_touch(ana, joy)
    joy.texts("1")
    assert ana.hears("1") == "1"


def test_a_code_of_somebody_else_s_reaches_no_client(
    night: Night, ana: Person, luis: Person, joy: Person, ravi: Person
) -> None:
    """Joy has Luis. Her late answer to Ana's alert, which Ravi took and closed, goes to nobody."""
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("2")
    ravi.hears("URGENT")
    ravi.texts("1")
    ravi.hears("I need a coach now")
    late = night.one(escalation).code
    luis.texts("necesito un coach ahora")
    joy.hears("URGENT")
    luiss = night.rows(escalation)[1].code
    joy.texts(f"{luiss} 1")
    joy.hears("necesito un coach")
    night.forward(seconds=5)
    everything_read(ana, luis, joy, ravi)
    joy.texts(f"{late} 1")
    joy.hears(said("coach.taken_by", coach="Ravi", code=late))
    ravi.texts("I am here")
    ravi.texts("DONE 1")
    ravi.hears("closed")
    joy.texts(f"{late.lower()}1")
    joy.hears(said("coach.closed_already", code=late))
    joy.texts(f"{late} 2")
    joy.hears(said("coach.closed_already", code=late))
    joy.texts(f"2 {' '.join(SPOKEN.get(sign, sign) for sign in late)}")
    joy.hears(said("coach.closed_already", code=late))
    luis.hears_nothing(within=5)
    everything_read(ana, ravi)


def test_with_two_people_the_code_says_whom_done_is_about(night: Night, ana: Person, luis: Person, joy: Person) -> None:
    in_touch(ana, joy)
    luis.texts("necesito un coach ahora")
    joy.hears("URGENT")
    second = night.rows(escalation)[1].code
    joy.texts(f"{second} 1")
    joy.hears("necesito")
    everything_read(luis)
    joy.texts(f"{second} hola")
    luis.hears("hola")
    joy.texts(f"{second} 1")
    joy.hears(said("coach.already_yours", code=second))
    joy.texts(f"{second} done 1")
    joy.hears("closed")
    luis.hears("Joy")
    assert [row.closed_at is None for row in night.rows(escalation)] == [True, False]
    everything_read(joy)


def test_after_an_emergency_coach_and_supervisor_talk_about_it_within_a_day(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("SOS")
    joy.hears("EMERGENCY")
    joy.texts("1")
    joy.hears("yours")
    joy.texts("I am here")
    joy.texts("DONE 3")
    joy.hears("closed")
    closed = night.one(escalation).closed_at
    due = {row.kind: row.due_at - closed for row in night.rows(task) if row.kind in ("debrief", "review")}
    assert due == {"debrief": timedelta(hours=24), "review": timedelta(hours=24)}
    assert {row.coach_id for row in night.rows(task)} == {night.ids["Joy"]}
    everything_read(ana, joy, ravi, sol)


def test_words_for_a_coach_who_can_no_longer_be_texted_go_to_the_next_one_at_once(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    """The sweep would hand on too; but until then Ana would have written into nothing."""
    in_touch(ana, joy)
    night.change(contact_method, contact_method.c.coach_id == night.ids["Joy"], verified_at=None)
    night.clock_runs = False
    ana.texts("it is getting bad again")
    ana.hears("hand")
    ana.hears("988")
    ravi.hears("URGENT")
    night.clock_runs = True
    everything_read(ana, joy, ravi)
