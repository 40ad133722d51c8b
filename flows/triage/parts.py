"""What a text is made of to the second reader: its words, what each word is, and marks of the whole text.

To it a word is the word itself, its kinds (`data/kinds.toml`), its family, and the pieces of its letters, so that it
knows a word that is spelled otherwise.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from flows.triage.finding import Found
from flows.triage.folding import load

FAMILY = 5  # letters of a word's beginning that stand for its family
SHOWN_LETTERS = 20  # letters of a word that are looked at: nobody's word is longer
PIECES = (3, 4, 5)  # letters in a row that are looked at
SENTENCES, STEP, STEPS = 5, 4, 10  # sentences that are told apart; words in a step of length, and steps
QUOTING = "<quoting>"
HIDDEN = ""
Words = list[str]
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which kinds of words a word is of, and which topic a kind speaks for."""

    exact: dict[str, tuple[str, ...]]
    stems: dict[str, tuple[str, ...]]
    topics: dict[str, str]

    def names(self, word: str) -> Names:
        """A word's kinds, in capitals."""
        starts = [word[:size] for size in range(2, min(len(word), 16) + 1)]
        found = [self.exact.get(word, ()), *[self.stems[start] for start in starts if start in self.stems]]
        return tuple(dict.fromkeys(chain.from_iterable(found)))


def signals_of(found: Found) -> list[str]:
    """The signals anywhere in the text, in order: each counts, and each two that come together."""
    return sorted(key for key in found.at if key[0] == "<")


def marks_of(found: Found, rule: str) -> Words:
    """What the text is as a whole: the rule that decided, its sentences, its length."""
    sentences, words = found.text.breaks.bit_count(), len(found.text.words)
    return [f"={rule}", f"={min(sentences, SENTENCES)}.", f"={min(words // STEP, STEPS)}w"]


def words_of(found: Found) -> Words:
    """The words between a begin and an end; quoted words are hidden where the text says that it quotes."""
    text = found.text
    hidden = text.quoted if QUOTING in found else 0
    words = [HIDDEN if hidden >> place & 1 else word for place, word in enumerate(text.words)]
    return ["^", *words, "$"]


@lru_cache(64)  # scales and network ask one after the other
def parts(word: str) -> Names:
    """The word's names, its family, and the pieces of its letters."""
    if not word.isalpha():
        return names(word)
    family = [f"{word[:FAMILY]}-"] if len(word) > FAMILY else []
    edged = f"<{word[:SHOWN_LETTERS]}>"
    pieces = {f"~{edged[at : at + size]}" for size in PIECES for at in range(len(edged) - size + 1)}
    return (*names(word), *family, *sorted(pieces))


@lru_cache(1_000)
def names(word: str) -> Names:
    """The word itself and its kinds."""
    if word == HIDDEN:
        return ()
    name = _number(word) if word.isdigit() else word
    return (name, *kinds().names(name))


def _number(word: str) -> str:
    """Small numbers are themselves, since people rate and count with them; others are of one size."""
    number = int(word[:6])
    sizes = ((13, f"#{number}"), (100, "#dozens"), (1900, "#hundreds"), (2050, "#year"))
    return next((name for limit, name in sizes if number < limit), "#thousands")


@cache
def kinds() -> Kinds:
    """The kinds of words, read once."""
    table = load("kinds.toml")
    exact: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for kind, words in table["kinds"].items():
        for word in words.split():
            home, key = (stems, word.removesuffix("*")) if word.endswith("*") else (exact, word)
            home[key] = (*home.get(key, ()), kind.upper())
    topics = {kind.upper(): topic for topic, names in table["topics"].items() for kind in names.split()}
    return Kinds(exact, stems, topics)
