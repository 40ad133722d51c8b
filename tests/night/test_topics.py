"""The kinds of texts, each on or off: by TOPICS, or in plain words."""

import pytest

from bot.models import client, consent
from bot.phones import Person
from bot.topics import Topic, wants
from tests.night.test_wishes import everything_read_by_the_cast, of_ana
from tests.night.world import Night, said

PROGRAM = "Rivertown Friends"
ALL_BUT_NEWS = (Topic.CHECKINS, Topic.COACH, Topic.MILESTONES, Topic.SURVEYS)


def named(topic: Topic) -> str:
    return {Topic.CHECKINS: "check-ins", Topic.COACH: "coach texts"}.get(topic, str(topic))


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
