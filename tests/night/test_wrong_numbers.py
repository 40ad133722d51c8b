"""Numbers that are somebody else's, or move; and questions about who writes."""

from datetime import time

import pytest

from bot import joining, people
from bot.models import audit_event, client, inbound
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from tests.night.test_joining import CONFIRM, DEE, PROGRAM, dee, everything_read_by_the_cast, kinds
from tests.night.world import Night, everything_read, said

__all__ = ["dee"]


def test_start_from_a_wrong_number_is_asked_for_a_yes_and_learns_nothing(night: Night, ana: Person) -> None:
    ana.texts("you have the wrong number")
    ana.hears(said("wishes.wrong_number"))
    ana.texts("START")
    assert "Ana" not in ana.hears(CONFIRM)
    ana.texts("1")
    ana.hears(said("enrolment.risk"))
    assert [one.status for one in night.rows(client) if one.number == ana.phone.number] == ["locked", "invited"]


def test_start_from_a_number_nobody_knows_is_a_strangers_word(night: Night, dee: Person) -> None:
    dee.texts("START")
    dee.hears(said("line.stranger", program=PROGRAM))


def test_a_wrong_number_is_let_go_and_sees_nothing_of_the_thread(night: Night, ana: Person) -> None:
    ana.texts("6 3")
    ana.hears("Mood 6")
    ana.texts("you have the wrong number")
    ana.hears(said("wishes.wrong_number"))
    night.until_local("18:05")
    assert ana.unread == []
    whose = night.one(client, client.c.id == night.ids["Ana"])
    assert (whose.status, whose.next_checkin_at) == ("locked", None)
    assert "wrong_number" in kinds(night)
    ana.texts("who was that for?")
    ana.hears(said("line.stranger", program=PROGRAM))
    assert len(night.rows(inbound, inbound.c.client_id == night.ids["Ana"])) == 2


@pytest.mark.parametrize(
    "words",
    ["who is this? wrong number", "sorry wrong number. who is this", "nah wrong number", "who's ana? wrong number"],
)
def test_a_stranger_who_asks_who_writes_in_the_same_breath_never_reads_the_name(
    night: Night, ana: Person, words: str
) -> None:
    ana.texts(words)
    ana.hears(said("wishes.wrong_number"))
    night.until_local("18:05")
    assert ana.unread == []
    ana.texts("who is this?")
    assert "Ana" not in ana.hears(said("line.stranger", program=PROGRAM))


def test_a_wrong_number_that_is_not_theirs_locks_nobody_out(night: Night, ana: Person) -> None:
    ana.texts("sorry wrong number for my mom is 555 0143")
    ana.hears(said("line.way_in", name="Ana"))
    assert night.one(client, client.c.id == night.ids["Ana"]).status == "active"


@pytest.mark.parametrize(
    "question", ["who is this?", "quién es", "new phone who dis", "how does this work", "me cuesta algo esto?"]
)
def test_somebody_who_only_asks_who_writes_is_told_and_stays_on_the_list(
    night: Night, ana: Person, question: str
) -> None:
    ana.texts(question)
    ana.hears(said("line.info", program=PROGRAM))
    assert night.one(client, client.c.id == night.ids["Ana"]).status == "active"


def test_in_a_crisis_a_question_about_us_changes_nothing(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("SOS")
    ana.hears("911")
    ana.texts("how does this work")
    assert said("line.info", program=PROGRAM) not in ana.hears("coach")
    joy.hears("EMERGENCY")
    night.forward(seconds=5)
    everything_read_by_the_cast(night)


def test_a_question_about_us_is_no_name_but_it_is_an_answer_where_any_words_are(night: Night, ana: Person) -> None:
    ana.texts("NAME")
    ana.hears(said("settings.name"))
    ana.texts("who is this")
    ana.hears(said("line.info", program=PROGRAM))
    ana.texts("Annie")
    ana.hears("Annie")
    ana.texts("SKILL")
    ana.hears("glad you wrote")
    ana.hears("Just a number")
    ana.texts("4")
    ana.hears("Try one thing")
    ana.texts("1")
    ana.hears("Then text OK")
    ana.texts("what is this")
    ana.hears("Three more rounds")


def test_whoever_has_the_number_now_is_read_for_danger(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("wrong number")
    ana.hears(said("wishes.wrong_number"))
    ana.texts("my friend is not breathing")
    ana.hears("911")
    joy.hears("EMERGENCY")
    night.forward(seconds=5)
    everything_read_by_the_cast(night)


def test_a_number_that_moves_is_asked_before_anything_else_and_keeps_everything(
    night: Night, ana: Person, dee: Person
) -> None:
    dee.texts("hi, new phone")
    dee.hears(said("line.stranger", program=PROGRAM))
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        joining.move_number(unit, "operator", people.by_id(unit, night.ids["Ana"]).client, DEE)
    night.forward(seconds=5)
    dee.hears(CONFIRM)
    night.until_local("18:01")
    assert ana.unread == dee.unread == []
    dee.texts("1")
    dee.hears(said("enrolment.risk"))
    dee.texts("1")
    dee.hears("Welcome")
    dee.hears(said("settings.phone"))
    for answer in ("1", "skip", "skip"):
        dee.texts(answer)
        night.forward(seconds=2)
    dee.hears("6:00 pm")
    everything_read(dee)
    whose = night.one(client, client.c.id == night.ids["Ana"])
    assert (whose.number, whose.status, whose.checkin_time) == (DEE, "active", time(18))
    assert "moved_number" in {one.act for one in night.rows(audit_event)}
