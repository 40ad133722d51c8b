"""Writing to a client: replies that lie ready, words to look at again, editing what is known, a pause."""

from datetime import time, timedelta

import pytest

from bot.console.guarding import CANNED, cautions, needs_a_second_tap
from bot.models import audit_event, client, outbound
from bot.phones import Person
from flows.copy import words
from tests.console.house import Browser
from tests.night.world import Night

FORM = {"name": "Ana", "language": "en", "zone": "America/Denver", "checkin_time": "17:30", "word": "the pull"}
DAYS = {f"day_{day}": "1" for day in "024"}


def hers(night: Night, what: str = "") -> str:
    return f"/people/{night.ids['Ana']}{what}"


# Ready replies.


def test_ready_replies_speak_to_this_client_in_their_language(night: Night, joy: Browser):
    assert words("canned.hello", "en", name="Ana", coach="Joy") in joy.text(hers(night))
    assert words("canned.hello", "es", name="Luis", coach="Joy") in joy.text(f"/people/{night.ids['Luis']}")


def test_a_ready_reply_is_put_into_the_box_without_a_script_too(night: Night, joy: Browser):
    page = joy.text(hers(night, "?say=canned.safe"))
    assert f">{words('canned.safe', 'en')}</textarea>" in page


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("key", CANNED)
def test_no_ready_reply_needs_a_second_look(key: str, language: str):
    assert cautions(words(key, language, name="Ana", coach="Joy")) == {}


# Words to look at again.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Did the fentanyl do that?", {"substances": ["fentanyl"]}),
        ("Take a lower dose of your meds", {"medicine": ["dose", "meds"]}),
        ("Toma tus medicamentos", {"medicine": ["medicamentos"]}),
        ("You should rest", {"pressure": ["should"]}),
        ("You are clean, clean!", {"labels": ["clean"]}),
        ("How are you holding up?", {}),
        ("Are you thinking about suicide?", {}),
    ],
)
def test_what_a_coach_is_asked_to_look_at_again(text: str, found: dict[str, list[str]]):
    assert cautions(text) == found
    assert needs_a_second_tap(text) == bool({"substances", "medicine"} & found.keys())


def test_a_substance_goes_out_only_with_a_second_tap(night: Night, joy: Browser, ana: Person):
    told = joy.post(hers(night, "/write"), live=True, body="No more vodka tonight", once="a1")
    assert told.status_code == 422
    assert "vodka" in told.get_json()["said"]
    assert not night.rows(outbound, outbound.c.key.like("c%.relay"))
    page = joy.post(hers(night, "/write"), body="No more vodka tonight", once="a1")
    assert page.status_code == 422
    assert ">No more vodka tonight</textarea>" in page.get_data(as_text=True)
    assert joy.post(hers(night, "/write"), body="No more vodka tonight", once="a1", anyway="1").status_code == 303
    night.forward(seconds=9)
    ana.hears("No more vodka tonight")


def test_the_counter_tells_of_words_to_look_at(joy: Browser):
    told = joy.post("/count-segments", body="one mg").get_json()
    assert told["again"] is True
    assert "medical advice" in told["careful"]
    assert joy.post("/count-segments", body="hello").get_json()["careful"] == ""


def test_nothing_opens_the_box_of_somebody_who_opted_out(night: Night, joy: Browser, ana: Person):
    ana.texts("STOP")
    night.forward(seconds=2)
    answer = joy.post(hers(night, "/write"), live=True, body="vodka", once="a1", anyway="1")
    assert answer.status_code == 409


# Editing.


def test_what_is_known_is_changed_and_the_next_question_planned_anew(night: Night, joy: Browser):
    assert joy.post(hers(night, "/edit"), **FORM, **DAYS).status_code == 303
    row = night.one(client, client.c.id == night.ids["Ana"])
    assert (row.zone, row.checkin_time, row.word, row.days) == ("America/Denver", time(17, 30), "the pull", "024")
    assert row.next_checkin_at == night.now + timedelta(hours=4, minutes=30)  # Monday, one in the afternoon in Denver
    (event,) = night.rows(audit_event, audit_event.c.act == "edited")
    assert event.detail == {"changed": ["checkin_time", "days", "word", "zone"]}
    assert "the pull" in joy.text(hers(night))


def test_nothing_is_asked_of_somebody_whose_time_is_taken_away(night: Night, joy: Browser):
    joy.post(hers(night, "/edit"), **{**FORM, "checkin_time": ""}, **DAYS)
    assert night.one(client, client.c.id == night.ids["Ana"]).next_checkin_at is None


def test_a_phone_that_is_not_safe_is_marked_and_unmarked(night: Night, joy: Browser):
    joy.post(hers(night, "/edit"), **FORM, **DAYS, unsafe="1", shared="1")
    row = night.one(client, client.c.id == night.ids["Ana"])
    assert row.unsafe_since == night.now
    assert row.shared
    assert "Not safe to text now" in joy.text(hers(night))
    night.forward(seconds=60)
    joy.post(hers(night, "/edit"), **FORM, **DAYS, unsafe="1")
    assert night.one(client, client.c.id == night.ids["Ana"]).unsafe_since == row.unsafe_since
    joy.post(hers(night, "/edit"), **FORM, **DAYS)
    assert night.one(client, client.c.id == night.ids["Ana"]).unsafe_since is None


def test_once_it_is_not_safe_what_was_on_its_way_by_itself_is_taken_back(night: Night, ana: Person, joy: Browser):
    ana.texts("LIST")
    night.forward(seconds=2)
    ana.unread.clear()
    night.change(outbound, outbound.c.client_id == night.ids["Ana"], lane="bulk", state="due", due_at=night.now)
    joy.post(hers(night, "/edit"), **FORM, **DAYS, unsafe="1")
    assert {one.state for one in night.rows(outbound, outbound.c.client_id == night.ids["Ana"])} == {"dropped"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"word": "the craving"}, "tells too much"),
        ({"word": "x" * 25}, "tells too much"),
        ({"name": "x" * 41}, "too long for a text"),
        ({"checkin_time": "06:00"}, "hours"),
        ({"checkin_time": "soon"}, "could not be read"),
    ],
)
def test_what_would_tell_or_wake_is_not_kept(night: Night, joy: Browser, wrong: dict[str, str], said: str):
    answer = joy.post(hers(night, "/edit"), **{**FORM, **wrong}, **DAYS)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert night.one(client, client.c.id == night.ids["Ana"]).zone == "America/New_York"


def test_a_zone_or_language_that_nobody_offered_is_refused(night: Night, joy: Browser):
    assert joy.post(hers(night, "/edit"), **{**FORM, "zone": "Mars/Olympus"}).status_code == 400
    assert joy.post(hers(night, "/edit"), **{**FORM, "language": "fr"}).status_code == 400


# A pause.


def test_a_pause_holds_for_whole_days_and_ends_by_itself(night: Night, joy: Browser, ana: Person):
    joy.post(hers(night, "/pause"), days="1")
    assert "paused until Wed, Mar 4, 12:00 am" in joy.text(hers(night))
    night.until_local("18:05")
    night.until_local("18:05")
    ana.hears_nothing()
    night.until_local("18:05")
    ana.hears("How is today")


def test_a_pause_is_ended_by_hand(night: Night, joy: Browser):
    joy.post(hers(night, "/pause"), days="7")
    joy.post(hers(night, "/pause"), days="0")
    assert night.one(client, client.c.id == night.ids["Ana"]).paused_until is None
    assert [row.act for row in night.rows(audit_event)][-2:] == ["paused", "ended a pause"]


def test_a_pause_that_nobody_offers_is_refused(night: Night, joy: Browser):
    assert joy.post(hers(night, "/pause"), days="365").status_code == 400
