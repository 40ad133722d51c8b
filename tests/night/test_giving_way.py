"""The check-in of a day comes, whatever else was asked before it; and nobody is interrupted while they type."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

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


def only_ana(night: Night) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)


def typing_until(night: Night, ana: Person, wall: str) -> None:
    """Ana reads what she could choose, every 80 seconds, and the line answers with its question."""
    end = next_time(time.fromisoformat(wall), ZONE, night.now)
    while (end - night.now).total_seconds() > 80:
        ana.texts("LIST")
        night.forward(seconds=80)
    everything_read(ana)


def choosing_a_goal_at(night: Night, ana: Person, wall: str) -> None:
    """The check-in is due a minute later."""
    only_ana(night)
    due = next_time(time.fromisoformat(wall), ZONE, night.now) + timedelta(minutes=1)
    chosen = due.astimezone(ZoneInfo(ZONE)).time()
    night.change(client, client.c.id == night.ids["Ana"], checkin_time=chosen, next_checkin_at=due)
    night.until_local(wall)
    ana.texts("GOALS")
    ana.hears(said("goals.what", name="Ana"))


def test_who_keeps_texting_is_asked_in_the_first_pause_before_the_day_closes(night: Night, ana: Person) -> None:
    choosing_a_goal_at(night, ana, "20:24")
    typing_until(night, ana, "20:55")
    assert night.rows(checkin) == []
    night.until_local("20:59")
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6", "3")


def test_a_talk_that_is_over_before_the_day_closes_is_followed_by_the_check_in(night: Night, ana: Person) -> None:
    choosing_a_goal_at(night, ana, "20:52")
    night.forward(seconds=90)
    ana.texts("skip")
    ana.hears(said("goals.not_now", name="Ana"))
    night.forward(minutes=2)
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6", "3")


def test_who_texts_until_the_day_is_over_is_not_asked_and_has_missed_nothing(night: Night, ana: Person) -> None:
    choosing_a_goal_at(night, ana, "20:24")
    typing_until(night, ana, "21:02")
    night.forward(hours=8, every=600)
    assert MOOD not in ana.unread
    everything_read(ana)
    assert night.rows(checkin) == []
    night.until_local("20:27")
    ana.hears(MOOD)
    ana.texts("6 3")
    ana.hears("6", "3")
    assert [row.day for row in night.rows(checkin)] == [date(2026, 3, 3)]


def test_a_question_that_could_not_leave_before_the_day_closed_is_not_missed(night: Night, ana: Person) -> None:
    choosing_a_goal_at(night, ana, "20:52")
    ana.texts("skip")
    ana.hears(said("goals.not_now", name="Ana"))
    night.workers.asleep = True
    night.forward(minutes=9)
    assert len(night.rows(checkin)) == 1
    night.workers.asleep = False
    night.forward(hours=4, every=600)
    ana.hears_nothing()
    assert night.rows(checkin) == []
    night.change(client, next_checkin_at=None)


def test_a_craving_is_not_cut_short_by_the_end_of_the_day(night: Night, ana: Person) -> None:
    choosing_a_goal_at(night, ana, "20:20")
    ana.texts("SKILL")
    ana.hears(said("craving.hello", name="Ana"))
    ana.hears("0 (none)")
    night.until_local("21:02")
    assert MOOD not in ana.unread
    everything_read(ana)
    assert night.rows(checkin) == []
    night.change(client, next_checkin_at=None)
    night.change(prompt, ended_at=night.now)
