"""Somebody is in danger, and more happens: more words, a worse text, nobody to page."""

from datetime import timedelta

import pytest

from bot.models import coach, contact_method, escalation, inbound, task
from bot.phones import Person
from tests.night.conftest import cast
from tests.night.world import Night, everything_read, said


def test_a_text_split_over_two_is_read_as_one(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I am going to take")
    night.forward(seconds=20)
    everything_read(ana)
    ana.texts("all of my pills")
    ana.hears("988")
    joy.hears("EMERGENCY")
    assert [row.tier for row in night.rows(inbound)] == ["none", "emergency"]
    night.forward(seconds=2)
    everything_read(*cast.values())


def test_words_while_it_is_being_paged_reach_the_coach_who_takes_it(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    ana.texts("it is about my brother")
    ana.hears("988")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach now")
    joy.hears("my brother")


def test_not_safe_raises_it_to_an_emergency(night: Night, ana: Person, joy: Person, ravi: Person, sol: Person) -> None:
    ana.texts("I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    ana.texts("2")
    ana.hears("911")
    for coach_ in (joy, ravi, sol):
        coach_.hears("EMERGENCY", within=5)
        coach_.rings(within=5)
    assert [row.tier for row in night.rows(escalation)] == ["emergency"]


def test_the_same_danger_twice_opens_one_escalation(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    ana.texts("I really want to kill myself")
    ana.hears(said("crisis.still_paging"))
    assert len(night.rows(escalation)) == 1


def test_an_emergency_of_another_kind_hears_its_own_words_and_the_same_one_that_a_coach_is_coming(
    night: Night, ana: Person
) -> None:
    ana.texts("I took all the pills")
    assert ana.hears("911") == said("sos.emergency_overdose")
    ana.texts("i really took all of my pills")
    assert ana.hears("988") == said("crisis.still_paging")
    ana.texts("he has a gun and will kill me")
    assert ana.hears("911") == said("sos.emergency_violence")
    assert len(night.rows(escalation)) == 1
    night.forward(seconds=5)
    everything_read(*cast.values())


def test_a_worse_text_while_a_coach_has_it_tells_that_coach(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach")
    ana.texts("I took all the pills")
    ana.hears("911")
    joy.hears("EMERGENCY")
    joy.hears("all the pills")


def test_when_nobody_at_all_can_be_paged_ana_hears_so_and_a_list_shows_it(night: Night, ana: Person) -> None:
    night.change(contact_method, verified_at=None)
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    ana.hears(said("crisis.nobody"))
    night.forward(seconds=60)
    assert "nobody_to_page" in {row.kind for row in night.rows(task)}
    assert night.one(escalation).next_page_at > night.now


def test_somebody_who_can_be_paged_again_is_paged(night: Night, ana: Person, joy: Person) -> None:
    night.change(contact_method, verified_at=None)
    ana.texts("I need a coach now")
    night.forward(seconds=10)
    everything_read(ana)
    night.change(contact_method, contact_method.c.coach_id == night.ids["Joy"], verified_at=night.now)
    joy.hears("URGENT", within=35)
    everything_read(joy)


def test_a_coach_with_an_expired_credential_is_passed_over(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.change(coach, coach.c.id == night.ids["Joy"], credential_until=night.now.date() - timedelta(days=1))
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    ravi.hears("URGENT", within=5)
    assert not any("URGENT" in body for body in joy.unread)
    for told in (joy, sol):
        told.hears("the credential ends before that turn does", within=5)
    everything_read(joy, ravi, sol)


def test_the_owner_is_told_what_the_client_writes_and_the_client_nothing_twice(
    night: Night, ana: Person, joy: Person
) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach")
    ana.texts("are you there")
    joy.hears("are you there", within=5)
    ana.hears_nothing(within=10)


def test_every_reply_was_in_the_answer_to_the_webhook(night: Night, ana: Person, joy: Person) -> None:
    night.workers.asleep = True
    night.clock_runs = False
    ana.texts("I want to kill myself")
    ana.hears("988", within=3)
    ana.hears("1", "2", within=3)
    night.workers.asleep, night.clock_runs = False, True
    joy.hears("URGENT")


@pytest.mark.parametrize("word", ["GOALS", "MEETINGS", "juntas", "stats", "WIN", "TOPICS"])
def test_who_waits_for_a_coach_hears_that_one_is_paged_and_is_asked_nothing_else(
    night: Night, ana: Person, joy: Person, word: str
) -> None:
    ana.texts("I want to die")
    ana.hears("988")
    ana.hears("safe right now")
    joy.hears("URGENT")
    ana.texts(word)
    assert ana.hears("paging") == said("crisis.still_paging")
    ana.texts("2")
    ana.hears("911")
    night.forward(seconds=2)
    everything_read(*cast.values())


def test_who_waits_for_a_coach_still_has_their_plan_a_skill_and_their_people(
    night: Night, ana: Person, joy: Person
) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("safe right now")
    joy.hears("URGENT")
    ana.texts("PLAN")
    ana.hears(said("plan.none", name="Ana"))
    ana.texts("SKILL")
    ana.hears(said("craving.hello", name="Ana"))
    ana.hears("How strong")
    ana.texts("BUDDY")
    ana.hears(said("buddy.who", name="Ana"))
    ana.texts("CRAVE")
    ana.hears(said("sos.urgent_craving"))
    ana.hears("How strong")
    ana.texts("COACH")
    ana.hears(said("crisis.still_paging"))
    night.forward(seconds=2)
    everything_read(*cast.values())
