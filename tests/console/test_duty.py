"""Who is on call: the coming days, a change looked at before it is kept, one's own zone, and the calendar's feed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.console.calendar import calendar
from bot.console.plan import grid, new_gaps
from bot.coverage import Stint
from bot.models import audit_event, coach, login, shift, time_off
from bot.oncall import Rotation, Schedule, TimeOff
from tests.console.house import Browser, browser, later
from tests.night.world import START, Night

NEW_YORK = "America/New_York"
SCHEDULE = Schedule(NEW_YORK, (Rotation("primary", (1, 2), date(2026, 3, 1), 1, time(9)),), coaches=(1, 2))
TODAY = date(2026, 3, 2)
SPAN = {"from_day": "2026-03-04", "from_time": "09:00", "to_day": "2026-03-06", "to_time": "09:00"}


def test_a_day_is_cut_where_the_coach_changes():
    (today,) = grid(SCHEDULE, TODAY, NEW_YORK, 1)
    assert [(one.coach, round(one.left * 24), round(one.width * 24)) for one in today.primary] == [
        (1, 0, 9),
        (2, 9, 15),
    ]


def test_a_rung_with_nobody_is_one_gap_from_midnight_to_midnight():
    (today,) = grid(SCHEDULE, TODAY, NEW_YORK, 1)
    assert [(one.coach, one.left, one.width) for one in today.backup] == [(None, 0.0, 1.0)]


def test_the_day_on_which_clocks_change_is_marked():
    days = {day.day: day.change for day in grid(SCHEDULE, TODAY, NEW_YORK, 14)}
    assert days[date(2026, 3, 8)] == -1
    assert set(days.values()) == {0, -1}


def test_the_same_plan_on_another_clock_is_cut_elsewhere():
    (today,) = grid(SCHEDULE, TODAY, "America/Denver", 1)
    assert [round(one.left * 24) for one in today.primary] == [0, 7]


def test_only_gaps_that_a_change_makes_are_told():
    lone = Schedule(NEW_YORK, (Rotation("primary", (1,), date(2026, 3, 3), 1, time(9)),), coaches=(1,))
    away = TimeOff(1, START + timedelta(days=3), START + timedelta(days=4))
    after = Schedule(NEW_YORK, lone.rotations, (), (away,), (1,))
    (gap,) = new_gaps(lone, after, START, START + timedelta(days=14))
    assert (gap.starts, gap.ends) == (away.starts, away.ends)
    assert new_gaps(lone, lone, START, START + timedelta(days=14)) == []


def test_time_off_shows_its_gap_before_it_is_kept(night: Night, joy: Browser):
    page = joy.post("/oncall/look", rung="", **SPAN).get_data(as_text=True)
    assert "This leaves nobody on call:" in page
    assert not night.rows(time_off)
    joy.post("/oncall/keep", rung="", **SPAN)
    (row,) = night.rows(time_off)
    assert row.starts == datetime(2026, 3, 4, 9, tzinfo=ZoneInfo(NEW_YORK))
    assert "Nobody is on call:" in joy.text("/oncall")


def test_a_shift_that_covers_leaves_no_gap(night: Night, joy: Browser, sol: Browser):
    joy.post("/oncall/keep", rung="", **SPAN)
    ravis = {"coach": str(night.ids["Ravi"]), "rung": "primary", **SPAN}
    assert "No new gap." in sol.post("/oncall/look", **ravis).get_data(as_text=True)
    sol.post("/oncall/keep", **ravis)
    assert "Nobody is on call:" not in joy.text("/oncall")


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_day": "2026-03-03"},
        {"to_day": "2026-09-03"},
        {"from_day": "2026-02-01", "to_day": "2026-02-02"},
        {"from_day": "soon"},
        {"to_time": "25:00"},
    ],
)
def test_a_span_that_makes_no_sense_is_said_and_not_kept(night: Night, joy: Browser, wrong: dict[str, str]):
    assert "Something is missing, or in the past" in joy.post("/oncall/look", **{**SPAN, **wrong}).get_data(
        as_text=True
    )
    assert joy.post("/oncall/keep", **{**SPAN, **wrong}).status_code == 400
    assert not night.rows(time_off)


def test_times_are_read_on_ones_own_clock(night: Night, joy: Browser):
    joy.post("/me", language="en", zone="America/Los_Angeles")
    joy.post("/oncall/keep", rung="primary", **SPAN)
    assert night.one(shift).starts == datetime(2026, 3, 4, 17, tzinfo=UTC)


def test_what_has_begun_is_ended_now_and_what_has_not_is_removed(night: Night, joy: Browser):
    joy.post("/oncall/keep", rung="", **SPAN)
    now = {"from_day": "2026-03-02", "from_time": "09:00", "to_day": "2026-03-05", "to_time": "09:00"}
    joy.post("/oncall/keep", rung="primary", **now)
    (rest,), (turn,) = night.rows(time_off), night.rows(shift)
    joy.post(f"/oncall/rest/{rest.id}/end")
    joy.post(f"/oncall/shift/{turn.id}/end")
    assert not night.rows(time_off)
    assert night.one(shift).ends == night.now


def test_every_change_of_the_plan_is_on_the_trail(night: Night, joy: Browser):
    joy.post("/oncall/keep", rung="", **SPAN)
    assert [row.act for row in night.rows(audit_event)][-1] == "added time off"


def test_the_feed_holds_ones_own_shifts_and_nothing_else(night: Night, joy: Browser):
    page = joy.post("/me/feed").get_data(as_text=True)
    path = page.partition("/console/feed/")[2].partition('"')[0]
    answer = browser(night).get(f"/feed/{path}")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/calendar"
    assert "SUMMARY:On call (primary)" in text
    assert "backup" not in text
    assert "Joy" not in text
    assert "Ana" not in text


def test_a_new_address_ends_the_old_one(night: Night, joy: Browser):
    first, second = (
        joy.post("/me/feed").get_data(as_text=True).partition("/console/feed/")[2].partition('"')[0] for _ in range(2)
    )
    assert browser(night).get(f"/feed/{first}").status_code == 404
    assert browser(night).get(f"/feed/{second}").status_code == 200


def test_a_feed_goes_on_when_nobody_is_signed_in(night: Night, joy: Browser):
    path = joy.post("/me/feed").get_data(as_text=True).partition("/console/feed/")[2].partition('"')[0]
    later(night, days=5)
    assert browser(night).get(f"/feed/{path}").status_code == 200


def test_a_calendar_folds_its_lines_and_escapes_its_words():
    stint = Stint("primary", 1, START, START + timedelta(hours=3))
    text = calendar(
        [stint], "Peers, friends; and a very long name with many words — más de setenta letras", "es", START
    )
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "Peers\\, friends\\; and" in text.replace("\r\n ", "")
    assert "DTSTART:20260302T200000Z" in text


def test_settings_are_kept_and_nonsense_is_not(night: Night, joy: Browser):
    joy.post("/me", language="es", zone="America/Denver")
    assert night.one(coach, coach.c.id == night.ids["Joy"]).language == "es"
    assert night.one(login).zone == "America/Denver"
    assert "Nadie espera." in joy.text("/")
    assert joy.post("/me", language="xx", zone="America/Denver").status_code == 400
    assert joy.post("/me", language="es", zone="Mars/Olympus").status_code == 400
