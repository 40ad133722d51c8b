"""Looking at the demo's phones over HTTP and pressing their buttons, as the page does. It waits for nobody."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

Tell = Callable[["Line"], None]


@dataclass(frozen=True)
class Line:
    """One line of the chat log: at `at`, `who` (a phone's owner) texted or heard `words`."""

    at: datetime
    who: str
    kind: str
    words: str
    ours: bool


class Answer(NamedTuple):
    """What a webhook answered, and when."""

    at: datetime
    body: str


@dataclass
class Got:
    """Something that came to a phone, and whether anybody expected it."""

    line: Line
    expected: bool = False


@dataclass
class Watch:
    """Everything that has come to the phones so far. `tell` hears of each line once, in the order of the clock."""

    url: str
    tell: Tell
    got: list[Got] = field(default_factory=list)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)
    _wire: int = 0
    _numbers: dict[str, str] = field(default_factory=dict)

    def look(self) -> None:
        """Take in what has happened since the last look."""
        with urlopen(f"{self.url}/phones.json?n={self._wire}", timeout=5) as answer:  # noqa: S310 - loopback
            screen = json.load(answer)
        self._wire = screen["total"]
        self.answers += [entry for entry in screen["wire"] if entry["way"] == "told"]
        now = datetime.fromisoformat(screen["now"])
        lines = [line for phone in screen["phones"] for line in self._new(phone, now)]
        for line in sorted(lines, key=lambda line: line.at):
            self.tell(line)
            if not line.ours and line.kind != "call":  # a missed call is no news: the ring before it was
                self.got.append(Got(line))

    def act(self, who: str, do: str, words: str = "") -> None:
        """Press a button of somebody's phone: text, answer, press, hang up."""
        told = json.dumps({"phone": self._numbers[who], "do": do, "words": words}).encode()
        asked = Request(f"{self.url}/act", told, {"Content-Type": "application/json"})  # noqa: S310 - loopback
        with urlopen(asked, timeout=5):  # noqa: S310 - loopback
            pass

    def answer_to(self, who: str, words: str, since: int) -> Answer | None:
        """What the line answered to this text in the same request; None while it has not. `since`: how many to skip."""
        for entry in self.answers[since:]:
            fields = entry["fields"]
            if fields.get("From") == self._numbers[who] and fields.get("Body") == words:
                return Answer(datetime.fromisoformat(entry["at"]), str(entry["answer"]))
        return None

    def _new(self, phone: dict[str, Any], at: datetime) -> list[Line]:
        """New lines of one phone, a ringing phone among them."""
        who, thread = phone["name"], phone["thread"]
        self._numbers[who] = phone["number"]
        lines = [_line(who, bubble) for bubble in thread[self._seen.get(who, 0) :]]
        self._seen[who] = len(thread)
        before, now = self.calls.get(who, {}), phone["call"] or {}
        self.calls[who] = now
        if now and now["incoming"] and now["sid"] != before.get("sid"):
            lines.append(Line(at, who, "ring", "", False))
        return lines


def _line(who: str, bubble: dict[str, Any]) -> Line:
    return Line(datetime.fromisoformat(bubble["at"]), who, bubble["kind"], bubble["body"], bubble["ours"])
