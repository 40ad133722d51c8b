"""A coach who was just added is nobody's coach yet: the number may be mistyped, so a code goes to it first."""

from datetime import date, time

import pytest

from bot import db, doctor, invariants, ladders, methods, newcomers, seed
from bot.doctor import Finding
from bot.methods import code_of
from bot.models import audit_event, client, contact_method, escalation, inbound, task
from bot.phones import Person
from tests.night.test_phones_of_coaches import at_the_desk, code
from tests.night.world import CAST, NUMBER, ORIGIN, VAULT, ZONE, Night, everything_read, phone, said

MAX = "+15185550141"
UNA = "+15185550142"
WRONG = "+15185550147"
SENT = contact_method.c.code_sent_at.is_not(None)


def added(night: Night, number: str = MAX, name: str = "Max", language: str = "en", line: str = NUMBER) -> Person:
    """Whoever holds the number that was typed for a new coach."""
    holder = phone(night, number, name)
    holder.phone.line = line
    enters(night, number, name, language)
    return holder


def enters(night: Night, number: str, name: str, language: str = "en") -> None:
    """The operator's `peerline coach add`."""
    with at_the_desk(night) as unit:
        night.ids[name] = newcomers.add(unit, "operator", name, number, "coach", language=language)


def alone(night: Night, who: str) -> None:
    """Nobody but this coach has a phone that can be paged."""
    night.change(contact_method, contact_method.c.coach_id != night.ids[who], verified_at=None)


def kinds(night: Night, who: str = "Max") -> list[str]:
    theirs = night.rows(contact_method, contact_method.c.coach_id == night.ids[who])
    return [row.kind for row in theirs if row.verified_at is not None]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_new_coach_sends_the_code_back_and_is_verified_for_texts_and_calls(night: Night, language: str) -> None:
    max_ = added(night, language=language)
    sent = said("coach.code", language, code=code(night), coach="Max", minutes=15)
    max_.hears(sent, within=5)
    assert kinds(night) == []
    max_.texts(code(night))
    max_.hears(said("coach.code_good", language))
    assert kinds(night) == ["text", "call"]
    assert night.rows(client, client.c.status == "stranger") == []
    assert night.rows(inbound)[-1].coach_id == night.ids["Max"]
    acts = [(row.actor, row.act) for row in night.rows(audit_event) if row.subject in {"coach", "contact_method"}]
    assert ("operator", "added") in acts
    assert (f"coach {night.ids['Max']}", "verified") in acts


def test_until_the_code_comes_back_no_page_goes_there_and_then_it_does(night: Night, ana: Person) -> None:
    night.expects_trouble = True
    max_ = added(night)
    max_.hears("your code is", within=5)
    alone(night, "Max")
    ana.texts("I need a coach now")
    night.forward(minutes=7)
    assert max_.unread == []
    max_.texts(code(night))
    max_.hears(said("coach.code_good"))
    max_.hears("URGENT", within=310)
    everything_read(ana, max_)


def test_whoever_has_a_wrong_number_takes_nobody_and_hears_no_word_of_a_client(
    night: Night, ana: Person, joy: Person
) -> None:
    """A second phone of Joy's with one digit wrong: pages for Joy are open, and a stranger answers 1."""
    stranger = phone(night, WRONG, "Somebody")
    with at_the_desk(night) as unit:
        methods.add(unit, night.ids["Joy"], WRONG)
    stranger.hears("your code is", within=5)
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    for reply in ("1", "yes", f"{night.one(escalation).code} 1", "I take it"):
        stranger.texts(reply)
    assert night.one(escalation).owner_id is None
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("I need a coach now")
    ana.texts("my door is the blue one")
    joy.hears("the blue one")
    stranger.texts("DONE 1")
    stranger.texts("hello who is this")
    assert night.one(escalation).closed_at is None
    night.forward(seconds=5)
    assert not any("blue" in bubble.body or "Joy has" in bubble.body for bubble in stranger.phone.thread)
    everything_read(ana, joy, stranger)


def test_a_new_coachs_number_that_is_a_strangers_pages_a_human_when_they_are_in_danger(
    night: Night, joy: Person
) -> None:
    stranger = added(night, WRONG)
    stranger.hears("your code is", within=5)
    stranger.texts("I want to kill myself")
    stranger.hears("988")
    joy.hears("URGENT")
    assert night.one(client, client.c.status == "stranger").name is None
    everything_read(stranger, joy)


def test_a_call_from_such_a_number_is_a_need_for_a_human(night: Night, joy: Person) -> None:
    stranger = added(night, WRONG)
    stranger.hears("your code is", within=5)
    stranger.calls()
    joy.hears("URGENT", within=5)
    everything_read(stranger, joy)


def test_a_strangers_stop_ends_the_codes_and_takes_no_coach_off_the_line(
    night: Night, ana: Person, joy: Person
) -> None:
    stranger = phone(night, WRONG, "Somebody")
    with at_the_desk(night) as unit:
        methods.add(unit, night.ids["Joy"], WRONG)
    stranger.hears("your code is", within=5)
    stranger.texts("please stop texting me")
    stranger.hears("off the list")
    joy.texts("START")
    joy.hears(said("coach.help"))
    with at_the_desk(night) as unit:
        assert methods.unverified(unit, night.ids["Joy"]) == []
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    stranger.texts("START")
    stranger.hears("back on the list")
    with at_the_desk(night) as unit:
        assert len(methods.unverified(unit, night.ids["Joy"])) == 1
    everything_read(ana, joy, stranger)


def test_a_number_that_opted_out_at_the_carrier_leaves_the_coachs_own_phone_alone(
    night: Night, ana: Person, joy: Person
) -> None:
    stranger = phone(night, WRONG, "Somebody")
    stranger.texts("STOP")
    with at_the_desk(night) as unit:
        methods.add(unit, night.ids["Joy"], WRONG)
    night.forward(seconds=10)
    opted_out = night.rows(contact_method, contact_method.c.opted_out_at.is_not(None))
    assert [row.number for row in opted_out] == [WRONG]
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")


def test_wrong_codes_from_a_new_coach_are_counted_and_the_third_ends_it(night: Night) -> None:
    max_ = added(night)
    max_.hears("your code is", within=5)
    wrong = f"{(int(code(night)) + 1) % 1_000_000:06}"
    for _ in range(3):
        max_.texts(wrong)
        max_.hears(said("coach.code_wrong"))
    max_.texts(code(night))
    max_.hears(said("coach.code_late"))
    assert kinds(night) == []


def test_a_client_who_becomes_a_coach_sends_the_code_and_their_numbers_stay_theirs(night: Night, ana: Person) -> None:
    enters(night, CAST["Ana"], "Ana the coach")
    ana.hears("your code is", within=5)
    wrong = f"{(int(code(night)) + 1) % 1_000_000:06}"
    ana.texts(wrong)
    ana.hears("saved your words")
    ana.texts(code(night))
    ana.hears(said("coach.code_good"))
    assert kinds(night, "Ana the coach") == ["text", "call"]
    everything_read(ana)


def test_a_mistyped_number_that_is_a_clients_keeps_nobody_from_being_paged_for_them(
    night: Night, ana: Person, joy: Person
) -> None:
    with at_the_desk(night) as unit:
        methods.add(unit, night.ids["Joy"], CAST["Ana"])
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    everything_read(ana, joy)


def test_a_number_that_two_coaches_are_said_to_have_is_whoevers_code_came_back(night: Night, ana: Person) -> None:
    """One was mistyped as the other's; who is verified there is the coach."""
    ravis = phone(night, CAST["Ravi"], "Ravi")
    with at_the_desk(night) as unit:
        methods.add(unit, night.ids["Joy"], CAST["Ravi"])
    ravis.hears("your code is", within=5)
    ravis.texts("HELP")
    ravis.hears(said("coach.help"))
    everything_read(ana)


HILLTOP = "+15185550190"


def test_a_line_is_set_up_coaches_send_their_codes_and_only_then_is_it_covered(night: Night) -> None:
    """The first hour of another program, as its operator lives it."""
    account = next(iter(night.network.accounts.values()))
    night.network.add_line(HILLTOP, account, f"{ORIGIN}/sms", voice_url=f"{ORIGIN}/voice/incoming", keywords="quiet")
    with db.transaction(night.line.engine) as tx:
        ours = night.ids["program"] = seed.add_program(tx, "Hilltop Peers", "HILL", ZONE, {"clients": HILLTOP})
    max_, una = (added(night, number, name, line=HILLTOP) for number, name in ((MAX, "Max"), (UNA, "Una")))
    with db.transaction(night.line.engine) as tx:
        for rung, first, second in (("primary", "Max", "Una"), ("backup", "Una", "Max")):
            seed.add_rotation(tx, ours, rung, [night.ids[first], night.ids[second]], date(2026, 3, 1), time(9))
    max_.hears("Max, your code is", within=5)
    una.hears("Una, your code is", within=5)
    assert [one.words.partition(":")[0] for one in found(night)] == ["Hilltop Peers"] * 2
    assert [one.state for one in found(night)] == ["FAIL", "warn"]
    assert {one.name for one in invariants.broken(night.line.engine, night.now)} == {"phones"}
    max_.texts(code_of_coach(night, "Max"))
    max_.hears(said("coach.code_good"))
    assert [one.state for one in found(night)] == ["ok", "warn"]
    assert f"coach {night.ids['Una']} sent no code back" in found(night)[1].words
    una.texts(code_of_coach(night, "Una"))
    una.hears(said("coach.code_good"))
    assert [one.state for one in found(night)] == ["ok"]
    assert invariants.broken(night.line.engine, night.now) == []
    dee = phone(night, "+15185550191", "Dee")
    dee.phone.line = HILLTOP
    dee.texts("SOS")
    dee.hears("911")
    for coach in (max_, una):
        coach.hears("EMERGENCY", within=5)
    everything_read(dee, max_, una)


def found(night: Night) -> list[Finding]:
    """What the doctor says of the new program's cover."""
    return [one for one in doctor.coverage(night.line) if "Hilltop" in one.words]


def code_of_coach(night: Night, who: str) -> str:
    (waits,) = night.rows(contact_method, contact_method.c.coach_id == night.ids[who], SENT)
    return code_of(VAULT, waits.id, waits.code_number)


def test_a_last_step_that_reaches_nobody_is_told_to_whoever_can_be_texted(
    night: Night, joy: Person, ravi: Person
) -> None:
    """A ladder that ends with supervisors, and the only one has not sent the code back."""
    night.change(client, next_checkin_at=None)
    steps = [{"after": 0, "rungs": ["primary"], "methods": ["text"]}]
    ends = [*steps, {"after": 60, "rungs": ["supervisor"], "methods": ["text", "call"]}]
    with at_the_desk(night) as unit:
        ladders.save(unit, "urgent", {"steps": ends, "again": 60})
    night.forward(minutes=2)
    assert joy.unread == []
    night.change(contact_method, contact_method.c.coach_id == night.ids["Sol"], verified_at=None)
    night.forward(minutes=1)
    for someone in (joy, ravi):
        assert someone.hears() == said("coach.cover_last", when="now")
    assert [row.kind for row in night.rows(task)] == ["cover_last"]
