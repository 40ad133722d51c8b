"""Words that the line never sends, by the reason why not. The lists are `wording.toml`; it changes no text."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[\w'-]+")


def avoided(text: str, *lists: str) -> list[str]:
    """The words of `text` that one of these lists names, in the order they stand there."""
    return [word for word in _WORD.findall(text.lower()) for name in lists if word in _lists()[name]]


def why(name: str) -> str:
    """Why the words of a list are not sent, for whoever wrote one."""
    return str(_tables()[name]["why"])


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(table["words"].split()) for name, table in _tables().items()}


@cache
def _tables() -> Mapping[str, dict[str, str]]:
    return tomllib.loads((files("flows") / "wording.toml").read_text("utf-8"))
