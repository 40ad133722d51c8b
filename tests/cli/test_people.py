"""An operator starts a line by hand: a program, its coaches, who is on call, the first clients."""

import json
from datetime import time

import pytest
import sqlalchemy as sa

from bot.db import reading
from bot.line import open_line
from bot.models import audit_event, client, coach, contact_method, plan_step, program, prompt
from bot.settings import Settings
from tests.cli.conftest import Run, codes_come_back

PROGRAM = ("program", "add", "--name", "Rivertown Friends", "--word", "rivertown", "--zone", "America/Chicago")
ANA = ("client", "add", "--name", "Ana", "--number", "(217) 555-0111", "--consented")


@pytest.fixture
def do(run: Run, line_env: dict[str, str]):
    """Run a command on the line; its exit code is 0 unless `fails` says what it must say."""

    def command(*arguments: str, fails: str = "") -> str:
        done = run(*arguments, env=line_env)
        assert (done.exit_code != 0) == bool(fails), done.output
        assert fails in done.stderr
        return done.stdout

    return command


@pytest.fixture
def started(do, line_env: dict[str, str]):
    """A program with two coaches and a supervisor, whose codes have come back."""
    do(*PROGRAM, "--number", "+12175550100", "--coach-number", "+12175550101")
    for name, number in (("Joy", "+12175550131"), ("Ravi", "+12175550132")):
        do("coach", "add", "--name", name, "--number", number)
    do("coach", "add", "--name", "Sol", "--number", "+12175550141", "--role", "supervisor")
    codes_come_back(line_env)
    return do


def rows(env: dict[str, str], table: sa.Table) -> list:
    line = open_line(Settings(_env_file=None, **{name.removeprefix("PEERLINE_").lower(): env[name] for name in env}))
    with reading(line.engine) as connection:
        found = connection.execute(sa.select(table)).all()
    line.engine.dispose()
    return list(found)


def said_yes(env: dict[str, str]) -> None:
    """Everybody who was invited has said yes by text."""
    engine = sa.create_engine(env["DATABASE_URL"])
    with engine.begin() as tx:
        tx.execute(sa.text("UPDATE client SET status = 'active'"))
    engine.dispose()


def test_a_safety_plan_is_written_step_by_step_and_changed(started, line_env: dict[str, str]) -> None:
    started(*ANA)
    started("client", "plan", "1", "--signs", "I stop   answering my phone", "--people", "my sister")
    shown = started("client", "plan", "1", "--people", "", "--alone", "music")
    assert "I stop answering my phone" in shown
    assert "my sister" not in shown
    assert {(row.step, row.words) for row in rows(line_env, plan_step)} == {
        (1, "I stop answering my phone"),
        (2, "music"),
    }


def test_a_safety_plan_is_refused_where_a_text_could_not_carry_it(started) -> None:
    started(*ANA)
    started("client", "plan", "1", "--alone", "a cold beer", fails="names a drug or a drink")
    started("client", "plan", "1", "--alone", "x" * 96, fails="At most 95 letters")
    started("client", "plan", "2", "--alone", "music", fails="No client of this program")


def test_a_line_is_started_and_every_step_is_in_the_audit_trail(started, line_env: dict[str, str]) -> None:
    started("oncall", "set", "primary", "Joy", "ravi")
    started(*ANA, "--checkin", "9:30")
    assert [row.name for row in rows(line_env, coach)] == ["Joy", "Ravi", "Sol"]
    assert {row.kind for row in rows(line_env, contact_method)} == {"text", "call"}
    ana = rows(line_env, client)[0]
    assert (ana.name, ana.number, ana.zone, ana.status) == ("Ana", "+12175550111", "America/Chicago", "invited")
    assert (ana.checkin_time, ana.next_checkin_at) == (time(9, 30), None)
    assert [row.flow for row in rows(line_env, prompt)] == ["enrolment"]
    trail = rows(line_env, audit_event)
    added = [("operator", "coach"), ("operator", "coach"), ("line", "contact_method")]  # themselves, a phone, its code
    assert [(row.actor, row.subject) for row in trail] == [
        ("operator", "program"),
        *added * 3,
        ("operator", "rotation"),
        ("operator", "client"),
    ]
    assert not [row for row in trail if "Ana" in str(row.detail) or "555" in str(row.detail)]


def test_the_first_coach_of_a_new_rotation_is_on_call_at_once_also_with_short_turns(started) -> None:
    for every in ("1", "7"):
        started("oncall", "set", "primary", "Ravi", "Joy", "--every", every)
        assert json.loads(started("oncall", "who", "--json"))["primary"] == [2]


def test_who_is_on_call_at_another_moment(started) -> None:
    started("oncall", "set", "primary", "Joy", "Ravi", "--every", "7", "--hand-off", "09:00", "--starts", "2026-03-02")
    assert "Joy" in started("oncall", "who", "--at", "2026-03-09T08:59").split("primary")[1].splitlines()[0]
    assert "Ravi" in started("oncall", "who", "--at", "2026-03-09T09:00").split("primary")[1].splitlines()[0]


def test_nobody_on_call_is_an_error(started) -> None:
    started("oncall", "who", fails="Nobody is on call")
    started("oncall", "set", "primary", "Joy", "--starts", "2099-01-01")
    started("oncall", "who", fails="Nobody is on call")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ((*PROGRAM, "--number", "+12175550100"), "this word or number already"),
        (("coach", "add", "--name", "J", "--number", "+12175550131"), "is that of coach 1 already"),
        (("coach", "add", "--name", "J", "--number", "twelve"), "not a phone number"),
        (("coach", "add", "--name", "J", "--number", "12"), "digits"),
        (("oncall", "set", "primary", "Nobody"), "Nobody is called Nobody"),
        (("oncall", "set", "primary", "Joy", "1"), "twice"),
        (("oncall", "set", "primary", "Joy", "--hand-off", "25:00"), "time of day"),
        (("oncall", "set", "primary", "Joy", "--every", "0"), "1<=x<=366"),
        (("oncall", "who", "--at", "soon"), "not a moment"),
        ((*ANA, "--zone", "Mars/Olympus"), "IANA"),
        ((*ANA, "--checkin", "23:30"), "08:00 to 21:00"),
        ((*ANA, "--program", "ELSEWHERE"), "RIVERTOWN"),
        (ANA[:-1], "--consented"),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(started, arguments: tuple[str, ...], hint: str) -> None:
    started(*arguments, fails=hint)


def test_without_a_program_the_next_step_is_said(do) -> None:
    do(*ANA, fails="peerline program add")


def test_one_number_is_one_client(started) -> None:
    started(*ANA)
    started(*ANA, fails="is that of client 1 already")


def test_a_coach_may_be_a_client_too(started) -> None:
    started("client", "add", "--name", "Joy", "--number", "+12175550131", "--consented")


def test_somebody_who_texted_before_keeps_their_row(started, line_env: dict[str, str]) -> None:
    from bot.inbox import Text, receive

    line = open_line(Settings(_env_file=None, **{n.removeprefix("PEERLINE_").lower(): v for n, v in line_env.items()}))
    receive(line, Text("SM" + "0" * 32, "+12175550111", "+12175550100", "hello?"), line.now())
    line.engine.dispose()
    started(*ANA)
    found = rows(line_env, client)
    assert [(row.name, row.status) for row in found] == [("Ana", "invited")]


def test_with_two_programs_one_is_named(started, line_env: dict[str, str]) -> None:
    started("program", "add", "--name", "B", "--word", "B2", "--zone", "UTC", "--number", "+12175550102")
    assert [row.join_word for row in rows(line_env, program)] == ["RIVERTOWN", "B2"]
    started(*ANA, fails="Say which program")
    started(*ANA, "--program", "b2")


def test_a_coach_becomes_an_admin_and_the_last_who_supervises_stays(started) -> None:
    assert "Admin 2: Ravi." in started("coach", "role", "Ravi", "admin")
    assert "Coach 3: Sol." in started("coach", "role", "Sol", "coach")
    started("coach", "role", "Ravi", "coach", fails="Somebody has to supervise")
    assert "Admin 4: Max." in started("coach", "add", "--name", "Max", "--number", "+12175550143", "--role", "admin")
