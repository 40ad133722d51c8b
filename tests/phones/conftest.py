"""One network, one line, one small program, and the cast."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from twilio.rest import Client

from bot.phones import Account, Line, Network, Person, into
from tests.phones.program import ORIGIN, Program
from tests.phones.rest import client_of

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
LINE = "+12175550100"


@dataclass(frozen=True)
class World:
    """A network with a line on it, and everyone who uses it."""

    network: Network
    account: Account
    line: Line
    program: Program
    client: Client
    ana: Person
    joy: Person

    def wait(self, seconds: float) -> None:
        self.network.advance_to(self.network.now + timedelta(seconds=seconds))

    def send(self, body: str = "Hello", to: str | None = None, **more: object):
        """Send a text with the real client, callbacks asked for."""
        told = {"status_callback": f"{ORIGIN}/status", **more}
        return self.client.messages.create(to=to or self.ana.phone.number, from_=LINE, body=body, **told)

    def ring(self, **more: object):
        """Call Joy with the real client, every callback asked for."""
        events = ["initiated", "ringing", "answered", "completed"]
        told = {
            "url": f"{ORIGIN}/voice",
            "status_callback": f"{ORIGIN}/status",
            "status_callback_event": events,
            **more,
        }
        return self.client.calls.create(to=self.joy.phone.number, from_=LINE, **told)


def world_of(seed: int) -> World:
    program = Program(token="")
    network = Network(START, Random(seed), into(program.app()))
    account = network.add_account()
    program.token = account.token
    line = network.add_line(LINE, account, f"{ORIGIN}/sms", voice_url=f"{ORIGIN}/in")
    ana = Person(network, network.add_phone("+12175550111", "Ana", "client"))
    joy = Person(network, network.add_phone("+12175550131", "Joy", "coach"))
    return World(network, account, line, program, client_of(network, account), ana, joy)


@pytest.fixture
def world() -> Iterator[World]:
    """Leaving it fails on any text or call that nobody expected."""
    world = world_of(seed=7)
    yield world
    world.network.assert_quiet()
