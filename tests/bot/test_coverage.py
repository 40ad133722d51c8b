"""What will be wrong with the cover, seen ahead."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.coverage import Shortfall, Standing, shortfalls, stints
from bot.escalation import Step
from bot.oncall import Rotation, Schedule, Shift, TimeOff, gaps, on_call

JOY, RAVI, SOL = 1, 2, 3
MONDAY = datetime(2026, 3, 2, 5, tzinfo=UTC)  # midnight in New York
WEEK = timedelta(days=7)
BOTH = frozenset({"text", "call"})
WELL = {who: Standing(who, BOTH) for who in (JOY, RAVI, SOL)}
PLAN = Schedule(
    "America/New_York",
    (
        Rotation("primary", (JOY, RAVI), date(2026, 2, 1), 1, time(9)),
        Rotation("backup", (RAVI, JOY), date(2026, 2, 1), 1, time(9)),
    ),
    coaches=(JOY, RAVI),
    supervisors=(SOL,),
)


def seen(plan: Schedule = PLAN, most_nights: int = 4, **changed: Standing) -> list[Shortfall]:
    people = WELL | {standing.id: standing for standing in changed.values()}
    return shortfalls(plan, people, MONDAY, MONDAY + WEEK, most_nights)


def test_two_coaches_who_can_be_reached_and_share_the_nights_are_fine() -> None:
    assert seen() == []


def test_both_away_at_once_is_a_gap_that_says_when() -> None:
    wednesday = MONDAY + timedelta(days=2)
    away = tuple(TimeOff(who, wednesday, wednesday + timedelta(hours=5)) for who in (JOY, RAVI))
    assert seen(replace(PLAN, time_off=away)) == [Shortfall("gap", None, wednesday, wednesday + timedelta(hours=5))]


def test_a_coach_with_one_way_to_be_reached_is_told_for_every_turn() -> None:
    found = seen(joy=Standing(JOY, frozenset({"call"})))
    assert {one.kind for one in found} == {"methods"}
    assert {one.coach for one in found} == {JOY}
    assert [one.starts for one in found] == sorted(one.starts for one in found)
    assert len(found) == 8  # seven hand-offs: one turn after each, on either rung, and the one they begin in


LAST = (Step(60, ("supervisor",), ("call",)),)


def ends(lasts: tuple[Step, ...] = LAST, **changed: Standing) -> list[Shortfall]:
    people = WELL | {standing.id: standing for standing in changed.values()}
    return [one for one in shortfalls(PLAN, people, MONDAY, MONDAY + WEEK, 4, lasts) if one.kind == "last"]


def test_a_last_step_that_reaches_somebody_is_fine() -> None:
    assert ends() == []
    assert ends(sol=Standing(SOL, frozenset({"call"}))) == []
    assert ends((Step(60, ("all",), ("text", "call")),), sol=Standing(SOL, frozenset())) == []


def test_a_last_step_whose_people_have_no_verified_phone_of_its_kind_is_told_for_as_long() -> None:
    whole = [Shortfall("last", None, MONDAY, MONDAY + WEEK)]
    assert ends(sol=Standing(SOL, frozenset())) == whole
    assert ends(sol=Standing(SOL, frozenset({"text"}))) == whole


def test_a_last_step_that_lost_its_people_in_mid_week_counts_from_then() -> None:
    tuesday = MONDAY + timedelta(days=1)
    (one,) = ends(sol=Standing(SOL, frozenset(), changed_at=tuesday))
    assert one.starts == tuesday


def test_a_last_step_that_reaches_nobody_in_one_coachs_turn_is_told_for_that_turn() -> None:
    primary = (Step(60, ("primary",), ("text",)),)
    found = ends(primary, joy=Standing(JOY, frozenset()))
    assert len(found) == 4
    assert all(one.ends - one.starts <= timedelta(days=1) for one in found)


def test_a_last_step_is_not_told_for_a_turn_that_was_over_when_the_phone_was_lost() -> None:
    primary = (Step(60, ("primary",), ("text",)),)
    late = MONDAY + timedelta(days=2, hours=12)  # in Ravi's turn
    found = ends(primary, joy=Standing(JOY, frozenset(), changed_at=late))
    assert found
    assert all(late <= one.starts < one.ends for one in found)


def test_a_program_without_coaches_has_a_gap_and_no_last_step() -> None:
    nobody = Schedule("America/New_York", ())
    assert {one.kind for one in shortfalls(nobody, {}, MONDAY, MONDAY + WEEK, 4, LAST)} == {"gap"}


def test_somebody_who_is_not_on_call_may_have_no_phone() -> None:
    assert seen(sol=Standing(SOL, frozenset())) == []


def test_an_opt_out_in_mid_turn_counts_from_then() -> None:
    plan = replace(PLAN, rotations=(Rotation("primary", (JOY,), date(2026, 2, 1), 7, time(9)),))
    tuesday = MONDAY + timedelta(days=1)
    (one,) = seen(plan, most_nights=7, joy=Standing(JOY, frozenset({"call"}), changed_at=tuesday))
    assert (one.kind, one.starts) == ("methods", tuesday)


def test_a_credential_that_ends_in_mid_turn_counts_from_the_midnight_after_its_last_day() -> None:
    plan = replace(PLAN, rotations=(Rotation("primary", (JOY,), date(2026, 2, 1), 7, time(9)),))
    (one,) = seen(plan, most_nights=7, joy=Standing(JOY, BOTH, credential_until=date(2026, 3, 4)))
    assert (one.kind, one.starts) == ("expired", MONDAY + timedelta(days=3))


def test_a_credential_that_holds_through_the_turn_is_fine() -> None:
    assert seen(joy=Standing(JOY, BOTH, credential_until=date(2026, 3, 9))) == []


def test_three_open_people_are_fine_and_four_are_told() -> None:
    assert seen(joy=Standing(JOY, BOTH, open_people=3)) == []
    assert {one.kind for one in seen(joy=Standing(JOY, BOTH, open_people=4))} == {"busy"}


def test_nights_count_from_the_one_that_is_too_many() -> None:
    third_night = MONDAY + timedelta(days=3, hours=3)
    plan = replace(PLAN, shifts=(Shift("primary", JOY, MONDAY, MONDAY + WEEK),))
    (one,) = seen(plan, most_nights=3)
    assert (one.kind, one.coach, one.starts) == ("nights", JOY, third_night)


def test_nights_of_a_backup_do_not_count() -> None:
    plan = replace(PLAN, rotations=(Rotation("backup", (JOY,), date(2026, 2, 1), 7, time(9)),))
    assert {one.kind for one in seen(plan, most_nights=0)} == {"gap"}


@given(st.lists(st.tuples(st.sampled_from((JOY, RAVI, SOL)), st.integers(0, 160), st.integers(1, 60)), max_size=6))
def test_stints_and_gaps_together_are_every_instant(spans: list[tuple[int, int, int]]) -> None:
    """Hour by hour: somebody's stint as primary, or a gap; never both, and it is who `on_call` says."""
    shifts = tuple(
        Shift("primary", who, MONDAY + timedelta(hours=begins), MONDAY + timedelta(hours=begins + length))
        for who, begins, length in spans
    )
    plan = Schedule("America/New_York", shifts=shifts, coaches=(JOY, RAVI), supervisors=(SOL,))
    found = [stint for stint in stints(plan, MONDAY, MONDAY + WEEK) if stint.rung == "primary"]
    holes = gaps(plan, MONDAY, MONDAY + WEEK)
    for hour in range(0, 168):
        at = MONDAY + timedelta(hours=hour)
        who = [stint.coach for stint in found if stint.starts <= at < stint.ends]
        who += [None for hole in holes if hole.starts <= at < hole.ends]
        assert who == [on_call(plan, at).primary]
