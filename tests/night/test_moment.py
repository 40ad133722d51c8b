"""Help in the moment: a return to use, a safety plan, later, and what people ask for by a word."""

from datetime import timedelta

import pytest

from bot import people, safety_plan
from bot.days import local_day
from bot.models import checkin, client, conversation, escalation, task
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from flows.segments import segments
from tests.night.conftest import cast
from tests.night.world import ZONE, Night, everything_read, said

THANKS = "paging a coach"


@pytest.fixture(autouse=True)
def no_check_ins(night: Night) -> None:
    """These stories are about what people begin themselves."""
    night.change(client, next_checkin_at=None)


def flow_of(night: Night) -> tuple[str, str] | None:
    """The flow and the question that is open, of whoever has one."""
    row = next((row for row in night.rows(conversation) if row.state is not None), None)
    return None if row is None else (row.flow, row.state)


def kinds(night: Night) -> set[str]:
    return {row.kind for row in night.rows(task)}


def done(night: Night, *whose: Person) -> None:
    """What was said until now has arrived and is read."""
    night.forward(seconds=5)
    everything_read(*whose)


def test_a_return_to_use_is_met_with_thanks_and_a_question_about_safety(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("i drank last night")
    assert ana.hears("Thank you") == said("setback.thanks", name="Ana")
    ana.hears("1 I am safe")
    assert kinds(night) == {"setback"}
    ana.texts("1")
    ana.hears("risk is higher")
    ana.hears("1 page a coach")
    ana.texts("2")
    ana.hears("still count")
    joy.hears_nothing(within=5)
    night.until_local("09:01")
    assert ana.hears("Good morning") == said("after.setback_morning", name="Ana")
    ana.texts("2")
    ana.hears("1 page a coach")
    ana.texts("1")
    ana.hears(THANKS)
    joy.hears("URGENT")
    assert night.one(escalation).reason == "setback"


def test_using_just_now_is_danger_and_is_asked_about_safety(night: Night, luis: Person, joy: Person) -> None:
    luis.texts("recaí anoche")
    luis.hears("Gracias")
    luis.hears("a salvo")
    luis.texts("2")
    assert luis.hears("988") == said("sos.urgent_using", "es")
    luis.hears("a salvo ahora")
    joy.hears("URGENT")
    assert night.one(escalation).reason == "using"


def test_not_safe_after_a_return_to_use_pages_everybody(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("i used last night")
    ana.hears("Thank you")
    ana.hears("1 I am safe")
    ana.texts("3")
    assert ana.hears("911") == said("sos.not_safe")
    assert night.one(escalation).tier == "emergency"
    done(night, *cast.values())


def test_numbers_beside_a_return_to_use_are_kept(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=night.now)
    night.forward(seconds=5)
    ana.hears("How is today")
    ana.texts("6 3 but i drank last night")
    assert ana.hears("Thank you") == said("setback.thanks", name="Ana")
    ana.hears("1 I am safe")
    assert ana.unread == []
    kept = night.one(checkin)
    assert (kept.mood, kept.craving) == (6, 3)


def test_a_craving_at_the_line_beside_a_return_to_use_pages_a_coach(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("3 9, i relapsed yesterday")
    assert ana.hears(THANKS) == said("sos.urgent_craving")
    joy.hears("URGENT")
    assert night.one(checkin).craving == 9


def test_a_return_to_use_told_while_a_coach_is_paged_changes_nothing_about_that(
    night: Night, ana: Person, joy: Person
) -> None:
    ana.texts("COACH")
    assert ana.hears(THANKS) == said("sos.urgent_human")
    ana.hears("safe right now")
    joy.hears("URGENT")
    ana.texts("i drank last night")
    done(night, ana)
    assert flow_of(night) == ("sos", "listening")


def test_a_safety_plan_comes_back_step_by_step(night: Night, ana: Person) -> None:
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        whose = people.by_id(unit, night.ids["Ana"]).client
        safety_plan.write(unit, whose, {1: "I stop answering", 4: "my sister", 5: "Dr. Hill"})
    ana.texts("my plan")
    assert ana.hears("1, signs") == said("plan.signs", text="I stop answering")
    assert ana.hears("4, people") == said("plan.people", text="my sister")
    assert ana.hears("5, who") == said("plan.lines", text="Dr. Hill")
    assert ana.unread == []


def test_a_plan_that_nobody_wrote_is_a_task_and_names_who_is_there(night: Night, luis: Person) -> None:
    luis.texts("mi plan")
    assert luis.hears("988") == said("plan.none", "es", name="Luis")
    assert kinds(night) == {"plan_wanted"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_longest_step_of_a_plan_is_one_text_in_english_and_two_in_spanish(language: str) -> None:
    for key in safety_plan.STEPS:
        assert segments(said(key, language, text="x" * safety_plan.LONGEST)).count == 1
        assert segments(said(key, language, text="á" * 70)).count <= 2


def test_two_weeks_come_back_as_a_small_picture(night: Night, ana: Person) -> None:
    today = local_day(night.now, ZONE)
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        for back, mood, craving in ((1, 6, 2), (2, 10, 0), (5, 4, None), (30, 1, 1)):
            row = {"client_id": night.ids["Ana"], "day": today - timedelta(days=back), "asked_at": night.now}
            unit.tx.execute(checkin.insert().values(**row, mood=mood, craving=craving, missed=False))
    ana.texts("stats")
    moods, cravings = "- - - - - - - - - 4 - - 10 6", "- - - - - - - - - - - - 0 2"
    assert ana.hears("Two weeks") == said("line.stats", word="the pull", moods=moods, cravings=cravings)
    ana.texts("7 1")
    ana.hears("7")
    ana.texts("how am i doing")
    assert "6 7;" in ana.hears("Two weeks")


def test_without_numbers_there_is_no_picture(night: Night, luis: Person) -> None:
    luis.texts("resumen")
    assert luis.hears("6 3") == said("line.stats_none", "es", name="Luis")


def test_the_list_says_what_works(night: Night, ana: Person, luis: Person) -> None:
    ana.texts("LIST")
    assert ana.hears("SKILL") == said("line.list")
    luis.texts("lista")
    assert luis.hears("IDEA") == said("line.list", "es")


@pytest.mark.parametrize("word", ["later", "Not now", "snooze"])
def test_later_at_a_check_in_is_later_today_and_no_pause(night: Night, ana: Person, word: str) -> None:
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=night.now)
    night.forward(seconds=5)
    ana.hears("How is today")
    ana.texts(word)
    assert ana.hears("Later it is") == said("checkin.later", name="Ana")
    assert night.one(client, client.c.id == night.ids["Ana"]).paused_until is None
    ana.hears_nothing(within=60 * 60 * 2)
    ana.hears("No rush", within=60 * 40)
    ana.texts("6 3")
    ana.hears("6", "3")


def test_a_pause_asked_for_at_a_check_in_is_a_pause(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=night.now)
    night.forward(seconds=5)
    ana.hears("How is today")
    ana.texts("pause for a week")
    ana.hears("paused your daily texts until Mon 3/9/2026")
    assert night.one(client, client.c.id == night.ids["Ana"]).paused_until is not None
    night.forward(hours=4, every=60)
    assert ana.unread == []


def test_not_today_is_until_tomorrow(night: Night, ana: Person) -> None:
    ana.texts("not today")
    ana.hears("paused your daily texts until Tue 3/3/2026")
    until = night.one(client, client.c.id == night.ids["Ana"]).paused_until
    assert timedelta(0) < until - night.now < timedelta(hours=10)


def test_not_now_to_the_question_about_safety_is_heard_as_not_safe(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("I want to die")
    ana.hears("988")
    ana.hears("safe right now")
    ana.texts("not right now")
    assert ana.hears("911") == said("sos.not_safe")
    assert night.one(escalation).tier == "emergency"
    done(night, *cast.values())


def test_a_coach_who_has_them_hears_later_too(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("I need a coach now")
    joy.texts("can I call you?")
    done(night, ana, joy)
    ana.texts("later please")
    joy.hears("later please")
    assert night.one(client, client.c.id == night.ids["Ana"]).paused_until is None
