"""What people ask the line for by a word of their own: PLAN, TIME 8pm, MEETINGS ... The words are in `commands.toml`.

A command is the whole text, so that a sentence with the word in it is never taken for one. Danger, STOP, START, HELP
and PAUSE are read before it, elsewhere.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from flows.fold import words

_POLITE = frozenset({"please", "pls", "plz", "thanks", "thx", "porfavor", "porfa", "gracias", "xfa"})
_PIECE = re.compile(r"[^\W_]+|\S")


class Command(StrEnum):
    """What is asked for; `commands.toml` says why and in which words."""

    JOIN = auto()
    SKILLS = auto()
    PLAN = auto()
    LIST = auto()
    STATS = auto()
    TIME = auto()
    LANGUAGE = auto()
    ENGLISH = auto()
    SPANISH = auto()
    NAME = auto()
    WORD = auto()
    LESS = auto()
    ALUMNI = auto()
    MOVED = auto()
    NEW_NUMBER = auto()
    SHARED = auto()
    ONLY_ME = auto()
    UNSAFE = auto()
    TOPICS = auto()
    EXPORT = auto()
    ERASE = auto()
    ROBOT = auto()
    MILESTONES = auto()
    WIN = auto()
    GOALS = auto()
    BUDDY = auto()
    MEETINGS = auto()
    RESOURCES = auto()


@dataclass(frozen=True)
class Request:
    """A command, the words that said it (folded), and what followed them as it was typed ("" for nothing)."""

    command: Command
    said: str
    about: str = ""


def read_command(text: str) -> Request | None:
    """The command that this whole text is, or None. Never raises."""
    row = _row(text)
    for length in range(min(len(row), _longest()), 0, -1):
        for way in _known().get(row[:length], ()):
            if way.is_all_of(row):
                about = _about(text, way) if len(row) > length else ""
                return Request(way.command, " ".join(way.before), about)
    return None


@dataclass(frozen=True)
class Way:
    """One way of asking: the words before what is asked for, and those after it. `open`: anything may stand there."""

    command: Command
    before: tuple[str, ...]
    after: tuple[str, ...]
    open: bool

    def is_all_of(self, row: tuple[str, ...]) -> bool:
        """Whether a row that begins with `before` is this and nothing else."""
        rest = row[len(self.before) :]
        if not self.after and not rest:
            return True
        return self.open and len(rest) > len(self.after) and rest[len(rest) - len(self.after) :] == self.after


def _row(text: str) -> tuple[str, ...]:
    """The words of a text, folded, without politeness."""
    said = " ".join(words(text)).replace("por favor", "").split()
    return tuple(word for word in said if word not in _POLITE)


def _about(text: str, way: Way) -> str:
    """What is asked for, as it was typed: a name keeps its capitals."""
    ends = (piece.end() for piece in _PIECE.finditer(text))
    tail = text[next((end for end in ends if _row(text[:end]) == way.before), len(text)) :]
    starts = (piece.start() for piece in _PIECE.finditer(tail))
    last = next((start for start in starts if _row(tail[start:]) == way.after), len(tail)) if way.after else len(tail)
    return tail[:last].strip(" \t\n:,.=-_?!")


@cache
def _book() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("flows.commands") / "commands.toml").read_text("utf-8"))


def _ways() -> Iterator[Way]:
    for name, entry in _book().items():
        for written in entry["words"]:
            for said in spelled(written):
                before, gap, after = said.partition("...")
                takes = entry.get("takes") == "words"
                yield Way(Command(name), words(before), words(after), gap != "" or takes)


def spelled(written: str) -> list[str]:
    """Every text that a way of asking stands for: of `a/b` one or the other, `c?` or not."""
    choices = [[*one.strip("?").split("/"), *[""] * one.endswith("?")] for one in written.split()]
    return [" ".join(filter(None, one)) for one in product(*choices)]


@cache
def _known() -> dict[tuple[str, ...], list[Way]]:
    """By the words that a way begins with; those that want most words after what is asked for come first."""
    known: dict[tuple[str, ...], list[Way]] = {}
    for way in sorted(_ways(), key=lambda way: -len(way.after)):
        known.setdefault(way.before, []).append(way)
    return known


@cache
def _longest() -> int:
    return max(map(len, _known()))
