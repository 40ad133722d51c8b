"""Early warnings on a coach's list: what changed, in numbers, once a day for a client."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.console.words import say
from bot.db import transaction
from bot.models import checkin, client, task
from bot.phones import Person
from tests.night.world import Night, said


@pytest.fixture(autouse=True)
def luis_is_away(night: Night) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None, checkin_time=None)


def lived(night: Night, *ratings: tuple[int, int]) -> None:
    """Ana's check-ins of the days before, oldest first."""
    first = date(2026, 3, 2) - timedelta(days=len(ratings))
    rows = [
        {"client_id": night.ids["Ana"], "day": first + timedelta(days=nth), "mood": mood, "craving": craving}
        | {"asked_at": night.now - timedelta(days=len(ratings) - nth), "missed": False}
        for nth, (mood, craving) in enumerate(ratings)
    ]
    with transaction(night.line.engine) as tx:
        tx.execute(sa.insert(checkin), rows)


def found(night: Night) -> list[dict[str, Any]]:
    (row,) = night.rows(task, task.c.kind == "warning")
    return list(row.detail["findings"])


def test_a_craving_far_above_the_usual_is_on_the_list_with_its_numbers(night: Night, ana: Person) -> None:
    lived(night, *[(6, 2)] * 6)
    ana.texts("6 6")
    ana.hears("6")
    (why,) = found(night)
    assert why == {"rule": "craving_above", "craving": 6, "usual": 2}
    assert say("found.craving_above", "en", **why) == "Craving 6, usual 2"


def test_what_comes_to_light_later_that_day_joins_the_same_task(night: Night, ana: Person) -> None:
    lived(night, *[(8, 2)] * 6)
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ana.texts("5")
    ana.hears("0 (none)")
    assert [one["rule"] for one in found(night)] == ["mood_below"]
    ana.texts("6")
    ana.hears("6")
    assert [one["rule"] for one in found(night)] == ["mood_below", "craving_above"]
    assert len(night.rows(task)) == 1


def test_a_low_mood_and_what_else_a_day_shows_are_one_task(night: Night, ana: Person, joy: Person) -> None:
    lived(night, (6, 2), (3, 6), (2, 6), (6, 2))
    ana.texts("0 6")
    ana.hears("0")
    only = night.one(task)
    assert only.kind == "low_mood"
    assert [one["rule"] for one in only.detail["findings"]] == ["craving_above", "mood_falling"]


def test_an_ordinary_day_is_no_warning(night: Night, ana: Person) -> None:
    lived(night, (6, 2), (6, 2), (7, 3), (6, 2))
    ana.texts("6 3")
    ana.hears("6")
    assert night.rows(task) == []


def test_a_clients_own_line_comes_before_the_programs(night: Night, ana: Person, joy: Person) -> None:
    night.change(client, client.c.id == night.ids["Ana"], lines={"page_at": 6, "offer_at": 5, "craving_above": 2})
    lived(night, (6, 2), (6, 2), (7, 3), (6, 2))
    ana.texts("6 4")
    ana.hears("6", "4")
    assert [one["rule"] for one in found(night)] == ["craving_above"]
    night.until_local("17:00")
    ana.texts("6 6")
    ana.hears("988")
    joy.hears("URGENT")


def test_a_week_that_falls_silent_is_told_with_its_numbers(night: Night, ana: Person) -> None:
    lived(night, *[(6, 2)] * 11, *[(6, 2)] * 2)
    night.change(
        checkin, checkin.c.day.in_([date(2026, 2, 26), date(2026, 2, 28)]), mood=None, craving=None, missed=True
    )
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    night.until_local("20:31")
    ana.hears(said("checkin.reminder", name="Ana"))
    night.until_local("21:05")
    assert found(night) == [{"rule": "silence", "answered": 4, "before": 7}]
