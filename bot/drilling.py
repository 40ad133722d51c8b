"""Drills on a schedule: every so many days (`Lines.drill_days`), by day, the clock sends nobody's cry the whole way."""

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from threading import Event, Lock, Thread
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import sqlalchemy as sa

from bot.carrier.signature import sign
from bot.days import shows_between
from bot.db import reading
from bot.drill import Drill, Post, call_off
from bot.line import Line
from bot.models import drill, escalation, program, program_number
from bot.paging import DRILL
from bot.program import COLUMNS, Program, program_by_id, program_in
from bot.settings import Settings
from bot.work import work

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
FROM, UNTIL = time(11), time(15)
"""The hours of the program's day in which a drill begins: most people are awake, and nights are for those in need."""

SLACK = timedelta(hours=1)
"""A week after a drill is an hour earlier than it: or each would begin a little later, and one day in the night."""

PEOPLE_WITHIN = timedelta(minutes=10)
"""How long each step of a coach may take."""

LONGEST = timedelta(minutes=30)
"""After so long no drill is on its way any more."""

PATIENCE = 15.0
"""Seconds for the webhook's answer: carriers wait as long."""

LAST = sa.select(sa.func.max(drill.c.began_at)).where(drill.c.program_id == program.c.id).scalar_subquery()
IN_NEED = sa.exists().where(
    escalation.c.program_id == program.c.id, escalation.c.closed_at.is_(None), escalation.c.reason != DRILL
)
LEFT = sa.select(escalation.c.program_id).where(
    escalation.c.closed_at.is_(None), escalation.c.reason == DRILL, escalation.c.opened_at <= sa.bindparam("before")
)
AT_PEACE = sa.select(*COLUMNS, LAST).where(~IN_NEED, program.c.id.in_(sa.select(program_number.c.program_id)))
"""The programs where nobody waits for a coach or has one, and when their last drill began."""


class Drills:
    """Looks once a minute whether a drill is due, and runs one at a time in a thread of its own."""

    def __init__(self, line: Line, post: Post | None = None, pause: Callable[[float], None] | None = None) -> None:
        self.line = line
        self.post = post or posts(line.settings)
        self.pause = pause or _pause
        self.next_at: datetime | None = None
        self._busy = Lock()

    def begin(self, at: datetime) -> None:
        """Look, where it is time; a drill waits for people, and holds up no sweep."""
        if self.line.settings.public_url and (self.next_at is None or at >= self.next_at):
            self.next_at = at + EVERY
            Thread(target=self.look, args=(at,), daemon=True).start()

    def look(self, at: datetime) -> int:
        """How many drills were run now; none while another one is on its way."""
        if not self._busy.acquire(blocking=False):
            return 0
        try:
            self._end_those_left(at)
            return sum(self._run(which, since) for which, since in due(self.line, at))
        except Exception:
            log.exception("a drill was not run; the next look tries again")
            return 0
        finally:
            self._busy.release()

    def _end_those_left(self, at: datetime) -> None:
        """Whoever ran them is gone, and coaches would be paged for ever."""
        with reading(self.line.engine) as connection:
            programs = list(connection.execute(LEFT, {"before": at - LONGEST}).scalars())
        for program_id in programs:
            with work(self.line, at, partial(_program, program_id)) as unit:
                call_off(unit)
            log.error("a drill was left on its way, and is called off")

    def _run(self, which: Program, since: datetime) -> bool:
        """Of two clocks the second finds the first one's drill, begun after `since`, and runs none."""
        result = Drill(self.line, which.id, PEOPLE_WITHIN, self.post, self.pause, unless_since=since).run()
        if result is not None and result.failed:
            log.error("a drill ended at this step: %s", result.failed, extra={"row": result.drill_id})
        return result is not None


def due(line: Line, at: datetime) -> list[tuple[Program, datetime]]:
    """The programs whose drill is due, while nobody there waits for a coach; and since when none was begun."""
    with reading(line.engine) as connection:
        rows = [(program_in(row), row[-1]) for row in connection.execute(AT_PEACE)]
    often = [(one, timedelta(days=one.lines.drill_days) - SLACK, last) for one, last in rows if one.lines.drill_days]
    by_day = [row for row in often if shows_between(at, FROM, UNTIL, row[0].zone)]
    return [(one, at - apart) for one, apart, last in by_day if last is None or last <= at - apart]


def posts(settings: Settings) -> Post:
    """Posts to the line's own public address, the way the carrier does."""

    def post(path: str, fields: dict[str, str]) -> int:
        url = settings.public_url + path
        signature = sign(settings.twilio_auth_token.get_secret_value(), url, fields.items())
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        asked = Request(url, urlencode(fields).encode(), headers)  # noqa: S310 - the operator's own address
        try:
            with urlopen(asked, timeout=PATIENCE) as told:  # noqa: S310
                return int(told.status)
        except HTTPError as trouble:
            return trouble.code
        except (URLError, OSError):
            return 0

    return post


def _program(program_id: int, tx: sa.Connection) -> Program:
    return program_by_id(tx, program_id)


def _pause(seconds: float) -> None:
    Event().wait(seconds)
