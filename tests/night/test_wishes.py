"""What clients change about themselves by a word, and what the line then does otherwise."""

from datetime import time

import pytest

from bot.models import checkin, client, consent, outbound, task
from bot.phones import Person
from bot.topics import Topic, wants
from tests.night.test_opt_outs import with_keywords
from tests.night.world import NUMBER, Night, everything_read, said

PROGRAM = "Rivertown Friends"


ALL_BUT_NEWS = (Topic.CHECKINS, Topic.COACH, Topic.MILESTONES, Topic.SURVEYS)


def named(topic: Topic) -> str:
    return {Topic.CHECKINS: "check-ins", Topic.COACH: "coach texts"}.get(topic, str(topic))


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


def test_where_it_is_not_safe_to_text_nothing_comes_by_itself_until_start(night: Night, ana: Person) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    ana.texts("not safe to text")
    ana.hears(said("wishes.quiet"))
    assert "unsafe_to_text" in {row.kind for row in night.rows(task)}
    night.forward(hours=28, every=600)
    assert ana.unread == []
    ana.texts("START")
    ana.hears(said("line.start", program=PROGRAM))
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    everything_read_by_the_cast(night)


def test_a_reminder_does_not_come_to_a_phone_that_is_not_safe(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ana.texts("not safe to text")
    ana.hears(said("wishes.quiet"))
    night.forward(hours=5, every=600)
    assert ana.unread == []
    everything_read_by_the_cast(night)


def test_danger_is_answered_also_where_it_is_not_safe_to_text(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("not safe to text")
    ana.hears(said("wishes.quiet"))
    ana.texts("SOS")
    ana.hears("911")
    joy.hears("EMERGENCY")
    night.forward(seconds=5)
    everything_read_by_the_cast(night)


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


def test_topics_are_switched_one_by_one_and_proved(night: Night, ana: Person) -> None:
    ana.texts("TOPICS")
    assert "4 surveys on, 5 news off" in ana.hears("1 check-ins on")
    ana.texts("4")
    ana.hears(said("settings.topic_off"))
    assert not wants(of_ana(night), Topic.SURVEYS)
    last = night.rows(consent, consent.c.client_id == night.ids["Ana"])[-1]
    assert (last.topic, last.given, last.recorded_by, last.number) == ("surveys", False, "client", ana.phone.number)


def test_news_comes_to_whoever_switches_it_on_and_that_is_proved(night: Night, luis: Person) -> None:
    luis.texts("TEMAS")
    luis.hears("5")
    luis.texts("5")
    luis.hears(said("settings.topic_on", "es"))
    assert wants(night.one(client, client.c.id == night.ids["Luis"]), Topic.NEWS)
    last = night.rows(consent, consent.c.client_id == night.ids["Luis"])[-1]
    assert (last.topic, last.given, last.number) == ("news", True, luis.phone.number)


def test_without_the_topic_of_check_ins_none_comes(night: Night, ana: Person) -> None:
    ana.texts("topics")
    ana.hears("1 check-ins on")
    ana.texts("1")
    ana.hears(said("settings.topic_off"))
    night.until_local("18:05")
    assert ana.unread == []


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("no surveys please, just my coach", Topic.SURVEYS),
        ("ya no quiero las encuestas", Topic.SURVEYS),
        ("stop the daily question but keep my coach", Topic.CHECKINS),
        ("no more milestones", Topic.MILESTONES),
        ("stop the coach texts", Topic.COACH),
        ("no more news", Topic.NEWS),
    ],
)
def test_one_kind_is_switched_off_in_plain_words_and_proved(
    night: Night, ana: Person, words: str, topic: Topic
) -> None:
    ana.texts(words)
    heard = ana.hears(f"No more {named(topic)}.")
    assert heard.endswith("For no texts at all, text STOP.")
    whose = of_ana(night)
    assert (whose.opted_out_at, {*whose.topics.split()}) == (None, {*ALL_BUT_NEWS} - {topic})
    last = night.rows(consent, consent.c.client_id == night.ids["Ana"])[-1]
    assert (last.topic, last.given, last.recorded_by, last.number) == (topic, False, "client", ana.phone.number)


def test_whoever_wants_no_check_ins_still_gets_an_answer_to_coach(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("no more check ins")
    ana.hears("Coach texts on, milestones on, surveys on, news off.")
    ana.texts("COACH")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    night.forward(seconds=5)
    everything_read_by_the_cast(night)
    ana.texts("no surveys")
    assert "check-ins off" in ana.hears("No more surveys.").casefold()
    ana.hears(said("crisis.still_paging"))


def test_said_at_a_check_in_it_ends_that_one_too(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ana.texts("stop the check-ins")
    ana.hears("No more check-ins.")
    night.until_local("20:55")
    assert ana.unread == []


def test_two_kinds_at_once_in_spanish(night: Night, luis: Person) -> None:
    luis.texts("ya no quiero encuestas ni logros")
    luis.hears("Saludos van, textos de coach van, logros no van, encuestas no van, noticias no van.")
    assert night.one(client, client.c.id == night.ids["Luis"]).topics == "checkins coach"


@pytest.mark.parametrize("words", ["stop these texts", "no surveys. stop", "no more check ins. stop texting me"])
def test_where_it_may_be_all_of_them_it_is_all_of_them(night: Night, ana: Person, words: str) -> None:
    ana.texts(words)
    ana.hears(said("line.stop", program=PROGRAM))
    assert of_ana(night).opted_out_at is not None


def test_a_kind_named_by_somebody_who_is_not_on_the_list_is_an_opt_out(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Ana"], status="invited")
    ana.texts("no more check ins")
    ana.hears(said("line.stop", program=PROGRAM))


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
