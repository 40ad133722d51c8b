"""What is left of somebody who wanted everything erased, in the middle of a line that goes on."""

from bot import erasing, exporting
from bot.db import transaction
from bot.models import audit_event, client, consent, goal, goal_step, inbound, outbound
from bot.phones import Person
from bot.program import program_by_id
from bot.work import insert, work
from tests.night.test_relay import taken
from tests.night.world import Night, everything_read, said


def test_words_that_went_to_a_coach_are_erased_too_and_the_rest_of_the_line_is_not(
    night: Night, ana: Person, luis: Person, joy: Person
) -> None:
    taken(ana, joy)
    joy.texts("I am here, Ana")
    ana.hears("I am here, Ana")
    ana.texts("thank you")
    joy.hears("thank you")
    joy.texts("DONE 1")
    luis.texts("6 3")
    night.forward(minutes=1)
    everything_read(ana, luis, joy)
    erase(night)
    theirs = (inbound.c.client_id == night.ids["Ana"], outbound.c.client_id == night.ids["Ana"])
    assert {row.body for row in night.rows(inbound, theirs[0])} == {""}
    assert {row.body for row in night.rows(outbound, theirs[1])} == {""}
    words = " ".join(row.body for table in (inbound, outbound) for row in night.rows(table))
    assert "Ana" not in words
    assert "thank you" not in words
    assert "6 3" in words
    assert night.one(client, client.c.id == night.ids["Luis"]).name == "Luis"
    assert night.rows(consent, consent.c.client_id == night.ids["Ana"])
    assert "erased" in {row.act for row in night.rows(audit_event)}


def test_the_small_steps_toward_a_goal_are_erased_with_it(night: Night, ana: Person) -> None:
    theirs = {"client_id": night.ids["Ana"], "made_at": night.now}
    with transaction(night.line.engine) as tx:
        made = insert(tx, goal, {**theirs, "words": "see my sister", "quiet": 0})
        insert(tx, goal_step, {"goal_id": made, "words": "call Wilhelmina", "made_at": night.now})
    assert "call Wilhelmina" in " ".join(copy_of(night).values())
    erase(night)
    assert [row.words for table in (goal, goal_step) for row in night.rows(table)] == ["", ""]


def test_whoever_was_erased_gets_nothing_and_is_a_stranger_who_may_come_in_again(night: Night, ana: Person) -> None:
    erase(night)
    night.until_local("18:05")
    assert ana.unread == []
    ana.texts("hello?")
    ana.hears_nothing(within=30)
    ana.texts("JOIN RIVER")
    ana.hears(said("enrolment.confirm", program="Rivertown Friends"))


def test_danger_from_an_erased_number_still_pages(night: Night, ana: Person, joy: Person) -> None:
    erase(night)
    ana.texts("I want to kill myself")
    joy.hears("URGENT")
    joy.texts("1")
    joy.hears("call")
    night.forward(seconds=5)
    everything_read(ana, joy)


def test_a_copy_of_everything_holds_what_was_said_both_ways(night: Night, ana: Person) -> None:
    ana.texts("6 3")
    ana.hears("Mood 6")
    files = copy_of(night)
    assert {"NOTICE.txt", "everything.json", "client.csv", "inbound.csv", "outbound.csv", "checkin.csv"} <= set(files)
    assert "Mood 6" in files["outbound.csv"]


def copy_of(night: Night) -> dict[str, str]:
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        return dict(exporting.files(unit, "operator", night.ids["Ana"]))


def erase(night: Night) -> None:
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        erasing.erase(unit, "operator", night.ids["Ana"])
    assert erasing.settle(night.line.engine)
