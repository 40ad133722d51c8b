"""When a row that the carrier would not take now is tried again, and when it is given up. As SQL, so that each of those
that rode on it is judged by its own count."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.carrier import Trouble
from bot.escalation import BREATH
from bot.models import Utc, outbound

PASSING = {Trouble.TEMPORARY, Trouble.UNKNOWN}
"""Troubles that another try may find gone."""

PAUSES = {True: (1, 3, 4, 4, 4, 4, 4), False: (1, 3, 10)}
"""Seconds from each try to the next, of a page and of any other row. Once the carrier is back, a page is out within
10 s: the pause, a sweep that rings (2 s), and one that sees that nobody heard the bell (2 s). They count from when a
try began: a carrier that keeps silent until the time-out (5 s) has used up the pause."""

KEEPS_ON = BREATH
"""So long a page is tried at least, however often it left in the texts of others. By then its ladder pages anew: there
is no time in which a carrier that comes back is asked for nothing."""


def tries_left(at: datetime, *, page: bool) -> sa.ColumnElement[bool]:
    """Whether a claimed row may be tried once more, as a condition."""
    often = outbound.c.attempts <= len(PAUSES[page])
    return sa.or_(often, outbound.c.created_at > at - KEEPS_ON) if page else often


def again(began: datetime, at: datetime, code: str, *, page: bool) -> dict[str, Any]:
    """What a row becomes whose try began then and failed now, and that waits for its next one."""
    *first, last = (sa.literal(max(at, began + timedelta(seconds=pause)), Utc()) for pause in PAUSES[page])
    due = sa.case(*((outbound.c.attempts == nth, when) for nth, when in enumerate(first, start=1)), else_=last)
    return {"state": "due", "error": code, "due_at": due, "rung_at": None, "lease_until": None}
