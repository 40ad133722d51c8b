"""The numbers of a reply that a person says of today and of themselves, and what each is about. Settles no question."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from flows.replies.binding import Item, pair_up
from flows.replies.lexicon import CLOSE_LABELS, LABELS, TIMES, WORDS

MARKS = frozenset(',.;:!?()-=/&*+~|→"<>')
_CLAUSE_ENDS = frozenset(",.;!?()") | {"but", "pero", "though", "tho", "aunque", "so"}
_READABLE = re.compile(r"(\d+)('?)(?:~(\d+)'?)?(!?)")
_NUMBER = re.compile(r"-?\d.*")
_YEAR, _LEADING_ZERO = re.compile(r"[1-9]\d{3}"), re.compile(r"0\d")
_OFF_SCALE = 99
_LARGE, _HUGE = 20, 1000
_BESIDE = WORDS["link"] | WORDS["intro"] | WORDS["articles"] | frozenset(":=-(#>")
_PAUSES = frozenset(",.;")
_OPENERS = frozenset("(-:=")


class Number(NamedTuple):
    """A number in a reply. `low` and `high` differ in a range; `joined`: next to the number before it; `now`: said to
    be of now."""

    place: int
    low: int
    high: int
    sure: bool = False
    spelled: bool = False
    about: str | None = None
    joined: bool = False
    now: bool = False

    def value(self, slot: str) -> int | None:
        """0-10, or None off the scale. Of a range the one that is less well."""
        value = self.low if slot == "mood" else self.high
        return value if 0 <= value <= 10 else None


def standing_numbers(tokens: list[str], asked: str) -> list[Number]:
    """The numbers that answer, in order, each with what it is about, as far as that is said."""
    numbers = [_number(place, token) for place, token in enumerate(tokens) if _NUMBER.fullmatch(token)]
    about = _abouts(tokens, numbers, asked)
    numbers = _of_now(tokens, [number._replace(about=about.get(number.place)) for number in numbers])
    standing = [number for number in numbers if number.about != "other" and _stands(tokens, number)]
    return _without_large(list(_with_joints(tokens, standing if asked == "both" else _said_of_now(standing))))


def _without_large(numbers: list[Number]) -> list[Number]:
    """Without numbers that nobody gives as a rating, such as 200, where another number stands apart from them."""
    followed = [following.joined for following in numbers[1:]] + [False]
    large = [
        number.low >= _LARGE and number.low != _OFF_SCALE and not (number.joined or joined)
        for number, joined in zip(numbers, followed, strict=False)
    ]
    return [number for number, is_large in zip(numbers, large, strict=True) if not is_large or all(large)]


def _number(place: int, token: str) -> Number:
    found = _READABLE.fullmatch(token)
    if _YEAR.match(token):
        return Number(place, _HUGE, _HUGE)
    if found is None or _LEADING_ZERO.match(token):
        return Number(place, _OFF_SCALE, _OFF_SCALE)
    low, spelled, high, sure = found.groups()
    return Number(place, int(low), int(high or low), bool(sure), bool(spelled))


# --- what a number is about


def _abouts(tokens: list[str], numbers: list[Number], asked: str) -> dict[int, str]:
    labels = {place: label for place, token in enumerate(tokens) if (label := _label(token, asked))}
    if not labels:
        return {}
    items = [Item(place, label) for place, label in labels.items()] + [Item(number.place) for number in numbers]
    items.sort(key=lambda item: item.place)
    touch = {
        (left.place, right.place)
        for left, right in pairwise(items)
        if _touch(tokens, left.place, right.place, forward=left.word is not None)
    }
    return pair_up(items, touch, prefer_back=frozenset({"mood", "both"}))


def _label(token: str, asked: str) -> str | None:
    close = CLOSE_LABELS.get(token)
    return LABELS.get(token) or (None if close == "mood" and asked == "craving" else close)


def _touch(tokens: list[str], left: int, right: int, forward: bool) -> bool:
    between = tokens[left + 1 : right]
    if not forward:
        return all(token in WORDS["link"] or token in _OPENERS for token in between)
    if tokens[left] in CLOSE_LABELS:
        return all(token in _BESIDE for token in between)
    strangers = [token for token in between if token not in _BESIDE | _PAUSES]
    pauses = [token for token in between if token in _PAUSES]
    return len(strangers) <= 2 and len(pauses) <= 1 and not any(_breaks(token) for token in strangers)


def _breaks(token: str) -> bool:
    return token in WORDS["break"] or token in MARKS


# --- whether a number is of now


def _said_of_now(numbers: list[Number]) -> list[Number]:
    """Of several the only one that is said of now, where there is one: "5 at lunch, 3 now"."""
    now = [number for number in numbers if number.now]
    return now if len(now) == 1 and not any(number.about for number in numbers) else numbers


def _of_now(tokens: list[str], numbers: list[Number]) -> list[Number]:
    """Numbers of another time are left out; those of earlier today only when another number remains."""
    if TIMES.keys().isdisjoint(tokens):
        return numbers
    times: dict[int, str] = {}
    for start, end in _clauses(tokens):
        times |= _clause_times(tokens, start, end, [number for number in numbers if start <= number.place < end])
    _spread(times, tokens, numbers)
    present = [number for number in numbers if times.get(number.place) not in ("other", "then")]
    present = [number for number in present if times.get(number.place) != "earlier"] or present
    return [number._replace(now=times.get(number.place) == "now") for number in present]


def _spread(times: dict[int, str], tokens: list[str], numbers: list[Number]) -> None:
    """In "yesterday 4 and 8" both are yesterday's."""
    for last, number in pairwise(numbers):
        for one, other in ((last, number), (number, last)):
            if times.get(one.place) in ("other", "then") and _adjacent(tokens, last.place, number.place):
                times.setdefault(other.place, "other")


def _clause_times(tokens: list[str], start: int, end: int, numbers: list[Number]) -> dict[int, str]:
    spoken = {place: TIMES[tokens[place]] for place in range(start, end) if tokens[place] in TIMES}
    if sum(time != "then" for time in spoken.values()) >= len(numbers):
        spoken = {place: time for place, time in spoken.items() if time != "then"}
    items = [Item(place, time, back=time != "then") for place, time in spoken.items()]
    items = sorted(items + [Item(number.place) for number in numbers], key=lambda item: item.place)
    touch = {(left.place, right.place) for left, right in pairwise(items)}
    bound = pair_up(items, touch, prefer_back=frozenset({"now"}))
    for number in numbers:  # "4 yesterday 7": nobody can say whose yesterday it is
        if number.place not in bound and spoken.get(number.place + 1) == "other":
            bound[number.place] = "other"
    return bound


def _clauses(tokens: list[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, token in enumerate(tokens):
        if token in _CLAUSE_ENDS:
            yield start, place
            start = place + 1
    yield start, len(tokens)


# --- whether a number stands as an answer


def _stands(tokens: list[str], number: Number) -> bool:
    if number.sure or number.about:
        return True
    before = number.place - 1
    while before >= 0 and tokens[before] in WORDS["articles"]:
        before -= 1
    left = tokens[before] if before >= 0 else None
    right = tokens[number.place + 1] if number.place + 1 < len(tokens) else None
    if left in WORDS["elsewhere"]:
        return False
    if not _opens(left):
        return not number.spelled and (_ends(right) or right in WORDS["fill"])
    introduced, article = left in WORDS["intro"], before < number.place - 1
    if article and tokens[number.place - 1] == "un":  # "un cinco" counts nothing: "un" is singular
        return True
    return _may_follow(right, counts=number.spelled or number.low < 2 or (article and not introduced))


def _opens(left: str | None) -> bool:
    """Whether what stands before leaves the number free to be an answer."""
    return left is None or left in WORDS["intro"] or _breaks(left) or _speaks_of_numbers(left)


def _ends(right: str | None) -> bool:
    """Whether what stands after leaves the number by itself."""
    return right is None or right == "_" or right in TIMES or _breaks(right) or _speaks_of_numbers(right)


def _may_follow(right: str | None, counts: bool) -> bool:
    """Whether the number is not counting what follows. `counts`: a number such as 0, 1, "seven" or "a 7" may well."""
    if right is None or _ends(right) or right in WORDS["fill"] | WORDS["link"] | WORDS["amen"]:
        return True
    return not counts and not _plural(right)


def _speaks_of_numbers(token: str) -> bool:
    return bool(_NUMBER.fullmatch(token)) or token in LABELS or token in CLOSE_LABELS


def _plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word not in WORDS["not_plural"]


# --- neighbours


def _with_joints(tokens: list[str], numbers: list[Number]) -> Iterator[Number]:
    last: Number | None = None
    for number in numbers:
        yield number._replace(joined=last is not None and _adjacent(tokens, last.place, number.place, "/,.-;"))
        last = number


def _adjacent(tokens: list[str], left: int, right: int, marks: str = "/") -> bool:
    allowed = WORDS["and"] | WORDS["articles"] | frozenset(marks)
    return all(token in allowed for token in tokens[left + 1 : right])
