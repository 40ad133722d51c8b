"""The arithmetic of the supervisor's figures, by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.figures import FEWEST, Case, covered, expected, quantile, told, waits
from tests.night.world import START, ZONE

MINUTE = timedelta(minutes=1)


def case(client: int = 1, tier: str = "urgent", hour: int = 20, **after: int) -> Case:
    """A call for help opened on a Monday at this hour UTC; steps come so many seconds after."""
    opened = datetime(2026, 3, 2, hour, tzinfo=UTC)
    return Case(client, tier, opened, **{step: opened + timedelta(seconds=late) for step, late in after.items()})


def test_half_and_nine_of_ten_are_lengths_that_somebody_really_waited():
    assert quantile([30, 10, 20], 0.5) == 20
    assert quantile([10, 20], 0.5) == 10
    assert quantile(range(1, 11), 0.9) == 9
    assert quantile([], 0.5) is None


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_so_large_a_share_waited_no_longer(lengths: list[float], share: float):
    found = quantile(lengths, share)
    assert found in lengths
    assert sum(one <= found for one in lengths) >= share * len(lengths) - 1e-6


def test_waits_are_told_apart_by_tier_and_by_night():
    found = [case(1, acknowledged=60), case(2, hour=4, acknowledged=600), case(3, "emergency", closed=90)]
    groups = {(one.tier, one.part): one for one in waits(found, ZONE)}
    assert groups["urgent", "all"].steps["acknowledged"].p90 == 600
    assert groups["urgent", "day"].steps["acknowledged"].p50 == 60
    assert groups["urgent", "night"].cases == 1  # 4 UTC is eleven in the evening in New York
    assert groups["emergency", "all"].steps["acknowledged"].count == 0
    assert groups["emergency", "day"].steps["closed"].p50 == 90


def test_whoever_calls_twice_is_one_person():
    assert waits([case(1), case(1), case(2)], ZONE)[3].people == 2


def test_the_planning_line_falls_from_week_to_week_between_its_known_points():
    assert [expected(week) for week in (1, 4, 12, 26)] == [0.80, 0.72, 0.625, 0.50]
    line = [expected(week) for week in range(1, 60)]
    assert line == sorted(line, reverse=True)
    assert line[-1] == 0.50


def test_an_hour_of_ten_without_anybody_is_nine_tenths_covered():
    assert covered([(START, START + 6 * MINUTE)], START, START + 60 * MINUTE) == pytest.approx(0.9)
    assert covered([], START, START) is None


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ([40, 30], [True, True]),
        ([40, 3], [False, False]),
        ([40, 3, 2], [True, False, False]),
        ([40, 0], [True, True]),
        ([11, 10, 50], [False, False, True]),
        ([3], [False]),
        ([0], [True]),
    ],
)
def test_a_small_number_is_left_out_and_cannot_be_worked_out(people: list[int], shown: list[bool]):
    assert told(people) == shown


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6))
def test_no_number_from_one_to_ten_is_ever_told_or_left_alone(people: list[int]):
    shown = told(people)
    assert not [count for count, open_ in zip(people, shown, strict=True) if open_ and 0 < count < FEWEST]
    rest = sum(1 for count, open_ in zip(people, shown, strict=True) if open_ and count)
    assert shown.count(False) != 1 or rest == 0
