"""RQ jobs: a row id in, and nothing else. What they do is in `bot`."""

from functools import cache

from bot import bulk, sending
from bot.line import Line, open_line
from bot.queue import JOB_TIMEOUT
from bot.settings import Settings
from workers.stuck import at_most

GRACE = 15
"""Seconds after RQ's own time-out, which an exception carries, until the process itself ends."""


@cache
def line() -> Line:
    """The line of this process, opened once."""
    return open_line(Settings(), sends=True)


def deliver(outbound_id: int) -> None:
    """Send one text or place one call, if it is still due."""
    with at_most(JOB_TIMEOUT + GRACE):
        sending.deliver(line(), outbound_id, line().now())


def drain(program_id: int) -> None:
    """Send one program's share of bulk texts."""
    with at_most(JOB_TIMEOUT + GRACE):
        bulk.drain(line(), program_id, line().now())
