"""Who is on call, by example."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.oncall import Gap, Rotation, Rungs, Shift, changes, gaps, on_call
from tests.bot.schedules import (
    BACKUP,
    DAILY,
    JOY,
    MAYA,
    NEW_YORK,
    PROGRAM,
    RAVI,
    SOL,
    WEEKLY,
    local,
    off,
    rota,
    shift,
    utc,
)

# --- Rotations


def test_the_first_coach_starts_at_the_first_hand_off_and_nobody_before_it() -> None:
    assert on_call(PROGRAM, local("2026-01-05 08:59:59")).primary is None
    assert on_call(PROGRAM, local("2026-01-05 09:00")).primary == JOY


def test_a_weekly_rotation_hands_off_at_wall_time_on_both_sides_of_a_clock_change() -> None:
    handed = changes(rota(WEEKLY), local("2026-03-01"), local("2026-03-20"))
    assert handed == [local("2026-03-02 09:00"), local("2026-03-09 09:00"), local("2026-03-16 09:00")]
    assert [moment.hour for moment in handed] == [14, 13, 13]


def test_a_daily_rotation_changes_coach_each_morning() -> None:
    on = [on_call(rota(DAILY), local(f"2026-01-0{day} 12:00")).primary for day in (5, 6, 7)]
    assert on == [JOY, RAVI, JOY]


def test_a_custom_rotation_hands_off_every_so_many_days() -> None:
    tenth = changes(rota(replace(WEEKLY, every=10)), local("2026-01-05 12:00"), local("2026-02-01"))
    assert tenth == [local("2026-01-15 09:00"), local("2026-01-25 09:00")]


def test_a_hand_off_in_a_missing_hour_happens_when_the_gap_ends() -> None:
    night = rota(replace(DAILY, hand_off=time(2, 30)))
    assert local("2026-03-08 03:00") in changes(night, local("2026-03-08"), local("2026-03-09"))


def test_a_hand_off_in_a_repeated_hour_happens_at_the_first_of_the_two() -> None:
    night = rota(replace(DAILY, hand_off=time(1, 30)))
    assert changes(night, local("2026-11-01"), local("2026-11-02")) == [utc("2026-11-01 05:30")]
    assert on_call(night, utc("2026-11-01 05:30")) == on_call(night, utc("2026-11-01 06:15"))


def test_clocks_put_back_over_midnight_do_not_hand_back() -> None:
    newfoundland = rota(replace(DAILY, starts=date(2010, 11, 1), hand_off=time(0)), zone="America/St_Johns")
    midnight = utc("2010-11-07 02:30")  # a minute later, 00:01, clocks read 23:01 of the day before
    before, after, later = (on_call(newfoundland, midnight + timedelta(minutes=m)).primary for m in (-1, 0, 5))
    assert (before, after, later) == (RAVI, JOY, JOY)


def test_a_day_that_never_was_gives_its_hand_off_to_the_next_midnight() -> None:
    samoa = rota(replace(DAILY, starts=date(2011, 12, 28)), zone="Pacific/Apia")  # no 30 December 2011 there
    handed = changes(samoa, local("2011-12-29 12:00", "Pacific/Apia"), local("2012-01-01", "Pacific/Apia"))
    assert handed == [local("2011-12-31 00:00", "Pacific/Apia"), local("2011-12-31 09:00", "Pacific/Apia")]


def test_the_latest_rotation_in_force_wins() -> None:
    summer = Rotation("primary", (MAYA,), date(2026, 6, 1), 7, time(9))
    assert on_call(rota(WEEKLY, summer), local("2026-05-31 12:00")).primary == JOY
    assert on_call(rota(WEEKLY, summer), local("2026-06-01 12:00")).primary == MAYA


def test_a_rotation_without_coaches_covers_nothing() -> None:
    assert on_call(rota(replace(WEEKLY, coaches=())), local("2026-02-01")).primary is None


@pytest.mark.parametrize("every", [0, -7, 367])
def test_a_rotation_that_never_hands_off_cannot_be_made(every: int) -> None:
    with pytest.raises(ValueError, match="1 to 366 days"):
        replace(WEEKLY, every=every)


# --- Shifts, time off, people who left


def test_a_shift_wins_over_the_rotation_from_its_start_up_to_its_end() -> None:
    schedule = replace(PROGRAM, shifts=(shift(MAYA, "2026-01-06 18:00", "2026-01-06 22:00"),))
    times = ("17:59:59", "18:00", "21:59:59", "22:00")
    assert [on_call(schedule, local(f"2026-01-06 {at}")).primary for at in times] == [JOY, MAYA, MAYA, JOY]


def test_the_latest_of_two_overlapping_shifts_wins() -> None:
    both = (shift(MAYA, "2026-01-06 18:00", "2026-01-06 22:00"), shift(RAVI, "2026-01-06 20:00", "2026-01-06 21:00"))
    assert on_call(replace(PROGRAM, shifts=both), local("2026-01-06 20:30")).primary == RAVI


def test_the_next_coach_of_the_rotation_covers_time_off_and_no_turn_moves() -> None:
    schedule = replace(rota(WEEKLY), time_off=(off(JOY, "2026-01-06", "2026-01-08"),))
    days = ("2026-01-05 12:00", "2026-01-07 12:00", "2026-01-08 12:00", "2026-01-13 12:00")
    assert [on_call(schedule, local(day)).primary for day in days] == [JOY, RAVI, JOY, RAVI]


def test_a_coach_away_is_skipped_on_a_shift_too() -> None:
    away = replace(
        PROGRAM,
        shifts=(shift(MAYA, "2026-01-06", "2026-01-07"),),
        time_off=(off(MAYA, "2026-01-06 12:00", "2026-01-07"),),
    )
    assert on_call(away, local("2026-01-06 11:00")).primary == MAYA
    assert on_call(away, local("2026-01-06 12:00")).primary == JOY


def test_the_backup_is_never_the_primary() -> None:
    swap = replace(PROGRAM, shifts=(shift(RAVI, "2026-01-06", "2026-01-07"),))
    assert on_call(PROGRAM, local("2026-01-06 12:00")) == Rungs(JOY, RAVI, (JOY, RAVI, MAYA), (SOL,))
    assert on_call(swap, local("2026-01-06 12:00")) == Rungs(RAVI, JOY, (JOY, RAVI, MAYA), (SOL,))


def test_without_a_second_coach_there_is_no_backup() -> None:
    alone = rota(WEEKLY, replace(BACKUP, coaches=(JOY,)))
    assert on_call(alone, local("2026-01-06 12:00")).backup is None


def test_a_coach_who_left_the_program_is_on_no_rung() -> None:
    assert on_call(replace(PROGRAM, coaches=(RAVI, MAYA)), local("2026-01-06 12:00")) == Rungs(
        RAVI, None, (RAVI, MAYA), (SOL,)
    )


def test_a_supervisor_may_take_a_shift() -> None:
    schedule = replace(PROGRAM, shifts=(shift(SOL, "2026-01-06", "2026-01-07"),))
    assert on_call(schedule, local("2026-01-06 12:00")).primary == SOL


def test_the_team_is_everybody_who_is_not_away() -> None:
    schedule = replace(PROGRAM, time_off=(off(MAYA, "2026-01-06", "2026-01-08"),))
    assert on_call(schedule, local("2026-01-07")).everyone == (JOY, RAVI)


def test_when_everybody_is_away_the_team_still_stands() -> None:
    holiday = tuple(off(person, "2026-01-06", "2026-01-08") for person in (JOY, RAVI, MAYA, SOL))
    rungs = on_call(replace(PROGRAM, time_off=holiday), local("2026-01-07"))
    assert rungs == Rungs(None, None, (JOY, RAVI, MAYA), (SOL,))


def test_a_ladder_names_rungs_and_gets_each_person_once() -> None:
    rungs = Rungs(RAVI, None, (JOY, RAVI), (SOL, JOY))
    assert rungs.of("primary") == (RAVI,)
    assert rungs.of("backup") == ()
    assert rungs.of("team") == (JOY, RAVI)
    assert rungs.of("supervisor") == (SOL, JOY)
    assert rungs.of("all") == (RAVI, JOY, SOL)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        on_call(PROGRAM, datetime(2026, 1, 6))  # noqa: DTZ001 - the mistake on trial


def test_instants_of_one_repeated_hour_are_told_apart() -> None:
    zone = ZoneInfo(NEW_YORK)
    first, second = (datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=fold) for fold in (0, 1))
    schedule = replace(PROGRAM, shifts=(Shift("primary", MAYA, second, second + timedelta(hours=3)),))
    assert [on_call(schedule, at).primary for at in (first, second)] == [JOY, MAYA]


# --- Gaps and changes


def test_no_gap_while_a_rotation_runs() -> None:
    assert gaps(PROGRAM, local("2026-01-06"), local("2036-01-06")) == []


def test_a_gap_lasts_until_somebody_is_primary() -> None:
    schedule = replace(rota(), shifts=(shift(JOY, "2026-01-06 09:00", "2026-01-06 17:00"),))
    assert gaps(schedule, local("2026-01-06"), local("2026-01-07")) == [
        Gap(local("2026-01-06 00:00"), local("2026-01-06 09:00")),
        Gap(local("2026-01-06 17:00"), local("2026-01-07 00:00")),
    ]


def test_a_gap_is_told_once_though_other_things_change_inside_it() -> None:
    schedule = replace(
        rota(DAILY),
        time_off=(
            off(JOY, "2026-02-01", "2026-02-09"),
            off(RAVI, "2026-02-03", "2026-02-06"),
            off(MAYA, "2026-02-04", "2026-02-05"),
        ),
    )
    assert gaps(schedule, local("2026-02-01"), local("2026-03-01")) == [Gap(local("2026-02-03"), local("2026-02-06"))]


def test_no_time_has_no_gap() -> None:
    assert gaps(rota(), local("2026-01-06"), local("2026-01-06")) == []


def test_a_hand_off_to_the_same_coach_is_no_change() -> None:
    alone = rota(replace(DAILY, coaches=(JOY,)))
    assert changes(alone, local("2026-01-06"), local("2026-02-06")) == []


def test_changes_see_backups_shifts_and_a_rotation_that_begins() -> None:
    schedule = replace(PROGRAM, shifts=(Shift("backup", MAYA, local("2026-01-06"), local("2026-01-07")),))
    assert changes(schedule, local("2026-01-01"), local("2026-01-10")) == [
        local("2026-01-05 09:00"),
        local("2026-01-06"),
        local("2026-01-07"),
    ]
