"""Somebody calls the program's number."""

from bot.models import client, escalation, inbound
from bot.phones import Person
from tests.night.world import CAST, NUMBER, Night, everything_read, phone, said


def test_a_call_from_a_client_is_told_911_and_988_and_pages_a_coach(night: Night, ana: Person, joy: Person) -> None:
    ana.calls()
    ana.listens("911", "988")
    joy.hears("URGENT", within=5)
    held = night.one(escalation)
    assert (held.client_id, held.reason) == (night.ids["Ana"], "called")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    night.forward(seconds=3)
    everything_read(joy)


def test_luis_is_told_in_spanish(night: Night, luis: Person, joy: Person) -> None:
    luis.calls()
    luis.listens(said("voice.client_call", "es", program="Rivertown Friends"))
    joy.hears("URGENT", within=5)


def test_a_call_from_a_number_nobody_knows_is_a_person_in_need(night: Night, joy: Person) -> None:
    someone = phone(night, "+15185550177", "Someone")
    someone.calls()
    someone.listens("911", "988")
    joy.hears("URGENT", within=5)
    assert night.one(client, client.c.status == "stranger").id == night.one(escalation).client_id


def test_a_call_from_somebody_opted_out_pages_too(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("STOP")
    night.forward(seconds=3)
    everything_read(ana)
    ana.calls()
    ana.listens("988")
    joy.hears("URGENT", within=5)
    assert ana.unread == []


def test_a_coach_who_calls_hears_how_it_works_and_nobody_is_paged(night: Night, joy: Person) -> None:
    joy.calls()
    joy.listens("URGENT")
    assert night.rows(escalation) == []


def test_calling_twice_opens_one_escalation(night: Night, ana: Person, joy: Person) -> None:
    for _ in range(2):
        ana.calls()
        ana.listens("988")
        night.forward(seconds=60)
    assert len(night.rows(escalation)) == 1
    assert len(night.rows(inbound)) == 2
    everything_read(ana, joy)
    night.forward(seconds=30)
    everything_read(*(Person(night.network, one, night.until) for one in night.network.phones.values()))


def test_the_same_call_told_twice_is_one_call(night: Night, joy: Person) -> None:
    sid = "CA" + "0" * 32
    for _ in range(2):
        assert night.post("/voice/incoming", CallSid=sid, From=CAST["Ana"], To=NUMBER) == 200
    assert len(night.rows(inbound)) == 1
    assert len(night.rows(escalation)) == 1
    joy.hears("URGENT", within=5)


def test_a_hidden_number_is_taken_too(night: Night, joy: Person) -> None:
    """Carriers send a word, or nothing that can be called back; somebody is there all the same."""
    assert night.post("/voice/incoming", CallSid="CA" + "1" * 32, From="anonymous", To=NUMBER) == 200
    joy.hears("URGENT", within=5)
