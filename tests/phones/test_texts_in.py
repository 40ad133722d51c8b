"""A text from a phone: the signed webhook, the replies in TwiML, retries, the fallback URL, and carrier keywords."""

from dataclasses import replace

import pytest
from twilio.base.exceptions import TwilioRestException

from bot.phones import Trouble
from tests.phones.conftest import LINE, World
from tests.phones.program import ORIGIN, twiml


def test_a_text_reaches_the_program_signed_and_whole(world: World):
    sid = world.ana.texts("6 9")
    (told,) = world.program.told
    assert told.genuine
    assert told.path == "/sms"
    assert told.form["MessageSid"] == told.form["SmsSid"] == told.form["SmsMessageSid"] == sid
    assert (told.form["From"], told.form["To"], told.form["Body"]) == (world.ana.phone.number, LINE, "6 9")
    assert (told.form["NumMedia"], told.form["NumSegments"], told.form["SmsStatus"]) == ("0", "1", "received")
    assert told.headers["I-Twilio-Idempotency-Token"]


def test_a_reply_in_the_answer_reaches_the_phone_and_is_called_back(world: World):
    world.program.replies["/sms"] = twiml('<Message statusCallback="/status?id=9"><Body>Thank you.</Body></Message>')
    world.ana.texts("6 9")
    assert world.ana.hears("thank you") == "Thank you."
    world.wait(5)
    assert world.program.statuses() == ["sent", "delivered"]
    (reply,) = world.client.messages.list(to=world.ana.phone.number)
    assert reply.direction == "outbound-reply"


def test_pictures_come_as_addresses(world: World):
    world.ana.texts("", media=("https://media.example/1.jpg",))
    (form,) = world.program.at("/sms")
    assert (form["Body"], form["NumMedia"], form["MediaUrl0"]) == ("", "1", "https://media.example/1.jpg")


def test_a_text_may_come_twice_under_one_sid(world: World):
    world.ana.texts("help me", copies=2)
    world.wait(5)
    first, second = world.program.at("/sms")
    assert first == second


def test_an_old_text_may_be_delivered_again(world: World):
    sid = world.ana.texts("help me")
    world.wait(48 * 3600)
    world.network.replay(sid)
    world.wait(5)
    assert [form["MessageSid"] for form in world.program.at("/sms")] == [sid, sid]


def test_texts_may_overtake_each_other(world: World):
    world.ana.texts("first", late=3)
    world.ana.texts("second")
    world.wait(5)
    assert [form["Body"] for form in world.program.at("/sms")] == ["second", "first"]


def test_a_server_error_is_not_retried_unless_the_url_asks_for_it(world: World):
    world.program.replies["/sms"] = (500, "")
    world.ana.texts("hello")
    assert len(world.program.at("/sms")) == 1
    assert world.ana.phone.thread[-1].state == "not delivered"


def test_retries_of_one_delivery_share_an_idempotency_token(world: World):
    world.network.lines[LINE] = replace(world.line, sms_url=f"{ORIGIN}/sms#rc=3&rp=5xx,rt")
    world.program.replies["/sms"] = [(503, ""), (500, ""), twiml("<Message>Here.</Message>")]
    world.ana.texts("hello")
    world.ana.hears("Here.")
    assert len({told.headers["I-Twilio-Idempotency-Token"] for told in world.program.told}) == 1
    assert all(told.genuine for told in world.program.told)


def test_after_the_last_retry_the_fallback_url_is_told_why(world: World):
    world.network.lines[LINE] = replace(world.line, sms_fallback_url=f"{ORIGIN}/fallback")
    world.program.replies["/sms"] = (500, "")
    world.program.replies["/fallback"] = twiml("<Message>We got it.</Message>")
    world.ana.texts("hello")
    world.ana.hears("We got it.")
    (form,) = world.program.at("/fallback")
    assert (form["ErrorCode"], form["ErrorUrl"]) == ("11200", f"{ORIGIN}/sms")


@pytest.mark.parametrize("answer", [(200, "not xml"), (200, "<Response><Shout/></Response>"), (200, "")])
def test_an_answer_that_is_no_twiml_counts_as_a_failure(world: World, answer: tuple[int, str]):
    world.program.replies["/sms"] = answer
    world.ana.texts("hello")
    assert world.ana.phone.thread[-1].state == "not delivered"


def test_a_slow_handler_is_waited_for_fifteen_seconds_and_no_longer(world: World):
    world.program.replies["/sms"] = twiml("<Message>Here.</Message>")
    world.program.seconds = 14.0
    before = world.network.now
    world.ana.texts("hello")
    assert (world.network.now - before).total_seconds() > 14
    world.ana.hears("Here.")
    world.program.seconds = 16.0
    world.ana.texts("hello again")
    assert world.ana.phone.thread[-1].state == "not delivered"


def test_plain_words_in_the_answer_are_sent_as_they_are(world: World):
    world.program.content_type = "text/plain"
    world.program.replies["/sms"] = (200, "OK")
    world.ana.texts("hello")
    world.ana.hears("OK")


def test_a_json_answer_is_no_reply(world: World):
    world.program.content_type = "application/json"
    world.program.replies["/sms"] = (200, "{}")
    world.ana.texts("hello")
    assert world.ana.phone.thread[-1].state == "not delivered"


def test_a_connection_that_fails_is_tried_once_more(world: World):
    outlet, tries = world.network.outlet, []

    def flaky(request):
        tries.append(request)
        return Trouble("connect") if len(tries) == 1 else outlet(request)

    world.network.outlet = flaky
    world.ana.texts("hello")
    assert world.ana.phone.thread[-1].state == "delivered"


@pytest.mark.parametrize(
    "word", ["STOP", "stop ", "Unsubscribe", "END", "QUIT", "cancel", "REVOKE", "OPTOUT", "STOPALL"]
)
def test_a_stop_word_blocks_at_the_carrier_and_still_reaches_the_program(world: World, word: str):
    world.ana.texts(word)
    world.ana.hears("unsubscribed")
    assert world.program.at("/sms")[0]["Body"] == word
    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert refused.value.code == 21610
    world.ana.texts("START")
    world.ana.hears("subscribed again")
    world.send("Welcome back.")
    world.ana.hears("Welcome back.")


def test_a_stop_word_inside_a_sentence_blocks_nothing(world: World):
    world.ana.texts("I can't stop")
    world.send()
    world.ana.hears("Hello")


def test_a_reply_to_someone_who_opted_out_fails_later_not_sooner(world: World):
    world.program.replies["/sms"] = twiml('<Message statusCallback="/status">Sorry to see you go.</Message>')
    world.ana.texts("STOP")
    world.ana.hears("unsubscribed")
    world.wait(5)
    assert world.program.at("/status")[0]["ErrorCode"] == "21610"


@pytest.mark.parametrize(("word", "kind"), [("STOP", "STOP"), ("HELP", "HELP"), ("info", "HELP"), ("Unstop", "START")])
def test_advanced_opt_out_says_what_it_did(world: World, word: str, kind: str):
    world.network.lines[LINE] = replace(world.line, keywords="advanced")
    world.ana.texts(word)
    if word != "Unstop":
        world.ana.hears("Carrier:")
    assert world.program.at("/sms")[0]["OptOutType"] == kind


def test_an_opt_out_holds_for_the_whole_messaging_service(world: World):
    service = "MG" + "0" * 32
    pool = [replace(world.line, service=service), replace(world.line, service=service, number="+12175550101")]
    world.network.lines.update({line.number: line for line in pool})
    world.ana.texts("STOP")
    world.ana.hears("unsubscribed")
    with pytest.raises(TwilioRestException) as refused:
        world.client.messages.create(to=world.ana.phone.number, from_="+12175550101", body="Hello")
    assert refused.value.code == 21610
