"""The texts that the second reader learns from: messages, some beside others, innocent words, requests, rules' own."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from flows.triage import Tier
from flows.triage.parts import marks_of, signals_of, words_of
from flows.triage.reading import by_rules, own_text
from flows.triage.rules import Rule, book
from tests.triage.beside import DANGERS, TABLE, beside
from tests.triage.corpus import OURS, ROOT, Message

KEYWORDS = ROOT / "tests" / "interrupts" / "corpus"
SEED = 7
PLACES = 8  # of one danger that are learnt from
LITTLE = 60  # letters of an ordinary text that is put beside another
AMONG_OTHERS = 0.5  # share of messages that are also learnt from beside an ordinary one
ENDINGS = ["see you at 5", ". ok thanks", "good night", ". nos vemos mañana", "buenas noches", "talk later", "thanks"]


class Example(NamedTuple):
    """One text as the reader sees it; `first` is what the rules say of it, `hint` what those that only hint would.

    `hand` wrote it; `made` marks one made of others, or written beside a rule: learnt from, but not judged on.
    """

    words: tuple[str, ...]
    signals: tuple[str, ...]
    marks: tuple[str, ...]
    tier: Tier
    first: Tier
    hand: str
    hint: Tier = Tier.NONE
    made: bool = True


def everything(every: Sequence[Message]) -> Iterator[Example]:
    """All there is to learn from."""
    yield from map(of_message, every)
    yield from among_others(every)
    yield from beside_innocent_words()
    yield from requests()
    for rule in book().rules:
        for text in (*rule.fires, *rule.quiet):
            yield of_rule(rule, text)


def among_others(every: Sequence[Message]) -> Iterator[Example]:
    """Messages with an ordinary one before or after: danger stays danger, and talk stays talk."""
    ordinary = [message.text for message in every if message.tier == Tier.NONE and len(message.text) < LITTLE]
    dice = Random(SEED)
    for message in every:
        if message.earlier is None and dice.random() < AMONG_OTHERS:
            around = [message.text, dice.choice(ENDINGS if dice.random() < 0.3 else ordinary)]
            dice.shuffle(around)
            yield example(" ".join(around), None, message.tier, message.hand)


def beside_innocent_words() -> Iterator[Example]:
    """The innocent words, and every second danger in a few places beside them; the others are for the test alone."""
    for text in (*TABLE["innocent"]["en"], *TABLE["innocent"]["es"]):
        yield example(text, None, Tier.NONE, OURS)
    dice = Random(SEED)
    for language, danger in DANGERS[::2]:
        for text in dice.sample(list(beside(language, danger)), PLACES):
            one = example(text, None, Tier.URGENT, OURS)
            yield one._replace(tier=max(Tier.URGENT, one.first, one.hint))


def requests() -> Iterator[Example]:
    """Texts that want fewer texts, or more: plain words, unless the rules hear danger in them."""
    for name in ("blind", "given", "more", "other", "seen"):
        lines = (KEYWORDS / f"keywords_{name}.tsv").read_text("utf-8").splitlines()
        for wanted, text in (line.split("\t") for line in lines if not line.startswith("#")):
            if wanted in ("stop", "start", "pause"):
                one = example(text.replace("\\n", "\n"), None, Tier.NONE, OURS)
                yield one._replace(tier=one.first)


def of_message(message: Message) -> Example:
    return example(message.text, message.earlier, message.tier, message.hand)._replace(made=False)


def of_rule(rule: Rule, text: str) -> Example:
    """An example written beside a rule has the rule's tier; what is written beside it as none of it, what rules say."""
    one = example(text, None, rule.tier, OURS)
    return one if text in rule.fires else one._replace(tier=one.first)


def example(text: str, earlier: str | None, tier: Tier, hand: str) -> Example:
    rules = book()
    folded = rules.folder.fold(own_text(text, rules.reactions))
    if earlier is not None:
        folded = rules.folder.fold(earlier).then(folded)
    first = by_rules(folded, 0, rules)
    found = first.found
    words, signals, marks = words_of(found), signals_of(found), marks_of(found, first.rule)
    return Example(tuple(words), tuple(signals), tuple(marks), tier, first.verdict.tier, hand, first.hint.tier)
