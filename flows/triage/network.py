"""The network of the second reader: it reads the words in both directions, then looks back at those that matter.

A gated recurrent unit (Cho and others, 2014, with the reset gate applied after the product) walks through the words
forwards and backwards; four heads of attention sum up its states; one hidden layer weighs the sums together with the
signals and marks of the text. The same lines serve reading and learning: `np` is numpy, or what differentiates it.
"""

import os
from collections.abc import Sequence
from typing import IO, Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # these products are small: threads would only wait for each other
import numpy

Array = Any  # numpy's, or one that is followed through for its derivatives
HEADS = 4
FORWARDS, BACKWARDS = 0, 1


class Weights(NamedTuple):
    """What is learnt but for the vectors of words and marks. W: size of a word's vector, H: of a state, U: hidden ones.

    Leading 2: the two directions. Gates come in the order keep, reset, new, each H wide.
    """

    enter: Array  # (2, W, 3H) from a word to the gates
    enter_bias: Array  # (2, 1, 3H)
    again: Array  # (2, H, 3H) from the state before to the gates
    again_bias: Array  # (2, 1, H) of the gate that makes new states
    look: Array  # (2H, HEADS)
    hidden: Array  # (2H * HEADS + 2H, U): the sums, and the marks
    hidden_bias: Array  # (U,)
    out: Array  # (U, 3): at least a concern, at least urgent, an emergency
    out_bias: Array  # (3,)


def states(weights: Weights, words: Array, shown: Array = None, np: Any = numpy) -> Array:
    """(places, texts, 2H) from words (places, texts, W); where `shown` (places, texts, 1) is 0 there is no word. Every
    product counts here: a text of twenty words walks through this loop in a quarter of a millisecond.
    """
    places, texts, size = words.shape
    width = weights.again.shape[1]
    both = np.stack([words, words[::-1]]).reshape(2, places * texts, size)
    gates = (np.matmul(both, weights.enter) + weights.enter_bias).reshape(2, places, texts, 3 * width)
    there = None if shown is None else numpy.stack([shown, shown[::-1]])
    state, passed = numpy.zeros((2, texts, width), numpy.float32), []
    for at in range(places):
        after = _next(weights, gates[:, at], state, np)
        state = after if there is None else state + there[:, at] * (after - state)
        passed.append(state)
    walked = np.stack(passed)
    return np.concatenate([walked[:, FORWARDS], walked[::-1, BACKWARDS]], axis=2)


def _next(weights: Weights, entered: Array, state: Array, np: Any) -> Array:
    width = state.shape[2]
    again = np.matmul(state, weights.again)
    gates = 0.5 + 0.5 * np.tanh(0.5 * (entered[..., : 2 * width] + again[..., : 2 * width]))  # the logistic function
    keep, reset = gates[..., :width], gates[..., width:]
    new = np.tanh(entered[..., 2 * width :] + reset * (again[..., 2 * width :] + weights.again_bias))
    return new + keep * (state - new)


def attention(weights: Weights, walked: Array, shown: Array = None, np: Any = numpy) -> Array:
    """(places, texts, HEADS): how much each head looks at each word; over a text's words this sums to 1."""
    looks = np.matmul(walked, weights.look)
    looks = looks if shown is None else looks + (shown - 1) * 1e9
    looks = np.exp(looks - numpy.max(getattr(looks, "_value", looks), axis=0))
    return looks / np.sum(looks, axis=0)


def summed(walked: Array, looks: Array, np: Any = numpy) -> Array:
    """(texts, 2H * HEADS): the states as each head sees them."""
    sums = [np.sum(walked * looks[:, :, head : head + 1], axis=0) for head in range(HEADS)]
    return np.concatenate(sums, axis=1)


def scores(weights: Weights, sums: Array, marks: Array, np: Any = numpy) -> Array:
    """(texts, 3) from the sums and the marks (texts, 2H): above 0, more likely than not."""
    hidden = np.matmul(np.concatenate([sums, marks], axis=1), weights.hidden) + weights.hidden_bias
    return np.matmul(np.maximum(hidden, 0), weights.out) + weights.out_bias


def read(weights: Weights, words: Sequence[Array], marks: Array) -> tuple[list[float], list[float]]:
    """The three scores of one text, and how much is looked at each of its words (they sum to HEADS)."""
    walked = states(weights, numpy.stack(words)[:, None])
    looks = attention(weights, walked)
    return scores(weights, summed(walked, looks), marks)[0].tolist(), looks[:, 0].sum(axis=1).tolist()


def load(file: IO[bytes]) -> tuple[Array, Array, Weights]:
    """What was learnt: the vectors of parts of words as they are kept, those of marks, and the weights."""
    with file, numpy.load(file, allow_pickle=False) as arrays:
        weights = Weights(*(arrays[name].astype(numpy.float32) for name in Weights._fields))
        return arrays["vectors"], arrays["mark_vectors"].astype(numpy.float32), weights
