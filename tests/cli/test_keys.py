"""Keys: made fresh, and old rows sealed again with the newest one, also after an interruption."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot import crypto, db, reseal, seed
from bot.models import client
from tests.cli.conftest import Run

OLD, NEW, INDEX = crypto.new_key(), crypto.new_key(), crypto.new_key()
ONLY_OLD, BOTH, ONLY_NEW = f"1:{OLD}", f"2:{NEW},1:{OLD}", f"2:{NEW}"
AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
PEOPLE = 7
EACH = 3  # a name, a number, and the number a consent was given for


@dataclass
class Rows:
    """One database, looked at with any keys."""

    url: str

    def with_keys(self, keys: str) -> Engine:
        return db.connect(self.url, crypto.read_vault(keys, INDEX))

    def names(self, keys: str) -> list[str]:
        engine = self.with_keys(keys)
        with db.reading(engine) as connection:
            found = list(connection.execute(sa.select(client.c.name).order_by(client.c.id)).scalars())
        engine.dispose()
        return found

    def env(self, keys: str) -> dict[str, str]:
        return {"DATABASE_URL": self.url, "PEERLINE_KEYS": keys, "PEERLINE_INDEX_KEY": INDEX}


@pytest.fixture
def sealed(database_url: str) -> Rows:
    """Seven people, sealed with the old key."""
    rows = Rows(database_url)
    engine = rows.with_keys(ONLY_OLD)
    vault = db.vault_of(engine)
    with db.transaction(engine) as tx:
        ours = seed.add_program(tx, "Rivertown Friends", "RIVERTOWN", "UTC", {"clients": "+12175550100"})
        for n in range(PEOPLE):
            seed.add_client(tx, vault, AT, ours, f"Ana {n}", f"+1217555011{n}", "UTC")
    engine.dispose()
    return rows


def test_fresh_keys_are_two_lines_that_settings_take(run: Run) -> None:
    first, second = run("keys", "new").stdout.splitlines()
    keys, index = first.removeprefix("PEERLINE_KEYS="), second.removeprefix("PEERLINE_INDEX_KEY=")
    assert crypto.read_vault(keys, index).newest == 1
    assert run("keys", "new").stdout.splitlines()[0] != first
    assert run("keys", "new", "--id", "2").stdout.startswith("PEERLINE_KEYS=2:")


def test_every_sealed_column_is_known(sealed: Rows) -> None:
    names = {place.name for place in reseal.places()}
    assert {"client.name", "client.number", "inbound.body", "outbound.body", "conversation.facts"} <= names


def test_after_a_rotation_the_old_key_is_not_needed(run: Run, sealed: Rows) -> None:
    done = run("keys", "rotate", env=sealed.env(BOTH))
    assert (done.exit_code, done.stdout) == (0, f"{EACH * PEOPLE} values are sealed with the newest key now.\n")
    assert sealed.names(ONLY_NEW) == [f"Ana {n}" for n in range(PEOPLE)]
    assert run("keys", "rotate", env=sealed.env(BOTH)).stdout.startswith("0 values")


def test_a_dry_run_counts_and_changes_nothing(run: Run, sealed: Rows) -> None:
    shown = run("keys", "rotate", "--dry-run", env=sealed.env(BOTH)).stdout
    assert re.search(rf"client\.name +{PEOPLE}\n", shown)
    assert len(sealed.names(ONLY_OLD)) == PEOPLE


def test_a_rotation_that_stops_half_way_goes_on_where_it_stopped(sealed: Rows) -> None:
    engine = sealed.with_keys(BOTH)
    resealing = reseal.reseal(engine, batch=3)
    first = next(resealing)
    resealing.close()
    assert (first.place, first.sealed) == ("client.name", 3)
    assert sealed.names(BOTH) == [f"Ana {n}" for n in range(PEOPLE)]
    assert reseal.waiting(engine)["client.name"] == PEOPLE - 3
    rest = sum(batch.sealed for batch in reseal.reseal(engine, batch=3))
    assert rest == EACH * PEOPLE - 3
    engine.dispose()
    assert len(sealed.names(ONLY_NEW)) == PEOPLE


def test_a_row_written_meanwhile_is_left_as_it_is(sealed: Rows) -> None:
    engine = sealed.with_keys(BOTH)
    resealing = reseal.reseal(engine, batch=3)
    next(resealing)
    with db.transaction(engine) as tx:
        tx.execute(sa.update(client).where(client.c.id == 6).values(name="Luis"))
    list(resealing)
    engine.dispose()
    assert "Luis" in sealed.names(ONLY_NEW)


def test_a_value_that_no_key_opens_is_counted_and_left(run: Run, sealed: Rows) -> None:
    strange = run("keys", "rotate", env=sealed.env(ONLY_NEW))
    assert strange.exit_code == 1
    assert f"{PEOPLE} in client.name" in strange.stderr
    assert len(sealed.names(ONLY_OLD)) == PEOPLE
