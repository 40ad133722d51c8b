"""A danger stays a danger beside innocent words: whatever plays on TV, somebody is paged. The sentences are data."""

import pytest

from flows.triage import Tier, triage
from tests.triage.beside import DANGERS, TABLE, beside

FEW = 0.1
"""Share of a danger's places in which it may be a task of the same day instead of a page, where a rule only hints."""


@pytest.mark.parametrize(("language", "danger"), DANGERS, ids=lambda it: it.replace(" ", "_"))
def test_a_danger_stays_a_danger_beside_innocent_words(language: str, danger: str) -> None:
    texts = list(beside(language, danger))
    tiers = [triage(text).tier for text in texts]
    assert [text for text, tier in zip(texts, tiers, strict=True) if tier < Tier.CONCERN] == []
    assert sum(tier < Tier.URGENT for tier in tiers) <= FEW * len(tiers)


def test_nearly_every_danger_beside_innocent_words_pages_somebody() -> None:
    texts = [text for language, danger in DANGERS for text in beside(language, danger)]
    assert sum(triage(text).tier < Tier.URGENT for text in texts) <= 0.005 * len(texts)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_innocent_words_alone_page_nobody(language: str) -> None:
    assert [text for text in TABLE["innocent"][language] if triage(text).tier >= Tier.URGENT] == []
