"""The people of the tests: what they say when something was not as told."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from bot.phones import Network, Person, Trouble, Unexpected
from tests.phones.conftest import START, World


def test_a_text_that_does_not_come_says_what_came(world: World):
    world.send("Something else")
    with pytest.raises(Unexpected, match=r"Ana did not hear \('URGENT',\)(.|\n)*18:00:0\d Something else"):
        world.ana.hears("URGENT", within=10)
    world.ana.hears("something else")


def test_hearing_takes_the_first_text_with_all_the_words(world: World):
    world.send("URGENT 7F. Reply 1 to take it.")
    world.send("URGENT 8K. Reply 1 to take it.")
    world.wait(10)
    assert "8K" in world.ana.hears("urgent", "8k")
    assert world.ana.unread == ["URGENT 7F. Reply 1 to take it."]
    world.ana.hears("7F")


def test_hearing_nothing_fails_on_any_text(world: World):
    world.send("surprise")
    with pytest.raises(Unexpected, match="surprise"):
        world.ana.hears_nothing()
    world.ana.hears("surprise")


def test_an_unexpected_text_or_call_is_listed_at_the_end(world: World):
    world.send("surprise")
    made = world.ring(timeout=5)
    world.wait(30)
    with pytest.raises(Unexpected) as found:
        world.network.assert_quiet()
    assert "Ana got: surprise" in str(found.value)
    assert "Joy was called: no-answer" in str(found.value)
    world.ana.hears("surprise")
    world.network.legs[made.sid].noticed = True


def test_hearing_stops_the_clock_when_the_text_is_there(world: World):
    before = world.network.now
    world.send()
    world.ana.hears("Hello", within=3600)
    assert (world.network.now - before).total_seconds() < 5


def test_people_are_patient_while_a_sweep_does_the_work(world: World):
    due = [world.network.now + timedelta(seconds=n) for n in (5, 9)]
    swept = []

    def sweep():
        swept.append(world.network.now)
        while due and due[0] <= world.network.now:
            world.send(f"page of {due.pop(0):%H:%M:%S}")

    def patience(done, within):
        return world.network.run_until(done, within, every=2.0, also=sweep)

    ana = Person(world.network, world.ana.phone, patience)
    ana.hears("page of 18:00:05", within=30)
    ana.hears("page of 18:00:09", within=30)
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(swept)]
    assert max(gaps) == 2.0
    ana.hears_nothing(within=10)


def test_a_journal_may_forget_what_is_old():
    network = Network(START, Random(1), lambda request: Trouble("connect"), keep=3)
    for n in range(5):
        network.note(f"note {n}")
    assert [entry.n for entry in network.journal] == [3, 4, 5]
    assert len(network.journal) == 5
