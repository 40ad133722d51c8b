"""Every opt-out is honoured at once, and no cry for help is swallowed as one."""

from dataclasses import replace

import pytest

from bot.models import client, consent, contact_method, escalation, inbound, outbound, task
from bot.phones import Person
from bot.phones.records import Keywords, Line
from tests.night.test_relay import taken
from tests.night.world import NUMBER, Night, everything_read, said

PROGRAM = "Rivertown Friends"


def test_stop_is_confirmed_once_and_then_there_is_silence(night: Night, ana: Person) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    ana.texts("STOP")
    ana.hears(said("line.stop", program=PROGRAM))
    ana.texts("hello?")
    ana.texts("6 3")
    ana.hears_nothing(within=60)
    night.until_local("18:05")
    assert ana.unread == []
    assert [(row.given, row.recorded_by) for row in night.rows(consent, consent.c.client_id == night.ids["Ana"])] == [
        (True, "enrolment"),
        (False, "client"),
    ]


def test_stop_that_the_carrier_answered_is_not_answered_twice(night: Night, ana: Person) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "advanced")
    ana.texts("STOP")
    ana.hears("Carrier:")
    ana.hears_nothing(within=60)
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is not None


@pytest.mark.parametrize("words", ["I can't stop", "I want to end it", "Stop. I can't do this anymore"])
def test_a_cry_for_help_is_not_an_opt_out(night: Night, ana: Person, joy: Person, words: str) -> None:
    ana.texts(words)
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is None
    night.forward(seconds=5)
    everything_read(ana, joy)


def test_an_opt_out_with_danger_in_it_is_both(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    ana.texts("stop texting me, I am going to kill myself")
    ana.hears(said("line.stop", program=PROGRAM))
    assert night.one(escalation).closed_at is None
    joy.hears(night.one(escalation).code)
    ana.hears_nothing(within=20)
    everything_read(joy, ravi, sol)


def test_stop_in_a_crisis_opts_out_still_pages_and_nothing_is_texted_after(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    ana.texts("STOP")
    night.forward(minutes=6)
    assert ana.unread == []
    joy.texts("1")
    joy.hears("call")
    joy.hears("kill myself")
    joy.hears(": STOP")
    assert night.one(escalation).owner_id == night.ids["Joy"]
    assert ana.unread == []
    everything_read(joy, ravi, sol)


def test_a_text_of_an_opted_out_person_in_danger_asks_a_coach_to_call(night: Night, ana: Person, joy: Person) -> None:
    night.change(client, next_checkin_at=None)
    ana.texts("STOP")
    night.forward(hours=30, every=600)
    everything_read(ana)
    ana.texts("I want to kill myself")
    joy.hears("URGENT")
    joy.texts("1")
    joy.hears("Please call them")
    joy.hears("kill myself")
    assert ana.unread == []
    joy.texts("CALL")
    joy.answers()
    ana.answers()


def test_words_of_a_coach_to_somebody_opted_out_are_not_sent(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    ana.texts("STOP")
    everything_read(joy)
    joy.texts("please write to me")
    joy.hears("call them")
    assert ana.unread == []
    night.forward(seconds=3)
    everything_read(joy)


def test_start_after_stop_brings_the_texts_back(night: Night, ana: Person) -> None:
    ana.texts("STOP")
    night.forward(seconds=10)
    everything_read(ana)
    ana.texts("START")
    ana.hears(said("line.start", program=PROGRAM))
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))


def test_a_carrier_that_knows_of_an_opt_out_we_missed_is_believed(night: Night, ana: Person) -> None:
    """21610: they texted STOP to the carrier while we were away."""
    night.network.opted_out.add((ana.phone.number, NUMBER))
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("18:01")
    whose = night.one(client, client.c.id == night.ids["Ana"])
    assert whose.opted_out_at is not None
    assert night.one(outbound).error == "21610"
    proof = night.rows(consent, consent.c.client_id == night.ids["Ana"])[-1]
    assert (proof.topic, proof.given, proof.recorded_by) == ("all", False, "carrier")
    night.until_local("18:05")
    assert len(night.rows(outbound)) == 1


def test_a_page_that_meets_21610_moves_on_and_the_way_is_closed(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.network.opted_out.add((joy.phone.number, NUMBER))
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.rings(within=5)
    texts = (contact_method.c.coach_id == night.ids["Joy"], contact_method.c.kind == "text")
    assert night.one(contact_method, *texts).opted_out_at is not None
    sol.hears("Joy is on call from now", within=5)
    everything_read(ravi)


def test_a_coachs_stop_holds_and_raises_the_alarm(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    joy.texts("STOP")
    joy.hears(said("coach.stopped"))
    sol.hears("Joy is on call from now", within=5)
    assert "coach_opted_out" in {row.kind for row in night.rows(task)}
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    night.forward(seconds=5)
    assert joy.unread == []
    everything_read(joy, ravi)


def test_a_coachs_stop_hands_on_whom_they_had(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    taken(ana, joy)
    joy.texts("STOP")
    ana.hears(said("crisis.handed_on"))
    ravi.hears("URGENT", within=10)
    sol.hears("Joy is on call from now", within=5)
    everything_read(joy, ravi)


def test_a_coachs_start_brings_the_pages_back(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    joy.texts("STOP")
    night.forward(seconds=5)
    joy.texts("START")
    night.forward(seconds=5)
    everything_read(joy)
    ana.texts("I need a coach now")
    joy.hears("URGENT", within=5)
    everything_read(ana, joy, ravi, sol)


def test_help_names_the_program_and_the_way_to_a_person(night: Night, ana: Person) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    ana.texts("HELP")
    assert "SOS" in ana.hears(said("line.info", program=PROGRAM))


def test_yes_is_an_ordinary_word_to_somebody_who_is_on_the_line(night: Night, ana: Person) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    ana.texts("5 7")
    ana.hears("1", "2")
    ana.texts("Yes")
    night.forward(seconds=3)
    assert said("line.start", program=PROGRAM) not in ana.unread
    everything_read(ana)


def test_an_opted_out_text_is_kept_and_read(night: Night, ana: Person) -> None:
    ana.texts("STOP")
    ana.texts("thinking about you all")
    night.forward(seconds=2)
    everything_read(ana)
    assert [row.body for row in night.rows(inbound)] == ["STOP", "thinking about you all"]


def with_keywords(night: Night, keywords: Keywords) -> Line:
    return replace(night.network.lines[NUMBER], keywords=keywords)
