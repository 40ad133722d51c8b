"""Each file in transcripts/ is a conversation we promise to have. Read them first.

`pytest tests/test_transcripts.py --rewrite` writes them again, for a person to read the difference.
"""

from pathlib import Path

import pytest

from flows import FLOWS
from tests.transcript import play

SCRIPTS = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.txt")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_conversation_goes_as_written(path: Path, request: pytest.FixtureRequest) -> None:
    written = path.read_text("utf-8")
    played = play(written, path.parent.name)
    if request.config.getoption("--rewrite"):
        path.write_text(played, "utf-8")
    else:
        assert played == written


@pytest.mark.parametrize("flow", sorted({name for name, _ in FLOWS}))
def test_every_flow_has_transcripts_in_both_languages(flow: str) -> None:
    people = [path.read_text("utf-8").splitlines()[1].split("; ")[0] for path in (SCRIPTS / flow).glob("*.txt")]
    assert set(people) == {"Ana, en", "Luis, es"}
