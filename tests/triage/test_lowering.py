"""How far the words beside a danger lower it, by the rules alone: the second reader may raise what is left."""

import pytest

from flows.triage import Tier, triage
from flows.triage.reading import by_rules, own_text
from flows.triage.rules import book
from tests.triage.corpus import messages


def by_rules_alone(text: str) -> Tier:
    """The worst of what rules say, those that only hint too."""
    rules = book()
    first = by_rules(rules.folder.fold(text), 0, rules)
    return max(first.sure.tier, first.hint.tier)


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


def test_a_rule_that_is_not_sure_is_a_concern_by_itself_and_its_tier_with_the_second_readers_nod() -> None:
    rules = book()
    hints = [(rule, text) for rule in rules.rules if not rule.sure for text in rule.fires]
    for rule, text in hints:
        first = by_rules(rules.folder.fold(text), 0, rules)
        assert first.verdict.tier >= Tier.CONCERN
        assert first.hint.tier == Tier.NONE or first.verdict.rule == first.rule or first.sure.tier >= Tier.CONCERN
        assert triage(text).tier >= rule.tier, text


def test_what_a_rule_hints_at_is_at_least_looked_at_the_same_day() -> None:
    """A hint that the second reader takes for harmless is a concern, not nothing."""
    rules = book()
    ordinary = [one.text for one in messages() if one.tier == Tier.NONE and not one.held_out and one.earlier is None]
    hinted = [text for text in ordinary if by_rules_alone(own_text(text, rules.reactions)) >= Tier.URGENT]
    tiers = {triage(text).tier for text in hinted}
    assert Tier.CONCERN in tiers
    assert Tier.NONE not in tiers
