"""Dangers beside innocent words: the sentences of `beside.toml`, put together."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

TABLE = tomllib.loads((Path(__file__).parent / "beside.toml").read_text("utf-8"))
DANGERS = [
    (language, danger)
    for languages in TABLE["danger"].values()
    for language, dangers in languages.items()
    for danger in dangers
]


def beside(language: str, danger: str) -> Iterator[str]:
    """The danger with every innocent clause, and in every place."""
    for join in TABLE["joins"][language]:
        yield from (join.format(danger=danger, innocent=innocent) for innocent in TABLE["innocent"][language])
    for place in TABLE["place"][language]:
        yield from (f"{danger} {place}", f"{place} {danger}")
