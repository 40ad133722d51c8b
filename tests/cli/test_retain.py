"""An operator counts the words that are past the program's limit, and has them overwritten at once."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.db import transaction
from bot.line import Line
from bot.models import audit_event, inbound, outbound, program
from tests.cli.test_clients import NEW, envelopes, line, texts  # noqa: F401 - fixtures
from tests.cli.test_people import do, rows, started  # noqa: F401


@pytest.fixture
def old(line: Line) -> Line:  # noqa: F811
    """Ana and a stranger texted three years ago; Ana has texted again today."""
    texts(line, "hello", "my sister Wilhelmina")
    texts(line, "is this the bakery", number=NEW)
    with transaction(line.engine) as tx:
        long_ago = line.now() - timedelta(days=1100)
        tx.execute(sa.update(inbound).values(received_at=long_ago))
        tx.execute(sa.update(outbound).values(created_at=long_ago, state="sent"))
    texts(line, "today", number=NEW)
    return line


def bodies(env: dict[str, str]) -> list[str]:
    return [row.body for row in rows(env, inbound)]


def test_a_dry_run_counts_and_changes_nothing(old: Line, started, line_env: dict[str, str]) -> None:  # noqa: F811
    before = bodies(line_env)
    told = json.loads(started("retain", "--dry-run", "--json"))
    assert told["people"] == 2
    assert told["rows"] >= 3
    assert (told["months"], told["cleared"]) == (24, False)
    assert started("retain", "--dry-run") == (
        f"{told['rows']} texts, notes and answers of 2 people are older than 24 months.\n"
    )
    assert bodies(line_env) == before


def test_what_is_past_the_limit_is_gone_from_the_disk_and_counted_on_the_trail(
    old: Line,
    started,  # noqa: F811
    line_env: dict[str, str],
) -> None:
    before = [sealed for place, sealed in envelopes(old) if place in ("inbound.body", "outbound.body")]
    old.engine.dispose()
    told = started("retain")
    rows_cleared = int(told.split()[0])
    assert told == f"{rows_cleared} texts, notes and answers of 2 people, older than 24 months, are cleared.\n"
    assert bodies(line_env) == ["", "", "", "today"]
    (note,) = [row for row in rows(line_env, audit_event) if row.act == "cleared"]
    assert (note.actor, note.detail) == ("operator", {"rows": rows_cleared, "months": 24})
    files = Path(line_env["DATABASE_URL"].removeprefix("sqlite:///"))
    on_disk = b"".join(one.read_bytes() for one in files.parent.glob(f"{files.name}*"))
    assert len([one for one in before if one in on_disk]) <= 2  # of today: what was texted, and its answer
    assert started("retain").startswith("0 texts")
    assert len([row for row in rows(line_env, audit_event) if row.act == "cleared"]) == 1


def test_a_program_that_keeps_words_for_ever_is_told_so(old: Line, started, line_env: dict[str, str]) -> None:  # noqa: F811
    with transaction(old.engine) as tx:
        tx.execute(sa.update(program).values(settings={"keep_months": 0}))
    assert "for ever" in started("retain")
    assert "" not in bodies(line_env)
