"""How it went, as a coach says it, and what the line saw of it."""

from bot.models import audit_event, escalation
from bot.phones import Person
from tests.night.test_relay import taken
from tests.night.world import Night, everything_read, said


def test_connected_without_a_text_or_a_call_is_asked_once_and_then_noted(
    night: Night, ana: Person, joy: Person
) -> None:
    taken(ana, joy)
    code = night.one(escalation).code
    joy.texts("DONE 1")
    joy.hears(said("coach.no_trace", code=code))
    assert night.one(escalation).closed_at is None
    joy.texts("DONE 1")
    joy.hears("closed")
    ana.hears("Joy has finished")
    assert "no contact seen" in {row.act for row in night.rows(audit_event)}


def test_who_could_not_reach_them_says_so_when_asked_whether_they_did(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("DONE")
    joy.hears("How did")
    joy.texts("1")
    joy.hears("no new text or call")
    joy.texts("2")
    joy.hears("closed")
    ana.hears("Joy has finished")
    assert night.one(escalation).outcome == "could_not_reach"
    assert "no contact seen" not in {row.act for row in night.rows(audit_event)}


def test_a_text_after_the_question_is_contact_and_1_closes_it(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("DONE 1")
    joy.hears("no new text or call")
    joy.texts("I am here, Ana")
    ana.hears("I am here, Ana")
    joy.texts("DONE 1")
    joy.hears("closed")
    ana.hears("Joy has finished")


def test_what_one_coach_was_asked_is_not_asked_of_the_next(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    taken(ana, joy)
    joy.texts("DONE")
    joy.hears("How did")
    joy.texts("PASS")
    ravi.hears("URGENT")
    ravi.texts("1")
    ravi.hears("yours")
    ravi.texts("1")
    ravi.hears("yours already")
    night.forward(seconds=2)
    everything_read(ana, joy, ravi)
    assert night.one(escalation).closed_at is None


def test_done_with_words_keeps_them_from_the_client_and_a_count_is_no_outcome(
    night: Night, ana: Person, joy: Person
) -> None:
    taken(ana, joy)
    joy.texts("I am here")
    ana.hears("I am here")
    joy.texts("DONE talked 2 hours, she's with her sister")
    joy.hears("How did")
    assert night.one(escalation).closed_at is None
    joy.texts("1")
    joy.hears("closed")
    ana.hears("Joy has finished")


def test_asking_for_a_call_takes_nobody(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    everything_read(ana)
    joy.texts("connect me by phone")
    joy.hears("Reply 1 to take it")
    assert night.one(escalation).owner_id is None
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("I need a coach now")
    everything_read(ana, joy)
