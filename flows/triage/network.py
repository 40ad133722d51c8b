"""The network of the second reader: it reads the words in both directions, then looks back at those that matter.

A gated recurrent unit (Cho and others, 2014, with the reset gate applied after the product) walks through the words
forwards and backwards; four heads of attention sum up its states; one hidden layer weighs the sums together with the
signals and marks of the text. `tests/triage/teaching.py` has the same network as it learns, many texts side by side.
"""

from collections.abc import Sequence
from typing import IO, NamedTuple

from flows.triage.arrays import Array, numpy

HEADS = 4
FORWARDS, BACKWARDS = 0, 1
GATES = 3


class Weights(NamedTuple):
    """What is learnt but for the vectors of words and marks. W: size of a word's vector, H: of a state, U: hidden ones.

    Leading 2: the two directions. Gates come in the order keep, reset, new, each H wide.
    """

    enter: Array  # (2, W, 3H): from a word to the gates
    enter_bias: Array  # (2, 1, 3H)
    again: Array  # (2, H, 3H): from the state before to the gates
    again_bias: Array  # (2, 1, H): of the gate that makes new states
    look: Array  # (2H, HEADS)
    hidden: Array  # (2H * HEADS + 2H, U): the sums, and the marks
    hidden_bias: Array  # (U,)
    out: Array  # (U, 3): at least a concern, at least urgent, an emergency
    out_bias: Array  # (3,)


class Network(NamedTuple):
    """The weights, laid out for reading one text: both directions take a step at once, each gate in one piece.

    What goes into keep and reset is halved: the logistic function of x is (1 + tanh(x / 2)) / 2.
    """

    weights: Weights
    enter: Array  # (2, W, 3H)
    enter_bias: Array  # (3, 2, H)
    again: Array  # (6H, 2H): to the gates of both, from the states of both
    again_bias: Array  # (2H,)
    half: Array  # (4H,)

    @classmethod
    def of(cls, weights: Weights) -> "Network":
        width = weights.again.shape[1]
        halved = numpy.repeat(numpy.array([0.5, 0.5, 1], numpy.float32), width)
        again = numpy.zeros((GATES, 2, width, 2, width), numpy.float32)
        for way in (FORWARDS, BACKWARDS):
            again[:, way, :, way] = (weights.again[way] * halved).T.reshape(GATES, width, width)
        bias = (weights.enter_bias * halved).reshape(2, GATES, width).swapaxes(0, 1)
        new, half = weights.again_bias.ravel(), numpy.full(4 * width, 0.5, numpy.float32)
        return cls(weights, weights.enter * halved, bias, again.reshape(6 * width, 2 * width), new, half)


def walk(network: Network, words: Array) -> Array:
    """(places, 2H): the states of both directions at each word, from words (places, W).

    Every call of numpy counts here: it takes longer to begin than to reckon, and a text of twenty words walks through
    this loop twenty times. So all of them write where there is room already, and none has to look for its numbers.
    """
    width = len(network.again_bias)
    gates, new = _entered(network, words)
    both, state = numpy.empty(GATES * width, numpy.float32), numpy.zeros(width, numpy.float32)
    doors, fresh = both[: 2 * width], both[2 * width :]
    keep, reset = doors[:width], doors[width:]
    walked = numpy.empty((len(words), width), numpy.float32)
    for entering, entering_new, after in zip(gates, new, walked, strict=True):
        numpy.dot(network.again, state, both)
        numpy.add(both, entering, both)
        numpy.tanh(doors, doors)
        numpy.multiply(doors, network.half, doors)
        numpy.add(doors, network.half, doors)
        numpy.multiply(fresh, reset, fresh)
        numpy.add(fresh, entering_new, fresh)
        numpy.tanh(fresh, fresh)
        numpy.subtract(state, fresh, after)
        numpy.multiply(after, keep, after)
        numpy.add(after, fresh, after)
        state = after
    width //= 2
    return numpy.concatenate([walked[:, :width], walked[::-1, width:]], axis=1)


def _entered(network: Network, words: Array) -> tuple[Array, Array]:
    """(places, 6H) what is added to the gates at each step, and (places, 2H) what is added to the new state."""
    places = len(words)
    entered = numpy.empty((places, *network.enter_bias.shape), numpy.float32)
    for way, seen in ((FORWARDS, words), (BACKWARDS, words[::-1])):
        entered[:, :, way] = (seen @ network.enter[way]).reshape(places, GATES, -1)
    entered += network.enter_bias
    gates, width = entered.reshape(places, -1), len(network.again_bias)
    new = gates[:, 2 * width :].copy()
    gates[:, 2 * width :] = network.again_bias
    return gates, new


def read(network: Network, words: Sequence[Array], marks: Array) -> tuple[list[float], list[float]]:
    """The three scores of one text (above 0: more likely than not) from the vectors of its words and that of its marks;

    and how much is looked at each of its words: the sum is HEADS.
    """
    weights = network.weights
    walked = walk(network, numpy.concatenate(words).reshape(len(words), -1))
    looks = walked @ weights.look
    looks = numpy.exp(looks - looks.max(axis=0))
    looks /= looks.sum(axis=0)
    seen = numpy.concatenate([(looks.T @ walked).ravel(), marks])
    hidden = numpy.maximum(seen @ weights.hidden + weights.hidden_bias, 0)
    return (hidden @ weights.out + weights.out_bias).tolist(), looks.sum(axis=1).tolist()


def load(file: IO[bytes]) -> tuple[Array, Array, Array, Weights]:
    """What was learnt: the sorted names of parts of words, their vectors as kept, those of marks, the weights."""
    with file, numpy.load(file, allow_pickle=False) as arrays:
        weights = Weights(*(arrays[name].astype(numpy.float32) for name in Weights._fields))
        return arrays["names"], arrays["vectors"], arrays["mark_vectors"].astype(numpy.float32), weights
