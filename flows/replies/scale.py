"""Reading a mood and a craving, each 0-10, from what a person texts. Asks nothing and stores nothing.

The way of a reply: one spelling (spelling.py); phrases and ranges rewritten, numbers about other things taken out
(ratings.toml); split where the person puts a number right; then each part is read, and later parts win.
"""

from dataclasses import dataclass
from typing import Literal

from flows.replies.lexicon import CORRECTION, DISTRACTORS, NO_CRAVING, PHRASES
from flows.replies.numbers import Number, standing_numbers
from flows.replies.ranges import join_ranges
from flows.replies.spelling import spell

Asked = Literal["mood", "craving", "both"]


@dataclass(frozen=True)
class Ratings:
    """What was read: 0-10 each, None where the text says nothing or nothing clear."""

    mood: int | None = None
    craving: int | None = None


def read_answer(text: str, asked: Asked) -> Ratings:
    """What `text` answers to a question for a mood, a craving, or both (mood first). Never raises, never guesses.

    A half, and a range of two neighbours, is the one that is less well: the lower mood, the higher craving. Wider
    ranges and numbers off the scale are unclear.
    """
    slots: dict[str, int | None] = {}
    touching = False
    for part in CORRECTION.split(_rewritten(text, asked)):
        numbers = standing_numbers(part.split(), asked)
        right = _last_put_right(numbers, slots) if touching else None
        slots |= right or _read_part(numbers, asked, slots)
        touching = bool(numbers) and numbers[-1].about is not None and numbers[-1].place == len(part.split()) - 1
    return Ratings(slots.get("mood"), slots.get("craving"))


def explain_reply(text: str, asked: Asked) -> str:
    """The reading as one word: `7` or `unclear`; for both `6,3`, `6,`, `,3` or `unclear`."""
    read = read_answer(text, asked)
    mood, craving = ("" if value is None else str(value) for value in (read.mood, read.craving))
    if asked == "both":
        return f"{mood},{craving}" if mood or craving else "unclear"
    return (mood if asked == "mood" else craving) or "unclear"


def _last_put_right(numbers: list[Number], before: dict[str, int | None]) -> dict[str, int | None] | None:
    """A lone number right behind two that were named: `mood 3 craving 4 no wait 5` is about the craving."""
    if len(before) < 2 or len(numbers) != 1 or numbers[0].about:
        return None
    slot = list(before)[-1]
    return {slot: numbers[0].value(slot)}


def _rewritten(text: str, asked: Asked) -> str:
    spelled = PHRASES.apply(spell(text))
    if asked != "mood":
        spelled = NO_CRAVING.apply(spelled)
    return DISTRACTORS.apply(join_ranges(spelled, asked))


def _read_part(numbers: list[Number], asked: Asked, before: dict[str, int | None]) -> dict[str, int | None]:
    """The slots this part settles; None settles a slot as unclear. `before`: the slots that earlier parts settled."""
    labelled = [number for number in numbers if number.about]
    plain = [number for number in numbers if not number.about]
    if not plain:
        return _by_label(labelled)
    if labelled:
        return _with_labels(labelled, plain, asked)
    if len(plain) == 1:
        return _lone(plain[0], asked, before)
    return _several(plain, asked)


def _by_label(labelled: list[Number]) -> dict[str, int | None]:
    slots: dict[str, int | None] = {}
    for number in labelled:
        for slot in ("mood", "craving") if number.about == "both" else (str(number.about),):
            value = number.value(slot)
            slots[slot] = value if slots.get(slot, value) == value else None
    return slots


def _with_labels(labelled: list[Number], plain: list[Number], asked: Asked) -> dict[str, int | None]:
    """One number is named, so the other question owns the number that is not."""
    slots = _by_label(labelled)
    free = {"mood", "craving"} - slots.keys()
    if not free and all(number.value(slot) == slots[slot] for number in plain for slot in slots):
        return slots  # "5 and 5, the same for both"
    values = {(number.low, number.high) for number in plain}
    if len(free) != 1 or len(values) != 1:
        return slots if free and asked in slots else {"mood": None, "craving": None}
    slot = free.pop()
    return slots | ({slot: plain[0].value(slot)} if asked in (slot, "both") else {})


def _lone(number: Number, asked: Asked, before: dict[str, int | None]) -> dict[str, int | None]:
    of_ten = asked == "both" and number.sure and not before  # "6/10" may be two answers, or one of either kind
    if of_ten or len(before) == 2:  # two before it: puts one of them right, and does not say which
        return {"mood": None, "craving": None}
    slot = next(iter(before), "mood" if asked == "both" else asked)
    return {slot: number.value(slot)}


def _several(plain: list[Number], asked: Asked) -> dict[str, int | None]:
    if asked != "both" and len({(number.low, number.high) for number in plain}) == 1:
        return {asked: plain[0].value(asked)}
    if len(plain) == 2 and (asked == "both" or (asked == "mood" and plain[1].joined)):
        mood, craving = plain[0].value("mood"), plain[1].value("craving")
        if mood is not None and craving is not None:
            return {"mood": mood, "craving": craving}
    return {"mood": None, "craving": None}
