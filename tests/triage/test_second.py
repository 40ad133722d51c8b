"""The second reader raises, never lowers, says that it did, and reads with what it was taught."""

from dataclasses import replace

import numpy as np
import pytest

from flows.triage import Tier, triage
from flows.triage.network import HEADS
from flows.triage.reading import by_rules
from flows.triage.rules import book
from flows.triage.second import CLEAR, learnt
from flows.triage.weighing import features, scales, scales_of
from tests.triage.corpus import messages
from tests.triage.learn import opinion_of, text
from tests.triage.lessons import Example, of_message
from tests.triage.teaching import Text, answers, batch, teach

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


def test_it_reads_as_it_was_taught() -> None:
    """One text alone, in float32 and from bytes, and many side by side, filled up: the same scores."""
    brain = replace(learnt(), scales=scales_of([("", "", 0.0, 0.0)]))
    known = {name: at for at, name in enumerate(brain.parts.astype(str).tolist())}
    params = [brain.vectors * np.float32(brain.step), brain.mark_vectors, *brain.network.weights]
    examples = [of_message(message) for message in SAMPLE[::20]]
    together = answers(params, batch([text(one, known, brain.marks) for one in examples]))
    for one, (_, urgent, emergency) in zip(examples, together, strict=True):
        opinion = opinion_of(one, brain)
        assert (opinion.urgent, opinion.emergency) == pytest.approx((urgent, emergency), abs=1e-3)
        assert sum(opinion.looks) == pytest.approx(HEADS, abs=1e-3)


def test_the_scales_weigh_with_the_same_features_they_were_taught_with() -> None:
    names = [f"{name} {other}".rstrip() for name, other, *_ in scales().rows()]
    every = set(names)
    for one in map(of_message, SAMPLE):
        known = scales().known([*one.words], [*one.signals], [*one.marks])
        assert {names[at] for at in known} == features([*one.words], [*one.signals], [*one.marks]) & every


def test_what_the_scales_settle_the_network_would_not_have_raised() -> None:
    brain, settled = learnt(), [one for one in map(of_message, messages()[::3]) if weighed(one)[0] < CLEAR]
    assert len(settled) > 2000
    assert sum(opinion_of(one, brain).urgent > brain.thresholds[0] for one in settled) <= len(settled) / 1000


def weighed(one: Example) -> tuple[float, float]:
    return scales().scores([*one.words], [*one.signals], [*one.marks])


def test_teaching_tells_two_kinds_of_texts_apart() -> None:
    """Order is what tells these apart, and nothing else."""
    texts = [Text([[1], [2], [3]], [], Tier.EMERGENCY), Text([[3], [2], [1]], [], Tier.NONE)] * 3000
    vectors, marks, weights = teach(texts, words=4, marks=1)
    said = answers([vectors, marks, *weights], batch(texts[:2]))
    assert said[0].min() > 0 > said[1].max()


@pytest.mark.parametrize("said", ["Liked “he wont wake up”", "Le encantó “me quiero morir”", "", "!!!", "..."])
def test_what_somebody_else_said_and_nothing_at_all_are_not_raised(said: str) -> None:
    assert triage(said).tier == Tier.NONE
