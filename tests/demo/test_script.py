"""The evening without a person, with the real processes; and that a difference is noticed."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from bot.demo.acting import Acting, Check, Different
from bot.demo.cast import CAST
from bot.demo.log import result, said, summary
from bot.demo.watch import Answer, Got, Line
from bot.stop import Stop
from tests.cli.conftest import peerline

AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.processes
def test_the_evening_is_as_it_must_be(tmp_path: Path) -> None:
    """Asked, paged, taken, relayed, closed; an overdose, a killed worker, a call, an opt-out, a stranger."""
    options = ["demo", "--script", "--json", "--directory", str(tmp_path)]
    command = [str(Path(sys.executable).with_name("peerline")), *options]
    played = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603
    assert played.returncode == 0, played.stderr
    checks = json.loads(played.stdout)
    assert all(check["passed"] for check in checks)
    assert len(checks) > 20
    assert "crisis worker ended (SIGKILL)" in played.stderr
    assert not _left_behind(tmp_path)


def _left_behind(directory: Path) -> list[str]:
    """Processes that still name the demo's directory in their environment; Linux tells us."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"PEERLINE_DATA={directory}".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`peerline demo` as a person starts it, and the address it printed."""
    command = [str(Path(sys.executable).with_name("peerline")), "demo", "--no-browser", "--directory", str(tmp_path)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        address = next(line.strip() for line in process.stdout if "http://127.0.0.1" in line)
        yield process, address
        process.kill()


@pytest.mark.slow
@pytest.mark.processes
def test_a_person_sees_the_phones_and_ctrl_c_ends_everything(
    running: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, address = running
    with urlopen(Request(f"{address}/phones.json"), timeout=10) as answer:  # noqa: S310
        assert [phone["name"] for phone in json.load(answer)["phones"]] == [one.name for one in CAST]
    again = peerline("demo", "--no-browser", "--directory", str(tmp_path), cwd=tmp_path)
    assert (again.returncode, b"already" in again.stderr) == (1, True)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not _left_behind(tmp_path)


@dataclass
class Still:
    """A supervisor of nothing, whose clock jumps to the end of every wait."""

    at: datetime = AT
    stopping: Stop = field(default_factory=Stop)

    def now(self) -> datetime:
        return self.at

    def until(self, done, seconds: float) -> bool:
        self.at += timedelta(seconds=seconds)
        return bool(done())


@dataclass
class Shown:
    """Phones on which just these lines have come."""

    got: list[Got]
    answers: list[dict[str, str]] = field(default_factory=list)

    def look(self) -> None:
        """Nothing new."""

    def act(self, who: str, do: str, words: str = "") -> None:
        """Nobody minds."""

    def answer_to(self, who: str, words: str, since: int) -> Answer:
        return Answer(AT, "<Response><Message><Body>I hear you.</Body></Message></Response>")


def stage(*lines: tuple[str, str]) -> Acting:
    got = [Got(Line(AT + timedelta(seconds=2), who, "text", words, False)) for who, words in lines]
    return Acting(Shown(got), Still(), began=AT)  # type: ignore[arg-type]


def test_what_comes_as_it_must_is_kept_with_its_time() -> None:
    acting = stage(("Ana", "How is today?"))
    acting.hears("Ana", "How is today?", "Ana is asked")
    acting.nothing_else()
    assert [(check.passed, check.seconds) for check in acting.checks] == [(True, 2.0), (True, None)]


@pytest.mark.parametrize(
    "line", [("Ana", "How was today?"), ("Luis", "How is today?"), ("Ana", "How is today? "), ("Ana", "")]
)
def test_other_words_or_another_phone_are_a_difference(line: tuple[str, str]) -> None:
    acting = stage(line)
    with pytest.raises(Different, match="Ana is asked"):
        acting.hears("Ana", "How is today?", "Ana is asked")
    assert not acting.checks[-1].passed


def test_one_text_is_heard_once() -> None:
    acting = stage(("Ana", "Hi"))
    acting.hears("Ana", "Hi")
    with pytest.raises(Different):
        acting.hears("Ana", "Hi")


def test_a_reply_that_is_not_in_the_same_request_is_a_difference() -> None:
    acting = stage(("Ana", "I hear you."), ("Ana", "Later."))
    acting.answers_at_once("Ana", "hello", "I hear you.", "Ana is answered")
    with pytest.raises(Different, match="in the same request"):
        acting.answers_at_once("Ana", "hello", "Later.", "Ana is answered")


def test_a_text_that_nobody_expected_is_a_difference() -> None:
    with pytest.raises(Different, match=r"but Sol \(text\): Surprise"):
        stage(("Sol", "Surprise")).nothing_else()


def test_the_log_says_when_who_and_to_whom() -> None:
    heard = Line(AT + timedelta(seconds=3.5), "Ana", "text", "How is today? " * 9, False)
    first, *rest = said(heard, AT).splitlines()
    assert first.startswith("   3.5 s  line -> Ana:")
    assert rest
    assert "Ana -> line" in said(Line(AT, "Ana", "text", "6 9", True), AT)
    assert "Joy's phone rings" in said(Line(AT, "Joy", "ring", "", False), AT)
    assert "voice to Joy" in said(Line(AT, "Joy", "voice", "Thank you.", False), AT)
    assert "kill -9" in said(Line(AT, "crisis worker", "killed", "", False), AT)


def test_the_table_says_what_took_how_long() -> None:
    checks = [Check("Joy is paged", True, 1.23, 10), Check("nobody heard anything else", False)]
    assert list(result(checks)) == [
        ("ok", "  1.2 s within 10 s", "Joy is paged"),
        ("DIFFERENT", "", "nobody heard anything else"),
    ]
    assert summary(checks) == "1 of 2 as they must be, the slowest after 1.2 s."
