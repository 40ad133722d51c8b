"""What the REST API refuses, with Twilio's code, as the real client raises it."""

import base64
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.phones import Request, create_network_app, into
from tests.phones.conftest import LINE, World
from tests.phones.program import ORIGIN
from tests.phones.rest import InProcess

GOOD = {"To": "+12175550111", "From": LINE, "Body": "Hello"}
GOOD_CALL = {"To": "+12175550131", "From": LINE, "Url": f"{ORIGIN}/voice"}


def ask(world: World, path: str, form: dict[str, object] | bytes, kind: str = "application/x-www-form-urlencoded"):
    """One raw request, for what the real client would never send."""
    told = base64.b64encode(f"{world.account.sid}:{world.account.token}".encode()).decode()
    body = form if isinstance(form, bytes) else urlencode(form, doseq=True).encode()
    url = f"https://api.twilio.com/2010-04-01/Accounts/{world.account.sid}/{path}"
    head = {"Authorization": f"Basic {told}", "Content-Type": kind}
    return into(create_network_app(world.network))(Request("POST", url, head, body))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "banana"}, 21211),
        ({"To": "2175550111"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "banana"}, 21212),
        ({"From": "+12175550102"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "/status"}, 21609),
        ({"StatusCallback": "ftp://line.example/status"}, 21609),
        ({"MediaUrl": "1.jpg"}, 21620),
        ({"ValidityPeriod": "0"}, 20001),
        ({"ValidityPeriod": "36001"}, 20001),
        ({"ValidityPeriod": "soon"}, 20001),
        ({"Bodyy": "Hello"}, 20001),
        ({"SendAt": "2026-03-02T19:00:00Z"}, 20001),
        ({"Body": ["one", "two"]}, 20001),
        ({"MessagingServiceSid": "MG" + "0" * 32}, 21701),
    ],
)
def test_a_message_form_with_a_fault_is_refused_and_nothing_is_sent(world: World, change: dict, code: int):
    answer = ask(world, "Messages.json", GOOD | change)
    assert answer.status == 400 if code != 21701 else 404
    assert f'"code":{code}' in answer.text.replace(" ", "")
    assert world.client.messages.list() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21201),
        ({"To": "banana"}, 21211),
        ({"From": ""}, 21213),
        ({"From": "+12175550102"}, 21210),
        ({"Url": ""}, 21205),
        ({"Url": "/voice"}, 21205),
        ({"StatusCallback": "status"}, 21609),
        ({"Timeout": "0"}, 20001),
        ({"StatusCallbackEvent": "initiated ringing"}, 20001),
        ({"Method": "GET"}, 20001),
        ({"MachineDetection": "Perhaps"}, 20001),
        ({"Urll": f"{ORIGIN}/voice"}, 20001),
    ],
)
def test_a_call_form_with_a_fault_is_refused_and_nobody_is_rung(world: World, change: dict, code: int):
    answer = ask(world, "Calls.json", GOOD_CALL | change)
    assert (answer.status, f'"code":{code}' in answer.text.replace(" ", "")) == (400, True)
    assert world.client.calls.list() == []


def test_1600_letters_are_taken(world: World):
    assert ask(world, "Messages.json", GOOD | {"Body": "x" * 1600}).status == 201
    world.ana.hears("xxx")


def test_only_forms_are_read(world: World):
    assert ask(world, "Messages.json", b"{}", "application/json").status == 415


def test_a_wrong_token_is_refused_as_twilio_does(world: World):
    stranger = Client(world.account.sid, "wrong", http_client=InProcess(world.network))
    with pytest.raises(TwilioRestException) as refused:
        stranger.messages.create(to=GOOD["To"], from_=LINE, body="Hello")
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_a_path_or_method_twilio_does_not_have_is_not_found(world: World):
    assert ask(world, "Massages.json", GOOD).status == 404
    assert ask(world, "Messages/SM1.json", GOOD).status == 405


def test_a_queue_of_ten_hours_is_full(world: World):
    world.network.lines[LINE] = replace(world.line, rate=0.001)
    refused = [ask(world, "Messages.json", GOOD | {"Body": "x" * 1600}).status for _ in range(6)]
    assert refused == [201, 201, 201, 201, 429, 429]


MESSAGE_FAULTS = ["DateSent=yesterday", "DateSent>=2026-13-01", "PageSize=0", "Page=x", "Too=1"]
CALL_FAULTS = ["StartTime=yesterday", "EndTime>=2026-13-01", "PageSize=1001", "Status=missed", "DateSent=2026-01-01"]


@pytest.mark.parametrize(
    ("what", "query"),
    [*(("Messages", query) for query in MESSAGE_FAULTS), *(("Calls", query) for query in CALL_FAULTS)],
)
def test_a_list_with_a_fault_in_its_query_is_refused(world: World, what: str, query: str):
    told = base64.b64encode(f"{world.account.sid}:{world.account.token}".encode()).decode()
    url = f"https://api.twilio.com/2010-04-01/Accounts/{world.account.sid}/{what}.json?{query}"
    answer = into(create_network_app(world.network))(Request("GET", url, {"Authorization": f"Basic {told}"}))
    assert answer.status == 400
