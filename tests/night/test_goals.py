"""A goal in the client's own words, over weeks."""

from bot.models import client, goal, goal_step
from bot.phones import Person
from tests.night.world import Night, said


def named(night: Night, ana: Person, words: str = "to see my kids", step: str = "call my sister") -> None:
    """Ana has a goal and a step; nobody has a check-in in these stories."""
    night.change(client, next_checkin_at=None, checkin_time=None)
    ana.texts("GOALS")
    ana.hears("your own words")
    ana.texts(words)
    ana.hears("worth wanting")
    ana.hears("small step")
    ana.texts(step)
    ana.hears("in a week")


def test_a_week_later_she_is_asked_and_the_coach_can_see_how_it_went(night: Night, ana: Person) -> None:
    named(night, ana)
    night.forward(hours=24 * 7, minutes=2, every=3600)
    ana.hears(said("goal_week.how", name="Ana"))
    ana.texts("some of it")
    ana.hears("counts")
    assert [(row.words, row.went) for row in night.rows(goal_step)] == [("call my sister", "some")]
    night.forward(hours=24 * 7, minutes=2, every=3600)
    ana.hears(said("goal_week.how", name="Ana"))


def test_a_goal_that_is_let_go_of_is_asked_about_no_more(night: Night, ana: Person) -> None:
    named(night, ana)
    ana.texts("goals")
    ana.hears("to see my kids", "call my sister")
    ana.texts("3")
    ana.hears("Goals can change")
    assert night.one(goal).outcome == "let_go"
    night.forward(hours=24 * 8, every=3600)


def test_words_that_no_text_names_are_kept_and_never_quoted(night: Night, ana: Person) -> None:
    named(night, ana, words="no more beer, ever", step="give away the beer fridge")
    ana.texts("goals")
    ana.hears("You want: your goal. This week: your step.")
    assert night.one(goal).words == "no more beer, ever"
    ana.texts("4")
    ana.hears("stays as it is")


def test_a_long_goal_is_quoted_short(night: Night, ana: Person) -> None:
    named(night, ana, words="to wake up on a Sunday and make pancakes for everybody in the house")
    ana.texts("goals")
    ana.hears("to wake up on a Sunday and make panca...")


def test_danger_in_a_goal_is_read_as_danger(night: Night, ana: Person, joy: Person) -> None:
    night.change(client, next_checkin_at=None, checkin_time=None)
    ana.texts("GOALS")
    ana.hears("your own words")
    ana.texts("I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    assert night.rows(goal) == []
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("GOALS")
    joy.hears("kill myself")


def test_after_three_quiet_weeks_nothing_more_is_asked(night: Night, ana: Person) -> None:
    named(night, ana)
    for _ in range(3):
        night.forward(hours=24 * 8, every=3600)
        ana.hears(said("goal_week.how", name="Ana"))
    night.forward(hours=24 * 15, every=3600)
    assert night.one(goal).ended_at is None
