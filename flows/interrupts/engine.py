"""A text in, the keyword and the words that decided out. What is asked for how is the book's business."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.interrupts.book import POLITE, Index, Keyword, Request, book
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
    return explain(text).keyword


def explain(text: str) -> Reading:
    """The keyword and the words that decided. Never raises."""
    row = book().read(own_words(text))
    bare = _bare(row)
    return _first(row, bare) or _asked(row, book().any) or _alone(bare, book().any) or Reading(Keyword.NONE)


def nothing_else(text: str) -> bool:
    """Whether all of the text is a request of the line itself: "please take me off this list", and no word more."""
    row = book().read(own_words(text))
    bare = _bare(row)
    return (_first(row, bare) or _alone(bare, book().any)) is not None


def _first(row: Row, bare: Row) -> Reading | None:
    said = tuple(word for word in row.words if word != MARK)
    return _exact(said) or _alone(bare, book().alone)


def wrong_person(text: str) -> bool:
    """Whether whoever answers says that they are not the one we think: "wrong number", "who is this", "no soy Luis".

    Read narrowly. A bare "who is this" counts too: where we have just texted first, or a coach has, the caller may
    know better. Any keyword and any danger in the text stand beside it. Never raises.
    """
    row = book().read(own_words(text))
    return _alone(_bare(row), book().wrong_alone) is not None or _asked(row, book().wrong_any) is not None


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
