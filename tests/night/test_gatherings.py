"""MEETINGS and RESOURCES by text, and news to whoever chose it."""

from datetime import timedelta

import pytest

from bot import announcements, offers
from bot.announcements import News
from bot.models import announcement, client, outbound, prompt, seat
from bot.phones import Person
from bot.program import program_by_id
from bot.topics import Topic
from bot.work import Work, work
from tests.night.world import Night, everything_read, said

MEETINGS = """title,kind,weekday,starts,place,phone
Open group,group,Tue,18:00,12 Main St,
Canal walk,workshop,Sat,09:30,Canal gate,518-555-0150
Early birds,group,Wed,06:30,12 Main St,
"""
PLACES = """title,zip,phone,verified_on
Food shelf,12180,518-555-0151,2026-02-20
County line,121,518-555-0152,2026-02-20
Old number,12180,518-555-0153,2025-09-01
"""
NEWS = News(Topic.NEWS, "Rivertown: picnic on Sunday at noon. All are welcome.", "Rivertown: picnic el domingo.")


def at_work(night: Night):
    return work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"]))


def offered(night: Night) -> None:
    """The program has its lists; nobody has a check-in in these stories."""
    night.change(client, next_checkin_at=None, checkin_time=None)
    with at_work(night) as unit:
        offers.keep_meetings(unit, offers.read_meetings(MEETINGS.splitlines()))
        offers.keep_resources(unit, offers.read_resources(PLACES.splitlines()))


def test_ana_hears_what_is_next_saves_a_place_and_is_reminded(night: Night, ana: Person) -> None:
    offered(night)
    ana.texts("meetings")
    ana.hears("1 Tue 6 pm Open group, 2 Wed 6:30 am Early birds, 3 Sat 9:30 am Canal walk")
    ana.texts("1")
    ana.hears("Open group, Tue 6 pm: 12 Main St")
    ana.texts("1")
    ana.hears("saved for Tue 6 pm")
    assert night.one(seat).client_id == night.ids["Ana"]
    night.until_local("15:59")
    night.forward(hours=23, minutes=59, every=600)
    assert ana.unread == []
    night.forward(minutes=3)
    assert ana.hears("see you") == said("meeting_soon.see_you", name="Ana", when="Tue 6 pm")


def test_nobody_is_woken_for_an_early_one(night: Night, ana: Person) -> None:
    offered(night)
    ana.texts("MEETINGS group")
    ana.hears("1 Tue 6 pm Open group, 2 Wed 6:30 am Early birds.")
    ana.texts("2")
    ana.hears("Early birds")
    ana.texts("1")
    ana.hears("saved")
    assert night.rows(prompt) == []


def test_luis_is_told_in_spanish(night: Night, luis: Person) -> None:
    offered(night)
    luis.texts("juntas")
    luis.hears("1 mar 18:00 Open group")
    luis.texts("recursos 12180")
    luis.hears("Cerca de 12180: Food shelf 518-555-0151, County line 518-555-0152.")


def test_without_any_meetings_a_person_is_offered(night: Night, ana: Person) -> None:
    ana.texts("meetings")
    assert ana.hears("COACH") == said("meetings.none")


def test_the_nearest_place_comes_first_and_a_stale_one_never(night: Night, ana: Person) -> None:
    offered(night)
    ana.texts("Resources 12180")
    ana.hears("Near 12180: Food shelf 518-555-0151, County line 518-555-0152.")
    ana.texts("resources 90210")
    ana.hears("nothing near 90210")
    ana.texts("resources")
    assert ana.hears("12180") == said("resources.how")


def test_a_sentence_that_begins_like_a_command_is_read_as_a_sentence(night: Night, ana: Person) -> None:
    offered(night)
    for sentence in ("meeting was great today", "resources are thin at my job"):
        ana.texts(sentence)
        ana.hears("saved your words")


def test_news_reaches_those_who_chose_it_in_their_language_and_nobody_twice(
    night: Night, ana: Person, luis: Person
) -> None:
    offered(night)
    night.change(client, client.c.id == night.ids["Luis"], topics="news checkins")
    with at_work(night) as unit:
        assert announcements.audience(unit, Topic.NEWS) == 1
        announcements.announce(unit, NEWS, "operator")
    night.forward(seconds=30)
    assert luis.hears("picnic") == NEWS.es
    assert (night.one(announcement).people, night.one(announcement).ended_at is not None) == (1, True)


def test_news_waits_for_the_day_and_stop_takes_it_back(night: Night, ana: Person, luis: Person) -> None:
    offered(night)
    night.change(client, topics="news")
    night.until_local("22:30")
    with at_work(night) as unit:
        announcements.announce(unit, NEWS, "operator")
    night.forward(minutes=5)
    luis.texts("no me manden mas mensajes por favor")
    luis.hears("no recibes")
    night.until_local("08:01")
    assert ana.hears("picnic") == NEWS.en


@pytest.mark.parametrize("word", ["PAUSE", "TOPICS"])
def test_a_pause_and_no_more_news_take_back_news_that_has_not_left(night: Night, ana: Person, word: str) -> None:
    offered(night)
    night.change(client, client.c.id == night.ids["Ana"], topics="checkins news")
    night.until_local("22:30")
    with at_work(night) as unit:
        announcements.announce(unit, NEWS, "operator")
    night.forward(minutes=5)
    ana.texts(word)
    night.forward(seconds=2)
    if word == "TOPICS":
        ana.texts("5")
        night.forward(seconds=2)
    everything_read(ana)
    assert [row.state for row in night.rows(outbound, outbound.c.key.like("n%"))] == ["dropped"]
    night.until_local("08:30")
    assert ana.unread == []


def test_news_shortly_before_the_day_closes_is_not_delivered_after_it(night: Night, ana: Person) -> None:
    offered(night)
    night.change(client, client.c.id == night.ids["Ana"], topics="news")
    night.until_local("20:55")
    with at_work(night) as unit:
        made = announcements.announce(unit, NEWS, "operator")
        announcements.spread(unit, made)
    row = night.one(outbound, outbound.c.client_id == night.ids["Ana"])
    assert row.not_after - night.now <= timedelta(minutes=5)
    night.forward(seconds=30)
    ana.hears("picnic")


def test_hard_words_behind_a_command_are_answered_as_such(night: Night, ana: Person) -> None:
    offered(night)
    ana.texts("meeting was awful, I lost my job today")
    ana.hears(said("line.concern", name="Ana"))


def test_two_clocks_at_once_queue_it_once(night: Night, ana: Person) -> None:
    offered(night)
    night.change(client, client.c.id == night.ids["Ana"], topics="news")
    with at_work(night) as unit:
        made = announcements.announce(unit, NEWS, "operator")
        announcements.spread(unit, made)
        announcements.spread(unit, made)
    night.forward(seconds=30)
    ana.hears("picnic")


def test_a_list_from_a_file_takes_the_place_of_the_one_before(night: Night, ana: Person) -> None:
    offered(night)
    with at_work(night) as unit:
        again(unit)
    ana.texts("meetings")
    assert ana.hears("Next") == said("meetings.list", list="1 Thu 6 pm New group")
    night.forward(minutes=1)


def again(unit: Work) -> None:
    offers.keep_meetings(unit, offers.read_meetings(["title,kind,weekday,starts,link", "New group,group,Thu,18:00,x"]))


def test_one_that_is_held_once_is_over_after_its_day(night: Night, ana: Person) -> None:
    night.change(client, next_checkin_at=None, checkin_time=None)
    once = (night.now + timedelta(days=1)).date()
    with at_work(night) as unit:
        sheet = offers.read_meetings(["title,kind,day,starts,place", f"Open day,event,{once},10:00,Hall"])
        offers.keep_meetings(unit, sheet)
    ana.texts("meetings")
    ana.hears("Open day")
    night.forward(hours=24, every=600)
    ana.texts("meetings")
    assert ana.hears("nothing") == said("meetings.none")
