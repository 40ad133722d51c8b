"""Teaches a learnt reader: AdaGrad (Duchi and others, 2011) on the log-loss of its answers, always in the same order.

Names and hidden ones are dropped by chance, so that no answer hangs on one word; and each text weighs what its lesson
says. A name of one text alone says nothing of the next. Names that matter least are left out, and it is taught again.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from flows.hearing.reader import FEW, Reader, Shares, checksums

HIDDEN = 32
EPOCHS, BATCH, SEED = 20, 64, 7
DROPPED_NAMES, DROPPED_HIDDEN = 0.25, 0.4
STEP, STEP_STRAIGHT = 0.05, 0.3
SMOOTH = 1e-5  # how much weights are drawn to nothing
SEEN_AT_LEAST = 2
BYTE = 127

Array = Any
Params = list[Array]


class Lesson(NamedTuple):
    """What one text is made of, the answer to it, and what it weighs."""

    names: frozenset[str]
    answer: str
    weight: float = 1.0


class Batch(NamedTuple):
    """Some texts in numbers: rows of all texts in a row, where each text begins, how many it has; answers, weights."""

    rows: Array
    starts: Array
    counts: Array
    answers: Array
    weights: Array


def teach(lessons: Sequence[Lesson], answers: Sequence[str], kept: int) -> Reader:
    """A reader that has learnt from these, of so many names at most."""
    often = Counter(name for one in lessons for name in one.names)
    names = [name for name in often if often[name] >= SEEN_AT_LEAST]
    if len(names) > kept:
        known = np.unique(checksums(names))
        params = fitted(lessons, answers, known)
        loud = np.abs(params[1][1:]).max(axis=1) + np.abs(params[0][1:] @ params[3]).max(axis=1)
        known = np.sort(known[np.argsort(-loud, kind="stable")[:kept]])
    else:
        known = np.unique(checksums(names))
    return _small(fitted(lessons, answers, known), answers, known)


def fitted(lessons: Sequence[Lesson], answers: Sequence[str], known: Array) -> Params:
    """The parameters in the order of `Shares`."""
    dice = np.random.default_rng(SEED)
    params = _begun(dice, len(known) + 1, len(answers))
    memory = [np.full_like(param, 1e-6) for param in params]
    texts = [(_rows(one.names, known), answers.index(one.answer), one.weight) for one in lessons]
    for epoch in range(EPOCHS):
        for batch in _batches(dice, texts):
            _descend(params, memory, batch, dice, 1 - epoch / EPOCHS)
    return params


def _rows(names: Collection[str], known: Array) -> Array:
    sums = np.unique(checksums(sorted(names)))
    places = np.minimum(np.searchsorted(known, sums), len(known) - 1)
    return np.concatenate(([0], places[known[places] == sums] + 1))


def _begun(dice: Any, rows: int, answers: int) -> Params:
    def some(*shape: int, scale: float) -> Array:
        return (dice.normal(size=shape) * scale).astype(np.float32)

    def none(*shape: int) -> Array:
        return np.zeros(shape, np.float32)

    out = some(HIDDEN, answers, scale=HIDDEN**-0.5)
    return [some(rows, HIDDEN, scale=0.1), none(rows, answers), none(HIDDEN), out, none(answers)]


def _batches(dice: Any, texts: Sequence[tuple[Array, int, float]]) -> Iterator[Batch]:
    order = dice.permutation(len(texts))
    for start in range(0, len(order), BATCH):
        some = [texts[at] for at in order[start : start + BATCH]]
        rows = [one[0][(dice.random(len(one[0])) > DROPPED_NAMES) | (one[0] == 0)] for one in some]
        counts = np.array([len(one) for one in rows])
        starts = np.cumsum(counts) - counts
        weights = np.array([one[2] for one in some], np.float32)
        yield Batch(np.concatenate(rows), starts, counts, np.array([one[1] for one in some]), weights)


def _descend(params: Params, memory: Params, batch: Batch, dice: Any, pace: float) -> None:
    """One step, in place."""
    vectors, straight, hidden_bias, out, out_bias = params
    sizes = (np.maximum(batch.counts, FEW) ** -0.5).astype(np.float32)[:, None]
    hidden = np.tanh(np.add.reduceat(vectors[batch.rows], batch.starts) * sizes + hidden_bias)
    shown = (dice.random(hidden.shape) > DROPPED_HIDDEN).astype(np.float32) / np.float32(1 - DROPPED_HIDDEN)
    scores = (hidden * shown) @ out + out_bias + np.add.reduceat(straight[batch.rows], batch.starts) * sizes
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    wrong = likely / likely.sum(axis=1, keepdims=True)
    wrong[np.arange(len(wrong)), batch.answers] -= 1
    wrong *= batch.weights[:, None]
    back = (wrong @ out.T) * shown * (1 - hidden * hidden)
    rows, which = np.unique(batch.rows, return_inverse=True)
    slopes = [
        _gathered(back * sizes, batch, which) + SMOOTH * vectors[rows],
        _gathered(wrong * sizes, batch, which) + SMOOTH * straight[rows],
        back.sum(axis=0),
        (hidden * shown).T @ wrong,
        wrong.sum(axis=0),
    ]
    for at, (param, past, slope) in enumerate(zip(params, memory, slopes, strict=True)):
        where = rows if at < 2 else slice(None)
        past[where] += slope * slope
        step = STEP_STRAIGHT if at == 1 else STEP
        param[where] -= np.float32(pace * step) * slope / np.sqrt(past[where])


def _gathered(slopes: Array, batch: Batch, which: Array) -> Array:
    """The slope of each different row: the sum of those of the texts that have it."""
    order = np.argsort(which, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(which))[:-1]))
    return np.add.reduceat(np.repeat(slopes, batch.counts, axis=0)[order], starts)


def _small(params: Params, answers: Sequence[str], known: Array) -> Reader:
    """The tables in bytes, the rest in half precision, as the file keeps them."""
    tables, steps = zip(*(_in_bytes(param) for param in params[:2]), strict=True)
    rest = [param.astype(np.float16).astype(np.float32) for param in params[2:]]
    return Reader(tuple(answers), known, Shares(*tables, *rest, np.array(steps, np.float32)), {})


def _in_bytes(table: Array) -> tuple[Array, float]:
    step = float(np.abs(table).max()) / BYTE
    return np.round(table / step).astype(np.int8), step
