"""People with phones, for tests that read like a story. Each sentence waits, on the network's clock, for its truth."""

from collections.abc import Callable
from datetime import timedelta

from bot.phones.network import Network, Unexpected
from bot.phones.records import Bubble, Call, Phone

# Let the world go on until something is so, at most so long; whether it came to be. The default moves the network
# alone; a test of the whole line passes one that also runs its workers.
Patience = Callable[[Callable[[], bool], timedelta], bool]

SOON = 60.0


class Person:
    """Somebody with a phone. Times are seconds on the network's clock."""

    def __init__(self, network: Network, phone: Phone, patience: Patience | None = None) -> None:
        self.network, self.phone = network, phone
        self.patience = patience or network.run_until

    # Texts.

    def texts(self, body: str, media: tuple[str, ...] = (), copies: int = 1, late: float = 0.0) -> str:
        """Text the line and wait until its webhook has answered or has been given up; the SID."""
        sid = self.network.text(self.phone, body, media, copies, late)
        if not late:
            self._until(lambda: self._bubble(sid).state != "sending", SOON)
        return sid

    def hears(self, *words: str, within: float = SOON) -> str:
        """The first unread text with all these words, read now; case does not count. Fails when none comes."""
        self._until(lambda: self._first(words) is not None, within)
        bubble = self._first(words)
        if bubble is None:
            raise Unexpected(f"{self.phone.name} did not hear {words} within {within:g} s{self._screen()}")
        bubble.read = True
        return bubble.body

    def hears_nothing(self, within: float = SOON) -> None:
        """Nothing unread now, and no text and no ring for this long."""
        ringing = bool(self._calls("ringing"))
        if self._until(lambda: bool(self.unread) or (bool(self._calls("ringing")) and not ringing), within):
            raise Unexpected(f"{self.phone.name} was to hear nothing{self._screen()}")

    @property
    def unread(self) -> list[str]:
        """The texts nobody has read yet, oldest first."""
        return [bubble.body for bubble in self._inbox()]

    # Calls.

    def rings(self, within: float = SOON) -> None:
        """The phone rings."""
        if not self._until(lambda: bool(self._calls("ringing")), within):
            raise Unexpected(f"{self.phone.name}'s phone did not ring within {within:g} s{self._screen()}")
        self._notice()

    def answers(self) -> None:
        """Pick up, once it rings."""
        self.rings()
        self.network.answer(self.phone)

    def goes_to_voicemail(self) -> None:
        """A machine picks up, listens to the end, and presses nothing."""
        self.rings()
        self.network.answer(self.phone, "machine")
        self._over()

    def lets_it_ring(self) -> None:
        """Ring until the caller gives up."""
        self.rings()
        self._over()

    def declines(self) -> None:
        """Refuse the call that rings: busy."""
        self.rings()
        self.network.hang_up(self.phone)

    def presses(self, keys: str) -> None:
        """Press keys, once the call asks for some."""
        if not self._until(self._asked, SOON):
            raise Unexpected(f"nothing asked {self.phone.name} for keys{self._screen()}")
        self.network.press(self.phone, keys)

    def listens(self, *words: str, within: float = SOON) -> str:
        """Until the voice has said all these words in the newest call; all it has said."""
        if not self._until(lambda: _has(self._said(), words), within):
            raise Unexpected(f"{self.phone.name} did not hear the voice say {words}: {self._said()!r}")
        return self._said()

    def calls(self) -> None:
        """Call the line, and wait until it has answered or not."""
        sid = self.network.call(self.phone)
        self._until(lambda: self.network.calls[sid].status != "ringing", SOON)

    def hangs_up(self) -> None:
        """End the call that is on."""
        self.network.hang_up(self.phone)

    # Within.

    def _until(self, done: Callable[[], bool], seconds: float) -> bool:
        return done() or self.patience(done, timedelta(seconds=seconds))

    def _inbox(self) -> list[Bubble]:
        return [bubble for bubble in self.phone.thread if not bubble.ours and not bubble.read]

    def _first(self, words: tuple[str, ...]) -> Bubble | None:
        return next((bubble for bubble in self._inbox() if _has(bubble.body, words)), None)

    def _bubble(self, sid: str) -> Bubble:
        return next(bubble for bubble in reversed(self.phone.thread) if bubble.sid == sid)

    def _calls(self, status: str) -> list[Call]:
        return list(self.network.calls_of(self.phone, status))

    def _asked(self) -> bool:
        return any(self.network.legs[made.sid].gather for made in self._calls("in-progress"))

    def _notice(self) -> None:
        for made in self._calls("ringing"):
            self.network.legs[made.sid].noticed = True

    def _over(self) -> None:
        on = [*self._calls("ringing"), *self._calls("in-progress")]
        self._until(lambda: all(self.network.calls[made.sid].ended for made in on), 600.0)

    def _said(self) -> str:
        mine = [sid for sid in self.network.legs if self.network.calls[sid].phone == self.phone.number]
        return " ".join(self.network.legs[mine[-1]].said) if mine else ""

    def _screen(self) -> str:
        lines = [f"{bubble.at:%H:%M:%S} {bubble.body}" for bubble in self._inbox()]
        return "; unread:\n  " + "\n  ".join(lines) if lines else "; nothing is unread"


def _has(body: str, words: tuple[str, ...]) -> bool:
    return all(word.casefold() in body.casefold() for word in words)
