"""Teaches a network what texts are: stochastic gradients with Adam (Kingma and Ba, 2015), always in the same order.

The derivatives are autograd's, taken through `walking.py`. Words and their vectors are dropped by chance, so that no
text is learnt by heart; the steps grow, then shrink to nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import autograd.numpy as followed
import numpy as np
from autograd import value_and_grad
from autograd.extend import defvjp, primitive

from flows.triage import Tier
from flows.triage.network import HEADS, Weights
from tests.triage.walking import attention, scores, states, summed

CUTS = (Tier.CONCERN, Tier.URGENT, Tier.EMERGENCY)
WORD, STATE, HIDDEN = 64, 80, 96  # sizes: of a word's vector, of a state in one direction, of the hidden layer
EPOCHS, BATCH, SEED = 3, 64, 7
STEP, GROWING, LEAST = 2e-3, 200, 0.02  # the largest step, after so many batches; the smallest, as a share of it
CALM, SQUARE, TINY = 0.9, 0.999, 1e-8  # Adam's memories of the slope and of its square
STEEP = 1.0  # a longer slope is shortened to this
DROPPED_WORDS, DROPPED, DROPPED_SUMS = 0.1, 0.3, 0.4  # shares of words, of numbers in vectors, of numbers in sums
CONCERN_COUNTS = 0.4  # a concern that is called urgent is a smaller mistake than talk that is
LONGEST = 80  # words that are learnt from: half from the begin, half from the end
ALIKE = 20  # batches whose texts are sorted by length together
TABLES = 2  # the first params: most of their rows have no part in a batch
LOUD = 2.0**40  # slopes are reckoned so much larger: numbers below 1e-38 cost processors a hundred times the work
NOTHING = np.float32(1e-30)  # for the same reason no square is smaller
Params = list[Any]  # the vectors of words, those of marks, then the fields of Weights


class Text(NamedTuple):
    """One text in numbers: for each word the rows of its vectors, the rows of its marks, and what it is."""

    words: list[list[int]]
    marks: list[int]
    tier: Tier


@primitive
def bag(table: Any, rows: Any, starts: Any) -> Any:
    """Sums of rows of the table: one for each start, up to the next."""
    return np.add.reduceat(table[rows], starts, axis=0)


def _bag_back(_answer: Any, table: Any, rows: Any, starts: Any) -> Any:
    order = np.argsort(rows, kind="stable")
    sorted_rows = rows[order]
    firsts = np.flatnonzero(np.append(True, sorted_rows[1:] != sorted_rows[:-1]))
    sizes = np.diff(np.append(starts, len(rows)))

    def slope(pull: Any) -> Any:
        grown = np.zeros_like(table)
        grown[sorted_rows[firsts]] = np.add.reduceat(np.repeat(pull, sizes, axis=0)[order], firsts, axis=0)
        return grown

    return slope


defvjp(bag, _bag_back, argnums=[0])


class Batch(NamedTuple):
    """Texts side by side, filled up to the longest with the empty word."""

    bags: tuple[Any, Any, Any]  # rows and starts of the different words, and how many rows each has
    places: Any  # (places * texts,) which of the different words stands where
    shown: Any  # (places, texts, 1)
    marks: tuple[Any, Any]
    tiers: Any  # (texts, 3)
    counts: Any  # (texts, 3)


def batch(texts: Sequence[Text]) -> Batch:
    """Arrays of these texts."""
    numbers: dict[tuple[int, ...], int] = {(0,): 0}
    longest = min(max(len(text.words) for text in texts), LONGEST)
    places = np.zeros((longest, len(texts)), np.intp)
    for column, text in enumerate(texts):
        for row, word in enumerate(shortened(text.words)):
            places[row, column] = numbers.setdefault(tuple(word) or (0,), len(numbers))
    sizes = np.array([len(shortened(text.words)) for text in texts])
    shown = (np.arange(longest)[:, None] < sizes).astype(np.float32)[..., None]
    tiers = np.array([[text.tier >= cut for cut in CUTS] for text in texts], np.float32)
    counts = np.array([[1, CONCERN_COUNTS if text.tier == Tier.CONCERN else 1, 1] for text in texts], np.float32)
    marks, starts, _ = flat([tuple(text.marks) or (0,) for text in texts])
    return Batch(flat(list(numbers)), places.ravel(), shown, (marks, starts), tiers, counts)


def shortened(words: list[list[int]]) -> list[list[int]]:
    return words if len(words) <= LONGEST else words[: LONGEST // 2] + words[-LONGEST // 2 :]


def flat(bags: Sequence[tuple[int, ...]]) -> tuple[Any, Any, Any]:
    """All rows in a line, where each bag begins, and how many each has."""
    sizes = np.array([len(rows) for rows in bags])
    rows = np.fromiter(chain.from_iterable(bags), np.intp)
    return rows, np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes.astype(np.float32)[:, None]


def teach(texts: Sequence[Text], words: int, marks: int) -> tuple[Any, Any, Weights]:
    """Vectors of so many words and marks, and weights, after all epochs."""
    dice = np.random.default_rng(SEED)
    params = beginning(dice, words, marks)
    slopes = [[np.zeros_like(one) for one in params] for _ in range(2)]
    learn = value_and_grad(loss)
    planned = EPOCHS * -(-len(texts) // BATCH)
    for at, chosen in enumerate(chain.from_iterable(batches(dice, texts) for _ in range(EPOCHS))):
        _, loud = learn(params, batch(chosen), dice)
        slope = [part * np.float32(1 / LOUD) for part in loud]
        step = STEP * min(1, (at + 1) / GROWING) * max(LEAST, 1 - at / planned)
        descend(params, gentle(slope), slopes, step, at + 1)
    return params[0], params[1], Weights(*params[2:])


def beginning(dice: Any, words: int, marks: int) -> Params:
    """Small numbers by chance."""

    def some(*shape: int, scale: float) -> Any:
        return dice.uniform(-scale, scale, shape).astype(np.float32)

    state = STATE**-0.5
    sums = 2 * STATE * (HEADS + 1)
    normal = (dice.normal(0, 0.1, shape).astype(np.float32) for shape in ((words, WORD), (marks, 2 * STATE)))
    return [
        *normal,
        some(2, WORD, 3 * STATE, scale=state),
        some(2, 1, 3 * STATE, scale=state),
        some(2, STATE, 3 * STATE, scale=state),
        some(2, 1, STATE, scale=state),
        some(2 * STATE, HEADS, scale=(2 * STATE) ** -0.5),
        some(sums, HIDDEN, scale=sums**-0.5),
        some(HIDDEN, scale=sums**-0.5),
        some(HIDDEN, len(CUTS), scale=HIDDEN**-0.5),
        some(len(CUTS), scale=HIDDEN**-0.5),
    ]


def batches(dice: Any, texts: Sequence[Text]) -> Iterator[list[Text]]:
    """All texts once, in a new order; those of one batch are about as long as each other."""
    order = dice.permutation(len(texts))
    for start in range(0, len(order), BATCH * ALIKE):
        some = sorted(order[start : start + BATCH * ALIKE], key=lambda at: len(texts[at].words))
        parts = [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
        for part in dice.permutation(len(parts)):
            yield [texts[at] for at in parts[part]]


def loss(params: Params, texts: Batch, dice: Any) -> Any:
    """How far off the scores are: LOUD times the mean over texts and cuts of the logistic loss."""
    said = answers(params, texts, dice)
    return LOUD * followed.mean(texts.counts * (followed.logaddexp(0, said) - texts.tiers * said))


def answers(params: Params, texts: Batch, dice: Any = None) -> Any:
    """(texts, 3): the scores; with dice, some of what is seen is dropped."""
    vectors, mark_vectors, weights = params[0], params[1], Weights(*params[2:])
    rows, starts, sizes = texts.bags
    different = bag(vectors, rows, starts) / followed.sqrt(sizes)
    words = bag(different, texts.places, np.arange(len(texts.places))).reshape((*texts.shown.shape[:2], WORD))
    if dice is not None:
        words = words * kept(dice, words.shape, DROPPED) * (dice.random(texts.shown.shape) > DROPPED_WORDS)
    walked = states(weights, words, texts.shown)
    sums = summed(walked, attention(weights, walked, texts.shown))
    marks = bag(mark_vectors, *texts.marks)
    if dice is not None:
        sums, marks = sums * kept(dice, sums.shape, DROPPED_SUMS), marks * kept(dice, marks.shape, DROPPED_SUMS)
    return scores(weights, sums, marks)


def kept(dice: Any, shape: Sequence[int], dropped: float) -> Any:
    """0 for what is dropped; the rest grows, so that sums stay as large."""
    return (dice.random(shape, np.float32) > dropped).astype(np.float32) / np.float32(1 - dropped)


def gentle(slope: Params) -> Params:
    """The slope, no longer than STEEP."""
    length = np.sqrt(sum(float(np.vdot(part, part)) for part in slope))
    return slope if length <= STEEP else [part * np.float32(STEEP / length) for part in slope]


def descend(params: Params, slope: Params, slopes: list[Params], step: float, nth: int) -> None:
    """One step of Adam, in place. Rows of a table that no text of the batch has stay as they are, memories too."""
    size = np.float32(step * np.sqrt(1 - SQUARE**nth) / (1 - CALM**nth))
    for place, (param, part, calm, square) in enumerate(zip(params, slope, *slopes, strict=True)):
        rows = np.flatnonzero(part.any(axis=1)) if place < TABLES else slice(None)
        now = part[rows]
        calm[rows] += (1 - CALM) * (now - calm[rows])
        square[rows] += (1 - SQUARE) * (np.maximum(now * now, NOTHING) - square[rows])
        param[rows] -= size * calm[rows] / (np.sqrt(square[rows]) + np.float32(TINY))
