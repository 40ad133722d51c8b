"""Carriers fail in every way they have: the page moves on, and the person is not left in silence."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot import inbox
from bot.carrier import Accepted, Called, Carrier, OutgoingCall, OutgoingText, Received, Refused, Trouble
from bot.inbox import Text
from bot.models import client, escalation, outbound, page
from bot.phones import Person, faults
from tests.night.world import CAST, NUMBER, Night, everything_read, said


def seconds(n: float) -> timedelta:
    return timedelta(seconds=n)


def need(ana: Person) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")


def test_an_undelivered_page_moves_on_within_five_seconds_of_the_news(night: Night, ana: Person, joy: Person) -> None:
    joy.phone.carrier = faults.undelivered(30003)
    need(ana)
    assert night.until(lambda: bool(night.rows(page, page.c.state == "failed")), seconds(10))
    joy.rings(within=5)


@pytest.mark.parametrize("code", [30003, 30005, 30006, 30007, 30008])
def test_whatever_the_reason_the_next_person_is_paged(
    night: Night, ana: Person, joy: Person, ravi: Person, code: int
) -> None:
    joy.phone.carrier = faults.undelivered(code)
    joy.phone.habit = "unreachable"
    need(ana)
    ravi.hears("URGENT", within=10)
    ravi.rings()
    ravi.texts("1")
    ravi.hears("yours")
    ravi.hears("I need a coach")
    ana.hears("Ravi")
    everything_read(joy)


def test_no_word_for_thirty_seconds_moves_on(night: Night, ana: Person, joy: Person) -> None:
    joy.phone.carrier = faults.SWALLOWS
    need(ana)
    joy.hears_nothing(within=25)
    joy.rings(within=10)
    assert night.rows(page)[0].state == "failed"


def test_a_lost_receipt_counts_as_no_word_though_the_text_was_read(night: Night, ana: Person, joy: Person) -> None:
    joy.phone.carrier = faults.SILENT
    need(ana)
    joy.hears("URGENT")
    joy.rings(within=35)


@pytest.mark.parametrize("fault", [faults.SERVER_ERROR, faults.UNAVAILABLE, faults.TIMED_OUT, faults.RESET])
def test_the_carrier_fails_once_and_the_page_goes_out_again(
    night: Night, ana: Person, joy: Person, ravi: Person, fault: faults.RestFault
) -> None:
    night.network.faults.rest(fault, to=joy.phone.number, times=1)
    need(ana)
    assert joy.hears("URGENT", within=5)
    everything_read(joy, ravi)


def test_too_many_requests_are_tried_again(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    night.network.faults.rest(faults.TOO_MANY, to=joy.phone.number, times=2)
    need(ana)
    joy.hears("URGENT", within=10)
    everything_read(joy, ravi)


def test_a_page_the_carrier_took_before_the_line_broke_comes_at_least_once(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    night.network.faults.rest(faults.ACCEPTED_THEN_RESET, to=joy.phone.number, times=1)
    need(ana)
    joy.hears("URGENT")
    everything_read(joy, ravi)


def test_a_wrong_token_is_no_silent_end(night: Night, ana: Person, joy: Person, ravi: Person, sol: Person) -> None:
    """401 for everybody: nothing can be sent, the ladder goes on, and goes through when the token is right again."""
    night.network.faults.rest(faults.UNAUTHORIZED, times=None)
    need(ana)
    night.forward(minutes=4)
    assert night.one(escalation).next_page_at > night.now
    night.network.faults.clear()
    assert night.until(lambda: bool(joy.unread or ravi.unread or sol.unread), seconds(300))
    everything_read(ana, joy, ravi, sol)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [faults.UNAVAILABLE, faults.TIMED_OUT, faults.RESET])
def test_the_carrier_is_down_for_ten_minutes_and_the_pages_go_out_when_it_is_back(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person, fault: faults.RestFault
) -> None:
    night.network.faults.rest(fault, times=None)
    need(ana)
    night.forward(minutes=10)
    assert [person.unread for person in (joy, ravi, sol)] == [[], [], []]
    night.network.faults.clear()
    assert night.until(lambda: all(one.unread for one in (ana, joy, ravi, sol)), seconds(10))
    everything_read(ana, joy, ravi, sol)


def test_a_voicemail_that_listens_to_the_end_takes_nothing(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    need(ana)
    joy.hears("URGENT")
    night.forward(seconds=60)
    joy.goes_to_voicemail()
    assert night.one(escalation).owner_id is None
    ravi.hears("URGENT", within=5)
    everything_read(ravi)


def test_1_on_the_keypad_takes_it(night: Night, ana: Person, joy: Person) -> None:
    need(ana)
    joy.hears("URGENT")
    night.forward(seconds=60)
    joy.answers()
    joy.presses("1")
    joy.listens("Thank you")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach")


def test_2_on_the_keypad_passes(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    need(ana)
    joy.hears("URGENT")
    night.forward(seconds=60)
    joy.answers()
    joy.presses("2")
    joy.listens(said("voice.passed"))
    ravi.hears("URGENT", within=5)
    everything_read(ravi)


def test_another_key_is_no_acknowledgement(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    need(ana)
    joy.hears("URGENT")
    night.forward(seconds=60)
    joy.answers()
    joy.presses("5")
    ravi.hears("URGENT", within=10)
    assert night.one(escalation).owner_id is None
    everything_read(joy, ravi)


@pytest.mark.parametrize("habit", ["busy", "unreachable"])
def test_a_phone_that_cannot_ring_moves_on(night: Night, ana: Person, joy: Person, ravi: Person, habit: str) -> None:
    joy.phone.habit = habit  # type: ignore[assignment]
    need(ana)
    joy.hears("URGENT")
    night.forward(seconds=60)
    ravi.hears("URGENT", within=10)
    everything_read(joy, ravi)


def test_whoever_picks_up_late_hears_that_it_is_taken(
    night: Night, luis: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    luis.texts("SOS")
    luis.hears("911")
    ravi.rings()
    joy.texts("1")
    luis.hears("Joy")
    ravi.answers()
    ravi.listens(said("voice.closed"))
    night.forward(seconds=3)
    everything_read(joy, ravi, sol)


# Status callbacks: the state of a text is a lattice.


@pytest.mark.parametrize(
    "fault", [faults.Doubled(), faults.Shuffled(5.0), faults.EARLY, faults.Late(600.0), faults.FORGED, faults.LOST]
)
def test_whatever_happens_to_callbacks_no_state_goes_back_and_nothing_is_sent_twice(
    night: Night, ana: Person, joy: Person, fault: faults.CallbackFault
) -> None:
    night.network.faults.callback(fault, times=None)
    need(ana)
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach")
    joy.texts("hello")
    ana.hears("hello")
    night.forward(minutes=11)
    states = {row.state for row in night.rows(outbound)}
    assert states <= ({"sent", "answered"} if fault in (faults.FORGED, faults.LOST) else {"delivered"})
    assert all(row.provider_sid for row in night.rows(outbound) if row.state != "answered")


def test_news_about_a_text_nobody_knows_is_answered_and_forgotten(night: Night) -> None:
    sid = night.network.sid("SM")
    assert night.post("/sms/status/99999", MessageSid=sid, MessageStatus="delivered") == 204


def test_a_worker_that_dies_before_the_carrier_has_it_delays_a_page_by_its_lease(
    night: Night, ana: Person, joy: Person
) -> None:
    night.workers.dies = "before"
    need(ana)
    joy.hears("URGENT", within=11)


def test_a_worker_that_dies_after_the_carrier_took_it_may_page_twice_but_never_not_at_all(
    night: Night, ana: Person, joy: Person
) -> None:
    night.workers.dies = "after"
    need(ana)
    joy.hears("URGENT")
    assert night.rows(page)[0].state in ("out", "reached")
    night.forward(seconds=12)
    everything_read(joy)
    assert night.one(escalation).owner_id is None


@pytest.mark.parametrize("dies", ["before", "after"])
def test_a_check_in_whose_worker_died_is_never_sent_again(night: Night, ana: Person, dies: str) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("17:59")
    night.workers.dies = dies  # type: ignore[assignment]
    night.forward(minutes=30, every=10)
    row = night.one(outbound)
    if dies == "after":
        assert ana.unread == [said("checkin.mood", name="Ana")]
    else:
        assert (ana.unread, row.state) == ([], "unknown")
    everything_read(ana)
    assert row.attempts == 1


@dataclass(frozen=True)
class Meanwhile:
    """A carrier that is busy just while somebody else takes the person."""

    carrier: Carrier
    happens: Callable[[], object]
    refused: list[str] = field(default_factory=list)

    def send(self, text: OutgoingText) -> Accepted | Refused:
        if text.number != CAST["Joy"] or self.refused:
            return self.carrier.send(text)
        self.refused.append(text.number)
        self.happens()
        return Refused(Trouble.TEMPORARY, "503")

    def call(self, call: OutgoingCall) -> Accepted | Refused:
        return self.carrier.call(call)

    def received(self, to: str, since: datetime) -> list[Received] | None:
        return self.carrier.received(to, since)

    def called(self, to: str, since: datetime) -> list[Called] | None:
        return self.carrier.called(to, since)


def test_a_page_refused_for_a_moment_is_not_sent_when_somebody_took_it_meanwhile(
    night: Night, luis: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    yes = Text("SM" + "a" * 32, CAST["Ravi"], NUMBER, "1")
    busy = Meanwhile(night.line.carrier, lambda: inbox.receive(night.line, yes, night.now))
    night.workers.line = night.line = replace(night.line, carrier=busy)
    luis.texts("SOS")
    luis.hears("Ravi")
    night.forward(seconds=15)
    assert busy.refused
    assert not [body for body in joy.unread if "EMERGENCY" in body]
    everything_read(luis, joy, ravi, sol)


def test_a_page_whose_worker_died_is_not_sent_when_somebody_took_it_meanwhile(
    night: Night, luis: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.workers.dies = "before"  # with Joy's alert in its hands
    luis.texts("SOS")
    ravi.hears("EMERGENCY")
    ravi.texts("1")
    luis.hears("Ravi")
    night.forward(seconds=15)
    assert not [body for body in joy.unread if "EMERGENCY" in body]
    assert night.rows(outbound, outbound.c.page_id.is_not(None))[0].state == "dropped"
    everything_read(luis, joy, ravi, sol)
