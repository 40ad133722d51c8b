"""How far the words around a match lower it: to none when they show it to be plainly harmless, else by one tier.

A "no" just before the match, quoted print, and an excuse that touches the match show it to be harmless. An excuse
elsewhere in its clause ("game", "work") leaves doubt: one tier, and nothing at all where the danger is told as
happening now or to the person who texts. Excuses in another clause say nothing: danger comes while the news is on.
"""

from dataclasses import dataclass

from flows.triage.finding import Found, Match, Span
from flows.triage.parts import QUOTING
from flows.triage.rules import Book, Context, Rule
from flows.triage.verdict import Tier

PRINTED = "<printed>"
NOT = "<not>"
NOT_REALLY = "<not_really>"
PRESENT = "<present>"
TOUCHING = 1  # words between a match and what shows it to be harmless
NEAR = 8  # words between a match and what leaves doubt
BESIDE = 3  # words between a match and what says that it is now


@dataclass(frozen=True, slots=True)
class Excuses:
    """Where a rule's excuses stand: those that show a match to be harmless, and those that leave doubt."""

    harmless: list[Match]
    doubts: list[Match]


def lowered(rule: Rule, match: Match, found: Found, excuses: Excuses, rules: Book) -> Tier:
    """The rule's tier after all that lowers this match. `found` has every word, harmless phrases too."""
    if _denied(rule, match, found, rules.carriers):
        return Tier.NONE
    if any(_stands_by(match, excuse, found, TOUCHING) for excuse in excuses.harmless):
        return Tier.NONE
    tier = rule.tier.lowered() if QUOTING in found and _quoted(match, found) else rule.tier
    if any(_stands_by(match, excuse, found, NEAR) for excuse in excuses.doubts) and not is_present(match, found):
        tier = tier.lowered()
    for context in rules.contexts:
        if _heeded(rule, context) and _reaches(context, match, found):
            tier = min(tier, context.lowers.get(rule.tier, rule.tier), key=lambda either: either.severity)
    return tier


def is_present(match: Match, found: Found) -> bool:
    """Whether something in the match or beside it, in its clause, says that it happens now, or to the sender."""
    present = found.covered(PRESENT)
    return any(present & _within(found, span, BESIDE) for span in match.spans)


def _denied(rule: Rule, match: Match, found: Found, carriers: frozenset[str]) -> bool:
    if "negation" not in rule.ignores and _negated(match, found, carriers):
        return True
    return PRINTED in found and _quoted(match, found)


def _quoted(match: Match, found: Found) -> bool:
    return all(found.text.quoted >> start & 1 for start, _ in match.spans)


def _negated(match: Match, found: Found, carriers: frozenset[str]) -> bool:
    """Whether a "not" stands before the match with nothing between but words that carry it on ("not going to")."""
    negators, hollow = found.covered(NOT), found.covered(NOT_REALLY)
    place = match.spans[0][0]
    while negators and place and not found.text.breaks >> place & 1:
        place -= 1
        if negators >> place & 1:
            return not hollow >> place & 1
        if found.text.words[place] not in carriers:
            return False
    return False


def _stands_by(match: Match, excuse: Match, found: Found, words: int) -> bool:
    """Whether the excuse stands within so many words of a part of the match, and wholly in the clause of that part."""
    for start, end in match.spans:
        low, high = _clause(found, (start, end))
        for begin, stop in excuse.spans:
            if low <= begin and stop <= high and begin - end <= words and start - stop <= words:
                return True
    return False


def _clause(found: Found, span: Span) -> Span:
    """The clause that a span stands in, or all the clauses that it runs through."""
    return found.text.clause(span[0])[0], found.text.clause(span[1] - 1)[1]


def _within(found: Found, span: Span, words: int) -> int:
    """The mask of a span and so many words on both sides of it, no farther than its clause."""
    low, high = _clause(found, span)
    return _mask((max(low, span[0] - words), min(high, span[1] + words)))


def _mask(span: Span) -> int:
    return (1 << span[1]) - (1 << span[0])


def _heeded(rule: Rule, context: Context) -> bool:
    return context.name in rule.heeds if context.optional else context.name not in rule.ignores


def _reaches(context: Context, match: Match, found: Found) -> bool:
    if found.near(context.unless, match, 3, 3):
        return False
    return found.near(context.signal, match, context.before, context.after, clause=context.clause)
