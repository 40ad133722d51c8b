"""The rules and the contexts that lower them, read from the data files. No judgement here."""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from flows.triage.folding import DATA, Folder, Spell, bare, load
from flows.triage.lexicon import Lexicon
from flows.triage.patterns import Pattern, parse
from flows.triage.verdict import Tier


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: any pattern in `any` fires it; `alone` must be the whole text. `lowering` tells what excuses do:

    one of `unless` that touches the match shows it to be harmless; one of `doubt` in its clause makes it less sure.
    `heeds` and `ignores` name contexts: those that count only where a rule heeds them, and those a rule stands up to.
    One that is not `sure` is a hint: too many harmless texts hold it. By itself it is a concern; it is what its tier
    says once the second reader does not take the text for harmless.
    `fires` and `quiet` are examples that a test holds; `written`, `harmless_by` and `doubted_by` are the patterns as
    they are written.
    """

    id: str
    tier: Tier
    topic: str
    why: str
    any: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    doubt: tuple[Pattern, ...]
    alone: frozenset[tuple[str, ...]]
    heeds: frozenset[str]
    ignores: frozenset[str]
    fires: tuple[str, ...]
    quiet: tuple[str, ...]
    written: tuple[str, ...]
    harmless_by: tuple[str, ...]
    doubted_by: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Context:
    """Words near a match that lower it: within `before` words ahead of it or `after` words behind, in its sentence.

    `lowers` says to what, tier by tier. Words of `unless` within three of the match make the context void. One of the
    `clause` reaches no farther than the clause that the match begins in.
    """

    name: str
    about: str
    signal: str
    unless: str
    before: int
    after: int
    optional: bool
    clause: bool
    lowers: dict[Tier, Tier]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything triage reads with, compiled once. `version` is a hash of all the data.

    `openings` and `endings` are harmless beginnings and endings, of so many words as `peeled` says, longest first.
    `alone` has the texts that mean one thing when they stand alone, with the places of their rules after the signals.
    """

    folder: Folder
    lexicon: Lexicon
    rules: tuple[Rule, ...]
    contexts: tuple[Context, ...]
    carriers: frozenset[str]
    reactions: tuple[str, ...]
    openings: frozenset[tuple[str, ...]]
    endings: frozenset[tuple[str, ...]]
    peeled: tuple[int, ...]
    alone: dict[tuple[str, ...], list[int]]
    version: str


MILD = ("craving", "human")
"""Topics that give way to any other of their tier: who craves and wants to die wants to die."""


@cache
def book() -> Book:
    """The book of rules; the first call reads and compiles the data (tens of milliseconds)."""
    folder = Folder.from_data()
    lexicon = Lexicon.from_data(folder)
    rules = sorted(
        (_rule(section, folder.spell) for name in rule_files() for section in load(f"rules/{name}")["rule"]),
        key=lambda rule: (-rule.tier.severity, rule.topic in MILD),
    )
    patterns = [rule.any for rule in rules] + [rule.unless for rule in rules] + [rule.doubt for rule in rules]
    lexicon.learn(patterns, load("folding.toml")["fuzzy"]["words"].split())
    table = load("context.toml")
    contexts = tuple(_context(name, section) for name, section in table["context"].items())
    carriers = frozenset(table["negation"]["carries"].split())
    reactions = tuple(table["reaction"]["openings"])
    alone: dict[tuple[str, ...], list[int]] = {}
    for place, rule in enumerate(rules, len(lexicon.signals)):
        for words in rule.alone:
            alone.setdefault(words, []).append(place)
    openings, endings = (_phrases(table["harmless"][side], folder.spell) for side in ("openings", "endings"))
    peeled = tuple(sorted({len(words) for words in openings | endings}, reverse=True))
    return Book(
        folder, lexicon, tuple(rules), contexts, carriers, reactions, openings, endings, peeled, alone, version()
    )


def rule_files() -> list[str]:
    """The rule files' names, in order."""
    return sorted(entry.name for entry in (DATA / "rules").iterdir() if entry.name.endswith(".toml"))


def version() -> str:
    """Eight letters that change whenever any word or rule does."""
    names = ["folding.toml", "words.toml", "context.toml", "kinds.toml", "weights.tsv", "network.json", "network.npz"]
    every = hashlib.sha256()
    for name in (*names, *(f"rules/{name}" for name in rule_files())):
        every.update((DATA / name).read_bytes() + b"\0")
    return every.hexdigest()[:8]


def _rule(section: dict[str, Any], spell: Spell) -> Rule:
    return Rule(
        id=section["id"],
        tier=Tier(section["tier"]),
        topic=section["topic"],
        why=section["why"],
        any=_patterns(section.get("any", []), spell),
        unless=_patterns(section.get("unless", []), spell),
        doubt=_patterns(section.get("doubt", []), spell),
        alone=_phrases(section.get("alone", []), spell),
        heeds=frozenset(section.get("heeds", [])),
        ignores=frozenset(section.get("ignores", [])),
        fires=tuple(section["fires"]),
        quiet=tuple(section["not"]),
        written=(*section.get("alone", []), *section.get("any", [])),
        harmless_by=tuple(section.get("unless", [])),
        doubted_by=tuple(section.get("doubt", [])),
        sure=section.get("sure", True),
    )


def _phrases(written: list[str], spell: Spell) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(word for part in bare(text).split() for word in spell(part)) for text in written) - {()}


def _patterns(sources: list[str], spell: Spell) -> tuple[Pattern, ...]:
    return tuple(pattern for source in sources for pattern in parse(source, spell))


def _context(name: str, section: dict[str, Any]) -> Context:
    lowers = {Tier(tier): Tier(to) for tier, to in section["lowers"].items()}
    return Context(
        name=name,
        about=section["about"],
        signal=section["signal"],
        unless=section.get("unless", ""),
        before=section.get("before", 0),
        after=section.get("after", 0),
        optional=section.get("optional", False),
        clause=section.get("clause", False),
        lowers=lowers,
    )
