"""How hard a text is to read."""

import pytest

from tests.flows.reading_grade import grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [("a", 1), ("coach", 1), ("text", 1), ("number", 2), ("emergency", 4), ("handed", 2), ("gave", 1)],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_hard_prose_scores_high_and_plain_words_score_low() -> None:
    assert grade("Utilization of pharmacological alternatives necessitates multidisciplinary supervision.") > 15
    assert grade("I am here. You can text me.") < 2
