"""What is wrong with the cover is told ahead, to the coach and to supervisors."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot import db
from bot.models import client, coach, contact_method, outbound, program, rotation, shift, task, time_off
from bot.phones import Person
from bot.work import insert
from tests.night.world import START, Night, everything_read, said


@pytest.fixture(autouse=True)
def no_checkins(night: Night) -> None:
    night.change(client, next_checkin_at=None)


def away(night: Night, name: str, begins: datetime, ends: datetime) -> None:
    with db.transaction(night.line.engine) as tx:
        insert(tx, time_off, {"coach_id": night.ids[name], "starts": begins, "ends": ends})


def nobody_from(night: Night, begins: datetime, hours: int = 6) -> None:
    """The only coach in the primary rotation is away, and nobody follows."""
    away(night, "Joy", begins, begins + timedelta(hours=hours))


def test_a_gap_is_told_seven_days_a_day_and_two_hours_ahead_and_no_more(night: Night, sol: Person) -> None:
    begins = START + timedelta(days=7, hours=1)  # a Monday, at four in the afternoon
    nobody_from(night, begins)
    night.forward(minutes=50, every=60)
    assert sol.unread == []
    night.forward(minutes=12, every=30)
    assert sol.hears() == said("coach.cover_gap", when="Mon 9 Mar 17:00")
    night.forward(hours=143, every=1800)
    assert sol.unread == []
    night.forward(hours=2, every=300)
    assert sol.hears() == said("coach.cover_gap", when="Mon 9 Mar 17:00")
    night.forward(hours=20, every=1800)
    assert sol.unread == []
    night.forward(hours=3, every=300)
    assert sol.hears() == said("coach.cover_gap", when="Mon 9 Mar 17:00")
    night.forward(hours=3, every=300)
    assert [row.kind for row in night.rows(task)] == ["cover_gap"]


def test_no_text_about_the_cover_wakes_anyone_until_it_is_two_hours_away(night: Night, sol: Person) -> None:
    night.until_local("23:00")
    begins = night.now + timedelta(hours=20)
    nobody_from(night, begins)
    night.forward(hours=8, every=600)
    assert sol.unread == []
    night.until_local("08:02")
    sol.hears("Nobody is on call")
    night.until_local("22:00")
    everything_read(sol)
    tonight = night.now + timedelta(hours=5)
    nobody_from(night, tonight, hours=1)
    night.forward(hours=2, every=300)
    assert sol.unread == []
    night.forward(minutes=70, every=120)
    sol.hears("Nobody is on call from Wed")


def test_what_comes_up_late_is_told_once_at_once(night: Night, joy: Person, sol: Person) -> None:
    night.change(
        contact_method, contact_method.c.coach_id == night.ids["Joy"], contact_method.c.kind == "call", verified_at=None
    )
    night.forward(minutes=1)
    for someone in (joy, sol):
        assert someone.hears() == said("coach.cover_methods", coach="Joy", when="now")
    night.forward(hours=30, every=900)
    assert joy.unread == sol.unread == []


def test_a_coach_who_opted_out_of_texts_is_told_to_the_supervisor(night: Night, joy: Person, sol: Person) -> None:
    night.forward(minutes=2)
    joy.texts("STOP")
    night.forward(minutes=1)
    everything_read(joy)
    sol.hears("Joy is on call from now, with fewer than two")


def test_a_credential_that_ends_next_week_is_told_in_the_language_of_each(
    night: Night, joy: Person, sol: Person
) -> None:
    night.change(coach, coach.c.id == night.ids["Sol"], language="es")
    night.change(coach, coach.c.id == night.ids["Joy"], credential_until=(START + timedelta(days=3)).date())
    night.forward(minutes=1)
    assert joy.hears() == said("coach.cover_expired", coach="Joy", when="Fri 6 Mar 00:00")
    assert sol.hears() == said("coach.cover_expired", "es", coach="Joy", when="vie 6 mar 00:00")


def test_too_many_nights_are_told_by_the_programs_own_number(night: Night, joy: Person, sol: Person) -> None:
    night.change(program, settings={"most_nights": 3})
    night.forward(minutes=1)
    joy.hears("Joy has many night turns")
    sol.hears("Joy has many night turns")


def test_a_shift_that_covers_a_gap_ends_the_matter(night: Night, sol: Person) -> None:
    begins = START + timedelta(days=3)
    nobody_from(night, begins)
    night.forward(minutes=1)
    sol.hears("Nobody is on call from Thu 5 Mar 15:00")
    with db.transaction(night.line.engine) as tx:
        covers = {"rung": "primary", "starts": begins, "ends": begins + timedelta(hours=6)}
        insert(tx, shift, {"program_id": night.ids["program"], "coach_id": night.ids["Ravi"], **covers})
    night.forward(hours=72, every=1800)
    assert sol.unread == []


def test_a_program_that_is_being_set_up_hears_nothing_twice(night: Night, sol: Person) -> None:
    with db.transaction(night.line.engine) as tx:
        tx.execute(sa.delete(rotation))
    night.forward(minutes=1)
    assert sol.hears() == said("coach.cover_gap", when="now")
    night.forward(hours=24, every=900)
    assert sol.unread == []


def test_ten_clocks_tell_it_once(night: Night, sol: Person) -> None:
    nobody_from(night, START + timedelta(hours=20))
    for _ in range(10):
        night.sweep()
    night.forward(seconds=2)
    sol.hears("Nobody is on call")
    assert len(night.rows(outbound, outbound.c.key.like("cover%"))) == 1
