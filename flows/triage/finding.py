"""Finds patterns in one folded text. Places are bits of one integer for each key: a search is a few shifts.

Bit i of a mask stands for word i. A pattern is searched from its last step backwards, which gives every place where
it can begin, and where each step can; only there are its words looked up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from flows.triage.folding import Folded
from flows.triage.patterns import Part, Pattern

WALL = "<wall>"  # a gap does not leap over a "no"
REACH = 30  # words between the beginnings of the parts of one pattern
Span = tuple[int, int]  # first word, and the word after the last
Ways = list[tuple[int, int]]  # masks of the places where a step can begin and end, the last step first


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found: one span for each of its parts."""

    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        return min(start for start, _ in self.spans)

    @property
    def end(self) -> int:
        return max(end for _, end in self.spans)


@dataclass(slots=True)
class Found:
    """What stands where in a text: key -> length in words -> mask of the places where it begins."""

    text: Folded
    at: dict[str, dict[int, int]] = field(default_factory=dict)
    _covered: dict[str, int] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self.at

    def add(self, key: str, span: Span) -> None:
        start, end = span
        lengths = self.at.setdefault(key, {})
        lengths[end - start] = lengths.get(end - start, 0) | 1 << start

    def copy(self, source: str, key: str) -> None:
        """Whatever stands for `source` stands for `key` too."""
        lengths = self.at.setdefault(key, {})
        for length, begins in self.at[source].items():
            lengths[length] = lengths.get(length, 0) | begins

    def covered(self, key: str) -> int:
        """The mask of every word inside a span of this key. Ask only when the key is complete."""
        if key not in self._covered:
            parts = ((begins << ahead) for length, begins in self.at.get(key, {}).items() for ahead in range(length))
            self._covered[key] = reduce(or_, parts, 0)
        return self._covered[key]

    def near(self, key: str, match: Match, before: int, after: int, *, clause: bool = False) -> bool:
        """Whether the key stands within so many words of the match, in its sentence, or even its clause."""
        covered = self.covered(key)
        if not covered:
            return False
        begin, end = (self.text.clause if clause else self.text.sentence)(match.start)
        low, high = max(begin, match.start - before), min(end, match.end + after)
        return bool(covered >> low & ((1 << max(high - low, 0)) - 1))

    def matches(self, pattern: Pattern) -> list[Match]:
        """Every place of the pattern's first part, each with the nearest place of every other part within `REACH`."""
        for key in pattern.needs:  # a loop, because a generator costs ten times that
            if key not in self.at:
                return []
        ways = [self._ways(part) for part in pattern.parts]
        begins = [way[-1][0] for way in ways]
        if not all(begins):
            return []
        return [match for start in bits(begins[0]) if (match := self._around(pattern.parts, ways, start))]

    def _around(self, parts: tuple[Part, ...], ways: list[Ways], start: int) -> Match | None:
        places = [_nearest(way[-1][0], start) for way in ways]
        if any(abs(place - start) > REACH for place in places):
            return None
        return Match(tuple(map(self._span, parts, ways, places)))

    def _ways(self, part: Part) -> Ways:
        """For each step, the last one first, where it can begin, and end so that the rest comes after it."""
        breaks, walls, ends = self.text.breaks, self.covered(WALL), self.text.breaks | self.text.joints
        follows = ends | 1 << len(self.text.words) if part.last else -1
        ways = []
        for step in reversed(part.steps):
            begins = 0
            for length, mask in self.at[step.key].items():
                begins |= mask & follows >> length
            ways.append((begins, follows))
            follows = begins
            for _ in range(step.gap):
                follows |= (follows & ~breaks) >> 1 & ~walls
            follows &= ~breaks
        if part.first:
            ways[-1] = ways[-1][0] & (ends | 1), ways[-1][1]
        return ways

    def _span(self, part: Part, ways: Ways, start: int) -> Span:
        """The shortest reading of a part that can begin at `start`."""
        at = start
        for step, (begins, ends) in zip(part.steps, reversed(ways), strict=True):
            at = _nearest(begins >> at << at, at)
            at += next(long for long, mask in self.at[step.key].items() if mask >> at & ends >> at + long & 1)
        return start, at


def _nearest(mask: int, place: int) -> int:
    """The marked place nearest to this one. The mask is not empty."""
    before = (mask & ((2 << place) - 1)).bit_length() - 1
    later = mask >> place
    after = place + (later & -later).bit_length() - 1
    if before < 0 or not later:
        return max(before, after) if before < 0 else before
    return min(before, after, key=lambda other: abs(other - place))


def bits(mask: int) -> Iterator[int]:
    """The places in a mask, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
