"""kill -9, in turn and at drawn moments: every process of the line, the web server in three ways, Redis in two."""

from collections import Counter
from collections.abc import Callable
from random import Random
from threading import Event, Thread

from tests.processes import RESTART_AFTER, House

PAUSES = (0.3, 1.3)
"""Seconds between one process being back and the next one dying, at least and at most. The promise is about the death
of any one process; a machine that is busy takes longer to bring it back."""


class Killer:
    """Kills until told to stop. `kills` counts by what was killed."""

    def __init__(self, house: House, dice: Random) -> None:
        self.kills: Counter[str] = Counter()
        self._house, self._dice, self._over = house, dice, Event()
        self._back = RESTART_AFTER + house.seconds_to_start
        self._ways: dict[str, Callable[[], None]] = {
            "web": lambda: house.kill("web"),
            "web worker": lambda: house.kill_one_inside("web"),
            "web master": lambda: house.kill_only("web"),
            "crisis": lambda: house.kill("crisis"),
            "default": lambda: house.kill("default"),
            "bulk": lambda: house.kill("bulk"),
            "clock": lambda: house.kill("clock"),
            "redis": lambda: house.kill("redis"),
            "redis and its file": house.lose_redis,
        }
        self._thread = Thread(target=self._run, name="killer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No more kills."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            for name in self._dice.sample(list(self._ways), len(self._ways)):
                if self._over.wait(self._dice.uniform(*PAUSES)):
                    return
                self._house.note(f"kill -9 {name}")
                self._ways[name]()
                self.kills[name] += 1
                if self._over.wait(self._back):
                    return
