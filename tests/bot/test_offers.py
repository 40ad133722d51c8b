"""Files that people make of what a program offers, and news before it goes out."""

import pytest

from bot.announcements import News
from bot.offers import read_meetings, read_resources
from bot.topics import Topic

GOOD = "title,kind,weekday,starts,place"


def mistakes(*lines: str, read=read_meetings) -> list[str]:
    return [f"{mistake.line}: {mistake.what}" for mistake in read(lines).mistakes]


def test_a_good_file_has_no_mistakes() -> None:
    sheet = read_meetings([GOOD, "Open group,group,mon,6:30,12 Main St", "", "Walk,group,Saturday,18:00,Gate"])
    assert sheet.mistakes == []
    assert [(line, row["weekday"], f"{row['starts']:%H:%M}") for line, row in sheet.rows] == [
        (2, 0, "06:30"),
        (4, 5, "18:00"),
    ]


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        (",group,mon,18:00,x", "title is empty"),
        ("Group,group,m,18:00,x", "weekday: a weekday like Monday, or Mon"),
        ("Group,group,mon,6pm,x", "starts: a time like 18:30"),
        ("Group,group,,18:00,x", "either a weekday (each week) or a day (once)"),
        ("Group,group,mon,18:00,", "a place, a link or a phone"),
        ("Beer tasting,group,mon,18:00,x", "title: a text never names a substance: beer"),
        (f"{'x' * 31},group,mon,18:00,x", "title: at most 30 letters: it goes into a text"),
        ("Group,group,mon,18:00,a,b", "more cells than the heading has; a comma inside a cell needs quotes"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_write(line: str, mistake: str) -> None:
    assert f"2: {mistake}" in mistakes(GOOD, line)


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    found = mistakes(GOOD, "A,group,x,18:00,x", "Fine,group,mon,18:00,x", "B,group,mon,x,x")
    assert [one.split(":")[0] for one in found] == ["2", "2", "4"]


@pytest.mark.parametrize(
    ("heading", "mistake"),
    [
        ("title,kind", "1: starts is missing"),
        ("title,kind,starts,colour", "1: nobody knows 'colour'"),
        ("title,title,kind,starts", "1: title stands there twice"),
        ("", "1: title is missing; kind is missing; starts is missing"),
    ],
)
def test_a_heading_that_is_not_understood_stops_the_reading(heading: str, mistake: str) -> None:
    assert mistakes(heading, "x") == [mistake]


def test_a_meeting_has_to_fit_into_one_text() -> None:
    long = "title,kind,weekday,starts,place,phone,link"
    assert any(
        "too long for one text" in one for one in mistakes(long, f"Open group,g,mon,18:00,{'p' * 80},1,{'l' * 60}")
    )


def test_a_place_needs_a_way_to_reach_it_and_the_day_it_was_checked() -> None:
    assert mistakes("title,zip,verified_on", "Shelf,1218x,yesterday", read=read_resources) == [
        "2: a phone or a link",
        "2: verified_on: a date like 2026-12-24",
        "2: zip: a ZIP code, or its first digits",
    ]


@pytest.mark.parametrize(
    ("en", "es", "mistake"),
    [
        ("Rivertown: hello.", "", "The Spanish words are missing."),
        ("Rivertown: no beer on Sunday.", "Rivertown: hola.", "English: leave out beer."),
        ("Rivertown: your recovery meeting.", "Rivertown: hola.", "English: leave out recovery, meeting."),
        ("x" * 161, "Rivertown: hola.", "English takes 2 parts; 1 is the most."),
    ],
)
def test_news_that_may_not_go_out_says_why(en: str, es: str, mistake: str) -> None:
    assert any(one.startswith(mistake) for one in News(Topic.NEWS, en, es).mistakes())


def test_good_news_has_no_mistakes() -> None:
    assert News(Topic.NEWS, "Rivertown: picnic on Sunday.", "Rivertown: picnic el domingo.").mistakes() == []
