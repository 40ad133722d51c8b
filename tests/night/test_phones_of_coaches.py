"""A coach's phone is verified by its code, and tested on request."""

from dataclasses import replace

import pytest

from bot import db, methods, trials
from bot.methods import code_of
from bot.models import client, contact_method, outbound, page
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from tests.night.test_relay import also_a_client, taken
from tests.night.world import NUMBER, VAULT, Night, everything_read, phone, said

NEW = "+15185550131"


def at_the_desk(night: Night):
    return work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"]))


def add(night: Night, *kinds: str) -> Person:
    """A second phone for Joy; it waits for its code."""
    second = phone(night, NEW, "Joy's other phone", "coach")
    with at_the_desk(night) as unit:
        assert methods.add(unit, night.ids["Joy"], NEW, kinds or ("text", "call"))
    return second


def code(night: Night) -> str:
    row = night.rows(contact_method, contact_method.c.code_sent_at.is_not(None))[-1]
    return code_of(VAULT, row.id, row.code_number)


def verified(night: Night) -> list[str]:
    hashed = contact_method.c.number_hash == VAULT.blind(NEW)
    return [row.kind for row in night.rows(contact_method, hashed) if row.verified_at is not None]


def test_a_code_that_comes_back_verifies_the_phone_for_texts_and_calls(night: Night) -> None:
    second = add(night)
    assert code(night) in second.hears("your code is", within=5)
    second.texts(code(night))
    second.hears(said("coach.code_good"))
    assert verified(night) == ["text", "call"]


@pytest.mark.parametrize("shape", ["{0} {1}", "{0}-{1}", "Code {0}{1}.", "código: {0}{1}", " {0}{1}\n"])
def test_a_code_is_read_as_people_write_it(night: Night, shape: str) -> None:
    second = add(night)
    second.hears("your code is")
    second.texts(shape.format(code(night)[:3], code(night)[3:]))
    second.hears(said("coach.code_good"))


def test_a_phone_that_only_rings_hears_its_code_and_it_is_texted_from_another(night: Night, joy: Person) -> None:
    second = add(night, "call")
    second.answers()
    second.listens(", ".join(code(night)))
    joy.texts(code(night))
    joy.hears(said("coach.code_good"))
    assert verified(night) == ["call"]


def test_an_unverified_phone_is_not_paged(night: Night, ana: Person, joy: Person) -> None:
    second = add(night)
    second.hears("your code is")
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    night.forward(seconds=5)
    assert second.unread == []
    everything_read(ana)


def test_a_second_phone_is_paged_when_the_first_is_gone(night: Night, ana: Person) -> None:
    second = add(night)
    second.texts(code(night))
    first = (contact_method.c.coach_id == night.ids["Joy"], contact_method.c.number_hash != VAULT.blind(NEW))
    night.change(contact_method, *first, verified_at=None)
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    second.hears("URGENT", within=5)
    everything_read(second)


def test_three_wrong_tries_and_even_the_right_one_is_too_late(night: Night) -> None:
    second = add(night)
    second.hears("your code is")
    wrong = f"{(int(code(night)) + 1) % 1_000_000:06}"
    for _ in range(3):
        second.texts(wrong)
        second.hears(said("coach.code_wrong"))
    second.texts(code(night))
    second.hears(said("coach.code_late"))
    assert verified(night) == []


def test_after_a_quarter_of_an_hour_the_code_has_run_out_and_a_fresh_one_holds(night: Night) -> None:
    night.change(client, next_checkin_at=None)
    second = add(night)
    second.hears("your code is")
    old = code(night)
    night.forward(minutes=15)
    second.texts(old)
    second.hears(said("coach.code_late"))
    with at_the_desk(night) as unit:
        (waiting,) = methods.unverified(unit, night.ids["Joy"])
        methods.send_code(unit, waiting)
    second.hears(code(night))
    assert code(night) != old
    second.texts(code(night))
    second.hears(said("coach.code_good"))


def test_six_digits_for_a_client_stay_theirs_while_a_code_waits(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    second = add(night, "text")
    second.hears("your code is")
    door = f"{(int(code(night)) + 7) % 1_000_000:06}"
    joy.texts(door)
    assert ana.hears(door) == door
    joy.texts(code(night))
    joy.hears(said("coach.code_good"))


def test_a_coach_who_is_a_client_too_texts_a_code_back(night: Night, joy: Person) -> None:
    also_a_client(night, "Joy")
    second = add(night, "call")
    second.answers()
    joy.texts(code(night))
    joy.hears(said("coach.code_good"))


def test_digits_of_a_coach_to_whom_no_code_was_sent_are_ordinary(night: Night, joy: Person) -> None:
    joy.texts("482913")
    joy.hears(said("coach.nothing_open"))


def send_test(night: Night) -> int:
    with at_the_desk(night) as unit:
        return trials.send(unit, night.ids["Joy"])


def result(night: Night, trial_id: int):
    with at_the_desk(night) as unit:
        return trials.result(unit, trial_id)


def test_a_test_page_is_answered_by_text_and_by_call(night: Night, joy: Person) -> None:
    trial_id = send_test(night)
    joy.hears(said("coach.trial"), within=5)
    joy.answers()
    joy.presses("1")
    joy.texts("1")
    joy.hears(said("coach.trial_good"))
    found = result(night, trial_id)
    assert list(found) == ["text", "call"]
    assert all(way["answered_after"] < 60 for way in found.values())
    assert night.rows(page) == []


def test_a_test_page_that_nobody_answers_says_so(night: Night, joy: Person) -> None:
    trial_id = send_test(night)
    joy.hears("TEST")
    joy.lets_it_ring()
    night.forward(minutes=2)
    found = result(night, trial_id)
    assert [way["answered_after"] for way in found.values()] == [None, None]
    assert found["call"]["error"] == "no-answer"


def test_a_coach_who_opted_out_of_texts_is_tested_by_call_alone(night: Night, joy: Person, sol: Person) -> None:
    night.network.lines[NUMBER] = replace(night.network.lines[NUMBER], keywords="off")
    joy.texts("STOP")
    joy.hears(said("coach.stopped"))
    trial_id = send_test(night)
    joy.answers()
    joy.presses("1")
    assert list(result(night, trial_id)) == ["call"]
    sol.hears("Joy is on call from now", within=5)


def test_a_coach_without_a_verified_phone_cannot_be_tested(night: Night, joy: Person, sol: Person) -> None:
    night.change(contact_method, contact_method.c.coach_id == night.ids["Joy"], verified_at=None)
    with pytest.raises(trials.NotVerified):
        send_test(night)
    sol.hears("Joy is on call from now", within=5)


def test_a_1_with_an_alert_open_takes_the_alert_not_the_test(night: Night, ana: Person, joy: Person) -> None:
    trial_id = send_test(night)
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("1")
    joy.hears("I need a coach now")
    joy.lets_it_ring()
    assert result(night, trial_id)["text"]["answered_after"] is None
    everything_read(ana, joy)


def test_no_code_lies_open_in_the_database(night: Night) -> None:
    add(night, "text").hears("your code is")
    with db.reading(night.line.engine) as connection:
        raw = connection.exec_driver_sql("SELECT body FROM outbound").scalar_one()
    assert code(night).encode() not in bytes(raw)
    assert night.one(outbound).lane == "default"
