"""A talk in the terminal: the words are the line's own, and what else happens stands in brackets."""

import pytest

from flows.copy import words
from tests.cli.conftest import Run


def said(run: Run, typed: str, *options: str) -> list[str]:
    talked = run("talk", *options, input=typed)
    assert talked.exit_code == 0
    return talked.output.splitlines()


def test_a_strong_craving_pages_a_coach_and_the_answer_is_kept(run: Run) -> None:
    lines = said(run, "6 9\n")
    assert lines[0] == words("checkin.mood", "en", name="Ana")
    assert "[page a coach: urgent, craving]" in lines
    assert "[keep mood 6, craving 9]" in lines
    assert any(line.startswith("[a text to a coach: URGENT") for line in lines)


def test_luis_is_spoken_to_in_spanish(run: Run) -> None:
    assert said(run, "7\n", "--lang", "es")[0] == words("checkin.mood", "es", name="Luis")


def test_a_wrong_number_that_writes_on_is_somebody_new(run: Run) -> None:
    lines = said(run, "wrong number\nhello?\n")
    assert lines[-1] == "[a task for a coach: stranger]"


def test_silence_brings_the_reminder(run: Run) -> None:
    lines = said(run, "/wait\n")
    assert lines[-1] == words("checkin.reminder", "en", name="Ana")


def test_silence_while_a_coach_is_paged_brings_the_truth(run: Run) -> None:
    lines = said(run, "COACH\n/wait\n")
    assert lines[-1] == words("crisis.update_2", "en")
    assert "[a call to a coach]" in lines


def test_silence_until_nothing_waits_is_a_missed_check_in(run: Run) -> None:
    lines = said(run, "/wait\n/wait\n/wait\n")
    assert "[a missed check-in]" in lines
    assert lines[-1] == "[nothing waits for an answer]"


def test_silence_when_nothing_is_asked_is_said(run: Run) -> None:
    assert said(run, "6 3\n/wait\n")[-1] == "[nothing waits for an answer]"


def test_danger_comes_before_the_question_that_is_open(run: Run) -> None:
    lines = said(run, "my brother is not breathing\n")
    assert words("sos.emergency_overdose", "en") in lines


def test_after_stop_nothing_is_said_until_start(run: Run) -> None:
    lines = said(run, "STOP\nhello\nSTART\n")
    assert "[no more texts]" in lines
    assert lines[lines.index("Ana: hello") + 1].startswith("[kept and read")
    assert lines[-2:] == [words("line.start", "en", program="Rivertown Friends"), "[texts again]"]


def test_any_flow_can_be_begun_by_a_text(run: Run) -> None:
    lines = said(run, "COACH\n1\n")
    assert words("sos.safe", "en") in lines
    assert words("sos.glad", "en") in lines


def test_what_a_client_changes_is_told(run: Run) -> None:
    lines = said(run, "6 3\nSKILL\n6\n1\npause for a week\nname Annie\n")
    assert "[craving_morning, later]" in lines
    assert any(line.startswith("[no daily texts until ") for line in lines)
    assert "[keep name: Annie]" in lines


def test_a_new_checkin_can_be_asked_for(run: Run) -> None:
    assert said(run, "6 3\n/checkin\n")[-1] == words("checkin.mood", "en", name="Ana")


@pytest.mark.parametrize("typed", ["", "\n", "/quit\n6\n", "\x00\n", "HELP\n", "pause\n"])
def test_anything_may_be_typed(run: Run, typed: str) -> None:
    assert said(run, typed)


def test_bytes_that_are_no_letters_are_read(run: Run) -> None:
    talked = run("talk", input=b"\xff 7\n")
    assert "[keep mood 7]" in talked.output


def test_what_was_tried_is_told(run: Run) -> None:
    lines = said(run, "6 3\nSKILL\n6\nnone\n/wait\n5\n2\nSKILL\n6\n1\nok\nok\nok\nok\nok\n4\n")
    assert any(line.startswith("[tried ") for line in lines)
