"""Which days count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.milestones import Mark, next_mark

SINCE = date(2026, 1, 31)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_the_days_of_the_first_two_years_are_the_ones_programs_know() -> None:
    after, found = SINCE, []
    while len(found) < 13:
        mark, after = next_mark(SINCE, after)
        found.append(f"{mark.count} {mark.unit}")
    assert found == [
        *("1 days", "3 days", "7 days", "14 days", "30 days", "60 days", "90 days"),
        *("6 months", "9 months", "1 years", "18 months", "2 years", "3 years"),
    ]


@pytest.mark.parametrize(
    ("mark", "day"),
    [
        (Mark(30, "days"), date(2026, 3, 2)),
        (Mark(6, "months"), date(2026, 7, 31)),
        (Mark(9, "months"), date(2026, 10, 31)),
        (Mark(18, "months"), date(2027, 7, 31)),
        (Mark(1, "years"), date(2027, 1, 31)),
    ],
)
def test_a_month_ends_where_the_calendar_says(mark: Mark, day: date) -> None:
    assert mark.on(SINCE) == day


def test_any_other_day_is_that_day_of_the_month() -> None:
    assert Mark(6, "months").on(date(2026, 3, 5)) == date(2026, 9, 5)


def test_a_shorter_month_has_its_last_day() -> None:
    assert Mark(6, "months").on(date(2025, 8, 31)) == date(2026, 2, 28)
    assert Mark(1, "years").on(date(2024, 2, 29)) == date(2025, 2, 28)
    assert Mark(4, "years").on(date(2024, 2, 29)) == date(2028, 2, 29)


@given(since=days, later=st.integers(0, 12_000))
def test_the_next_one_is_always_ahead_and_none_is_left_out(since: date, later: int) -> None:
    after = since + timedelta(days=later)
    mark, day = next_mark(since, after)
    assert day == mark.on(since) > after
    assert day - after <= timedelta(days=367)
    assert next_mark(since, day - timedelta(days=1)) == (mark, day)
