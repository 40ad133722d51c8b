"""What hosts and outside monitors ask: does the process live, and could a text be kept?"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from bot import db
from bot.models import escalation
from bot.web import create_app
from tests.night.world import people, world


def test_health_says_so_without_asking_anybody(sqlite_url: str) -> None:
    client = create_app(world(sqlite_url).line).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_line_whose_database_is_away_is_alive_and_not_ready(sqlite_url: str, tmp_path: Path) -> None:
    line = world(sqlite_url).line
    away = db.connect(f"sqlite:///{tmp_path}/nowhere/none.db", db.vault_of(line.engine))
    client = create_app(replace(line, engine=away)).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_broken_promise_is_named_and_nobody_else(sqlite_url: str) -> None:
    night = world(sqlite_url)
    people(night)["Ana"].texts("SOS")
    night.forward(seconds=1)
    night.change(escalation, next_page_at=None)
    answer = create_app(night.line).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.text.endswith(": 1\n")


def test_the_web_process_carries_nothing_that_it_never_needs() -> None:
    """Migrations and the carrier's client take 35 MB of a process that only answers."""
    look = "import sys, bot.web; print(sorted({'alembic', 'twilio', 'rich'} & sys.modules.keys()))"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert told == "[]\n"
