"""A text as a row of words in one spelling, with `.` for whatever stands between them. Reads no meaning."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.fold import fold

MARK = "."
_TOKEN = re.compile(r"[^\W_]+|[.,;:!?()\n]")
_SPACED_LETTERS = re.compile(r"\b(?:\w[ .\-*_]+){3,}\w\b")  # S.T.O.P, s t o p
_STRETCHED, _DOUBLED = re.compile(r"(.)\1{2,}"), re.compile(r"(.)\1")
_IN = re.compile(r"(?<=\w{3})in$")  # textin, blowin
_COUNTED = re.compile(r"(\d+)([a-z]+)")
_TAIL = re.compile(r"(\w{4,}?)(me|nos|les?|los?|las?|se|te)")  # quiten+me: Spanish writes them as one word
_REACTION = re.compile(
    r"\s*(?:(?:dis)?liked|loved|laughed at|emphasi[sz]ed|questioned|reacted|removed a|(?:no )?le gust|le encant|se ri"
    r"|enfatiz|reaccion|exclam|le dio|[^\w\s\"“]+ (?:to|a)\b)[^\"“«\n]{0,30}[\"“«](?:.*[\"”»]|.*)",
    re.IGNORECASE | re.DOTALL,
)
_BARE_HASH = re.compile(r"#(?!\w)")  # wrong #
_LONGEST = 24  # a longer run of letters is nobody's word


def own_words(text: str) -> str:
    """The text without a phone's reaction to somebody's text: `Liked "Reply STOP to end"` asks for nothing."""
    return _REACTION.sub("", text, count=1) if _REACTION.match(text) else text


@dataclass(slots=True)
class Speller:
    """`same` is the one spelling of what is typed in many, `known` the words that rules ask for, `close` those whose
    typos count: one letter wrong, missing, doubled or swapped. `alike` are real words that look like such typos."""

    same: dict[str, tuple[str, ...]]
    known: frozenset[str]
    close: Iterable[str]
    alike: frozenset[str]
    _gaps: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._gaps = {gap: word for word in self.close for gap in gaps(word)}

    def row(self, text: str) -> tuple[str, ...]:
        """The words of a text. Never raises."""
        text = fold(_BARE_HASH.sub(" number ", text))
        joined = _SPACED_LETTERS.sub(lambda found: re.sub(r"\W|_", "", found[0]), text)
        row: list[str] = []
        for token in _TOKEN.findall(joined):
            if token[0].isalnum():
                row += self.spell(token)
            elif row and row[-1] != MARK:
                row.append(MARK)
        return tuple(row)

    def spell(self, raw: str) -> tuple[str, ...]:
        """The word or words meant by one written word."""
        if (found := self._seen.get(raw)) is None:
            found = self._meant(raw)
            if len(self._seen) < 20_000:  # a ceiling, so that nonsense cannot fill the memory
                self._seen[raw] = found
        return found

    def _meant(self, raw: str) -> tuple[str, ...]:
        for form in dict.fromkeys((raw, _STRETCHED.sub(r"\1", raw), _DOUBLED.sub(r"\1", raw), _IN.sub("ing", raw))):
            if form in self.same:
                return self.same[form]
            if form in self.known:
                return (form,)
        if len(raw) > _LONGEST:
            return (raw,)
        if counted := _COUNTED.fullmatch(raw):
            return counted[1], *self.spell(counted[2])
        if (tailed := _TAIL.fullmatch(raw)) and tailed[1] in self.known:
            return tailed[1], tailed[2]
        return (self._nearest(_STRETCHED.sub(r"\1", raw)),)

    def _nearest(self, word: str) -> str:
        if len(word) < 6 or word in self.alike:
            return word
        return next((self._gaps[gap] for gap in gaps(word) if self._gaps.get(gap, " ")[0] == word[0]), word)


def gaps(word: str) -> list[str]:
    """The word, and the word with each one letter left out: two words share a gap when about one letter apart."""
    return [word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))]
