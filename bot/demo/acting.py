"""What the evening's people can do and expect. Every wait has a deadline, and every difference is written down."""

import os
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

from bot.demo.watch import Got, Line, Watch
from bot.supervisor import Supervisor

ANSWER_WITHIN = 10.0
"""Seconds for a webhook's answer; carriers wait for 15."""


@dataclass(frozen=True)
class Check:
    """One thing that had to be so. `seconds` is how long it took, `within` how long it might; None where none count."""

    what: str
    passed: bool
    seconds: float | None = None
    within: float | None = None


class Different(Exception):
    """Something was not as it must be; the evening ends here."""


@dataclass
class Acting:
    """The stage: people text, and hear what they must, in time."""

    watch: Watch
    supervisor: Supervisor
    checks: list[Check] = field(default_factory=list)
    began: datetime | None = None
    mark: int = 0

    def texts(self, who: str, words: str) -> None:
        """Somebody texts; the times of what follows count from here."""
        self.watch.look()
        self.began, self.mark = self.supervisor.now(), len(self.watch.answers)
        self.watch.act(who, "text", words)

    def answers_at_once(self, who: str, words: str, reply: str, what: str) -> None:
        """Somebody texts, and the reply is in the answer to that very request."""
        self.texts(who, words)
        self._until(what, ANSWER_WITHIN, lambda: self.watch.answer_to(who, words, self.mark) is not None)
        if answer := self.watch.answer_to(who, words, self.mark):
            same = f"<Body>{reply}</Body>" in unescape(answer.body)
            took = (answer.at - self.since).total_seconds()
            self.keep(f"{what} (in the same request)", same, took, ANSWER_WITHIN)
        self.hears(who, reply)

    def hears(self, who: str, words: str, what: str = "", within: float = 20) -> None:
        """These words come to somebody's phone. With `what`, that is a check of its own."""
        self.finds(who, "text", re.escape(words), what, within, f"{who} hears: {words}")

    def finds(self, who: str, kind: str, pattern: str, what: str, within: float, wanted: str = "") -> re.Match[str]:
        """The first unexpected line of a phone that matches all of `pattern`."""
        found: list[tuple[Got, re.Match[str]]] = []

        def came() -> bool:
            for got in self.watch.got:
                match = re.fullmatch(pattern, got.line.words, re.DOTALL)
                if match and not got.expected and (got.line.who, got.line.kind) == (who, kind):
                    found.append((got, match))
                    return True
            return False

        self._until(what or wanted, within, came)
        got, match = found[0]
        got.expected = True
        if what:
            self.keep(what, True, (got.line.at - self.since).total_seconds(), within)
        return match

    def rings(self, who: str, what: str = "", within: float = 10) -> None:
        """Somebody's phone rings."""
        self.finds(who, "ring", "", what, within, f"{who}'s phone rings")

    def picks_up(self, who: str, key: str = "") -> None:
        """Answer the call that rings and, once it asks for one, press a key."""
        self.watch.act(who, "answer")
        if key:
            self._until(f"the call asks {who} for a key", 10, lambda: bool(self.watch.calls[who].get("keys")))
            self.watch.act(who, "press", key)

    def listens(self, who: str, words: str) -> None:
        """The voice says this."""
        self.finds(who, "voice", re.escape(words), "", 15, f"{who} hears the voice say: {words}")

    def hangs_up(self, who: str) -> None:
        self.watch.act(who, "hang up")

    def kill(self, name: str) -> None:
        """kill -9 one of the line's processes."""
        pid = self.supervisor[name].pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            self.watch.tell(Line(self.supervisor.now(), name, "killed", "", False))

    def rests(self, seconds: float) -> None:
        """Let the line go on for a while."""
        self._wait(lambda: False, seconds)

    def overhears(self, who: str, kind: str = "voice") -> None:
        """What this phone says from now on is of no interest."""
        for got in self.watch.got:
            if (got.line.who, got.line.kind) == (who, kind):
                got.expected = True

    def nothing_else(self) -> None:
        """Nobody's phone got anything that this evening does not have."""
        odd = [got.line for got in self.watch.got if not got.expected]
        what = "nobody heard anything else"
        if odd:
            what += ", but " + "; ".join(f"{line.who} ({line.kind}): {line.words}" for line in odd)
        self.keep(what, not odd)

    def keep(self, what: str, passed: bool, seconds: float | None = None, within: float | None = None) -> None:
        self.checks.append(Check(what, passed, seconds, within))
        if not passed:
            raise Different(what)

    @property
    def since(self) -> datetime:
        return self.began or self.supervisor.now()

    def _until(self, what: str, within: float, done: Callable[[], bool]) -> None:
        if not self._wait(done, within):
            self.keep(what, False, None, within)

    def _wait(self, done: Callable[[], bool], seconds: float) -> bool:
        def looked() -> bool:
            self.watch.look()
            return done()

        return self.supervisor.until(looked, seconds)
