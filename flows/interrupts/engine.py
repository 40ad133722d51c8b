"""A text in, the keyword and the words that decided out. What is asked for how is the book's business."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.interrupts import second
from flows.interrupts.book import POLITE, Asked, Index, Keyword, Request, book
from flows.interrupts.patterns import MARK, Match, Row, spread
from flows.interrupts.words import own_words

_SHORT = 12  # words of a text that may be a request and nothing else
_SOON = 5  # words between a request and what makes it last a while only


@dataclass(frozen=True)
class Reading:
    """A keyword and the words that decided (folded; empty for none). `second`: the learnt reader heard it."""

    keyword: Keyword
    words: str = ""
    second: bool = False


@dataclass(frozen=True)
class Said:
    """A text as the book reads it, once for all that is asked of it: every word, and without politeness (`bare`)."""

    own: str
    row: Row
    bare: Row

    @classmethod
    def of(cls, text: str) -> "Said":
        """Never raises."""
        own = own_words(text)
        row = book().read(own)
        return cls(own, row, _bare(row))

    def keyword(self) -> Reading:
        """What it asks of the line itself. START undoes an opt-out: where rules hear it in a sentence that is none to
        the learnt reader, they are not believed.
        """
        found = self.by_rules()
        if found.keyword is Keyword.START and self._first() is None:
            return replace(found, keyword=second.start_or_not(self.own, self.row))
        return found

    def by_rules(self) -> Reading:
        """What rules alone hear it ask of the line itself."""
        anywhere = book().keywords.any
        found = self._first() or _asked(self.row, anywhere) or _alone(self.bare, anywhere)
        return found or Reading(Keyword.NONE)

    def plainly(self) -> Reading:
        """What rules hear in it: a keyword, a wrong person, or a question about us."""
        asked = self.by_rules()
        return asked if asked.keyword is not Keyword.NONE else self.wrong_person() or self.asks_about_us() or asked

    def likely(self) -> Reading:
        """What it most likely asks for where rules hear nothing, or none. Never for a text with danger in it, where a
        crisis is open, or for what answers a question of ours: whoever acts on it has to see to that.
        """
        plain = self.plainly()
        if (
            plain.keyword is not Keyword.NONE or plain.words
        ):  # some kinds of texts alone, and no others, are wanted no more
            return Reading(Keyword.NONE)
        found, words = second.heard(self.own, self.row)
        return Reading(found, words, second=found is not Keyword.NONE)

    def nothing_else(self) -> bool:
        """Whether all of it is a request of the line itself: "please take me off this list", and no word more."""
        anywhere = book().keywords.any
        return (self._first() or _alone(self.bare, anywhere) or _alone(self.row, anywhere)) is not None

    def wrong_person(self) -> Reading | None:
        """Whoever answers says that they are not the one we think: "wrong number", "no soy Luis".

        Read narrowly. Any keyword and any danger in the text stand beside it.
        """
        return self._told(book().wrong, Keyword.STOP)

    def asks_about_us(self) -> Reading | None:
        """It asks in plain words who writes, what this is, how it works, or what it costs.

        HELP and INFO are keywords and always answered; such a question gives way to a crisis and to a question of ours.
        """
        return self._told(book().asking, Keyword.INFO)

    def _first(self) -> Reading | None:
        return _exact(self.row) or _alone(self.bare, book().keywords.alone)

    def _told(self, told: Asked, meant: Keyword) -> Reading | None:
        found = _alone(self.bare, told.alone) or _asked(self.row, told.any)
        return found and replace(found, keyword=meant)


def keyword(text: str) -> Keyword:
    """What the text asks of the line itself. YES is `start` (carriers say so): ignore it unless they are opted out."""
    return Said.of(text).keyword().keyword


def explain(text: str, *, danger: bool = False) -> Reading:
    """The keyword and the words that decided; of a wrong person `stop`, of a question about us `info`.

    Both of these are answered where the line knows more than the text. So is what no rule hears and the learnt reader
    does (`second`); of a text with danger in it that reader is not asked.
    """
    said = Said.of(text)
    asked = said.keyword() if said.by_rules().keyword is Keyword.START else said.plainly()
    return asked if danger or asked.keyword is not Keyword.NONE else said.likely()


def _bare(row: Row) -> Row:
    """The row without politeness, marks and repetition; empty when it is too long to be a request and nothing else."""
    polite = row.covered(POLITE) | row.begins(MARK)
    words = [word for place, word in enumerate(row.words) if not polite >> place & 1]
    once = tuple(word for place, word in enumerate(words) if words[place - 1 : place] != [word])
    if once == row.words:
        return row
    return book().mark(once if len(once) <= _SHORT else ())


def _exact(row: Row) -> Reading | None:
    whole = " ".join(word for word in row.words if word != MARK)
    asked = book().exact.get(whole)
    return None if asked is None else Reading(asked, whole)


def _alone(bare: Row, index: Index) -> Reading | None:
    """A request that is all there is; `Stop. Texting. Me.` is one."""
    for name, parts in index.awake(bare):
        if all(bare.run(part, 1) >> len(bare.words) for part in parts):
            return Reading(book().requests[name].keyword, " ".join(bare.words))
    return None


def _asked(row: Row, index: Index) -> Reading | None:
    """A request somewhere in the text, if it is the sender's own and about our messages."""
    guard = Guard.of(row)
    for name, parts in index.awake(row):
        request = book().requests[name]
        found = [next(guard.let_through(request, row.matches(part)), None) for part in parts]
        if matches := [match for match in found if match] if all(found) else []:
            return _reading(request, row, matches)
    return None


def _reading(request: Request, row: Row, matches: list[Match]) -> Reading:
    spans = [(start, ends.bit_length() - 1) for start, ends in matches]
    words = " ".join(word for start, end in spans for word in row.words[start:end] if word != MARK)
    start, end = spans[0]
    soon = spread(1 << start, row.inside(), end - start + _SOON)
    just_before = row.after(-1, "<till>", "<then>") & (0b111 << start >> 2)
    if request.keyword is Keyword.STOP and (soon & row.begins("<lasting>") or just_before):
        return Reading(Keyword.PAUSE, words)
    return Reading(request.keyword, words)


@dataclass(frozen=True)
class Guard:
    """Where a request is none: in the `shadow` of a denial, a question or somebody else; or right before `theirs`."""

    shadow: int
    theirs: int

    @classmethod
    def of(cls, row: Row) -> "Guard":
        small, you = row.begins("<small>"), row.begins("<you>")
        denied = spread(row.after(-1, "<denied>"), small | you)
        others = spread(row.after(-1, "<other>"), small & ~you)  # `my wife wants you to stop texting me` is ours
        return cls(denied | others, row.begins("<theirs>"))

    def let_through(self, request: Request, matches: Iterator[Match]) -> Iterator[Match]:
        """The matches that stand."""
        for start, ends in matches:
            if request.bold or not (self.shadow >> start & 1 or ends & self.theirs):
                yield start, ends
