"""Faults on purpose: what the REST client meets, and what becomes of status callbacks."""

from dataclasses import replace

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from bot.phones.faults import (
    ACCEPTED_THEN_RESET,
    ACCEPTED_THEN_TIMED_OUT,
    EARLY,
    FORGED,
    LOST,
    RESET,
    SERVER_ERROR,
    TIMED_OUT,
    TOO_MANY,
    UNAUTHORIZED,
    UNAVAILABLE,
    Doubled,
    Late,
    Shuffled,
    Slow,
    undelivered,
)
from tests.phones.conftest import World


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [(TOO_MANY, 429, 20429), (SERVER_ERROR, 500, 20500), (UNAVAILABLE, 503, 20503), (UNAUTHORIZED, 401, 20003)],
)
def test_a_refused_request_sends_nothing_and_the_next_one_does(world: World, fault, status: int, code: int):
    world.network.faults.rest(fault)
    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert (refused.value.status, refused.value.code) == (status, code)
    world.ana.hears_nothing()
    world.send()
    world.ana.hears("Hello")


@pytest.mark.parametrize(("fault", "error"), [(RESET, requests.ConnectionError), (TIMED_OUT, requests.ReadTimeout)])
def test_a_broken_request_sends_nothing(world: World, fault, error: type[Exception]):
    world.network.faults.rest(fault)
    with pytest.raises(error):
        world.send()
    world.ana.hears_nothing()


@pytest.mark.parametrize("fault", [ACCEPTED_THEN_RESET, ACCEPTED_THEN_TIMED_OUT])
def test_an_accepted_text_goes_out_though_its_sender_never_learns(world: World, fault):
    world.network.faults.rest(fault)
    with pytest.raises(requests.RequestException):
        world.send()
    world.ana.hears("Hello")
    world.wait(5)
    assert world.program.statuses() == ["sent", "delivered"]
    assert [one.body for one in world.client.messages.list()] == ["Hello"]


def test_a_call_can_be_accepted_and_its_answer_lost(world: World):
    world.network.faults.rest(ACCEPTED_THEN_RESET, about="call")
    world.send()
    with pytest.raises(requests.ConnectionError):
        world.ring()
    world.joy.rings()
    world.ana.hears("Hello")


def test_a_slow_answer_is_waited_for_or_given_up(world: World):
    world.network.faults.rest(Slow(3.0), times=2)
    world.send("patient")
    world.client.http_client.timeout = 1.0
    with pytest.raises(requests.ReadTimeout):
        world.send("hasty")
    world.ana.hears("patient")
    world.ana.hears("hasty")


def test_a_fault_may_be_for_one_phone_only(world: World):
    world.network.faults.rest(SERVER_ERROR, to=world.joy.phone.number, times=None)
    world.send()
    world.ana.hears("Hello")
    with pytest.raises(TwilioRestException):
        world.send(to=world.joy.phone.number)


def test_a_fault_may_strike_at_a_rate(world: World):
    world.network.faults.rest(SERVER_ERROR, times=None, rate=0.5)
    world.network.lines[world.line.number] = replace(world.line, rate=1000)
    went = 0
    for _ in range(200):
        try:
            world.send()
            went += 1
        except TwilioRestException:
            continue
    assert 60 < went < 140
    world.wait(60)
    for _ in range(went):
        world.ana.hears("Hello")


def test_a_lost_callback_never_comes(world: World):
    world.network.faults.callback(LOST)
    world.send()
    world.ana.hears("Hello")
    world.wait(3600)
    assert world.program.statuses() == ["delivered"]


def test_a_late_callback_comes_after_its_successor(world: World):
    world.network.faults.callback(Late(600))
    world.send()
    world.ana.hears("Hello")
    world.wait(599)
    assert world.program.statuses() == ["delivered"]
    world.wait(10)
    assert world.program.statuses() == ["delivered", "sent"]


def test_a_doubled_callback_comes_twice(world: World):
    world.network.faults.callback(Doubled(), times=None)
    world.send()
    world.ana.hears("Hello")
    world.wait(5)
    assert sorted(world.program.statuses()) == ["delivered", "delivered", "sent", "sent"]


def test_shuffled_callbacks_come_in_another_order_sooner_or_later(world: World):
    world.network.faults.callback(Shuffled(60), times=None)
    orders = set()
    for n in range(12):
        world.send(status_callback=f"https://line.example/status{n}")
        world.ana.hears("Hello")
        world.wait(120)
        orders.add(tuple(world.program.statuses(f"/status{n}")))
    assert orders == {("sent", "delivered"), ("delivered", "sent")}


def test_a_forged_callback_does_not_pass_the_validator(world: World):
    world.network.faults.callback(FORGED)
    world.send()
    world.ana.hears("Hello")
    world.wait(5)
    assert [told.genuine for told in world.program.told] == [False, True]


def test_a_callback_may_come_before_the_answer(world: World):
    seen = []
    world.program.replies["/status"] = lambda form: (seen.append(form["MessageSid"]), (204, ""))[1]
    world.network.faults.callback(EARLY)
    made = world.send()
    assert seen == [made.sid]
    world.ana.hears("Hello")


def test_callbacks_of_calls_are_spoiled_too(world: World):
    world.network.faults.callback(LOST, about="call", times=2)
    world.ring()
    world.joy.declines()
    world.wait(5)
    assert world.program.statuses() == ["busy"]


def test_a_carrier_may_lose_texts_at_a_rate(world: World):
    world.network.faults.carrier(undelivered(30008), rate=0.5)
    world.network.lines[world.line.number] = replace(world.line, rate=1000)
    made = [world.send(f"text {n}") for n in range(40)]
    world.wait(60)
    found = {one.fetch().status for one in made}
    assert found == {"delivered", "undelivered"}
    assert 8 < len(world.ana.unread) < 32
    while world.ana.unread:
        world.ana.hears("text")
