"""Every command: found, explained, and kind when something is wrong."""

import socket
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS, cli
from bot.cli.manual import page
from tests.cli.conftest import KEYS, Run, peerline

MANUAL = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_manual_is_what_the_commands_say_of_themselves() -> None:
    """When this fails: `python -m bot.cli.manual > docs/commands.md`."""
    assert MANUAL.read_text() == page()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_found_and_explains_itself(run: Run, name: str) -> None:
    shown = run(name, "--help")
    assert shown.exit_code == 0
    assert cli.get_command(click.Context(cli), name) is not None


def test_the_first_help_names_the_exit_codes(run: Run) -> None:
    assert "Exit codes: 0" in run("--help").output


def test_a_command_that_is_none_exits_with_2(run: Run) -> None:
    assert run("dance").exit_code == 2


ADD = ("--name", "A", "--word", "A", "--zone", "UTC", "--number", "2175550100")
WRONG = {
    "no keys": (
        ("program", "add", *ADD),
        {},
        "PEERLINE_KEYS",
    ),
    "bad keys": (("clock",), {"PEERLINE_KEYS": "1:short", "PEERLINE_INDEX_KEY": "x"}, "base64"),
    "keys that are not for the eyes": (("web",), {"PEERLINE_KEYS": "hunter2", "PEERLINE_INDEX_KEY": "x"}, "id:base64"),
    "no database": (("oncall", "who"), {**KEYS, "DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "DATABASE_URL"),
    "a database without tables": (("oncall", "who"), {**KEYS, "DATABASE_URL": "sqlite://"}, "peerline db upgrade"),
    "a server that is not there": (
        ("db", "upgrade"),
        {"DATABASE_URL": "postgresql://127.0.0.1:1/x"},
        "does not answer",
    ),
    "an address that is none": (("db", "upgrade"), {"DATABASE_URL": "over there"}, "DATABASE_URL"),
    "no Redis": (("worker", "crisis"), KEYS, "REDIS_URL"),
    "a lane that is none": (("worker", "express"), KEYS, "crisis"),
}


@pytest.mark.parametrize("trouble", WRONG)
def test_expected_trouble_is_one_line_that_says_what_to_do(run: Run, trouble: str) -> None:
    arguments, env, hint = WRONG[trouble]
    refused = run(*arguments, env=env)
    assert refused.exit_code in (1, 2)
    assert hint in refused.stderr
    assert refused.stderr.splitlines()[-1].startswith("Error: ")
    assert "hunter2" not in refused.output


def test_a_port_that_is_taken_is_said(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = str(somebody.getsockname()[1])
        for command in ("web", "up"):
            refused = run(command, "--host", "127.0.0.1", "--port", port, env=KEYS)
            assert (refused.exit_code, "--port" in refused.stderr) == (1, True)
        refused = run("demo", "--port", port, "--no-browser", "--directory", str(tmp_path / "demo"))
        assert (refused.exit_code, "--port" in refused.stderr) == (1, True)
        assert not (tmp_path / "demo").exists()


def test_surprises_keep_their_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.crypto.new_key", lambda: 1 / 0)
    assert isinstance(run("keys", "new").exception, ZeroDivisionError)


def test_the_database_is_migrated_twice_without_harm(run: Run, tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'line.db'}"}
    assert [run("db", "upgrade", env=env).exit_code for _ in range(2)] == [0, 0]


def test_a_fresh_machine_without_anything_gets_a_line_that_helps(tmp_path: Path) -> None:
    refused = peerline("up", cwd=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.decode().splitlines() == [
        "Error: PEERLINE_KEYS and PEERLINE_INDEX_KEY are not set. `peerline keys new` prints a pair."
    ]
    assert not list(tmp_path.iterdir())
