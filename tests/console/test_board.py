"""The board: who waits, who is paged, what happens next; taken, passed, handed over and closed with one tap each."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import db, seed
from bot.console.board import board
from bot.models import audit_event, coach, escalation, outbound, page, task
from bot.phones import Person
from bot.tasks import open_task
from bot.work import insert
from tests.console.house import Browser, unit
from tests.night.world import VAULT, ZONE, Night, said


def shown(night: Night, who: str = "Joy"):
    """The board as values."""
    with unit(night) as made:
        return board(made, night.ids[who], "America/New_York")


def call_for_help(night: Night, ana: Person, words: str = "I need a coach now") -> int:
    """Ana asks for somebody; gives the escalation's id."""
    ana.texts(words)
    night.forward(seconds=5)
    return int(night.rows(escalation)[-1].id)


def test_a_quiet_board_says_so(joy: Browser):
    assert "Nobody is waiting." in joy.text("/")


def test_a_call_for_help_is_on_the_board_with_whom_is_paged_and_what_comes_next(
    night: Night, joy: Browser, ana: Person
):
    call_for_help(night, ana)
    (need,) = shown(night).waiting
    assert [(paged.name, paged.methods, paged.state) for paged in need.paged] == [("Joy", ("text",), "reached")]
    assert need.next is not None
    assert (need.next.rungs, need.next.names) == (("primary",), ("Joy",))
    assert timedelta(seconds=50) < need.next.at - night.now <= timedelta(seconds=60)
    text = joy.text("/")
    assert "asked for a person" in text
    assert "Take Ana" in text


def test_emergencies_come_first_and_then_the_oldest(night: Night, ana: Person, luis: Person):
    call_for_help(night, ana)
    night.forward(seconds=30)
    call_for_help(night, luis, "mi hermano no respira, creo que es sobredosis")
    assert [need.name for need in shown(night).waiting] == ["Luis", "Ana"]


def test_an_unchanged_board_answers_with_nothing(night: Night, joy: Browser, ana: Person):
    version = shown(night).version
    assert joy.get(f"/live?v={version}").status_code == 204
    night.forward(seconds=30)
    assert joy.get(f"/live?v={version}").status_code == 204
    call_for_help(night, ana)
    assert joy.get(f"/live?v={version}").status_code == 200
    assert joy.text("/count") == "1"


def test_one_tap_takes_it_and_ana_hears_who_is_coming(night: Night, joy: Browser, ana: Person):
    need = call_for_help(night, ana)
    answer = joy.post(f"/needs/{need}/take")
    assert answer.headers["Location"].endswith(f"/people/{night.ids['Ana']}")
    ana.hears("988")
    ana.hears("1", "2")
    ana.hears(said("crisis.coach_coming", coach="Joy"))
    (held,) = shown(night).taken
    assert (held.owner, held.in_contact) == ("Joy", False)
    assert held.next is not None
    assert held.next.what == "check"


def test_two_who_tap_at_once_are_both_told_the_truth(night: Night, joy: Browser, ravi: Browser, ana: Person):
    need = call_for_help(night, ana)
    assert "is yours" in joy.post(f"/needs/{need}/take", live=True).get_json()["said"]
    assert "Joy was faster" in ravi.post(f"/needs/{need}/take", live=True).get_json()["said"]
    assert "is yours" in joy.post(f"/needs/{need}/take", live=True).get_json()["said"]
    (row,) = night.rows(escalation)
    assert row.owner_id == night.ids["Joy"]


def test_passing_pages_the_next_one_at_once(night: Night, joy: Browser, ana: Person, ravi: Browser):
    need = call_for_help(night, ana)
    assert "Pass" not in ravi.text("/live?v=")
    joy.post(f"/needs/{need}/pass")
    night.forward(seconds=4)
    assert {row.coach_id for row in night.rows(page, page.c.state.in_(("out", "reached")))} == {night.ids["Ravi"]}


def test_passing_what_nobody_asked_of_you_changes_nothing(night: Night, ravi: Browser, ana: Person):
    need = call_for_help(night, ana)
    ravi.post(f"/needs/{need}/pass")
    assert [row.state for row in night.rows(page)] == ["reached"]


def test_handing_over_pages_that_coach_and_nobody_has_it_until_they_say_yes(
    night: Night, joy: Browser, sol: Browser, ana: Person
):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    told = joy.post(f"/needs/{need}/hand", live=True, to=night.ids["Sol"]).get_json()["said"]
    assert told.startswith("Sol is paged for")
    (waiting,) = shown(night).waiting
    assert ("Sol", ("text", "call")) in [(paged.name, paged.methods) for paged in waiting.paged]
    sol.post(f"/needs/{need}/take")
    assert [held.owner for held in shown(night).taken] == ["Sol"]


def test_only_whoever_has_it_or_a_supervisor_closes_it_and_only_with_an_outcome(
    night: Night, joy: Browser, ravi: Browser, sol: Browser, ana: Person
):
    need = call_for_help(night, ana)
    assert joy.post(f"/needs/{need}/close", outcome="connected").status_code == 409
    joy.post(f"/needs/{need}/take")
    assert ravi.post(f"/needs/{need}/close", outcome="connected").status_code == 403
    assert joy.post(f"/needs/{need}/close", outcome="fine").status_code == 400
    assert sol.post(f"/needs/{need}/close", outcome="could_not_reach").status_code == 303
    assert night.one(escalation).outcome == "could_not_reach"
    assert joy.post(f"/needs/{need}/close", outcome="other").status_code == 409


def unseen_notes(night: Night) -> int:
    return len(night.rows(audit_event, audit_event.c.act == "no contact seen"))


def test_closing_as_connected_when_the_line_saw_no_contact_is_asked_about_once_and_noted(
    night: Night, joy: Browser, ana: Person
):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    assert "Did you speak?" not in joy.text("/")
    for _ in range(2):  # a second press of the same button is no answer
        assert joy.post(f"/needs/{need}/close", outcome="connected").status_code == 303
        assert night.one(escalation).closed_at is None
    assert "Did you speak?" in joy.text("/")
    assert unseen_notes(night) == 0
    told = joy.post(f"/needs/{need}/close", live=True, outcome="connected", sure="1").get_json()["said"]
    assert "is closed" in told
    assert (night.one(escalation).outcome, unseen_notes(night)) == ("connected", 1)


def test_yes_we_spoke_is_no_answer_before_it_was_asked(night: Night, joy: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    told = joy.post(f"/needs/{need}/close", live=True, outcome="connected", sure="1").get_json()["said"]
    assert "still open" in told
    assert night.one(escalation).closed_at is None


def test_what_was_asked_by_text_is_on_the_card_and_not_asked_again(
    night: Night, joy: Browser, sol: Browser, ravi: Browser, ana: Person, joys_phone: Person
):
    need = call_for_help(night, ana)
    joys_phone.hears("URGENT")
    joys_phone.texts("1")
    joys_phone.hears("yours")
    joys_phone.texts("DONE 1")
    joys_phone.hears("no new text or call")
    assert "Did you speak?" not in ravi.text("/")
    assert "Did you speak?" in sol.text("/")
    joy.post(f"/needs/{need}/close", outcome="connected", sure="1")
    assert (night.one(escalation).outcome, unseen_notes(night)) == ("connected", 1)


def test_a_contact_that_was_seen_needs_no_question(night: Night, joy: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    joy.post(f"/people/{night.ids['Ana']}/write", body="I am here", once="ab12")
    night.forward(seconds=9)
    joy.post(f"/needs/{need}/close", outcome="connected")
    assert (night.one(escalation).outcome, unseen_notes(night)) == ("connected", 0)


def test_asking_a_supervisor_puts_it_on_the_list_and_keeps_the_owner(
    night: Night, joy: Browser, sol: Browser, ana: Person
):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    joy.post(f"/needs/{need}/ask")
    joy.post(f"/needs/{need}/ask")
    assert sol.text("/").count("A coach asks for you</b>") == 1
    assert night.one(escalation).owner_id == night.ids["Joy"]


def test_i_am_off_hands_what_waits_for_me_to_the_next(night: Night, joy: Browser, ana: Person):
    call_for_help(night, ana)
    joy.post("/off")
    night.forward(seconds=3)
    assert night.ids["Ravi"] in {row.coach_id for row in night.rows(page, page.c.state == "reached")}
    assert "I am back" in joy.text("/")
    joy.post("/on")
    assert night.one(coach, coach.c.id == night.ids["Joy"]).off_until is None


def test_the_list_of_today_is_ticked_off_and_a_slip_is_undone(night: Night, joy: Browser, ana: Person):
    with unit(night) as made:
        todo = open_task(made, "words", None)
    assert "Wrote to the line" in joy.text("/")
    joy.post(f"/tasks/{todo}/done")
    assert "Wrote to the line" not in joy.text("/")
    joy.post(f"/tasks/{todo}/again")
    assert "Wrote to the line" in joy.text("/")


def test_follow_ups_of_the_coming_days_are_not_on_todays_list(night: Night, joy: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    joy.post(f"/needs/{need}/close", outcome="could_not_reach")
    assert len(night.rows(task, task.c.kind == "follow_up")) == 3
    assert "Follow up" not in joy.text("/")


def test_every_act_on_the_board_is_on_the_trail(night: Night, joy: Browser, sol: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    joy.post(f"/needs/{need}/close", outcome="could_not_reach")
    joys = [row.act for row in night.rows(audit_event, audit_event.c.actor == f"coach {night.ids['Joy']}")]
    assert joys[-2:] == ["acknowledged", "closed"]
    trail = sol.text(f"/trail?who=coach+{night.ids['Joy']}")
    assert "took" in trail
    assert "closed" in trail


def test_a_page_that_failed_is_shown_as_one(night: Night, ana: Person):
    need = call_for_help(night, ana)
    night.change(page, page.c.escalation_id == need, state="failed")
    assert [paged.state for paged in shown(night).waiting[0].paged] == ["failed"]


def test_two_hundred_open_calls_cost_few_queries(night: Night, joy: Browser, ana: Person):
    """The same number of statements for one as for many: the board does not grow with what is on it."""
    call_for_help(night, ana)
    one = statements(night, lambda: joy.text("/live"))
    with db.transaction(night.line.engine) as tx:
        for n in range(30):
            whose = seed.add_client(tx, VAULT, night.now, night.ids["program"], f"P{n}", f"number {n}", ZONE)
            about = {"program_id": night.ids["program"], "client_id": whose, "tier": "urgent", "reason": "human"}
            times = {"opened_at": night.now, "round_began": night.now, "next_page_at": night.now + timedelta(hours=9)}
            insert(tx, escalation, {**about, **times, "code": f"Q{n}", "told": 0, "round": 0, "step": 1})
    assert statements(night, lambda: joy.text("/live")) == one
    night.change(escalation, escalation.c.code.like("Q%"), closed_at=night.now)


def statements(night: Night, act) -> int:
    """How many statements an act costs."""
    said: list[str] = []

    def heard(_connection, _cursor, statement, *_more):
        said.append(statement)

    sa.event.listen(night.line.engine, "before_cursor_execute", heard)
    act()
    sa.event.remove(night.line.engine, "before_cursor_execute", heard)
    return len(said)


@pytest.mark.parametrize("path", ["/needs/999/take", "/needs/999/close", "/tasks/999/done"])
def test_what_is_not_there_is_not_there(joy: Browser, path: str):
    assert joy.post(path, outcome="other").status_code == 404


def test_no_text_of_the_board_goes_to_anyone_by_itself(night: Night, joy: Browser):
    before = len(night.rows(outbound))
    joy.text("/")
    joy.text("/live")
    assert len(night.rows(outbound)) == before
