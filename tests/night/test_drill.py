"""A drill goes the whole way and leaves nothing; when it does not get through, it says where it ended."""

from datetime import timedelta

import pytest

from bot import drill, invariants, marks, outbox
from bot.drill import Drill, Result
from bot.drilling import Drills, due
from bot.models import client, escalation, inbound, outbound, program, task
from bot.models import drill as drill_row
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from tests.night.conftest import cast
from tests.night.world import CAST, Night, everything_read, said


def run(night: Night, answer: drill.Answer | None = None, **more: object) -> Result:
    def post(path: str, fields: dict[str, str]) -> int:
        return night.post(path, **fields)

    def pause(seconds: float) -> None:
        night.forward(seconds=seconds)

    night.change(client, next_checkin_at=None)
    held = {"post": post, "pause": pause, "people_within": timedelta(minutes=2), "answer": answer, **more}
    result = Drill(night.line, night.ids["program"], **held).run()
    if night.clock_runs:
        night.forward(seconds=3)  # the last words to the coach are on their way
    return result


def on_the_phone(night: Night, joy: Person) -> drill.Answer:
    """Joy's thumb."""

    def answer(number: str, words: str) -> None:
        assert number == CAST["Joy"]
        joy.texts(words)

    return answer


def test_a_drill_goes_through_webhook_page_acknowledgement_and_close(night: Night, joy: Person) -> None:
    result = run(night, on_the_phone(night, joy))
    assert result.failed is None
    assert list(result.took) == list(drill.STEPS)
    assert sorted(result.took.values()) == list(result.took.values())
    joy.hears("DRILL", "Reply 1 to take it")
    everything_read(joy)
    held = night.one(escalation)
    assert (held.reason, held.outcome, held.owner_id) == ("drill", "connected", night.ids["Joy"])


def test_nothing_leaves_for_nobodys_number_and_nothing_is_left_to_do(night: Night, joy: Person) -> None:
    run(night, on_the_phone(night, joy))
    everything_read(joy)
    night.forward(hours=3, every=60)
    whose = night.one(client, client.c.status == "drill")
    states = {row.state for row in night.rows(outbound, outbound.c.client_id == whose.id)}
    assert states <= {"answered", "dropped"}
    assert whose.number == outbox.NOBODY
    assert night.rows(task) == []
    assert joy.unread == []


def test_a_coach_who_reads_spanish_sees_simulacro(night: Night, joy: Person) -> None:
    tier = said("coach.tier_drill", "es")
    assert "SIMULACRO" in said("coach.alert", "es", tier=tier, code="7F")


def test_a_drill_that_nobody_answers_ends_and_pages_nobody_any_longer(
    night: Night, joy: Person, ravi: Person, sol: Person
) -> None:
    result = run(night)
    assert result.failed == "acknowledged"
    assert list(result.took) == ["answered", "paged", "reached"]
    night.forward(seconds=30)
    everything_read(joy, ravi, sol)
    night.forward(minutes=10)
    assert joy.unread == ravi.unread == sol.unread == []
    assert night.one(escalation).outcome == "drill"
    assert invariants.broken(night.line.engine, night.now) == []


def test_a_line_that_does_not_answer_fails_at_the_first_step(night: Night) -> None:
    result = run(night, post=lambda path, fields: 0)
    assert (result.failed, result.took) == ("answered", {})
    assert night.rows(escalation) == []


def test_a_carrier_that_takes_nothing_fails_where_the_page_is_handed_over(
    night: Night, monkeypatch: pytest.MonkeyPatch, joy: Person
) -> None:
    night.clock_runs, night.workers.asleep = False, True
    result = run(night)
    assert result.failed == "paged"
    night.clock_runs, night.workers.asleep = True, False
    night.forward(seconds=5)
    everything_read(joy)


def test_a_second_drill_uses_the_same_nobody(night: Night, joy: Person) -> None:
    for _ in range(2):
        assert run(night, on_the_phone(night, joy)).failed is None
        night.forward(seconds=5)
        everything_read(joy)
    assert len(night.rows(client, client.c.status == "drill")) == 1
    assert len(night.rows(inbound, inbound.c.coach_id.is_(None))) == 2


def test_a_drill_is_in_no_report(night: Night, joy: Person) -> None:
    run(night, on_the_phone(night, joy))
    everything_read(joy)
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        assert marks.report(unit) == []


def test_call_in_a_drill_rings_nobody_else(night: Night, joy: Person) -> None:
    def calls_first(number: str, words: str) -> None:
        if "DONE" in words:
            joy.texts("CALL")
            joy.answers()
            joy.listens(said("voice.drill"))
        joy.texts(words)

    assert run(night, calls_first).failed is None
    night.forward(seconds=5)
    everything_read(joy)


def weekly(night: Night) -> Drills:
    """A clock's look for drills, of a program that wants one a week."""
    night.change(program, settings={"drill_days": 7})

    def post(path: str, fields: dict[str, str]) -> int:
        return night.post(path, **fields)

    return Drills(night.line, post, lambda seconds: night.forward(seconds=seconds))


def test_a_program_that_wants_it_has_a_drill_a_week_by_day(
    night: Night, joy: Person, ravi: Person, sol: Person
) -> None:
    night.expects_trouble = True  # nobody answers, and the log says so
    night.change(client, next_checkin_at=None)
    drills, began = weekly(night), []
    for _ in range(15):
        for hour in ("03:00", "12:30", "12:40", "22:00"):
            night.until_local(hour)
            if drills.look(night.now):
                began.append(hour)
            night.forward(seconds=30)
            everything_read(joy, ravi, sol)
    assert began == ["12:30"] * 3
    assert {row.failed for row in night.rows(drill_row)} == {"acknowledged"}


def test_of_two_clocks_one_runs_the_drill(night: Night, joy: Person, ravi: Person, sol: Person) -> None:
    night.expects_trouble = True
    night.change(client, next_checkin_at=None)
    night.until_local("12:30")
    first, second = weekly(night), weekly(night)
    (found,) = due(night.line, night.now)
    assert first._run(*found)
    night.forward(seconds=30)
    everything_read(joy, ravi, sol)
    assert not second._run(*found)
    assert len(night.rows(drill_row)) == 1


def test_no_drill_begins_by_itself_while_somebody_is_in_need_or_where_none_is_wanted(
    night: Night, ana: Person, joy: Person
) -> None:
    night.change(client, next_checkin_at=None)
    night.until_local("12:30")
    assert due(night.line, night.now) == []
    weekly(night)
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    assert due(night.line, night.now) == []
    everything_read(ana, joy)


def test_a_drill_whose_clock_died_pages_nobody_for_long(night: Night, joy: Person, ravi: Person, sol: Person) -> None:
    night.expects_trouble = True
    night.change(client, next_checkin_at=None)
    night.until_local("12:30")
    drills = weekly(night)
    drills.pause = died
    assert drills.look(night.now) == 0
    night.forward(minutes=31, every=60)
    assert drills.look(night.now) == 0
    assert night.one(escalation).outcome == "drill"
    night.forward(seconds=30)
    everything_read(joy, ravi, sol)
    night.forward(hours=2, every=60)
    assert joy.unread == ravi.unread == []


def died(seconds: float) -> None:
    raise RuntimeError("the clock was stopped")


def test_a_plain_1_during_a_drill_is_for_the_person(night: Night, ana: Person, joy: Person) -> None:
    def answer(number: str, words: str) -> None:
        if not night.rows(escalation, escalation.c.reason != "drill"):
            ana.texts("I need a coach now")
            night.forward(seconds=5)
            joy.texts("1")

    run(night, answer)
    assert night.one(escalation, escalation.c.reason != "drill").owner_id == night.ids["Joy"]
    night.forward(seconds=10)
    everything_read(ana, joy, *cast.values())
