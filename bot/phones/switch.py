"""The switch: state, the agenda of future events, and one way out to webhooks. It knows nothing of texts or calls.

Time is what it is told. Events run under the lock; webhooks are called outside it, because the program that answers
one may call the REST API before it does.
"""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from threading import Event, RLock

from bot.phones.faults import Faults
from bot.phones.journal import Journal
from bot.phones.records import Account, Call, Line, Message, Phone
from bot.phones.wire import Answer, Outlet, Request, Response


@dataclass(frozen=True)
class Delays:
    """Seconds between the steps on the air; each is stretched by a seeded part of `jitter`."""

    inbound: float = 0.1
    queue: float = 0.05
    sent: float = 0.2
    receipt: float = 0.6
    dial: float = 0.1
    ring: float = 0.8
    retry: float = 0.5
    word: float = 0.3
    jitter: float = 0.5


@dataclass(order=True, frozen=True)
class Due:
    """One event on the agenda; `n` keeps events of one instant in the order they were made."""

    at: datetime
    n: int
    do: Callable[[], None] = field(compare=False)


class Switch:
    """Everything the parts of the network share. Pass a seeded `dice`: the same seed and script give the same bytes."""

    def __init__(self, start: datetime, dice: Random, outlet: Outlet, delays: Delays | None, keep: int | None) -> None:
        self.now = start
        self.outlet = outlet
        self.delays = delays or Delays()
        self.dice, self._names = Random(dice.getrandbits(64)), Random(dice.getrandbits(64))  # noqa: S311 no secrets
        self.faults = Faults(Random(dice.getrandbits(64)))  # noqa: S311 no secrets
        self.journal = Journal(keep)
        self.accounts: dict[str, Account] = {}
        self.lines: dict[str, Line] = {}
        self.phones: dict[str, Phone] = {}
        self.messages: dict[str, Message] = {}
        self.calls: dict[str, Call] = {}
        self.opted_out: set[tuple[str, str]] = set()
        self.version = 0
        self.lock = RLock()
        self.stirred = Event()
        self.carry: Callable[[Callable[[], None]], object] = _at_once
        self._agenda: list[Due] = []
        self._made = 0
        self._errands: deque[tuple[Request, Callable[[Answer], None]]] = deque()

    # What the parts of the network use.

    def sid(self, prefix: str) -> str:
        """The next identifier of the seed: two letters and 32 hexadecimal digits."""
        return f"{prefix}{self._names.getrandbits(128):032x}"

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Put an event on the agenda, `seconds` from now."""
        self._made += 1
        heapq.heappush(self._agenda, Due(self.now + timedelta(seconds=seconds), self._made, do))
        self.stirred.set()

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Like `later`, with the seeded jitter of the air."""
        self.later(seconds * (1 + self.dice.random() * self.delays.jitter), do)

    def send(self, request: Request, then: Callable[[Answer], None]) -> None:
        """Leave a request for the outlet; `then` runs under the lock with its answer."""
        self._errands.append((request, then))

    def note(self, what: str, note: str = "", sid: str = "", status: int = 0) -> None:
        """Write down something that happened on the air."""
        self.journal.add(self.now, "noted", what, status, note, sid)
        self.touch()

    def touch(self) -> None:
        """Something a page shows has changed."""
        self.version += 1

    # What drives it.

    @property
    def next_at(self) -> datetime | None:
        """When the next event is due, None when nothing is."""
        return self._agenda[0].at if self._agenda else None

    def advance_to(self, at: datetime) -> None:
        """Run every event due up to `at`, in order, each at its own instant."""
        while self._step(at):
            pass
        with self.lock:
            self.now = max(self.now, at)

    def run_until(
        self,
        done: Callable[[], bool],
        within: timedelta,
        every: float | None = None,
        also: Callable[[], object] = lambda: None,
    ) -> bool:
        """Let events run until `done()`, for `within` at most; whether it came to be.

        With `every`, `also()` runs each so many seconds too, first at once: the sweep of the program under test.
        """
        limit = self.now + within
        turn = timedelta(seconds=every) if every else within
        while not done():
            also()
            stop = min(limit, self.now + turn)
            while not done() and self._step(stop):
                pass
            if not done():
                self.advance_to(stop)
                if stop >= limit:
                    return done()
        return True

    def settle(self, here: bool = False) -> None:
        """Carry the requests that are waiting for the outlet; `here` waits for their answers."""
        carry = _at_once if here else self.carry
        while True:
            with self.lock:
                if not self._errands:
                    return
                request, then = self._errands.popleft()
            carry(partial(self._carry, request, then))

    def _step(self, until: datetime) -> bool:
        with self.lock:
            if not self._agenda or self._agenda[0].at > until:
                return False
            due = heapq.heappop(self._agenda)
            self.now = max(self.now, due.at)
            due.do()
        self.settle()
        return True

    def _carry(self, request: Request, then: Callable[[Answer], None]) -> None:
        answer = self.outlet(request)
        with self.lock:
            if isinstance(answer, Response) and answer.seconds:
                self.later(answer.seconds, partial(then, answer))
            else:
                then(answer)
        self.settle()


def _at_once(job: Callable[[], None]) -> None:
    job()
