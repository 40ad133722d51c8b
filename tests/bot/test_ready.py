"""Statements made ready once do what they do when SQLAlchemy runs them: the same rows, the same refusals."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot import db, ready, seed
from bot.models import audit_event, client, conversation, inbound, metadata, outbound, program, program_number
from bot.people import AROUND, CALLER
from bot.work import change, insert, insert_new
from tests.night.world import VAULT

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LINE, ANA = "+12175550100", "+12175550101"
ALL_OF = {table: sa.select(table) for table in metadata.tables.values()}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with Ana in it."""
    engine = db.connect(database_url, VAULT)
    with db.transaction(engine) as tx:
        program_id = seed.add_program(tx, "Riverside Peers", "RIVER", "America/Chicago", {"clients": LINE}, pace=2.0)
        told = {"days": "mon", "lines": {"offer_at": 6}, "checkin_time": time(9), "recovery_date": "2025-01-01"}
        seed.put_client(tx, VAULT, AT, program_id, "Ana", ANA, "America/Chicago", **told)
    yield engine
    engine.dispose()


def test_a_row_is_the_same_either_way(engine: Engine) -> None:
    with db.reading(engine) as connection:
        for table in (client, program, program_number):
            assert ready.run(connection, ALL_OF[table], {}) == connection.execute(ALL_OF[table]).all() != []


def test_the_looks_around_a_number_are_the_same_either_way(engine: Engine) -> None:
    whose = {"which": LINE, "number": VAULT.blind(ANA)}
    around = {"client": 1, "program": 1, "number": VAULT.blind(ANA), "split": AT, "guard": AT}
    with db.transaction(engine) as tx:
        assert ready.row(tx, CALLER, whose) == tx.execute(CALLER, whose).one()
        assert ready.row(tx, AROUND, around) == tx.execute(AROUND, around).one()
        assert ready.row(tx, CALLER, {**whose, "which": ANA}) is None


def test_a_written_row_has_what_was_given_and_what_is_preset(engine: Engine) -> None:
    event = {"at": AT, "actor": "Sol", "act": "looked", "subject": "client:1", "detail": {"n": [1, 2]}}
    with db.transaction(engine) as tx:
        event_id = insert(tx, audit_event, event)
        change(tx, audit_event, event_id, {"actor": "Joy"})
        [row] = tx.execute(sa.select(audit_event)).all()
        assert row._asdict() == {**row._asdict(), "id": event_id, **event, "actor": "Joy"}
        assert tx.execute(sa.select(program.c.clear_reached, program.c.cleared)).one() == (0, 0)


def test_a_taken_key_gives_none(engine: Engine) -> None:
    text = {"provider_sid": "SM1", "program_id": 1, "client_id": 1, "body": "hello", "received_at": AT}
    verdict = {"tier": "none", "rule": "", "words": "", "rules_version": "1"}
    with db.transaction(engine) as tx:
        assert insert_new(tx, inbound, {**text, **verdict}) == 1
        assert insert_new(tx, inbound, {**text, **verdict}) is None


def test_what_the_database_refuses_is_told_as_always_and_without_the_values(engine: Engine) -> None:
    event = {"at": AT, "program_id": 99, "actor": "Sol and a secret", "act": "b", "subject": "c", "detail": {}}
    with pytest.raises(sa.exc.IntegrityError) as refused, db.transaction(engine) as tx:
        insert(tx, audit_event, event)
    assert "secret" not in str(refused.value)


def test_a_naive_instant_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="naive"), db.transaction(engine) as tx:
        change(tx, client, 1, {"paused_until": datetime(2026, 3, 2)})  # noqa: DTZ001


def test_a_value_that_is_missing_is_never_taken_for_nothing(engine: Engine) -> None:
    with pytest.raises(ValueError, match=r"no values for \['number'\]"), db.transaction(engine) as tx:
        ready.run(tx, CALLER, {"which": LINE})


@pytest.mark.parametrize(
    "statement",
    [
        sa.select(client.c.id).where(client.c.id.in_([1, 2])),
        sa.insert(program).values(name="a", join_word="A", zone="UTC", language="en"),
        sa.update(conversation).values(state=None).where(conversation.c.id.in_(sa.bindparam("ids", expanding=True))),
    ],
    ids=["a list", "a default that Python works out", "a list to come"],
)
def test_what_only_sqlalchemy_can_run_is_refused(engine: Engine, statement: object) -> None:
    with pytest.raises(ValueError, match="cannot be made ready"), db.transaction(engine) as tx:
        ready.run(tx, statement, {"ids": []})


def test_a_statement_that_finds_nothing_gives_nothing(engine: Engine) -> None:
    with db.reading(engine) as connection:
        assert ready.row(connection, ALL_OF[outbound], {}) is None
