"""Pauses by text end when a local day begins, in the future, and never past the program's longest."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.days import local_day
from bot.pausing import USUAL, pause
from tests.interrupts.test_until import SAID

ZONES = ("America/New_York", "America/Los_Angeles", "Pacific/Kiritimati", "America/Santiago", "Asia/Beirut")
INSTANTS = st.integers(0, 3_000 * 1_440).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
LENGTHS = ("pause for a week", "pause for 2 months", "snooze 30 minutes", "pause", "not today", "pause 999 days")
NOON = datetime(2026, 3, 4, 17, tzinfo=UTC)  # a Wednesday, noon in New York


@given(st.sampled_from(SAID), INSTANTS, st.sampled_from(ZONES), st.sampled_from(["en", "es"]), st.integers(7, 366))
def test_a_pause_until_a_day_ends_when_a_local_day_begins_in_the_future_and_within_the_bound(
    said: tuple[str, str], at: datetime, zone: str, language: str, longest: int
) -> None:
    length, answer = pause(said[0], at, zone, language, timedelta(days=longest))
    assert timedelta() < length <= timedelta(days=longest)
    if answer.key == "line.paused_so_long":  # the day is a year off: they hear that it is a week
        assert length == USUAL
        return
    ends = at + length
    assert local_day(ends, zone) > local_day(at, zone)
    assert local_day(ends - timedelta(seconds=1), zone) < local_day(ends, zone)


@given(st.sampled_from(LENGTHS), INSTANTS, st.sampled_from(ZONES), st.integers(7, 366))
def test_a_pause_of_a_length_is_never_longer_than_the_longest(text: str, at: datetime, zone: str, longest: int) -> None:
    length, _ = pause(text, at, zone, "en", timedelta(days=longest))
    assert timedelta() < length <= timedelta(days=longest)


def heard(text: str, language: str = "en", longest: int = 366) -> tuple[datetime, str, object]:
    length, said = pause(text, NOON, "America/New_York", language, timedelta(days=longest))
    return (NOON + length).astimezone(ZoneInfo("America/New_York")), said.key, said.facts.get("day")


def test_the_answer_names_the_day() -> None:
    ends, key, day = heard("pause until the 15th")
    assert (ends.isoformat(), key, day) == ("2026-03-15T00:00:00-04:00", "line.paused_until", "Sun 3/15/2026")
    assert heard("hasta el lunes", "es")[1:] == ("line.paused_until", "lun 9/3/2026")
    assert heard("hasta el 4/5", "es")[2] == "lun 4/5/2026"
    assert heard("pause for a week")[1:] == ("line.paused_until", "Wed 3/11/2026")


def test_a_day_past_the_longest_is_the_last_day_there_is() -> None:
    ends, key, day = heard("till after christmas", longest=30)
    assert (ends.time(), key, day) == (time(0), "line.paused_until", "Fri 4/3/2026")


def test_where_the_day_is_not_understood_the_length_that_was_taken_is_said() -> None:
    length, said = pause("pausa hasta que regrese", NOON, "America/New_York", "es", timedelta(days=366))
    assert (length, said.key) == (USUAL, "line.paused_so_long")
    assert said.facts == {"days": 7, "day": "mié 11/3/2026"}


@pytest.mark.parametrize("text", ["pause until march 4", "pause until 3/1", "pause until october 4"])
def test_a_date_that_nobody_means_a_year_ahead_is_a_week_and_that_is_said(text: str) -> None:
    ends, key, day = heard(text)
    assert (ends - NOON, key, day) == (USUAL, "line.paused_so_long", "Wed 3/11/2026")


def test_some_hours_have_no_day_to_name_and_not_today_is_until_midnight() -> None:
    assert heard("snooze 30 minutes")[1] == "line.paused"
    assert heard("not today")[0].isoformat() == "2026-03-05T00:00:00-05:00"
