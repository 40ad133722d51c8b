"""Every rule keeps its own examples, and every verdict explains itself."""

import pytest

from flows.triage import Tier, document, triage
from flows.triage.folding import Folder, load
from flows.triage.lexicon import Lexicon, entries
from flows.triage.patterns import parse
from flows.triage.rules import Rule, book, version
from tests.triage.corpus import ROOT, messages

EXAMPLES = [(rule, text) for rule in book().rules for text in rule.fires]
COUNTER_EXAMPLES = [(rule, text) for rule in book().rules for text in rule.quiet]


@pytest.mark.parametrize(("rule", "text"), EXAMPLES, ids=lambda it: it.id if isinstance(it, Rule) else None)
def test_an_example_of_a_rule_is_at_least_its_tier(rule: Rule, text: str) -> None:
    assert triage(text).tier >= rule.tier


@pytest.mark.parametrize(("rule", "text"), COUNTER_EXAMPLES, ids=lambda it: it.id if isinstance(it, Rule) else None)
def test_a_counter_example_of_a_rule_is_below_its_tier(rule: Rule, text: str) -> None:
    assert triage(text).tier < rule.tier


def test_every_rule_decides_at_least_one_of_its_own_examples() -> None:
    silent = [rule.id for rule in book().rules if rule.id not in {triage(text).rule for text in rule.fires}]
    assert silent == []


def test_rule_ids_are_unique_and_start_with_a_known_word() -> None:
    ids = [rule.id for rule in book().rules]
    assert len(set(ids)) == len(ids)


def test_a_verdict_above_none_names_its_rule_topic_and_words() -> None:
    for message in messages():
        verdict = message.read()
        assert bool(verdict.words) == bool(verdict.rule) == bool(verdict.topic) == (verdict.tier > Tier.NONE)


def test_the_version_is_the_data_and_nothing_else() -> None:
    assert triage("hi").version == triage("help me").version == version()


def test_the_same_text_gives_the_same_verdict() -> None:
    texts = [message.text for message in messages()[::7]]
    assert [triage(text) for text in texts] == [triage(text) for text in texts]


def test_the_page_for_clinical_review_is_up_to_date() -> None:
    stored = (ROOT / "docs" / "triage.md").read_text("utf-8")
    assert stored == document(), "write it again: python -m tests.triage.write_page"


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stopall",
        "End",
        "quit",
        "CANCEL",
        "unsubscribe",
        "revoke",
        "optout",
        "opt out",
        "alto",
        "parar",
        "basta",
    ],
)
def test_an_opt_out_alone_is_no_danger(text: str) -> None:
    assert triage(text).tier == Tier.NONE


@pytest.mark.parametrize(
    "text", ["please take me off this list", "Enough already with these", "please do not send any more texts"]
)
def test_an_opt_out_in_plain_words_and_nothing_else_pages_nobody(text: str) -> None:
    assert triage(text).tier == triage(text, "1").tier == Tier.NONE


@pytest.mark.parametrize("text", ["take me off this list nothing helps anymore", "stop texting me, i want to die"])
def test_an_opt_out_with_a_cry_in_it_is_both(text: str) -> None:
    assert triage(text).tier >= Tier.URGENT


@pytest.mark.parametrize(
    "text", ["I can't stop", "Stop. I can't do this anymore", "I want to end it", "ya basta de dolor", "I quit on life"]
)
def test_an_opt_out_word_with_danger_around_it_is_danger(text: str) -> None:
    assert triage(text).tier >= Tier.URGENT


@pytest.mark.parametrize("text", ["6 9", "mood 2 craving 10", "8/10 3/10", "0", "10", "animo 2 antojo 9", "2,9"])
def test_a_bare_check_in_is_left_to_the_flow(text: str) -> None:
    assert triage(text).tier == Tier.NONE


@pytest.mark.parametrize("source", ["", "took & ", "pills?", "^ $"])
def test_a_pattern_that_says_nothing_is_refused_with_its_own_words(source: str) -> None:
    with pytest.raises(ValueError, match="empty part"):
        parse(source, book().folder.spell)


def test_a_rule_that_asks_for_words_that_nobody_wrote_is_refused_and_named() -> None:
    folder = Folder.from_data()
    lexicon = Lexicon.from_data(folder)
    with pytest.raises(ValueError, match="<unicorns>"):
        lexicon.learn([tuple(parse("took ~ <unicorns>", folder.spell))], [])


def test_no_phrase_of_the_word_lists_folds_down_to_one_common_word() -> None:
    folder = book().folder
    written = [entry for section in load("words.toml").values() for entry in entries(section["any"]) if " " in entry]
    assert [entry for entry in written if all(pattern.single for pattern in parse(entry, folder.spell))] == []
