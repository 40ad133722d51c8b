"""The same protocol over a real socket, with the real client, and webhooks that go out over real HTTP."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from werkzeug.serving import make_server

from bot.phones import Network, Phone, Request, Trouble, over_loopback, serve
from bot.phones.faults import ACCEPTED_THEN_RESET, ACCEPTED_THEN_TIMED_OUT, EARLY
from tests.phones.conftest import LINE
from tests.phones.program import ORIGIN, Program


class Elsewhere(TwilioHttpClient):
    """twilio's own HTTP client, sent to another host."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=0.5)
        self.session.trust_env = False
        self.place = urlsplit(url)

    def request(self, method, url, *args, **more):
        parts = urlsplit(url)
        here = urlunsplit((self.place.scheme, self.place.netloc, parts.path, parts.query, ""))
        return super().request(method, here, *args, **more)


@dataclass
class Street:
    """A served network, and a program on a socket of its own."""

    network: Network
    ana: Phone
    client: Client
    program: Program
    url: str
    heard: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def street() -> Iterator[Street]:
    program = Program(token="")
    server = make_server("127.0.0.1", 0, program.app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    reach = {ORIGIN: f"http://127.0.0.1:{server.port}"}
    network = Network(datetime.now(UTC), Random(1), over_loopback(reach))  # noqa: TID251 a real clock is what is tested
    account = network.add_account()
    program.token = account.token
    network.add_line(LINE, account, f"{ORIGIN}/sms")
    served = serve(network, "127.0.0.1", 0, lambda: datetime.now(UTC))  # noqa: TID251
    client = Client(account.sid, account.token, http_client=Elsewhere(served.url))
    yield Street(network, network.add_phone("+12175550111", "Ana"), client, program, served.url)
    served.stop()
    client.http_client.session.close()
    server.shutdown()
    server.server_close()


def test_a_text_there_and_back_over_sockets(street: Street):
    answered = threading.Event()
    told = {"delivered": answered}
    street.program.replies["/status"] = lambda form: (told.get(form["MessageStatus"], street.heard).set(), (204, ""))[1]
    street.client.messages.create(to="+12175550111", from_=LINE, body="Hello", status_callback=f"{ORIGIN}/status")
    assert answered.wait(20)
    assert [bubble.body for bubble in street.ana.thread] == ["Hello"]
    assert all(told.genuine for told in street.program.told)


def test_a_text_from_a_phone_reaches_a_program_on_a_socket(street: Street):
    street.program.replies["/sms"] = lambda form: (street.heard.set(), (204, ""))[1]
    street.network.text(street.ana, "6 9")
    assert street.heard.wait(20)
    assert street.program.at("/sms")[0]["Body"] == "6 9"


@pytest.mark.parametrize("fault", [ACCEPTED_THEN_RESET, ACCEPTED_THEN_TIMED_OUT])
def test_a_connection_is_really_broken(street: Street, fault):
    street.network.faults.rest(fault)
    with pytest.raises(requests.RequestException):
        street.client.messages.create(to="+12175550111", from_=LINE, body="Hello")
    assert [message.body for message in street.client.messages.list()] == ["Hello"]


def test_webhooks_never_leave_this_machine():
    assert over_loopback()(Request("POST", "https://elsewhere.example/sms")) == Trouble("connect")


def test_a_network_is_served_to_this_machine_only(street: Street):
    with pytest.raises(ValueError, match="this machine"):
        serve(street.network, "0.0.0.0", 0, lambda: street.network.now)  # noqa: S104 that it is refused is the point


def test_an_early_callback_comes_before_the_answer_on_a_socket_too(street: Street):
    street.network.faults.callback(EARLY)
    street.client.messages.create(
        to="+12175550111", from_=LINE, body="Hello", status_callback=f"{ORIGIN}/early", validity_period=1
    )
    assert street.program.statuses("/early")[:1] == ["sent"]
