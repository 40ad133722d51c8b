"""The carrier is away and comes back: what is due is out within ten seconds, and nobody's page waits for another's."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest

from bot import sending, sweeps
from bot.carrier import Carrier, OutgoingText, Refused, Trouble
from bot.models import escalation, outbound, page, program_number
from bot.phones import Person, faults
from tests.night.world import Night, everything_read


@pytest.fixture(autouse=True)
def one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which row leads and which rides is the story here, not which thread is first."""
    monkeypatch.setattr(sweeps, "HANDS", 1)


def told_enough(night: Night, *people: Person) -> None:
    """What is in the air lands; the rest of the ladder is another story."""
    night.clock_runs = False
    night.forward(seconds=5)
    everything_read(*people)


def texts_to(night: Night, coach: str, whom: int) -> int:
    """The row of the first text to this coach about the nth person in need."""
    held = night.rows(escalation)[whom]
    mine = (outbound.c.coach_id == night.ids[coach], outbound.c.escalation_id == held.id, outbound.c.channel == "text")
    return int(night.rows(outbound, *mine)[0].id)


@pytest.mark.parametrize("seconds", [7, 17, 29, 80])
@pytest.mark.parametrize("bells_are_heard", [True, False])
def test_once_the_carrier_is_back_coaches_hear_within_ten_seconds(
    night: Night, luis: Person, joy: Person, ravi: Person, sol: Person, seconds: float, bells_are_heard: bool
) -> None:
    night.workers.forgetful = not bells_are_heard
    night.network.faults.rest(faults.UNAVAILABLE, times=None)
    luis.texts("SOS")
    night.forward(seconds=seconds)
    night.network.faults.clear()
    coaches = (joy, ravi, sol)
    assert night.until(lambda: all(coach.unread for coach in coaches), timedelta(seconds=10))
    assert all("EMERGENCY" in coach.unread[0] for coach in coaches)
    told_enough(night, luis, *coaches)


@dataclass
class Silent:
    """A carrier that says nothing until the time-out."""

    night: Night

    def send(self, text: OutgoingText) -> Refused:
        self.night.network.advance_to(self.night.now + seconds(5))
        return Refused(Trouble.TEMPORARY, "timeout")


def test_a_carrier_that_keeps_silent_until_the_time_out_has_used_up_the_pause(
    night: Night, luis: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.workers.asleep, night.clock_runs = True, False
    luis.texts("SOS")
    row_id = texts_to(night, "Joy", 0)
    night.change(outbound, outbound.c.id == row_id, attempts=4)
    silent = replace(night.line, carrier=cast(Carrier, Silent(night)))
    assert sending.deliver(silent, row_id, night.now)
    assert night.one(outbound, outbound.c.id == row_id).due_at == night.now
    night.workers.asleep, night.clock_runs = False, True
    told_enough(night, luis, joy, ravi, sol)


def test_whoever_needs_a_coach_waits_for_no_pause_of_somebody_elses_page(
    night: Night, luis: Person, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.workers.away = True
    night.network.faults.rest(faults.UNAVAILABLE, to=joy.phone.number, times=None)
    luis.texts("SOS")
    night.forward(seconds=7)
    ana.texts("SOS")
    assert night.until(lambda: bool(night.one(outbound, outbound.c.id == texts_to(night, "Joy", 1)).error), seconds(3))
    night.network.faults.clear()
    assert night.rows(escalation)[1].code in joy.hears("EMERGENCY", within=3)
    told_enough(night, luis, ana, joy, ravi, sol)


def test_a_page_is_not_given_up_with_the_one_in_whose_text_it_went(
    night: Night, luis: Person, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    his, hers = two_in_one_text(night, luis, ana, joy, faults.UNAVAILABLE)
    night.change(outbound, outbound.c.id == his, attempts=9, created_at=night.now - seconds(40))
    night.forward(seconds=8)
    states = {row.id: row.state for row in night.rows(outbound)}
    assert (states[his], states[hers]) == ("failed", "delivered")
    told_enough(night, luis, ana, joy, ravi, sol)


def two_in_one_text(night: Night, luis: Person, ana: Person, joy: Person, fault: Any) -> tuple[int, int]:
    """Two pages to Joy that leave as one text, which the carrier answers so; the rows of his and hers."""
    night.workers.away = True
    night.network.faults.rest(fault, to=joy.phone.number, about="message", times=1)
    luis.texts("SOS")
    night.forward(seconds=1)
    ana.texts("SOS")
    return texts_to(night, "Joy", 0), texts_to(night, "Joy", 1)


def test_a_number_that_is_refused_for_good_is_refused_for_all_in_the_text(
    night: Night, luis: Person, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    his, hers = two_in_one_text(night, luis, ana, joy, faults.Refuse(21614))
    night.forward(seconds=8)
    states = {row.id: row.state for row in night.rows(outbound)}
    assert (states[his], states[hers]) == ("failed", "failed")
    told_enough(night, luis, ana, joy, ravi, sol)


def test_a_phone_rings_once_though_the_worker_died_with_the_call_that_others_rode_on(
    night: Night, luis: Person, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.workers.asleep, night.clock_runs = True, False
    luis.texts("SOS")
    ana.texts("SOS")
    calls = (outbound.c.channel == "call", outbound.c.coach_id == night.ids["Joy"])
    lead, rider = night.rows(outbound, *calls)
    died = {"state": "sending", "attempts": 1, "lease_until": night.now}
    night.change(outbound, outbound.c.id == lead.id, **died, due_at=night.now + seconds(1))
    night.change(outbound, outbound.c.id == rider.id, **died, rides_on=lead.id)
    night.clock_runs = True
    night.forward(seconds=5)
    assert len([call for call in night.network.calls.values() if call.phone == joy.phone.number]) == 1
    assert {row.state for row in night.rows(outbound, *calls)} == {"sent"}
    told_enough(night, luis, ana, joy, ravi, sol)


def test_a_page_waits_no_longer_to_be_bundled_however_far_its_number_is_behind(
    night: Night, ana: Person, joy: Person
) -> None:
    night.change(program_number, busy_until=night.now + seconds(17))
    ana.texts("I need a coach now")
    joy.hears("URGENT", within=8)
    assert night.rows(page)[0].state == "reached"
    told_enough(night, ana)


def seconds(n: float) -> timedelta:
    return timedelta(seconds=n)
