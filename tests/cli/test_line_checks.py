"""`peerline oncall coverage` and its sisters: what an operator is told about the line."""

import json

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Run, codes_come_back


@pytest.fixture
def env(run: Run, line_env: dict[str, str]) -> dict[str, str]:
    """Rivertown Friends with Joy, Ravi and Sol, and nobody on call yet."""
    program = ("--name", "Rivertown Friends", "--word", "RIVER", "--zone", "America/New_York")
    run("program", "add", *program, "--number", "+15185550100", env=line_env)
    for name, number, role in (("Joy", "21", "coach"), ("Ravi", "22", "coach"), ("Sol", "23", "supervisor")):
        run("coach", "add", "--name", name, "--number", f"+151855501{number}", "--role", role, env=line_env)
    codes_come_back(line_env)
    return line_env


def test_a_line_with_nobody_on_call_has_a_gap_from_now(run: Run, env: dict[str, str]) -> None:
    told = run("oncall", "coverage", env=env)
    assert told.exit_code == 1
    assert "nobody is on call" in told.output


def test_two_who_take_turns_day_by_day_are_fine(run: Run, env: dict[str, str]) -> None:
    for rung, order in (("primary", ("Joy", "Ravi")), ("backup", ("Ravi", "Joy"))):
        run("oncall", "set", rung, *order, "--every", "1", "--starts", "2026-01-01", env=env)
    told = run("oncall", "coverage", env=env)
    assert "nobody" not in told.output
    assert told.exit_code == 0


def test_a_week_of_nights_is_told_and_is_no_failure(run: Run, env: dict[str, str]) -> None:
    run("oncall", "set", "primary", "Joy", "--starts", "2026-01-01", env=env)
    told = run("oncall", "coverage", "--days", "10", "--json", env=env)
    (found,) = json.loads(told.output)
    assert (found["kind"], found["coach"]) == ("nights", 1)
    assert told.exit_code == 0


def test_a_new_phone_waits_for_its_code(run: Run, env: dict[str, str]) -> None:
    assert "on its way" in run("coach", "phone", "Joy", "+15185550131", env=env).output
    assert "already" in run("coach", "phone", "Joy", "+15185550131", env=env).output
    listed = run("coach", "verify", "Joy", env=env)
    assert listed.output.count("waits for its code") == 2  # one code, for texts and calls
    assert "+1518" not in listed.output
    assert run("coach", "verify", "Joy", "--send", env=env).output.startswith("1 on the way")


def test_a_coach_who_was_just_added_is_told_what_happens_next_and_is_not_paged(run: Run, env: dict[str, str]) -> None:
    told = run("coach", "add", "--name", "Max", "--number", "+15185550124", env=env)
    assert "Max gets a code by text now. Until Max sends it back, no page goes there." in told.output
    listed = run("coach", "verify", "Max", env=env)
    assert (listed.exit_code, listed.output.count("waits for its code")) == (1, 2)
    refused = run("page", "test", "--coach", "Max", "--wait", "0", env=env)
    assert "no verified phone" in refused.output
    assert "Not verified yet, so not paged: Max." in run("oncall", "coverage", env=env).output
    codes_come_back(env)
    assert "Not verified" not in run("oncall", "coverage", env=env).output
    listed = run("coach", "verify", "Max", env=env)
    assert (listed.exit_code, listed.output.count("verified")) == (0, 2)


def test_a_mistyped_number_is_taken_back_and_a_verified_one_stays(run: Run, env: dict[str, str]) -> None:
    wrong = ("coach", "phone", "Joy", "+15185550131")
    run(*wrong, env=env)
    assert "Forgotten" in run(*wrong, "--mistyped", env=env).output
    assert run("coach", "verify", "Joy", "--send", env=env).output.startswith("Nothing to send")
    assert "nothing was changed" in run("coach", "phone", "Joy", "+15185550121", "--mistyped", env=env).output
    assert run("coach", "verify", "Joy", env=env).output.count("verified") == 2
    run("coach", "phone", "Ravi", "+15185550131", env=env)
    assert run("coach", "verify", "Ravi", env=env).output.count("waits for its code") == 2


def test_a_number_of_another_coach_is_refused(run: Run, env: dict[str, str]) -> None:
    told = run("coach", "phone", "Joy", "+15185550122", env=env)
    assert told.exit_code == 1
    assert "another coach" in told.output


def test_a_test_page_that_nobody_answers_fails(run: Run, env: dict[str, str]) -> None:
    told = run("page", "test", "--coach", "Joy", "--wait", "0", "--json", env=env)
    assert told.exit_code == 1
    assert json.loads(told.output)["text"] == {"state": "due", "error": None, "answered_after": None}


def test_a_report_without_texts_is_empty(run: Run, env: dict[str, str]) -> None:
    assert json.loads(run("triage", "report", "--json", env=env).output) == []
    assert "all" in run("triage", "report", env=env).output


def test_marking_a_text_that_is_not_there_says_so(run: Run, env: dict[str, str]) -> None:
    told = run("triage", "mark", "7", "wrong", "--by", "Sol", env=env)
    assert told.exit_code == 1
    assert "No text of this program" in told.output


def test_every_promise_holds_on_a_line_where_nothing_happens(run: Run, env: dict[str, str]) -> None:
    told = run("doctor", "--invariants", env=env)
    assert told.exit_code == 0
    assert "promises hold" in told.output
    assert json.loads(run("doctor", "--invariants", "--json", env=env).output) == []


def test_a_broken_promise_fails_and_says_where(run: Run, env: dict[str, str], sqlite_url: str) -> None:
    engine = sa.create_engine(sqlite_url)
    run("client", "add", "--name", "Ana", "--number", "+15185550111", "--consented", "--checkin", "9:00", env=env)
    with engine.begin() as tx:
        tx.execute(sa.text("UPDATE client SET next_checkin_at = '2026-01-01 00:00:00.000000'"))
    engine.dispose()
    told = run("doctor", "--invariants", env=env)
    assert told.exit_code == 1
    assert "check-in: 1" in told.output


def taking_turns(run: Run, env: dict[str, str]) -> None:
    run(
        "oncall",
        "set",
        "primary",
        "Joy",
        "Ravi",
        "--every",
        "1",
        "--starts",
        "2026-03-01",
        "--hand-off",
        "9:00",
        env=env,
    )


def primary_at(run: Run, env: dict[str, str], moment: str) -> list[int]:
    told = run("oncall", "who", "--at", moment, "--json", env=env)
    return json.loads(told.output)["primary"]


def test_two_coaches_swap_their_turns(run: Run, env: dict[str, str]) -> None:
    taking_turns(run, env)
    before = [primary_at(run, env, f"2026-03-0{day}T12:00") for day in (2, 3, 4)]
    told = run("oncall", "swap", "Joy", "Ravi", "--from", "2026-03-02T09:00", "--to", "2026-03-04T09:00", env=env)
    assert told.exit_code == 0, told.output
    after = [primary_at(run, env, f"2026-03-0{day}T12:00") for day in (2, 3, 4)]
    assert before == [[2], [1], [2]]
    assert after == [[1], [2], [2]]


def test_time_off_puts_the_next_one_on_call_and_a_shift_wins_over_it_all(run: Run, env: dict[str, str]) -> None:
    taking_turns(run, env)
    run("oncall", "off", "Joy", "--from", "2026-03-03T10:00", "--to", "2026-03-03T20:00", env=env)
    assert primary_at(run, env, "2026-03-03T12:00") == [2]
    assert primary_at(run, env, "2026-03-03T21:00") == [1]
    run("oncall", "shift", "Sol", "--from", "2026-03-03T10:00", "--to", "2026-03-03T20:00", env=env)
    assert primary_at(run, env, "2026-03-03T12:00") == [3]


def test_a_span_that_ends_before_it_begins_is_refused(run: Run, env: dict[str, str]) -> None:
    told = run("oncall", "off", "Joy", "--from", "2026-03-03T10:00", "--to", "2026-03-03T09:00", env=env)
    assert told.exit_code == 1
    assert "--from comes before --to" in told.output


def test_a_swap_of_people_who_are_not_on_call_says_so(run: Run, env: dict[str, str]) -> None:
    told = run("oncall", "swap", "Joy", "Ravi", "--from", "2026-03-03T10:00", "--to", "2026-03-03T12:00", env=env)
    assert (told.exit_code, "Neither" in told.output) == (1, True)


def test_a_ladder_is_refused_until_its_last_step_reaches_a_human(run: Run, line_env: dict[str, str]) -> None:
    steps = [{"after": 0, "rungs": ["supervisor"], "methods": ["text", "call"]}]
    program = ("--name", "Rivertown Friends", "--word", "RIVER", "--zone", "America/New_York")
    run("program", "add", *program, "--number", "+15185550100", env=line_env)
    plain = json.dumps({"steps": steps, "again": 60})
    told = run("program", "ladder", "--tier", "urgent", "-", env=line_env, input=plain)
    assert (told.exit_code, "nobody now" in told.output) == (1, True)
    run("coach", "add", "--name", "Sol", "--number", "+15185550123", "--role", "supervisor", env=line_env)
    told = run("program", "ladder", "--tier", "urgent", "-", env=line_env, input=plain)
    assert (told.exit_code, "nobody now" in told.output) == (1, True)  # a code that is out is not back
    codes_come_back(line_env)
    assert run("program", "ladder", "--tier", "urgent", "-", env=line_env, input=plain).exit_code == 0
    assert "not JSON" in run("program", "ladder", "--tier", "urgent", "-", env=line_env, input="{").output
