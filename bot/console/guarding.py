"""What a coach is asked to look at again before a text goes out, and the replies that lie ready. It stops nobody: in an
overdose a blocked word could cost more than a filtered one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from bot.program import Program
from flows.copy import words
from flows.wording import avoided

ASKED = ("substances", "medicine")
"""Lists whose words need a second tap: carriers drop texts that name a substance; a peer gives no medical advice."""

HINTED = ("labels", "pressure")
"""Lists whose words are only shown."""

CANNED = (
    "canned.hello",
    "canned.safe",
    "canned.alone",
    "canned.where",
    "canned.help_comes",
    "canned.call",
    "canned.breathe",
    "canned.helped",
    "canned.lifeline",
    "canned.nurse",
    "canned.tomorrow",
    "canned.thanks",
)
"""In the order in which an evening goes."""


def cautions(text: str) -> dict[str, list[str]]:
    """The words of a text to look at again, by list."""
    found = {name: avoided(text, name) for name in (*ASKED, *HINTED)}
    return {name: list(dict.fromkeys(listed)) for name, listed in found.items() if listed}


def needs_a_second_tap(text: str) -> bool:
    """Whether it names a substance, or sounds like medical advice."""
    return bool(avoided(text, *ASKED))


def ready(whose: Row[Any], program: Program, coach: str) -> Mapping[str, str]:
    """The replies that lie ready for this client, by key, with their names filled in."""
    facts = {"name": whose.name or "", "coach": coach, **program.lines.numbers}
    return {key: words(key, whose.language, **facts) for key in CANNED}
