"""The network of `flows/triage/network.py` as it learns: many texts side by side, every step followed by autograd.

A test holds that both say the same of a text. This one is written for its derivatives, the other to be quick.
"""

from typing import Any

import autograd.numpy as np
import numpy

from flows.triage.network import BACKWARDS, FORWARDS, HEADS, Weights

Array = Any  # numpy's, or one that is followed through for its derivatives


def states(weights: Weights, words: Array, shown: Array) -> Array:
    """(places, texts, 2H) from words (places, texts, W); where `shown` (places, texts, 1) is 0 there is no word."""
    places, texts, size = words.shape
    width = weights.again.shape[1]
    both = np.stack([words, words[::-1]]).reshape(2, places * texts, size)
    gates = (np.matmul(both, weights.enter) + weights.enter_bias).reshape(2, places, texts, 3 * width)
    there = numpy.stack([shown, shown[::-1]])
    state, passed = numpy.zeros((2, texts, width), numpy.float32), []
    for at in range(places):
        after = _next(weights, gates[:, at], state)
        state = state + there[:, at] * (after - state)
        passed.append(state)
    walked = np.stack(passed)
    return np.concatenate([walked[:, FORWARDS], walked[::-1, BACKWARDS]], axis=2)


def _next(weights: Weights, entered: Array, state: Array) -> Array:
    width = state.shape[2]
    again = np.matmul(state, weights.again)
    gates = 0.5 + 0.5 * np.tanh(0.5 * (entered[..., : 2 * width] + again[..., : 2 * width]))  # the logistic function
    keep, reset = gates[..., :width], gates[..., width:]
    new = np.tanh(entered[..., 2 * width :] + reset * (again[..., 2 * width :] + weights.again_bias))
    return new + keep * (state - new)


def attention(weights: Weights, walked: Array, shown: Array) -> Array:
    """(places, texts, HEADS): how much each head looks at each word; over a text's words this sums to 1."""
    looks = np.matmul(walked, weights.look) + (shown - 1) * 1e9
    looks = np.exp(looks - numpy.max(getattr(looks, "_value", looks), axis=0))
    return looks / np.sum(looks, axis=0)


def summed(walked: Array, looks: Array) -> Array:
    """(texts, 2H * HEADS): the states as each head sees them."""
    sums = [np.sum(walked * looks[:, :, head : head + 1], axis=0) for head in range(HEADS)]
    return np.concatenate(sums, axis=1)


def scores(weights: Weights, sums: Array, marks: Array) -> Array:
    """(texts, 3) from the sums and the marks (texts, 2H): above 0, more likely than not."""
    hidden = np.matmul(np.concatenate([sums, marks], axis=1), weights.hidden) + weights.hidden_bias
    return np.matmul(np.maximum(hidden, 0), weights.out) + weights.out_bias
