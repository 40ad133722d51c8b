"""Days that count, by the client's own date; and wins in their own words."""

from bot.models import client, prompt, win
from bot.phones import Person
from tests.night.world import Night, said


def alone(night: Night) -> None:
    """Nobody has a check-in in these stories."""
    night.change(client, next_checkin_at=None, checkin_time=None)


def dated(night: Night, ana: Person, words: str = "date 3/1/2026") -> None:
    alone(night)
    ana.texts(words)
    ana.hears("I count from")


def test_each_day_that_counts_is_told_once_in_daylight(night: Night, ana: Person) -> None:
    dated(night, ana)
    night.until_local("09:59")
    night.forward(hours=24, every=600)
    assert ana.unread == []
    night.forward(minutes=3)
    assert ana.hears("days today") == said("milestone.days", name="Ana", count=3)
    night.forward(hours=24 * 4, every=600)
    assert ana.hears("days today") == said("milestone.days", name="Ana", count=7)
    night.forward(hours=24 * 6, every=600)


def test_a_new_date_is_taken_without_a_question_and_the_old_one_is_forgotten(night: Night, ana: Person) -> None:
    dated(night, ana)
    ana.texts("DATE yesterday")
    assert "earlier days still count" in ana.hears("I count from")
    assert len(night.rows(prompt, prompt.c.ended_at.is_(None))) == 1
    night.until_local("10:01")
    night.forward(hours=1)
    assert ana.unread == []
    night.forward(hours=24, every=600)
    assert ana.hears("days today") == said("milestone.days", name="Ana", count=3)


def test_date_alone_shows_what_is_next_or_asks_for_one(night: Night, ana: Person, luis: Person) -> None:
    dated(night, ana)
    ana.texts("my days")
    ana.hears("1 days from your date", "3 days")
    luis.texts("fecha")
    luis.hears("fecha desde la que cuentas")
    luis.texts("saltar")
    luis.hears("")


def test_whoever_wants_none_of_these_hears_none(night: Night, ana: Person) -> None:
    dated(night, ana)
    night.change(client, client.c.id == night.ids["Ana"], topics="checkins coach surveys")
    night.forward(hours=24 * 4, every=600)
    assert ana.unread == []


def test_a_win_is_kept_in_their_own_words(night: Night, ana: Person) -> None:
    alone(night)
    ana.texts("WIN")
    ana.hears("What went well?")
    ana.texts("slept all night")
    ana.hears("Ana")
    assert [row.words for row in night.rows(win)] == ["slept all night"]


def test_a_date_that_is_none_is_read_as_a_sentence(night: Night, ana: Person) -> None:
    alone(night)
    ana.texts("date night with my wife!")
    ana.hears("saved your words")
