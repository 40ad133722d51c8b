"""The doctor: one line for each part, what to do, and an exit code."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from redis import Redis

from bot import clock, crypto, db, doctor, seed
from bot.demo import invented
from bot.line import Line
from bot.models import client
from bot.phones import Network, into, serve
from bot.queue import SilentBell
from bot.settings import Settings
from tests.cli.conftest import KEYS, Run

AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


@pytest.fixture
def line(line_env: dict[str, str]):
    """A line with a program, a coach and nobody on call, at a fixed moment."""
    told = {name.removeprefix("PEERLINE_").lower(): value for name, value in line_env.items()}
    settings = Settings(_env_file=None, **told)
    vault = crypto.read_vault(KEYS["PEERLINE_KEYS"], KEYS["PEERLINE_INDEX_KEY"])
    line = Line(settings, db.connect(settings.database, vault), SilentBell(), now=lambda: AT)
    with db.transaction(line.engine) as tx:
        ours = seed.add_program(tx, "Rivertown Friends", "RIVERTOWN", "UTC", {"clients": "+12175550100"})
        invented.add_coach(tx, vault, AT, ours, "Joy", "+12175550131", "coach")
    yield line
    line.engine.dispose()


def states(findings) -> dict[str, str]:
    return {finding.part: finding.state for finding in findings}


def test_an_empty_machine_fails_and_says_what_to_set(run: Run) -> None:
    shown = run("doctor")
    assert shown.exit_code == 1
    assert "PEERLINE_TWILIO_AUTH_TOKEN" in shown.stdout
    assert "peerline keys new" in shown.stdout


def test_a_program_reads_the_same_as_json(run: Run) -> None:
    told = json.loads(run("doctor", "--json").stdout)
    assert {"part", "state", "words"} == set(told[0])


def test_a_whole_line_is_well(run: Run, line: Line, line_env: dict[str, str], redis_url: str) -> None:
    network = Network(clock.now(), Random(1), into(lambda environ, start: []))
    network.add_account(line_env["PEERLINE_TWILIO_ACCOUNT_SID"], line_env["PEERLINE_TWILIO_AUTH_TOKEN"])
    served = serve(network, "127.0.0.1", 0, clock.now)
    with db.transaction(line.engine) as tx:
        for rung in ("primary", "backup"):
            seed.add_rotation(tx, 1, rung, [1], date(2026, 1, 1), time(9))
    env = {**line_env, "REDIS_URL": redis_url, "PEERLINE_TWILIO_API_URL": served.url}
    shown = run("doctor", env=env)
    wrong = run("doctor", env={**env, "PEERLINE_TWILIO_AUTH_TOKEN": "another"})
    served.stop()
    assert "FAIL" not in shown.stdout
    assert "the account answers" in shown.stdout
    assert shown.exit_code == 0
    assert "does not know this SID and token" in wrong.stdout
    assert wrong.exit_code == 1


def test_plain_http_for_the_world_is_a_warning(line: Line) -> None:
    open_to_all = line.settings.model_copy(update={"public_url": "http://line.example"})
    assert doctor.settings(open_to_all).state == "warn"


def test_a_missing_sqlite_file_is_said_and_not_made(run: Run, line_env: dict[str, str], tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    shown = run("doctor", env={**line_env, "DATABASE_URL": f"sqlite:///{missing}"})
    assert "peerline db upgrade" in shown.stdout
    assert not missing.exists()


def test_a_database_at_an_older_migration_fails(line: Line) -> None:
    with db.transaction(line.engine) as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    assert states(doctor.database(line)) == {"database": "FAIL"}


def test_a_database_that_does_not_answer_fails(run: Run, line_env: dict[str, str]) -> None:
    shown = run("doctor", env={**line_env, "DATABASE_URL": "postgresql://127.0.0.1:1/x"})
    assert "FAIL  database: does not answer" in shown.stdout


def test_rows_of_other_keys_are_noticed(line: Line) -> None:
    others = db.connect(line.settings.database, crypto.read_vault(f"9:{crypto.new_key()}", crypto.new_key()))
    found = states(doctor.database(Line(line.settings, others, SilentBell())))
    others.dispose()
    assert found == {"database": "FAIL"}


def test_redis_is_asked_whether_it_throws_keys_away(line: Line, redis_url: str) -> None:
    told = line.settings.model_copy(update={"redis_url": redis_url})
    assert doctor.redis(told).state == "ok"
    with Redis.from_url(redis_url) as server:
        server.config_set("maxmemory-policy", "allkeys-lru")
        assert doctor.redis(told).state == "warn"
        server.config_set("maxmemory-policy", "noeviction")
    assert doctor.redis(told.model_copy(update={"redis_url": "redis://127.0.0.1:1"})).state == "FAIL"


@pytest.mark.parametrize(("late", "state"), [(5, "ok"), (60, "FAIL")])
def test_a_clock_that_has_stopped_is_noticed_by_what_it_left(line: Line, late: int, state: str) -> None:
    with db.transaction(line.engine) as tx:
        vault = db.vault_of(line.engine)
        seed.add_client(tx, vault, AT, 1, "Ana", "+12175550111", "UTC")
        tx.execute(sa.update(client).values(next_checkin_at=AT - timedelta(seconds=late)))
    assert doctor.clock(line).state == state


def test_cover_is_looked_at_for_a_week(line: Line) -> None:
    def cover() -> tuple[str, str]:
        finding = next(doctor.coverage(line))
        return finding.state, finding.words

    assert cover()[0] == "FAIL"
    with db.transaction(line.engine) as tx:
        seed.add_rotation(tx, 1, "primary", [1], date(2026, 3, 1), time(9))
    assert cover() == ("warn", "Rivertown Friends: there is no backup: `peerline oncall set backup`")
    with db.transaction(line.engine) as tx:
        tx.execute(sa.text("UPDATE contact_method SET opted_out_at = :at"), {"at": "2026-03-01 00:00:00"})
    assert cover()[0] == "FAIL"


def test_numbers_that_nobody_has_checked_for_90_days_are_named() -> None:
    assert doctor.hotlines(datetime(2030, 1, 1, tzinfo=UTC)).state == "warn"
