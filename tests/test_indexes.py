"""The hot path and the sweeps never read a table from end to end, and a turn asks as much of a full house as of an
empty one. The statements are those that really run, with their own parameters, on tables with rows in them.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot import allowance, bulk, clearing, clock, crypto, db, inbox, retention, sending, sweeps
from bot.carrier import Called, OutgoingCall, OutgoingText, Received, Refused, Trouble
from bot.catching_up import CatchUp
from bot.inbox import Text
from bot.line import Line
from bot.models import checkin, client, conversation, inbound, metadata, outbound, program
from bot.program import program_by_id
from bot.queue import SilentBell
from bot.settings import Settings
from bot.work import work
from tests.crowd import JOY, LINE, Crowd, gather, join, number

SMALL = {"program", "program_number", "coach", "contact_method", "rotation", "shift", "time_off"}
"""Tables as big as a staff, not as big as a clientele: reading all of one is what an index would do too."""

GROWING = metadata.tables.keys() - SMALL

READS_ALL = {
    "sqlite": re.compile(r"^SCAN (\w+)(?! USING (?:COVERING )?INDEX)"),
    "postgresql": re.compile(r"^\s*(?:->\s+)?Seq Scan on (\w+)"),
}
HEARD = (
    ("a check-in answered", "6 3"),
    ("small talk", "what a long day it was"),
    ("danger", "I want to kill myself tonight"),
    ("danger again", "I took the whole bottle"),
    ("something to try", "SKILL"),
    ("a craving", "CRAVE"),
    ("a return to use", "i drank last night"),
    ("two weeks", "STATS"),
    ("a plan", "PLAN"),
    ("an opt-out", "STOP"),
)


@dataclass
class House:
    """A line with `clients` people in it, and every statement it runs while `listening`."""

    line: Line
    crowd: Crowd
    ran: list[tuple[str, Any]] = field(default_factory=list)
    sids: Iterator[int] = field(default_factory=lambda: iter(range(10**9, 10**10)))

    @contextmanager
    def listening(self) -> Iterator[list[tuple[str, Any]]]:
        self.ran.clear()
        sa.event.listen(self.line.engine, "before_cursor_execute", self._heard)
        yield self.ran
        sa.event.remove(self.line.engine, "before_cursor_execute", self._heard)

    def text(self, who: str, body: str) -> None:
        inbox.receive(self.line, Text(f"SM{next(self.sids):032x}", who, LINE, body), clock.now())

    def _heard(self, connection: Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.split()[0] in {"SELECT", "UPDATE", "INSERT", "DELETE", "WITH"}:
            self.ran.append((statement, parameters))


@pytest.fixture
def house(database_url: str) -> Iterator[Callable[[int], House]]:
    """Fills the database with so many clients, each with a check-in open and a few texts behind them."""
    keys, index_key = f"1:{crypto.new_key()}", crypto.new_key()
    engine = db.connect(database_url, crypto.read_vault(keys, index_key))
    line = Line(Settings(keys=keys, index_key=index_key), engine, SilentBell())
    yield lambda clients: House(line, _fill(engine, clients))
    engine.dispose()


def _fill(engine: Engine, clients: int) -> Crowd:
    with db.transaction(engine) as tx:
        crowd = gather(tx, db.vault_of(engine), clock.now(), clients)
        for table, rows in ((inbound, _texts), (outbound, _replies)):
            tx.execute(sa.insert(table), rows(crowd))
    return crowd


def _texts(crowd: Crowd) -> list[dict[str, Any]]:
    verdict = {"tier": "none", "rule": "", "words": "", "rules_version": "1"}
    same = {"program_id": crowd.program_id, "body": "hello", "received_at": _an_hour_ago(), **verdict}
    people = range(1, len(crowd.waiting) + 1)
    return [{"provider_sid": f"SM{nth:032x}", "client_id": nth, "media": 0, **same} for nth in people]


def _replies(crowd: Crowd) -> list[dict[str, Any]]:
    same = {"program_id": crowd.program_id, "channel": "text", "lane": "crisis", "sender": LINE, "number": LINE}
    said = {
        "body": "hello",
        "state": "delivered",
        "attempts": 1,
        "created_at": _an_hour_ago(),
        "due_at": _an_hour_ago(),
    }
    people = range(1, len(crowd.waiting) + 1)
    return [{"key": f"k{nth}", "client_id": nth, "inbound_id": nth, **same, **said} for nth in people]


def _an_hour_ago() -> Any:
    return clock.now() - timedelta(hours=1)


def read_from_end_to_end(engine: Engine, ran: list[tuple[str, Any]]) -> set[tuple[str, str]]:
    """(table, statement) of each statement that a planner runs without an index, of the tables that grow."""
    found: set[tuple[str, str]] = set()
    with db.transaction(engine) as connection:
        # An INSERT reads nothing; SQLite's plan of one names tables that would be looked at if a key were broken.
        for statement, parameters in {asked: told for asked, told in ran if not asked.startswith("INSERT")}.items():
            for line in _plan(connection, statement, parameters):
                told = READS_ALL[engine.dialect.name].match(line)
                if told and told[1] in GROWING:
                    found.add((told[1], statement))
    return found


def _plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    if connection.dialect.name == "sqlite":
        return [str(row.detail) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return [str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


@pytest.mark.slow
def test_no_text_and_no_sweep_reads_a_table_from_end_to_end(house: Callable[[int], House]) -> None:
    full = house(2_000)
    with full.listening() as ran:
        for _, body in HEARD:
            full.text(full.crowd.waiting[0], body)
        full.text(number(70_001), "hello")
        full.text(JOY, "1")
        sweeps.sweep(full.line, clock.now())
        sweeps.next_prompt(full.line, clock.now(), timedelta(seconds=2))
        sending.news(full.line, 1, "delivered", None, f"SM{1:032x}", clock.now())
    assert len(ran) > 100
    assert not read_from_end_to_end(full.line.engine, ran)


@pytest.mark.slow
def test_asking_many_and_sending_a_share_reads_no_table_from_end_to_end_and_asks_as_much_for_few(
    house: Callable[[int], House],
) -> None:
    full = house(2_000)
    _all_due(full, range(1, 21))
    with full.listening() as ran:
        assert sweeps.ask_all(full.line, clock.now()) == 20
        few = len(ran)
        _share(full)
    assert not read_from_end_to_end(full.line.engine, ran)
    _all_due(full, range(21, 421))
    with full.listening() as ran:
        assert sweeps.ask_all(full.line, clock.now()) == 400
    assert len(ran) <= few


@pytest.mark.slow
def test_looking_for_words_past_the_limit_reads_no_table_from_end_to_end(house: Callable[[int], House]) -> None:
    full = house(2_000)
    with db.transaction(full.line.engine) as tx:
        tx.execute(sa.update(inbound).values(received_at=clock.now() - timedelta(days=1_000)))
        tx.execute(sa.update(program).values(clear_at=clock.now(), clear_reached=1_000))
    at = clock.now()
    with full.listening() as ran:
        assert clearing.clear(replace(full.line, now=lambda: at), at, full.crowd.program_id).cleared == retention.PEOPLE
    assert not read_from_end_to_end(full.line.engine, ran)
    assert len(ran) < 20 * retention.PEOPLE


class Quiet:
    """A carrier that has nothing for us, and takes nothing."""

    def send(self, text: OutgoingText) -> Refused:
        return Refused(Trouble.PERMANENT, "quiet")

    def call(self, call: OutgoingCall) -> Refused:
        return Refused(Trouble.PERMANENT, "quiet")

    def received(self, to: str, since: datetime) -> list[Received]:
        return []

    def called(self, to: str, since: datetime) -> list[Called]:
        return []


@pytest.mark.slow
def test_looking_for_texts_and_calls_that_were_missed_reads_no_table_from_end_to_end(
    house: Callable[[int], House],
) -> None:
    full = house(2_000)
    with full.listening() as ran:
        assert CatchUp(replace(full.line, carrier=Quiet())).look(clock.now()) == 0
    assert ran
    assert not read_from_end_to_end(full.line.engine, ran)


def _all_due(full: House, who: range) -> None:
    """These clients, whom nobody has asked today, want their check-in now; the program is open at any hour."""
    ours = {"pace": 1_000, "a_minute": 0, "a_day": 1_000_000, "opens": "00:00", "closes": "23:59:59"}
    with db.transaction(full.line.engine) as tx:
        tx.execute(sa.update(program).values(settings=ours))
        tx.execute(sa.delete(conversation).where(conversation.c.client_id.in_(who)))
        tx.execute(sa.delete(checkin).where(checkin.c.client_id.in_(who)))
        due = {"next_checkin_at": clock.now() - timedelta(seconds=1), "checkin_time": time(12)}
        tx.execute(sa.update(client).where(client.c.id.in_(who)).values(**due))


def _share(full: House) -> None:
    """What a drain does in SQL, and a client who answers out of the blue."""
    with work(full.line, clock.now(), lambda tx: program_by_id(tx, full.crowd.program_id)) as unit:
        allowance.look(unit)
        assert bulk.claim(unit, allowance.may_send(unit, 2.0))
    full.text(full.crowd.waiting[0], "6 3")
    full.text(full.crowd.waiting[0], "7 7")


@pytest.mark.slow
def test_aread_from_end_to_end_is_noticed(house: Callable[[int], House]) -> None:
    few = house(100)
    with few.listening() as ran, db.reading(few.line.engine) as connection:
        connection.execute(sa.select(outbound.c.id).where(outbound.c.error == "30003"))
    assert {table for table, _ in read_from_end_to_end(few.line.engine, ran)} == {"outbound"}


@pytest.mark.slow
def test_a_turn_asks_as_much_of_a_full_house_as_of_an_empty_one(house: Callable[[int], House]) -> None:
    ten = house(2 * len(HEARD))
    few = [_asked(ten, who, body) for who, (_, body) in zip(ten.crowd.waiting[: len(HEARD)], HEARD, strict=True)]
    _ten_thousand_more(ten)
    many = [_asked(ten, who, body) for who, (_, body) in zip(ten.crowd.waiting[len(HEARD) :], HEARD, strict=True)]
    assert many == few


CHECK_IN = 7
"""Statements of a plain check-in answered: who it is, what is around them, the text, the days before, the conversation,
the reply, the ratings. Each costs a trip to the database while everybody's next text waits: one more wants a reason."""


def test_a_check_in_answered_asks_no_more_of_the_database_than_it_did(house: Callable[[int], House]) -> None:
    few = house(2)
    _asked(few, few.crowd.waiting[0], "6 3")
    assert _asked(few, few.crowd.waiting[1], "6 3") <= CHECK_IN


def _asked(full: House, who: str, body: str) -> int:
    with full.listening() as ran:
        full.text(who, body)
    return len(ran)


def _ten_thousand_more(full: House) -> None:
    engine = full.line.engine
    with db.transaction(engine) as tx:
        grown = join(tx, db.vault_of(engine), clock.now(), full.crowd, 10_000)
        tx.execute(sa.insert(inbound), _texts(grown)[len(full.crowd.waiting) :])
        tx.execute(sa.insert(outbound), _replies(grown)[len(full.crowd.waiting) :])
