"""Whom else a phone that is not safe keeps from writing to it, and what ends that."""

from contextlib import AbstractContextManager

import pytest

from bot import db, joining, people, seed, supporters, transfer
from bot.models import client, escalation, outbound, prompt
from bot.phones import Person
from bot.program import program_by_id
from bot.work import Work, work
from tests.night.test_joining import dee, everything_read_by_the_cast, invited, row  # noqa: F401 # dee is a fixture
from tests.night.test_opt_outs import with_keywords
from tests.night.world import NUMBER, VAULT, ZONE, Night, everything_read, said

PROGRAM = "Rivertown Friends"
QUIET = said("wishes.quiet")


def at_work(night: Night) -> AbstractContextManager[Work]:
    return work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"]))


def test_who_was_asked_whether_they_want_texts_is_asked_no_more(night: Night, dee: Person) -> None:  # noqa: F811
    night.until_local("22:00")
    everything_read_by_the_cast(night)
    invited(night)
    night.change(client, client.c.status == "invited", unsafe_since=night.now)
    night.until_local("09:00")
    assert dee.unread == []


@pytest.mark.parametrize("words", ["START", "JOIN RIVER"])
def test_their_own_word_ends_it(night: Night, ana: Person, words: str) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    ana.texts("its not safe to text me")
    ana.hears(QUIET)
    night.forward(seconds=60)
    ana.texts(words)
    ana.hears(said("line.start", program=PROGRAM))
    assert night.one(client, client.c.id == night.ids["Ana"]).unsafe_since is None


def test_join_of_a_stranger_ends_it(night: Night, dee: Person) -> None:  # noqa: F811
    dee.texts("its not safe to text me")
    dee.hears(QUIET)
    dee.texts("JOIN RIVER")
    dee.hears(said("enrolment.confirm", program=PROGRAM))
    assert row(night).unsafe_since is None


def test_another_phone_is_asked_as_any(night: Night, ana: Person, dee: Person) -> None:  # noqa: F811
    ana.texts("not safe to text")
    ana.hears(QUIET)
    with at_work(night) as unit:
        joining.move_number(unit, "operator", people.by_id(unit, night.ids["Ana"]).client, dee.phone.number)
    night.forward(seconds=5)
    dee.hears(said("enrolment.confirm", program=PROGRAM))


def test_another_program_does_not_text_that_phone_either(night: Night, ana: Person) -> None:
    with db.transaction(night.line.engine) as tx:
        other = seed.add_program(tx, "Hill House", "HILL", ZONE, {"clients": "+15185550190"}, most_nights=7)
    night.change(client, next_checkin_at=None)
    ana.texts("not safe to text")
    ana.hears(QUIET)
    with at_work(night) as unit:
        there = Work(unit.tx, VAULT, program_by_id(unit.tx, other), unit.at)
        transfer.move(unit, there, "operator", people.by_id(unit, night.ids["Ana"]).client, None)
    night.forward(hours=24, every=600)
    assert [one.body for one in night.rows(outbound) if one.number == ana.phone.number] == [QUIET]


def test_a_supporter_whose_phone_is_not_safe_is_asked_nothing(night: Night, ana: Person, dee: Person) -> None:  # noqa: F811
    dee.texts("its not safe to text me")
    dee.hears(QUIET)
    with at_work(night) as unit:
        supporters.add(unit, people.by_id(unit, night.ids["Ana"]).client, f"Dee|{dee.phone.number}|0")
    night.forward(seconds=10)
    assert dee.unread == []
    assert night.rows(prompt, prompt.c.flow == "supporting")[0].outcome == "let_go"
    night.forward(minutes=20)
    everything_read(ana)


def test_a_coach_who_writes_to_somebody_who_wants_no_texts_is_not_asked_to_call(
    night: Night, ana: Person, joy: Person
) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("1")
    night.forward(seconds=5)
    ana.texts("dont text me, he reads my phone")
    night.forward(seconds=5)
    everything_read(ana, joy)
    joy.texts("are you there")
    code = night.one(escalation).code
    assert joy.hears(code) == said("coach.no_texts", code=code)
    ana.hears_nothing(within=5)
