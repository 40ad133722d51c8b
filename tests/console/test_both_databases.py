"""What coaches do most, on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator

import pytest

from bot.models import audit_event, escalation, outbound
from tests.console.house import CAST, Browser, browser, later, sign_up
from tests.night.world import Night, everything_read, people, world


@pytest.fixture
def night(database_url: str) -> Iterator[Night]:
    night = world(database_url)
    yield night
    night.line.engine.dispose()


def test_in_at_the_door_and_through_a_call_for_help(night: Night):
    cast = people(night)
    joy = sign_up(night, "Joy")
    later(night, minutes=2)
    again = Browser(night, browser(night).client, secret=joy.secret)
    assert again.enter(CAST["Joy"]).status_code == 303
    cast["Ana"].texts("I need a coach now")
    night.forward(seconds=5)
    (need,) = night.rows(escalation)
    assert "Take Ana" in again.text("/")
    hers = f"/people/{night.ids['Ana']}"
    again.post(f"/needs/{need.id}/take")
    again.post(f"{hers}/write", body="I am here", once="ab12")
    again.post(f"{hers}/note", body="sister")
    night.forward(seconds=9)
    assert night.rows(outbound, outbound.c.key.like("c%"))[0].state == "delivered"
    page = again.text(hers)
    assert "I am here" in page
    assert "sister" in page
    assert hers in again.post("/people", asked="ana").get_data(as_text=True)
    again.post("/oncall/keep", rung="", from_day="2026-03-04", from_time="09:00", to_day="2026-03-05", to_time="09:00")
    assert "Nobody is on call:" in again.text("/oncall")
    again.post(f"/needs/{need.id}/close", outcome="connected")
    assert "Nobody is waiting." in again.text("/")
    assert [row.seq for row in night.rows(audit_event) if row.act == "closed"] != [None]
    everything_read(*cast.values())
