"""The line's own alarm: once a minute it asks whether its promises hold, and pings an outside watch only if they do.

The ping goes another way than texts and pages. When it stops, whoever watches it wakes a human; so does a dead clock.
An e-mail says the same sooner, where there is a mail server to take it.
"""

import logging
from datetime import datetime, timedelta
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

from bot import mail
from bot.invariants import Broken, broken
from bot.line import Line

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
AGAIN = timedelta(minutes=15)
"""How often the e-mail is repeated while the same promises are broken."""

PATIENCE = 5.0
"""Seconds for the outside watch to answer."""


class Watch:
    """Looks once a minute, however often it is asked."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.next_at: datetime | None = None
        self.mailed: tuple[set[str], datetime | None] = set(), None

    def look(self, at: datetime) -> list[Broken] | None:
        """What is broken, or None when it is not yet time. Never waits for the outside watch."""
        if self.next_at is not None and at < self.next_at:
            return None
        self.next_at = at + EVERY
        found = broken(self.line.engine, at)
        for one in found:
            log.error("promise broken: %s (%d): %s; %s %s", one.name, one.count, one.words, one.table, list(one.ids))
        if not found and self.line.settings.ping_url:
            url = self.line.settings.ping_url.get_secret_value()
            Thread(target=ping, args=(url,), daemon=True).start()  # a slow watch must not hold up a sweep
        self._mail(found, at)
        return found

    def _mail(self, found: list[Broken], at: datetime) -> None:
        """When something else is broken than was told, or the same for a quarter of an hour."""
        told, when = self.mailed
        names = {one.name for one in found}
        if not self.line.settings.mail_host or (names == told and (not names or when is None or at < when + AGAIN)):
            return
        self.mailed = names, at
        Thread(target=mail.tell, args=(self.line.settings, found), daemon=True).start()


def ping(url: str) -> bool:
    """Tell the outside watch that all is well. Whether it heard; its address is a secret and is not logged."""
    try:
        with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - the settings allow http and https only
            return bool(answer.status < 400)
    except (URLError, OSError, ValueError) as trouble:
        log.warning("the ping was not heard: %s", type(trouble).__name__)
        return False
