"""One text, one effect: however often, however late and from however many threads a text or a clock comes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
import sqlalchemy as sa

from bot import chain, db, inbox, sweeps
from bot.inbox import Text
from bot.models import audit_event, checkin, client, escalation, inbound, outbound, page, program, task
from bot.phones import Person
from bot.phones.records import Line
from bot.sending import deliver
from tests.night.world import CAST, NUMBER, VAULT, Night, everything_read, said

SID = "SM" + "a" * 32
AT_ONCE = 64


def at_once(do: Callable[[int], object], times: int) -> list[object]:
    """Call from so many threads, all let go in the same moment."""
    gate = Barrier(times)

    def go(n: int) -> object:
        gate.wait()
        return do(n)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(go, range(times)))


def cry(sid: str = SID, number: str = CAST["Ana"], body: str = "I need a coach now") -> Text:
    return Text(sid, number, NUMBER, body)


def test_sixty_four_copies_at_once_are_one_text_one_answer_one_escalation(
    night: Night, ana: Person, joy: Person
) -> None:
    answers = at_once(lambda n: inbox.receive(night.line, cry(), night.now), AT_ONCE)
    assert len(answers) == AT_ONCE
    assert all(answer == answers[0] for answer in answers)
    assert len(night.rows(inbound)) == 1
    assert len(night.rows(escalation)) == 1
    assert len(night.rows(outbound, outbound.c.client_id == night.ids["Ana"])) == len(answers[0])  # type: ignore[arg-type]
    joy.hears("URGENT")


def test_a_text_delivered_again_gets_the_same_answer_and_does_nothing(night: Night, ana: Person, joy: Person) -> None:
    sid = ana.texts("I need a coach now", copies=3)
    night.forward(seconds=5)
    told = [entry.answer for entry in night.network.journal if entry.what.endswith("/sms") and entry.sid == sid]
    assert len(told) == 3
    assert len(set(told)) == 1
    assert len(night.rows(inbound)) == 1
    joy.hears("URGENT")
    joy.hears_nothing(within=20)
    everything_read(ana)


@pytest.mark.parametrize("hours", [1, 48])
def test_a_text_delivered_again_days_later_does_nothing(night: Night, ana: Person, joy: Person, hours: int) -> None:
    night.change(client, next_checkin_at=None)
    sid = ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("1")
    night.forward(seconds=3)
    joy.texts("I am here")
    joy.texts("DONE 1")
    night.forward(hours=hours, every=600)
    everything_read(ana, joy)
    before = counts(night)
    night.network.replay(sid)
    night.forward(seconds=10)
    assert counts(night) == before
    assert joy.unread == []
    everything_read(ana)  # the same answer as then


def test_a_retry_after_an_answer_that_was_lost_on_the_way_is_the_same_text(
    night: Night, ana: Person, joy: Person
) -> None:
    first = inbox.receive(night.line, cry(), night.now)
    night.forward(seconds=15)
    assert inbox.receive(night.line, cry(), night.now) == first
    assert len(night.rows(escalation)) == 1
    everything_read(joy)


def test_two_first_texts_of_a_stranger_at_once_make_one_stranger(night: Night) -> None:
    at_once(lambda n: inbox.receive(night.line, cry(f"SM{n:032x}", "+15185550178", "hi"), night.now), 8)
    assert len(night.rows(client, client.c.status == "stranger")) == 1
    assert len(night.rows(inbound)) == 8
    assert len(night.rows(task)) == 1


def test_two_cries_at_once_open_one_escalation(night: Night, joy: Person) -> None:
    at_once(lambda n: inbox.receive(night.line, cry(f"SM{n:032x}"), night.now), 8)
    assert len(night.rows(escalation)) == 1
    assert len(night.rows(inbound)) == 8
    joy.hears("URGENT")
    joy.hears_nothing(within=20)


@pytest.mark.slow
def test_a_hundred_crises_in_the_same_moment_are_all_paged(
    night: Night, joy: Person, ravi: Person, sol: Person
) -> None:
    night.network.lines[NUMBER] = faster(night)
    texts = [cry(f"SM{n:032x}", f"+1716555{n:04d}") for n in range(100, 200)]
    at_once(lambda n: inbox.receive(night.line, texts[n], night.now), 100)
    night.forward(seconds=10)
    assert len(night.rows(escalation)) == 100
    assert len({row.code for row in night.rows(escalation)}) == 100
    assert {row.state for row in night.rows(page)} <= {"out", "reached"}
    joys = night.rows(page, page.c.coach_id == night.ids["Joy"], page.c.method == "text")
    assert {row.escalation_id for row in joys} == {row.id for row in night.rows(escalation)}
    assert "67 more" in joy.hears("URGENT", "67 more")  # many at once are named and counted in one text
    everything_read(joy, ravi, sol)


def test_both_coaches_answer_in_the_same_moment_and_one_owns_it(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    ana.texts("I need a coach now")
    night.forward(seconds=95)  # the backup is paged by now
    everything_read(ana, joy, ravi)
    numbers = [CAST["Joy"], CAST["Ravi"]]
    at_once(lambda n: inbox.receive(night.line, cry(f"SM{n:032x}", numbers[n], "1"), night.now), 2)
    owner, loser = (joy, ravi) if night.one(escalation).owner_id == night.ids["Joy"] else (ravi, joy)
    loser.hears(said("coach.taken_by", coach=owner.phone.name, code=night.one(escalation).code))
    owner.hears("yours")
    ana.hears(owner.phone.name)
    assert len([row for row in night.rows(page) if row.state == "acknowledged"]) == 2  # the owner's text and call
    everything_read(ana, joy, ravi)


def test_two_clocks_sweeping_at_once_double_nothing(
    night: Night, ana: Person, luis: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.change(program, settings={"most_nights": 7, "pace": 100.0, "a_minute": 0})
    night.clock_runs = False
    ana.texts("I need a coach now")
    night.forward(hours=4)
    at_once(lambda n: sweeps.sweep(night.line, night.now), 4)
    at_once(lambda n: sweeps.sweep(night.line, night.now), 4)
    night.workers.work()
    night.forward(seconds=2)
    steps = [(row.round, row.step, row.coach_id, row.method) for row in night.rows(page)]
    assert len(steps) == len(set(steps))
    assert [body for body in ana.unread if "988" in body and "still" in body.casefold()] == [said("crisis.update_5")]
    assert len(night.rows(checkin)) == 1
    assert luis.unread == [said("checkin.mood", "es", name="Luis")]
    night.clock_runs = True
    everything_read(ana, luis, joy, ravi, sol)


def test_two_clocks_all_evening_page_as_one(night: Night, ana: Person, joy: Person, ravi: Person, sol: Person) -> None:
    ana.texts("I need a coach now")
    for _ in range(60):
        night.forward(seconds=2)
        at_once(lambda n: sweeps.sweep(night.line, night.now), 2)
    sent = [(row.round, row.step, row.coach_id, row.method) for row in night.rows(page)]
    assert len(sent) == len(set(sent))
    heard = [body for body in joy.unread if "URGENT" in body]
    assert len(heard) == len([row for row in sent if row[2:] == (night.ids["Joy"], "text")])
    night.forward(seconds=5)
    everything_read(ana, joy, ravi, sol)


def test_one_doorbell_rung_eight_times_sends_one_text(night: Night, ana: Person, joy: Person) -> None:
    night.workers.asleep = True
    ana.texts("I need a coach now")
    row = night.one(outbound, outbound.c.coach_id == night.ids["Joy"])
    sent = at_once(lambda n: deliver(night.line, row.id, night.now), 8)
    assert sent.count(True) == 1
    joy.hears("URGENT")
    night.workers.asleep = False
    joy.hears_nothing(within=5)
    everything_read(ana)


def faster(night: Night) -> Line:
    return replace(night.network.lines[NUMBER], rate=1000.0)


def counts(night: Night) -> dict[str, int]:
    tables = (inbound, outbound, escalation, page, task)
    return {table.name: len(night.rows(table)) for table in tables}


def test_a_database_that_fails_before_the_commit_keeps_nothing_and_the_retry_is_taken(
    night: Night, ana: Person, joy: Person
) -> None:
    night.expects_trouble = True
    broken = True

    def fail(_connection: object) -> None:
        if broken:
            raise OSError("the disk is full")

    sa.event.listen(night.line.engine, "commit", fail)
    assert night.post("/sms", MessageSid=SID, From=CAST["Ana"], To=NUMBER, Body="I need a coach now") == 500
    broken = False
    assert night.rows(inbound) == []
    assert night.post("/sms", MessageSid=SID, From=CAST["Ana"], To=NUMBER, Body="I need a coach now") == 200
    assert len(night.rows(escalation)) == 1
    joy.hears("URGENT")


def test_what_was_done_is_in_the_chain_two_sweeps_later(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    night.forward(seconds=4)
    with db.reading(night.line.engine) as tx:
        proof = chain.verify(tx, VAULT, night.ids["program"])
    assert proof.links == len(night.rows(audit_event)) >= 2
    assert (proof.loose, proof.broken) == (0, None)
    everything_read(ana)
