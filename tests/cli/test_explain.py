"""How the line reads a text, for outsiders: one row in, one row out, whatever is in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.rows import unescaped
from flows.replies import explain_reply
from flows.triage import triage
from tests.cli.conftest import Run, peerline

SAFE = {"triage": "none\t\t", "reply": "unclear", "keyword": "none\tnone", "coach": "unclear"}


def rows(stdout: str) -> list[str]:
    assert stdout.endswith("\n")
    return stdout.removesuffix("\n").split("\n")


# One text.


def test_one_text_is_read_without_settings_keys_or_database(run: Run) -> None:
    shown = run("explain", "my brother is not breathing")
    assert shown.exit_code == 0
    assert "emergency" in shown.output


def test_a_program_gets_one_json_object(run: Run) -> None:
    told = json.loads(run("explain", "--json", "6 and 3").stdout)
    assert (told["tier"], told["as_both"], told["keyword"]) == ("none", "6,3", "none")


def test_the_word_text_may_be_said_or_left_out(run: Run) -> None:
    assert run("explain", "text", "STOP").output == run("explain", "STOP").output


def test_a_text_that_looks_like_an_option_is_a_text(run: Run) -> None:
    assert json.loads(run("explain", "--json", "-3").stdout)["tier"] == "none"


def test_two_texts_in_a_row_are_read_together(run: Run) -> None:
    alone = json.loads(run("explain", "--json", "to die").stdout)
    split = json.loads(run("explain", "--json", "--previous", "I want", "to die").stdout)
    assert (alone["tier"], split["tier"]) == ("none", "urgent")


@pytest.mark.parametrize("text", ["", " ", "\n", "\udc80", "a\0b", "x" * 20_000, "🫠" * 50])
def test_any_text_at_all_is_read(run: Run, text: str) -> None:
    assert run("explain", "--json", "--", text).exit_code == 0


# Batches.


def test_danger_in_rows(run: Run) -> None:
    found = run("explain", "triage", "--tsv", input="a\tmy brother is not breathing\nb\tsee you at six\n")
    tier, rule, words = triage("my brother is not breathing").tier, triage("my brother is not breathing").rule, "not br"
    assert rows(found.stdout)[0].startswith(f"a\t{tier}\t{rule}\t")
    assert words[:3] in rows(found.stdout)[0]
    assert rows(found.stdout)[1] == "b\tnone\t\t"


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("mood", "7", "7"),
        ("craving", "four", "4"),
        ("both", "6 9", "6,9"),
        ("both", "mood 6", "6,"),
        ("mood", "no", "unclear"),
    ],
)
def test_numbers_in_rows(run: Run, asked: str, text: str, value: str) -> None:
    assert run("explain", "reply", "--tsv", "-", input=f"1\t{asked}\t{text}\n").stdout == f"1\t{value}\n"


def test_keywords_in_rows(run: Run) -> None:
    found = run("explain", "keyword", "--tsv", input="1\tSTOP\n2\tstart\n3\tHELP\n4\tI want to die. STOP\n5\thello\n")
    assert [row.split("\t")[1] for row in rows(found.stdout)[:3]] == ["stop", "start", "info"]
    assert rows(found.stdout)[3].split("\t")[2] in ("urgent", "emergency")
    assert rows(found.stdout)[4] == "5\tnone\tnone"


@pytest.mark.parametrize(
    ("context", "reading"), [("none", "unclear"), ("one", "ack:7F"), ("two", "which"), ("active", "relay")]
)
def test_a_coachs_reply_in_rows(run: Run, context: str, reading: str) -> None:
    assert run("explain", "coach", "--tsv", input=f"x\t{context}\t1\n").stdout == f"x\t{reading}\n"


@pytest.mark.parametrize("batch", SAFE)
@pytest.mark.parametrize("row", ["", "only", "id\t", "\t", "\t\t\t\t\t", "a\tb\tc\td\te"])
def test_a_row_of_any_shape_gives_one_row(run: Run, batch: str, row: str) -> None:
    found = run("explain", batch, "--tsv", input=f"{row}\nlast\tmood\t1\n")
    assert found.exit_code == 0
    assert len(rows(found.stdout)) == 2
    assert rows(found.stdout)[0].split("\t")[0] == row.split("\t")[0]


@pytest.mark.parametrize("batch", SAFE)
def test_a_row_that_lacks_columns_gives_a_safe_value_and_a_word_on_stderr(run: Run, batch: str) -> None:
    found = run("explain", batch, "--tsv", input="lone\n")
    assert found.stdout == f"lone\t{SAFE[batch]}\n"
    assert "line 1" in found.stderr
    assert found.exit_code == 0


@pytest.mark.parametrize("batch", ["reply", "coach"])
def test_a_question_nobody_asks_is_unclear(run: Run, batch: str) -> None:
    found = run("explain", batch, "--tsv", input="1\tweather\t7\n")
    assert found.stdout == "1\tunclear\n"
    assert "weather" not in found.stderr, "what stands in a row may be private"


def test_a_newline_in_a_text_is_written_as_two_letters(run: Run) -> None:
    assert unescaped(r"a\nb\tc") == "a\nb\tc"
    assert (
        run("explain", "reply", "--tsv", input="1\tboth\t6\\n3\n").stdout
        == "1\t" + explain_reply("6\n3", "both") + "\n"
    )


def test_tabs_after_the_last_column_belong_to_the_text(run: Run) -> None:
    assert (
        run("explain", "reply", "--tsv", input="1\tboth\t6\t3\n").stdout == "1\t" + explain_reply("6\t3", "both") + "\n"
    )


def test_bytes_that_are_no_letters_windows_lines_and_a_mark_at_the_start_are_read(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "rows.tsv"
    file.write_bytes(b"\xef\xbb\xbf1\tSTOP\r\n2\t\xff\xfe\x00 STOP\r\n3\t\xe2\x80\xa8\x0b\x85 hi\r4\n")
    found = rows(run("explain", "keyword", "--tsv", str(file)).stdout)
    assert [row.split("\t")[0] for row in found] == ["1", "2", "3"]
    assert found[0] == "1\tstop\tnone"


def test_a_last_row_without_an_end_is_a_row_and_no_rows_give_none(run: Run) -> None:
    assert run("explain", "keyword", "--tsv", input="1\tSTOP").stdout == "1\tstop\tnone\n"
    assert run("explain", "keyword", "--tsv", input="").stdout == ""


def test_without_a_file_the_rows_come_from_standard_input(run: Run) -> None:
    assert run("explain", "keyword", input="1\tSTOP\n").stdout == "1\tstop\tnone\n"


@given(st.lists(st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b" ")), max_size=8))
def test_as_many_rows_come_out_as_go_in(lines: list[bytes]) -> None:
    from click.testing import CliRunner

    from bot.cli.explain import explain

    for batch in SAFE:
        found = CliRunner().invoke(explain, [batch, "--tsv"], input=b"".join(line + b"\n" for line in lines))
        assert found.exit_code == 0
        assert found.stdout_bytes.count(b"\n") == len(lines)


@pytest.mark.parametrize("file", ["there-is-none.tsv", "."])
def test_a_file_that_cannot_be_read_is_one_line(run: Run, file: str) -> None:
    refused = run("explain", "triage", "--tsv", file)
    assert refused.exit_code == 1
    assert "cannot be read" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_surprise_in_one_row_leaves_the_others_readable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fragile(text: str) -> str:
        if text == "boom":
            raise ValueError(text)
        return "ack:7F"

    monkeypatch.setattr("bot.cli.explain.read_coach_reply", lambda text, *known: fragile(text))
    found = run("explain", "coach", "--tsv", input="1\tone\tboom\n2\tone\t1\n")
    assert found.stdout == "1\tunclear\n2\tack:7F\n"
    assert (found.exit_code, "boom" in found.stderr) == (1, False)


# As a process.


def test_each_row_is_answered_before_the_next_is_asked(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("peerline")), "explain", "reply", "--tsv"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin is not None
        assert process.stdout is not None
        for value in (b"3", b"8"):
            process.stdin.write(b"1\tmood\t" + value + b"\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"1\t" + value + b"\n"
        process.stdin.close()
    assert process.returncode == 0


def test_reading_loads_no_library_but_click(tmp_path: Path) -> None:
    """A start costs what it imports."""
    asked = (
        "import sys; from bot.cli import cli; cli(['explain', 'hi'], standalone_mode=False); "
        "print(sorted({'sqlalchemy', 'pydantic', 'redis', 'rq', 'twilio', 'flask', 'rich'} & sys.modules.keys()))"
    )
    shown = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603
    assert shown.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    many = b"".join(b"%d\thi\n" % n for n in range(20_000))
    (tmp_path / "many.tsv").write_bytes(many)
    line = f"{Path(sys.executable).with_name('peerline')} explain triage --tsv many.tsv | head -1"
    shown = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert shown.stdout == "0\tnone\t\t\n"
    assert "Traceback" not in shown.stderr


def test_a_terminal_that_knows_no_letters_but_ascii_still_gets_rows(tmp_path: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    shown = peerline("explain", "¿Dónde está mi mamá? 🙂", cwd=tmp_path, env=ascii_only)
    assert shown.returncode == 0
    piped = peerline("explain", "triage", "--tsv", cwd=tmp_path, env=ascii_only, input="ñ\tsí\n".encode())
    assert piped.stdout == "ñ\tnone\t\t\n".encode()
