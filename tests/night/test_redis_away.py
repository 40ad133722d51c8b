"""SQL is the queue: Redis may be away, forget everything, or be full, and nobody notices but the clock."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from bot import db, seed
from bot.models import client, escalation, inbound, outbound, page
from bot.people import MANY
from bot.phones import Person, faults
from bot.phones.records import Line
from tests.night.world import NUMBER, START, VAULT, ZONE, Night, everything_read, said


def cries(ana: Person) -> None:
    ana.texts("I need a coach now")
    ana.hears("988", within=3)
    ana.hears("1", "2", within=3)


def test_redis_is_away_and_the_page_goes_out_by_the_clock(night: Night, ana: Person, joy: Person) -> None:
    night.workers.away = True
    cries(ana)
    joy.hears("URGENT", within=10)


def test_redis_forgets_every_doorbell_and_the_page_still_goes_out(night: Night, ana: Person, joy: Person) -> None:
    night.workers.forgetful = True
    cries(ana)
    night.forward(seconds=6)
    night.workers.forgetful = False
    joy.hears("URGENT", within=4)


def test_redis_goes_away_in_the_middle_of_a_night_and_comes_back(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    cries(ana)
    joy.hears("URGENT")
    night.workers.away = True
    joy.rings(within=70)
    ravi.hears("URGENT", within=35)
    night.workers.away = False
    ravi.texts("1")
    ana.hears("Ravi")
    ravi.hears("yours")
    ravi.hears("I need a coach")
    joy.hears("Ravi has")
    everything_read(ravi)


def test_without_redis_check_ins_are_sent_too(night: Night, ana: Person) -> None:
    night.workers.away = True
    night.until_local("18:01")
    assert ana.hears("Ana") == said("checkin.mood", name="Ana")


def test_no_worker_runs_and_the_clock_does_the_work(night: Night, ana: Person, joy: Person) -> None:
    night.workers.asleep = True
    cries(ana)
    joy.hears("URGENT", within=10)
    night.workers.asleep = False  # and it works off what waited, which is done already
    joy.hears_nothing(within=20)


def test_without_redis_bad_news_moves_a_page_within_five_seconds(night: Night, ana: Person, joy: Person) -> None:
    night.workers.away = True
    joy.phone.carrier = faults.undelivered(30003)
    cries(ana)
    assert night.until(lambda: bool(night.rows(page, page.c.state == "failed")), timedelta(seconds=15))
    joy.rings(within=7)  # two seconds of it are the phone company's


def test_a_page_goes_out_within_ten_seconds_of_a_clock_that_was_down(night: Night, ana: Person, joy: Person) -> None:
    night.workers.forgetful = True
    night.clock_runs = False
    cries(ana)
    night.forward(seconds=20)
    assert joy.unread == []
    night.clock_runs, night.workers.forgetful = True, False
    joy.hears("URGENT", within=10)
    assert night.one(page).round == 0
    everything_read(joy)


def test_an_outage_of_the_clock_is_caught_up_in_one_step_each_coach_once(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    cries(ana)
    joy.hears("URGENT")
    night.clock_runs = False
    night.forward(minutes=30)
    night.clock_runs = True
    night.forward(seconds=4)
    assert len(ravi.unread) == 1
    assert len(sol.unread) == 1
    assert ana.unread == [said("crisis.update_5")]
    everything_read(ana, joy, ravi, sol)


@pytest.mark.slow
def test_a_page_does_not_wait_behind_five_hundred_check_ins(night: Night, ana: Person, joy: Person) -> None:
    many(night, 500)
    night.until_local("18:01")
    night.forward(seconds=20)
    assert len(night.rows(client, client.c.next_checkin_at <= night.now)) > 300
    cries(ana)
    joy.hears("URGENT", within=5)
    everything_read(ana)


def test_check_ins_leave_no_faster_than_the_numbers_pace(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=None)
    many(night, 30)
    night.until_local("18:00")
    night.forward(seconds=20)
    sent = [row.sent_at for row in night.rows(outbound) if row.sent_at]
    assert 15 <= len(sent) <= 24
    for at in sent:
        assert len([other for other in sent if at <= other < at + timedelta(seconds=2)]) <= 3


def many(night: Night, count: int) -> None:
    """So many more clients who are asked at six."""
    with db.transaction(night.line.engine) as tx:
        for n in range(count):
            number = f"+1716555{n:04d}"
            name, more = f"Client {n}", {"checkin_time": time(18)}
            seed.add_client(tx, VAULT, START, night.ids["program"], name, number, ZONE, **more)


# The loop guard: two machines could talk for ever.


def chatter(night: Night, ana: Person, times: int) -> None:
    for n in range(times):
        night.network.text(ana.phone, f"automatic message number {n} of many")
    night.forward(seconds=60)


@pytest.mark.parametrize("times", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_machine_that_texts_without_end_hears_twenty_answers_one_kind_word_and_then_silence(
    night: Night, ana: Person, joy: Person, times: int
) -> None:
    night.network.lines[NUMBER] = faster(night)
    chatter(night, ana, times)
    assert len(ana.unread) == MANY + 1
    assert said("line.slowly", name="Ana") in ana.unread
    everything_read(ana)
    ana.texts("I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")


def test_somebody_in_danger_who_writes_a_lot_still_hears_what_a_two_means(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.network.lines[NUMBER] = faster(night)
    ana.texts("I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    chatter(night, ana, 25)
    everything_read(ana)
    ana.texts("2")
    assert ana.hears("911") == said("sos.not_safe")
    night.forward(seconds=5)
    everything_read(joy, ravi, sol)


def test_the_guard_opens_again_after_ten_quiet_minutes(night: Night, ana: Person) -> None:
    night.network.lines[NUMBER] = faster(night)
    chatter(night, ana, 30)
    everything_read(ana)
    night.forward(minutes=11, every=30)
    ana.texts("hello")
    assert ana.hears("COACH")


def test_one_clients_chatter_does_not_silence_another(night: Night, ana: Person, luis: Person) -> None:
    night.network.lines[NUMBER] = faster(night)
    chatter(night, ana, 30)
    everything_read(ana)
    luis.texts("7 2")
    assert luis.hears("7")


def test_every_text_of_the_chatter_is_kept(night: Night, ana: Person) -> None:
    night.network.lines[NUMBER] = faster(night)
    chatter(night, ana, 40)
    everything_read(ana)
    assert len(night.rows(inbound)) == 40
    assert night.rows(escalation) == []


def faster(night: Night) -> Line:
    return replace(night.network.lines[NUMBER], rate=1000.0)


def test_a_page_that_cannot_be_read_keeps_no_other_and_no_check_in_from_being_sent(
    night: Night, ana: Person, luis: Person, joy: Person, ravi: Person
) -> None:
    night.expects_trouble = True
    night.workers.away = True
    night.until_local("17:59")
    luis.texts("necesito un coach ya")
    with db.transaction(night.line.engine) as tx:
        tx.execute(sa.text("UPDATE outbound SET body = :bad WHERE state = 'due'"), {"bad": b"\x01spoilt"})
    night.forward(seconds=10)
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ravi.hears("URGENT")
    everything_read(luis, joy, ravi)
