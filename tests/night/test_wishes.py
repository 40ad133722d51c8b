"""What clients change about themselves by a word, and what the line then does otherwise."""

from datetime import time

import pytest

from bot.models import checkin, client, outbound, task
from bot.phones import Person
from tests.night.world import Night, everything_read, said

PROGRAM = "Rivertown Friends"


def of_ana(night: Night):
    return night.one(client, client.c.id == night.ids["Ana"])


def test_a_name_that_comes_with_the_word_is_taken_at_once(night: Night, ana: Person) -> None:
    ana.texts("NAME Annie")
    ana.hears(said("settings.name_set", name="Annie"))
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Annie"))
    everything_read(ana)


def test_a_sentence_that_begins_with_the_word_is_no_command(night: Night, ana: Person) -> None:
    ana.texts("time flies when you have two kids")
    ana.hears(said("line.way_in", name="Ana"))
    assert of_ana(night).checkin_time == time(18)


@pytest.mark.parametrize("text", ["name one reason", "Name three things", "name it", "nombre una razón"])
def test_a_sentence_that_begins_with_name_changes_no_name(night: Night, ana: Person, text: str) -> None:
    ana.texts(text)
    ana.hears(said("line.way_in", name="Ana"))
    assert of_ana(night).name == "Ana"


@pytest.mark.parametrize(("text", "name"), [("name annie", "annie"), ("NAME Ana de Leon", "Ana de Leon")])
def test_a_name_after_the_word_is_a_name(night: Night, ana: Person, text: str, name: str) -> None:
    ana.texts(text)
    ana.hears(said("settings.name_set", name=name))


def test_another_time_moves_the_next_text(night: Night, ana: Person) -> None:
    ana.texts("TIME 8")
    ana.hears(said("settings.half", hour="8:00"))
    ana.texts("2")
    ana.hears(said("settings.time_set", time="8:00 pm"))
    night.until_local("19:00")
    assert ana.unread == []
    night.until_local("20:01")
    ana.hears(said("checkin.mood", name="Ana"))
    night.forward(seconds=2)
    everything_read_by_the_cast(night)


def test_a_change_in_the_middle_of_a_check_in_leaves_it_open(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ana.texts("WORD the weather")
    ana.hears(said("settings.word_set", word="the weather"))
    ana.texts("6")
    ana.hears("0 (none) to 10")
    ana.texts("3")
    ana.hears("Mood 6")
    row = night.one(checkin, checkin.c.client_id == night.ids["Ana"])
    assert (row.mood, row.craving) == (6, 3)


def test_another_language_holds_for_the_question_that_waits(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ana.texts("Español")
    ana.hears(said("settings.language_set", "es"))
    ana.hears(said("checkin.mood", "es", name="Ana"))
    ana.texts("7 2")
    ana.hears("7")


def test_a_shared_phone_hears_no_name(night: Night, ana: Person) -> None:
    ana.texts("my phone is shared")
    ana.hears(said("wishes.shared"))
    night.until_local("18:01")
    assert "Ana" not in ana.hears(said("checkin.mood", name=""))
    ana.texts("ONLY ME")
    ana.hears(said("wishes.only_me"))
    assert of_ana(night).shared is False


@pytest.mark.parametrize(("words", "days"), [("weekly", "0"), ("three a week", "024"), ("tres por semana", "024")])
def test_less_says_how_often_or_asks(night: Night, ana: Person, words: str, days: str) -> None:
    ana.texts(words)
    ana.hears("Done.")
    assert of_ana(night).days == days
    ana.texts("LESS")
    ana.hears(said("settings.days"))
    ana.texts("1")
    ana.hears(said("settings.days_daily"))
    assert of_ana(night).days == "0123456"


def test_three_a_week_are_monday_wednesday_and_friday(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    ana.texts("three a week")
    ana.hears(said("settings.days_three"))
    night.forward(hours=24 * 7, every=600)
    days = [row.day.strftime("%a") for row in night.rows(checkin)]
    assert days == ["Mon", "Wed", "Fri"]
    everything_read(ana)


def test_alumni_get_no_daily_text_and_are_heard_as_before(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("ALUMNI")
    ana.hears(said("settings.days_none", program=PROGRAM))
    night.until_local("18:05")
    assert ana.unread == []
    ana.texts("COACH")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    night.forward(seconds=5)
    everything_read_by_the_cast(night)


def test_who_moves_is_asked_by_the_new_clock(night: Night, ana: Person) -> None:
    ana.texts("MOVED 80202")
    ana.hears(said("settings.zone"))
    ana.texts("3")
    ana.hears(said("settings.moved"))
    whose = of_ana(night)
    assert (whose.zip, whose.zone) == ("80202", "America/Denver")
    night.until_local("18:01", "America/Denver")
    ana.hears(said("checkin.mood", name="Ana"))
    assert "moved" in {row.kind for row in night.rows(task)}
    everything_read_by_the_cast(night)


@pytest.mark.parametrize("words", ["can you text me at 8:30pm instead", "puedes escribirme a las 8:30 pm mejor"])
def test_another_time_in_plain_words_is_a_setting_and_pages_nobody(night: Night, ana: Person, words: str) -> None:
    ana.texts(words)
    ana.hears(said("settings.time_set", time="8:30 pm"))
    assert of_ana(night).checkin_time == time(20, 30)
    night.forward(seconds=90)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("show me my plan", "plan.none"),
        ("any meetings tonight?", "meetings.none"),
        ("food shelf near me", "resources.how"),
        ("i have a new phone number", "wishes.new_number"),
    ],
)
def test_plain_sentences_ask_for_what_the_words_ask_for(night: Night, ana: Person, words: str, key: str) -> None:
    ana.texts(words)
    ana.hears(said(key, name="Ana"))


def test_a_place_is_looked_up_by_the_zip_code_that_ends_the_sentence(night: Night, ana: Person) -> None:
    ana.texts("food shelf near 12180?")
    ana.hears(said("resources.none", zip="12180"))


@pytest.mark.parametrize(
    ("words", "key", "kind"),
    [
        ("I have a new number", "new_number", "new_number"),
        ("EXPORT MY DATA", "export", "export_request"),
        ("delete my data", "erase", "erase_request"),
    ],
)
def test_some_wishes_are_a_humans_to_fulfil(night: Night, ana: Person, words: str, key: str, kind: str) -> None:
    ana.texts(words)
    ana.hears(said(f"wishes.{key}", program=PROGRAM))
    assert kind in {row.kind for row in night.rows(task)}


def test_who_wants_their_data_erased_gets_no_more_texts(night: Night, ana: Person) -> None:
    ana.texts("DELETE MY DATA")
    ana.hears(said("wishes.erase", program=PROGRAM))
    assert of_ana(night).opted_out_at is not None
    ana.texts("EXPORT MY DATA")
    ana.hears_nothing(within=30)
    assert "export_request" in {row.kind for row in night.rows(task)}
    night.until_local("18:05")
    assert [row.body for row in night.rows(outbound) if row.client_id == night.ids["Ana"]] == [
        said("wishes.erase", program=PROGRAM)
    ]


def everything_read_by_the_cast(night: Night) -> None:
    from tests.night.conftest import cast

    everything_read(*cast.values())
