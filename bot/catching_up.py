"""Taking in texts that the carrier has and the line has not: the database or the web process was away while they came.

The carrier tries four times within seconds and then lets go; its own list of messages is what is left. Once a minute
it is read back over some minutes, and over a day at the start of a clock. A text is known by its SID, so that two who
read the list take none in twice. (Twilio delivers no webhook again later.)
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import inbox
from bot.carrier import Received
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


class CatchUp:
    """Reads the list once a minute, however often it is asked; one look at a time."""

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
        """How many texts were taken in; none when it is not time yet, or another look goes on."""
        if not self._is_time(at) or not self._busy.acquire(blocking=False):
            return 0
        try:
            self.next_at = at + EVERY
            return self._look(at)
        except Exception:
            log.exception("the carrier's list was not read; the next look tries again")
            return 0
        finally:
            self._busy.release()

    def _is_time(self, at: datetime) -> bool:
        return self.line.carrier is not None and (self.next_at is None or at >= self.next_at)

    def _look(self, at: datetime) -> int:
        since = max(at - FIRST, self.read_to - OVERLAP) if self.read_to is not None else at - FIRST
        numbers = _numbers(self.line)
        found = [_missing(self.line, one.number, max(since, one.first), at - GRACE) for one in numbers if one.first]
        taken = [_take_in(self.line, one, at) for texts in found for one in texts or ()]
        if None not in found and all(taken):  # what failed is looked for again, however long the trouble lasts
            self.read_to = at - GRACE
        return sum(taken)


def _numbers(line: Line) -> Sequence[Row[Any]]:
    """The numbers of all programs, and when the `first` text came by the webhook. What came before was another system's
    to answer; a program whose numbers do not point here yet has none, and its list is not read."""
    came = sa.select(inbound.c.received_at).where(inbound.c.program_id == program_number.c.program_id)
    first = came.order_by(inbound.c.id).limit(1).scalar_subquery().label("first")
    asked: sa.Select[Any] = sa.select(program_number.c.number, first).order_by(program_number.c.number)
    with reading(line.engine) as connection:
        return connection.execute(asked).all()


def _missing(line: Line, number: str, since: datetime, until: datetime) -> list[Received] | None:
    """What the carrier took for this number and the line never stored, oldest first; None when it does not say."""
    received = line.carrier.received(number, since) if line.carrier is not None else []
    if received is None:
        log.warning("the carrier does not say which texts it has; the next look tries again")
        return None
    listed = sorted((one for one in received if since <= one.at <= until), key=lambda one: one.at)
    known: set[str] = set()
    with reading(line.engine) as connection:
        for first in range(0, len(listed), AT_ONCE):
            sids = [one.sid for one in listed[first : first + AT_ONCE]]
            asked = sa.select(inbound.c.provider_sid).where(inbound.c.provider_sid.in_(sids))
            known |= set(connection.execute(asked).scalars())
    return [one for one in listed if one.sid not in known]


def _take_in(line: Line, one: Received, at: datetime) -> bool:
    """As if it came now; what is said goes out by itself. One that fails is told, and tried again in a minute."""
    text = Text(one.sid, one.number, one.to, one.body, one.media, said_at=one.at)
    try:
        inbox.receive(line, text, at, by_webhook=False)
    except Exception:
        log.exception("a text that came while the line was away was not taken in; the next look tries again")
        return False
    log.error("a text came while the line was away, and is taken in %.0f s late", (at - one.at).total_seconds())
    return True
