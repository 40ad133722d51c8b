"""Several processes of one machine: started, kept alive, stopped together. It does not know what they do."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.stop import Stop
from bot.tied import tied

PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0)
"""Seconds before a child that fell is started again: at once the first time, then ever later."""

STEADY = timedelta(seconds=30)
"""A child that lived so long fell by accident: its pauses begin again."""

LOOK = 0.1


class DidNotStart(Exception):
    """A child did not come up. The text says which, and its last words."""


@dataclass
class Child:
    """One process: its name, command, environment, and the file its output goes to (None: ours). `last`: stops last."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None = None
    sockets: tuple[int, ...] = ()
    last: bool = False
    falls: int = 0
    started: datetime | None = None
    again: datetime | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, at: datetime) -> None:
        """Start it, in a session of its own: Ctrl-C in the terminal reaches the supervisor, which stops in order."""
        with self.log.open("ab") if self.log else nullcontext() as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                tied(self.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=self.sockets,
                start_new_session=True,
            )
        self.started, self.again = at, None

    def last_words(self) -> str:
        """The last line of its log."""
        if self.log is None or not self.log.exists():
            return "its output says why"
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else "it said nothing"


@dataclass
class Supervisor:
    """Children, in the order in which they start.

    Use it from one thread that stays: on Linux the children end with it. `tell` hears one line for each fall.
    """

    children: list[Child]
    now: Clock
    tell: Callable[[str], None]
    stopping: Stop = field(default_factory=Stop)

    def start(self) -> None:
        """Start them all. `ready` says when they are."""
        for child in self.children:
            child.start(self.now())

    def tend(self) -> None:
        """Start again whoever fell. Call it often."""
        for child in self.children:
            if child.again is None and not child.alive:
                self._fell(child)
            if child.again is not None and child.again <= self.now():
                child.start(self.now())

    def until(self, done: Callable[[], bool], seconds: float) -> bool:
        """Tend until `done()`; False when that took longer than `seconds`, or everything is to stop."""
        limit = self.now() + timedelta(seconds=seconds)
        while not self.stopping.is_set() and self.now() < limit:
            if done():
                return True
            self.tend()
            self.stopping.wait(LOOK)
        return False

    def ready(self, name: str, answers: Callable[[], bool], seconds: float = 30) -> None:
        """Wait until a child answers. Raises DidNotStart."""
        if not self.until(answers, seconds) and not self.stopping.is_set():
            raise DidNotStart(f"{name} did not start within {seconds:g} s. It says: {self[name].last_words()}")

    def run(self) -> None:
        """Tend until somebody says stop."""
        while not self.stopping.wait(LOOK):
            self.tend()

    def stop(self, seconds: float) -> None:
        """Ask every child to end its work and go; end those that have not gone after `seconds`."""
        self.stopping.set()
        limit = self.now() + timedelta(seconds=seconds)
        self._stop([child for child in self.children if not child.last], limit)
        self._stop([child for child in self.children if child.last], limit)

    def __getitem__(self, name: str) -> Child:
        return next(child for child in self.children if child.name == name)

    def _stop(self, children: Iterable[Child], limit: datetime) -> None:
        there = [child.process for child in children if child.process is not None and child.alive]
        for process in there:
            process.terminate()
        for process in there:
            _wait(process, max(0.1, (limit - self.now()).total_seconds()))

    def _fell(self, child: Child) -> None:
        steady = child.started is not None and self.now() - child.started > STEADY
        child.falls = 1 if steady else child.falls + 1
        pause = PAUSES[min(child.falls, len(PAUSES)) - 1]
        child.again = self.now() + timedelta(seconds=pause)
        code = child.process.returncode if child.process else None
        self.tell(f"{child.name} ended ({_how(code)}) and is started again")


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # a session of its own: with whatever it started itself
        process.wait()


def _how(code: int | None) -> str:
    if code is None:
        return "never ran"
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
