"""The families and requests of `data/`, compiled once; and what of them stands where in a text. Judges nothing."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from flows.interrupts.patterns import MARK, WALL, Endings, Parts, Pattern, Row, bits, parse
from flows.interrupts.words import Speller

_DATA = files("flows.interrupts") / "data"
HARMLESS, DOING, POLITE, COVER = "<harmless>", "<doing>", "<polite>", "_"


class Keyword(StrEnum):
    """STOP opts out, START opts in, INFO is the carriers' HELP, PAUSE asks for quiet for a while."""

    STOP = "stop"
    START = "start"
    INFO = "info"
    PAUSE = "pause"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Request:
    """One kind of request: `exact` words are the whole text, `alone` all of it but politeness, `any` stands somewhere.

    `bold`: a denial, or a word of somebody else, before it takes nothing back. `fires` and `quiet` are its examples,
    which a test holds.
    """

    keyword: Keyword
    name: str
    why: str
    exact: frozenset[str]
    alone: tuple[Parts, ...]
    any: tuple[Parts, ...]
    bold: bool
    fires: tuple[str, ...]
    quiet: tuple[str, ...]


@dataclass(slots=True)
class Index:
    """Patterns, each under its rarest word or family: only those are tried whose rarest is there. Order is kept."""

    entries: list[tuple[str, Parts]] = field(default_factory=list)
    by_key: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, parts: Parts, sizes: dict[str, int]) -> None:
        asked = [keys for part in parts for keys in part.asked]
        for key in min(asked, key=lambda keys: sum(sizes.get(key, 0) for key in keys)):
            self.by_key.setdefault(key, []).append(len(self.entries))
        self.entries.append((name, parts))

    def awake(self, row: Row) -> Iterator[tuple[str, Parts]]:
        """The patterns worth trying, in the order they were written, with their names."""
        known = self.by_key.keys() & row.spans.keys()
        if not known:  # so it is for most rows and levels
            return iter(())
        return (self.entries[order] for order in sorted({order for key in known for order in self.by_key[key]}))


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests of some files: those that are all of a text, and those that stand anywhere in it."""

    alone: Index
    any: Index


@dataclass(slots=True)
class Book:
    """Everything texts are read with. `levels` are families, those made of words first; `singles` are their words.

    `exact` are texts that are a keyword as they stand, `keywords` the other requests that have one; `wrong` tells a
    wrong person, `asking` a question about us, `unsafe` a phone that it is not safe to text.
    """

    speller: Speller
    singles: dict[str, tuple[str, ...]]
    levels: tuple[Index, ...]
    requests: dict[str, Request]
    exact: dict[str, Keyword]
    keywords: Asked
    wrong: Asked
    asking: Asked
    unsafe: Index

    def read(self, text: str) -> Row:
        """The text with harmless phrases covered up, and what stands where in it."""
        row = self.mark(self.speller.row(text))
        if covered := row.covered(HARMLESS):
            return self.mark(tuple(COVER if covered >> place & 1 else word for place, word in enumerate(row.words)))
        return row

    def mark(self, words: tuple[str, ...]) -> Row:
        """What stands where in a row of words."""
        row = Row(words)
        for place, word in enumerate(words):
            for key in self._keys(word):
                row.add(key, 1, 1 << place)
        for level in self.levels:
            for name, (phrase,) in list(level.awake(row)):
                found = [(start, length) for start, ends in row.matches(phrase) for length in bits(ends >> start)]
                for start, length in found:
                    row.add(name, length, 1 << start)
        row.soften(row.covered(POLITE))
        return row

    def _keys(self, word: str) -> tuple[str, ...]:
        if word in self.singles:
            return self.singles[word]
        if word.isdecimal():
            return ("#",)
        return (DOING,) if word.endswith("ing") else ()


@cache
def book() -> Book:
    """The book; the first call reads and compiles the data (some milliseconds).

    Raises ValueError for a family that nobody wrote, or that is made of one written below it.
    """
    spelling, families = _load("spelling"), _load("families")
    endings: Endings = spelling["endings"]
    written = {
        f"<{name}>": [parse(entry, endings)[0] for entry in _entries(family["any"])]
        for name, family in families.items()
    }
    keywords, wrong, asking, unsafe = (
        [_request(raw, endings) for name in names for raw in _load(name)["request"]]
        for names in (("kinds", "stop", "start", "pause", "later"), ("wrong",), ("asking",), ("unsafe",))
    )
    requests = [*keywords, *wrong, *asking, *unsafe]
    asked = [part for request in requests for parts in (*request.alone, *request.any) for part in parts]
    singles = _singles(written, asked)
    sizes = _sizes(written, singles)
    return Book(
        speller=_speller(spelling, frozenset(singles)),
        singles=singles,
        levels=_levels(written, sizes),
        requests={request.name: request for request in requests},
        exact=_exact(requests),
        keywords=_asked(keywords, sizes),
        wrong=_asked(wrong, sizes),
        asking=_asked(asking, sizes),
        unsafe=_asked(unsafe, sizes).any,
    )


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _entries(written: str) -> list[str]:
    """The entries of a list, which are written with commas between."""
    return [entry.strip() for entry in written.split(",") if entry.strip()]


def _request(raw: dict[str, Any], endings: Endings) -> Request:
    alone, anywhere = (tuple(parse(entry, endings) for entry in _entries(raw.get(at, ""))) for at in ("alone", "any"))
    return Request(
        keyword=Keyword(raw["keyword"]),
        name=raw["name"],
        why=raw["why"],
        exact=frozenset(_entries(raw.get("exact", ""))),
        alone=alone,
        any=anywhere,
        bold=raw.get("bold", False),
        fires=tuple(raw["fires"]),
        quiet=tuple(raw["not"]),
    )


def _exact(requests: list[Request]) -> dict[str, Keyword]:
    """Whole texts; of two requests with the same, the one that is written first."""
    return {whole: request.keyword for request in reversed(requests) for whole in request.exact}


def _singles(families: dict[str, list[Pattern]], asked: list[Pattern]) -> dict[str, tuple[str, ...]]:
    """Every word that is asked for, with the keys it answers to."""
    answers: dict[str, set[str]] = {MARK: {MARK}}
    for name, patterns in families.items():
        for word in (word for pattern in patterns for word in pattern.words):
            answers.setdefault(word, set()).add(name)
    phrases = [pattern for patterns in families.values() for pattern in patterns if not pattern.words]
    for key in {key for pattern in [*asked, *phrases] for step in pattern.steps for key in step.keys}:
        for word in key.split("/") if key[0] not in "<#^$" else ():
            answers.setdefault(word, set()).add(key)
    return {word: tuple(sorted(keys)) for word, keys in answers.items()}


def _sizes(families: dict[str, list[Pattern]], singles: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """How many words or phrases answer to each key: the fewer, the rarer."""
    sizes: dict[str, int] = {"#": 50}
    for key in (key for keys in singles.values() for key in keys):
        sizes[key] = sizes.get(key, 0) + 1
    return sizes | {name: len(patterns) for name, patterns in families.items()}


def _asked(requests: list[Request], sizes: dict[str, int]) -> Asked:
    return Asked(
        alone=_index(((request.name, parts) for request in requests for parts in request.alone), sizes),
        any=_index(((request.name, parts) for request in requests for parts in request.any), sizes),
    )


def _index(patterns: Iterable[tuple[str, Parts]], sizes: dict[str, int]) -> Index:
    index = Index()
    for name, parts in patterns:
        index.add(name, parts, sizes)
    return index


def _levels(families: dict[str, list[Pattern]], sizes: dict[str, int]) -> tuple[Index, ...]:
    """The families' phrases, each family one level above the highest that it is made of."""
    heights: dict[str, int] = {}
    for name, patterns in families.items():
        steps = [step for pattern in patterns for step in pattern.steps]
        parts = {key for step in steps for key in step.keys if key[0] == "<"} | {WALL for step in steps if step.gap}
        if unknown := parts - heights.keys():
            raise ValueError(f"{name} is made of families that nobody wrote above it: {sorted(unknown)}")
        heights[name] = 1 + max((heights[part] for part in parts), default=-1)
    phrases = [(name, (pattern,)) for name, written in families.items() for pattern in written if not pattern.words]
    levels = [[phrase for phrase in phrases if heights[phrase[0]] == level] for level in sorted(set(heights.values()))]
    return tuple(_index(level, sizes) for level in levels)


def _speller(spelling: dict[str, Any], known: frozenset[str]) -> Speller:
    same = {form: tuple(meaning.split()) for meaning, forms in spelling["same"].items() for form in forms.split()}
    return Speller(same, known, spelling["close"].split(), frozenset(spelling["alike"].split()))
