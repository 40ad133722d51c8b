"""The words and rules of ratings.toml, compiled once. Decides nothing."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from flows.fold import compile_words

DATA = tomllib.loads(files("flows.replies").joinpath("ratings.toml").read_text(encoding="utf-8"))


_SHORT = 4  # letters


def _mistyped(word: str) -> set[str]:
    """The word with one letter missing, doubled, or in the other's place; the first letter stays."""
    places = range(1, len(word))
    missing = {word[:i] + word[i + 1 :] for i in places}
    doubled = {word[:i] + word[i - 1 :] for i in (*places, len(word))}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in places[:-1]}
    return missing | doubled | swapped


def _numbers() -> dict[str, int]:
    """The number words, and what looks like one mistyped: of a short word a letter may not be missing."""
    known = {word: int(value) for value, spelled in DATA["numbers"].items() for word in spelled}
    typed = {
        form: known[word]
        for word in DATA["typed"]["numbers"]
        for form in _mistyped(word)
        if len(form) >= len(word) or len(word) > _SHORT
    }
    alike = DATA["typed"]["alike_numbers"]
    return {form: value for form, value in typed.items() if form not in alike} | known


NUMBERS = _numbers()
LABELS: dict[str, str] = {word: label for label, words in DATA["labels"].items() for word in words}
CLOSE_LABELS: dict[str, str] = {word: label for label, words in DATA["close_labels"].items() for word in words}
MISTYPED: dict[str, str] = {
    form: label
    for label in DATA["typed"]["labels"]
    for form in _mistyped(label)
    if form not in LABELS and form not in DATA["typed"]["alike"]
}
TIMES: dict[str, str] = {word: time for time, words in DATA["times"].items() for word in words}
WORDS: dict[str, frozenset[str]] = {name: frozenset(words) for name, words in DATA["words"].items()}


@dataclass(frozen=True)
class Rule:
    """Whole words matching `pattern` are read as `becomes`."""

    name: str
    pattern: re.Pattern[str]
    becomes: str

    def apply(self, text: str) -> str:
        return self.pattern.sub(self.becomes, text)


_LISTS: dict[str, list[str]] = {
    "start": ["(?<=^ )", r"(?<=[,.;:!?] )"],
    "n": [r"\d+'?(?:~\d+'?)?"],
    "label": [*LABELS, *CLOSE_LABELS],
    "mood": DATA["labels"]["mood"],
    "craving": DATA["labels"]["craving"] + DATA["close_labels"]["craving"],
    **DATA["lists"],
}


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern over whole words; `{n}` is a number as spelling.py and ranges.py write it, `{label}` a label."""
    return compile_words(pattern, _LISTS)


@dataclass(frozen=True)
class Rules:
    """Rules that are tried one after the other. To most replies none applies: one look for `any` of them tells, at a
    third of the cost. In there groups have other numbers: a pattern that refers to one of its own gives it a name."""

    each: tuple[Rule, ...]
    any: re.Pattern[str]

    def apply(self, text: str) -> str:
        if self.any.search(text) is None:
            return text
        for rule in self.each:
            text = rule.apply(text)
        return text


def _rules(section: str, becomes: str = "") -> Rules:
    each = (Rule(raw["name"], compiled(raw["pattern"]), raw.get("becomes", becomes)) for raw in DATA[section])
    return Rules(tuple(each), compiled("|".join(raw["pattern"] for raw in DATA[section])))


PHRASES = _rules("phrase")
NO_CRAVING = _rules("none", "craving 0!")
DISTRACTORS = _rules("drop", "_")
CORRECTION = compiled("|".join(DATA["correction"]["patterns"]))
