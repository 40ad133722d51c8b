"""The workers of a pretended night, and the bell that wakes them: Redis without Redis, so that it can be away."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot import bulk, sending
from bot.carrier import Accepted, Called, Carrier, OutgoingCall, OutgoingText, Received, Refused
from bot.line import Line
from bot.queue import DELIVER, Bell, Lane


class Killed(BaseException):
    """kill -9: nothing after it runs."""


Dies = Literal["", "before", "after"]


@dataclass
class Workers:
    """Rings are noted, and worked off when the night's clock lets them.

    `away`: Redis cannot be reached. `forgetful`: Redis takes every ring and loses it. `asleep`: rings wait.
    """

    now: Callable[[], datetime]
    line: Line | None = None
    away: bool = False
    forgetful: bool = False
    asleep: bool = False
    also: Bell | None = None
    """A real bell that is rung as well, for a look into what it leaves behind."""
    dies: Dies = ""
    """The next hand-over to the carrier kills the worker before, or right after the carrier has taken it."""
    skew: timedelta = timedelta(0)
    """How far the clock of the line's machine is ahead of the world's."""
    rings: list[tuple[Lane, str, int]] = field(default_factory=list)
    _waiting: deque[tuple[str, int]] = field(default_factory=deque)

    def ring(self, lane: Lane, job: str, *row_ids: int) -> bool:
        """The bell."""
        self.rings += [(lane, job, row_id) for row_id in row_ids]
        if self.also is not None:
            self.also.ring(lane, job, *row_ids)
        if self.away:
            return False
        if not self.forgetful:
            self._waiting += [(job, row_id) for row_id in row_ids]
        return True

    def work(self) -> None:
        """Do every job that waits."""
        assert self.line is not None
        while self._waiting and not self.asleep:
            job, row_id = self._waiting.popleft()
            try:
                (sending.deliver if job == DELIVER else bulk.drain)(self.line, row_id, self.line.now())
            except (Killed, OSError):  # a database that fails is one
                continue  # another worker takes the next job

    def watch(self, carrier: Carrier) -> Carrier:
        """The same carrier, in whose hands a worker can die."""
        return _Watched(self, carrier)

    def on_the_way(self, hand_over: Callable[[Any], Accepted | Refused], one: Any) -> Accepted | Refused:
        dies, self.dies = self.dies, ""
        if dies == "before":
            raise Killed
        answer = hand_over(one)
        if dies == "after":
            raise Killed
        return answer


@dataclass(frozen=True)
class _Watched:
    workers: Workers
    carrier: Carrier

    def send(self, text: OutgoingText) -> Accepted | Refused:
        return self.workers.on_the_way(self.carrier.send, text)

    def call(self, call: OutgoingCall) -> Accepted | Refused:
        return self.workers.on_the_way(self.carrier.call, call)

    def received(self, to: str, since: datetime) -> list[Received] | None:
        return self.carrier.received(to, since)

    def called(self, to: str, since: datetime) -> list[Called] | None:
        return self.carrier.called(to, since)
