"""Which word belongs to which number in a row of both: "mood 6 craving 3", "6 mood, 3 craving". Knows no words."""

from collections.abc import Sequence
from typing import NamedTuple


class Item(NamedTuple):
    """A number or a word about numbers, at a place in the reply. `back`: it may belong to the number before it."""

    place: int
    word: str | None = None  # None is a number
    back: bool = True


def pair_up(items: Sequence[Item], touch: set[tuple[int, int]], prefer_back: frozenset[str]) -> dict[int, str]:
    """The word of each number, by place; `touch` holds the pairs of places that may belong together.

    Neighbours take turns (word, number, word, ...). A row that is even pairs up as it begins. In an odd one a word
    belongs to the number after it, unless a number begins the row and the first word is one of `prefer_back`.
    """
    bound: dict[int, str] = {}
    for row in _rows(items, touch):
        number_first = row[0].word is None
        back = number_first and (len(row) % 2 == 0 or row[1].word in prefer_back)
        shift = int(number_first and not back)
        for one, other in zip(row[shift::2], row[shift + 1 :: 2], strict=False):
            word, number = (other, one) if back else (one, other)
            bound[number.place] = str(word.word)
    return bound


def _rows(items: Sequence[Item], touch: set[tuple[int, int]]) -> list[list[Item]]:
    rows: list[list[Item]] = []
    for item in items:
        if rows and _belongs(rows[-1][-1], item, touch):
            rows[-1].append(item)
        else:
            rows.append([item])
    return [row for row in rows if len(row) > 1]


def _belongs(left: Item, right: Item, touch: set[tuple[int, int]]) -> bool:
    if (left.word is None) == (right.word is None) or (left.place, right.place) not in touch:
        return False
    return right.word is None or right.back
