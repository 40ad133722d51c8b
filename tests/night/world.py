"""The whole line on a virtual clock: database, web application, workers, clock, carrier and phones in one process.

Only time, Redis and the sockets are pretended: everything else is what runs at a real program.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Engine, Row

from bot import crypto, db, seed, sweeps
from bot.carrier.twilio import TwilioCarrier
from bot.demo import invented
from bot.invariants import owner_away
from bot.line import Line
from bot.models import Utc, announcement, client, conversation, escalation, outbound, page, program, prompt
from bot.phones import Network, Person, Response, into, sign
from bot.phones.wire import form_post
from bot.settings import Settings
from bot.web import create_app
from flows.copy import words
from tests.night.workers import Killed, Workers
from tests.phones.rest import InProcess

ZONE = "America/New_York"
START = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # Monday, three in the afternoon in New York
ORIGIN = "https://line.example"
NUMBER = "+15185550100"
VAULT = crypto.Vault({1: bytes(range(32))}, 1, bytes(range(32, 64)))
SWEEP = timedelta(seconds=2)
IDLE = timedelta(seconds=30)
QUIET = timedelta(hours=1)


def _first(column: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    return sa.select(sa.func.min(column)).where(*where).scalar_subquery()


NEXT_DUE = sa.select(
    sa.or_(
        sa.exists().where(outbound.c.state.in_(("due", "sending"))),
        owner_away(sa.bindparam("now", type_=Utc())).exists(),
    ).label("now"),
    _first(escalation.c.next_page_at, escalation.c.closed_at.is_(None)),
    _first(escalation.c.next_update_at, escalation.c.closed_at.is_(None)),
    _first(escalation.c.rescue_at),
    _first(page.c.check_at),
    _first(conversation.c.wake_at, conversation.c.state.is_not(None)),
    _first(client.c.next_checkin_at),
    _first(prompt.c.due_at, prompt.c.ended_at.is_(None)),
    _first(announcement.c.at, announcement.c.ended_at.is_(None)),
    _first(sa.func.coalesce(program.c.cover_at, sa.literal(START, Utc()), type_=Utc())),
)

CAST = {
    "Ana": "+15185550111",
    "Luis": "+15185550112",
    "Joy": "+15185550121",
    "Ravi": "+15185550122",
    "Sol": "+15185550123",
}


@dataclass
class Night:
    """Everything there is, and the hand that moves time. `expects_trouble`: errors in the log are part of the story."""

    network: Network
    line: Line
    workers: Workers
    ids: dict[str, int]
    every: timedelta = SWEEP
    clock_runs: bool = True
    expects_trouble: bool = False
    swept_at: datetime = field(default=START)

    # Time.

    @property
    def now(self) -> datetime:
        return self.network.now

    def forward(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, every: float = 2) -> None:
        """Let time go by. `every` so many seconds the clock looks for what is due; a quiet stretch takes fewer."""
        self.every = timedelta(seconds=every)
        self.until(lambda: False, timedelta(seconds=seconds, minutes=minutes, hours=hours))
        self.every = SWEEP

    def until(self, done: Callable[[], bool], within: timedelta) -> bool:
        """Let the world go on until something is so: phones, workers, and the clock process."""
        limit = self.now + within
        while not done():
            self.workers.work()
            if done():
                break
            if not self._step(limit):
                self.workers.work()
                return done()
        return True

    def until_local(self, wall: str, zone: str = ZONE) -> None:
        """On to the next time the clocks in `zone` show this: quickly, and from half a minute before at full pace."""
        there = self.now.astimezone(ZoneInfo(zone))
        day = there.date() + timedelta(days=there.time() >= time.fromisoformat(wall))
        at = datetime.combine(day, time.fromisoformat(wall), ZoneInfo(zone)).astimezone(UTC)
        quick = max(0.0, (at - self.now).total_seconds() - 30)
        self.forward(seconds=quick, every=600)
        self.forward(seconds=(at - self.now).total_seconds())

    def _step(self, limit: datetime) -> bool:
        sweep_at = max(self._next_sweep(), self.now) if self.clock_runs else limit
        event_at = self.network.next_at
        if event_at is not None and event_at <= min(sweep_at, limit):
            self.network.advance_to(event_at)
        elif self.clock_runs and sweep_at <= limit:
            self.network.advance_to(sweep_at)
            self.sweep()
        else:
            self.network.advance_to(limit)
            return False
        return True

    def _next_sweep(self) -> datetime:
        """`every` so many seconds; but sweeps that would find nothing are left out, up to half a minute of them, and
        up to an hour where time goes quickly. The look ahead at the cover, once a minute, counts only at full pace."""
        quick = self.every != SWEEP
        due = min(self._next_due(cover=not quick), self.swept_at + (max(QUIET, self.every) if quick else IDLE))
        sweeps = max(1, -((self.swept_at - due) // self.every))
        return self.swept_at + sweeps * self.every

    def _next_due(self, cover: bool) -> datetime:
        with db.reading(self.line.engine) as connection:
            found = connection.execute(NEXT_DUE, {"now": self.now}).one()
        due = found[1:] if cover else found[1:-1]
        return self.swept_at if found.now else min(filter(None, due), default=self.now + QUIET)

    def sweep(self) -> None:
        """What the clock process does every two seconds. One that is killed is started again."""
        self.swept_at = self.now
        with suppress(Killed):
            sweeps.sweep(self.line, self.line.now())

    # Looking into rows. Stories look at phones; these are for what no phone shows.

    def rows(self, table: sa.Table, *where: Any) -> list[Row[Any]]:
        """The rows of a table that fit, in the order they were made."""
        with db.reading(self.line.engine) as connection:
            return list(connection.execute(sa.select(table).where(*where).order_by(sa.literal_column("1"))))

    def one(self, table: sa.Table, *where: Any) -> Row[Any]:
        """The only such row."""
        (row,) = self.rows(table, *where)
        return row

    def change(self, table: sa.Table, *where: Any, **values: Any) -> None:
        """Change rows behind the line's back, as an operator would."""
        with db.transaction(self.line.engine) as tx:
            tx.execute(sa.update(table).where(*where).values(**values))

    # Speaking for the carrier.

    def post(self, path: str, **fields: str) -> int:
        """A signed webhook that no phone caused; the status of the answer."""
        url, token = ORIGIN + path, next(iter(self.network.accounts.values())).token
        answer = self.network.outlet(form_post(url, fields, {"X-Twilio-Signature": sign(token, url, fields)}))
        return answer.status if isinstance(answer, Response) else 0

    # The end of a story.

    def leave(self) -> None:
        """Let what is in the air land. Fails on texts and calls nobody expected, and on answers that failed."""
        if self.clock_runs:
            self.forward(seconds=2)
        self.network.assert_quiet()
        failed = [entry for entry in self.network.journal if entry.way == "told" and entry.status >= 500]
        assert self.expects_trouble or not failed, "a webhook of ours failed"


def world(url: str, seed_number: int = 7) -> Night:
    """A night on this database: the program Rivertown Friends, its cast, and a phone for each of them."""
    ends: dict[str, Any] = {}
    network = Network(START, Random(seed_number), lambda request: ends["app"](request))
    account = network.add_account()
    network.add_line(NUMBER, account, f"{ORIGIN}/sms", voice_url=f"{ORIGIN}/voice/incoming", keywords="quiet", rate=10)
    engine = quick(db.connect(url, VAULT))
    workers = Workers(now=lambda: network.now)
    carrier = TwilioCarrier(account.sid, account.token, http=InProcess(network))
    settings = Settings(public_url=ORIGIN, twilio_account_sid=account.sid, twilio_auth_token=account.token)
    line = Line(settings, engine, workers, workers.watch(carrier), lambda: network.now + workers.skew)
    workers.line = line
    ends["app"] = into(create_app(line))
    return Night(network, line, workers, _people(engine))


def quick(engine: Engine) -> Engine:
    """SQLite without waiting for the disk: stories look at what is written, not at what survives a power cut."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return engine


def people(night: Night) -> dict[str, Person]:
    """A phone for everyone of the cast, by first name."""
    roles = {"Ana": "client", "Luis": "client", "Joy": "coach", "Ravi": "coach", "Sol": "supervisor"}
    return {name: phone(night, number, name, roles[name]) for name, number in CAST.items()}


def said(key: str, language: str = "en", **facts: object) -> str:
    """What the line says under this key, so that stories do not break when somebody finds better words."""
    return words(key, language, **facts)


def everything_read(*people: Person) -> None:
    """The story does not care what else these phones got so far."""
    for someone in people:
        for bubble in someone.phone.thread:
            bubble.read = True
        for sid, leg in someone.network.legs.items():
            leg.noticed |= someone.network.calls[sid].phone == someone.phone.number


def phone(night: Night, number: str, name: str, role: str = "") -> Person:
    """One more phone, of somebody the line need not know."""
    return Person(night.network, night.network.add_phone(number, name, role), night.until)


def _people(engine: Engine) -> dict[str, int]:
    with db.transaction(engine) as tx:
        at: tuple[Any, ...] = (tx, VAULT, START)
        program = seed.add_program(
            tx, "Rivertown Friends", "RIVER", ZONE, {"clients": NUMBER}, most_nights=7, third_a_week=0
        )
        ids = {"program": program}
        ids["Ana"] = seed.add_client(*at, program, "Ana", CAST["Ana"], ZONE, checkin_time=time(18))
        spanish = {"language": "es", "checkin_time": time(19)}
        ids["Luis"] = seed.add_client(*at, program, "Luis", CAST["Luis"], ZONE, **spanish)
        for name, role in (("Joy", "coach"), ("Ravi", "coach"), ("Sol", "supervisor")):
            ids[name] = invented.add_coach(*at, program, name, CAST[name], role)
        for rung, who in (("primary", "Joy"), ("backup", "Ravi")):
            seed.add_rotation(tx, program, rung, [ids[who]], date(2026, 3, 1), time(9))
    return ids
