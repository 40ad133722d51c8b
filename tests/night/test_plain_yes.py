"""A coach's plain yes takes an alert; with a client it is a word like any other. Words for one reach no other."""

import pytest

from bot.models import coach, contact_method, escalation
from bot.phones import Person
from flows.replies import read_coach_reply
from tests.night.test_relay import taken
from tests.night.world import Night, everything_read, said


@pytest.mark.parametrize("yes", ["yes", "Yes", "YES!", "yes please", "si", "ok", "START", "resume"])
def test_a_plain_yes_takes_the_alert_and_later_on_is_for_the_client(
    night: Night, ana: Person, joy: Person, ravi: Person, yes: str
) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts(yes)
    meant = str(read_coach_reply(yes, (night.one(escalation).code,)))
    assert (night.one(escalation).owner_id == night.ids["Joy"]) is meant.startswith("ack")
    if not meant.startswith("ack"):
        joy.texts("1")
    night.forward(seconds=5)
    everything_read(ana, joy, ravi)
    joy.texts(yes)
    if str(read_coach_reply(yes, (), night.one(escalation).code)) == "relay":
        assert ana.hears() == yes
    night.forward(seconds=5)
    everything_read(ana, joy, ravi)


def test_with_two_alerts_a_plain_yes_is_asked_which(night: Night, ana: Person, luis: Person, joy: Person) -> None:
    ana.texts("I need a coach now")
    luis.texts("necesito un coach ahora")
    night.forward(seconds=5)
    everything_read(ana, luis, joy)
    joy.texts("yes")
    joy.hears(*(row.code for row in night.rows(escalation)))
    assert [row.owner_id for row in night.rows(escalation)] == [None, None]


def test_yes_puts_nobody_back_on_duty_and_start_does(night: Night, joy: Person) -> None:
    joy.texts("off duty")
    joy.hears("off")
    joy.texts("yes")
    joy.hears()
    assert night.one(coach, coach.c.id == night.ids["Joy"]).off_until is not None
    joy.texts("START")
    joy.hears()
    assert night.one(coach, coach.c.id == night.ids["Joy"]).off_until is None


def test_start_puts_a_coach_back_on_duty_while_an_alert_is_open(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("off duty")
    night.forward(seconds=5)
    joy.texts("START")
    night.forward(seconds=5)
    everything_read(ana, joy, ravi)
    assert night.one(coach, coach.c.id == night.ids["Joy"]).off_until is None


def test_who_opted_out_comes_back_with_a_plain_yes_too(night: Night, joy: Person, sol: Person) -> None:
    joy.texts("STOP")
    night.forward(seconds=5)
    joy.texts("yes")
    night.forward(seconds=5)
    everything_read(joy, sol)
    assert night.rows(contact_method, contact_method.c.opted_out_at.is_not(None)) == []


@pytest.mark.parametrize("begin", ["{}", "{}:", "[{}]", "ok {},"])
@pytest.mark.parametrize("then", ["alert", "closed", "taken back"])
def test_words_that_name_somebody_else_reach_nobody(
    night: Night, ana: Person, luis: Person, joy: Person, ravi: Person, sol: Person, begin: str, then: str
) -> None:
    taken(ana, joy)
    joy.texts("hello Ana")
    luis.texts("necesito un coach ahora")
    joy.hears("URGENT", within=3)
    code = night.rows(escalation)[1].code
    if then != "alert":
        joy.texts(f"{code} 1")
        night.forward(seconds=2)
    if then == "closed":
        joy.texts(f"{code} DONE 3")
    night.forward(seconds=2) if then != "taken back" else night.forward(minutes=6)
    everything_read(ana, luis, joy, ravi, sol)
    joy.texts(f"{begin.format(code)} Luis, tu mama ya sabe de la recaida")
    assert joy.hears("Not sent") == said("coach.not_sent", code=code, codes=night.rows(escalation)[0].code)
    ana.hears_nothing(within=3)
    luis.hears_nothing(within=3)
    night.forward(seconds=30)
    everything_read(ana, luis, joy, ravi, sol)


@pytest.mark.parametrize("words", ["DONE", "DONE 1", "CALL"])
def test_a_coach_with_two_is_asked_whom_a_bare_word_is_about(
    night: Night, ana: Person, luis: Person, joy: Person, words: str
) -> None:
    taken(ana, joy)
    luis.texts("necesito un coach ahora")
    night.forward(seconds=3)
    anas, luiss = (row.code for row in night.rows(escalation))
    joy.texts(f"{luiss} 1")
    night.forward(seconds=5)
    everything_read(ana, luis, joy)
    joy.texts(words)
    joy.hears(anas, luiss)
    assert [row.closed_at for row in night.rows(escalation)] == [None, None]
