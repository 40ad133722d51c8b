"""A danger stays a danger beside innocent words: whatever plays on TV, somebody is paged. The sentences are data."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.triage import Tier, triage

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


@pytest.mark.parametrize(("language", "danger"), DANGERS, ids=lambda it: it.replace(" ", "_"))
def test_a_danger_stays_a_danger_beside_innocent_words(language: str, danger: str) -> None:
    assert [text for text in beside(language, danger) if triage(text).tier < Tier.URGENT] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_innocent_words_alone_page_nobody(language: str) -> None:
    assert [text for text in TABLE["innocent"][language] if triage(text).tier >= Tier.URGENT] == []
