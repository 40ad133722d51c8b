"""The carrier's side of inbound texts: each is posted again until it is taken, as one that never gives up would."""

import http.client
import queue
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic

from tests.faults.plan import Sent
from tests.posts import Post

HANDS = 12
PATIENCE = 15.0
"""Seconds until the carrier takes a webhook for dead."""
PAUSE = 0.25


@dataclass
class Sender:
    """Posts texts to `port`. `answers` are the bodies of every 2xx, by SID; `tries` is how many posts that took."""

    port: int
    made: Callable[[Sent], Post]
    answers: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    tries: int = 0

    def __post_init__(self) -> None:
        self._waiting: queue.SimpleQueue[Sent | None] = queue.SimpleQueue()
        self._over = Event()
        self._threads = [Thread(target=self._work, name=f"sender-{n}", daemon=True) for n in range(HANDS)]
        for thread in self._threads:
            thread.start()

    def send(self, text: Sent) -> None:
        """Have a text delivered, as often as it has copies."""
        for _ in range(text.copies):
            self._waiting.put(text)

    def finish(self, within: float) -> bool:
        """Wait until every text was taken; whether that came to be in so many seconds."""
        limit = monotonic() + within
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(max(0.0, limit - monotonic()))
        self._over.set()
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (text := self._waiting.get()) is not None:
            self._until_taken(text)

    def _until_taken(self, text: Sent) -> None:
        post = self.made(text)
        while not self._over.is_set():
            self.tries += 1
            status, body = self._post(post)
            self.statuses[status] += 1
            if 200 <= status < 300:
                self.answers[text.sid].append(body)
                return
            self._over.wait(PAUSE)

    def _post(self, post: Post) -> tuple[int, bytes]:
        """The answer; status 0 where there was none."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            link.request("POST", post.path, post.body, post.headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            link.close()
