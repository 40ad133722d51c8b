"""What no rule hears and the learnt reader does is acted on as if it had been said plainly; never in a crisis."""

import pytest

from bot.models import client, escalation
from bot.phones import Person
from flows.interrupts import explain
from flows.replies import read_by_rules, read_coach_reply
from tests.night.test_joining import PROGRAM, everything_read_by_the_cast
from tests.night.test_opt_outs import with_keywords
from tests.night.world import NUMBER, Night, said

ENOUGH = "leave me tf alone bot"
BREAK = "going camping no signal, catch up w you in a week"
PRIVATE = "who gets to read the stuff i write on here"


def learnt(text: str) -> str:
    heard = explain(text)
    assert heard.second, text
    return heard.keyword


def test_an_opt_out_in_words_of_their_own_is_confirmed_once(night: Night, ana: Person) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    assert learnt(ENOUGH) == "stop"
    ana.texts(ENOUGH)
    ana.hears(said("line.stop", program=PROGRAM))
    ana.hears_nothing(within=60)
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is not None


def test_a_pause_and_a_question_in_words_of_their_own_are_answered(night: Night, ana: Person) -> None:
    assert (learnt(PRIVATE), learnt(BREAK)) == ("info", "pause")
    ana.texts(PRIVATE)
    ana.hears(said("line.info", program=PROGRAM))
    ana.texts(BREAK)
    ana.hears("")
    assert night.one(client, client.c.id == night.ids["Ana"]).paused_until is not None


def test_danger_and_a_talk_about_a_craving_come_first(night: Night, ana: Person) -> None:
    ana.texts("SKILL")
    ana.hears("glad you wrote")
    ana.hears("How strong is the pull")
    ana.texts(ENOUGH)
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is None
    ana.hears("a coach's list")
    ana.hears("could not read that")


def test_hard_words_beside_a_question_about_us_are_answered_first(night: Night, ana: Person) -> None:
    hard = "who can read what i say here? i lost my job and got evicted"
    assert (explain(hard).keyword, explain(hard).second) == ("info", True)
    ana.texts(hard)
    assert said("line.info", program=PROGRAM) not in ana.hears("")
    everything_read_by_the_cast(night)


def test_in_a_crisis_they_change_nothing(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("SOS")
    for text in (ENOUGH, BREAK, PRIVATE):
        ana.texts(text)
    found = night.one(client, client.c.id == night.ids["Ana"])
    assert (found.opted_out_at, found.paused_until) == (None, None)
    night.forward(seconds=5)
    everything_read_by_the_cast(night)


@pytest.mark.parametrize(("text", "answer"), [("BUDDY", "lean on"), ("6 3", "Mood 6")])
def test_commands_and_numbers_stay_what_they_are(night: Night, ana: Person, text: str, answer: str) -> None:
    ana.texts(text)
    ana.hears(answer)
    found = night.one(client, client.c.id == night.ids["Ana"])
    assert (found.opted_out_at, found.paused_until) == (None, None)


YES = "off the phone now, this one is mine"


def test_a_coachs_yes_that_no_rule_knows_takes_nobody(night: Night, ana: Person, joy: Person) -> None:
    assert read_by_rules(YES, ("7F",)).kind == read_coach_reply(YES, ("7F",)).kind == "unclear"
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts(YES)
    assert joy.hears("Reply 1") == said("coach.unclear")
    assert night.one(escalation).owner_id is None
    everything_read_by_the_cast(night)
