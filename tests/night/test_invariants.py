"""The promises, asked of the live rows: they hold in every ordinary night, and each one that is broken is named."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import sqlalchemy as sa

from bot import alarm, db, invariants
from bot.models import client, coach, contact_method, conversation, escalation, outbound, page
from bot.phones import Person
from bot.settings import Settings
from tests.night.test_relay import taken
from tests.night.world import Night, everything_read

LATE = timedelta(seconds=16)


def names(night: Night) -> set[str]:
    return {one.name for one in invariants.broken(night.line.engine, night.now)}


@pytest.fixture
def paged(night: Night, ana: Person, joy: Person, ravi: Person, sol: Person) -> Iterator[Night]:
    """Ana waits, and Joy has been paged. What comes of the damage done to it is nobody's story."""
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    night.clock_runs = False
    yield night
    night.expects_trouble = True
    everything_read(ana, joy, ravi, sol)


def test_everything_holds_through_a_crisis_from_the_first_text_to_the_end(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    def look() -> None:
        assert names(night) == set()

    ana.texts("I want to kill myself")
    for _ in range(60):
        night.forward(seconds=7)
        look()
    ravi.texts("1")
    look()
    night.forward(minutes=6)
    look()
    joy.texts("1")
    joy.texts("I am here")
    night.forward(seconds=30)
    look()
    ana.texts("thank you")
    night.forward(seconds=30)
    joy.texts("DONE 1")
    night.forward(seconds=10)
    look()
    assert night.one(escalation).closed_at is not None
    everything_read(ana, joy, ravi, sol)


def test_a_page_that_is_due_for_too_long_is_named(paged: Night) -> None:
    paged.change(escalation, next_page_at=paged.now - LATE)
    assert names(paged) == {"page"}


def test_an_open_need_without_a_next_attempt_is_named(paged: Night) -> None:
    paged.change(escalation, next_page_at=None)
    assert names(paged) == {"next attempt"}
    paged.change(escalation, next_page_at=paged.now + timedelta(seconds=400))
    assert names(paged) == {"next attempt"}


def test_an_update_that_was_not_told_is_named(paged: Night) -> None:
    paged.change(escalation, next_update_at=paged.now - LATE)
    assert names(paged) == {"update"}


def test_a_gap_of_more_than_five_minutes_is_named(paged: Night) -> None:
    paged.change(page, at=paged.now - timedelta(seconds=320))
    assert names(paged) == {"gap"}


def test_a_page_that_nothing_carries_is_an_orphan(paged: Night) -> None:
    paged.change(page, state="out", check_at=None)
    assert names(paged) == {"orphan page"}  # its text was delivered
    with db.transaction(paged.line.engine) as tx:
        tx.execute(sa.delete(outbound).where(outbound.c.page_id.is_not(None)))
    assert names(paged) == {"orphan page"}


def test_a_page_after_bad_news_waits_a_sweep_for_its_ladder_and_is_no_orphan(paged: Night) -> None:
    row = paged.rows(outbound, outbound.c.page_id.is_not(None))[0]
    paged.change(outbound, outbound.c.id == row.id, state="failed")
    paged.change(page, state="out", check_at=paged.now)
    assert names(paged) == set()
    paged.change(page, check_at=paged.now + timedelta(seconds=30))
    assert names(paged) == {"orphan page"}


def test_news_that_nobody_asked_for_is_named(paged: Night) -> None:
    paged.change(page, check_at=paged.now - LATE)
    assert names(paged) == {"news"}


def test_a_text_that_is_not_handed_over_and_a_claim_of_the_dead_are_named(paged: Night) -> None:
    row = paged.rows(outbound, outbound.c.page_id.is_not(None))[0]
    paged.change(outbound, outbound.c.id == row.id, state="due", due_at=paged.now - LATE)
    assert names(paged) == {"text or call"}
    paged.change(outbound, outbound.c.id == row.id, state="sending", lease_until=paged.now - LATE)
    assert names(paged) == {"claim"}


def test_bulk_texts_may_wait_for_their_turn(paged: Night) -> None:
    row = paged.rows(outbound, outbound.c.page_id.is_not(None))[0]
    paged.change(outbound, outbound.c.id == row.id, state="due", lane="bulk", due_at=paged.now - LATE)
    assert names(paged) == set()


def test_silence_and_check_ins_that_are_late_are_named(paged: Night) -> None:
    paged.change(conversation, wake_at=paged.now - LATE)
    paged.change(client, client.c.id == paged.ids["Luis"], next_checkin_at=paged.now - LATE)
    assert names(paged) == {"silence", "check-in"}


@pytest.mark.parametrize("how", ["off", "opted out"])
def test_an_owner_who_cannot_be_texted_or_is_off_is_named(night: Night, ana: Person, joy: Person, how: str) -> None:
    taken(ana, joy)
    night.clock_runs = False
    if how == "off":
        night.change(coach, coach.c.id == night.ids["Joy"], off_until=night.now + timedelta(hours=1))
    else:
        texts = (contact_method.c.coach_id == night.ids["Joy"], contact_method.c.kind == "text")
        night.change(contact_method, *texts, opted_out_at=night.now)
    assert names(night) == {"owner"}


@pytest.mark.parametrize("how", ["off", "unverified"])
def test_whom_such_an_owner_had_is_handed_on_by_the_clock(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person, how: str
) -> None:
    taken(ana, joy)
    joy.texts("I am here")
    ana.hears("I am here")
    if how == "off":
        night.change(coach, coach.c.id == night.ids["Joy"], off_until=night.now + timedelta(hours=1))
    else:
        night.change(contact_method, contact_method.c.coach_id == night.ids["Joy"], verified_at=None)
    ana.hears("hand", within=31)  # a night leaves sweeps out in which nothing was planned
    ravi.hears("URGENT", within=5)
    ana.texts("are you there")
    ravi.texts("1")
    ravi.hears("are you there", within=5)
    assert names(night) == set()
    night.forward(seconds=3)
    everything_read(ana, joy, ravi, sol)


def test_what_is_broken_says_where_to_look(paged: Night) -> None:
    paged.change(escalation, next_page_at=None)
    (found,) = invariants.broken(paged.line.engine, paged.now)
    assert (found.table, found.count, found.ids) == ("escalation", 1, (paged.one(escalation).id,))


def test_i_am_off_hands_on_those_whom_the_coach_has(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    taken(ana, joy)
    joy.texts("I am off duty")
    joy.hears("off now")
    ana.hears("hand")
    ravi.hears("URGENT", within=10)
    assert names(night) == set()
    everything_read(ravi)


def test_an_owner_whom_the_carrier_stops_hands_on(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    taken(ana, joy)
    night.network.opted_out.add((joy.phone.number, "+15185550100"))
    ana.texts("are you there")
    ravi.hears("URGENT", within=10)
    assert names(night) == set()
    night.forward(seconds=5)
    everything_read(ana, joy, ravi, sol)


# The alarm goes another way.


class Outside(BaseHTTPRequestHandler):
    """The watch outside, on loopback."""

    heard: list[str] = []  # noqa: RUF012 - one server a test

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not into the test's output."""


@pytest.fixture
def outside() -> Iterator[str]:
    Outside.heard = []
    server = HTTPServer(("127.0.0.1", 0), Outside)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/secret-of-ours"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_ping_is_heard_outside(outside: str) -> None:
    assert alarm.ping(outside)
    assert Outside.heard == ["/secret-of-ours"]


def test_a_watch_that_does_not_answer_is_no_trouble_and_its_address_is_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert not alarm.ping("http://127.0.0.1:1/secret-of-ours")
    assert "was not heard" in caplog.text
    assert "secret" not in caplog.text


def test_the_watch_looks_once_a_minute_and_pings_only_while_all_is_well(
    paged: Night, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pings: list[str] = []
    monkeypatch.setattr(alarm, "ping", pings.append)
    settings = Settings(ping_url="http://127.0.0.1:1/secret-of-ours")
    watch = alarm.Watch(replace(paged.line, settings=settings))
    assert watch.look(paged.now) == []
    assert watch.look(paged.now + timedelta(seconds=58)) is None
    paged.change(escalation, next_page_at=None)
    (found,) = watch.look(paged.now + timedelta(seconds=60)) or []
    assert found.name == "next attempt"
    assert [record.levelno for record in caplog.records if "promise broken" in record.message] == [logging.ERROR]
    assert len(pings) == 1


def test_only_an_address_of_the_web_can_be_pinged() -> None:
    with pytest.raises(ValueError, match="https"):
        Settings(ping_url="file:///etc/passwd")
