"""Being told to stop, by a signal or by another thread."""

import signal
from contextlib import suppress
from queue import Empty, SimpleQueue


class Stop:
    """Told once, stopped for good.

    Not `threading.Event`: its lock is not reentrant, so a signal that comes while the same thread is about to wait
    hangs the process in the handler, and only SIGKILL ends it. Putting into a `SimpleQueue` is safe there.
    """

    def __init__(self) -> None:
        self._told = False
        self._word: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        """Say stop."""
        self._told = True
        self._word.put(None)

    def is_set(self) -> bool:
        """Whether stop was said."""
        return self._told

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until stop is said, `seconds` at most (None: for ever); whether it was said."""
        if not self._told:
            with suppress(Empty):
                self._word.put(self._word.get(timeout=seconds))  # back again, for whoever else waits
        return self._told

    def on_signals(self) -> "Stop":
        """SIGTERM, Ctrl-C and a closed terminal say stop; under nohup a terminal may close."""
        hears = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
        for number in (signal.SIGTERM, signal.SIGINT, *([signal.SIGHUP] if hears else [])):
            signal.signal(number, lambda *_: self.set())
        return self
