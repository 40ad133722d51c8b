"""The small language that word lists and rules are written in. Reads patterns; `finding` looks for them in texts.

pills            this word, in any spelling that folds to it
overdos*         any word that starts so
blue/gray        one of these
<pills>          anything the signal "pills" stands for
#8-10            a number in this range
my?              may be there or not
~  ~6            up to three (six) other words between, in the same sentence
^  $             the sentence begins / ends here
took & <pills>   both, within thirty words of each other, in any order
"""

from dataclasses import dataclass
from itertools import product

from flows.triage.folding import Spell, bare

GAP = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One element: `key` names what stands there, after at most `gap` other words."""

    key: str
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Steps in order. `first` and `last` tie it to the sentence's begin and end."""

    steps: tuple[Step, ...]
    first: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Parts that must all be found near each other. `needs` must be present at all: a fast refusal.

    `single` is the key, when the pattern is nothing but one key; else "".
    """

    parts: tuple[Part, ...]
    needs: frozenset[str]
    single: str
    source: str


def parse(source: str, spell: Spell) -> list[Pattern]:
    """One written pattern; optional words make several. Raises ValueError when it says nothing."""
    choices = [_parts(part, spell) for part in bare(source).split("&")]
    patterns = []
    for parts in product(*choices):
        if not all(part.steps for part in parts):
            raise ValueError(f"a pattern with an empty part: {source!r}")
        steps = [step for part in parts for step in part.steps]
        alone = len(steps) == 1 and not parts[0].first and not parts[0].last
        needs = frozenset(step.key for step in steps)
        patterns.append(Pattern(tuple(parts), needs, steps[0].key if alone else "", source))
    return patterns


def _parts(source: str, spell: Spell) -> list[Part]:
    """Every way to read one part: with and without each optional word."""
    ways: list[list[str]] = [[]]
    for token in source.split():
        kept = [[*way, token.removesuffix("?")] for way in ways]
        ways = ways + kept if token.endswith("?") else kept
    return [_part(way, spell) for way in ways]


def _part(tokens: list[str], spell: Spell) -> Part:
    steps: list[Step] = []
    gap = 0
    for word in tokens:
        if word.startswith("~"):
            gap = int(word[1:] or GAP)
        elif word not in ("^", "$"):
            for key in _keys(word, spell):
                steps.append(Step(key, gap if steps else 0))
                gap = 0
    return Part(tuple(steps), "^" in tokens, "$" in tokens)


def _keys(token: str, spell: Spell) -> tuple[str, ...]:
    if token[0] in "<#" or "*" in token:
        return (token,)
    if "/" in token:
        return ("/".join(spelled[0] for spelled in map(spell, token.split("/")) if spelled),)
    return spell(token)
