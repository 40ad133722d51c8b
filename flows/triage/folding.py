"""Makes the many spellings of a text one: case, accents, emoji, leetspeak, contractions. Decides nothing.

The words it knows (spellings, emoji, fillers) are in `data/folding.toml`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from importlib.resources import files
from typing import Any

DATA = files("flows.triage") / "data"
Spell = Callable[[str], tuple[str, ...]]

_WORD_OR_MARK = re.compile(r"[a-z0-9]+(?:['*@$][a-z]+)*|[.!?;]+|[,:—–]|\"+")
_OUT_OF_TEN = re.compile(r"\b(\d{1,2})\s*(?:/|out of|de|over|sobre)\s*10\b")
_SPACED_LETTERS = re.compile(r"(?<![a-z0-9'])[a-z](?:[ .\-_]+[a-z](?![a-z0-9'])){2,}")
_DIGITS_THEN_LETTERS = re.compile(r"(\d+)([a-z]+)\Z")
_RUN = re.compile(r"(.)\1{2,}")
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_LOOSE = str.maketrans("", "", "'*")
LONGEST_WORD = 40  # a longer run of letters is nobody's word; looking it up would only cost time
SEEN = 5_000  # words that are remembered, those met last: more than people use, and nonsense cannot fill the memory


def load(name: str) -> dict[str, Any]:
    """One data file as a dictionary."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as folded words. Bit i tells of word i: in `breaks`, a sentence begins; in `quoted`, it is in quotes;

    in `joints`, a clause begins, at a comma or at a word such as "while".
    """

    words: tuple[str, ...]
    breaks: int
    quoted: int
    joints: int

    def then(self, later: "Folded") -> "Folded":
        """Both texts read as one: the seam is no sentence end, because people cut sentences in two when they text."""
        size = len(self.words)
        return Folded(
            self.words + later.words,
            self.breaks | later.breaks << size,
            self.quoted | later.quoted << size,
            self.joints | later.joints << size,
        )

    def part(self, begin: int, end: int) -> "Folded":
        """The words from `begin` to `end` as a text of their own."""
        keep = (1 << end - begin) - 1
        return Folded(
            self.words[begin:end],
            self.breaks >> begin & keep & ~1,
            self.quoted >> begin & keep,
            self.joints >> begin & keep,
        )

    def sentence(self, place: int) -> tuple[int, int]:
        """The first word of the sentence that holds a word, and the word after its last."""
        return self._around(place, self.breaks)

    def clause(self, place: int) -> tuple[int, int]:
        """The same of its clause."""
        return self._around(place, self.breaks | self.joints)

    def parted(self, begin: int, end: int) -> bool:
        """Whether another clause begins inside these words."""
        return bool((self.breaks | self.joints) >> begin + 1 & (1 << end - begin - 1) - 1)

    def _around(self, place: int, begins: int) -> tuple[int, int]:
        begin = max((begins & ((2 << place) - 1)).bit_length() - 1, 0)
        later = begins >> (place + 1)
        return begin, place + (later & -later).bit_length() if later else len(self.words)


@dataclass(slots=True)
class Folder:
    """Folds texts with the tables of `data/folding.toml`; `known` are the words the rules can see."""

    spellings: dict[str, tuple[str, ...]]
    fillers: frozenset[str]
    joints: frozenset[str]
    letters: dict[int, str]
    known: frozenset[str] = frozenset()
    near: dict[str, str] = field(default_factory=dict)
    spell: Spell = field(init=False)

    def __post_init__(self) -> None:
        self.spell = lru_cache(SEEN)(self._spell)

    @classmethod
    def from_data(cls) -> "Folder":
        table = load("folding.toml")
        spellings = {
            form: tuple(meaning.split()) for meaning, forms in table["spelling"].items() for form in forms.split()
        }
        letters = {ord(sign): f" {word} " for word, signs in table["emoji"].items() for sign in signs if sign != " "}
        letters |= {ord(sign): "'" for sign in "’‘`´ʼ"} | {ord(sign): '"' for sign in "“”„«»"}
        invisible = "\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ad"
        letters |= dict.fromkeys([*map(ord, invisible), *range(0x1F3FB, 0x1F400)], "")
        fillers, joints = (frozenset(table[name]["words"].split()) for name in ("fillers", "joints"))
        return cls(spellings, fillers, joints, letters)

    def learn(self, known: frozenset[str], fuzzy: list[str]) -> None:
        """Take the vocabulary of the rules; `fuzzy` words are also known with one letter wrong, missing or doubled."""
        self.known = known
        self.near = {gap: word for word in fuzzy for gap in _gaps(word)}
        self.spell = lru_cache(SEEN)(self._spell)

    def fold(self, text: str) -> Folded:
        """Never raises, whatever the text holds; reads all of it."""
        words: list[str] = []
        breaks: list[int] = []
        quoted: list[int] = []
        joints: list[int] = []
        inside = False
        for piece in _WORD_OR_MARK.findall(self._plain(text)):
            if piece[0] == '"':
                inside ^= len(piece) % 2 == 1
            elif piece[0] in ".!?;":
                breaks += [len(words)] if ".." not in piece else []
            elif piece in ",:—–":
                joints.append(len(words))
            else:
                spelled = self.spell(piece)
                quoted += range(len(words), len(words) + len(spelled)) if inside else ()
                words += spelled
                joints += [len(words) - len(spelled), len(words)] if piece in self.joints else []
        inner = (1 << len(words)) - 2 if words else 0
        return Folded(tuple(words), mask(breaks) & inner, mask(quoted), mask(joints) & inner)

    def _plain(self, text: str) -> str:
        text = _OUT_OF_TEN.sub(r"\1", bare(text.translate(self.letters)))
        return _SPACED_LETTERS.sub(self._joined, text)

    def _joined(self, letters: re.Match[str]) -> str:
        return " ".join(self._segments(re.sub("[^a-z]", "", letters[0])))

    def _segments(self, run: str) -> list[str]:
        """Words hidden in a run of letters, longest first: 'wanttodie' is 'want to die'."""
        parts: list[str] = []
        while run:
            sizes = range(min(len(run), 14), 0, -1)
            size = next((n for n in sizes if run[:n] in self.known or run[:n] in self.spellings), len(run))
            parts.append(run[:size])
            run = run[size:]
        return parts

    def _spell(self, raw: str) -> tuple[str, ...]:
        """The word or words meant by one written word; () for a filler."""
        return tuple(word for word in self._meant(raw) if word not in self.fillers)

    def _meant(self, raw: str) -> tuple[str, ...]:
        if raw in self.spellings:
            return self.spellings[raw]
        raw = raw.removesuffix("'s")
        for form in self._forms(raw):
            if form in self.spellings:
                return self.spellings[form]
            if form in self.known or form.isdigit():
                return (form,)
        amount = _DIGITS_THEN_LETTERS.match(raw)
        if amount and len(raw) <= LONGEST_WORD:
            return (amount[1], *self._meant(amount[2]))
        return (self._nearest(raw.translate(_LOOSE)),)

    def _forms(self, raw: str) -> list[str]:
        plain = raw.translate(_LOOSE)
        forms = [plain]
        if not raw.isalpha() and not raw[0].isdigit():
            forms.append(raw.translate(_LEET).translate(_LOOSE))
        return forms + [_RUN.sub(run, form) for form in forms for run in (r"\1", r"\1\1") if _RUN.search(form)]

    def _nearest(self, word: str) -> str:
        if not 5 <= len(word) <= 16 or word in self.known:
            return word
        word = _RUN.sub(r"\1", word)
        return next((self.near[gap] for gap in _gaps(word) if gap in self.near and self.near[gap][0] == word[0]), word)


def _gaps(word: str) -> list[str]:
    """The word, and the word with each one letter left out: two words share a gap when about one letter apart."""
    return [word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))]


def bare(text: str) -> str:
    """The text in small letters without accents."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return text.lower()


def mask(places: Iterable[int]) -> int:
    """One integer with these bits set."""
    return reduce(lambda bits, place: bits | 1 << place, places, 0)
