"""The machine's clock is put forward or back by an hour: nobody in need waits for it."""

from datetime import timedelta

import pytest

from bot.models import client, escalation, outbound
from bot.phones import Person
from tests.night.world import Night, everything_read

JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=-20)]


def jump(night: Night, by: timedelta) -> None:
    """Every process of the line lives on one machine: its clock jumps for all of them."""
    night.workers.skew += by


@pytest.fixture(autouse=True)
def no_checkins(night: Night) -> None:
    night.change(client, next_checkin_at=None)


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_whoever_waits_is_paged_on(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person, by: timedelta
) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    night.forward(seconds=30)
    jump(night, by)
    joy.rings(within=65)
    ravi.hears("URGENT", within=125)
    ravi.texts("1")
    ravi.hears("yours")
    ravi.hears("I need a coach now")
    everything_read(ana, joy, ravi, sol)


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_a_page_in_a_dead_workers_hand_goes_out(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person, by: timedelta
) -> None:
    night.workers.dies = "before"
    ana.texts("I need a coach now")
    night.forward(seconds=1)
    jump(night, by)
    joy.hears("URGENT", within=12)
    assert night.rows(outbound, outbound.c.page_id.is_not(None))[0].state in ("sent", "delivered")
    night.forward(seconds=4)
    everything_read(ana, joy, ravi, sol)


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_ana_hears_the_truth_in_time(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person, by: timedelta
) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    jump(night, by)
    ana.hears("call or text 988", within=125)
    assert night.one(escalation).owner_id is None
    night.forward(seconds=20)
    assert ana.unread == []
    everything_read(ana, joy, ravi, sol)


def test_there_and_back_again_pages_nobody_twice_for_one_step(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    jump(night, timedelta(hours=1))
    night.forward(seconds=4)
    jump(night, timedelta(hours=-1))
    night.forward(minutes=5)
    held = night.one(escalation)
    assert held.next_page_at <= night.line.now() + timedelta(seconds=300)
    everything_read(ana, joy, ravi, sol)
