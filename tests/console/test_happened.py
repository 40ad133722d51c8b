"""What lies over the picture of somebody's days."""

from datetime import date, timedelta

from bot.console.happened import events
from bot.models import client, win
from bot.phones import Person
from bot.work import insert
from tests.console.house import Browser, unit
from tests.night.world import Night

MARCH = date(2026, 3, 1)


def happened(night: Night, since: date = MARCH) -> list[tuple[str, str]]:
    with unit(night) as made:
        (whose,) = night.rows(client, client.c.id == night.ids["Ana"])
        return [(event.kind, event.label) for event in events(made, whose, since, "en")]


def test_a_call_for_help_and_the_contact_after_it(night: Night, ana: Person, joys_phone: Person):
    ana.texts("I need a coach now")
    night.forward(seconds=5)
    joys_phone.texts("1")
    night.forward(seconds=5)
    joys_phone.texts("Hi Ana")
    night.forward(seconds=5)
    assert happened(night) == [
        ("urgent", "2026-03-02 · Urgent · asked for a person"),
        ("contact", "2026-03-02 · Coach contact"),
    ]
    assert happened(night, date(2026, 3, 3)) == []


def test_a_return_to_use_is_told_apart_from_a_worry(night: Night, ana: Person):
    ana.texts("I used last night and I feel awful about it")
    night.forward(seconds=3)
    assert ("setback", "2026-03-02 · Return to use") in happened(night)


def test_days_that_count_are_those_of_their_own_date_and_none_to_come(night: Night):
    night.change(client, client.c.id == night.ids["Ana"], recovery_date="2026-01-31")
    since = date(2026, 2, 1)
    assert [label for _, label in happened(night, since)] == [
        "2026-02-03 · 3 days",
        "2026-02-07 · 7 days",
        "2026-02-14 · 14 days",
        "2026-03-02 · 30 days",
    ]


def test_a_win_stands_there_in_their_own_words(night: Night, joy: Browser):
    with unit(night) as made:
        at = made.at - timedelta(hours=2)
        insert(made.tx, win, {"client_id": night.ids["Ana"], "words": "Called my sister", "at": at})
    assert happened(night) == [("good", "2026-03-02 · A win · Called my sister")]
    assert "2026-03-02 · A win · Called my sister" in joy.text(f"/people/{night.ids['Ana']}")
