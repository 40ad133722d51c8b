"""The carrier of a fault run: the local phone network, with a few percent of everything going wrong, and coaches."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from werkzeug.serving import make_server

from bot import clock
from bot.phones import Network, Phone, create_network_app, over_loopback
from bot.phones.app import Quiet, Served
from bot.phones.faults import ACCEPTED_THEN_RESET, LOST, SERVER_ERROR, TOO_MANY, Doubled, Late
from bot.phones.records import Call, Message
from tests.crowd import JOY, LINE, RAVI, SOL

RATE = 1_000.0
"""Segments a second: here the line is under test, not the number's own queue."""

OUR_ID = re.compile(r"/(?:sms|voice)/status/(\d+)$")
ALERT = re.compile(r"^(?:URGENT|EMERGENCY) (\w+)\.")


class OneAnswer(Quiet):
    """One answer a connection: on one that is kept, a reset reaches the other side only when it asks again."""

    protocol_version = "HTTP/1.0"


@dataclass(frozen=True)
class Town:
    """The network as it is served, the account that the line uses, and the coaches' phones."""

    served: Served
    sid: str
    token: str
    coaches: list[Phone]
    _heard: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def network(self) -> Network:
        return self.served.network

    def alerts(self) -> Iterator[tuple[str, str]]:
        """Each alert that has come to a coach since the last look: the coach's number, and the code."""
        for phone in self.coaches:
            fresh = phone.thread[self._heard[phone.number] :]
            self._heard[phone.number] += len(fresh)
            yield from ((phone.number, told[1]) for bubble in fresh if (told := ALERT.match(bubble.body)))

    def accepted(self) -> dict[int, list[datetime]]:
        """When the carrier took what is in each row of the outbox: a row taken twice was sent twice."""
        taken: dict[int, list[datetime]] = defaultdict(list)
        with self.network.lock:
            every: list[Message | Call] = [*self.network.messages.values(), *self.network.calls.values()]
            for made in every:
                if made.direction == "outbound-api" and (found := OUR_ID.search(made.callback or "")):
                    taken[int(found[1])].append(made.created)
        return taken

    def resets(self) -> int:
        """How many times a text was taken and the connection broken before the answer."""
        return sum("connection broken" in entry.note for entry in self.network.journal)


def open_town(dice: Random, web: str, clients: Iterable[str] = (), *, trouble: bool = True) -> Town:
    """Serve the network on a free port, with webhooks to `web`. Without `trouble` all goes well."""
    network = Network(clock.now(), dice, over_loopback())
    account = network.add_account()
    network.add_line(LINE, account, f"{web}/sms", voice_url=f"{web}/voice/incoming", rate=RATE)
    coaches = [network.add_phone(told, name) for told, name in ((JOY, "Joy"), (RAVI, "Ravi"), (SOL, "Sol"))]
    for told in clients:
        network.add_phone(told, "Ana")
    if trouble:
        _make_trouble(network)
    server = make_server("127.0.0.1", 0, create_network_app(network), threaded=True, request_handler=OneAnswer)
    return Town(Served(network, server, clock.now), account.sid, account.token, coaches)


def _make_trouble(network: Network) -> None:
    for refusal, rate in ((TOO_MANY, 0.03), (SERVER_ERROR, 0.02), (ACCEPTED_THEN_RESET, 0.03)):
        network.faults.rest(refusal, times=None, rate=rate)
    for news, rate in ((LOST, 0.05), (Doubled(), 0.05), (Late(3.0), 0.05)):
        network.faults.callback(news, times=None, rate=rate)
