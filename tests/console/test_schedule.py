"""The editor of the plan: weeks and months, rotations, what a change lies upon, swaps, a test page."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.console.plan import Change, Overlap, month_of, overlaps, week_of
from bot.models import audit_event, contact_method, rotation, shift, swap, trial
from bot.oncall import Rotation, Schedule, Shift, TimeOff, on_call
from bot.phones import Person
from bot.rota import schedule
from tests.console.house import Browser, unit
from tests.night.world import START, Night

NEW_YORK = "America/New_York"
DAY = timedelta(days=1)
TURNS = {"rung": "primary", "starts": "2026-03-04", "hand_off": "09:00", "every": "1"}


# What a change lies upon.


def test_a_shift_in_the_place_of_another_says_whose():
    old = Shift("primary", 2, START, START + DAY)
    plan = Schedule(NEW_YORK, (), (old,), (), (1, 2))
    change = Change(shifts=(Shift("primary", 1, START + DAY / 2, START + 2 * DAY),))
    assert overlaps(plan, change) == [Overlap("replaces", 2, START + DAY / 2, START + DAY)]


def test_a_shift_of_somebody_away_says_so():
    plan = Schedule(NEW_YORK, (), (), (TimeOff(1, START, START + DAY),), (1, 2))
    change = Change(shifts=(Shift("primary", 1, START - DAY, START + DAY / 2),))
    assert overlaps(plan, change) == [Overlap("away", 1, START, START + DAY / 2)]


def test_nobody_stands_on_both_rungs_unsaid():
    plan = Schedule(NEW_YORK, (Rotation("backup", (1,), date(2026, 3, 1), 1, time(9)),), coaches=(1, 2))
    change = Change(shifts=(Shift("primary", 1, START, START + DAY),))
    assert overlaps(plan, change) == [Overlap("both", 1, START, START + DAY)]


def test_what_ends_where_the_other_begins_does_not_overlap():
    old = Shift("primary", 2, START, START + DAY)
    plan = Schedule(NEW_YORK, (), (old,), (TimeOff(1, START, START + DAY),), (1, 2))
    change = Change(shifts=(Shift("primary", 1, START + DAY, START + 2 * DAY),))
    assert overlaps(plan, change) == []


# Weeks and months.


def test_a_week_begins_on_monday():
    assert week_of(date(2026, 3, 8)) == (date(2026, 3, 2), 7)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_whole_weeks_around_all_its_days(month: int):
    first, days = month_of(date(2026, month, 15))
    last = first + timedelta(days=days - 1)
    assert first.weekday() == 0
    assert last.weekday() == 6
    assert first <= date(2026, month, 1) < first + timedelta(days=7)
    assert last >= date(2026, month, 28)
    assert (last + timedelta(days=1)).month != month or last.month != month


def test_the_week_and_the_month_are_pages_of_their_own(joy: Browser):
    assert "Mon, Mar 2" in joy.text("/oncall")
    march = joy.text("/oncall?view=month&from=2026-03-20")
    assert "Mon, Feb 23" in march
    assert "Sun, Apr 5" in march
    assert "1 h shorter: clocks go forward" in march
    assert "1 h longer: clocks go back" in joy.text("/oncall?view=week&from=2026-11-01")


@pytest.mark.parametrize("asked", ["view=year", "from=soon", "from=2031-01-01"])
def test_a_span_that_is_none_is_refused(joy: Browser, asked: str):
    assert joy.get(f"/oncall?{asked}").status_code == 400


# Rotations.


def turns(night: Night, **order: int) -> dict[str, str]:
    return {**TURNS, **{f"turn_{night.ids[who]}": str(turn) for who, turn in order.items()}}


def test_a_rotation_is_looked_at_and_then_kept(night: Night, sol: Browser):
    before = len(night.rows(rotation))
    form = turns(night, Ravi=1, Joy=2)
    page = sol.post("/oncall/rotation/look", **form).get_data(as_text=True)
    assert "New turns as primary, a day each, from Wed, Mar 4" in page
    assert "No new gap." in page
    assert len(night.rows(rotation)) == before
    assert sol.post("/oncall/rotation/keep", **form).status_code == 303
    with unit(night) as made:
        plan = schedule(made, ahead=timedelta(days=9))
    noon = datetime(2026, 3, 4, 17, tzinfo=UTC)
    who = [on_call(plan, noon + nth * DAY).primary for nth in range(3)]
    assert who == [night.ids["Ravi"], night.ids["Joy"], night.ids["Ravi"]]
    assert night.rows(audit_event)[-1].act == "set"


@pytest.mark.parametrize(
    "wrong",
    [{"starts": "2026-03-01"}, {"starts": "x"}, {"every": "0"}, {"every": "400"}, {"rung": "team"}, {"hand_off": "9"}],
)
def test_a_rotation_that_makes_no_sense_is_said_and_not_kept(night: Night, sol: Browser, wrong: dict[str, str]):
    before, form = len(night.rows(rotation)), {**turns(night, Joy=1), **wrong}
    assert "Something is missing" in sol.post("/oncall/rotation/look", **form).get_data(as_text=True)
    assert sol.post("/oncall/rotation/keep", **form).status_code == 400
    assert len(night.rows(rotation)) == before


def test_a_rotation_of_nobody_is_none(night: Night, sol: Browser):
    assert sol.post("/oncall/rotation/keep", **TURNS).status_code == 400


def test_a_rotation_is_removed_before_it_begins_and_never_after(night: Night, sol: Browser):
    old = night.rows(rotation)[0]
    sol.post("/oncall/rotation/keep", **turns(night, Ravi=1))
    new = night.rows(rotation)[-1]
    assert sol.post(f"/oncall/rotation/{new.id}/end").status_code == 303
    assert sol.post(f"/oncall/rotation/{old.id}/end").status_code == 409
    assert new.id not in [row.id for row in night.rows(rotation)]


# Swaps.


def asked_for(night: Night, joy: Browser) -> int:
    """Joy is primary tomorrow as a fixed shift, and asks for a swap."""
    span = {"from_day": "2026-03-03", "from_time": "09:00", "to_day": "2026-03-04", "to_time": "09:00"}
    joy.post("/oncall/keep", rung="backup", **span)
    (row,) = night.rows(shift)
    assert joy.post("/oncall/swap", rung="primary", starts=str(START.timestamp())).status_code == 303
    return night.one(swap).id if row else 0


def test_a_swap_is_asked_for_looked_at_and_taken(night: Night, joy: Browser, ravi: Browser, joys_phone: Person):
    asked = asked_for(night, joy)
    assert "Joy asks: who takes a turn as primary?" in ravi.text("/oncall")
    page = ravi.post(f"/oncall/swap/{asked}/look").get_data(as_text=True)
    assert "Ravi as primary" in page
    assert "Joy as backup" in page
    assert night.one(swap).taken_by is None
    assert ravi.post(f"/oncall/swap/{asked}/take").status_code == 303
    with unit(night) as made:
        rungs = on_call(schedule(made), made.at)
    assert (rungs.primary, rungs.backup) == (night.ids["Ravi"], night.ids["Joy"])
    assert night.one(swap).taken_by == night.ids["Ravi"]
    night.forward(seconds=4)
    joys_phone.hears("Ravi takes your shift from now. It is on the plan.")


def test_only_one_takes_it(night: Night, joy: Browser, ravi: Browser, sol: Browser):
    asked = asked_for(night, joy)
    assert ravi.post(f"/oncall/swap/{asked}/take").status_code == 303
    assert sol.post(f"/oncall/swap/{asked}/take").status_code == 409
    assert night.one(swap).taken_by == night.ids["Ravi"]


def test_nobody_takes_their_own_and_nobody_else_takes_it_back(night: Night, joy: Browser, ravi: Browser):
    asked = asked_for(night, joy)
    assert joy.post(f"/oncall/swap/{asked}/take").status_code == 403
    assert ravi.post(f"/oncall/swap/{asked}/drop").status_code == 403
    assert joy.post(f"/oncall/swap/{asked}/drop").status_code == 303
    assert ravi.post(f"/oncall/swap/{asked}/take").status_code == 409
    assert "who takes a turn" not in ravi.text("/oncall")


def test_asking_twice_asks_once(night: Night, joy: Browser):
    asked_for(night, joy)
    joy.post("/oncall/swap", rung="primary", starts=str(START.timestamp()))
    assert len(night.rows(swap)) == 1


def test_a_turn_that_is_not_mine_is_not_asked_for(night: Night, ravi: Browser):
    assert ravi.post("/oncall/swap", rung="primary", starts=str(START.timestamp())).status_code == 409


def test_a_swap_of_somebody_who_is_not_on_call_any_more_is_not_taken(night: Night, joy: Browser, ravi: Browser):
    asked = asked_for(night, joy)
    away = {"from_day": "2026-03-02", "from_time": "09:00", "to_day": "2026-04-20", "to_time": "09:00"}
    joy.post("/oncall/keep", rung="", **away)
    assert "They are not on call then any more." in ravi.post(f"/oncall/swap/{asked}/look").get_data(as_text=True)
    assert ravi.post(f"/oncall/swap/{asked}/take").status_code == 409
    assert night.one(swap).ended_at is None


# A test page, warnings, clocks.


def test_a_test_page_rings_and_its_answer_shows(night: Night, joy: Browser, joys_phone: Person):
    joy.post("/oncall/test")
    night.forward(seconds=4)
    assert "delivered, waiting for your 1" in joy.text("/oncall")
    joys_phone.texts("1")
    night.forward(seconds=2)
    assert "answered after" in joy.text("/oncall/live")
    assert night.one(trial).coach_id == night.ids["Joy"]
    assert night.rows(audit_event, audit_event.c.act == "sent a test page")[0].actor == f"coach {night.ids['Joy']}"


def test_a_test_page_to_nowhere_is_said(night: Night, joy: Browser):
    night.change(contact_method, contact_method.c.coach_id == night.ids["Joy"], opted_out_at=night.now)
    answer = joy.post("/oncall/test", live=True)
    assert answer.json
    assert "no phone here that can be reached" in answer.json["said"]


def test_nobody_is_rung_all_hour_long(joy: Browser, night: Night):
    assert {joy.post("/oncall/test").status_code for _ in range(6)} == {303}
    assert joy.post("/oncall/test").status_code == 429


def test_what_is_on_call_now_is_asked_for_again_only_when_it_changed(joy: Browser):
    page = joy.text("/oncall/live")
    version = page.partition('data-version="')[2].partition('"')[0]
    assert joy.get(f"/oncall/live?v={version}").status_code == 204
    joy.post("/oncall/test")
    assert joy.get(f"/oncall/live?v={version}").status_code == 200


def test_the_cover_is_warned_about_on_the_page(night: Night, joy: Browser):
    night.change(contact_method, contact_method.c.coach_id == night.ids["Joy"], opted_out_at=night.now)
    assert "On call, phone not fully tested: Joy," in joy.text("/oncall")


def test_a_change_for_somebody_elsewhere_is_told_on_their_clock_too(night: Night, sol: Browser, ravi: Browser):
    ravi.post("/me", language="en", zone="America/Denver")
    span = {"from_day": "2026-03-04", "from_time": "09:00", "to_day": "2026-03-05", "to_time": "09:00"}
    page = sol.post("/oncall/look", coach=str(night.ids["Ravi"]), rung="primary", **span).get_data(as_text=True)
    assert "7:00 am by their clock, America/Denver" in page


def test_a_script_that_asks_while_somebody_types_gets_the_look_alone(joy: Browser):
    span = {"from_day": "2026-03-04", "from_time": "09:00", "to_day": "2026-03-05", "to_time": "09:00"}
    page = joy.post("/oncall/look", live=True, rung="", **span).get_data(as_text=True)
    assert "<html" not in page
    assert "This leaves nobody on call:" in page
