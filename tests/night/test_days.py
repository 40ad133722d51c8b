"""One check-in a local day: late answers, days without one, moved hours and zones, holidays, and many at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot import people, rhythm, seed
from bot.db import transaction
from bot.models import allowance, checkin, client, outbound, program, task
from bot.phones import Person
from bot.program import program_by_id
from bot.work import Work, work
from tests.night.conftest import cast
from tests.night.world import VAULT, ZONE, Night, everything_read, phone, said

MOOD = said("checkin.mood", name="Ana")
REMINDER = said("checkin.reminder", name="Ana")


@pytest.fixture(autouse=True)
def luis_is_away(night: Night) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None, checkin_time=None)


@contextmanager
def desk(night: Night) -> Iterator[Work]:
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        yield unit


def move(night: Night, **values: Any) -> None:
    """Ana moves to another zone, or wants another hour."""
    with desk(night) as unit:
        unit.tx.execute(sa.update(client).where(client.c.id == night.ids["Ana"]).values(**values))
        rhythm.plan(unit, people.by_id(unit, night.ids["Ana"]).client)


def settings(night: Night, **values: Any) -> None:
    night.change(program, settings={"most_nights": 7, "third_a_week": 0, **values})


def days(night: Night) -> dict[int, tuple[int | None, int | None]]:
    """What is kept of each day of March."""
    rows = night.rows(checkin, checkin.c.client_id == night.ids["Ana"])
    return {row.day.day: (row.mood, row.craving) for row in rows}


def test_an_answer_after_midnight_belongs_to_the_day_that_was_asked_about(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    night.until_local("20:31")
    ana.hears(REMINDER)
    night.until_local("00:20")
    assert night.one(checkin).missed
    ana.texts("6 3")
    ana.hears("6", "3")
    assert days(night) == {2: (6, 3)}
    assert not night.one(checkin).missed
    night.until_local("18:01")
    assert ana.hears(MOOD) == MOOD


def test_the_second_number_after_midnight_goes_to_the_first(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("6")
    ana.hears("0 (none)")
    night.until_local("00:20")
    ana.texts("3")
    ana.hears("6", "3")
    assert days(night) == {2: (6, 3)}


def test_when_the_next_day_was_asked_about_an_answer_is_about_that_day(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("6")
    ana.hears("0 (none)")
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("4 4")
    ana.hears("4")
    assert days(night) == {2: (6, None), 3: (4, 4)}


def test_numbers_long_after_a_question_are_of_the_day_itself(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    night.until_local("20:31")
    ana.hears(REMINDER)
    night.until_local("13:00")
    ana.texts("5 2")
    ana.hears("5")
    night.until_local("18:05")
    assert days(night) == {2: (None, None), 3: (5, 2)}


def quiet_days(night: Night, ana: Person, count: int) -> None:
    for _ in range(count):
        night.until_local("18:01")
        ana.hears(MOOD)
        night.until_local("20:31")
        ana.hears(REMINDER)
    night.until_local("21:05")


def test_three_quiet_days_ask_a_coach_to_write_and_seven_to_call_once_in_a_run(night: Night, ana: Person) -> None:
    quiet_days(night, ana, 2)
    assert night.rows(task) == []
    quiet_days(night, ana, 1)
    nudge = night.one(task)
    assert (nudge.kind, nudge.client_id) == ("misses_3", night.ids["Ana"])
    assert nudge.due_at - night.now < timedelta(hours=16)
    quiet_days(night, ana, 3)
    assert len(night.rows(task)) == 1
    quiet_days(night, ana, 2)
    assert [row.kind for row in night.rows(task)] == ["misses_3", "misses_7"]


def test_an_answer_begins_a_new_run(night: Night, ana: Person) -> None:
    settings(night, nudge_after=2)
    quiet_days(night, ana, 2)
    ana.texts("6 3")
    ana.hears("6", "3")
    quiet_days(night, ana, 1)
    assert len(night.rows(task)) == 1
    quiet_days(night, ana, 1)
    assert [row.kind for row in night.rows(task)] == ["misses_3", "misses_3"]


def test_nothing_scheduled_goes_out_on_a_holiday_of_the_program(night: Night, ana: Person) -> None:
    settings(night, holidays=["2026-03-03"])
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6")
    night.until_local("17:59")
    night.until_local("17:58")
    assert ana.unread == []
    night.until_local("18:01")
    ana.hears(MOOD)
    assert set(days(night)) == {2, 4}


def test_a_time_moved_to_an_hour_that_has_passed_loses_no_day(night: Night, ana: Person) -> None:
    move(night, checkin_time=time(9))  # it is three in the afternoon
    night.until_local("18:01")
    assert ana.hears(MOOD) == MOOD
    ana.texts("6 3")
    ana.hears("6")
    night.until_local("09:01")
    assert ana.hears(MOOD) == MOOD
    assert set(days(night)) == {2, 3}


def test_a_time_moved_after_the_answer_asks_nothing_more_that_day(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6")
    move(night, checkin_time=time(19))
    night.until_local("19:05")
    assert ana.unread == []


def test_an_hour_outside_the_programs_day_is_moved_into_it(night: Night, ana: Person) -> None:
    move(night, checkin_time=time(22))
    night.until_local("20:31")
    assert ana.hears(MOOD) == MOOD


def test_ana_flies_to_tokyo_and_is_asked_by_the_clock_there(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6")
    move(night, zone="Asia/Tokyo")  # where it is eight in the morning of the next day
    night.until_local("17:59", "Asia/Tokyo")
    assert ana.unread == []
    night.until_local("18:01", "Asia/Tokyo")
    ana.hears(MOOD)
    assert set(days(night)) == {2, 3}


def test_ana_flies_home_over_the_date_line_and_no_date_is_asked_about_twice(night: Night, ana: Person) -> None:
    move(night, zone="Asia/Tokyo")
    night.until_local("18:01", "Asia/Tokyo")
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6")
    move(night, zone=ZONE)  # four in the morning of the same date
    night.until_local("18:05")
    assert ana.unread == []
    night.until_local("18:01")
    ana.hears(MOOD)
    assert set(days(night)) == {3, 4}


def test_a_clock_that_stood_still_over_the_hour_asks_late(night: Night, ana: Person) -> None:
    night.clock_runs = False
    night.until_local("19:30")
    night.clock_runs = True
    assert ana.hears(MOOD, within=60) == MOOD
    assert night.one(checkin).day == date(2026, 3, 2)


def crowd(night: Night, count: int) -> list[Person]:
    """So many more people who want their check-in at six."""
    numbers = [f"+15185550{nth}" for nth in range(130, 130 + count)]
    with transaction(night.line.engine) as tx:
        for number in numbers:
            seed.add_client(tx, VAULT, night.now, night.ids["program"], "Kim", number, ZONE, checkin_time=time(18))
    return [phone(night, number, "Kim") for number in numbers]


def test_many_at_six_are_asked_one_after_the_other_as_fast_as_the_number_may_send(night: Night, ana: Person) -> None:
    kims = crowd(night, 30)
    night.until_local("18:00")
    night.forward(seconds=12)
    asked = [row.asked_at for row in night.rows(checkin)]
    assert 10 <= len(asked) < 31  # nobody is asked whose text cannot leave soon
    night.forward(seconds=40)
    assert len(night.rows(checkin)) == 31
    for kim in kims:
        kim.hears(said("checkin.mood", name="Kim"))
    ana.hears(MOOD)
    left = sorted(bubble.at for kim in kims for bubble in kim.phone.thread)
    assert (left[-1] - left[0]).total_seconds() >= 25


def test_a_reply_does_not_wait_behind_check_ins(night: Night, ana: Person) -> None:
    kims = crowd(night, 30)
    night.until_local("18:00")
    ana.texts("SOS")
    ana.hears("911", within=5)
    night.forward(seconds=60)
    everything_read(*kims, *cast.values())


def test_a_fifth_of_the_day_is_kept_for_calls_for_help_and_a_supervisor_is_told_before(
    night: Night, ana: Person, sol: Person
) -> None:
    settings(night, a_day=20)
    kims = crowd(night, 30)
    night.until_local("18:00")
    night.forward(minutes=2)
    sent = night.rows(outbound, outbound.c.lane == "bulk", outbound.c.sent_at.is_not(None))
    assert len(sent) <= 16
    assert sol.hears("sent most") == said("coach.most_sent")
    assert [row.kind for row in night.rows(task)] == ["most_sent"]
    assert night.one(allowance).held_at is not None
    assert not [row for row in night.rows(checkin) if row.missed]
    night.forward(minutes=10, every=30)
    assert len(night.rows(task)) == 1
    everything_read(ana, *kims)
