"""From a text to its page: the whole line with its processes, a real Redis, and the local phone network as carrier."""

import http.client
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event
from time import perf_counter

import sqlalchemy as sa

from benchmarks.street import Street, street
from bot import clock, db
from bot.models import client, escalation, outbound, page
from bot.phones import Network, over_loopback, serve
from bot.phones.records import Message
from tests.crowd import JOY, LINE, RAVI, SOL
from tests.processes import resident_mb, wait_until

PACE = 20
"""Check-ins a second: a short code's worth, so that the bulk worker is busy all the time."""
URGENT = "I need a coach now please help me"
"""One page to one coach at first; an emergency is six at once."""
LONGEST = 20.0
QUIET = 0.8, 1.2
"""Seconds between a page and the next person in crisis, at least and at most."""
AT_ONCE = 1_000


@dataclass(frozen=True)
class Pages:
    """How long from posting the text to the carrier taking the page, in ms, and MB resident of each kind of process."""

    name: str
    p50: float
    p99: float
    most: float
    memory: dict[str, float]


def measure(name: str, url: str, directory: Path, texts: int, queued: int, say: Callable[[str], None]) -> Pages:
    """`texts` people in crisis, one after the other, behind `queued` check-ins that are due."""
    dice = Random(1)
    network = _Timed(dice)
    account = network.add_account()
    with ExitStack() as stack:
        served = serve(network, "127.0.0.1", 0, clock.now)
        stack.callback(served.stop)
        carrier = served.url, account.sid, account.token
        line = stack.enter_context(street(url, directory, texts, carrier, pace=PACE, a_minute=0, a_day=0))
        network.add_line(LINE, account, f"{line.base}/sms", rate=1_000)
        for number in (JOY, RAVI, SOL, *line.crowd.waiting):
            network.add_phone(number, "somebody")
        say(f"{name}: queueing {queued} check-ins")
        _queue(line, queued)
        line.house.add_line(line.port)
        Event().wait(3)  # the first sweep, and the first share of check-ins
        say(f"{name}: {texts} texts, one after the other")
        began = {who: _post(line, who, network, dice) for who in line.crowd.waiting}
        took = _took(line, began, network.taken)
        memory = {kind: max(map(resident_mb, line.house.pids(kind))) for kind in line.house.kept}
    return Pages(name, took[len(took) // 2] * 1e3, took[int(len(took) * 0.99)] * 1e3, took[-1] * 1e3, memory)


class _Timed(Network):
    """A network that knows when it took which row of the outbox: its own clock ticks in steps of 20 ms."""

    def __init__(self, dice: Random) -> None:
        super().__init__(clock.now(), dice, over_loopback(), keep=1_000)
        self.taken: dict[int, float] = {}

    def submit(self, message: Message) -> Message:
        if message.to == JOY and message.direction == "outbound-api" and message.callback:
            self.taken.setdefault(int(message.callback.rpartition("/")[2]), perf_counter())
        return super().submit(message)


def _post(line: Street, who: str, network: _Timed, dice: Random) -> float:
    """One text, until some page is taken, and a moment of quiet; when it was posted."""
    post, before = line.post(who, URGENT), len(network.taken)
    link = http.client.HTTPConnection("127.0.0.1", line.port, timeout=LONGEST)
    began = perf_counter()
    link.request("POST", post.path, post.body, post.headers)
    assert link.getresponse().status == 200
    link.close()
    wait_until(lambda: len(network.taken) > before)
    Event().wait(dice.uniform(*QUIET))
    return began


def _took(line: Street, began: dict[str, float], taken: dict[int, float]) -> list[float]:
    """The seconds from each text to its first page, once all are taken, the shortest first."""
    firsts = _first_pages(line)
    wait_until(lambda: firsts.keys() <= taken.keys())
    assert set(firsts.values()) == set(began)
    pages = sorted(firsts, key=lambda page: taken[page])
    return sorted({firsts[page]: taken[page] - began[firsts[page]] for page in reversed(pages)}.values())


def _first_pages(line: Street) -> dict[int, str]:
    """The rows of the outbox that are texts of a ladder's first step, and whose ladder it is."""
    asked = (
        sa.select(outbound.c.id, client.c.number)
        .join(page, page.c.id == outbound.c.page_id)
        .join(escalation, escalation.c.id == page.c.escalation_id)
        .join(client, client.c.id == escalation.c.client_id)
        .where(page.c.round == 0, page.c.step == 0, outbound.c.channel == "text")
    )
    with db.reading(line.engine) as connection:
        return {row.id: row.number for row in connection.execute(asked)}


def _queue(line: Street, count: int) -> None:
    at = clock.now() - timedelta(seconds=1)
    with db.transaction(line.engine) as tx:
        whose = tx.execute(sa.select(client.c.id, client.c.number).limit(1)).one()
        same = {
            "program_id": line.crowd.program_id,
            "client_id": whose.id,
            "channel": "text",
            "lane": "bulk",
            "sender": LINE,
            "number": whose.number,
            "body": "Hi Ana. How is today, 0 (rough) to 10 (great)? Just text a number.",
            "state": "due",
            "created_at": at,
            "due_at": at,
            "not_after": at + timedelta(hours=2),
            "attempts": 0,
        }
        for start in range(0, count, AT_ONCE):
            keys = range(start, min(count, start + AT_ONCE))
            tx.execute(sa.insert(outbound), [{**same, "key": f"queued{nth}"} for nth in keys])
