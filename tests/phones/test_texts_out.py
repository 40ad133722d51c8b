"""A text sent with the real Twilio client: its life, its callbacks, and what the person's phone shows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException

from bot.phones.faults import LIES, SILENT, SWALLOWS, undelivered
from tests.phones.conftest import LINE, World
from tests.phones.rest import client_of


def test_a_text_arrives_and_its_status_follows_it(world: World):
    made = world.send("Good evening, Ana.")
    assert made.status == "queued"
    assert made.sid.startswith("SM")
    assert made.date_created == world.network.now
    assert world.ana.hears("good evening") == "Good evening, Ana."
    world.wait(5)
    assert world.program.statuses() == ["sent", "delivered"]
    assert made.fetch().status == "delivered"
    assert made.fetch().date_sent is not None


def test_every_callback_is_signed_as_twilio_signs(world: World):
    world.send(status_callback="https://line.example/status/42?a=b%20c")
    world.ana.hears("Hello")
    world.wait(5)
    assert [told.genuine for told in world.program.told] == [True, True]
    assert world.program.told[0].path == "/status/42?a=b%20c"


@pytest.mark.parametrize("code", [30003, 30005, 30006, 30007, 30008])
def test_what_the_carrier_gives_back_is_told_with_its_code(world: World, code: int):
    world.ana.phone.carrier = undelivered(code)
    made = world.send()
    world.ana.hears_nothing()
    assert world.program.statuses() == ["sent", "undelivered"]
    assert world.program.at("/status")[-1]["ErrorCode"] == str(code)
    assert made.fetch().error_code == code


def test_a_number_nobody_has_is_an_unknown_handset(world: World):
    made = world.send(to="+12175550199")
    world.wait(5)
    assert (made.fetch().status, made.fetch().error_code) == ("undelivered", 30005)


def test_a_silent_carrier_delivers_and_never_says_so(world: World):
    world.ana.phone.carrier = SILENT
    made = world.send()
    world.ana.hears("Hello")
    world.wait(86_400)
    assert made.fetch().status == "sent"


def test_a_carrier_may_swallow_a_text_or_lie_about_it(world: World):
    world.ana.phone.carrier = SWALLOWS
    lost = world.send("one")
    world.ana.hears_nothing()
    world.ana.phone.carrier = LIES
    lied = world.send("two")
    world.ana.hears_nothing()
    assert (lost.fetch().status, lied.fetch().status) == ("sent", "delivered")


def test_texts_of_one_number_go_out_in_order_at_its_rate(world: World):
    for n in range(3):
        world.send(f"text {n}")
    assert [world.ana.hears("text") for _ in range(3)] == ["text 0", "text 1", "text 2"]
    sent = [message.date_sent for message in world.client.messages.list()]
    assert sorted(sent, reverse=True) == sent
    assert (sent[0] - sent[2]).total_seconds() >= 2


def test_a_text_that_waits_past_its_validity_fails_and_is_never_shown(world: World):
    world.send("x" * 700)
    late = world.send("too late", validity_period=2)
    world.ana.hears("x")
    world.wait(60)
    assert (late.fetch().status, late.fetch().error_code) == ("failed", 30036)


def test_messages_are_listed_by_number_and_day(world: World):
    world.send("one")
    world.wait(10)
    world.ana.hears("one")
    world.ana.texts("two")
    assert [one.body for one in world.client.messages.list(to=world.ana.phone.number)] == ["one"]
    assert [one.body for one in world.client.messages.list(from_=world.ana.phone.number)] == ["two"]
    assert len(world.client.messages.list(date_sent_after=world.network.now + timedelta(seconds=1))) == 0
    assert len(world.client.messages.list(date_sent_before=world.network.now)) == 2
    assert len(world.client.messages.list(date_sent=world.network.now.date())) == 2


def test_a_long_list_is_followed_page_by_page(world: World):
    for n in range(7):
        world.ana.texts(f"text {n}")
    assert len(world.client.messages.list(page_size=3)) == 7
    assert len(world.client.messages.list(page_size=3, limit=4)) == 4


def test_a_message_of_another_account_is_not_found(world: World):
    made = world.send()
    world.ana.hears("Hello")
    other = world.network.add_account()
    with pytest.raises(TwilioRestException) as refused:
        client_of(world.network, other).messages(made.sid).fetch()
    assert refused.value.status == 404
    assert client_of(world.network, other).messages.list(from_=LINE) == []


def test_a_messaging_service_accepts_first_and_picks_its_number_later(world: World):
    service = "MG" + "0" * 32
    world.network.lines[LINE] = replace(world.line, service=service)
    made = world.client.messages.create(
        to=world.ana.phone.number,
        messaging_service_sid=service,
        body="Hello",
        status_callback="https://line.example/status",
    )
    assert (made.status, made.from_, made.num_segments) == ("accepted", None, "0")
    world.ana.hears("Hello")
    world.wait(5)
    assert (made.fetch().from_, made.fetch().num_segments) == (LINE, "1")
    assert world.program.statuses() == ["queued", "sent", "delivered"]
    assert world.program.at("/status")[0]["MessagingServiceSid"] == service


def test_a_text_with_a_picture_is_an_mms(world: World):
    made = world.send("", media_url=["https://media.example/1.jpg"])
    assert (made.sid[:2], made.num_media) == ("MM", "1")
    world.ana.hears("")
