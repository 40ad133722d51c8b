"""The same seed and the same script give the same bytes; another seed does not."""

import json

from bot.phones.faults import Doubled, Shuffled, undelivered
from tests.phones.conftest import World, world_of
from tests.phones.program import twiml


def evening(world: World) -> str:
    """A bit of everything; the journal of it."""
    world.program.replies |= {"/sms": twiml("<Message>Thank you.</Message>"), "/voice": twiml("<Say>Hello.</Say>")}
    world.network.faults.callback(Shuffled(20), times=None, rate=0.5)
    world.network.faults.callback(Doubled(), times=3)
    world.ana.texts("6 9", copies=2)
    world.ana.hears("Thank you.")
    world.ring()
    world.joy.answers()
    world.ana.phone.carrier = undelivered(30003)
    world.send()
    world.wait(120)
    return world.network.journal.text()


def test_the_same_seed_writes_the_same_journal():
    assert evening(world_of(3)) == evening(world_of(3))


def test_another_seed_writes_another():
    assert evening(world_of(3)) != evening(world_of(4))


def test_the_journal_is_json_lines_in_the_order_of_time():
    entries = [json.loads(line) for line in evening(world_of(3)).splitlines()]
    assert [entry["n"] for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    assert {entry["way"] for entry in entries} == {"asked", "told", "noted"}
