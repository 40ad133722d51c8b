"""What went over the wire, one frozen entry an exchange, in order. It is a record: nothing reads it to decide."""

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Literal

# asked: a program called our REST API; told: we called a webhook; noted: something happened on the air.
Way = Literal["asked", "told", "noted"]


@dataclass(frozen=True)
class Entry:
    """One exchange. `status` is an HTTP status, or 0 where there was no HTTP or no answer. `fields` hold words."""

    n: int
    at: datetime
    way: Way
    what: str
    status: int = 0
    note: str = ""
    sid: str = ""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    answer: str = field(default="", repr=False)

    def line(self) -> str:
        """The entry as one line of JSON, the same bytes for the same exchange."""
        told = {**asdict(self), "at": self.at.isoformat()}
        return json.dumps(told, sort_keys=True, ensure_ascii=False)


class Journal:
    """Grows only, and remembers the last `keep` entries. `len` counts all there ever were; `text()` is JSON lines."""

    def __init__(self, keep: int | None = None) -> None:
        self._entries: deque[Entry] = deque(maxlen=keep)
        self._count = 0

    def add(
        self,
        at: datetime,
        way: Way,
        what: str,
        status: int = 0,
        note: str = "",
        sid: str = "",
        fields: Mapping[str, str] | None = None,
        answer: str = "",
    ) -> Entry:
        self._count += 1
        entry = Entry(self._count, at, way, what, status, note, sid, dict(fields or {}), answer)
        self._entries.append(entry)
        return entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return self._count

    def last(self, count: int) -> list[Entry]:
        newest = list(islice(reversed(self._entries), count))
        return newest[::-1]

    def text(self) -> str:
        return "".join(entry.line() + "\n" for entry in self._entries)
