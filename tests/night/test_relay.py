"""A coach and a client text each other through the line, and how it ends."""

import pytest

from bot import db, seed
from bot.models import client, coach, escalation, outbound, task
from bot.phones import Person
from tests.night.world import CAST, START, VAULT, ZONE, Night, everything_read, phone, said


def taken(client_: Person, coach_: Person) -> None:
    """The client has asked for a coach, and this one has taken it. Everything so far is read."""
    client_.texts("I need a coach now")
    coach_.hears("URGENT")
    coach_.texts("1")
    client_.hears(coach_.phone.name)
    coach_.hears("I need a coach now")
    everything_read(client_, coach_)


def test_words_go_both_ways_and_nobody_sees_a_number(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("What is going on?")
    assert ana.hears("going on") == "What is going on?"
    ana.texts("it is bad tonight")
    code = night.one(escalation).code
    assert joy.hears("bad tonight") == f"{code}: it is bad tonight"
    seen = {row.sender for row in night.rows(outbound)}
    assert len(seen) == 1


def test_two_clients_are_kept_apart_by_their_codes(night: Night, ana: Person, luis: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("hello Ana")
    ana.hears("hello")
    luis.texts("necesito un coach ahora")
    luis.hears("988")
    luis.hears("1", "2")
    joy.hears("URGENT")
    anas, luiss = (row.code for row in night.rows(escalation))
    joy.texts(f"{luiss} 1")
    luis.hears("Joy")
    joy.hears("yours")
    joy.hears("necesito")
    joy.texts(f"{anas} and how are you now?")
    assert ana.hears("how are you now") == "and how are you now?"
    joy.texts(f"{luiss} hola Luis")
    assert luis.hears("hola") == "hola Luis"
    joy.texts("who am I writing to")
    joy.hears(anas, luiss)
    ana.hears_nothing(within=5)
    luis.hears_nothing(within=5)


def test_done_asks_how_it_went_and_the_answer_closes_it(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("I am here")
    ana.hears("I am here")
    joy.texts("DONE")
    joy.hears("How did")
    assert night.one(escalation).closed_at is None
    joy.texts("1")
    joy.hears("closed")
    ana.hears("Joy has finished")
    held = night.one(escalation)
    assert (held.outcome, held.next_page_at) == ("connected", None)
    follow_ups = [row for row in night.rows(task) if row.kind == "follow_up"]
    assert [round((row.due_at - held.closed_at).total_seconds() / 3600) for row in follow_ups] == [24, 72, 168]
    night.forward(minutes=20)


def test_done_with_the_outcome_in_one_text(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("I am here")
    ana.hears("I am here")
    joy.texts("DONE 2")
    joy.hears("closed")
    ana.hears("Joy has finished")
    assert night.one(escalation).outcome == "could_not_reach"


def test_after_it_is_closed_a_new_cry_opens_a_new_one(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("I am here")
    ana.hears("I am here")
    joy.texts("DONE 1")
    joy.hears("closed")
    ana.hears("finished")
    first = night.one(escalation).code
    ana.texts("I need a coach again now")
    ana.hears("988")
    ana.hears("1", "2")
    assert first not in joy.hears("URGENT")
    assert len(night.rows(escalation)) == 2


def test_a_late_1_for_something_that_is_closed_takes_nothing(
    night: Night, ana: Person, joy: Person, ravi: Person
) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("2")
    ravi.hears("URGENT")
    ravi.texts("1")
    ravi.hears("yours")
    ravi.texts("I am here")
    ravi.texts("DONE 1")
    everything_read(ana, joy, ravi)
    code = night.one(escalation).code
    night.forward(seconds=5)
    everything_read(ana, joy, ravi)
    joy.texts(f"{code} 1")
    assert joy.hears()
    assert night.one(escalation).owner_id == night.ids["Ravi"]
    ana.hears_nothing(within=5)


def test_handing_on_tells_the_client_and_pages_the_next(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    taken(ana, joy)
    joy.texts("PASS")
    joy.hears("next person")
    ana.hears(said("crisis.handed_on"))
    ravi.hears("URGENT", within=5)
    ravi.rings(within=5)
    ravi.texts("1")
    ana.hears("Ravi")
    ravi.hears("yours")
    ravi.hears("I need a coach now")
    joy.hears("Ravi has")


def test_call_joins_coach_and_client_through_the_lines_number(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("CALL")
    joy.answers()
    joy.listens(said("voice.connecting"))
    ana.answers()
    night.forward(minutes=10)  # a call may last longer than the promise of contact
    joy.hangs_up()
    ana.hears_nothing(within=5)
    held = night.one(escalation)
    assert (held.owner_id, held.next_page_at) == (night.ids["Joy"], None)
    assert held.contacted_at is not None


def test_a_call_that_the_client_does_not_pick_up_is_no_contact(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("CALL")
    joy.answers()
    ana.lets_it_ring()
    night.forward(seconds=5)
    assert night.one(escalation).contacted_at is None


def test_a_call_picked_up_after_the_line_was_paged_again_does_not_end_the_paging(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    taken(ana, joy)
    night.forward(seconds=285)
    joy.texts("CALL")
    joy.answers()
    ana.rings()
    ravi.hears("URGENT", within=15)
    ana.answers()
    night.forward(seconds=2)
    held = night.one(escalation)
    assert held.owner_id is None
    assert held.next_page_at > night.now
    everything_read(ana, joy, ravi, sol)


def test_a_long_text_is_passed_on_whole(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    long = " ".join(f"word{n}" for n in range(250))
    ana.texts(long)
    night.forward(seconds=60)
    code = night.one(escalation).code
    assert "".join(joy.unread) == f"{code}: {long}"
    everything_read(joy)


def test_a_picture_without_words_is_asked_for_in_words(night: Night, ana: Person) -> None:
    ana.texts("", media=("https://media.example/1.jpg",))
    ana.hears(said("line.media"))
    assert night.one(task).kind == "picture"


def test_a_coachs_own_cry_for_help_is_paged_to_somebody_else(
    night: Night, joy: Person, ravi: Person, sol: Person
) -> None:
    joy.texts("I want to kill myself")
    joy.hears("988")
    joy.hears("1", "2")
    ravi.hears("URGENT", within=5)
    ravi.rings()
    ravi.texts("1")
    ravi.hears("yours")
    ravi.hears("kill myself")
    joy.hears("Ravi")


def test_a_coach_who_is_a_client_too_checks_in_and_takes_alerts_from_one_phone(
    night: Night, ana: Person, joy: Person
) -> None:
    also_a_client(night, "Joy")
    joy.texts("7 2")
    joy.hears("7", "2")
    taken(ana, joy)
    joy.texts("I am with you")
    assert ana.hears("with you") == "I am with you"


def test_a_coach_who_asks_for_a_coach_while_one_is_theirs_is_not_mistaken(
    night: Night, ana: Person, joy: Person
) -> None:
    taken(ana, joy)
    joy.texts("I want to kill myself too sometimes, tell me more")
    ana.hears("tell me more")
    assert "coach_words" in {row.kind for row in night.rows(task)}


def test_words_of_a_coach_with_nothing_open_go_to_nobody(night: Night, joy: Person) -> None:
    joy.texts("good evening")
    joy.hears(said("coach.nothing_open"))


def test_i_am_off_hands_on_and_is_kept(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("I am off duty")
    joy.hears("off")
    ravi.hears("URGENT", within=5)
    assert night.one(coach, coach.c.id == night.ids["Joy"]).off_until > night.now
    everything_read(ana, ravi)


def also_a_client(night: Night, name: str) -> None:
    """A coach of the program is enrolled as a client, with the same phone."""
    with db.transaction(night.line.engine) as tx:
        seed.add_client(tx, VAULT, START, night.ids["program"], name, CAST[name], ZONE)


def test_a_stranger_is_told_what_this_is_and_a_human_reads_it_later(night: Night) -> None:
    someone = phone(night, "+15185550177", "Someone")
    someone.texts("hi is this the pizza place")
    someone.hears(said("line.stranger", program="Rivertown Friends"))
    assert night.one(task).kind == "stranger"
    assert night.one(client, client.c.status == "stranger").name is None


def test_a_stranger_in_danger_is_paged_for_like_anyone(night: Night, joy: Person) -> None:
    someone = phone(night, "+15185550177", "Someone")
    someone.texts("I want to kill myself")
    someone.hears("988")
    someone.hears("1", "2")
    joy.hears("URGENT")
    joy.texts("1")
    someone.hears("Joy")
    joy.hears("yours")
    joy.hears("kill myself")
    joy.texts("Hi, I am Joy")
    assert someone.hears("I am Joy") == "Hi, I am Joy"


@pytest.mark.parametrize("words", ["YES", "Start over"])
def test_a_yes_of_a_stranger_in_a_crisis_goes_to_the_coach(night: Night, joy: Person, words: str) -> None:
    someone = phone(night, "+15185550177", "Someone")
    someone.texts("I want to kill myself")
    joy.hears("URGENT")
    joy.texts("1")
    joy.hears("kill myself")
    joy.texts("Is it bad right now?")
    someone.hears("Is it bad")
    someone.texts(words)
    joy.hears(words)
    everything_read(someone, joy)


def test_a_yes_of_somebody_who_paused_goes_to_the_coach_who_asked(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("pause for two weeks")
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("1")
    joy.hears("coach now")
    joy.texts("Can I call you?")
    ana.hears("Can I call")
    ana.texts("Yes")
    joy.hears("Yes")
    ana.texts("please start the texts again")
    ana.hears("back on the list")
    joy.hears("start the texts")
    everything_read(ana, joy)
