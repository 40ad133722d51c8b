"""An operator takes over lists from files, asks a survey, and sends news."""

import json
from pathlib import Path

import pytest

from bot.models import announcement, meeting, program, resource
from tests.cli.test_people import ANA, do, rows, said_yes, started  # noqa: F401 - fixtures

MEETINGS = "title,kind,weekday,starts,place\nOpen group,group,Mon,18:00,12 Main St\n"
NEWS = ("announce", "--en", "Picnic on Sunday at noon.", "--es", "Picnic el domingo a las 12.")


@pytest.fixture
def sheet(tmp_path: Path):
    def written(text: str) -> str:
        path = tmp_path / "list.csv"
        path.write_text(text, "utf-8")
        return str(path)

    return written


def test_meetings_come_from_a_file_or_not_at_all(started, sheet, line_env: dict[str, str]) -> None:  # noqa: F811
    started("import", "meetings", sheet(MEETINGS + "Bad,group,Mon,noon,x\n"), fails="Nothing was taken: 1 mistakes")
    assert rows(line_env, meeting) == []
    assert started("import", "meetings", sheet(MEETINGS), "--dry-run") == "1 meetings would be on the list.\n"
    assert rows(line_env, meeting) == []
    assert json.loads(started("import", "meetings", sheet(MEETINGS), "--json")) == {"rows": 1, "kept": True}
    assert [row.title for row in rows(line_env, meeting)] == ["Open group"]


def test_mistakes_are_an_object_for_programs(started, sheet) -> None:  # noqa: F811
    told = started("import", "resources", sheet("title\nx\n"), "--json", fails="Nothing was taken")
    assert json.loads(told) == {"mistakes": [{"line": 1, "what": "verified_on is missing"}]}


def test_places_come_from_a_file(started, sheet, line_env: dict[str, str]) -> None:  # noqa: F811
    started("import", "resources", sheet("title,phone,verified_on\nFood shelf,518-555-0151,2026-11-20\n"))
    assert [row.title for row in rows(line_env, resource)] == ["Food shelf"]


def test_a_survey_is_started_counted_and_stopped(started, line_env: dict[str, str]) -> None:  # noqa: F811
    started(*ANA)
    said_yes(line_env)
    assert "1 clients would be asked" in started("survey", "start", "phq2", "--dry-run")
    assert "1 clients are asked" in started("survey", "start", "phq2", "--every", "30")
    assert rows(line_env, program)[0].settings["surveys"] == {"phq2": 30}
    assert [one["asked"] for one in json.loads(started("survey", "list", "--json"))] == ["every 30 days", "no", "no"]
    assert "every 30 days" in started("survey", "list")
    started("survey", "stop", "phq2")
    assert rows(line_env, program)[0].settings["surveys"] == {}
    assert json.loads(started("survey", "results", "1", "--json")) == []
    assert "scores" in started("survey", "results", "1")


def test_news_is_checked_counted_and_asked_about(started, line_env: dict[str, str]) -> None:  # noqa: F811
    assert "It goes to 0 people." in started(*NEWS, "--dry-run")
    assert rows(line_env, announcement) == []
    started("announce", "--en", "Free beer", "--es", "Hola", fails="leave out beer")
    assert "on its way" in started(*NEWS, "--yes")
    assert [row.made_by for row in rows(line_env, announcement)] == ["operator"]
