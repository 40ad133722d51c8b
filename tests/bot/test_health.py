"""What hosts and outside monitors ask: does the process live, and could a text be kept?"""

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
