"""A round through a program's people: some at a time, wherever it stopped, once however many clocks there are."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from bot import clearing, crypto, db, retention, sweeps
from bot.line import Line
from bot.models import audit_event, inbound, program
from bot.program import program_by_id
from bot.queue import SilentBell
from bot.retention import months_before
from bot.settings import Settings
from bot.work import Work, work
from tests.crowd import gather

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
PEOPLE = 25


@pytest.fixture
def line(database_url: str) -> Iterator[Line]:
    """A program with 25 people, each with ten texts of three years ago; one of them with three hundred."""
    keys, index_key = f"1:{crypto.new_key()}", crypto.new_key()
    engine = db.connect(database_url, crypto.read_vault(keys, index_key))
    with db.transaction(engine) as tx:
        gather(tx, db.vault_of(engine), NOW, PEOPLE)
        tx.execute(sa.insert(inbound), [_text(who, n) for who in range(1, PEOPLE + 1) for n in range(_how_many(who))])
    yield Line(Settings(keys=keys, index_key=index_key), engine, SilentBell(), now=lambda: NOW)
    engine.dispose()


def _how_many(who: int) -> int:
    return 300 if who == 12 else 10


ALL = 24 * 10 + 300


def _text(who: int, n: int) -> dict[str, Any]:
    verdict = {"tier": "none", "rule": "", "words": "", "rules_version": "1", "media": 0}
    about = {"program_id": 1, "client_id": who, "body": "hello", "received_at": NOW - timedelta(days=1100, minutes=n)}
    return {"provider_sid": f"SM{who * 1000 + n:032x}", **about, **verdict}


def _unit(line: Line, at: datetime = NOW) -> Any:
    return work(line, at, lambda tx: program_by_id(tx, 1))


def _left(line: Line) -> int:
    with db.reading(line.engine) as connection:
        return sum(retention.waiting(Work(connection, db.vault_of(line.engine), program_by_id(connection, 1), NOW)))


def _trail(line: Line) -> list[Any]:
    with db.reading(line.engine) as connection:
        return list(connection.execute(sa.select(audit_event.c.detail).where(audit_event.c.act == "cleared")).scalars())


def test_a_round_takes_a_few_people_and_a_few_rows_at_a_time(line: Line) -> None:
    assert _left(line) == ALL
    with _unit(line) as unit:
        clearing.begin(unit)
    steps = []
    while not steps or steps[-1].more:
        steps.append(clearing.clear(line, NOW, 1))
    assert max(step.cleared for step in steps) <= clearing.ROWS
    assert sum(step.cleared for step in steps) == ALL
    assert _left(line) == 0
    assert _trail(line) == [{"rows": ALL, "months": 24}]
    assert clearing.clear(line, NOW, 1) == (0, False)


def test_a_round_that_was_stopped_goes_on_where_it_was(line: Line) -> None:
    with _unit(line) as unit:
        clearing.begin(unit)
    first = clearing.clear(line, NOW, 1)
    assert first == (10 * retention.PEOPLE, True)
    while sweeps.clear_old(line, NOW):
        pass
    assert _left(line) == 0
    assert _trail(line) == [{"rows": ALL, "months": 24}]


def test_two_clocks_at_once_count_once(line: Line) -> None:
    with _unit(line) as unit:
        clearing.begin(unit)
    with ThreadPoolExecutor(4) as clocks:
        while any(clocks.map(lambda _: clearing.clear(line, NOW, 1).more, range(4))):
            pass
    assert _left(line) == 0
    assert _trail(line) == [{"rows": ALL, "months": 24}]


def test_nothing_is_cleared_on_the_first_day_nor_after_a_leap_of_the_clock(line: Line) -> None:
    assert sweeps.clear_old(line, NOW) == 0
    late = NOW + clearing.EVERY + clearing.LATE + timedelta(hours=1)
    assert clearing.clear(line, late, 1) == (0, False)
    assert _left(line) == ALL
    assert clearing.clear(line, late + clearing.EVERY, 1).cleared


def test_a_look_that_takes_long_is_cut_short_after_a_person_and_goes_on_from_there(line: Line) -> None:
    with _unit(line) as unit:
        clearing.begin(unit)
    ticks = (NOW + timedelta(seconds=n) for n in count())
    slow = Line(line.settings, line.engine, line.bell, now=lambda: next(ticks))
    steps = []
    while not steps or steps[-1].more:
        steps.append(clearing.clear(slow, NOW, 1))
    assert len(steps) >= PEOPLE
    assert sum(step.cleared for step in steps) == ALL
    assert _trail(line) == [{"rows": ALL, "months": 24}]


def test_a_sweep_that_took_long_leaves_it_to_the_next(line: Line) -> None:
    with _unit(line) as unit:
        clearing.begin(unit)
    slow = Line(line.settings, line.engine, line.bell, now=lambda: NOW + timedelta(seconds=4))
    assert sweeps.clear_old(slow, NOW) == 0
    assert sweeps.clear_old(line, NOW) > 0


def test_a_row_that_cannot_be_looked_at_is_told_and_stops_nobody(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    with db.transaction(line.engine) as tx:
        tx.execute(sa.update(program).values(clear_at=NOW, settings={"no such line": 1}))
    assert sweeps.clear_old(line, NOW) == 0
    assert "old words were not cleared" in caplog.text


@pytest.mark.parametrize(
    ("at", "months", "then"),
    [
        (datetime(2026, 3, 31, 5, tzinfo=UTC), 1, datetime(2026, 2, 28, 5, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 24, datetime(2024, 1, 15, tzinfo=UTC)),
        (datetime(2024, 2, 29, tzinfo=UTC), 12, datetime(2023, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 12, datetime(2025, 12, 1, tzinfo=UTC)),
    ],
)
def test_months_are_months_of_the_calendar(at: datetime, months: int, then: datetime) -> None:
    assert months_before(at, months) == then
