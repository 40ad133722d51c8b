"""How long after a try that the carrier would not take now, or after the death of the worker that had it, a page is
tried again: so late it can be once the fault is over. It reads rows and what the storm noted; it changes nothing."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Row

from bot.models import audit_event, escalation, outbound
from tests.faults.storm import Storm


class Held(NamedTuple):
    """One need: when any of its pages was tried, when there was nobody who could be paged, and from when to when nobody
    had it."""

    tries: list[datetime]
    empty: list[datetime]
    alone: list[tuple[datetime, datetime]]

    def wanted(self, at: datetime) -> datetime | None:
        """Until when nobody had it, where nobody had it then."""
        return next((end for begin, end in self.alone if begin <= at < end), None)


def waits(storm: Storm) -> Iterator[float]:
    """Seconds from each try of a page that came to nothing to the next one. A page that was given up waits for the
    next of the same need: whoever is on call hears of the person, by whatever page. Where nobody could be paged in
    between, there was no page to try: of that tells the gap between attempts."""
    rows = storm.rows(outbound, outbound.c.page_id.is_not(None))
    needs = {held.id: _held(storm, held, rows) for held in storm.rows(escalation)}
    for row in rows:
        for (at, came), then in pairwise([*storm.tries[row.id], None]):
            held = needs[row.escalation_id]
            until = _until(storm, row, at, then, held)
            if until is not None and came in ("not now", "died") and not any(at < one < until for one in held.empty):
                yield storm.late(_held_until(storm, at, until), until)


def _held_until(storm: Storm, tried: datetime, until: datetime) -> datetime:
    """The try, or the last fault after it that could hold the page: it may have come to ride on the call of a worker
    that died, and waits for its lease; no row remembers that. What is promised counts from such a fault."""
    return max([tried, *(at for at in storm.struck if tried < at < until)])


def _until(storm: Storm, row: Row[Any], at: datetime, then: Any, held: Held) -> datetime | None:
    """The next try; or when this page rode on a call that rang, was taken back, or its person was somebody's. None when
    somebody had the person."""
    if then is not None:
        return then[0]
    by_itself = [one for one in (row.sent_at, row.ended_at) if one is not None and one > at]
    end = held.wanted(at)
    if by_itself or end is None:
        return min(by_itself, default=None)
    return min([end, *(one for one in held.tries if one > at and row.state == "failed")])


def _held(storm: Storm, held: Row[Any], rows: list[Row[Any]]) -> Held:
    mine = [row.id for row in rows if row.escalation_id == held.id]
    empty = storm.rows(audit_event, audit_event.c.subject_id == held.id, audit_event.c.act == "nobody to page")
    tries = sorted(at for one in mine for at, _ in storm.tries[one])
    return Held(tries, [event.at for event in empty], list(_alone(storm, held)))


def _alone(storm: Storm, held: Row[Any]) -> Iterator[tuple[datetime, datetime]]:
    """From when to when nobody had this person; a page is made only while nobody does."""
    since: datetime | None = None
    for event in storm.rows(audit_event, audit_event.c.subject == "escalation", audit_event.c.subject_id == held.id):
        if event.act in ("opened", "paged"):
            since = since or event.at
        elif since is not None and event.act in ("acknowledged", "closed"):
            yield since, event.at
            since = None
    if since is not None:
        yield since, storm.now
