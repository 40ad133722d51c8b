"""The day that a pause is asked for until: always in the future, and the one that was meant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.interrupts import Until, keyword, read_pause

WEDNESDAY = date(2026, 3, 4)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))

SAID = [
    ("pause until the 15th", "2026-03-15"),
    ("pausa hasta el 15", "2026-03-15"),
    ("pausa hasta el dia 2", "2026-04-02"),
    ("pause until the 4th", "2026-04-04"),
    ("pause until the 31st", "2026-03-31"),
    ("until monday", "2026-03-09"),
    ("hasta el lunes", "2026-03-09"),
    ("pausa hasta el proximo lunes", "2026-03-09"),
    ("pause til wednesday", "2026-03-11"),
    ("hold my texts until fri", "2026-03-06"),
    ("pause through friday", "2026-03-07"),
    ("pause until after friday", "2026-03-07"),
    ("pause until march 20", "2026-03-20"),
    ("no texts until 20 march", "2026-03-20"),
    ("pausa hasta el 1 de abril", "2026-04-01"),
    ("pause until september 3", "2026-09-03"),
    ("pausa hasta el primero de abril", "2026-04-01"),
    ("pause until the first of may", "2026-05-01"),
    ("pause until april", "2026-04-01"),
    ("pause until after april", "2026-05-01"),
    ("dont text me until after december", "2027-01-01"),
    ("pause until 3/15", "2026-03-15"),
    ("pause until 3/15/2026", "2026-03-15"),
    ("till after christmas", "2026-12-26"),
    ("pausa hasta navidad", "2026-12-25"),
    ("pause until february", "2027-02-01"),
    ("pausa hasta después de año nuevo", "2027-01-02"),
    ("pause until thanksgiving", "2026-11-26"),
    ("pause until after the holidays", "2027-01-02"),
    ("pause until next week", "2026-03-09"),
    ("hasta la próxima semana", "2026-03-09"),
    ("hasta la semana que viene", "2026-03-09"),
    ("skip next week", "2026-03-16"),
    ("pause until next month", "2026-04-01"),
    ("pausa hasta el mes que viene", "2026-04-01"),
    ("pause until after next month", "2026-05-01"),
    ("pause until the weekend", "2026-03-07"),
    ("pausa hasta después del fin de semana", "2026-03-09"),
    ("pause until tomorrow", "2026-03-05"),
    ("skip me tomorrow", "2026-03-06"),
    ("text me monday", "2026-03-09"),
    ("text me on the 15th", "2026-03-15"),
    ("escríbeme hasta el lunes", "2026-03-09"),
    ("pause for 3 days until monday", "2026-03-09"),
    ("pause until the 15th of april", "2026-04-15"),
]


@pytest.mark.parametrize(("text", "day"), SAID)
def test_the_day_that_is_said_on_a_wednesday_is_the_next_such_day(text: str, day: str) -> None:
    until = read_pause(text).until
    assert until is not None
    assert until.on(WEDNESDAY, day_first=False) == date.fromisoformat(day)


NO_DAY = [
    *("pause until the 40th", "pausa hasta el 0", "pause until feb 30", "pausa hasta el 30 de febrero"),
    *("pause until 13/32", "pause", "pause for a week", "pausa hasta que regrese", "snooze 30 minutes"),
    *("pause until the 15 minutes are over", "pause until further notice", "pause until the holidays"),
    *("pause the sun is out", "pausa 3 dias"),
]


@pytest.mark.parametrize("text", NO_DAY)
def test_where_no_day_is_meant_none_is_read(text: str) -> None:
    assert read_pause(text).until is None


def test_a_length_comes_before_a_day_that_is_only_named() -> None:
    assert read_pause("monday was hard, pause for 3 days").length == timedelta(days=3)


def test_figures_are_read_as_their_language_writes_them_and_as_the_only_day_they_can_be() -> None:
    spring, either = Until("figures", 3, 15), Until("figures", 4, 5)
    assert {spring.on(WEDNESDAY, day_first=first) for first in (True, False)} == {date(2026, 3, 15)}
    assert either.on(WEDNESDAY, day_first=False) == date(2026, 4, 5)
    assert either.on(WEDNESDAY, day_first=True) == date(2026, 5, 4)


def test_after_a_day_is_the_next_morning_also_on_the_day_itself() -> None:
    christmas = Until("named", 12, 25, after=True)
    assert christmas.on(date(2026, 12, 25), day_first=False) == date(2026, 12, 26)


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("pause until march 2", "2026-03-02"),
        ("pause until 3/2", "2026-03-03"),
        ("pausa hasta el 3 de marzo", "2026-03-04"),
        ("pause until september 4", "2026-03-04"),
        ("pause until feb 29", "2026-02-01"),
        ("pause until march", "2026-03-04"),
        ("pausa hasta navidad", "2026-12-25"),
        ("pause until thanksgiving", "2026-11-26"),
    ],
)
def test_a_day_that_is_nearer_behind_than_ahead_is_not_the_one_of_next_year(text: str, today: str) -> None:
    until = read_pause(text).until
    assert until is not None
    assert until.on(date.fromisoformat(today), day_first=False) is None


def test_a_29th_of_february_is_one_in_a_leap_year() -> None:
    until = read_pause("pause until feb 29").until
    assert until is not None
    assert until.on(date(2028, 2, 1), day_first=False) == date(2028, 2, 29)


@given(st.sampled_from(SAID), DAYS, st.booleans())
def test_every_day_that_can_be_said_is_in_the_future_and_within_eleven_months_or_not_taken(
    said: tuple[str, str], today: date, day_first: bool
) -> None:
    assert keyword(said[0]) == "pause"
    until = read_pause(said[0]).until
    assert until is not None
    day = until.on(today, day_first=day_first)
    assert day is None or today < day <= today + timedelta(days=336)


NUMBERS = st.integers(0, 99)
WORDS = st.sampled_from(
    ["until", "hasta el", "after", "text me", "skip", "the", "de", "march", "abril", "may", "/", "th"]
)


@given(st.lists(st.one_of(NUMBERS.map(str), WORDS), max_size=8).map(" ".join), DAYS)
def test_whatever_is_said_of_a_day_is_read_as_one_to_come_or_as_none(text: str, today: date) -> None:
    until = read_pause(text).until
    day = until.on(today, day_first=False) if until is not None else None
    assert day is None or day > today
