"""A call that came while the line was away is read back from the carrier's own list: whoever called is texted, and a
coach is paged."""

from dataclasses import replace

import pytest

from bot import calls
from bot.catching_up import CatchUp
from bot.models import client, escalation, inbound
from bot.phones import Person
from tests.night.test_catching_up import Silent, lost, takes_nothing, without_database
from tests.night.world import Night, everything_read, said

HERE = pytest.mark.usefixtures("calls_point_here")


@pytest.fixture
def calls_point_here(night: Night, joy: Person) -> None:
    """A first call by webhook, a coach's try: from then on the carrier's list of calls is ours to read."""
    joy.calls()
    joy.listens("URGENT")
    joy.hangs_up()
    night.forward(seconds=5)


def rang_in_vain(night: Night, whose: Person) -> None:
    """A call that the carrier could not tell us of: they heard its apology."""
    before = len(night.rows(inbound))
    with without_database(night):
        whose.calls()
        whose.listens("error")
        night.forward(seconds=5)
    assert len(night.rows(inbound)) == before


@HERE
@pytest.mark.parametrize("who", ["Ana", "Luis"])
def test_who_called_while_the_line_was_away_is_texted_and_a_coach_is_paged_once(
    night: Night, ana: Person, luis: Person, joy: Person, who: str
) -> None:
    whose, language = (ana, "en") if who == "Ana" else (luis, "es")
    rang_in_vain(night, whose)
    caught = CatchUp(night.line)
    assert caught.look(night.now) == 0  # the carrier may be trying still
    night.forward(seconds=90)
    assert caught.look(night.now) == 1
    joy.hears("URGENT")
    assert whose.hears("988") == said("crisis.missed_call", language)
    joy.texts("1")
    whose.hears("Joy")
    joy.hears("yours")
    night.forward(seconds=70)
    assert caught.look(night.now) == 0
    held = night.one(escalation)
    assert (held.client_id, held.tier, held.reason) == (night.ids[who], "urgent", "called")
    everything_read(joy)


@HERE
def test_a_call_the_carrier_tells_of_after_all_is_one_call(night: Night, ana: Person, joy: Person) -> None:
    rang_in_vain(night, ana)
    night.forward(seconds=90)
    CatchUp(night.line).look(night.now)
    joy.hears("URGENT")
    told = ana.hears("missed your call")
    (sid,) = [made.sid for made in night.network.calls.values() if made.caller == ana.phone.number]
    assert night.post("/voice/incoming", CallSid=sid, From=ana.phone.number, To=ana.phone.line) == 200
    night.forward(seconds=5)
    assert told not in ana.unread
    assert len(night.rows(escalation)) == 1
    everything_read(ana, joy)


@HERE
def test_a_call_after_a_cry_for_help_says_nothing_more_and_pages_nobody_twice(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    lost(night, ana, "SOS")
    rang_in_vain(night, ana)
    rang_in_vain(night, ana)
    night.forward(seconds=90)
    assert CatchUp(night.line).look(night.now) == 3
    night.forward(seconds=5)
    ana.hears("911")
    assert not [told for told in ana.unread if "missed your call" in told]
    assert [row.tier for row in night.rows(escalation)] == ["emergency"]
    assert len(night.rows(inbound, inbound.c.client_id == night.ids["Ana"])) == 3
    everything_read(ana, joy, ravi, sol)


@HERE
def test_a_call_and_then_stop_pages_a_coach_and_the_stop_holds(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    rang_in_vain(night, ana)
    lost(night, ana, "STOP")
    night.forward(seconds=90)
    CatchUp(night.line).look(night.now)
    joy.hears("URGENT")
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is not None
    night.forward(seconds=5)
    everything_read(ana)
    ana.hears_nothing(within=150)
    everything_read(joy, ravi, sol)


@HERE
def test_a_coach_who_called_while_the_line_was_away_is_nobody_in_need(night: Night, ravi: Person) -> None:
    rang_in_vain(night, ravi)
    night.forward(seconds=90)
    caught = CatchUp(night.line)
    assert caught.look(night.now) == 1
    night.forward(seconds=61)
    assert caught.look(night.now) == 0
    assert night.rows(escalation) == []
    assert ravi.unread == []


def test_calls_of_a_number_whose_calls_go_elsewhere_are_not_ours_to_answer(
    night: Night, ana: Person, luis: Person
) -> None:
    luis.texts("hola")
    night.forward(seconds=5)
    everything_read(luis)
    rang_in_vain(night, ana)
    night.forward(seconds=90)
    assert CatchUp(night.line).look(night.now) == 0
    assert night.rows(escalation) == []


@HERE
def test_a_carrier_that_does_not_say_who_called_is_asked_again(night: Night, ana: Person, joy: Person) -> None:
    assert night.line.carrier is not None
    caught = CatchUp(replace(night.line, carrier=Silent(night.line.carrier, 2)))
    rang_in_vain(night, ana)
    night.forward(seconds=90)
    assert caught.look(night.now) == 0
    night.forward(minutes=30)
    assert caught.look(night.now) == 1
    ana.hears("missed your call")
    joy.hears("URGENT")


@HERE
def test_a_call_that_cannot_be_taken_in_is_tried_again(
    night: Night, ana: Person, joy: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rang_in_vain(night, ana)
    night.forward(seconds=90)
    caught = CatchUp(night.line)
    with monkeypatch.context() as broken:
        broken.setattr(calls, "missed", takes_nothing)
        assert caught.look(night.now) == 0
    assert "a call that came while the line was away was not taken in" in caplog.text
    assert ana.phone.number not in caplog.text
    night.forward(seconds=61)
    assert caught.look(night.now) == 1
    ana.hears("missed your call")
    joy.hears("URGENT")
