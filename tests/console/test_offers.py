"""Meetings, places that help, and news to many: added and checked by hand, looked at and counted before they go."""

import pytest

from bot.models import announcement, audit_event, client, meeting, resource
from bot.phones import Person
from tests.console.house import Browser, later, signed_in
from tests.night.world import Night

GROUP = {"title": "Open group", "kind": "group", "weekday": "wednesday", "starts": "18:00", "place": "12 Main St"}
SHELF = {"title": "Food shelf", "zip": "12180", "phone": "518-555-0151"}
NEWS = {"topic": "news", "en": "Picnic on Sunday at the canal.", "es": "Picnic el domingo en el canal."}


def test_a_meeting_is_added_shown_and_taken_off(night: Night, sol: Browser, joy: Browser):
    assert sol.post("/offers/meetings", **GROUP).status_code == 303
    page = joy.text("/offers")
    assert "Open group" in page
    assert "Wed, Mar 4, 6:00 pm" in page
    assert "Remove" not in page
    row = night.one(meeting)
    assert sol.post(f"/offers/meetings/{row.id}/end").status_code == 303
    assert "Open group" not in joy.text("/offers")
    assert night.one(meeting).until is not None
    assert [event.act for event in night.rows(audit_event)][-2:] == ["added", "took off the list"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"weekday": ""}, "either a weekday"),
        ({"starts": "late"}, "a time like 18:30"),
        ({"place": ""}, "a place, a link or a phone"),
        ({"title": "Beer and bowling"}, "never names a substance"),
        ({"title": ""}, "title is empty"),
    ],
)
def test_a_line_that_could_not_be_told_in_a_text_is_refused(
    night: Night, sol: Browser, wrong: dict[str, str], said: str
):
    answer = sol.post("/offers/meetings", **{**GROUP, **wrong})
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert not night.rows(meeting)


def test_nothing_written_is_nothing_kept(night: Night, sol: Browser):
    assert sol.post("/offers/meetings").status_code == 400
    assert not night.rows(meeting)


def test_a_place_is_warned_about_after_ninety_days_and_checked(night: Night, sol: Browser):
    sol.post("/offers/resources", **SHELF)
    later(night, days=91)
    again = signed_in(night, "Sol")
    assert "more than 90 days ago" in again.text("/offers")
    row = night.one(resource)
    again.post(f"/offers/resources/{row.id}/checked")
    assert "more than 90 days ago" not in again.text("/offers")
    again.post(f"/offers/resources/{row.id}/end")
    assert not night.rows(resource)


def test_news_is_looked_at_and_counted_before_it_goes(night: Night, sol: Browser, ana: Person, luis: Person):
    for who in ("Ana", "Luis"):
        night.change(client, client.c.id == night.ids[who], topics="checkins news")
    page = sol.post("/news/look", **NEWS).get_data(as_text=True)
    assert "Rivertown Friends: Picnic on Sunday at the canal." in page
    assert "It goes to 2 people." in page
    assert not night.rows(announcement)
    assert sol.post("/news/send", **NEWS).status_code == 303
    night.forward(seconds=10)
    ana.hears("Picnic on Sunday")
    luis.hears("Picnic el domingo")
    assert "2 people" in sol.text("/news")
    assert night.one(announcement).made_by == f"coach {night.ids['Sol']}"


def test_nobody_is_texted_who_did_not_choose_it(night: Night, sol: Browser, ana: Person):
    page = sol.post("/news/look", **NEWS).get_data(as_text=True)
    assert "It goes to 0 people." in page
    assert "disabled" in page
    sol.post("/news/send", **NEWS)
    night.forward(seconds=10)
    ana.hears_nothing()


@pytest.mark.parametrize("wrong", [{"en": "Sober picnic"}, {"es": ""}, {"en": "x" * 200}])
def test_news_that_tells_a_locked_phone_something_does_not_go(night: Night, sol: Browser, wrong: dict[str, str]):
    assert sol.post("/news/look", **{**NEWS, **wrong}).status_code == 400
    assert sol.post("/news/send", **{**NEWS, **wrong}).status_code == 400
    assert not night.rows(announcement)


def test_a_topic_that_is_none_is_refused(sol: Browser):
    assert sol.post("/news/look", **{**NEWS, "topic": "everybody"}).status_code == 400
