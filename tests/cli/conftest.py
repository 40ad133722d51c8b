"""How tests use the command: in this process through click's runner, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from bot import crypto
from bot.cli import cli

Run = Callable[..., Result]

KEYS = {"PEERLINE_KEYS": f"1:{crypto.new_key()}", "PEERLINE_INDEX_KEY": crypto.new_key()}


@pytest.fixture
def run() -> Run:
    """Run a command in this process: `run("explain", "text", env={...}, input="...")`."""

    def command(*arguments: str, env: Mapping[str, str] | None = None, **more: object) -> Result:
        return CliRunner().invoke(cli, arguments, env=dict(env or {}), **more)

    return command


@pytest.fixture
def line_env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a line with a migrated, empty database."""
    return {
        "DATABASE_URL": sqlite_url,
        "PEERLINE_DATA": str(tmp_path),
        "PEERLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "PEERLINE_TWILIO_AUTH_TOKEN": "pretend",
        "PEERLINE_TWILIO_API_URL": "http://127.0.0.1:1",
        **KEYS,
    }


def codes_come_back(env: Mapping[str, str]) -> None:
    """Every coach has sent the code back, and the texts with the codes are no part of the story."""
    engine = sa.create_engine(env["DATABASE_URL"])
    with engine.begin() as tx:
        tx.execute(sa.text("UPDATE contact_method SET code_sent_at = NULL, verified_at = '2026-01-01 00:00:00.000000'"))
        tx.execute(sa.text("DELETE FROM outbound"))
    engine.dispose()


def peerline(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None, **more: object):
    """Run the command as a person does, with nothing of ours in the environment but the PATH."""
    bare = {"PATH": os.environ["PATH"], **(env or {})}
    command = [str(Path(sys.executable).with_name("peerline")), *arguments]
    return subprocess.run(command, cwd=cwd, env=bare, capture_output=True, timeout=60, check=False, **more)  # noqa: S603
