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
        command = _known().get(row[:length])
        if command is None:
            continue
        if length == len(row):
            return Request(command, " ".join(row))
        if command in _with_words():
            return Request(command, " ".join(row[:length]), _tail(text, row[:length]))
    return None


def _row(text: str) -> tuple[str, ...]:
    """The words of a text, folded, without politeness."""
    said = " ".join(words(text)).replace("por favor", "").split()
    return tuple(word for word in said if word not in _POLITE)


def _tail(text: str, said: tuple[str, ...]) -> str:
    """What follows the command, as it was typed: a name keeps its capitals."""
    ends = (piece.end() for piece in _PIECE.finditer(text))
    end = next((end for end in ends if _row(text[:end]) == said), len(text))
    return text[end:].strip(" \t\n:,.=-_")


@cache
def _book() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("flows.commands") / "commands.toml").read_text("utf-8"))


def _ways() -> Iterator[tuple[tuple[str, ...], Command]]:
    for name, entry in _book().items():
        for way in entry["words"]:
            yield words(way), Command(name)


@cache
def _known() -> dict[tuple[str, ...], Command]:
    return dict(_ways())


@cache
def _longest() -> int:
    return max(map(len, _known()))


@cache
def _with_words() -> frozenset[Command]:
    return frozenset(Command(name) for name, entry in _book().items() if entry.get("takes") == "words")
