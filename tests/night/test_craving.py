"""A craving: something to try while a coach is paged, or without one; and what helped is remembered."""

import pytest

from bot.models import client, conversation, escalation, outbound, prompt, skill_use, task
from bot.phones import Person
from tests.night.conftest import cast
from tests.night.world import Night, everything_read, said

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


def waiting(night: Night) -> list[str]:
    return [row.flow for row in night.rows(prompt, prompt.c.ended_at.is_(None))]


def done(night: Night, *whose: Person) -> None:
    """What was said until now has arrived and is read."""
    night.forward(seconds=5)
    everything_read(*whose)


def test_a_craving_pages_a_coach_and_goes_on_while_she_waits(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("CRAVE")
    assert ana.hears(THANKS) == said("sos.urgent_craving")
    assert ana.hears("0 (none)") == said("craving.rate", word="the pull")
    joy.hears("URGENT", within=5)
    ana.texts("craving 9")
    ana.hears("1", "2", "3", "Which one")
    ana.texts("1")
    ana.hears("OK")
    assert flow_of(night) != ("sos", "safe")
    assert night.one(escalation).reason == "craving"


def test_paged_for_by_a_check_in_she_still_gets_something_to_do(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("6 9")
    assert THANKS in ana.hears("988")
    joy.hears("URGENT", within=5)
    ana.texts("I crave so bad")
    ana.hears(THANKS)
    ana.hears("How strong")
    joy.hears_nothing(within=2)
    assert len(night.rows(escalation)) == 1


def test_once_a_coach_has_her_the_line_keeps_quiet(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("ANTOJO")
    ana.hears(THANKS)
    ana.hears("How strong")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("ANTOJO")
    joy.texts("I am here")
    ana.hears("I am here")
    ana.texts("9")
    joy.hears("9")
    joy.texts("breathe with me")
    ana.hears("breathe")
    ana.hears_nothing(within=60 * 20)
    joy.texts("DONE 1")
    ana.hears("Joy has finished")
    joy.hears("closed")
    night.forward(hours=3, every=60)
    assert flow_of(night) is not None  # the line looked in after two hours
    assert ana.hears("looking in") == said("after.craving_later", name="Ana", word="the pull")


def test_nobody_answers_and_the_updates_come_between_the_steps(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("the craving is so strong right now")
    ana.hears(THANKS)
    ana.hears("How strong")
    ana.texts("8")
    ana.hears("Which one")
    ana.hears(said("crisis.update_2"), within=130)
    ana.texts("1")
    ana.hears("OK")
    ana.hears(said("crisis.update_5"), within=190)
    done(night, ana, joy, ravi, sol)


def test_a_craving_that_turns_out_to_be_worse_hears_those_words(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("CRAVE")
    ana.hears(THANKS)
    ana.hears("How strong")
    joy.hears("URGENT")
    ana.texts("I want to die")
    assert ana.hears("988") == said("sos.urgent_suicide")
    ana.hears("safe right now")
    assert night.one(escalation).reason == "suicide"
    ana.texts("I really want to die")
    assert ana.hears("988") == said("crisis.still_paging")
    joy.hears_nothing(within=2)


def test_a_craving_told_after_worse_changes_nothing_about_that(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I want to die")
    ana.hears("988")
    ana.hears("safe right now")
    joy.hears("URGENT")
    ana.texts("and the craving is so strong")
    assert ana.hears("988") == said("crisis.still_paging")
    assert flow_of(night) == ("sos", "safe")


def test_a_skill_whose_craving_was_never_rated_counts_for_nothing(night: Night, ana: Person) -> None:
    for text in ("SKILL", "purple", "purple", "1", "ok"):
        ana.texts(text)
    while not any("timer" in one for one in ana.unread):
        ana.texts("ok")
        night.forward(seconds=2)
    ana.texts("6")
    ana.texts("2")
    done(night, ana)
    assert night.one(skill_use).before is None
    ana.texts("SKILL")
    done(night, ana)


def test_an_overdose_in_the_middle_of_a_skill_is_an_emergency(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("SKILL")
    ana.hears("glad you wrote")
    ana.hears("How strong")
    ana.texts("6")
    ana.hears("Which one")
    ana.texts("my friend is not breathing")
    ana.hears("911", "Narcan")
    assert night.one(escalation).tier == "emergency"
    done(night, *cast.values())


def test_a_craving_and_the_wish_to_die_in_one_text_is_about_the_wish_to_die(
    night: Night, ana: Person, joy: Person
) -> None:
    ana.texts("the craving is so strong and i want to die")
    assert ana.hears("988") == said("sos.urgent_suicide")
    ana.hears("safe right now")
    joy.hears("URGENT")


def test_a_skill_pages_nobody_and_what_helped_is_offered_first(night: Night, ana: Person, joy: Person) -> None:
    for before, after in ((7, 3), (6, 5)):
        ana.texts("skills")
        ana.hears("glad you wrote")
        ana.hears("How strong")
        ana.texts(str(before))
        three = ana.hears("Which one")
        ana.texts("2" if before == 7 else "none")
        night.forward(seconds=5)
        while not any("timer" in text for text in ana.unread):
            ana.texts("ok")
            night.forward(seconds=5)
        everything_read(ana)
        night.forward(minutes=15, seconds=5)
        ana.hears("How strong is it now")
        ana.texts(str(after))
        ana.hears("From 7 to 3" if before == 7 else "1 page a coach")
    used = night.rows(skill_use)
    assert [(row.before, row.after) for row in used] == [(7, 3)]
    assert f"1 {said(f'skill.{used[0].skill}')}," in three
    joy.hears_nothing(within=5)
    assert night.rows(escalation) == []


def test_not_eased_and_the_offer_refused_is_looked_at_again_in_two_hours_and_in_the_morning(
    night: Night, ana: Person, joy: Person
) -> None:
    ana.texts("SKILL")
    ana.texts("5")
    ana.texts("none")
    done(night, ana)
    ana.texts("6")
    ana.hears("1 page a coach")
    ana.texts("2")
    assert ana.hears("Your call") == said("craving.your_call", name="Ana")
    night.forward(hours=2, seconds=10, every=60)
    ana.hears("looking in")
    ana.texts("4")
    assert ana.hears("it was 6") == said("after.lower", name="Ana", rating=4, was=6)
    night.until_local("09:01")
    ana.hears("Good morning")
    ana.texts("8")
    ana.hears(THANKS)
    joy.hears("URGENT")


def test_a_craving_that_has_all_but_gone_is_not_looked_in_on(night: Night, ana: Person) -> None:
    for text in ("SKILL", "3", "none", "2"):
        ana.texts(text)
    done(night, ana)
    assert waiting(night) == []
    night.forward(hours=20, every=300)
    assert ana.unread == []


def test_at_night_nobody_is_looked_in_on_before_the_morning(night: Night, luis: Person) -> None:
    night.until_local("23:00")
    luis.texts("idea")
    luis.texts("6")
    luis.texts("nada")
    luis.texts("4")
    done(night, luis)
    night.forward(hours=9, minutes=30, every=300)
    assert luis.unread == []
    night.until_local("09:01")
    assert luis.hears("Buen día") == said("after.craving_morning", "es", name="Luis", word="la presión")


def test_after_midnight_the_next_morning_is_this_morning(night: Night, ana: Person) -> None:
    night.until_local("01:00")
    ana.texts("SKILL")
    done(night, ana)
    night.forward(hours=8, minutes=2, every=60)
    ana.hears("Good morning")
    done(night, ana)


def test_silence_from_the_start_is_asked_once_and_then_a_coach_has_her_on_the_list(night: Night, ana: Person) -> None:
    ana.texts("SKILL")
    done(night, ana)
    ana.hears("How strong is it now", within=60 * 16)
    night.forward(minutes=61, every=30)
    assert "craving_unanswered" in kinds(night)
    assert flow_of(night) is None
    assert waiting(night) == ["craving_later", "craving_morning"]


def test_an_offer_refused_at_the_check_in_goes_on_to_something_to_try(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("5 7")
    ana.hears("1 page a coach")
    ana.texts("not now")
    assert ana.hears("Your call") == said("checkin.not_now", name="Ana")
    ana.hears("Which one")
    assert flow_of(night) == ("craving", "pick")
    assert night.one(client, client.c.id == night.ids["Ana"]).paused_until is None
    joy.hears_nothing(within=5)


def test_many_short_steps_are_not_taken_for_a_machine(night: Night, ana: Person) -> None:
    for _ in range(5):
        ana.texts("SKILL")
        ana.texts("6")
        ana.texts("1")
    ana.texts("ok")
    done(night, ana)
    assert len(night.rows(outbound)) >= 20
    ana.texts("ok")
    ana.hears(".")


def test_thanks_at_the_three_skills_picks_none_of_them(night: Night, ana: Person) -> None:
    ana.texts("SKILL")
    ana.hears(said("craving.hello", name="Ana"))
    ana.hears("How strong")
    ana.texts("5")
    ana.hears("Which one")
    ana.texts("thanks")
    ana.hears(said("craving.pick_again", name="Ana"))
    ana.texts("2 please")
    ana.hears("Text OK")
