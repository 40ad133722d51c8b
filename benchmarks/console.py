"""The console's two busiest pages at the server, in a full house and in an empty one: coaches wait for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from bot import clock, crypto, db
from bot.console import logins, sessions
from bot.line import Line
from bot.models import client, escalation, inbound, outbound, page
from bot.program import program_by_id
from bot.queue import SilentBell
from bot.settings import Settings
from bot.web import create_app
from bot.work import work
from tests import servers
from tests.crowd import LINE, ZONE, gather

OPEN, MESSAGES = 200, 5_000
FEW, MANY = 1_000, 100_000
AT_ONCE = 5_000
WARM = 3
"""Looks that are not counted: they fill caches, as the first after a deploy do."""
PUBLIC = "http://localhost"
SAID = "Thank you for telling me. I am here with you now."


@dataclass(frozen=True)
class Looks:
    """One page, looked at again and again, in ms: how long the server took, and how much of that was our own work
    (a busy machine and a database of its own add to the first). `size` is in kB."""

    name: str
    p50: float
    p95: float
    work: float
    size: float


def measure(directory: Path, server: servers.Postgres, times: int, many: int, say: Any) -> list[Looks]:
    """Both pages on both databases, with a thousand clients and with `many`."""
    found = []
    for kind, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        for clients in (FEW, many):
            say(f"{name}: the console with {clients:,} clients")
            with servers.fresh_database(kind, directory, server) as url:  # type: ignore[arg-type]
                found += _looks(url, f"{name}, {clients:,} clients", clients, times)
    return found


def _looks(url: str, about: str, clients: int, times: int) -> Iterator[Looks]:
    keys, index_key = f"1:{crypto.new_key()}", crypto.new_key()
    engine = db.connect(url, crypto.read_vault(keys, index_key))
    line = Line(Settings(keys=keys, index_key=index_key, public_url=PUBLIC), engine, SilentBell())
    browser, first = _signed_in(line, _fill(line, clients)), 1
    for name, path in (
        (f"the board, {OPEN} open", "/console/"),
        (f"a person, {MESSAGES:,} messages", f"/console/people/{first}"),
    ):
        yield Looks(f"{name}: {about}", *_took(browser, path, times))
    engine.dispose()


def _took(browser: FlaskClient, path: str, times: int) -> tuple[float, float, float, float]:
    looks = [_look(browser, path) for _ in range(times + WARM)][WARM:]
    took, worked = sorted(look[0] for look in looks), sorted(look[1] for look in looks)
    return took[times // 2], took[int(times * 0.95)], worked[times // 2], looks[-1][2] / 1e3


def _look(browser: FlaskClient, path: str) -> tuple[float, float, int]:
    began, worked = perf_counter(), process_time()
    answer = browser.get(path, base_url=PUBLIC)
    took = (perf_counter() - began) * 1e3, (process_time() - worked) * 1e3
    assert answer.status_code == 200, path
    return *took, len(answer.data)


def _signed_in(line: Line, program_id: int) -> FlaskClient:
    at, app = line.now(), create_app(line)
    with work(line, at, lambda tx: program_by_id(tx, program_id)) as unit:
        token = logins.invite(unit, 1, "operator")
        found = logins.invited(unit.tx, token, at)
        assert found is not None
        logins.accept(unit, found, "nothing matches this", 0)
        value = sessions.begin(unit, 1, "Firefox, Linux")
    browser = app.test_client()
    browser.set_cookie("peerline", value, domain="localhost")
    return browser


def _fill(line: Line, clients: int) -> int:
    vault, at = db.vault_of(line.engine), clock.now()
    with db.transaction(line.engine) as tx:
        program_id = gather(tx, vault, at, 0).program_id
        person = {"program_id": program_id, "status": "active", "name": "Ana", "number": LINE, "language": "en"}
        same = {**person, "zone": ZONE, "created_at": at - timedelta(days=90)}
        _many(tx, client, clients, lambda nth: {**same, "number_hash": vault.blind(f"somebody {nth}")})
        _many(tx, inbound, clients, lambda nth: _said(program_id, nth + 1, f"o{nth}", at))
        _many(tx, inbound, MESSAGES // 2, lambda nth: _said(program_id, 1, f"i{nth}", at - timedelta(hours=nth)))
        _many(tx, outbound, MESSAGES // 2, lambda nth: _answer(program_id, nth, at))
        _many(tx, escalation, OPEN, lambda nth: _need(program_id, nth, at))
        _many(tx, page, OPEN * 2, lambda nth: _page(nth, at))
    return program_id


def _many(tx: sa.Connection, table: sa.Table, count: int, row: Any) -> None:
    for start in range(0, count, AT_ONCE):
        tx.execute(sa.insert(table), [row(nth) for nth in range(start, min(count, start + AT_ONCE))])


def _said(program_id: int, client_id: int, sid: str, at: datetime) -> dict[str, Any]:
    verdict = {"tier": "none", "rule": "", "words": "", "rules_version": "1", "media": 0}
    whose = {"provider_sid": f"SM{sid}", "program_id": program_id, "client_id": client_id}
    return {**whose, "body": "what a long day it was", "received_at": at, **verdict}


def _answer(program_id: int, nth: int, at: datetime) -> dict[str, Any]:
    said = at - timedelta(hours=nth, minutes=-1)
    whose = {"key": f"c1.{nth}.relay", "program_id": program_id, "client_id": 1, "sender": LINE, "number": LINE}
    way = {"channel": "text", "lane": "default", "body": SAID, "state": "delivered", "attempts": 1}
    return {**whose, **way, "created_at": said, "due_at": said}


def _need(program_id: int, nth: int, at: datetime) -> dict[str, Any]:
    about = {"program_id": program_id, "client_id": nth + 2, "tier": "urgent", "reason": "human", "code": f"C{nth}"}
    ladder = {"round": 0, "step": 1, "round_began": at, "next_page_at": at + timedelta(minutes=4), "told": 0}
    return {**about, **ladder, "opened_at": at - timedelta(seconds=nth)}


def _page(nth: int, at: datetime) -> dict[str, Any]:
    way = {"coach_id": nth % 2 + 1, "method": "text", "round": 0, "step": 0, "state": "reached"}
    return {"escalation_id": nth // 2 + 1, **way, "at": at, "check_at": None}
