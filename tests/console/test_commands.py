"""The two commands of the console: a first invitation, and the proof that the trail is whole."""

import re

import sqlalchemy as sa
from click.testing import CliRunner

from bot.cli import cli
from bot.db import transaction
from bot.line import open_line
from bot.models import audit_event
from bot.settings import Settings
from tests.cli.conftest import KEYS

PROGRAM = ("program", "add", "--name", "Rivertown Friends", "--word", "rivertown", "--zone", "America/Chicago")


def test_an_operator_invites_the_first_supervisor_and_proves_the_trail(sqlite_url: str, monkeypatch):
    for name, value in {"DATABASE_URL": sqlite_url, "PEERLINE_PUBLIC_URL": "https://line.example", **KEYS}.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, arguments)
        return done.exit_code, done.output

    assert run(*PROGRAM, "--number", "+12175550100", "--coach-number", "+12175550101")[0] == 0
    assert run("coach", "add", "--name", "Sol", "--number", "+12175550141", "--role", "supervisor")[0] == 0
    code, said = run("console", "invite", "--coach", "Sol")
    assert code == 0
    assert re.search(r"^https://line\.example/console/join/[\w-]{43}$", said, re.MULTILINE)
    code, said = run("audit", "verify")
    assert code == 0
    head = said.split()[-1]
    assert run("audit", "verify", "--known", head)[0] == 0
    opened = open_line(Settings())
    with transaction(opened.engine) as tx:
        tx.execute(sa.update(audit_event).where(audit_event.c.seq == 1).values(actor="nobody"))
    opened.engine.dispose()
    code, said = run("audit", "verify")
    assert (code, "breaks at 1" in said) == (1, True)
