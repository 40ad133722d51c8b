"""A danger stays a danger beside innocent words: whatever plays on TV, somebody is paged. The sentences are data."""

import tomllib
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


@pytest.mark.parametrize(("language", "danger"), DANGERS, ids=lambda it: it.replace(" ", "_"))
def test_a_danger_stays_a_danger_beside_innocent_words(language: str, danger: str) -> None:
    texts = [
        join.format(danger=danger, innocent=innocent)
        for join in TABLE["joins"][language]
        for innocent in TABLE["innocent"][language]
    ]
    assert [text for text in texts if triage(text).tier < Tier.URGENT] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_innocent_words_alone_page_nobody(language: str) -> None:
    assert [text for text in TABLE["innocent"][language] if triage(text).tier >= Tier.URGENT] == []
