"""Coaches at their browsers, before the whole line on a virtual clock: Flask's own client, with cookie and guard."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyotp
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot import db
from bot.console import logins, proofs, sessions
from bot.models import invitation
from bot.program import program_by_id
from bot.web import create_app
from bot.work import Work, work
from tests.night.world import CAST, ORIGIN, Night

PASSWORD = "four invented words here"
GUARD = re.compile(r'data-guard="(\w+)"')


@dataclass
class Browser:
    """One browser. `guard` is the word of its session's forms."""

    night: Night
    client: FlaskClient
    guard: str = ""
    secret: str = field(default="", repr=False)
    paper: list[str] = field(default_factory=list)

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(f"/console{path}", base_url=ORIGIN, **more)

    def post(self, path: str, *, live: bool = False, **form: Any) -> TestResponse:
        """Press a button."""
        headers = {"X-Live": "1"} if live else {}
        data = {"guard": self.guard, **form}
        return self.client.post(f"/console{path}", base_url=ORIGIN, data=data, headers=headers)

    def text(self, path: str) -> str:
        """What a page says."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.status
        return answer.get_data(as_text=True)

    def code(self) -> str:
        """What their code app shows now."""
        return pyotp.TOTP(self.secret).at(self.night.now)

    def enter(self, number: str, password: str = PASSWORD, code: str | None = None) -> TestResponse:
        """Sign in; takes up the guard of the session."""
        fields = {"number": number, "password": password, "code": self.code() if code is None else code}
        answer = self.post("/enter", **fields)
        if answer.status_code == 303:
            found = GUARD.search(self.text("/"))
            self.guard = found[1] if found else ""
        return answer


def browser(night: Night) -> Browser:
    """A browser that nobody is signed in at."""
    return Browser(night, create_app(night.line).test_client())


def invite(night: Night, who: str) -> str:
    """A link's token for one of the cast."""
    with unit(night) as made:
        return logins.invite(made, night.ids[who], "operator")


def unit(night: Night) -> Any:
    """A unit of work for the cast's program."""
    return work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"]))


def sign_up(night: Night, who: str, token: str | None = None) -> Browser:
    """One of the cast takes up an invitation, and is signed in."""
    made = browser(night)
    token = token or invite(night, who)
    with db.reading(night.line.engine) as tx:
        asked = sa.select(invitation.c.secret).where(invitation.c.token_hash == proofs.token_hash(token))
        made.secret = str(tx.execute(asked).scalar_one())
    answer = made.post(f"/join/{token}", password=PASSWORD, code=made.code())
    assert answer.status_code == 200, answer.get_data(as_text=True)
    made.paper = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.get_data(as_text=True))
    found = GUARD.search(made.text("/"))
    assert found
    made.guard = found[1]
    return made


def signed_in(night: Night, who: str) -> Browser:
    """One of the cast is signed in already: without the costly way through the door."""
    made = browser(night)
    with unit(night) as opened:
        token = logins.invite(opened, night.ids[who], "operator")
        found = logins.invited(opened.tx, token, opened.at)
        assert found is not None
        logins.accept(opened, found, "nothing matches this", 0)
        made.secret = found.secret
        value = sessions.begin(opened, night.ids[who], "Mozilla/5.0 (Linux; Android 16) Firefox/150.0")
    made.client.set_cookie("__Host-peerline", value, domain="line.example", secure=True, path="/")
    made.guard = proofs.guard_of(value)
    return made


def later(night: Night, **length: float) -> None:
    """Time goes by while nothing happens: not even the clock looks for what is due."""
    night.clock_runs = False
    night.forward(seconds=timedelta(**length).total_seconds())
    night.clock_runs = True


__all__ = ["CAST", "Browser", "Work", "browser", "invite", "later", "sign_up", "signed_in", "unit"]
