"""The tables: instants are aware, private columns are sealed, and the migrations make exactly what the models say."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot import db, schema
from bot.models import Sealed, Utc, audit_event, client, metadata
from tests.night.world import VAULT

AT = datetime(2026, 3, 2, tzinfo=UTC)
PRIVATE = {
    "client.name", "client.number", "client.word", "coach.name", "contact_method.number",
    "conversation.facts", "inbound.body", "inbound.words", "outbound.body", "outbound.number",
}  # fmt: skip


def columns() -> list[sa.Column[object]]:
    return [column for table in metadata.tables.values() for column in table.columns]


def test_every_private_column_is_sealed_under_its_own_name() -> None:
    sealed = {
        f"{column.table.name}.{column.name}": column.type for column in columns() if isinstance(column.type, Sealed)
    }
    assert set(sealed) >= PRIVATE
    assert all(kind.place == place for place, kind in sealed.items())


def test_no_column_keeps_an_instant_without_its_zone() -> None:
    plain = [str(column) for column in columns() if isinstance(column.type, sa.DateTime)]
    assert plain == []
    assert any(isinstance(column.type, Utc) for column in columns())


def test_a_naive_datetime_is_refused(database_url: str) -> None:
    engine = db.connect(database_url, VAULT)
    with pytest.raises(sa.exc.StatementError, match="naive"), db.transaction(engine) as tx:
        tx.execute(sa.insert(audit_event).values(at=datetime(2026, 3, 2), actor="a", act="b", subject="c", detail={}))  # noqa: DTZ001
    engine.dispose()


def test_an_instant_comes_back_aware_and_in_utc(database_url: str) -> None:
    engine = db.connect(database_url, VAULT)
    there = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
    with db.transaction(engine) as tx:
        tx.execute(sa.insert(audit_event).values(at=there, actor="a", act="b", subject="c", detail={"n": 1}))
    with db.reading(engine) as connection:
        row = connection.execute(sa.select(audit_event)).one()
    assert row.at == there
    assert row.at.tzinfo is UTC
    assert row.detail == {"n": 1}
    engine.dispose()


def test_a_broken_reference_is_refused(database_url: str) -> None:
    engine = db.connect(database_url, VAULT)
    with pytest.raises(sa.exc.IntegrityError), db.transaction(engine) as tx:
        tx.execute(sa.insert(audit_event).values(at=AT, program_id=99, actor="a", act="b", subject="c", detail={}))
    engine.dispose()


def test_an_exception_rolls_everything_back(database_url: str) -> None:
    engine = db.connect(database_url, VAULT)
    row = {"at": AT, "actor": "a", "act": "b", "subject": "c", "detail": {}}
    with pytest.raises(ZeroDivisionError), db.transaction(engine) as tx:
        tx.execute(sa.insert(audit_event).values(**row)).rowcount / 0
    with db.reading(engine) as connection:
        assert connection.execute(sa.select(audit_event)).all() == []
    engine.dispose()


def test_connections_that_died_in_the_pool_cost_nobody_anything(postgres_url: str) -> None:
    """A host's database restarts, and every connection we hold is dead: the next write and the next look succeed."""
    engine, host = db.connect(postgres_url, VAULT), sa.create_engine(postgres_url)
    row = {"at": AT, "actor": "a", "act": "b", "subject": "c", "detail": {}}
    with db.reading(engine) as one, db.reading(engine) as other:
        assert one.connection.dbapi_connection is not other.connection.dbapi_connection
    _end_all(host)
    with db.transaction(engine) as tx:
        tx.execute(sa.insert(audit_event).values(**row))
    _end_all(host)
    with db.reading(engine) as connection:
        assert len(connection.execute(sa.select(audit_event)).all()) == 1
    engine.dispose()
    host.dispose()


def _end_all(host: sa.Engine) -> None:
    with host.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_commit_that_fails_leaves_nothing_for_the_next_to_commit(database_url: str) -> None:
    engine = db.connect(database_url, VAULT)
    row = {"at": AT, "actor": "a", "act": "b", "subject": "c", "detail": {}}

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    sa.event.listen(engine, "commit", fail)
    with pytest.raises(OSError, match="full"), db.transaction(engine) as tx:
        tx.execute(sa.insert(audit_event).values(**row))
    sa.event.remove(engine, "commit", fail)
    with db.transaction(engine) as tx:
        assert tx.execute(sa.select(audit_event)).all() == []
    engine.dispose()


def test_the_migrations_make_what_the_models_say(database_url: str) -> None:
    command.check(schema.alembic_config(database_url))


def test_up_down_and_up_again(database_url: str) -> None:
    config = schema.alembic_config(database_url)
    command.downgrade(config, "base")
    assert tables(database_url) <= {"alembic_version"}
    command.upgrade(config, "head")
    assert tables(database_url) >= set(metadata.tables)
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
    engine.dispose()


def test_an_upgrade_run_twice_changes_nothing(database_url: str) -> None:
    before = tables(database_url)
    schema.upgrade(database_url)
    assert tables(database_url) == before


def test_there_is_one_client_for_a_number_in_a_program(database_url: str) -> None:
    unique = {
        tuple(c.name for c in found.columns) for found in client.constraints if isinstance(found, sa.UniqueConstraint)
    }
    assert ("program_id", "number_hash") in unique


def tables(url: str) -> set[str]:
    engine = sa.create_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()
