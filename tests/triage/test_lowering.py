"""How far the words beside a danger lower it, by the rules alone: the second reader may raise what is left."""

import pytest

from flows.triage import Tier
from flows.triage.reading import by_rules
from flows.triage.rules import book


def by_rules_alone(text: str) -> Tier:
    return by_rules(book().folder.fold(text), 0, book()).verdict.tier


@pytest.mark.parametrize(
    "text",
    [
        "sos genia",
        "overdosed on pizza",
        "my commute is killing me",
        "im not going to kill myself",
        'the poster says "i want to die"',
        "he overdosed ten years ago",
        "a film about a man who is stabbed",
    ],
)
def test_what_is_plainly_harmless_is_none(text: str) -> None:
    assert by_rules_alone(text) == Tier.NONE


@pytest.mark.parametrize(
    "text",
    [
        "sos. genia no contesta",
        "sos, mi hermana es una genia",
        "he overdosed and pizza is here",
        "im not going to kill myself yet, i need to kill myself tonight",
        "a film was on and a man is being stabbed",
    ],
)
def test_an_excuse_in_another_clause_counts_for_nothing(text: str) -> None:
    assert by_rules_alone(text) == Tier.EMERGENCY


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("the rope is ready for camping", Tier.URGENT),
        ("he got stabbed in juego", Tier.URGENT),
        ("kms this homework is so long", Tier.CONCERN),
        ("she said “i took all my pills”", Tier.URGENT),
        ("he overdosed, that was ten years ago", Tier.URGENT),
        ("what do i do if someone isnt breathing", Tier.URGENT),
    ],
)
def test_what_leaves_doubt_lowers_by_one_tier(text: str, tier: Tier) -> None:
    assert by_rules_alone(text) == tier


@pytest.mark.parametrize(
    "text",
    [
        "the rope is ready for camping now",
        "he is hitting me in juego",
        "he got stabbed after the game",
        "i overdosed, that was ten years ago",
    ],
)
def test_what_leaves_doubt_counts_for_nothing_where_it_happens_now_or_to_the_sender(text: str) -> None:
    assert by_rules_alone(text) == Tier.EMERGENCY


def test_words_in_quotes_that_nobody_is_said_to_have_said_are_the_senders_own() -> None:
    assert by_rules_alone('"i want to die"') == Tier.URGENT


def test_no_rule_waits_for_the_second_reader() -> None:
    for rule in book().rules:
        for text in rule.fires:
            assert by_rules_alone(text) >= rule.tier, text
