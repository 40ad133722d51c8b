"""Real Chromium before a served console: sizes, light and dark, signed in, and quick to notice an error in its log."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from bot.console import logins, sessions
from bot.models import login
from bot.web import create_app
from tests.console.house import unit
from tests.night.world import Night

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 860}
expect.set_options(timeout=20_000)  # polls come every four seconds, and machines that test are busy

LOGINS = sa.select(login.c.id)
EXPECTED = [f"the server responded with a status of {status}" for status in (401, 409, 422)]


@dataclass
class Served:
    """The console at an address of this machine, and a Chromium to look at it with."""

    night: Night
    url: str
    chromium: Chromium
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: list(EXPECTED))

    def page(self, who: str | None = None, *, size: Any = DESK, dark: bool = False, touch: bool = False) -> Page:
        """A page of one of the cast, signed in; of nobody without a name."""
        scheme: Any = "dark" if dark else "light"
        more: Any = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce", "has_touch": touch}
        context = self.chromium.new_context(**more, base_url=self.url, device_scale_factor=2, locale="en-US")
        if who is not None:
            context.add_cookies([{"name": "peerline", "value": self._session(who), "url": self.url}])
        page = context.new_page()
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _session(self, who: str) -> str:
        coach_id = self.night.ids[who]
        with unit(self.night) as opened:
            token = logins.invite(opened, coach_id, "operator")
            found = logins.invited(opened.tx, token, opened.at)
            assert found is not None
            if not opened.tx.execute(LOGINS.where(login.c.coach_id == coach_id)).scalar():
                logins.accept(opened, found, "nothing matches this", 0)
            return sessions.begin(opened, coach_id, "Mozilla/5.0 (Linux; Android 16) Chrome/156.0")

    def expects(self, error: str) -> None:
        """This test provokes an `error`. Said before, not wiped off after: a poll may be under way when it ends."""
        self.expected.append(error)

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and not any(part in text for part in self.expected):
            self.errors.append(text)


@contextmanager
def serving(night: Night, chromium: Path, host: str = "127.0.0.1") -> Iterator[Served]:
    """Serve this night's console; passkeys need the `host` to be a name. Leaving fails on any error in a browser's log:
    a broken content policy is one."""
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    url = f"http://{host}:{server.server_port}"
    line = replace(night.line, settings=night.line.settings.model_copy(update={"public_url": url}))
    app = create_app(line)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
            served = Served(night, url, browser)
            yield served
            browser.close()
        assert not served.errors, served.errors
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
