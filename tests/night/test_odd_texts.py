"""Texts in the middle of something else, and places where somebody could be left waiting."""

from datetime import timedelta

import pytest

from bot import db, inbox, people, sweeps
from bot.effects import Scene
from bot.inbox import Text
from bot.models import checkin, client, consent, conversation, escalation, inbound, outbound, task
from bot.phones import Person
from bot.program import program_by_id
from bot.work import Work
from flows.effects import OpenEscalation, OpenTask, Say
from tests.night.world import CAST, NUMBER, VAULT, Night, everything_read, said


def test_a_question_of_a_flow_that_is_gone_is_no_dead_end(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears("Ana")
    night.change(conversation, version=99)
    ana.texts("6 3")
    ana.hears(said("line.way_in", name="Ana"))
    assert night.one(task).kind == "words"
    ana.texts("and again")
    ana.hears(said("line.way_in", name="Ana"))


def test_silence_in_a_flow_that_is_gone_ends_it(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("18:01")
    ana.hears("Ana")
    night.change(conversation, version=99)
    night.forward(hours=3, every=60)
    assert ana.unread == []
    assert night.one(conversation).state is None


def test_numbers_after_todays_check_in_is_done_are_words_for_a_coach(night: Night, ana: Person) -> None:
    ana.texts("7 2")
    ana.hears("7", "2")
    ana.texts("5 5")
    ana.hears(said("line.way_in", name="Ana"))
    kept = night.one(checkin)
    assert (kept.mood, kept.craving) == (7, 2)


def test_a_hard_craving_after_todays_check_in_is_done_is_not_lost(night: Night, ana: Person, joy: Person) -> None:
    """Somebody who rates 9 an hour after a good check-in is in need now."""
    ana.texts("7 2")
    ana.hears("7", "2")
    ana.texts("4 9")
    ana.hears("988")
    joy.hears("URGENT")


def test_a_pause_until_a_day_of_the_week(night: Night, ana: Person) -> None:
    ana.texts("pause until friday")
    night.forward(seconds=3)
    everything_read(ana)
    until = night.one(client, client.c.id == night.ids["Ana"]).paused_until
    assert until == night.now.replace(day=6, hour=5, minute=0, second=0, microsecond=0)  # midnight in New York


def test_a_hard_text_in_the_middle_of_a_check_in_is_answered_warmly_and_listed(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears("Ana")
    ana.texts("I lost my job today and feel hopeless")
    night.forward(seconds=3)
    assert said("line.concern", name="Ana") in ana.unread
    everything_read(ana)
    assert "concern" in {row.kind for row in night.rows(task)}


def test_danger_in_the_middle_of_a_check_in_comes_first(night: Night, ana: Person, joy: Person) -> None:
    night.until_local("18:01")
    ana.hears("Ana")
    ana.texts("6 and I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")


def test_stop_twice_is_one_opt_out_and_one_confirmation(night: Night, ana: Person) -> None:
    ana.texts("no more messages please")
    ana.hears(said("line.stop", program="Rivertown Friends"))
    ana.texts("STOP")
    night.forward(seconds=5)
    ana.texts("STOP")
    night.forward(seconds=5)
    assert ana.unread == []
    assert len(night.rows(consent, consent.c.given.is_(False))) == 1


def test_start_from_somebody_who_never_left_is_an_ordinary_word(night: Night, ana: Person) -> None:
    ana.texts("START")
    ana.hears(said("line.way_in", name="Ana"))


def test_a_turn_carried_out_twice_writes_once(night: Night) -> None:
    effects = (Say("line.way_in"), OpenTask("words"), OpenEscalation("urgent", "craving"))
    with db.transaction(night.line.engine) as tx:
        work = Work(tx, VAULT, program_by_id(tx, night.ids["program"]), night.now)
        for _ in range(2):
            scene = Scene(work, people.by_id(work, night.ids["Ana"]), "i7", inbound_id=None)
            scene.carry_out(effects)
    assert len(night.rows(outbound, outbound.c.client_id == night.ids["Ana"])) == 1
    assert len(night.rows(task)) == 1
    assert len(night.rows(escalation)) == 1
    for row in night.rows(outbound):
        night.change(outbound, outbound.c.id == row.id, state="dropped")


def test_a_reply_written_before_is_not_given_again(night: Night, ana: Person) -> None:
    ana.texts("hello")
    ana.hears(said("line.way_in", name="Ana"))
    with db.transaction(night.line.engine) as tx:
        work = Work(tx, VAULT, program_by_id(tx, night.ids["program"]), night.now)
        scene = Scene(work, people.by_id(work, night.ids["Ana"]), "i1", inbound_id=1)
        scene.carry_out((Say("line.way_in"),))
        assert scene.replies == []


def test_one_row_that_fails_holds_nobody_else_up(night: Night, ana: Person, luis: Person, joy: Person) -> None:
    """Luis' conversation cannot be read: it is told in the log, and Ana is asked all the same."""
    night.expects_trouble = True
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=night.now + timedelta(hours=5))
    night.until_local("19:01")
    luis.hears("Luis")
    night.change(client, client.c.id == night.ids["Ana"], next_checkin_at=night.now)
    night.change(conversation, facts="no JSON at all", wake_at=night.now)
    sweeps.sweep(night.line, night.now)
    ana.hears("Ana")


def test_somebody_who_grieves_and_types_fast_is_answered_every_time(night: Night, ana: Person) -> None:
    night.change(client, next_checkin_at=None)
    things = ("the kitchen", "her coat", "our street", "a song", "that chair", "her cup", "the car", "june", "her dog")
    for nth in range(27):
        ana.texts(f"mom loved {things[nth % 9]} {('so much', 'a lot', 'more')[nth // 9]}")
        night.forward(seconds=5)
        assert ana.unread, nth
        everything_read(ana)


def test_a_phone_that_repeats_itself_hears_one_kind_word_and_danger_is_answered_all_the_same(
    night: Night, ana: Person, joy: Person
) -> None:
    night.change(client, next_checkin_at=None)
    for nth in range(20):
        ana.texts(f"I am driving, message {nth}")
        night.forward(seconds=5)
        everything_read(ana)
    ana.texts("I am driving, message 21")
    ana.hears(said("line.slowly", name="Ana"))
    ana.texts("I am driving, message 22")
    ana.hears_nothing(within=20)
    ana.texts("I want to die")
    ana.hears("988")
    ana.hears("safe right now")
    joy.hears("URGENT")
    assert "loop" in {row.kind for row in night.rows(task)}


def test_many_answers_in_numbers_are_nobody_repeating_themselves(night: Night, ana: Person) -> None:
    for n in range(24):
        ana.texts(str(n % 5))
        night.forward(seconds=5)
    assert said("line.slowly", name="Ana") not in [bubble.body for bubble in ana.phone.thread]
    everything_read(ana)


@pytest.mark.slow
def test_of_a_thousand_texts_in_a_minute_each_is_kept_few_are_answered_and_danger_is(
    night: Night, ana: Person, joy: Person
) -> None:
    night.change(client, next_checkin_at=None)
    began = night.now
    for nth in range(1_000):
        text = Text(f"SM{nth:032x}", CAST["Ana"], NUMBER, f"I am out of office, number {nth % 7}")
        inbox.receive(night.line, text, began + timedelta(seconds=nth * 0.06))
    night.forward(seconds=60)
    everything_read(ana, joy)
    assert len(night.rows(inbound, inbound.c.client_id == night.ids["Ana"])) == 1_000
    assert len(night.rows(outbound, outbound.c.client_id == night.ids["Ana"])) <= 30
    ana.texts("I want to die")
    ana.hears("988")
    ana.hears("safe right now")
    joy.hears("URGENT")
