"""The learnt reader: names in, the chance of each answer out. A sum of vectors, one hidden layer, and straight shares.

Names are kept as 32 bits of their checksum and numbers as bytes: what is learnt takes a few hundred kilobytes.
"""

import os
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # these products are small: threads would only wait for each other
import numpy as np

Array = Any
Chances = dict[str, float]
FEW = 20  # a text with fewer known names weighs as if it had these: a fragment says little


class Shares(NamedTuple):
    """What was learnt. N names, H hidden, K answers. The first row of the tables is of what every text has."""

    vectors: Array  # (N + 1, H), in steps of `steps[0]`
    straight: Array  # (N + 1, K), in steps of `steps[1]`
    hidden_bias: Array  # (H,)
    out: Array  # (H, K)
    out_bias: Array  # (K,)
    steps: Array  # (2,)

    def scores(self, rows: Array) -> Array:
        """(K,): how much a text with the names of these rows speaks for each answer."""
        size = max(len(rows), FEW) ** -0.5
        summed = self.vectors[rows].sum(axis=0, dtype=np.float32) * (self.steps[0] * size)
        straight = self.straight[rows].sum(axis=0, dtype=np.float32) * (self.steps[1] * size)
        return np.tanh(summed + self.hidden_bias) @ self.out + self.out_bias + straight


@dataclass(frozen=True, slots=True)
class Reader:
    """Answers, what was learnt of names, and how likely each answer must be before it counts."""

    answers: tuple[str, ...]
    known: Array  # (N,) checksums of names, rising
    shares: Shares
    enough: Chances

    def chances(self, names: Collection[str]) -> Chances:
        """How likely each answer is; together 1."""
        scores = self.shares.scores(self.rows(names))
        likely = np.exp(scores - scores.max())
        return dict(zip(self.answers, (likely / likely.sum()).tolist(), strict=True))

    def rows(self, names: Collection[str]) -> Array:
        """The rows of the names that are known, after the one that every text has."""
        sums = np.unique(checksums(names))
        places = np.minimum(np.searchsorted(self.known, sums), len(self.known) - 1)
        return np.concatenate(([0], places[self.known[places] == sums] + 1))


def checksums(names: Iterable[str]) -> Array:
    """32 bits for each name."""
    return np.fromiter((zlib.crc32(name.encode()) for name in names), np.uint32)


@cache
def reader(name: str) -> Reader:
    """One of the readers in `data/`, read once."""
    with files("flows.hearing").joinpath("data", f"{name}.npz").open("rb") as file:
        table = dict(np.load(file).items())
    answers = tuple(table["answers"].tolist())
    enough = dict(zip(answers, table["enough"].tolist(), strict=True))
    shares = Shares(
        table["vectors"],
        table["straight"],
        *(table[key].astype(np.float32) for key in ("hidden_bias", "out", "out_bias", "steps")),
    )
    return Reader(answers, table["known"], shares, enough)
