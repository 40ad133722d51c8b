"""Sending emergency help: a supervisor's word at any hour, who was told, and nobody lets go before help is there."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from bot import db, erasing, exporting, rescue
from bot.invariants import broken
from bot.models import audit_event, coach, contact_method, escalation, outbound, rescue_step, task
from bot.phones import Person
from tests.console.house import Browser, unit
from tests.night.world import Night, everything_read

TOLD = {
    "kind": "told",
    "recipient": "Dana Imagined",
    "affiliation": "county 911 center",
    "nature": "took pills, awake, alone at home",
}


@pytest.fixture
def need(night: Night, ana: Person, joys_phone: Person) -> int:
    """Joy has Ana, who needs more than words."""
    ana.texts("I need a coach now")
    joys_phone.hears("URGENT")
    joys_phone.texts("1")
    joys_phone.hears("yours")
    joys_phone.texts("I am here")
    night.forward(seconds=5)
    everything_read(*night_people(night))
    return int(night.one(escalation).id)


def night_people(night: Night) -> list[Person]:
    from tests.console.conftest import cast

    return list(cast.values())


@pytest.fixture
def sols_phone() -> Person:
    from tests.console.conftest import cast

    return cast["Sol"]


def kinds(night: Night) -> list[str]:
    return [row.kind for row in night.rows(rescue_step)]


def test_a_supervisor_is_texted_and_called_until_they_give_their_word(
    night: Night, need: int, joy: Browser, sol: Browser, joys_phone: Person, sols_phone: Person
):
    code = night.one(escalation).code
    assert joy.post(f"/needs/{need}/rescue", kind="asked", nature="means at hand, will not put them away").status_code
    sols_phone.hears(code, "Joy", "emergency help")
    sols_phone.rings()
    sols_phone.answers()
    sols_phone.listens("agree to send emergency help", within=60)
    sols_phone.hangs_up()
    night.forward(seconds=100)
    sols_phone.rings(within=60)
    assert "means at hand" in sol.text(f"/needs/{need}/rescue")
    assert sol.post(f"/needs/{need}/rescue", kind="agreed").status_code == 303
    joys_phone.hears(code, "Sol says yes", "911")
    everything_read(*night_people(night))
    night.forward(seconds=600)
    assert not [said for said in sols_phone.unread if "emergency help" in said]
    assert len(asked(night, "Sol", "call")) == 2


def asked(night: Night, who: str, channel: str) -> list[datetime]:
    """When somebody was asked for their word, by text or by call."""
    theirs = (outbound.c.coach_id == night.ids[who], outbound.c.channel == channel)
    return [row.created_at for row in night.rows(outbound, *theirs) if "emergency help" in row.body]


def test_nobody_answers_and_a_supervisor_has_one_text_and_calls_that_grow_rarer_and_never_end(
    night: Night, need: int, joy: Browser, joys_phone: Person, sols_phone: Person
):
    begun = night.now
    joy.post(f"/needs/{need}/rescue", kind="asked", nature="will not be safe tonight")
    night.forward(minutes=9)
    assert not [said for said in joys_phone.unread if "no supervisor" in said]
    night.forward(minutes=171, every=10)
    spaces = [later - sooner for sooner, later in pairwise([*asked(night, "Sol", "call"), night.now])]
    assert [round(space / timedelta(minutes=1)) for space in spaces[:7]] == [2, 2, 2, 2, 2, 5, 8]
    assert spaces[5:-1] == sorted(spaces[5:-1])
    assert max(spaces) < timedelta(minutes=15, seconds=20)
    assert sum(at < begun + timedelta(hours=1) for at in asked(night, "Sol", "call")) == 10
    assert len(asked(night, "Sol", "text")) == 1
    assert len([said for said in joys_phone.unread if "no supervisor" in said]) == 1


def test_an_admin_who_can_only_be_texted_is_asked_each_time(night: Night, need: int, joy: Browser):
    night.change(coach, coach.c.id == night.ids["Ravi"], role="admin")
    calls = (contact_method.c.coach_id == night.ids["Ravi"], contact_method.c.kind == "call")
    night.change(contact_method, *calls, verified_at=None)
    joy.post(f"/needs/{need}/rescue", kind="asked", nature="will not be safe tonight")
    night.forward(minutes=11)
    assert len(asked(night, "Ravi", "text")) == len(asked(night, "Sol", "call")) == 6


def test_asked_again_later_the_coach_hears_again_that_nobody_answers(
    night: Night, need: int, joy: Browser, sol: Browser, joys_phone: Person
):
    for _ in range(2):
        joy.post(f"/needs/{need}/rescue", kind="asked", nature="will not be safe tonight")
        night.forward(minutes=11)
        joys_phone.hears("no supervisor", "911")
        sol.post(f"/needs/{need}/rescue", kind="declined", nature="call them first")
        joys_phone.hears("not yet")


def test_until_help_is_there_both_are_asked_and_then_nobody_is(
    night: Night, need: int, joy: Browser, joys_phone: Person, sols_phone: Person
):
    code = night.one(escalation).code
    assert joy.post(f"/needs/{need}/rescue", **TOLD).status_code == 303
    sols_phone.hears(code, "was called")
    night.forward(seconds=605)
    joys_phone.hears(code, "reached them")
    sols_phone.hears(code, "reached them")
    assert joy.post(f"/needs/{need}/rescue", kind="arrived", nature="crew said so").status_code == 303
    night.forward(seconds=1300)
    everything = [*joys_phone.unread, *sols_phone.unread]
    assert not [said for said in everything if "reached them" in said]
    assert kinds(night) == ["told", "arrived"]
    assert {row.kind for row in night.rows(task)} >= {"rescue"}


def test_after_an_hour_the_question_stays_on_the_list_alone(night: Night, need: int, joy: Browser):
    joy.post(f"/needs/{need}/rescue", **TOLD)
    night.forward(seconds=2 * 3600)
    assert night.one(escalation).rescue_at is None
    assert [row.done_at for row in night.rows(task) if row.kind == "rescue"] == [None]


def test_what_the_law_wants_kept_is_kept_and_stays_as_it_was_written(night: Night, need: int, joy: Browser):
    joy.post(f"/needs/{need}/rescue", told_at=f"{night.now - timedelta(minutes=5):%H:%M}", **TOLD)
    row = night.one(rescue_step)
    assert (row.recipient, row.affiliation, row.nature) == (TOLD["recipient"], TOLD["affiliation"], TOLD["nature"])
    assert row.coach_id == night.ids["Joy"]
    assert timedelta(0) <= night.now - row.told_at <= timedelta(days=1)
    assert "not what was written" not in joy.text(f"/needs/{need}/rescue")
    noted = next(one for one in night.rows(audit_event) if one.act == "rescue: told")
    assert noted.detail["mark"] == row.mark
    with db.transaction(night.line.engine) as tx:
        tx.execute(sa.update(rescue_step).values(recipient="Somebody Else"))
    assert "not what was written" in joy.text(f"/needs/{need}/rescue")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({**TOLD, "recipient": " "}, 400),
        ({"kind": "asked"}, 400),
        ({"kind": "dance"}, 400),
        ({"kind": "arrived"}, 409),
        ({"kind": "agreed"}, 409),
    ],
)
def test_what_is_missing_or_out_of_turn_is_said_and_nothing_is_kept(
    night: Night, need: int, joy: Browser, form: dict[str, str], status: int
):
    answer = joy.post(f"/needs/{need}/rescue", **form)
    assert answer.status_code == status
    if form["kind"] == "told":
        assert TOLD["nature"] in answer.get_data(as_text=True)
    assert kinds(night) == []


def test_a_coach_cannot_give_the_word_that_is_a_supervisors(need: int, joy: Browser, ravi: Browser):
    joy.post(f"/needs/{need}/rescue", kind="asked", nature="will not be safe tonight")
    assert ravi.post(f"/needs/{need}/rescue", kind="agreed").status_code == 409


def test_not_yet_is_told_to_who_asked_and_they_may_ask_again(
    night: Night, need: int, joy: Browser, sol: Browser, joys_phone: Person
):
    joy.post(f"/needs/{need}/rescue", kind="asked", nature="will not be safe tonight")
    sol.post(f"/needs/{need}/rescue", kind="declined", nature="call them first, I join")
    joys_phone.hears("not yet", "911")
    joy.post(f"/needs/{need}/rescue", kind="asked", nature="took the pills now")
    assert kinds(night) == ["asked", "declined", "asked"]


def test_a_question_about_somebody_who_is_closed_is_not_asked_again(
    night: Night, need: int, joy: Browser, sols_phone: Person
):
    joy.post(f"/needs/{need}/rescue", kind="asked", nature="will not be safe tonight")
    joy.post(f"/needs/{need}/close", outcome="other")
    night.forward(seconds=130)
    everything_read(*night_people(night))
    night.forward(seconds=300)
    assert not sols_phone.unread


def test_closed_as_emergency_services_without_a_word_of_who_was_told_asks_for_it(
    night: Night, need: int, joys_phone: Person
):
    joys_phone.texts("DONE 3")
    joys_phone.hears("closed")
    assert "rescue_log" in {row.kind for row in night.rows(task)}


def test_with_it_written_down_nothing_more_is_asked(night: Night, need: int, joy: Browser, joys_phone: Person):
    joy.post(f"/needs/{need}/rescue", **TOLD)
    joys_phone.texts("DONE 3")
    joys_phone.hears("closed")
    assert "rescue_log" not in {row.kind for row in night.rows(task)}


def test_it_is_in_their_export_and_erased_with_them(night: Night, need: int, joy: Browser, joys_phone: Person):
    joy.post(f"/needs/{need}/rescue", **TOLD)
    joy.post(f"/needs/{need}/rescue", kind="arrived")
    joys_phone.texts("DONE 3")
    night.forward(seconds=3)
    with unit(night) as work:
        assert "rescue_step.csv" in dict(exporting.files(work, "operator", night.ids["Ana"]))
        erasing.erase(work, "operator", night.ids["Ana"])
        told = rescue.steps(work, need)[0]
        assert (told.recipient, told.nature, told.coach_id) == (None, None, night.ids["Joy"])
        assert not rescue.altered(work, told)


def test_the_line_looks_whether_somebody_is_still_asked(night: Night, need: int, joy: Browser):
    joy.post(f"/needs/{need}/rescue", **TOLD)
    late = night.now + timedelta(minutes=11)
    assert "rescue" in {one.name for one in broken(night.line.engine, late)}


def test_a_drill_sends_no_help(night: Night, need: int, joy: Browser):
    with db.transaction(night.line.engine) as tx:
        tx.execute(sa.update(escalation).values(reason="drill"))
    assert joy.post(f"/needs/{need}/rescue", **TOLD).status_code == 409


def test_the_local_number_is_shown_once_a_program_has_one(need: int, joy: Browser, sol: Browser):
    assert "not set" in joy.text(f"/needs/{need}/rescue")
    assert sol.post("/program/hotlines/dispatch", number="518-555-0100").status_code == 303
    assert "518-555-0100" in joy.text(f"/needs/{need}/rescue")
    assert "518-555-0100" in sol.text("/program")


def test_with_no_supervisor_who_can_be_reached_the_coach_hears_so_at_once(
    night: Night, need: int, joy: Browser, joys_phone: Person
):
    night.change(contact_method, contact_method.c.coach_id == night.ids["Sol"], verified_at=None)
    joy.post(f"/needs/{need}/rescue", kind="asked", nature="will not be safe tonight")
    joys_phone.hears("no supervisor can be reached", "911")
    night.forward(seconds=250)
    assert not [said for said in joys_phone.unread if "no supervisor" in said]


def test_what_was_written_down_leaves_the_list(night: Night, need: int, joy: Browser, joys_phone: Person):
    def open_ones() -> set[str]:
        return {row.kind for row in night.rows(task) if row.done_at is None and row.kind.startswith("rescue")}

    joys_phone.texts("DONE 3")
    joys_phone.hears("closed")
    assert open_ones() == {"rescue_log"}
    joy.post(f"/needs/{need}/rescue", **TOLD)
    assert open_ones() == {"rescue"}
    joy.post(f"/needs/{need}/rescue", kind="arrived")
    assert open_ones() == set()
    joy.post(f"/needs/{need}/rescue", **TOLD)
    assert open_ones() == {"rescue"}
