"""The wire itself: our signature against twilio's own validator, connection overrides, and answers that never come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.phones import sign
from bot.phones.webhook import Override, override

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(fields=st.dictionaries(WORDS, WORDS, max_size=8), token=st.text("0123456789abcdef", min_size=1, max_size=32))
def test_whatever_the_form_twilios_validator_takes_our_signature(fields: dict[str, str], token: str):
    url = "https://line.example/sms?id=7&a=b%20c"
    assert RequestValidator(token).validate(url, fields, sign(token, url, fields))
    assert not RequestValidator(token + "0").validate(url, fields, sign(token, url, fields))
    assert not RequestValidator(token).validate(url, {**fields, "Body": "changed\0"}, sign(token, url, fields))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://line.example/sms", Override()),
        ("https://line.example/sms#rc=3&rp=all", Override(3, frozenset({"all"}))),
        ("https://line.example/sms#rc=9&rp=4xx,5xx,ct,rt", Override(5, frozenset({"4xx", "5xx", "ct", "rt"}))),
        ("https://line.example/sms#ct=200&rt=3000", Override(connect=0.2, read=3.0)),
    ],
)
def test_a_fragment_overrides_how_a_webhook_is_called(url: str, said: Override):
    assert override(url) == said
