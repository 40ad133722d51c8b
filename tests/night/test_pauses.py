"""A pause until a day, asked for by text: the answer names the day, and on that day the texts come again."""

from datetime import UTC, datetime

import pytest

from bot.models import client, program
from bot.phones import Person
from tests.night.world import Night, said

MOOD = said("checkin.mood", name="Ana")


def only_ana(night: Night) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)


@pytest.mark.parametrize(
    "words", ["pause until thursday", "text me thursday", "hasta el jueves", "pause until the 5th"]
)
def test_she_hears_the_day_and_is_asked_again_on_it(night: Night, ana: Person, words: str) -> None:
    only_ana(night)
    ana.texts(words)
    ana.hears("paused your daily texts until Thu 3/5/2026")
    night.until_local("17:59")
    night.forward(hours=72, every=1800)
    assert ana.unread == []
    night.until_local("18:01")
    ana.hears(MOOD)
    night.change(client, next_checkin_at=None)


def test_luis_pauses_in_spanish_and_the_pause_ends_at_his_own_midnight(night: Night, luis: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], zone="America/Los_Angeles")
    luis.texts("escríbeme hasta el lunes")
    luis.hears("pausa de tus textos hasta el lun 9/3/2026")
    until = night.one(client, client.c.id == night.ids["Luis"]).paused_until
    assert until == datetime(2026, 3, 9, 7, tzinfo=UTC)  # summer time there by then


def test_a_day_too_far_is_the_last_day_that_the_program_lets_them_pause_and_that_is_what_is_said(
    night: Night, ana: Person
) -> None:
    night.change(program, settings={**night.one(program).settings, "longest_pause": 30})
    ana.texts("pause until after christmas")
    ana.hears("paused your daily texts until Wed 4/1/2026")


def test_a_day_that_nobody_can_read_is_a_week_and_that_is_said(night: Night, luis: Person) -> None:
    luis.texts("pausa hasta que regrese")
    luis.hears("pausa de 7 días, hasta el lun 9/3/2026")


@pytest.mark.parametrize("words", ["can't talk now", "not now", "luego", "más tarde", "ask me later", "another day?"])
def test_not_now_is_quiet_until_tomorrow_and_no_longer(night: Night, ana: Person, words: str) -> None:
    only_ana(night)
    ana.texts(words)
    ana.hears("paused your daily texts until Tue 3/3/2026")
    night.until_local("18:05")
    assert ana.unread == []
    night.forward(hours=20, every=1800)
    night.until_local("18:01")
    ana.hears(MOOD)
    night.change(client, next_checkin_at=None)


def test_a_bare_pause_is_a_week_as_ever(night: Night, ana: Person) -> None:
    ana.texts("pause")
    ana.hears("for 7 days, until Mon 3/9/2026")


def test_a_date_that_is_today_is_a_week_and_no_year_and_that_is_said(night: Night, ana: Person) -> None:
    ana.texts("pause until march 2")
    ana.hears("for 7 days, until Mon 3/9/2026", "START")


def test_a_cry_for_help_with_a_day_in_it_is_no_pause(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("i wont make it until monday, i want to die")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    assert night.one(client, client.c.id == night.ids["Ana"]).paused_until is None
