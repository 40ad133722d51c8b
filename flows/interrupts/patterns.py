"""The small language that word families and requests are written in, and how a pattern runs over a row of words.

texts            this word
stop/quit        one of these; mand-ar is one of mand + every ending called "ar"
<texts>          anything the family "texts" stands for
my?              may be there or not
!him             none of this here
~  ~6            up to three (six) other words between, of which no mark and no <wall>
.  #             a mark between words; a number
^  $  $$         a clause begins, ends; the text ends
A & B            both, anywhere

Places are bits of one integer: bit i stands before word i. A pattern runs from all places at once, so that no text,
however contrived, takes more than a few operations on integers for each of its steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

MARK, WALL = ".", "<wall>"
GAP = 3
LONGEST = 2_000  # words: more than any text has
_EDGES = frozenset(("^", "$", "$$"))
_NOWHERE: dict[int, int] = {}
_NAMED = "<^$#"  # how a key that is no word begins
Endings = dict[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One element: any of `keys` stands there, after at most `gap` other words."""

    keys: tuple[str, ...]
    gap: int = 0
    optional: bool = False
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Steps in order."""

    steps: tuple[Step, ...]

    @property
    def asked(self) -> tuple[tuple[str, ...], ...]:
        """What has to be there at all: of each of these at least one key."""
        needed = (step.keys for step in self.steps if not step.optional and not step.absent)
        return tuple(keys for keys in needed if not _EDGES & set(keys))

    @property
    def words(self) -> tuple[str, ...]:
        """The words to choose from, when the pattern is nothing else."""
        (key, *others), *more = (step.keys for step in self.steps)
        return () if others or more or key[0] in _NAMED else tuple(key.split("/"))


Parts = tuple[Pattern, ...]  # all of them must be found
Match = tuple[int, int]  # the place where it begins, and the mask of the places where it can end


@dataclass(slots=True)
class Row:
    """A row of words and what stands where in it: key -> length in words -> mask of the places where it begins."""

    words: tuple[str, ...]
    spans: dict[str, dict[int, int]] = field(default_factory=dict)
    _passable: int = -1

    def __post_init__(self) -> None:
        marks = sum(1 << place for place, word in enumerate(self.words) if word == MARK)
        end = 1 << len(self.words)
        self.spans |= {"^": {0: 1 | marks << 1}, "$": {0: end | marks}, "$$": {0: end | end >> 1 & marks}}

    def add(self, key: str, length: int, begins: int) -> None:
        lengths = self.spans.setdefault(key, {})
        lengths[length] = lengths.get(length, 0) | begins

    def soften(self, polite: int) -> None:
        """Let clauses begin after these words too, and end before them: `take me off please` ends as if bare."""
        self.spans["^"][0] = spread(self.spans["^"][0], polite)
        for end in ("$", "$$"):
            places = self.spans[end][0]
            while (wider := places | places >> 1 & polite) != places:
                places = wider
            self.spans[end][0] = places

    def begins(self, *keys: str) -> int:
        """Where any of the keys begins."""
        places = 0
        for key in keys:
            for begins in self.spans.get(key, _NOWHERE).values():
                places |= begins
        return places

    def after(self, places: int, *keys: str) -> int:
        """Where one can be after any of the keys, from these places."""
        ends = 0
        for key in keys:
            for length, begins in self.spans.get(key, _NOWHERE).items():
                ends |= (begins & places) << length
        return ends

    def covered(self, key: str) -> int:
        """Every word inside a span of the key."""
        words = 0
        for length, begins in self.spans.get(key, _NOWHERE).items():
            for ahead in range(length):
                words |= begins << ahead
        return words

    def inside(self) -> int:
        """Every word; no mark."""
        return ((1 << len(self.words)) - 1) & ~self.begins(MARK)

    def passed(self, places: int, words: int) -> int:
        """Where a gap of up to so many words can lead."""
        if self._passable < 0:
            self._passable = self.inside() & ~self.covered(WALL)
        return spread(places, self._passable, words)

    def run(self, pattern: Pattern, places: int) -> int:
        """Where the pattern can end when it begins at one of these places; 0 when nowhere."""
        for step in pattern.steps:
            reach = self.passed(places, step.gap) if step.gap else places
            if step.absent:
                places = reach & ~self.begins(*step.keys)
            else:
                ends = self.after(reach, *step.keys)
                places = ends | places if step.optional else ends
            if not places:
                return 0
        return places

    def matches(self, pattern: Pattern) -> Iterator[Match]:
        """Each place where the pattern begins, with the mask of the places where it then ends."""
        starts = (2 << len(self.words)) - 1
        first = pattern.steps[0]
        if not first.optional and not first.gap and not first.absent:
            starts &= self.begins(*first.keys)
        if starts and self.run(pattern, starts):
            for start in bits(starts):
                if ends := self.run(pattern, 1 << start):
                    yield start, ends


def parse(source: str, endings: Endings) -> Parts:
    """The parts of one written pattern. Raises ValueError when one of them says nothing."""
    return tuple(_part(part, endings) for part in source.split("&"))


def _part(source: str, endings: Endings) -> Pattern:
    steps: list[Step] = []
    gap = 0
    for token in source.split():
        if token[0] == "~":
            gap = int(token[1:] or GAP)
        else:
            steps.append(Step(_keys(token.strip("!?"), endings), gap, token[-1] == "?", token[0] == "!"))
            gap = 0
    pattern = Pattern(tuple(steps))
    if not pattern.asked:
        raise ValueError(f"a pattern that asks for nothing: {source!r}")
    return pattern


def _keys(token: str, endings: Endings) -> tuple[str, ...]:
    """The families and edges to choose from, and one key for all the words."""
    named = [choice for choice in token.split("/") if choice[0] in _NAMED]
    words: list[str] = []
    for word in token.split("/"):
        stem, hyphen, ending = word.partition("-")
        words += [stem + tail for tail in endings[ending].split()] if hyphen else [word] * (word not in named)
    return (*named, "/".join(words)) if words else tuple(named)


def spread(places: int, over: int, words: int = LONGEST) -> int:
    """Everywhere that up to so many words of the mask `over` lead from these places."""
    for _ in range(words):
        if (wider := places | (places & over) << 1) == places:
            break
        places = wider
    return places


def bits(mask: int) -> Iterator[int]:
    """The places in a mask, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
