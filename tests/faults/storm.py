"""A night in which things go wrong on purpose: the line of `tests.night`, with a hand on posts, hand-overs and sweeps.

Only Redis, the sockets and time are pretended. Process faults strike one at a time, as the promises say.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal
from urllib.parse import parse_qs

import sqlalchemy as sa

from bot import retries, sweeps
from bot.carrier import Accepted, Called, Carrier, OutgoingCall, OutgoingText, Received, Refused
from bot.catching_up import CatchUp
from bot.models import client, escalation, outbound
from bot.phones import Answer, Request, Response, Trouble
from tests.night.workers import Killed
from tests.night.world import NUMBER, START, Night, world

Fate = Literal["before", "after", "zombie"]
Spoiled = Literal["commit", "answer"]
Came = Literal["taken", "refused", "not now", "died"]

ROW = re.compile(r"/status/(\d+)$")
TRIED_AGAIN = "#rc=3&rp=all"
"""What docs/deploy.md tells operators to put behind the webhook's address."""

sweeps.HANDS = 1  # one after the other: the same seed is the same night


class Disk(OSError):
    """The database could not commit."""


@dataclass
class Storm(Night):
    """`doubles`: texts that may go out twice, one a kill. `stopped`: when no clock ran, from and to."""

    dice: Random = field(default_factory=lambda: Random(0))
    doubles: int = 0
    clocks: int = 1
    drawn: list[str] = field(default_factory=list)
    story: list[tuple[datetime, str]] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    spoiled: list[Spoiled] = field(default_factory=list)
    disk: bool = False
    failing: int = 0
    """After so many commits more the next one fails; 0 for never."""
    refuses: float = 0.0
    """The share of transactions that the database refuses now."""
    dies_at: int = 0
    """The commit, counted from 1, at which the process that makes it dies; 0 for never."""
    dies_after: bool = False
    """Whether that commit is kept, and the process dies before anything else."""
    fated: dict[int, Fate] = field(default_factory=dict)
    """What becomes of the worker that makes this hand-over to the carrier, counted from 1."""
    commits: int = 0
    hands: int = 0
    dying: bool = False
    stopped: list[tuple[datetime, datetime]] = field(default_factory=list)
    handed: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    """When each row was given to the carrier, by itself or in the text or call of another. The row keeps only the last
    that it rode on: one that was refused and got off again would look as if it had not been given at all."""
    tries: dict[int, list[tuple[datetime, Came]]] = field(default_factory=lambda: defaultdict(list))
    """The same with what came of it, and when a worker died that had it. `refused`: for good, so the ladder goes on."""
    struck: list[datetime] = field(default_factory=list)
    """When a worker died with a row in its hands, or could not write down what became of it."""
    answers: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    posted: set[str] = field(default_factory=set)
    behind: list[tuple[datetime, float]] = field(default_factory=list)
    """When the clock found a page due, and how many seconds late it was."""
    caught: CatchUp = field(init=False)
    onlookers: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.caught = CatchUp(self.line)

    def at(self, seconds: float, do: Callable[[], Any], words: str = "") -> None:
        """Have something happen so many seconds from now."""

        def happen() -> None:
            self.tell(words)
            do()

        self.network.later(seconds, happen)

    def tell(self, words: str) -> None:
        """A line for the log that `--tell` prints."""
        if words:
            self.story.append((self.now, words))

    def _step(self, limit: datetime) -> bool:
        went_on = super()._step(limit)
        for look in self.onlookers:
            look()
        return went_on

    # The clock.

    def sweep(self) -> None:
        """Every clock there is sweeps; one whose commit fails tells it and goes on."""
        self._how_late()
        self.disk, self.failing = False, self.dice.randint(1, 4) if self.disk else 0
        for _ in range(self.clocks):
            with suppress(Disk):
                super().sweep()
            with suppress(Killed):
                self.caught.look(self.now)
            self.dying = False
        self.failing = 0

    def _how_late(self) -> None:
        due = (escalation.c.closed_at.is_(None), escalation.c.next_page_at <= self.now)
        for row in self.rows(escalation, *due):
            self.behind.append((self.now, self.late(row.next_page_at, self.now)))

    def late(self, due: datetime, done: datetime) -> float:
        """Seconds from due to done, without those in which no clock ran."""
        apart = [min(done, end) - max(due, begin) for begin, end in self.stopped]
        return (done - due - sum((part for part in apart if part > timedelta(0)), timedelta(0))).total_seconds()

    def stop_clock(self, seconds: float) -> None:
        """Freeze the clock process; with a second one, that one goes on."""
        if self.clocks > 1:
            self.clocks = 1
            return
        self.clock_runs = False
        self.stopped.append((self.now, self.now + timedelta(seconds=seconds)))
        self.at(seconds, lambda: setattr(self, "clock_runs", True), "the clock goes on")

    # Handing over to the carrier.

    def hand_over(self, give: Callable[[Any], Accepted | Refused], one: Any) -> Accepted | Refused:
        """Give a text or call to the carrier, unless its worker's fate is another."""
        self._maybe_dead()
        self.hands += 1
        row = _row_of(one)
        rows = [row, *(each.id for each in self.rows(outbound, outbound.c.rides_on == row, STILL_RIDES))]
        fate = self.fates.pop() if self.fates else self.fated.get(self.hands)
        if fate == "zombie":
            self.doubles += 1
            self.at(20 + 40 * self.dice.random(), lambda: give(one), "the hung worker goes on where it was")
        if fate in ("before", "zombie"):
            self.tell(f"a worker dies: {fate}")
            self._note(rows, "died")
            self.struck.append(self.now)
            raise Killed
        for each in rows:
            self.handed[each].append(self.now)
        answer = give(one)
        self._note(rows, _came(answer))
        if fate == "after":
            self.doubles += 1
            self.tell("a worker dies: after")
            raise Killed
        return answer

    def _note(self, rows: list[int], came: Came) -> None:
        for each in rows:
            self.tries[each].append((self.now, came))

    # Posts of the carrier.

    def outlet(self, app: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
        """What the carrier reaches us through: counts answers, and spoils what it was told to spoil."""

        def post(request: Request) -> Answer:
            if not request.url.endswith("/sms"):
                return self._of_a_process(app, request)
            (sid,) = parse_qs(request.body.decode())["MessageSid"]
            self.posted.add(sid)
            spoil = self.spoiled.pop() if self.spoiled else None
            self.failing = int(spoil == "commit")
            answer = self._of_a_process(app, request)
            self.failing = 0
            if spoil:
                self.tell(f"a webhook fails: {spoil}")
            if spoil == "answer":
                return Trouble("timeout")
            if isinstance(answer, Response) and answer.status == 200:
                self.answers[sid].append(answer.body)
            return answer

        return post

    def _of_a_process(self, app: Callable[[Request], Answer], request: Request) -> Answer:
        """What a web process answers; nothing when it dies meanwhile."""
        with suppress(Killed):
            answer = app(request)
            if not self.dying:
                return answer
        self.dying = False
        return Trouble("reset")

    def change(self, table: sa.Table, *where: Any, **values: Any) -> None:
        """A hand of ours is not refused."""
        refuses, self.refuses = self.refuses, 0.0
        super().change(table, *where, **values)
        self.refuses = refuses

    def begin(self, connection: sa.Connection) -> None:
        """Runs at the beginning of every transaction; not of reads, which our own looking does too."""
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return
        self._maybe_dead()
        if self.refuses and self.dice.random() < self.refuses:
            self.doubles += 1
            self.struck.append(self.now)
            raise Disk("the database refuses")

    def _maybe_dead(self) -> None:
        if self.dying:
            self.dying = False
            raise Killed

    def commit(self, _connection: object) -> None:
        """Runs at every commit."""
        self.commits += 1
        if self.commits == self.dies_at:
            self.tell(f"kill -9 {'after' if self.dies_after else 'before'} commit {self.commits}")
            self.doubles += 1
            self.dying = self.dies_after
            if not self.dies_after:
                raise Killed
        was = self.failing
        self.failing = max(0, self.failing - 1)
        if self.failing == 0 and was:
            raise Disk("the disk is full")


@dataclass(frozen=True)
class Fated:
    """The carrier, in a worker whose fate is drawn."""

    storm: Storm
    carrier: Carrier

    def send(self, text: OutgoingText) -> Accepted | Refused:
        return self.storm.hand_over(self.carrier.send, text)

    def call(self, call: OutgoingCall) -> Accepted | Refused:
        return self.storm.hand_over(self.carrier.call, call)

    def received(self, to: str, since: datetime) -> list[Received] | None:
        return self.carrier.received(to, since)

    def called(self, to: str, since: datetime) -> list[Called] | None:
        return self.carrier.called(to, since)


STILL_RIDES = outbound.c.state == "sending"


def _came(answer: Accepted | Refused) -> Came:
    if isinstance(answer, Accepted):
        return "taken"
    return "not now" if answer.trouble in retries.PASSING else "refused"


def _row_of(one: OutgoingText | OutgoingCall) -> int:
    found = ROW.search(one.callback)
    assert found, one.callback
    return int(found[1])


def storm(url: str, seed: int) -> Storm:
    """A night of this seed on a fresh database: nobody is asked how they are, and posts are tried again."""
    calm = world(url, seed)
    made = Storm(calm.network, calm.line, calm.workers, calm.ids, dice=Random(seed))
    assert made.line.carrier is not None
    made.line = replace(made.line, carrier=Fated(made, made.line.carrier))
    made.workers.line = made.line
    made.network.outlet = made.outlet(made.network.outlet)
    line = made.network.lines[NUMBER]
    made.network.lines[NUMBER] = replace(line, sms_url=line.sms_url + TRIED_AGAIN)
    sa.event.listen(made.line.engine, "commit", made.commit)
    sa.event.listen(made.line.engine, "begin", made.begin)
    made.change(client, next_checkin_at=None)
    assert made.now == START
    return made
