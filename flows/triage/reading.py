"""Reads one text for danger: signals, rules, contexts that lower them, then the second reader. The words are data."""

import re
from collections.abc import Iterable, Iterator

from flows.interrupts import Said
from flows.triage.finding import Found, Match, Span
from flows.triage.folding import Folded
from flows.triage.lexicon import Waiting
from flows.triage.lowering import Excuses, lowered
from flows.triage.patterns import Pattern
from flows.triage.rules import Book, Rule, book
from flows.triage.second import SECOND, First, second_reading
from flows.triage.verdict import Tier, Verdict

_QUOTE = re.compile(r"[\"“”„«»]")
LONG = 60  # words of a text that is read as one
OVERLAP = 20  # words that two pieces of a long text share where no sentence ends
ASKING = 16  # words of a text that may be a request of the line and nothing else, politeness and all


def triage(text: str, previous_text: str | None = None) -> Verdict:
    """The danger in `text`, which may begin in `previous_text` (same person, at most two minutes before).

    What `previous_text` says by itself does not count again. A text that only asks something of the line itself (an
    opt-out) is for the rules alone. Never raises; equal arguments give equal verdicts.
    """
    verdict = _triage(text, previous_text)
    return _triage(text, previous_text, alone=True) if _raised(verdict) and _only_asks(text) else verdict


def _only_asks(text: str) -> bool:
    return len(text.split()) <= ASKING and Said.of(text).nothing_else()


def _raised(verdict: Verdict) -> bool:
    return verdict.rule in SECOND.values()


def _triage(text: str, previous_text: str | None, *, alone: bool = False) -> Verdict:
    rules = book()
    new = rules.folder.fold(own_text(text, rules.reactions))
    verdict = by_rules(new, 0, rules).verdict if alone else _read(new, 0, rules)
    if previous_text and new.words and verdict.tier < Tier.EMERGENCY:
        old = rules.folder.fold(own_text(previous_text, rules.reactions))
        pair, seam = old.then(new), len(old.words)
        both = by_rules(pair, seam, rules).verdict if alone else _read(pair, seam, rules)
        if both.tier > verdict.tier:
            before = _read(old, 0, rules) if _raised(both) else by_rules(old, 0, rules).verdict
            return both if both.tier > before.tier else verdict
    return verdict


def own_text(text: str, reactions: tuple[str, ...]) -> str:
    """The text without a phone's reaction to somebody's text: `Liked "..."` says nothing new."""
    start = " ".join(text[:200].split()).casefold()[:60]
    if start.startswith(reactions) or (start[:1] and not start[0].isalnum() and re.match(r"\W+ (to|a) [\"“«]", start)):
        marks = [mark.start() for mark in _QUOTE.finditer(text)]
        if len(marks) > 1:
            return text[marks[-1] + 1 :]
    return text


def _read(text: Folded, seam: int, rules: Book) -> Verdict:
    """The worst of all readings: of the whole text and of what is left without harmless beginnings and endings.

    A long text is read in pieces, because the cost of a reading grows faster than the text.
    """
    size = len(text.words)
    spans = [(0, size), *peelings(text.words, rules)] if size <= LONG else pieces(text)
    return _worst(_read_once(text.part(begin, end), seam - begin, rules) for begin, end in spans)


def _worst(readings: Iterator[Verdict]) -> Verdict:
    """The first of the worst. After an emergency nothing more is read: nothing is worse."""
    worst = next(readings)
    while worst.tier < Tier.EMERGENCY and (other := next(readings, None)):
        worst = max(worst, other, key=lambda verdict: verdict.tier.severity)
    return worst


def _read_once(text: Folded, seam: int, rules: Book) -> Verdict:
    first = by_rules(text, seam, rules)
    if text.words in rules.alone:
        return first.verdict  # a word that means one thing when it stands alone: HELP, SOS, COACH
    return second_reading(first)


def pieces(text: Folded) -> list[Span]:
    """Spans of at most LONG words that hold all of the text; cut between sentences, or else overlapping."""
    spans, begin, size = [], 0, len(text.words)
    while begin + LONG < size:
        end = max((place for place in range(begin + OVERLAP, begin + LONG) if text.breaks >> place & 1), default=0)
        spans.append((begin, end or begin + LONG))
        begin = end or begin + LONG - OVERLAP
    return [*spans, (begin, size)]


def peelings(words: tuple[str, ...], rules: Book) -> list[Span]:
    """Every way to leave out greetings, thanks and the like at the begin and the end of a text, but for none at all."""
    begins, ends = [0], [len(words)]
    while size := next((n for n in rules.peeled if words[begins[-1] : begins[-1] + n] in rules.openings), 0):
        begins.append(begins[-1] + size)
    while size := next((n for n in rules.peeled if words[max(ends[-1] - n, 0) : ends[-1]] in rules.endings), 0):
        ends.append(ends[-1] - size)
    return [(begin, end) for begin in begins for end in ends if begin < end][1:]


def by_rules(text: Folded, seam: int, rules: Book) -> First:
    """What stands in the text, and the worst of all rules that fire on at least one word at or after `seam`."""
    worst = hint = Verdict(Tier.NONE, "", (), rules.version, "")
    (found, waiting), (plain, excusing) = rules.lexicon.mark(text)
    first = len(rules.lexicon.signals)
    last = first + len(rules.rules)
    for order in sorted({*(order for order in waiting if order < last), *rules.alone.get(text.words, ())}):
        rule = rules.rules[order - first]
        if rule.tier <= worst.tier:
            break
        sure = rule.sure or text.words in rule.alone
        if not sure and rule.tier <= hint.tier:
            continue
        excuses = None
        for match in _fired(rule, waiting.get(order, ()), found):
            if match.end <= seam:
                continue
            excuses = excuses or _excuses(order, len(rules.rules), plain, excusing)
            tier = lowered(rule, match, plain, excuses, rules)
            if tier > (worst if sure else hint).tier:
                said = Verdict(tier, rule.id, _words(match, text), rules.version, rule.topic)
                worst, hint = (said, hint) if sure else (worst, said)
            if tier == rule.tier:
                break  # no other match of this rule can say more
    return First(found, worst, hint)


def _excuses(order: int, step: int, plain: Found, waiting: Waiting) -> Excuses:
    """Where the excuses of the rule at this place stand; both kinds are `step` places apart, after the rules."""
    harmless, doubts = (
        [match for pattern in waiting.get(order + step * times, ()) for match in plain.matches(pattern)]
        for times in (1, 2)
    )
    return Excuses(harmless, doubts)


def _fired(rule: Rule, patterns: Iterable[Pattern], found: Found) -> Iterator[Match]:
    if found.text.words in rule.alone:
        yield Match(((0, len(found.text.words)),))
    for pattern in patterns:
        yield from found.matches(pattern)


def _words(match: Match, text: Folded) -> tuple[str, ...]:
    places = sorted({place for start, end in match.spans for place in range(start, end)})
    return tuple(text.words[place] for place in places)
