"""How long words are kept: past the program's limit they are gone, and what is not words stays."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot import clearing, db
from bot.erasing import gone
from bot.models import (
    answer,
    audit_event,
    checkin,
    client,
    consent,
    escalation,
    goal,
    goal_step,
    inbound,
    note,
    outbound,
    page,
    program,
    win,
)
from bot.phones import Person
from bot.reseal import places
from bot.retention import WORDS
from tests.night.conftest import cast
from tests.night.test_days import settings
from tests.night.test_erasing import copy_of as files_of
from tests.night.test_relay import taken
from tests.night.world import Night, everything_read, phone, said

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nobody_is_asked(night: Night) -> None:
    night.change(client, next_checkin_at=None, checkin_time=None)


def years_later(night: Night, days: int = 731) -> None:
    """The line was off meanwhile: the round waits for a day, and is done then."""
    night.network.advance_to(night.now + timedelta(days=days))
    night.swept_at = night.now
    a_day_later(night)


def a_day_later(night: Night) -> None:
    night.forward(hours=25, every=600)
    everything_read(*cast.values())


def bodies(night: Night, table: sa.Table, who: str = "Ana") -> list[str]:
    return [row.body for row in night.rows(table, table.c.client_id == night.ids[who])]


def copy_of(night: Night) -> str:
    return " ".join(files_of(night).values())


def test_words_of_two_years_ago_are_gone_and_their_date_tier_and_ratings_stay(night: Night, ana: Person) -> None:
    ana.texts("6 3")
    ana.texts("my sister Wilhelmina drove me home, I lost my job")
    everything_read(ana)
    before = night.rows(inbound)
    rated = night.rows(checkin)
    night.network.advance_to(night.now + 400 * DAY)
    ana.texts("a young word")
    assert "Wilhelmina" in copy_of(night)
    years_later(night, 331)
    assert bodies(night, inbound) == ["", "", "a young word"]
    assert set(bodies(night, outbound)[:2]) == {""}
    assert "Wilhelmina" not in copy_of(night)
    assert "a young word" in copy_of(night)
    after = night.rows(inbound)
    for column in ("received_at", "tier", "rule", "rules_version"):
        assert [getattr(row, column) for row in after][:2] == [getattr(row, column) for row in before]
    assert night.rows(checkin) == rated
    assert ana.unread == []


def test_what_was_cleared_is_on_the_trail_once_a_day_as_a_number(night: Night, ana: Person, luis: Person) -> None:
    for someone in (ana, luis):
        someone.texts("hello")
        someone.texts("what a long day it was")
    years_later(night)
    a_day_later(night)
    cleared = night.one(audit_event, audit_event.c.act == "cleared")
    assert (cleared.actor, cleared.subject, cleared.subject_id) == ("clock", "program", night.ids["program"])
    rows = sum(row.body == "" for table in (inbound, outbound) for row in night.rows(table))
    assert rows >= 8
    assert cleared.detail["months"] == 24
    assert cleared.detail["rows"] >= rows


def test_while_a_call_for_help_is_open_nothing_of_theirs_is_touched(night: Night, ana: Person, joy: Person) -> None:
    ana.texts("my sister is Wilhelmina")
    night.network.advance_to(night.now + 731 * DAY)
    everything_read(ana)
    taken(ana, joy)
    joy.texts("I am here, Ana")
    ana.hears("I am here")
    a_day_later(night)
    a_day_later(night)
    assert bodies(night, inbound)[0] == "my sister is Wilhelmina"
    night.change(escalation, closed_at=night.now, outcome="connected")
    a_day_later(night)
    assert bodies(night, inbound) == ["", "I need a coach now"]
    assert "I am here, Ana" in bodies(night, outbound)


def test_what_belongs_to_a_call_for_help_stays_as_long_as_it_is_young(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    ana.texts("it is bad tonight")
    joy.hears("bad tonight")
    night.network.advance_to(night.now + 100 * DAY)
    night.change(escalation, closed_at=night.now, outcome="connected")
    years_later(night, 700)
    assert bodies(night, inbound) == ["I need a coach now", "it is bad tonight"]
    years_later(night, 60)
    assert bodies(night, inbound) == ["", ""]


def test_of_an_old_call_for_help_the_incident_stays_without_its_words(night: Night, ana: Person, joy: Person) -> None:
    taken(ana, joy)
    joy.texts("I am here, Ana")
    ana.hears("I am here")
    night.change(escalation, closed_at=night.now, outcome="connected")
    before = [night.rows(table) for table in (escalation, page)]
    trail = len(night.rows(audit_event))
    years_later(night)
    said = " ".join(row.body for table in (inbound, outbound) for row in night.rows(table))
    assert "I am here" not in said
    assert "I need a coach" not in said
    assert [night.rows(table) for table in (escalation, page)] == before
    assert len(night.rows(audit_event)) > trail


def test_the_text_of_an_opt_out_is_kept_six_years_with_its_consent(night: Night, ana: Person) -> None:
    ana.texts("please stop texting me")
    years_later(night)
    (proof,) = night.rows(consent, consent.c.inbound_id.is_not(None))
    assert night.one(inbound, inbound.c.id == proof.inbound_id).body == "please stop texting me"
    years_later(night, 5 * 365)
    assert night.one(inbound, inbound.c.id == proof.inbound_id).body == ""
    assert night.rows(consent, consent.c.id == proof.id) == [proof]


def test_a_stranger_is_forgotten_by_the_same_limit(night: Night) -> None:
    stranger = phone(night, "+15185550199", "Nobody")
    stranger.texts("is this the bakery")
    stranger.hears("911")
    years_later(night)
    assert [row.body for row in night.rows(inbound)] == [""]


def test_a_program_may_keep_words_for_ever_or_for_less(night: Night, ana: Person) -> None:
    settings(night, keep_months=0)
    ana.texts("my sister is Wilhelmina")
    years_later(night, 4000)
    assert bodies(night, inbound) == ["my sister is Wilhelmina"]
    settings(night, keep_months=120)
    a_day_later(night)
    assert bodies(night, inbound) == [""]


def test_notes_answers_wins_and_goals_that_ended_go_and_the_open_goal_stays(night: Night) -> None:
    who, at = night.ids["Ana"], night.now
    with db.transaction(night.line.engine) as tx:
        rows: list[tuple[sa.Table, dict[str, Any]]] = [
            (note, {"client_id": who, "coach_id": night.ids["Joy"], "body": "private words", "at": at}),
            (win, {"client_id": who, "words": "private words", "at": at}),
            (answer, {"client_id": who, "kind": "plan", "words": "private words", "at": at}),
            (answer, {"client_id": who, "kind": "confidence", "value": 7, "at": at}),
            (goal, {"client_id": who, "words": "private words", "quiet": 0, "made_at": at, "ended_at": at}),
            (goal, {"client_id": who, "words": "still wanted", "quiet": 0, "made_at": at}),
            (goal_step, {"goal_id": 1, "words": "private words", "made_at": at}),
            (goal_step, {"goal_id": 2, "words": "a next step", "made_at": at}),
        ]
        for table, row in rows:
            tx.execute(sa.insert(table).values(**row))
    assert copy_of(night).count("private words") >= 5
    years_later(night)
    kept = copy_of(night)
    assert "private words" not in kept
    assert "still wanted" in kept
    assert "a next step" in kept
    assert [(row.kind, row.value) for row in night.rows(answer)] == [("plan", None), ("confidence", 7)]


def test_a_clock_that_jumps_years_ahead_for_an_hour_clears_nothing(night: Night, ana: Person) -> None:
    ana.texts("my sister is Wilhelmina")
    a_day_later(night)
    night.workers.skew = 3 * 365 * DAY
    night.sweep()
    night.workers.skew = timedelta()
    night.sweep()
    a_day_later(night)
    a_day_later(night)
    assert bodies(night, inbound) == ["my sister is Wilhelmina"]
    assert night.one(program).clear_at <= night.now + clearing.EVERY


def test_every_private_column_is_cleared_or_named_as_what_stays() -> None:
    who_they_are = {"client.name", "client.number", "client.word", "client.recovery_date", "client.zip"}
    whom_they_chose = {"supporter.name", "plan_step.words"}
    proof = {"consent.number", "outbound.number", "survey_round.answers"}
    told_to_911 = {"rescue_step.nature", "rescue_step.recipient", "rescue_step.affiliation"}
    staff = {"coach.name", "contact_method.number", "login.secret", "invitation.secret"}
    cleared = {f"{column.table.name}.{column.name}" for words in WORDS for column in words.columns}
    assert {place.name for place in places()} == cleared | who_they_are | whom_they_chose | proof | told_to_911 | staff
    assert {gone(column) for words in WORDS for column in words.columns} == {"", "{}", None}


def coachs_words(night: Night) -> list[str]:
    return [row.body for row in night.rows(inbound, inbound.c.coach_id == night.ids["Joy"])]


def test_a_coachs_words_that_went_on_to_nobody_go_by_the_same_rule(night: Night, joy: Person) -> None:
    joy.texts("tell Wilhelmina I am late")
    joy.hears(said("coach.nothing_open"))
    night.network.advance_to(night.now + 400 * DAY)
    joy.texts("a young word")
    everything_read(joy)
    years_later(night, 331)
    assert coachs_words(night) == ["", "a young word"]
    assert "Wilhelmina" not in copy_of(night)


def test_a_coachs_words_stay_as_long_as_a_call_for_help_they_were_paged_for_is_open_or_young(
    night: Night, ana: Person, joy: Person
) -> None:
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    joy.texts("wait I am with Wilhelmina")
    everything_read(ana, joy)
    night.clock_runs = False
    night.network.advance_to(night.now + 731 * DAY)
    night.clock_runs = True
    night.swept_at = night.now
    a_day_later(night)
    a_day_later(night)
    assert coachs_words(night) == ["wait I am with Wilhelmina"]
    night.change(escalation, closed_at=night.now, outcome="connected")
    night.change(escalation, next_page_at=None, next_update_at=None, contact_by=None)
    a_day_later(night)
    assert coachs_words(night) == ["wait I am with Wilhelmina"]
    years_later(night, 740)
    a_day_later(night)
    assert coachs_words(night) == [""]


def test_a_coachs_words_to_a_client_stay_with_the_clients(night: Night, ana: Person, joy: Person) -> None:
    """An open call for help of hers keeps them, though the coach's own are past the limit."""
    taken(ana, joy)
    joy.texts("I am here, Ana")
    ana.hears("I am here")
    night.change(escalation, closed_at=night.now, outcome="connected")
    joy.texts("who is this for")
    everything_read(ana, joy)
    night.network.advance_to(night.now + 731 * DAY)
    night.swept_at = night.now
    ana.texts("I need a coach now")
    night.change(escalation, escalation.c.closed_at.is_(None), owner_id=night.ids["Ravi"], next_page_at=None)
    night.change(page, coach_id=night.ids["Ravi"])
    a_day_later(night)
    assert "I am here, Ana" in coachs_words(night)
    assert "who is this for" not in coachs_words(night)
