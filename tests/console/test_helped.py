"""What helped, and what was said to a third question, beside the check-ins; and what nobody was asked yet."""

from datetime import timedelta

import pytest

from bot.console.helped import Helped, helped, told
from bot.days import local_day
from bot.models import answer, client, consent, skill_use
from bot.work import insert
from tests.console.house import Browser, unit
from tests.night.world import ZONE, Night, phone

DEE = "+15185550141"
ASKED = {"name": "Dee", "number": DEE, "language": "en", "zone": ZONE, "checkin_time": "18:00", "told": "1"}


def hers(night: Night) -> str:
    return f"/people/{night.ids['Ana']}"


@pytest.fixture
def tried(night: Night) -> None:
    with unit(night) as made:
        for skill, before, after in (("call", 8, 3), ("call", 6, 3), ("box", 7, 7), ("surf", 7, None)):
            row = {"client_id": night.ids["Ana"], "skill": skill, "before": before, "after": after, "at": made.at}
            insert(made.tx, skill_use, row)


@pytest.fixture
def answered(night: Night) -> None:
    said = {"confidence": 7, "why": "my girls", "halt": "AL", "sleep": 4, "plan": "call Mia at noon"}
    with unit(night) as made:
        for back, (kind, value) in enumerate(said.items()):
            kept = {"value": value} if isinstance(value, int) else {"words": value}
            at = made.at - timedelta(days=back * 10)
            insert(made.tx, answer, {"client_id": night.ids["Ana"], "kind": kind, "at": at, **kept})


def test_what_helped_most_stands_first_with_its_numbers(night: Night, tried: None):
    with unit(night) as made:
        found = helped(made, night.ids["Ana"], "en")
    assert found == [
        Helped("call someone", 2, 7, 3),
        Helped("box breathing", 1, 7, 7),
        Helped("ride the wave", 1, None, None),
    ]


def test_the_page_says_what_helped_in_the_readers_language(night: Night, joy: Browser, tried: None):
    page = joy.text(hers(night))
    assert "What helped" in page
    assert "call someone <small>2 times</small>" in page
    assert "7 to 3" in page
    assert "not rated" in page
    joy.post("/me", language="es", zone=ZONE)
    page = joy.text(hers(night))
    assert "llamar a alguien <small>2 veces</small>" in page
    assert "de 7 a 3" in page


def test_other_answers_are_told_in_words_the_newest_first(night: Night, answered: None):
    with unit(night) as made:
        today = local_day(made.at, ZONE)
        found = told(made, night.ids["Ana"], ZONE, today - timedelta(days=29), "es")
    assert [(one.kind, one.said) for one in found] == [
        ("confidence", "7"),
        ("why", "my girls"),
        ("halt", "enojo, soledad"),
    ]


def test_the_page_shows_them_for_the_days_it_shows(night: Night, joy: Browser, answered: None):
    page = joy.text(hers(night))
    assert "HALT: <b>angry, lonely</b>" in page
    assert "call Mia" not in page
    page = joy.text(f"{hers(night)}?days=90")
    assert "Plan: <b>call Mia at noon</b>" in page
    assert "Sleep: <b>4</b>" in page


def test_none_of_halt_is_an_answer_too(night: Night):
    with unit(night) as made:
        insert(made.tx, answer, {"client_id": night.ids["Ana"], "kind": "halt", "words": "0", "at": made.at})
        (one,) = told(made, night.ids["Ana"], ZONE, local_day(made.at, ZONE), "en")
    assert one.said == "none of them"


def test_nothing_tried_and_nothing_told_is_no_heading(night: Night, joy: Browser):
    page = joy.text(hers(night))
    assert ">What helped<" not in page
    assert "Other answers" not in page


def test_who_was_only_invited_is_said_to_be_not_asked_yet(night: Night, joy: Browser):
    dee = phone(night, DEE, "Dee", "client")
    joy.post("/people/new", **ASKED)
    row = night.one(client, client.c.status == "invited")
    page = joy.text(f"/people/{row.id}")
    assert page.count("not asked yet") == 5
    assert "check-ins: wanted" not in page
    night.forward(seconds=30)
    dee.hears("Text 1 to join")
    assert "not asked yet" not in joy.text(hers(night))


def test_after_a_new_number_the_yes_of_the_old_one_counts_no_more(night: Night, joy: Browser, sol: Browser):
    joy.post(f"{hers(night)}/topics/news", given="1")
    assert "news" in {row.topic for row in night.rows(consent)}
    new_phone = phone(night, DEE, "Ana's new phone", "client")
    sol.post(f"{hers(night)}/number", number=DEE, heard="1")
    night.forward(seconds=30)
    new_phone.hears("Text 1 to join")
    assert joy.text(hers(night)).count("not asked yet") == 5
