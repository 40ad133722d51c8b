"""A text that came while the line was away is read back from the carrier's own list, and is answered and paged for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot import db, inbox
from bot.carrier import Accepted, Called, Carrier, OutgoingCall, OutgoingText, Received, Refused
from bot.catching_up import EVERY, GRACE, OVERLAP, CatchUp
from bot.models import client, escalation, inbound, outbound, task
from bot.phones import Person
from tests.night.world import Night, everything_read


class Away(OSError):
    """The database takes no transactions."""


@contextmanager
def without_database(night: Night) -> Iterator[None]:
    def refuse(_connection: sa.Connection) -> None:
        raise Away

    night.expects_trouble, night.clock_runs = True, False
    sa.event.listen(night.line.engine, "begin", refuse)
    yield
    sa.event.remove(night.line.engine, "begin", refuse)
    night.clock_runs = True


@pytest.fixture(autouse=True)
def the_number_points_here(night: Night, luis: Person) -> None:
    """A first text by webhook: from then on the carrier's list is ours to read."""
    luis.texts("hola")
    night.forward(seconds=5)
    everything_read(luis)


def lost(night: Night, whose: Person, words: str) -> str:
    """A text that the carrier tried to hand over and gave up on; its SID."""
    with without_database(night):
        sid = whose.texts(words)
        night.forward(seconds=5)
    assert night.rows(inbound, inbound.c.provider_sid == sid) == []
    return sid


def test_a_cry_for_help_that_came_while_the_database_was_away_is_answered_and_paged(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    lost(night, ana, "SOS")
    caught = CatchUp(night.line)
    assert caught.look(night.now) == 0  # the carrier may be trying still
    night.forward(seconds=90)
    assert caught.look(night.now) == 1
    ana.hears("911")
    joy.hears("EMERGENCY")
    assert night.one(escalation).tier == "emergency"
    night.forward(seconds=70)
    assert caught.look(night.now) == 0
    everything_read(ana, joy, ravi, sol)


def test_when_the_carrier_comes_with_it_after_all_nothing_is_said_twice(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    sid = lost(night, ana, "SOS")
    night.forward(seconds=90)
    CatchUp(night.line).look(night.now)
    told = ana.hears("911")
    assert night.post("/sms", MessageSid=sid, From=ana.phone.number, To=ana.phone.line, Body="SOS") == 200
    night.forward(seconds=5)
    assert told not in ana.unread
    assert len(night.rows(inbound, inbound.c.client_id == night.ids["Ana"])) == 1
    everything_read(ana, joy, ravi, sol)


def test_what_was_taken_in_the_usual_way_is_left_alone(night: Night, ana: Person) -> None:
    ana.texts("long day today")
    ana.hears("Ana")
    night.forward(seconds=90)
    assert CatchUp(night.line).look(night.now) == 0
    assert len(night.rows(outbound, outbound.c.client_id == night.ids["Ana"])) == 1


def test_a_coach_who_took_it_while_the_database_was_away_has_it(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    lost(night, joy, "1")
    night.forward(seconds=90)
    CatchUp(night.line).look(night.now)
    joy.hears("yours")
    night.forward(seconds=5)
    everything_read(ana, joy, ravi)


@pytest.mark.parametrize("yes", ["1", "I got it"])
def test_a_yes_that_comes_late_takes_nobody_who_called_after_it_was_written(
    night: Night, ana: Person, luis: Person, joy: Person, ravi: Person, yes: str
) -> None:
    ana.texts("I need a coach now")
    code = joy.hears("URGENT").split()[1].strip(".")
    lost(night, joy, yes)
    over = {"closed_at": night.now, "next_page_at": None, "next_update_at": None}
    night.change(escalation, escalation.c.code == code, **over)
    night.forward(minutes=2)
    luis.texts("necesito un coach ya")
    joy.hears("URGENT")
    CatchUp(night.line).look(night.now)
    night.forward(seconds=5)
    assert night.one(escalation, escalation.c.client_id == night.ids["Luis"]).owner_id is None
    everything_read(ana, luis, joy, ravi)


def test_an_off_that_comes_late_hands_on_whoever_called_after_it_was_written(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    lost(night, joy, "OFF")
    night.forward(minutes=2)
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    CatchUp(night.line).look(night.now)
    ravi.hears("URGENT", within=10)
    night.forward(seconds=5)
    everything_read(ana, joy, ravi, sol)


def test_a_yes_that_comes_late_says_of_nobody_how_it_went(
    night: Night, ana: Person, luis: Person, joy: Person, ravi: Person
) -> None:
    lost(night, joy, "1")
    night.forward(minutes=2)
    luis.texts("necesito un coach ya")
    joy.hears("URGENT")
    joy.texts("1")
    joy.texts("DONE")
    night.forward(seconds=5)
    CatchUp(night.line).look(night.now)
    night.forward(seconds=5)
    assert (night.one(escalation).closed_at, night.one(escalation).outcome) == (None, "asked")
    everything_read(ana, luis, joy, ravi)


def test_one_that_cannot_be_taken_in_keeps_no_other_out_and_is_tried_again(
    night: Night, ana: Person, luis: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lost(night, ana, "long day today")
    lost(night, luis, "un dia largo")
    night.forward(seconds=90)
    key = night.one(client, client.c.id == night.ids["Ana"]).number_hash
    night.change(client, client.c.id == night.ids["Ana"], zone="nowhere")
    caught = CatchUp(night.line)
    assert caught.look(night.now) == 1
    night.change(client, client.c.number_hash == key, zone="America/New_York")
    assert caught.look(night.now) == 0  # not before a minute has gone by
    night.forward(seconds=61)
    assert caught.look(night.now) == 1
    assert "not taken in" in caplog.text
    assert "long day" not in caplog.text
    night.forward(seconds=5)
    everything_read(ana, luis)


def test_a_text_is_not_given_up_while_nothing_can_be_written_for_longer_than_a_look_goes_back(
    night: Night, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught = CatchUp(night.line)
    caught.look(night.now)
    lost(night, ana, "long day today")
    night.forward(seconds=90)
    with monkeypatch.context() as broken:
        broken.setattr(inbox, "receive", takes_nothing)
        caught.look(night.now)
        night.forward(seconds=2 * OVERLAP.total_seconds())
        assert caught.look(night.now) == 0
    night.forward(seconds=61)
    assert caught.look(night.now) == 1
    night.forward(seconds=5)
    everything_read(ana)


def takes_nothing(*_: object, **__: object) -> None:
    """A database that can be read and not written: its disk is full, or another took its place."""
    raise Away


@dataclass
class Silent:
    """A carrier that does not say what it has, so many times."""

    carrier: Carrier
    times: int

    def send(self, text: OutgoingText) -> Accepted | Refused:
        return self.carrier.send(text)

    def call(self, call: OutgoingCall) -> Accepted | Refused:
        return self.carrier.call(call)

    def received(self, to: str, since: datetime) -> list[Received] | None:
        self.times -= 1
        return None if self.times >= 0 else self.carrier.received(to, since)

    def called(self, to: str, since: datetime) -> list[Called] | None:
        self.times -= 1
        return None if self.times >= 0 else self.carrier.called(to, since)


def test_a_carrier_that_does_not_say_is_asked_again_as_far_back(night: Night, ana: Person) -> None:
    lost(night, ana, "long day today")
    assert night.line.carrier is not None
    caught = CatchUp(replace(night.line, carrier=Silent(night.line.carrier, 1)))
    night.forward(seconds=90)
    assert caught.look(night.now) == 0
    night.forward(minutes=30)
    assert caught.look(night.now) == 1
    night.forward(seconds=5)
    everything_read(ana)


def test_it_looks_once_a_minute_and_leaves_young_texts_to_the_carrier() -> None:
    assert timedelta(minutes=1) >= EVERY
    assert 4 * timedelta(seconds=15) < GRACE


def test_what_came_before_the_first_text_by_webhook_was_another_systems_to_answer(night: Night, ana: Person) -> None:
    lost(night, ana, "long day today")
    night.change(inbound, received_at=night.now)
    night.forward(seconds=90)
    assert CatchUp(night.line).look(night.now) == 0


def test_a_number_that_does_not_point_here_yet_is_not_read(night: Night, ana: Person) -> None:
    lost(night, ana, "SOS")
    with db.transaction(night.line.engine) as tx:
        tx.execute(sa.delete(outbound))
        tx.execute(sa.delete(task))
        tx.execute(sa.delete(inbound))
    night.forward(seconds=90)
    assert CatchUp(night.line).look(night.now) == 0


def test_a_start_that_comes_late_opens_nothing_that_was_closed_and_is_looked_at(night: Night, ana: Person) -> None:
    ana.texts("STOP")
    night.forward(seconds=5)
    lost(night, ana, "START")
    night.forward(seconds=90)
    assert CatchUp(night.line).look(night.now) == 1
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is not None
    assert "words" in {row.kind for row in night.rows(task)}
    everything_read(ana)


def test_a_line_that_sends_nothing_reads_no_list(night: Night) -> None:
    caught = CatchUp(replace(night.line, carrier=None))
    assert caught.look(night.now) == 0
    caught.begin(night.now)
    assert caught.read_to is None


def test_stop_that_came_while_the_line_was_away_is_honoured(night: Night, ana: Person) -> None:
    lost(night, ana, "STOP")
    night.forward(seconds=90)
    CatchUp(night.line).look(night.now)
    night.forward(seconds=5)
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is not None
    ana.hears_nothing(within=60)  # a confirmation so late would be one text too many


def test_an_opt_out_in_plain_words_that_came_long_ago_is_honoured_without_a_word(night: Night, ana: Person) -> None:
    lost(night, ana, "please stop texting me")
    night.forward(minutes=20)
    assert CatchUp(night.line).look(night.now) == 1
    night.forward(seconds=5)
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is not None
    ana.hears_nothing(within=60)
