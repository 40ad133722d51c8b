"""Flows that open later, and what people ask for by a word of their own."""

from datetime import timedelta

from sqlalchemy import Row

from bot import people, prompts
from bot.models import client, prompt
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from tests.night.conftest import cast
from tests.night.world import Night, everything_read, said

MOOD = said("checkin.mood", name="Ana")


def plan(night: Night, key: str, **after: float) -> None:
    """Have a flow open for Ana after so long; her own check-ins do not come today."""
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        whose = people.by_id(unit, night.ids["Ana"]).client
        prompts.plan(unit, whose, "checkin", night.now + timedelta(**after), key)
    night.change(client, next_checkin_at=None)


def kept(night: Night) -> Row[object]:
    return night.one(prompt)


def test_a_flow_opens_when_its_time_has_come_and_once(night: Night, ana: Person) -> None:
    plan(night, "later", minutes=20)
    plan(night, "later", minutes=40)
    night.forward(minutes=19)
    assert ana.unread == []
    night.forward(minutes=2)
    assert ana.hears(MOOD) == MOOD
    assert kept(night).outcome == "opened"


def test_it_steps_aside_for_somebody_in_the_middle_of_something(night: Night, ana: Person) -> None:
    plan(night, "first", minutes=10)
    plan(night, "second", minutes=12)
    night.forward(minutes=13)
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6", "3")
    night.forward(minutes=15)
    assert ana.hears(MOOD) == MOOD


def test_at_night_it_waits_for_the_morning(night: Night, ana: Person) -> None:
    plan(night, "later", hours=8)
    night.forward(hours=8, minutes=5, every=60)
    assert ana.unread == []
    night.until_local("08:01")
    assert ana.hears(MOOD) == MOOD


def test_it_is_let_go_for_somebody_in_a_crisis(night: Night, ana: Person, joy: Person) -> None:
    plan(night, "later", minutes=1)
    ana.texts("SOS")
    ana.hears("911")
    night.forward(minutes=2)
    assert kept(night).outcome == "let_go"
    joy.texts("1")
    night.forward(seconds=5)
    everything_read(*cast.values())


def test_an_opt_out_takes_back_all_that_was_planned(night: Night, ana: Person) -> None:
    plan(night, "later", hours=1)
    ana.texts("take me off this list please")
    ana.hears(said("line.stop", program="Rivertown Friends"))
    assert kept(night).outcome == "forgotten"
    night.forward(hours=2, every=60)


def test_whoever_asks_whether_a_person_writes_hears_the_truth(night: Night, ana: Person, luis: Person) -> None:
    ana.texts("are you a robot??")
    assert ana.hears("run by a computer") == said("line.honest")
    luis.texts("¿Eres real?")
    assert luis.hears("computadora") == said("line.honest", "es")
