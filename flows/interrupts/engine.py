"""A text in, the keyword and the words that decided out. What is asked for how is the book's business."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.interrupts.book import POLITE, Asked, Index, Keyword, Request, book
from flows.interrupts.patterns import MARK, Match, Row, spread
from flows.interrupts.words import own_words

_SHORT = 12  # words of a text that may be a request and nothing else
_SOON = 5  # words between a request and what makes it last a while only


@dataclass(frozen=True)
class Reading:
    """A keyword and the words that decided (folded; empty for none)."""

    keyword: Keyword
    words: str = ""


def keyword(text: str) -> Keyword:
    """What the text asks of the line itself. YES is `start` (carriers say so): ignore it unless they are opted out."""
    return _keyword(book().read(own_words(text))).keyword


def explain(text: str) -> Reading:
    """The keyword and the words that decided; of a wrong person `stop`, of a question about us `info`. Never raises.

    Both of these are answered where the line knows more than the text: see `wrong_person` and `asks_about_us`.
    """
    row = book().read(own_words(text))
    said = _keyword(row)
    if said.keyword is not Keyword.NONE:
        return said
    return _told(row, book().wrong, Keyword.STOP) or _told(row, book().asking, Keyword.INFO) or said


def nothing_else(text: str) -> bool:
    """Whether all of the text is a request of the line itself: "please take me off this list", and no word more."""
    row = book().read(own_words(text))
    bare = _bare(row)
    return (_first(row, bare) or _alone(bare, book().keywords.any) or _alone(row, book().keywords.any)) is not None


def wrong_person(text: str) -> bool:
    """Whether whoever answers says that they are not the one we think: "wrong number", "no soy Luis".

    Read narrowly. Any keyword and any danger in the text stand beside it. Never raises.
    """
    return _told(book().read(own_words(text)), book().wrong, Keyword.STOP) is not None


def asks_about_us(text: str) -> bool:
    """Whether the text asks in plain words who writes, what this is, how it works, or what it costs. Never raises.

    HELP and INFO are keywords and always answered; such a question gives way to a crisis and to a question of ours.
    """
    return _told(book().read(own_words(text)), book().asking, Keyword.INFO) is not None


def _keyword(row: Row) -> Reading:
    bare, asked = _bare(row), book().keywords.any
    return _first(row, bare) or _asked(row, asked) or _alone(bare, asked) or Reading(Keyword.NONE)


def _first(row: Row, bare: Row) -> Reading | None:
    said = tuple(word for word in row.words if word != MARK)
    return _exact(said) or _alone(bare, book().keywords.alone)


def _told(row: Row, told: Asked, meant: Keyword) -> Reading | None:
    found = _alone(_bare(row), told.alone) or _asked(row, told.any)
    return found and replace(found, keyword=meant)


def _bare(row: Row) -> Row:
    """The row without politeness, marks and repetition; empty when it is too long to be a request and nothing else."""
    polite = row.covered(POLITE) | row.begins(MARK)
    words = [word for place, word in enumerate(row.words) if not polite >> place & 1]
    once = tuple(word for place, word in enumerate(words) if words[place - 1 : place] != [word])
    if once == row.words:
        return row
    return book().mark(once if len(once) <= _SHORT else ())


def _exact(said: tuple[str, ...]) -> Reading | None:
    whole = " ".join(said)
    requests = book().requests.values()
    return next((Reading(request.keyword, whole) for request in requests if whole in request.exact), None)


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
