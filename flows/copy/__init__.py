"""Every word the line sends, by key and language. The words are in the TOML files; it sends nothing."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

FRESH_FOR = timedelta(days=90)
NAMED = re.compile(r",? \{name\}")


@dataclass(frozen=True)
class Entry:
    """One message in both languages. `note` says when it is said."""

    key: str
    en: str
    es: str
    note: str = ""

    def text(self, language: str) -> str:
        """The template in `language`; English for a language that the line does not speak."""
        return self.es if language == "es" else self.en


@dataclass(frozen=True)
class Hotline:
    """A number that people are sent to, and the day somebody last checked that it is right."""

    name: str
    number: str
    verified_on: date


def words(key: str, language: str, **facts: object) -> str:
    """The message under `key` ("file.entry") in `language` ("en" or "es"), its placeholders filled from `facts`.

    {emergency} and {lifeline} come from the hotline table unless facts bring their own; {word} is the usual one unless
    they bring theirs. A client whose name is "" is spoken to without one. KeyError for a key or a fact that is missing:
    the copy tests keep that from happening.
    """
    facts = {"word": entries()["checkin.word"].text(language), **facts}
    template = entries()[key].text(language)
    named = template if facts.get("name") else NAMED.sub("", template)
    return named.format_map({**numbers(), **facts})


def version(key: str) -> str:
    """The message under `key` and which wording of it: "enrolment.confirm 1a2b3c4d". Other words, another version."""
    both = "\n".join((entries()[key].en, entries()[key].es))
    return f"{key} {sha256(both.encode()).hexdigest()[:8]}"


@cache
def entries() -> Mapping[str, Entry]:
    """All messages by key, in the order of the files."""
    found = (Entry(f"{stem}.{name}", **entry) for stem, table in _tables() for name, entry in table.items())
    return {entry.key: entry for entry in found}


@cache
def hotlines() -> tuple[Hotline, ...]:
    """The table of `hotlines.toml`."""
    rows = _read("hotlines.toml").items()
    return tuple(Hotline(name, row["number"], row["verified_on"]) for name, row in rows)


@cache
def numbers() -> Mapping[str, str]:
    """Each hotline's number by its placeholder."""
    return {line.name: line.number for line in hotlines()}


def stale(on: date) -> tuple[str, ...]:
    """The hotlines that nobody has checked for more than 90 days, by name."""
    return tuple(line.name for line in hotlines() if on - line.verified_on > FRESH_FOR)


def _tables() -> list[tuple[str, dict[str, dict[str, str]]]]:
    names = sorted(one.name for one in files("flows.copy").iterdir() if one.name.endswith(".toml"))
    return [(name.removesuffix(".toml"), _read(name)) for name in names if name != "hotlines.toml"]


def _read(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("flows.copy") / name).read_text("utf-8"))
