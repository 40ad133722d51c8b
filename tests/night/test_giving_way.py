"""The check-in of a day comes, whatever else was asked before it; and nobody is interrupted while they type."""

from datetime import date, time

from bot.days import next_time
from bot.models import checkin, client, prompt, survey_round, task
from bot.phones import Person
from tests.night.test_supporters import ask_luis
from tests.night.test_surveys import started
from tests.night.world import ZONE, Night, everything_read, said

MOOD = said("checkin.mood", name="Ana")


def asked_at_six(night: Night, name: str) -> None:
    due = next_time(time(18), ZONE, night.now)
    night.change(client, client.c.id == night.ids[name], checkin_time=time(18), next_checkin_at=due)


def test_a_survey_that_nobody_answers_gives_way_to_the_check_in_and_comes_back(night: Night, ana: Person) -> None:
    started(night, "phq2")
    night.until_local("16:59")
    night.forward(hours=24, minutes=2, every=600)
    ana.hears(said("survey.hello", name="Ana"))
    ana.hears(said("survey.phq2_1", name="Ana"))
    asked_at_six(night, "Ana")
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6", "3")
    night.until_local("16:59")
    night.until_local("17:01")
    ana.hears(said("survey.hello", name="Ana"))
    ana.hears(said("survey.phq2_1", name="Ana"))
    assert night.one(survey_round).ended_at is None
    night.change(client, next_checkin_at=None)


def test_a_day_that_is_missed_after_an_unanswered_question_counts_as_missed(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("17:30")
    ana.texts("GOALS")
    ana.hears(said("goals.what", name="Ana"))
    night.until_local("18:01")
    ana.hears(MOOD)
    night.forward(hours=12, every=600)
    everything_read(ana)
    assert [(row.day, row.missed) for row in night.rows(checkin)] == [(date(2026, 3, 2), True)]


def test_a_supporter_who_is_asked_has_their_own_check_in_and_then_the_question_again(
    night: Night, ana: Person, luis: Person
) -> None:
    ask_luis(night, ana, luis)
    asked_at_six(night, "Luis")
    night.until_local("18:01")
    assert luis.hears("Luis") == said("checkin.mood", "es", name="Luis")
    luis.texts("6 3")
    luis.hears("6", "3")
    luis.hears("Ana pregunta", within=1200)
    luis.texts("acepto")
    luis.hears("Ana te necesite")
    ana.hears("Luis said yes")


def test_who_is_just_choosing_a_goal_is_asked_a_quarter_of_an_hour_later(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("17:58")
    ana.texts("GOALS")
    ana.hears(said("goals.what", name="Ana"))
    night.until_local("18:01")
    assert ana.unread == []
    ana.texts("walk more")
    ana.hears(said("goals.good", name="Ana"))
    ana.hears("step")
    night.until_local("18:14")
    assert ana.unread == []
    night.until_local("18:31")
    ana.hears(MOOD)


def test_a_craving_is_talked_through_before_the_day_is_asked(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("17:40")
    ana.texts("SKILL")
    ana.hears(said("craving.hello", name="Ana"))
    ana.hears("0 (none)")
    night.until_local("18:10")
    assert MOOD not in ana.unread
    night.until_local("20:45")
    assert MOOD in ana.unread
    everything_read(ana)
    assert "craving_unanswered" in {row.kind for row in night.rows(task)}
    night.change(client, next_checkin_at=None)
    night.change(prompt, ended_at=night.now)


def test_the_two_numbers_of_the_day_at_another_question_are_the_check_in_and_the_question_waits_on(
    night: Night, ana: Person
) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("18:01")
    ana.hears(MOOD)
    ana.texts("BUDDY")
    ana.hears(said("buddy.who", name="Ana"))
    ana.texts("6 3")
    ana.hears("6", "3")
    kept = night.one(checkin)
    assert (kept.mood, kept.craving) == (6, 3)
    ana.texts("skip")
    ana.hears(said("buddy.not_now", name="Ana"))


def test_two_numbers_at_another_question_after_the_day_is_answered_are_asked_about_once_more(
    night: Night, ana: Person
) -> None:
    ana.texts("7 2")
    ana.hears("7", "2")
    ana.texts("BUDDY")
    ana.hears(said("buddy.who", name="Ana"))
    ana.texts("6 3")
    ana.hears(said("buddy.who_again", name="Ana"))
    assert night.one(checkin).mood == 7
