"""What a coach is told of a client's days: one comparison each, with its numbers, on the first day that it holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.words import knows, say
from bot.program import Lines
from bot.warnings import Day, Finding, after_a_miss, after_an_answer, confidence, lonely

TODAY = date(2026, 3, 16)
LINES = Lines()
RULES = {
    "craving_above", "mood_below", "craving_rising", "mood_falling", "hard_days", "silence", "confidence_falling",
    "confidence_low", "lonely",
}  # fmt: skip


def days(*rated: tuple[int | None, int | None] | None) -> list[Day]:
    """Check-ins up to today, oldest first as people tell them: (mood, craving), or None for a miss."""
    told = [one or (None, None) for one in rated]
    last = len(told) - 1
    rows = [
        Day(TODAY - timedelta(days=last - nth), mood, craving, missed=rated[nth] is None)
        for nth, (mood, craving) in enumerate(told)
    ]
    return rows[::-1]


def cravings(*values: int) -> list[Day]:
    return days(*((6, value) for value in values))


def moods(*values: int) -> list[Day]:
    return days(*((value, 1) for value in values))


def rules(found: Sequence[Finding]) -> dict[str, dict[str, int]]:
    return {one.rule: dict(one.numbers) for one in found}


def test_a_craving_four_above_the_usual_of_seven_days() -> None:
    assert rules(after_an_answer(cravings(2, 2, 3, 2, 6), LINES))["craving_above"] == {"craving": 6, "usual": 2}
    assert "craving_above" not in rules(after_an_answer(cravings(2, 2, 3, 2, 5), LINES))


def test_what_is_usual_is_of_the_seven_days_before_and_needs_three_of_them() -> None:
    assert "craving_above" not in rules(after_an_answer(cravings(2, 2, 6), LINES))
    long_ago = [*cravings(6)[:1], *(day._replace(day=day.day - timedelta(days=9)) for day in cravings(2, 2, 2))]
    assert after_an_answer(long_ago, LINES) == []


def test_a_craving_that_pages_a_coach_is_not_a_task_as_well() -> None:
    assert "craving_above" not in rules(after_an_answer(cravings(2, 2, 2, 2, 8), LINES))


def test_a_mood_three_below_the_usual_of_fourteen_days() -> None:
    usual = (7, 7, 6, 7, 7, 8, 7, 7, 7, 7)
    assert rules(after_an_answer(moods(*usual, 4), LINES))["mood_below"] == {"mood": 4, "usual": 7}
    assert "mood_below" not in rules(after_an_answer(moods(*usual, 5), LINES))
    assert "mood_below" not in rules(after_an_answer(moods(*usual, 2), LINES)), "low: it is on the list already"


def test_a_craving_that_climbs_within_a_week_is_told_once() -> None:
    climb = (1, 2, 3, 4)
    assert rules(after_an_answer(cravings(*climb), LINES))["craving_rising"] == {"first": 1, "last": 4, "days": 4}
    assert "craving_rising" not in rules(after_an_answer(cravings(*climb, 5), LINES)), "told the day before"


def test_a_mood_that_falls_within_a_week_is_told() -> None:
    found = rules(after_an_answer(moods(8, 8, 7, 6, 5), LINES))
    assert found["mood_falling"] == {"first": 8, "last": 5, "days": 5}


def test_up_and_down_is_no_trend() -> None:
    assert after_an_answer(cravings(1, 4, 1, 4, 2, 3), LINES) == []


def test_three_hard_check_ins_of_five() -> None:
    found = rules(after_an_answer(days((6, 7), (5, 3), (2, 3), None, (5, 7)), LINES))
    assert found["hard_days"] == {"days": 3, "of": 4}
    assert "hard_days" not in rules(after_an_answer(days((6, 7), (2, 7), (5, 3)), LINES)), "today was not hard"


def test_a_week_much_more_silent_than_the_one_before() -> None:
    talked, quiet = [(6, 2)] * 7, [(6, 2), None, (6, 2), None, (6, 2), (6, 2), None]
    assert rules(after_a_miss(days(*talked, *quiet), LINES)) == {"silence": {"answered": 4, "before": 7}}


def test_silence_is_told_on_its_first_day() -> None:
    assert after_a_miss(days(*[(6, 2)] * 7, *[None] * 7), LINES) == []


def test_whoever_never_said_much_is_not_more_silent() -> None:
    assert after_a_miss(days(*[None] * 5, (6, 2), (6, 2), *[None] * 7), LINES) == []


def test_confidence_at_the_line_or_far_below_the_usual() -> None:
    assert confidence([3], LINES) == Finding("confidence_low", {"confidence": 3})
    assert confidence([5, 8, 8, 9], LINES) == Finding("confidence_falling", {"confidence": 5, "usual": 8})
    assert confidence([5, 8, 8], LINES) is None
    assert confidence([6, 8, 8, 9], LINES) is None


def test_lonely_three_times_in_a_week_or_each_of_the_last_three_times() -> None:
    week = [(TODAY - timedelta(days=away), True) for away in (0, 2, 5)]
    month = [(TODAY - timedelta(days=away), True) for away in (0, 9, 20)]
    assert lonely(week, LINES) == lonely(month, LINES) == Finding("lonely", {"times": 3})
    assert lonely(week[:2], LINES) is None
    assert lonely([week[0], (week[1][0], False), *month[1:]], LINES) is None
    assert lonely([(TODAY, False), *week], LINES) is None


@pytest.mark.parametrize(("line", "value"), [("craving_above", 5), ("mood_below", 4), ("slope", 9), ("hard_days", 4)])
def test_every_line_is_the_programs_own(line: str, value: int) -> None:
    stories = [cravings(2, 2, 2, 2, 6), moods(7, 7, 7, 7, 7, 4), cravings(1, 2, 3, 4), days((6, 7), (6, 7), (6, 7))]
    told = [len(after_an_answer(story, LINES)) for story in stories]
    stricter = [len(after_an_answer(story, replace(LINES, **{line: value}))) for story in stories]
    assert sum(stricter) < sum(told)


RATINGS = st.lists(
    st.none() | st.tuples(st.none() | st.integers(0, 10), st.none() | st.integers(0, 10)), min_size=1, max_size=15
)


@given(RATINGS)
def test_every_finding_can_be_read_and_has_whole_numbers(rated: list[tuple[int | None, int | None] | None]) -> None:
    for found in (*after_an_answer(days(*rated), LINES), *after_a_miss(days(*rated), LINES)):
        assert found.rule in RULES
        assert all(isinstance(number, int) for number in found.numbers.values())
        for language in ("en", "es"):
            assert "{" not in say(f"found.{found.rule}", language, **found.plain())


@given(st.integers(0, 10), st.integers(0, 10), st.integers(1, 15))
def test_days_that_are_all_alike_are_no_warning_but_for_hard_ones(mood: int, craving: int, many: int) -> None:
    found = rules(after_an_answer(days(*[(mood, craving)] * many), LINES))
    hard = mood <= LINES.low_at or craving >= LINES.offer_at
    assert set(found) <= ({"hard_days"} if hard else set())


def test_every_rule_has_words() -> None:
    assert all(knows(f"found.{rule}") for rule in RULES)
