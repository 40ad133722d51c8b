"""Somebody else reads the phone: nothing comes by itself, and no word on it tells of the line or of danger."""

from datetime import timedelta

import pytest

from bot.inbox import Text, receive
from bot.models import client, coach, consent, escalation, outbound, task
from bot.phones import Person
from flows.triage import triage
from tests.night.test_opt_outs import with_keywords
from tests.night.test_relay import taken
from tests.night.world import CAST, NUMBER, Night, everything_read, said

PROGRAM = "Rivertown Friends"
QUIET = said("wishes.quiet")


def is_flagged(night: Night, name: str = "Ana") -> bool:
    row = night.one(client, client.c.id == night.ids[name])
    tasks = {one.kind for one in night.rows(task, task.c.client_id == row.id)}
    assert ("unsafe_to_text" in tasks) is (row.unsafe_since is not None)
    return row.unsafe_since is not None


def has_opted_out(night: Night, name: str = "Ana") -> bool:
    return night.one(client, client.c.id == night.ids[name]).opted_out_at is not None


def texts_to(night: Night, name: str) -> list[str]:
    return [row.body for row in night.rows(outbound, outbound.c.client_id == night.ids[name])]


def warned(coach: Person, words: str) -> None:
    """The coach reads that the phone is not safe, in one part, and then their words."""
    assert "not safe to text or call this phone" in coach.hears("not safe to text or call")
    coach.hears(words)


@pytest.mark.parametrize(
    "words",
    [
        "not safe to text",
        "Its not safe to text me",
        "it is not safe to text me here",
        "It's dangerous to text me",
        "my husband goes through my phone",
        "please be careful, she reads my texts",
    ],
)
def test_whoever_says_that_it_is_not_safe_hears_nothing_by_itself_until_start(
    night: Night, ana: Person, words: str
) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    ana.texts(words)
    ana.hears(QUIET)
    assert is_flagged(night)
    assert not has_opted_out(night)
    night.forward(hours=28, every=600)
    assert ana.unread == []
    ana.texts("START")
    ana.hears(said("line.start", program=PROGRAM))
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))


@pytest.mark.parametrize("words", ["No es seguro que me escriban", "mi esposa lee mis mensajes", "no es seguro"])
def test_it_is_heard_in_spanish_too(night: Night, luis: Person, words: str) -> None:
    luis.texts(words)
    luis.hears(said("wishes.quiet", "es"))
    assert is_flagged(night, "Luis")
    assert not has_opted_out(night, "Luis")


@pytest.mark.parametrize("words", ["is it safe to text you?", "my phone died", "im not safe text me"])
def test_a_question_a_dead_phone_or_a_cry_is_no_such_word(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person, words: str
) -> None:
    ana.texts(words)
    assert not is_flagged(night)
    assert not has_opted_out(night)
    night.forward(seconds=5)
    everything_read(ana, joy, ravi, sol)


def test_a_reminder_does_not_come_to_a_phone_that_is_not_safe(night: Night, ana: Person) -> None:
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None)
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ana.texts("its not safe to text me right now")
    ana.hears(QUIET)
    night.forward(hours=5, every=600)
    assert ana.unread == []


@pytest.mark.parametrize("words", ["unsafe to text", "its unsafe for me to text", "he checks my phone"])
def test_beside_danger_a_coach_is_paged_and_the_phone_tells_nothing(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person, words: str
) -> None:
    assert triage(words).tier == "urgent"
    ana.texts(words)
    assert ana.hears(QUIET) == QUIET
    assert is_flagged(night)
    joy.hears("URGENT")
    night.forward(minutes=6)
    joy.texts("1")
    warned(joy, words)
    joy.texts("DONE 2")
    joy.hears("is closed")
    night.forward(hours=3, every=600)
    assert texts_to(night, "Ana") == [QUIET]
    everything_read(joy, ravi, sol)


def test_an_emergency_of_violence_pages_everybody_and_the_phone_tells_nothing(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    words = "he is going to kill me tonight. dont text, he reads my phone"
    assert (triage(words).tier, triage(words).topic) == ("emergency", "violence")
    ana.texts(words)
    ana.hears(QUIET)
    joy.hears("EMERGENCY")
    ravi.hears("EMERGENCY")
    assert is_flagged(night)
    night.forward(minutes=6)
    assert texts_to(night, "Ana") == [QUIET]
    everything_read(joy, ravi, sol)


def test_a_body_in_danger_hears_what_to_do_whoever_reads_the_phone(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("i took 40 pills dont text he reads my phone")
    ana.hears("911")
    assert is_flagged(night)
    joy.hears("EMERGENCY")
    night.forward(minutes=6)
    assert len(texts_to(night, "Ana")) == 1
    everything_read(joy, ravi, sol)


def test_an_opt_out_in_a_body_in_danger_is_both(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("i took 40 pills. stop texting me, he reads my phone")
    ana.hears(said("line.stop", program=PROGRAM))
    assert is_flagged(night)
    assert has_opted_out(night)
    joy.hears("EMERGENCY")
    night.forward(seconds=5)
    everything_read(joy, ravi, sol)


@pytest.mark.parametrize(
    "words",
    ["dont text me, he reads my phone", "No me escriban, mi esposo ve el teléfono", "its not safe to text me stop"],
)
def test_do_not_text_me_is_an_opt_out_as_well_and_tells_nothing(night: Night, ana: Person, words: str) -> None:
    night.change(client, next_checkin_at=None)
    ana.texts(words)
    assert ana.hears(QUIET) == QUIET
    assert is_flagged(night)
    assert has_opted_out(night)
    assert [row.given for row in night.rows(consent, consent.c.client_id == night.ids["Ana"])] == [True, False]
    ana.texts("hello?")
    ana.hears_nothing(within=60)


def test_who_opted_out_and_cannot_be_called_is_paged_for_and_no_call_is_asked_for(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("dont text me he checks my phone")
    ana.hears(QUIET)
    joy.hears("URGENT")
    joy.texts("1")
    warned(joy, "he checks my phone")
    joy.hears("does not reach them")
    ana.texts("dont call")
    joy.hears("dont call")
    night.forward(seconds=5)
    assert not [row for row in night.rows(outbound) if "Please call" in row.body]
    assert texts_to(night, "Ana") == [QUIET]
    everything_read(joy, ravi, sol)


def test_danger_of_lately_asks_for_a_coach_when_they_opt_out(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("DONE 2")
    joy.hears("is closed")
    night.forward(minutes=2)
    everything_read(ana)
    ana.texts("dont text me, he reads my phone")
    ana.hears(QUIET)
    joy.hears("URGENT")
    night.forward(seconds=5)
    everything_read(joy)


def test_a_cry_for_help_is_answered_and_nothing_more_comes_by_itself(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.change(client, next_checkin_at=None)
    ana.texts("NOT SAFE TO TEXT")
    ana.hears(QUIET)
    ana.texts("SOS")
    assert "911" in ana.hears("911")
    joy.hears("EMERGENCY")
    night.forward(minutes=6)
    assert ana.unread == []
    ana.texts("is anyone there")
    ana.hears(said("crisis.still_paging"))
    joy.texts("1")
    warned(joy, "is anyone there")
    night.forward(minutes=6)  # no contact: it is paged again
    joy.hears("no contact")
    assert len(texts_to(night, "Ana")) == 3
    everything_read(joy, ravi, sol)


def test_a_coachs_own_words_still_go_and_the_end_is_not_told(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("not safe to text")
    ana.hears(QUIET)
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    warned(joy, "I need a coach now")
    joy.texts("got it")
    ana.hears("got it")
    joy.texts("DONE 1")
    joy.hears("is closed")
    night.forward(seconds=5)
    assert ana.unread == []
    everything_read(joy)


def test_said_to_a_coach_who_has_them_the_coach_reads_it_with_the_warning(
    night: Night, ana: Person, joy: Person
) -> None:
    taken(ana, joy)
    ana.texts("its not safe to text me now")
    ana.hears(QUIET)
    warned(joy, "its not safe to text me now")
    assert is_flagged(night)
    ana.texts("dont call")
    joy.hears("dont call")
    joy.hears_nothing(within=5)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_warning_is_one_part(night: Night, ana: Person, joy: Person, language: str) -> None:
    night.change(coach, coach.c.id == night.ids["Joy"], language=language)
    night.change(client, client.c.id == night.ids["Ana"], unsafe_since=night.now)
    ana.texts("I need a coach now")
    joy.hears(night.one(escalation).code)
    joy.texts("1")
    joy.hears(said("coach.not_safe", language, code=night.one(escalation).code))
    warning = night.one(outbound, outbound.c.key.like("e%.unsafe.%"))
    assert warning.segments == 1
    night.forward(seconds=5)
    everything_read(ana, joy)


def test_what_waits_to_be_sent_to_them_is_taken_back(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    night.clock_runs, night.workers.forgetful = False, True
    joy.texts("I will write soon")
    night.forward(seconds=1)
    ana.texts("its not safe to text me")
    ana.hears(QUIET)
    night.clock_runs, night.workers.forgetful = True, False
    night.forward(seconds=20)
    assert ana.unread == []
    everything_read(joy)


def test_a_word_that_comes_late_is_kept_and_not_answered(night: Night, ana: Person) -> None:
    late = Text("SM" + "7" * 32, CAST["Ana"], NUMBER, "its not safe to text me", said_at=night.now - timedelta(hours=1))
    receive(night.line, late, night.now, by_webhook=False)
    night.forward(seconds=10)
    assert ana.unread == []
    assert is_flagged(night)
