"""One kind of rows that cannot be looked at holds up nothing but itself: pages go out in time, and people are asked."""

import logging

import pytest
import sqlalchemy as sa

from bot import db, sweeps
from bot.due import KINDS, Kind
from bot.models import checkin
from bot.phones import Person
from tests.night.world import Night, everything_read, said

NO_TABLE = sa.table("a_table_that_is_gone", sa.column("id"), sa.column("program_id"))


@pytest.fixture
def broken(night: Night, monkeypatch: pytest.MonkeyPatch) -> Night:
    """A kind in the middle whose table is gone."""
    night.expects_trouble = True
    gone = Kind(lambda at: sa.select(NO_TABLE.c.id, NO_TABLE.c.program_id), lambda unit, row_id: None)
    monkeypatch.setattr(sweeps, "KINDS", (KINDS[0], gone, *KINDS[1:]))
    return night


def test_a_coach_is_paged_and_paged_again_while_a_kind_is_broken(
    broken: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT", within=5)
    joy.rings(within=65)
    ravi.hears("URGENT", within=70)
    ana.hears(said("crisis.update_2"), within=70)
    everything_read(joy, ravi)
    ravi.texts("1")
    ana.hears("Ravi")
    everything_read(joy, ravi)
    broken.forward(seconds=4)
    everything_read(joy, ravi)


def test_a_page_goes_out_without_redis_while_a_kind_is_broken(broken: Night, ana: Person, joy: Person) -> None:
    broken.workers.away = True
    ana.texts("I need a coach now")
    joy.hears("URGENT", within=10)
    everything_read(ana)


def test_people_are_asked_how_they_are_while_a_kind_is_broken(broken: Night, ana: Person) -> None:
    broken.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ana.texts("6 3")
    ana.hears("6", "3")
    assert broken.one(checkin).craving == 3


def test_it_is_told_once_a_sweep_and_the_broken_kind_is_named_by_its_error(
    broken: Night, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    sweeps.sweep(broken.line, broken.now)
    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    heads = [record.getMessage().split(" (")[0] for record in told]
    assert heads == [one.split(" (")[0] for one in (sweeps.APART, sweeps.BROKEN)]
    assert [bool(record.exc_info) for record in told] == [False, True]
    assert "FROM a_table_that_is_gone" in caplog.text


def test_a_whole_line_looks_once(night: Night) -> None:
    statements: list[str] = []
    sa.event.listen(night.line.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    night.sweep()
    night.forward(seconds=2)
    statements.clear()
    assert sweeps.sweep(night.line, night.now) == 0
    assert sum("EXISTS" in one for one in statements) == 1


@pytest.mark.postgres
def test_a_look_that_takes_too_long_fails_and_leaves_no_limit_behind(postgres_url: str) -> None:
    night_engine = db.connect(postgres_url, None)  # type: ignore[arg-type]
    with db.reading(night_engine) as connection:
        with pytest.raises(sa.exc.DBAPIError), db.at_most(connection, 0.02):
            connection.execute(sa.select(sa.func.pg_sleep(5)))
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "8s"
    night_engine.dispose()
