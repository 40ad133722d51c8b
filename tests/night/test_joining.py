"""Coming in by a text, by a coach, and again."""

from datetime import date, time

import pytest
from sqlalchemy import Row

from bot import joining
from bot.models import audit_event, client, consent, inbound, task
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from flows.copy import version
from tests.night.test_opt_outs import with_keywords
from tests.night.world import NUMBER, ZONE, Night, everything_read, phone, said

PROGRAM = "Rivertown Friends"
CONFIRM = said("enrolment.confirm", program=PROGRAM)
DEE = "+15185550131"


@pytest.fixture
def dee(night: Night) -> Person:
    return phone(night, DEE, "Dee")


def row(night: Night, number: str = DEE) -> Row[object]:
    return next(one for one in night.rows(client) if one.number == number)


def kinds(night: Night) -> set[str]:
    return {one.kind for one in night.rows(task)}


def invited(night: Night, **about: object) -> int:
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        return joining.invite(unit, "operator", "Dee", DEE, ZONE, date(2026, 3, 1), **about)


def everything_read_by_the_cast(night: Night) -> None:
    from tests.night.conftest import cast

    everything_read(*cast.values())


def on_the_list(night: Night, dee: Person) -> None:
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
    for answer in ("1", "1", "Dee", "1", "5pm", "1", "waves", "skip"):
        dee.texts(answer)
        night.forward(seconds=2)
        everything_read(dee)


def test_join_and_the_word_and_two_yeses_bring_the_first_daily_text(night: Night, dee: Person) -> None:
    on_the_list(night, dee)
    whose = row(night)
    assert (whose.status, whose.name, whose.word, whose.checkin_time) == ("active", "Dee", "waves", time(17))
    assert (whose.shared, whose.recovery_date, whose.language) == (False, None, "en")
    night.until_local("17:01")
    dee.hears(said("checkin.mood", name="Dee"))
    night.forward(seconds=2)
    everything_read(dee)


def test_every_yes_is_proved_by_its_wording_its_text_its_time_and_its_number(night: Night, dee: Person) -> None:
    on_the_list(night, dee)
    proofs = night.rows(consent, consent.c.client_id == row(night).id)
    assert [(one.topic, one.given, one.recorded_by, one.number) for one in proofs] == [
        ("all", True, "client", DEE),
        ("warned", True, "client", DEE),
    ]
    assert [one.wording for one in proofs] == [version("enrolment.confirm"), version("enrolment.risk")]
    texts = {one.id: one.body for one in night.rows(inbound)}
    assert [texts[one.inbound_id] for one in proofs] == ["1", "1"]


def test_nothing_scheduled_comes_before_both_yeses(night: Night, dee: Person) -> None:
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
    dee.texts("1")
    dee.hears(said("enrolment.risk"))
    night.change(client, next_checkin_at=None)
    night.forward(hours=30, every=600)
    assert dee.unread == []
    assert row(night).next_checkin_at is None


def test_yes_never_joins_even_when_the_carrier_hears_it(night: Night, dee: Person) -> None:
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
    dee.texts("YES")
    dee.hears(said("enrolment.confirm_again", program=PROGRAM))
    assert row(night).status == "invited"


def test_join_in_spanish_is_answered_in_spanish(night: Night, dee: Person) -> None:
    dee.texts("UNIRME river")
    dee.hears(said("enrolment.confirm", "es", program=PROGRAM))


def test_join_without_the_word_asks_for_it_and_another_word_is_a_strangers_text(night: Night, dee: Person) -> None:
    dee.texts("JOIN")
    dee.hears(said("wishes.which_word", program=PROGRAM))
    dee.texts("join the gym")
    dee.hears(said("line.stranger", program=PROGRAM))
    assert row(night).status == "stranger"


def test_who_is_on_the_list_hears_so(night: Night, ana: Person) -> None:
    ana.texts("Join River")
    ana.hears(said("wishes.already", program=PROGRAM))


def test_a_no_is_a_no_until_they_join(night: Night, dee: Person) -> None:
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
    dee.texts("2")
    dee.hears(said("enrolment.no", program=PROGRAM, join_word="RIVER"))
    dee.texts("what was that")
    dee.hears(said("wishes.not_on_the_list", program=PROGRAM, join_word="RIVER"))
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
    assert {"said_no", "stranger"} <= kinds(night)


def test_danger_in_the_middle_of_the_questions_comes_first(night: Night, dee: Person, joy: Person) -> None:
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
    dee.texts("I want to kill myself")
    dee.hears("988")
    joy.hears("URGENT")
    joy.texts("1")
    night.forward(seconds=5)
    everything_read(dee, joy)


def test_stop_in_the_middle_of_the_questions_holds_and_start_asks_again(night: Night, dee: Person) -> None:
    night.network.lines[NUMBER] = with_keywords(night, "off")
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
    dee.texts("STOP")
    dee.hears(said("line.stop", program=PROGRAM))
    dee.texts("hm")
    dee.hears_nothing(within=60)
    dee.texts("START")
    dee.hears(CONFIRM)


def test_join_after_an_opt_out_is_a_request_for_texts(night: Night, ana: Person, dee: Person) -> None:
    for someone in (ana, dee):
        someone.texts("take me off this list please")
        someone.hears(said("line.stop", program=PROGRAM))
        someone.texts("join something")
        someone.hears_nothing(within=10)
        someone.texts("JOIN RIVER")
    assert ana.hears("back on the list") == said("line.start", program=PROGRAM)
    dee.hears(CONFIRM)


def test_a_coach_signs_somebody_up_who_is_asked_by_text(night: Night, dee: Person) -> None:
    client_id = invited(night, language="en", checkin_time=time(17))
    night.forward(seconds=5)
    dee.hears(CONFIRM)
    dee.texts("1")
    dee.hears(said("enrolment.risk"))
    dee.texts("1")
    dee.hears("Welcome")
    dee.hears(said("settings.phone"))
    proof = night.rows(consent, consent.c.client_id == client_id)[0]
    assert (proof.topic, proof.wording, proof.recorded_by, proof.number) == (
        "invited",
        "in person 2026-03-01",
        "operator",
        DEE,
    )
    assert "invited" in {one.act for one in night.rows(audit_event)}


def test_an_invitation_in_the_evening_waits_for_the_morning(night: Night, dee: Person) -> None:
    night.until_local("22:00")
    everything_read_by_the_cast(night)
    invited(night)
    night.forward(minutes=10)
    assert dee.unread == []
    night.until_local("08:01")
    dee.hears(CONFIRM)


def test_an_invitation_to_somebody_who_opted_out_is_not_sent(night: Night, dee: Person) -> None:
    dee.texts("take me off this list please")
    dee.hears(said("line.stop", program=PROGRAM))
    invited(night)
    night.forward(minutes=5)
    assert dee.unread == []


def test_words_after_an_unanswered_invitation_bring_the_question_again(night: Night, dee: Person) -> None:
    night.change(client, next_checkin_at=None)
    invited(night)
    night.forward(seconds=5)
    dee.hears(CONFIRM)
    night.forward(hours=169, every=3600)
    assert "not_confirmed" in kinds(night)
    dee.texts("hello, it is Dee")
    dee.hears(CONFIRM)


def test_who_does_not_confirm_is_asked_twice_more_and_then_only_by_join(night: Night, dee: Person) -> None:
    night.change(client, next_checkin_at=None)
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
    for _ in range(2):
        night.forward(hours=169, every=3600)
        dee.texts("hello, it is Dee")
        dee.hears(CONFIRM)
    night.forward(hours=169, every=3600)
    for _ in range(2):
        dee.texts("hello again")
        dee.hears(said("wishes.not_on_the_list", program=PROGRAM, join_word="RIVER"))
    dee.texts("JOIN RIVER")
    dee.hears(CONFIRM)
