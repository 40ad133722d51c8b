"""What the carrier's client writes to a log: nothing, at any level of ours."""

import logging
from datetime import timedelta

import pytest

from bot.carrier import OutgoingText, Refused
from bot.carrier.twilio import TwilioCarrier


def test_a_text_leaves_nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    nobody = "http://127.0.0.1:1"
    carrier = TwilioCarrier("AC" + "0" * 32, "pretend", nobody)
    with caplog.at_level(logging.INFO):
        answer = carrier.send(OutgoingText("+12175550111", "+12175550100", "Ana", nobody, timedelta(minutes=1)))
    assert isinstance(answer, Refused)
    assert not caplog.records
