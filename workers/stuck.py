"""A job or a sweep that hangs would hold its process for ever. This ends the process, to be started again."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

log = logging.getLogger(__name__)

STUCK = 75
"""The exit code of a process that was stuck."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """End the process with STUCK when the block takes longer. Everything claimed is claimed again by somebody else."""
    watch = Timer(seconds, _end, (seconds,))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _end(seconds: float) -> None:
    log.critical("nothing has moved for %g s: this process ends, to be started again", seconds)
    logging.shutdown()
    os._exit(STUCK)
