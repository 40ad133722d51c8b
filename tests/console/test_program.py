"""Settings of a program: what is safe is kept, what is not is refused and said; hotlines; every word, to read."""

from datetime import date, time, timedelta

import pytest

from bot.console.program_page import BAD_LADDERS, ladder_said
from bot.console.words import knows, say
from bot.escalation import LADDERS, BadLadder
from bot.lines import LIMITS, Unsafe, check
from bot.models import audit_event, contact_method, program
from bot.phones import Person
from bot.program import Lines
from flows.copy import hotlines
from tests.console.house import Browser
from tests.night.world import Night

GOOD = {
    "offer_at": "6",
    "page_at": "7",
    "low_at": "2",
    "remind_after": "120",
    "contact_within": "4",
    "pace": "1",
    "most_nights": "2",
    "rest_after": "3",
    "keep_months": "24",
    "longest_pause": "366",
    "drill_days": "7",
    "a_minute": "75",
    "a_day": "2000",
    "third_a_week": "2",
    "nudge_after": "3",
    "call_after": "7",
    "opens": "09:00",
    "closes": "20:00",
}
LATER = {"after_1": "60", "rung_1_all": "1", "by_1_text": "1", "by_1_call": "1"}
LADDER = {"steps": "3", "again": "60", "after_0": "0", "rung_0_primary": "1", "by_0_text": "1", **LATER}


def settings(night: Night) -> dict[str, object]:
    return dict(night.one(program).settings)


def test_the_defaults_are_safe():
    check(Lines())


@pytest.mark.parametrize("name", LIMITS)
def test_a_line_outside_its_limits_is_refused(name: str):
    for value in (LIMITS[name].least - 1, LIMITS[name].most + 1):
        with pytest.raises(Unsafe, match=name):
            check(Lines(**{name: value}))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"opens": time(7, 59)}, "opens"),
        ({"closes": time(21, 1)}, "closes"),
        ({"opens": time(12), "closes": time(15, 59)}, "closes"),
        ({"offer_at": 8, "page_at": 7}, "page_at"),
        ({"keep_months": 1}, "keep_months"),
    ],
)
def test_no_text_at_night_and_no_offer_above_the_page(wrong: dict[str, object], name: str):
    with pytest.raises(Unsafe, match=name):
        check(Lines(**wrong))  # type: ignore[arg-type]


def test_lines_are_kept_in_seconds_and_on_the_trail(night: Night, sol: Browser):
    assert sol.post("/program/lines", **GOOD).status_code == 303
    kept = settings(night)
    assert (kept["page_at"], kept["remind_after"], kept["contact_within"], kept["opens"]) == (7, 7_200, 240, "09:00")
    row = night.rows(audit_event)[-1]
    assert row.act == "saved settings"
    assert row.detail["page_at"] == "8 to 7"
    assert 'value="120"' in sol.text("/program")


@pytest.mark.parametrize(
    "wrong", [{"page_at": "10"}, {"page_at": "5"}, {"opens": "06:00"}, {"contact_within": "30"}, {"low_at": "x"}]
)
def test_what_is_not_safe_changes_nothing_and_keeps_what_was_typed(night: Night, sol: Browser, wrong: dict[str, str]):
    before = settings(night)
    answer = sol.post("/program/lines", **{**GOOD, **wrong})
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "Nothing was kept" in page
    assert f'value="{next(iter(wrong.values()))}"' in page
    assert settings(night) == before


def test_the_new_line_is_the_one_that_pages(night: Night, sol: Browser, ana: Person, joys_phone: Person):
    sol.post("/program/lines", **GOOD)
    ana.texts("6 7")
    night.forward(seconds=5)
    assert any(bubble.body.startswith("URGENT") for bubble in joys_phone.phone.thread)


# Ladders.


def test_a_ladder_of_ones_own_is_kept_shown_and_given_up_again(night: Night, sol: Browser):
    assert sol.post("/program/ladder/urgent", **LADDER).status_code == 303
    kept = settings(night)["ladders"]
    first = {"after": 0, "rungs": ["primary"], "methods": ["text"]}
    assert kept == {
        "urgent": {"steps": [first, {"after": 60, "rungs": ["all"], "methods": ["text", "call"]}], "again": 60}
    }
    assert "Back to the default" in sol.text("/program")
    assert sol.post("/program/ladder/urgent", default="1").status_code == 303
    assert settings(night)["ladders"] == {}
    assert night.rows(audit_event)[-1].actor == f"coach {night.ids['Sol']}"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"after_0": "5"}, "ladder.first"),
        ({"after_1": "400"}, "ladder.waits"),
        ({"by_1_call": ""}, "ladder.last"),
        ({"by_0_text": ""}, "ladder.methods"),
        ({"again": ""}, "ladder.numbers"),
        ({"after_1": ""}, "ladder.numbers"),
        ({"steps": "0"}, "ladder.first"),
    ],
)
def test_a_ladder_that_could_leave_somebody_alone_is_refused(
    night: Night, sol: Browser, wrong: dict[str, str], said: str
):
    answer = sol.post("/program/ladder/urgent", **{**LADDER, **wrong})
    assert answer.status_code == 400
    assert say(said, "en") in answer.get_data(as_text=True)
    assert "ladders" not in settings(night)


def test_a_ladder_whose_end_reaches_nobody_is_refused(night: Night, sol: Browser):
    night.change(contact_method, opted_out_at=night.now)
    answer = sol.post("/program/ladder/emergency", **LADDER)
    assert say("ladder.nobody", "en") in answer.get_data(as_text=True)


def test_whatever_is_wrong_with_a_ladder_has_words():
    assert all(knows(key) for key in BAD_LADDERS.values())
    assert ladder_said(BadLadder("Between two steps")) == "ladder.waits"
    assert set(LADDERS) == {"urgent", "emergency"}


# Hotlines.


def test_a_hotline_is_warned_about_after_ninety_days_and_checked_again(night: Night, sol: Browser):
    before = sol.text("/program")
    assert "more than 90 days ago" not in before
    night.change(program, settings={"hotlines": {"lifeline": {"number": "988", "verified_on": "2025-11-30"}}})
    assert "more than 90 days ago" in sol.text("/program")
    sol.post("/program/hotlines/lifeline", number="988")
    assert "more than 90 days ago" not in sol.text("/program")
    assert night.rows(audit_event)[-1].act == "checked a hotline"


def test_ninety_days_are_still_fresh(night: Night, sol: Browser):
    day = (date(2026, 3, 2) - timedelta(days=90)).isoformat()
    night.change(program, settings={"hotlines": {"lifeline": {"number": "988", "verified_on": day}}})
    assert "more than 90 days ago" not in sol.text("/program")


def test_a_number_of_the_programs_own_is_what_people_read(night: Night, sol: Browser, ana: Person):
    sol.post("/program/hotlines/lifeline", number="518-555-0177")
    ana.texts("I want to kill myself")
    night.forward(seconds=2)
    heard = " ".join(bubble.body for bubble in ana.phone.thread)
    assert "518-555-0177" in heard
    assert "988" not in heard


@pytest.mark.parametrize(
    ("name", "number"),
    [("emergency", "912"), ("lifeline", ""), ("lifeline", "ask Joy"), ("lifeline", "-988"), ("nobody", "988")],
)
def test_a_number_that_is_none_is_refused(night: Night, sol: Browser, name: str, number: str):
    assert sol.post(f"/program/hotlines/{name}", number=number).status_code == 400
    assert "hotlines" not in settings(night)


def test_every_hotline_has_a_name(sol: Browser):
    assert not [line.name for line in hotlines() if not knows(f"hotline.{line.name}")]


# Words, to read.


def test_every_message_is_shown_as_a_phone_shows_it(joy: Browser):
    page = joy.text("/words?file=coach")
    assert "URGENT 7F" in page or "EMERGENCY 7F" in page
    assert "GSM-7" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_file_that_is_none_is_not_there(joy: Browser):
    assert joy.get("/words?file=../settings").status_code == 404
