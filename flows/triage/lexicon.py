"""Which signals stand where in a text. Signals are word lists in `data/words.toml`; the rules judge them, not this."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from flows.triage.finding import Found
from flows.triage.folding import SEEN, Folded, Folder, load
from flows.triage.patterns import Pattern, parse

HARMLESS = "<harmless>"

Entry = tuple[str, int, Pattern]  # another word that must be there too, the place of whoever waits, its pattern
Waiting = dict[int, list[Pattern]]
Marked = tuple[Found, Waiting]


@dataclass(slots=True)
class Lexicon:
    """The signals, compiled. `mark` finds them; signals may be made of signals written above them."""

    folder: Folder
    signals: dict[str, list[Pattern]]
    exact: dict[str, list[str]] = field(default_factory=dict)
    stems: dict[str, list[str]] = field(default_factory=dict)
    ranges: list[tuple[int, int, str]] = field(default_factory=list)
    index: dict[str, list[Entry]] = field(default_factory=dict)
    keys: Callable[[str], tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = lru_cache(SEEN)(self._keys)

    @classmethod
    def from_data(cls, folder: Folder) -> "Lexicon":
        table = load("words.toml")
        signals = {
            f"<{name}>": [p for entry in entries(section["any"]) for p in parse(entry, folder.spell)]
            for name, section in table.items()
        }
        return cls(folder, signals)

    def learn(self, rules: list[tuple[Pattern, ...]], fuzzy: list[str]) -> None:
        """Take the rules' patterns, in order after the signals; index every word asked for.

        Raises ValueError for a signal that nobody wrote.
        """
        ordered = list(enumerate([*self.signals.values(), *rules]))
        use = Counter(key for _, patterns in ordered for pattern in patterns for key in pattern.needs)
        unknown = {key for key in use if key[0] == "<"} - set(self.signals)
        if unknown:
            raise ValueError(f"patterns ask for signals that nobody wrote: {sorted(unknown)}")
        for key in use:
            if key[0] != "<":
                self._index(key, key)
        names = [*self.signals, *[""] * len(rules)]
        for order, patterns in ordered:
            for pattern in patterns:
                if names[order] and pattern.single and pattern.single[0] != "<":
                    self._index(pattern.single, names[order])
                else:
                    rarest, *others = sorted(sorted(pattern.needs), key=use.__getitem__)
                    second = next((key for key in others if key[0] != "<"), rarest)
                    self.index.setdefault(rarest, []).append((second, order, pattern))
        self.folder.learn(frozenset(self.exact), fuzzy)

    def _index(self, key: str, name: str) -> None:
        """Every word that the key stands for answers to the name."""
        if key[0] == "#":
            low, high = key[1:].split("-")
            self.ranges.append((int(low), int(high), name))
            return
        for word in key.split("/"):
            home = self.stems if word.endswith("*") else self.exact
            home.setdefault(word.removesuffix("*"), []).append(name)

    def _keys(self, word: str) -> tuple[str, ...]:
        """Every key that this one word answers to."""
        exact = self.exact.get(word, ())
        if word.isdigit():
            number = int(word[:9])
            return (*exact, *(key for low, high, key in self.ranges if low <= number <= high))
        starts = [word[:size] for size in range(2, min(len(word), 16) + 1)]
        return (*exact, *(key for start in starts if start in self.stems for key in self.stems[start]))

    def mark(self, text: Folded) -> tuple[Marked, Marked]:
        """What stands where with harmless phrases covered up, and what stands where without.

        Each with, by place in the order of `learn`, the rules' patterns whose rarest word is there.
        """
        plain = self._run(text, 0)
        if HARMLESS not in plain[0]:
            return plain, plain
        return self._run(text, plain[0].covered(HARMLESS)), plain

    def _run(self, text: Folded, covered: int) -> Marked:
        found = self._words(text, covered)
        waiting: Waiting = {}
        for key in found.at:
            self._wake(key, found, waiting)
        for order, name in enumerate(self.signals):
            if order not in waiting:  # most of them, in every text
                continue
            known = name in found
            for pattern in waiting.pop(order):
                self._find(name, pattern, found)
            if not known and name in found:
                self._wake(name, found, waiting)
        return found, waiting

    @staticmethod
    def _find(name: str, pattern: Pattern, found: Found) -> None:
        if pattern.single:
            found.copy(pattern.single, name)
            return
        for match in found.matches(pattern):
            for span in match.spans:
                if name != HARMLESS or not found.text.parted(*span):  # a figure of speech is said in one breath
                    found.add(name, span)

    def _wake(self, key: str, found: Found, waiting: Waiting) -> None:
        """Every word is there before anything wakes: most patterns are refused here, for want of a second word."""
        for second, order, pattern in self.index.get(key, ()):
            if second in found.at:
                waiting.setdefault(order, []).append(pattern)

    def _words(self, text: Folded, covered: int) -> Found:
        places: dict[str, int] = {}
        for place, word in enumerate(text.words):
            places[word] = places.get(word, 0) | 1 << place
        found: dict[str, dict[int, int]] = {}
        for word, where in places.items():
            begins = where & ~covered
            if begins:
                for key in self.keys(word):
                    if key in found:
                        found[key][1] |= begins
                    else:
                        found[key] = {1: begins}
        return Found(text, found)


def entries(written: str) -> list[str]:
    """The entries of a word list, which are written with commas between."""
    return [entry.strip() for entry in written.replace("\n", " ").split(",") if entry.strip()]
