"""Calls with the real Twilio client: ringing, keys, voicemail, putting through, and calls that come in."""

from dataclasses import replace

import pytest
from twilio.base.exceptions import TwilioRestException

from bot.phones import Person
from tests.phones.conftest import LINE, World
from tests.phones.program import twiml

PRESS_1 = twiml('<Gather numDigits="1" action="/pressed" timeout="5"><Say>Urgent 7F. Press 1.</Say></Gather>')


def test_a_coach_answers_and_presses_one(world: World):
    world.program.replies |= {"/voice": PRESS_1, "/pressed": twiml("<Say>It is yours.</Say><Hangup/>")}
    made = world.ring()
    world.joy.answers()
    world.joy.listens("press 1")
    world.joy.presses("1")
    world.joy.listens("it is yours")
    world.wait(5)
    assert world.program.at("/pressed")[0]["Digits"] == "1"
    assert world.program.statuses() == ["initiated", "ringing", "in-progress", "completed"]
    assert made.fetch().status == "completed"
    assert all(told.genuine for told in world.program.told)


def test_voicemail_completes_without_a_key(world: World):
    world.program.replies["/voice"] = PRESS_1
    made = world.ring()
    world.joy.goes_to_voicemail()
    assert made.fetch().status == "completed"
    assert world.program.at("/pressed") == []


def test_voicemail_picks_up_by_itself(world: World):
    world.joy.phone.voicemail = 20.0
    made = world.ring(machine_detection="Enable")
    world.joy.rings()
    world.wait(60)
    assert world.program.at("/voice")[0]["AnsweredBy"] == "machine_start"
    assert made.fetch().answered_by == "machine_start"


def test_a_phone_that_nobody_answers_ends_with_no_answer(world: World):
    made = world.ring(timeout=20)
    world.joy.lets_it_ring()
    world.wait(1)
    assert made.fetch().status == "no-answer"
    assert world.program.at("/voice") == []
    assert world.program.statuses()[-1] == "no-answer"


def test_a_declined_call_is_busy(world: World):
    made = world.ring()
    world.joy.declines()
    world.wait(5)
    assert made.fetch().status == "busy"


@pytest.mark.parametrize(("habit", "status"), [("busy", "busy"), ("unreachable", "failed")])
def test_a_phone_may_be_busy_or_unreachable(world: World, habit, status: str):
    world.joy.phone.habit = habit
    made = world.ring()
    world.wait(5)
    assert made.fetch().status == status
    assert world.network.unexpected() == [f"18:00:00 Joy was called: {status}"]
    world.network.legs[made.sid].noticed = True


def test_silence_in_a_gather_goes_on_with_the_document(world: World):
    world.program.replies["/voice"] = twiml("<Gather action='/pressed'><Say>Press 1.</Say></Gather><Say>Goodbye.</Say>")
    world.ring()
    world.joy.answers()
    world.joy.listens("goodbye")
    assert world.program.at("/pressed") == []


def test_silence_in_a_gather_may_be_told(world: World):
    world.program.replies["/voice"] = twiml('<Gather action="/pressed" actionOnEmptyResult="true"/>')
    world.ring()
    world.joy.answers()
    world.wait(30)
    assert world.program.at("/pressed")[0]["Digits"] == ""


def test_keys_end_with_the_finish_key(world: World):
    world.program.replies["/voice"] = twiml('<Gather action="/pressed"><Say>Code.</Say></Gather>')
    world.ring()
    world.joy.answers()
    world.joy.presses("123#")
    world.wait(1)
    assert world.program.at("/pressed")[0]["Digits"] == "123"


def test_keys_without_a_finish_key_count_after_the_silence(world: World):
    world.program.replies["/voice"] = twiml('<Gather action="/pressed" timeout="3"/>')
    world.ring()
    world.joy.answers()
    world.joy.presses("12")
    world.wait(2)
    assert world.program.at("/pressed") == []
    world.wait(2)
    assert world.program.at("/pressed")[0]["Digits"] == "12"


def test_the_program_hangs_up_a_call_that_rings_and_one_in_talk(world: World):
    world.program.replies["/voice"] = twiml('<Pause length="60"/>')
    rings = world.ring()
    world.joy.rings()
    assert rings.update(status="canceled").status == "canceled"
    talks = world.ring()
    world.joy.answers()
    world.wait(3)
    assert talks.update(status="completed").status == "completed"
    with pytest.raises(TwilioRestException) as refused:
        talks.update(status="completed")
    assert refused.value.code == 21220


def test_the_program_gives_a_call_another_document(world: World):
    world.program.replies["/voice"] = twiml('<Pause length="60"/>')
    made = world.ring()
    world.joy.answers()
    made.update(twiml="<Response><Say>Somebody else has it.</Say></Response>")
    world.joy.listens("somebody else")


def test_a_failing_voice_webhook_apologises(world: World):
    world.program.replies["/voice"] = (500, "")
    made = world.ring()
    world.joy.answers()
    world.joy.listens("application error")
    assert made.fetch().status == "completed"


def test_a_call_comes_in(world: World):
    world.program.replies["/in"] = twiml("<Say>You have reached the line.</Say>")
    world.ana.calls()
    world.ana.listens("you have reached")
    (form,) = world.program.at("/in")
    assert (form["Direction"], form["From"], form["To"]) == ("inbound", world.ana.phone.number, LINE)


def test_a_call_may_be_rejected(world: World):
    world.program.replies["/in"] = twiml('<Reject reason="busy"/>')
    world.ana.calls()
    (made,) = world.client.calls.list(from_=world.ana.phone.number)
    assert made.status == "busy"


def test_a_caller_is_put_through_to_the_coach_who_answers_first(world: World):
    ravi = Person(world.network, world.network.add_phone("+12175550132", "Ravi", "coach"))
    numbers = f"<Number>{world.joy.phone.number}</Number><Number url='/whisper'>{ravi.phone.number}</Number>"
    world.program.replies["/in"] = twiml(f'<Dial callerId="{LINE}" action="/dialled" timeout="20">{numbers}</Dial>')
    world.program.replies["/whisper"] = twiml("<Say>A caller of the line.</Say>")
    world.ana.calls()
    world.joy.rings()
    ravi.answers()
    ravi.listens("a caller")
    world.wait(10)
    ravi.hangs_up()
    world.wait(1)
    (form,) = world.program.at("/dialled")
    assert (form["DialCallStatus"], form["DialBridged"]) == ("completed", "true")
    assert world.client.calls.list(to=world.joy.phone.number)[0].status == "canceled"


def test_nobody_answers_a_dial(world: World):
    world.program.replies["/in"] = twiml(f'<Dial action="/dialled" timeout="9">{world.joy.phone.number}</Dial>')
    world.ana.calls()
    world.joy.lets_it_ring()
    world.wait(1)
    assert world.program.at("/dialled")[0]["DialCallStatus"] == "no-answer"


def test_a_phone_that_is_off_goes_to_voicemail_at_once(world: World):
    world.joy.phone.habit, world.joy.phone.voicemail = "off", 25.0
    world.program.replies["/voice"] = twiml("<Say>Urgent.</Say>")
    made = world.ring(machine_detection="DetectMessageEnd")
    world.wait(10)
    assert (made.fetch().status, made.fetch().answered_by) == ("completed", "machine_end_beep")
    world.network.legs[made.sid].noticed = True


def test_a_phone_in_talk_is_busy_for_the_next_caller(world: World):
    world.program.replies["/voice"] = twiml('<Pause length="60"/>')
    world.ring()
    world.joy.answers()
    second = world.ring()
    world.wait(5)
    assert second.fetch().status == "busy"
    assert [one.status for one in world.client.calls.list(status="in-progress")] == ["in-progress"]
    world.network.legs[second.sid].noticed = True


def test_a_document_may_lead_to_another(world: World):
    world.program.replies["/voice"] = twiml("<Play>chime.mp3</Play><Pause/><Redirect>/more?n=2</Redirect>")
    world.program.replies["/more"] = twiml("<Say>Second page.</Say>")
    world.ring()
    world.joy.answers()
    world.joy.listens("second page")
    assert "/more?n=2" in [told.path for told in world.program.told]
    assert world.program.at("/more")[0]["CallStatus"] == "in-progress"


def test_a_call_in_talk_may_be_sent_to_another_address(world: World):
    world.program.replies |= {"/voice": twiml('<Pause length="60"/>'), "/more": twiml("<Say>Second page.</Say>")}
    made = world.ring()
    world.joy.answers()
    world.wait(1)
    made.update(url="https://line.example/more")
    world.joy.listens("second page")
    with pytest.raises(TwilioRestException) as refused:
        made.update(status="perhaps")
    assert refused.value.code == 20001


def test_a_key_nobody_asked_for_does_nothing(world: World):
    world.program.replies["/voice"] = twiml("<Say>Only listen.</Say><Pause length='5'/>")
    made = world.ring()
    world.joy.answers()
    world.joy.listens("only listen")
    world.network.press(world.joy.phone, "1")
    world.wait(30)
    assert made.fetch().status == "completed"
    assert len(world.program.at("/voice")) == 1


def test_hanging_up_on_one_side_ends_the_other(world: World):
    world.program.replies["/in"] = twiml(f"<Dial><Number>{world.joy.phone.number}</Number></Dial><Say>Goodbye.</Say>")
    world.ana.calls()
    world.joy.answers()
    world.wait(10)
    world.ana.hangs_up()
    assert world.client.calls.list(to=world.joy.phone.number)[0].status == "completed"


def test_a_dial_without_an_action_goes_on_with_the_document(world: World):
    world.program.replies["/in"] = twiml(f"<Dial timeLimit='30'>{world.joy.phone.number}</Dial><Say>Goodbye.</Say>")
    world.ana.calls()
    world.joy.answers()
    world.ana.listens("goodbye")
    assert world.client.calls.list(to=world.joy.phone.number)[0].duration == "30"


def test_a_caller_who_gives_up_stops_the_ringing(world: World):
    world.program.replies["/in"] = twiml(f"<Dial>{world.joy.phone.number}</Dial>")
    world.ana.calls()
    world.joy.rings()
    world.ana.hangs_up()
    assert world.client.calls.list(to=world.joy.phone.number)[0].status == "canceled"
    assert world.joy.phone.thread[-1].body == "Missed call"


def test_a_number_put_through_tells_its_own_story(world: World):
    number = f"<Number statusCallback='/leg' statusCallbackEvent='ringing answered'>{world.joy.phone.number}</Number>"
    world.program.replies["/in"] = twiml(f"<Dial>{number}</Dial>")
    world.ana.calls()
    world.joy.answers()
    world.wait(1)
    assert world.program.statuses("/leg") == ["ringing", "in-progress"]
    assert world.program.at("/leg")[0]["ParentCallSid"] == world.program.at("/in")[0]["CallSid"]


def test_a_line_without_a_voice_address_does_not_answer(world: World):
    world.network.lines[LINE] = replace(world.line, voice_url=None)
    world.ana.calls()
    assert world.client.calls.list()[0].status == "failed"


def test_a_call_is_cancelled_before_it_rings(world: World):
    made = world.ring()
    assert made.update(status="completed").status == "canceled"
    world.wait(60)
    assert made.fetch().status == "canceled"
    world.network.legs[made.sid].noticed = True
