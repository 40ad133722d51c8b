"""Numbers and names in numpy's arrays: a tenth of the memory that a dictionary would take, and quicker to read."""

import os
from collections.abc import Sequence
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # our products are small: threads would only wait for each other
import numpy

Array = Any  # numpy's

__all__ = ["Array", "named", "numpy", "places"]


def places(known: Array, wanted: Array) -> Array:
    """Where those of the wanted stand that are among the known, which are sorted, of the same type, not empty."""
    at = known.searchsorted(wanted)
    return at[known.take(at, mode="clip") == wanted]


def named(known: Array, names: Sequence[str]) -> Array:
    """The same of names in ASCII. A longer name is cut, and so equals none of the known: those are all shorter."""
    return places(known, numpy.array(names, known.dtype))
