"""Taking in texts and calls that the carrier has and the line has not: the database or the web process was away while
they came.

The carrier tries four times within seconds and then lets go; its own lists of messages and of calls are what is left.
Once a minute they are read back over some minutes, and over a day at the start of a clock. Each text and call is known
by its SID, so that two who read the lists take none in twice. (Twilio delivers no webhook again later.)
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from threading import Lock, Thread
from typing import NamedTuple

import sqlalchemy as sa

from bot import calls, inbox
from bot.carrier import Called, Received
from bot.db import reading
from bot.inbox import Text
from bot.line import Line
from bot.models import inbound, program_number

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
GRACE = timedelta(seconds=75)
"""Younger than this it is the carrier's: it may be trying still (four times, 15 s each at most)."""

OVERLAP = timedelta(minutes=10)
"""How far back the list is read: lists of a carrier run behind, and an outage has an end that nobody saw."""

FIRST = timedelta(hours=24)
"""How far back a clock reads when it starts."""

AT_ONCE = 500

CALLS = (
    sa.select(inbound.c.program_id, sa.func.min(inbound.c.received_at).label("first"))
    .where(inbound.c.provider_sid >= "CA", inbound.c.provider_sid < "CB")
    .group_by(inbound.c.program_id)
    .subquery()
)
"""Each program's first call. Calls are few, and by their SIDs they are found without a look at every text."""


class CatchUp:
    """Reads the lists once a minute, however often it is asked; one look at a time."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.read_to: datetime | None = None
        self.next_at: datetime | None = None
        self._busy = Lock()

    def begin(self, at: datetime) -> None:
        """Look, where it is time, in a thread of its own: a slow carrier holds up no sweep."""
        if self._is_time(at):
            Thread(target=self.look, args=(at,), daemon=True).start()

    def look(self, at: datetime) -> int:
        """How many texts and calls were taken in; none when it is not time yet, or another look goes on."""
        if not self._is_time(at) or not self._busy.acquire(blocking=False):
            return 0
        try:
            self.next_at = at + EVERY
            return self._look(at)
        except Exception:
            log.exception("the carrier's lists were not read; the next look tries again")
            return 0
        finally:
            self._busy.release()

    def _is_time(self, at: datetime) -> bool:
        return self.line.carrier is not None and (self.next_at is None or at >= self.next_at)

    def _look(self, at: datetime) -> int:
        since = max(at - FIRST, self.read_to - OVERLAP) if self.read_to is not None else at - FIRST
        found = [_missing(self.line, one, max(since, one.first), at - GRACE) for one in _lists(self.line)]
        taken = [_take_in(self.line, one, at) for one in _in_order(found)]
        if None not in found and all(taken):  # what failed is looked for again, however long the trouble lasts
            self.read_to = at - GRACE
        return sum(taken)


class Listed(NamedTuple):
    """One list of the carrier's: of texts or of calls, for one of our numbers. `first`: when the first one came by a
    webhook. What came before was another system's to answer, and without one the number does not point here yet."""

    read: Callable[[str, datetime], list[Received] | list[Called] | None]
    number: str
    first: datetime


def _lists(line: Line) -> Iterator[Listed]:
    """The lists of all programs' numbers that point here. A number may point here with its texts alone."""
    if line.carrier is None:
        return
    ours = inbound.c.program_id == program_number.c.program_id
    text = sa.select(inbound.c.received_at).where(ours).order_by(inbound.c.id).limit(1).scalar_subquery().label("text")
    asked = sa.select(program_number.c.number, text, CALLS.c.first.label("call")).outerjoin_from(
        program_number, CALLS, CALLS.c.program_id == program_number.c.program_id
    )
    with reading(line.engine) as connection:
        numbers = connection.execute(asked.order_by(program_number.c.number)).all()
    for one in numbers:
        for read, first in ((line.carrier.received, one.text), (line.carrier.called, one.call)):
            if first is not None:
                yield Listed(read, one.number, first)


def _missing(line: Line, of: Listed, since: datetime, until: datetime) -> list[Received | Called] | None:
    """What the carrier took for this number and the line never stored; None when it does not say."""
    received = of.read(of.number, since)
    if received is None:
        log.warning("the carrier does not say which texts and calls it has; the next look tries again")
        return None
    listed = [one for one in received if since <= one.at <= until]
    known: set[str] = set()
    with reading(line.engine) as connection:
        for first in range(0, len(listed), AT_ONCE):
            sids = [one.sid for one in listed[first : first + AT_ONCE]]
            asked = sa.select(inbound.c.provider_sid).where(inbound.c.provider_sid.in_(sids))
            known |= set(connection.execute(asked).scalars())
    return [one for one in listed if one.sid not in known]


def _in_order(found: Iterable[list[Received | Called] | None]) -> list[Received | Called]:
    """The oldest first: a STOP after a call is a STOP after a call."""
    return sorted(chain.from_iterable(one or () for one in found), key=lambda one: one.at)


def _take_in(line: Line, one: Received | Called, at: datetime) -> bool:
    """As if it came now; what is said goes out by itself. One that fails is told, and tried again in a minute."""
    what = "call" if isinstance(one, Called) else "text"
    try:
        if isinstance(one, Called):
            calls.missed(line, one.sid, one.number, one.to, at)
        else:
            text = Text(one.sid, one.number, one.to, one.body, one.media, said_at=one.at)
            inbox.receive(line, text, at, by_webhook=False)
    except Exception:
        log.exception("a %s that came while the line was away was not taken in; the next look tries again", what)
        return False
    log.error("a %s came while the line was away, and is taken in %.0f s late", what, (at - one.at).total_seconds())
    return True
