"""What differs for one person, the program's days off, and a changed number: kept only where nobody is left alone."""

from datetime import date, timedelta

import pytest

from bot import holidays, joining, people
from bot.console.words import say
from bot.models import audit_event, checkin, client, conversation, program, task
from bot.phones import Person
from bot.work import insert
from tests.console.house import Browser, signed_in, unit
from tests.night.world import ZONE, Night, everything_read, phone, said

TODAY = date(2026, 3, 2)
DEE = "+15185550141"
OWN = {"page_at": "6", "offer_at": "5", "low_at": "", "third_a_week": "0"}


def hers(night: Night, what: str = "") -> str:
    return f"/people/{night.ids['Ana']}{what}"


def ana_row(night: Night):
    return night.one(client, client.c.id == night.ids["Ana"])


def days_off(night: Night) -> list[str]:
    return night.one(program).settings.get("holidays", [])


# Lines of one person.


def test_a_line_of_her_own_is_kept_shown_and_on_the_trail(night: Night, sol: Browser, joy: Browser):
    assert sol.post(hers(night, "/lines"), **OWN).status_code == 303
    assert ana_row(night).lines == {"page_at": 6, "offer_at": 5, "third_a_week": 0}
    row = night.rows(audit_event)[-1]
    assert (row.act, row.subject_id, row.detail["page_at"]) == ("saved own lines", night.ids["Ana"], "None to 6")
    page = joy.text(hers(night, "/edit"))
    assert 'value="6"' in page
    assert "program: 8" in page
    assert "A supervisor changes these." in page


@pytest.mark.parametrize(
    ("wrong", "line"), [({"page_at": "10"}, "page_at"), ({"page_at": "4"}, "page_at"), ({"low_at": "5"}, "low_at"),
                        ({"third_a_week": "8"}, "third_a_week"), ({"offer_at": "9", "page_at": "8"}, "page_at")]
)  # fmt: skip
def test_a_line_that_is_not_safe_is_refused_by_its_name(night: Night, sol: Browser, wrong: dict[str, str], line: str):
    answer = sol.post(hers(night, "/lines"), **{**OWN, **wrong})
    assert answer.status_code == 400
    assert say(f"line.{line}", "en") in answer.get_data(as_text=True)
    assert ana_row(night).lines is None
    assert sol.post(hers(night, "/lines"), page_at="six").status_code == 400


def test_an_empty_line_is_the_programs_again_and_others_stay(night: Night, sol: Browser):
    night.change(client, client.c.id == night.ids["Ana"], lines={"page_at": 6, "offer_at": 5, "slope": 2})
    assert sol.post(hers(night, "/lines"), page_at="", offer_at="").status_code == 303
    assert ana_row(night).lines == {"slope": 2}
    night.change(client, client.c.id == night.ids["Ana"], lines={"page_at": 6})
    sol.post(hers(night, "/lines"))
    assert ana_row(night).lines is None


def test_her_own_line_pages_in_a_talk_about_a_craving_too(night: Night, sol: Browser, ana: Person, joys_phone: Person):
    sol.post(hers(night, "/lines"), **OWN)
    ana.texts("CRAVING")
    ana.texts("6")
    night.forward(seconds=5)
    assert any(bubble.body.startswith("URGENT") for bubble in joys_phone.phone.thread)


# Holidays.


def test_a_holiday_is_kept_shown_taken_away_and_on_the_trail(night: Night, sol: Browser):
    assert sol.post("/program/holidays", day="2026-03-17").status_code == 303
    assert days_off(night) == ["2026-03-17"]
    assert "Tue, Mar 17, 2026" in sol.text("/program")
    assert night.rows(audit_event)[-1].detail["added"] == "2026-03-17"
    assert sol.post("/program/holidays", drop="2026-03-17").status_code == 303
    assert days_off(night) == []
    assert night.rows(audit_event)[-1].act == "saved holidays"


@pytest.mark.parametrize("day", ["2026-03-01", "2027-06-01", "soon", ""])
def test_a_day_that_is_over_or_far_away_is_refused(night: Night, sol: Browser, day: str):
    answer = sol.post("/program/holidays", day=day)
    assert answer.status_code == 400
    assert "Nothing was kept" in answer.get_data(as_text=True)
    assert days_off(night) == []


def test_nobody_goes_unasked_for_long(night: Night, sol: Browser):
    """A fourth day in a row is refused, also where it closes a gap; so is the twenty-first."""
    for days in (1, 2, 4):
        assert sol.post("/program/holidays", day=str(TODAY + timedelta(days=days))).status_code == 303
    assert sol.post("/program/holidays", day=str(TODAY + timedelta(days=3))).status_code == 400
    for nth in range(holidays.MOST - 3):
        assert sol.post("/program/holidays", day=str(TODAY + timedelta(days=10 + 2 * nth))).status_code == 303
    assert sol.post("/program/holidays", day=str(TODAY + timedelta(days=200))).status_code == 400


def test_nobody_is_asked_on_a_holiday_and_everybody_on_the_day_after(night: Night, sol: Browser, ana: Person):
    sol.post("/program/holidays", day=str(TODAY))
    night.until_local("18:01")
    assert ana.unread == []
    night.until_local("18:01")
    ana.hears("Ana")


def test_a_holiday_taken_away_in_time_is_a_day_like_any(night: Night, sol: Browser, ana: Person):
    sol.post("/program/holidays", day=str(TODAY))
    sol.post("/program/holidays", drop=str(TODAY))
    night.until_local("18:01")
    ana.hears("Ana")


def test_the_longest_run_of_days_is_counted():
    assert holidays.longest([]) == 0
    assert holidays.longest([TODAY, TODAY + timedelta(days=2), TODAY + timedelta(days=1)]) == 3


# Another number.


def test_a_new_number_is_asked_before_anything_else_and_the_thread_goes_along(night: Night, sol: Browser, ana: Person):
    dee = phone(night, DEE, "Ana's new phone", "client")
    ana.texts("hello")
    assert sol.post(hers(night, "/number"), number="(518) 555-0141", heard="1").status_code == 303
    night.forward(seconds=30)
    dee.hears("Rivertown Friends", "Text 1 to join")
    assert (ana_row(night).number, ana_row(night).status) == (DEE, "invited")
    assert "hello" in sol.text(hers(night))
    (row,) = [row for row in night.rows(audit_event) if row.act == "moved_number"]
    assert (row.actor, row.detail) == (f"coach {night.ids['Sol']}", {})
    night.until_local("18:01")
    assert dee.unread == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"number": "988"}, "not a number"), ({"heard": ""}, "Hear their voice"), ({"number": "+15185550112"}, "already"),
     ({"number": "+15185550111"}, "already")],
)  # fmt: skip
def test_nobody_is_moved_by_a_slip(night: Night, sol: Browser, wrong: dict[str, str], said: str):
    before = ana_row(night)
    answer = sol.post(hers(night, "/number"), **{"number": DEE, "heard": "1", **wrong})
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert ana_row(night) == before


def test_an_opt_out_goes_along_and_stays_with_the_old_number(night: Night, sol: Browser, ana: Person):
    dee = phone(night, DEE, "Ana's new phone", "client")
    ana.texts("STOP")
    night.forward(seconds=5)
    assert "only START" in sol.text(hers(night, "/edit"))
    sol.post(hers(night, "/number"), number=DEE, heard="1")
    night.forward(minutes=5)
    assert dee.unread == []
    assert ana_row(night).opted_out_at is not None
    with unit(night) as made:
        again = joining.invite(made, "operator", "Zoe", "+15185550111", ZONE, TODAY)
        assert people.by_id(made, again).client.opted_out_at is not None


def test_who_left_and_opted_out_may_be_moved_to_the_number_they_had(night: Night, sol: Browser, ana: Person):
    ana.texts("STOP")
    night.forward(seconds=5)
    heard = len(ana.phone.thread)
    night.change(client, client.c.id == night.ids["Ana"], status="left")
    assert sol.post(hers(night, "/number"), number="+15185550111", heard="1").status_code == 303
    night.forward(minutes=5)
    assert len(ana.phone.thread) == heard
    assert ana_row(night).opted_out_at is not None


def test_a_number_that_wants_no_texts_gets_none_by_becoming_hers(night: Night, sol: Browser):
    """Somebody nobody knew opted out from it."""
    dee = phone(night, DEE, "Dee", "client")
    dee.texts("STOP")
    night.forward(seconds=5)
    heard = len(dee.phone.thread)
    sol.post(hers(night, "/number"), number=DEE, heard="1")
    night.forward(minutes=5)
    assert len(dee.phone.thread) == heard
    assert ana_row(night).opted_out_at is not None
    dee.texts("START")
    dee.hears("Text 1 to join")


def test_who_is_erased_gets_no_number(night: Night, sol: Browser):
    night.change(client, client.c.id == night.ids["Ana"], status="erased")
    assert sol.post(hers(night, "/number"), number=DEE, heard="1").status_code == 409
    assert "Another number" not in sol.text(hers(night, "/edit"))


def asked_how_she_is(night: Night, ana: Person) -> Browser:
    """Ana has her question; Sol is at the console."""
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    return signed_in(night, "Sol")


def test_an_answer_to_a_question_that_is_open_already_is_judged_by_the_lines_of_now(
    night: Night, ana: Person, joys_phone: Person
):
    sol = asked_how_she_is(night, ana)
    assert sol.post(hers(night, "/lines"), **OWN).status_code == 303
    ana.texts("6 6")
    ana.hears("988")
    joys_phone.hears("URGENT", within=10)


def test_a_line_taken_back_pages_nobody_for_what_it_would_have(night: Night, ana: Person, joys_phone: Person):
    night.change(client, client.c.id == night.ids["Ana"], lines={"page_at": 6, "offer_at": 5})
    sol = asked_how_she_is(night, ana)
    assert sol.post(hers(night, "/lines"), page_at="", offer_at="").status_code == 303
    ana.texts("6 6")
    ana.hears("6")
    joys_phone.hears_nothing(within=20)


def test_the_second_number_of_a_check_in_is_judged_by_the_lines_of_now_too(
    night: Night, ana: Person, joys_phone: Person
):
    sol = asked_how_she_is(night, ana)
    ana.texts("6")
    ana.hears("0 (none)")
    assert sol.post(hers(night, "/lines"), **OWN).status_code == 303
    ana.texts("6")
    ana.hears("988")
    joys_phone.hears("URGENT", within=10)


def test_a_craving_talk_that_began_before_goes_on_by_the_lines_of_now(
    night: Night, sol: Browser, ana: Person, joys_phone: Person
):
    ana.texts("SKILL")
    ana.hears(said("craving.hello", name="Ana"))
    ana.hears("0 (none)")
    assert sol.post(hers(night, "/lines"), **OWN).status_code == 303
    ana.texts("6")
    joys_phone.hears("URGENT", within=10)
    everything_read(ana)


def test_a_line_of_a_low_mood_raised_since_the_question_puts_her_on_the_list(night: Night, ana: Person):
    sol = asked_how_she_is(night, ana)
    assert sol.post(hers(night, "/lines"), low_at="4").status_code == 303
    ana.texts("4 1")
    ana.hears("4")
    assert night.one(task).kind == "low_mood"


def test_a_third_question_taken_away_since_the_question_is_not_asked(night: Night, ana: Person):
    settings = night.one(program).settings
    night.change(program, settings={**settings, "third_a_week": 7})
    with unit(night) as made:
        for back in range(1, 4):
            about = {"client_id": night.ids["Ana"], "day": TODAY - timedelta(days=back), "mood": 6, "craving": 3}
            at = made.at - timedelta(days=back)
            insert(made.tx, checkin, {**about, "asked_at": at, "answered_at": at, "missed": False})
    sol = asked_how_she_is(night, ana)
    assert sol.post(hers(night, "/lines"), third_a_week="0").status_code == 303
    ana.texts("6 3")
    ana.hears("6", "3")
    assert (
        night.rows(conversation, conversation.c.state.is_not(None), conversation.c.client_id == night.ids["Ana"]) == []
    )
