"""What Twilio's answers, and its silence, ask us to do."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest

from bot.carrier import OutgoingText, Refused, Trouble
from bot.carrier.twilio import TwilioCarrier, trouble

TEXT = OutgoingText("+15185550111", "+15185550100", "hello", "https://line.example/sms/status/1", timedelta(minutes=5))


@pytest.fixture
def door() -> Iterator[socket.socket]:
    """A port of this machine where somebody might answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def carrier_at(door: socket.socket) -> TwilioCarrier:
    return TwilioCarrier("AC" + "0" * 32, "a pretend token", f"http://127.0.0.1:{door.getsockname()[1]}")


def test_a_text_that_never_left_is_sent_again(door: socket.socket) -> None:
    carrier = carrier_at(door)
    door.close()
    assert carrier.send(TEXT) == Refused(Trouble.TEMPORARY, "connect")


def test_a_connection_that_breaks_after_the_text_left_leaves_its_fate_unknown(door: socket.socket) -> None:
    def take_and_hang_up() -> None:
        taken, _ = door.accept()
        taken.recv(65_536)
        taken.close()

    listener = Thread(target=take_and_hang_up)
    listener.start()
    assert carrier_at(door).send(TEXT) == Refused(Trouble.UNKNOWN, "connection")
    listener.join()


@pytest.mark.parametrize(
    ("status", "code", "what"),
    [
        (400, 21610, Trouble.OPTED_OUT),
        (400, 21211, Trouble.PERMANENT),
        (401, 20003, Trouble.PERMANENT),
        (429, 20429, Trouble.TEMPORARY),
        (500, 20500, Trouble.UNKNOWN),
        (503, None, Trouble.UNKNOWN),
    ],
)
def test_a_refusal_is_read_by_its_status_and_code(status: int, code: int | None, what: Trouble) -> None:
    assert trouble(status, code) is what
