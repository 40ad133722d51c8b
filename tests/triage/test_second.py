"""The second reader raises, never lowers, says that it did, and reads with what it was taught."""

import pytest

from flows.triage import Tier, triage
from flows.triage.reading import by_rules
from flows.triage.rules import book
from flows.triage.second import features, learnt, marks_of, signals_of, words_of
from tests.triage.corpus import messages

SAMPLE = [message for message in messages() if message.earlier is None][::9]
TOPICS = {"overdose", "suicide", "self_harm", "violence", "medical", "withdrawal", "using", "craving", "human"}


def test_it_only_raises() -> None:
    for message in SAMPLE:
        first = by_rules(book().folder.fold(message.text), 0, book()).verdict
        assert message.read().tier >= first.tier or '"' in message.text or "“" in message.text


def test_a_raised_verdict_says_whose_it_is_and_names_words_of_the_text() -> None:
    raised = [message for message in SAMPLE if message.read().rule.startswith("second.")]
    assert raised
    for message in raised:
        verdict = message.read()
        assert verdict.rule == f"second.{verdict.tier.value}"
        assert set(verdict.words) <= set(book().folder.fold(message.text).words)


def test_a_text_it_raises_from_calm_gets_a_topic_with_crisis_words() -> None:
    topics = {message.read().topic for message in SAMPLE if message.read().rule.startswith("second.")}
    assert topics <= TOPICS | {"emergency"}
    assert len(topics) > 4


def test_it_reads_with_the_same_features_it_was_taught_with() -> None:
    brain = learnt()
    for message in SAMPLE:
        first = by_rules(book().folder.fold(message.text), 0, book())
        found, rule = first.found, first.verdict.rule
        known = brain.known(words_of(found), signals_of(found), marks_of(found, rule))
        named = {name for name, at in brain.names.items() if at in known}
        assert named == features(found, rule) & set(brain.names)


@pytest.mark.parametrize("text", ["Liked “he wont wake up”", "Le encantó “me quiero morir”", "", "!!!", "..."])
def test_what_somebody_else_said_and_nothing_at_all_are_not_raised(text: str) -> None:
    assert triage(text).tier == Tier.NONE
