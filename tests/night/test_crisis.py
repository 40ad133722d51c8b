"""Somebody is in danger: what they hear, and who is paged when."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.models import client, escalation, inbound, page
from bot.phones import Person
from tests.night.world import Night, everything_read, said


def pages(night: Night) -> list[tuple[int, int, str]]:
    """Every page so far: seconds after the escalation opened, coach, method."""
    opened = night.rows(escalation)[0].opened_at
    return [(round((row.at - opened).total_seconds()), row.coach_id, row.method) for row in night.rows(page)]


def test_a_cry_for_help_is_answered_at_once_and_paged(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I want to kill myself")
    ana.hears("988", within=2)
    ana.hears("1", "2", within=4)
    assert joy.hears("URGENT", within=5).endswith("Reply 1 to take it, 2 to pass.")
    assert night.one(inbound).rule


def test_no_page_says_who_or_what(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I want to kill myself")
    ana.hears("988")
    ana.hears("1", "2")
    code = night.one(escalation).code
    assert joy.hears(code) == said("coach.alert", tier="URGENT", code=code)


@pytest.mark.parametrize("word", ["SOS", "911", "sos!", "Emergency", "AUXILIO", "socorro"])
def test_the_words_of_last_resort_page_everyone_at_once(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person, word: str
) -> None:
    ana.texts(word)
    ana.hears("911")
    for coach_ in (joy, ravi, sol):
        coach_.hears("EMERGENCY", within=5)
        coach_.rings(within=5)
    assert night.one(escalation).tier == "emergency"


def test_an_overdose_in_spanish_pages_all_at_once_by_text_and_call(
    night: Night, luis: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    luis.texts("mi hermano no respira, creo que es sobredosis")
    luis.hears("911", "Narcan", within=2)
    for coach_ in (joy, ravi, sol):
        coach_.hears("EMERGENCY", within=5)
        coach_.rings(within=5)
    joy.texts("1")
    luis.hears("Joy")
    joy.hears("yours")
    joy.hears("no respira")
    ravi.hears("Joy has")
    sol.hears("Joy has")


def test_nobody_answers_and_the_ladder_climbs_in_order(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    """Unanswered calls are bad news, so that later steps come sooner than the ladder's own times, never later."""
    ana.texts("I need a coach now")
    night.forward(minutes=7)
    firsts = {
        name: next(at for at, who, _ in pages(night) if who == night.ids[name]) for name in ("Joy", "Ravi", "Sol")
    }
    calls = [at for at, who, method in pages(night) if (who, method) == (night.ids["Joy"], "call")]
    assert pages(night)[0] == (0, night.ids["Joy"], "text")
    assert 60 <= calls[0] <= 62
    assert firsts["Joy"] < firsts["Ravi"] <= 122
    assert firsts["Ravi"] < firsts["Sol"] <= 362
    everything_read(ana, joy, ravi, sol)


@pytest.mark.slow
def test_all_night_nobody_answers_and_it_is_never_quiet_for_more_than_five_minutes(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    night.change(client, next_checkin_at=None)
    ana.texts("I need a coach now")
    night.forward(hours=3)
    times = sorted({at for at, _, _ in pages(night)})
    assert times[-1] > 3 * 3600 - 300
    assert max(later - earlier for earlier, later in pairwise(times)) <= 300
    assert {who for at, who, _ in pages(night) if at > 2 * 3600} == {night.ids[n] for n in ("Joy", "Ravi", "Sol")}
    everything_read(ana, joy, ravi, sol)


def test_while_nobody_answers_ana_hears_the_truth_at_two_and_five_minutes(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    opened = night.one(escalation).opened_at
    ana.hears(said("crisis.update_2"), within=125)
    assert timedelta(seconds=120) <= night.now - opened <= timedelta(seconds=125)
    ana.hears(said("crisis.update_5"), within=185)
    assert timedelta(seconds=300) <= night.now - opened <= timedelta(seconds=305)
    everything_read(joy, ravi, sol)


def test_the_update_is_in_the_clients_own_language(night: Night, luis: Person, joy: Person, ravi: Person) -> None:
    luis.texts("necesito un coach ahora")
    luis.hears("988")
    luis.hears("1", "2")
    luis.hears(said("crisis.update_2", "es"), within=125)
    everything_read(joy, ravi)


def test_a_coach_who_passes_is_spared_and_the_next_is_paged_at_once(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("2")
    joy.hears("next person")
    ravi.hears("URGENT", within=5)
    ravi.rings(within=5)
    joy.hears_nothing(within=20)
    ravi.texts("1")
    ana.hears("Ravi")
    ravi.hears("yours")
    ravi.hears("I need a coach")
    joy.hears("Ravi has")


def test_two_coaches_answer_1_at_once_and_one_has_it(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("2")
    joy.hears("next")
    ravi.hears("URGENT")
    ravi.rings()
    night.network.text(joy.phone, "1")
    night.network.text(ravi.phone, "1")
    night.forward(seconds=5)
    owner = night.one(escalation).owner_id
    winner, other = (joy, ravi) if owner == night.ids["Joy"] else (ravi, joy)
    winner.hears("yours")
    winner.hears("I need a coach")
    assert other.hears(f"{winner.phone.name} has", within=5)
    ana.hears(winner.phone.name)
    everything_read(other)


def test_a_coach_who_takes_it_and_goes_dark_loses_it_after_five_minutes(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach")
    night.forward(seconds=290)
    assert ana.unread == []
    ana.hears(said("crisis.reopened"), within=15)
    joy.hears("no contact")
    ravi.hears("URGENT", within=5)
    ravi.rings(within=5)
    ravi.texts("1")
    ana.hears("Ravi")
    ravi.hears("yours")
    ravi.hears("I need a coach")
    joy.hears("Ravi has")


def test_after_an_empty_promise_the_next_update_comes_two_minutes_later(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    """Not at once: the person has just heard that it is being paged again."""
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears(said("crisis.reopened"), within=310)
    everything_read(ana)
    ana.hears_nothing(within=115)
    ana.hears("988", "paging", within=10)
    everything_read(joy, ravi, sol)


def test_a_coach_who_makes_contact_keeps_it(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    joy.hears("yours")
    joy.hears("I need a coach")
    joy.texts("Hi, it is Joy. What is going on?")
    ana.hears("What is going on?")
    joy.hears_nothing(within=600)
    ana.hears_nothing(within=1)


def test_i_am_not_safe_is_an_emergency_out_of_the_blue(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    ana.texts("I am not safe")
    ana.hears("911", "988")
    joy.hears("EMERGENCY")
    ravi.hears("EMERGENCY")
    night.forward(seconds=5)
    everything_read(joy, ravi, sol)


def test_and_it_raises_what_was_urgent(night: Night, luis: Person, joy: Person, ravi: Person, sol: Person) -> None:
    luis.texts("quiero morir")
    luis.hears("988")
    luis.hears("1", "2")
    joy.hears("URGENT")
    luis.texts("no estoy a salvo")
    luis.hears("911")
    ravi.hears("EMERGENCY")
    night.forward(seconds=5)
    everything_read(joy, ravi, sol)
