"""Coming in, agreeing, moving on, and the record that is handed over."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest

from bot import db, seed
from bot.console import record, speaking
from bot.console.record import NOTICE, printable
from bot.models import audit_event, client, consent, goal, goal_step, note, outbound, supporter, task
from bot.phones import Person
from bot.work import insert
from tests.console.house import Browser, unit
from tests.night.world import START, VAULT, ZONE, Night, phone

DEE = "+15185550141"
NEW = {"name": "Dee", "number": DEE, "language": "en", "zone": ZONE, "checkin_time": "18:00", "told": "1"}


def hers(night: Night, what: str = "") -> str:
    return f"/people/{night.ids['Ana']}{what}"


# Enrolling.


def test_somebody_is_asked_by_text_before_anything_else(night: Night, joy: Browser):
    dee = phone(night, DEE, "Dee", "client")
    assert joy.post("/people/new", **NEW).status_code == 303
    row = night.one(client, client.c.name.is_not(None), client.c.status == "invited")
    assert (row.name, row.zone, f"{row.checkin_time:%H:%M}", row.next_checkin_at) == ("Dee", ZONE, "18:00", None)
    proof = night.one(consent, consent.c.client_id == row.id)
    assert (proof.topic, proof.wording) == ("invited", "in person 2026-03-02")
    assert proof.recorded_by == f"coach {night.ids['Joy']}"
    night.forward(seconds=30)
    dee.hears("Rivertown Friends", "Text 1 to join")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": "555-0141"}, "not a number"),
        ({"number": "988"}, "not a number"),
        ({"told": ""}, "did not ask for it"),
        ({"checkin_time": "23:00"}, "hours"),
        ({"name": "x" * 60}, "too long"),
        ({"number": "+15185550111"}, "already"),
    ],
)
def test_nobody_is_texted_by_a_slip(night: Night, joy: Browser, wrong: dict[str, str], said: str):
    before = len(night.rows(client))
    answer = joy.post("/people/new", **{**NEW, **wrong})
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert len(night.rows(client)) == before


# What they told a coach.


def test_a_topic_is_taken_back_and_given_again_with_proof(night: Night, joy: Browser):
    joy.post(hers(night, "/topics/checkins"), given="0")
    row = night.one(client, client.c.id == night.ids["Ana"])
    assert "checkins" not in row.topics.split()
    assert row.next_checkin_at is None
    joy.post(hers(night, "/topics/checkins"), given="1")
    assert night.one(client, client.c.id == night.ids["Ana"]).next_checkin_at is not None
    proofs = [(row.topic, row.given, row.wording) for row in night.rows(consent)][-2:]
    assert proofs == [("checkins", False, "in person 2026-03-02"), ("checkins", True, "in person 2026-03-02")]
    assert "check-ins: yes" in joy.text(hers(night))
    assert joy.post(hers(night, "/topics/everything"), given="1").status_code == 404


def test_no_texts_at_all_holds_at_once(night: Night, joy: Browser, ana: Person):
    joy.post(hers(night, "/write"), body="Hi Ana", once="a1")
    joy.post(hers(night, "/stop"))
    night.forward(seconds=10)
    ana.hears_nothing()
    assert night.rows(outbound)[-1].state == "dropped"
    assert "They asked for no texts" in joy.text(hers(night))
    ana.texts("START")
    assert night.one(client, client.c.id == night.ids["Ana"]).opted_out_at is None
    night.forward(seconds=4)


def test_a_wish_to_be_forgotten_is_on_the_supervisors_list(night: Night, joy: Browser, sol: Browser):
    joy.post(hers(night, "/forget"))
    joy.post(hers(night, "/forget"))
    (row,) = night.rows(task)
    assert (row.kind, row.client_id, row.due_at) == ("forget", night.ids["Ana"], night.now + timedelta(days=2))
    assert night.rows(client, client.c.id == night.ids["Ana"])


# Moving on.


@pytest.fixture
def hilltop(night: Night) -> int:
    with db.transaction(night.line.engine) as tx:
        account = next(iter(night.network.accounts.values()))
        night.network.add_line("+15185550190", account, "https://line.example/sms", rate=10)
        return seed.add_program(tx, "Hilltop Peers", "HILL", ZONE, {"clients": "+15185550190"})


def test_another_program_asks_them_anew_and_hears_no_word_of_theirs(
    night: Night, sol: Browser, ana: Person, hilltop: int
):
    assert sol.post(hers(night, "/transfer"), word="hill", told="1").status_code == 303
    here = night.one(client, client.c.id == night.ids["Ana"])
    there = night.one(client, client.c.program_id == hilltop)
    assert (here.status, here.next_checkin_at) == ("left", None)
    assert (there.status, there.name, there.language) == ("invited", "Ana", "en")
    assert "Ana" in sol.text("/people")
    night.forward(seconds=30)
    assert "Hilltop Peers" in ana.phone.thread[-1].body


def test_with_a_signature_what_they_wrote_goes_along(night: Night, sol: Browser, ana: Person, hilltop: int):
    ana.texts("long day")
    night.forward(seconds=2)
    assert sol.post(hers(night, "/transfer"), word="HILL", told="1", signed="2026-03-01").status_code == 303
    assert night.one(client, client.c.id == night.ids["Ana"]).program_id == hilltop
    assert night.one(consent, consent.c.topic == "transfer").wording == "in person 2026-03-01"
    assert sol.get(hers(night)).status_code == 404
    night.forward(seconds=30)


def test_erasing_asks_for_the_number_of_the_page(night: Night, sol: Browser, joy: Browser, ana: Person):
    assert joy.post(hers(night, "/erase"), sure=str(night.ids["Ana"])).status_code == 403
    assert sol.post(hers(night, "/erase"), sure="yes").status_code == 400
    assert night.one(client, client.c.id == night.ids["Ana"]).name == "Ana"
    assert sol.post(hers(night, "/erase"), sure=str(night.ids["Ana"])).status_code == 303
    row = night.one(client, client.c.id == night.ids["Ana"])
    assert (row.status, row.name) == ("erased", None)
    assert "erased" in sol.text(hers(night))


def test_nobody_is_erased_in_the_middle_of_a_call_for_help(night: Night, sol: Browser, ana: Person):
    ana.texts("I need a coach now")
    night.forward(seconds=4)
    assert sol.post(hers(night, "/erase"), sure=str(night.ids["Ana"])).status_code == 409
    assert night.one(client, client.c.id == night.ids["Ana"]).name == "Ana"


def test_a_plan_is_written_with_them_and_texted_back(night: Night, joy: Browser, ana: Person):
    assert "None is written yet." in joy.text(hers(night))
    joy.post(hers(night, "/plan"), step_1="I stop eating", step_4="Mia, my sister")
    page = joy.text(hers(night))
    assert "Mia, my sister" in page
    ana.texts("PLAN")
    ana.hears("I stop eating")
    ana.hears("Mia, my sister")
    joy.post(hers(night, "/plan"), step_1="I stop eating")
    assert 'value="Mia, my sister"' not in joy.text(hers(night))


@pytest.mark.parametrize("said", ["No more vodka", "x" * 96])
def test_a_step_that_no_text_could_hold_is_not_kept(night: Night, joy: Browser, said: str):
    assert joy.post(hers(night, "/plan"), step_1=said).status_code == 400
    assert "None is written yet." in joy.text(hers(night))


def test_nobody_is_sent_where_nobody_is_or_unasked_or_twice(night: Night, sol: Browser, joy: Browser, hilltop: int):
    assert sol.post(hers(night, "/transfer"), word="NOWHERE", told="1").status_code == 404
    assert sol.post(hers(night, "/transfer"), word="HILL").status_code == 400
    assert joy.post(hers(night, "/transfer"), word="HILL", told="1").status_code == 403
    with db.transaction(night.line.engine) as tx:
        seed.add_client(tx, VAULT, START, hilltop, "Ana", "+15185550111", ZONE)
    assert sol.post(hers(night, "/transfer"), word="HILL", told="1").status_code == 409
    assert night.one(client, client.c.id == night.ids["Ana"]).status == "active"


# Goals and supporters on the page.


def test_goals_and_whom_they_lean_on_are_on_the_page(night: Night, joy: Browser):
    with unit(night) as made:
        about = {"client_id": night.ids["Ana"], "made_at": made.at}
        goal_id = insert(made.tx, goal, {**about, "words": "Walk by the canal", "quiet": 0})
        insert(
            made.tx, goal_step, {"goal_id": goal_id, "words": "Shoes by the door", "made_at": made.at, "went": "some"}
        )
        mia = seed.put_client(made.tx, VAULT, made.at, made.program.id, "Mia", DEE, ZONE, status="supporter")
        leans = {"client_id": night.ids["Ana"], "person_id": mia, "name": "Mia", "in_hard_moments": True}
        insert(made.tx, supporter, {**leans, "asked_at": made.at, "agreed_at": made.at})
    page = joy.text(hers(night))
    assert "Walk by the canal" in page
    assert "(Shoes by the door) · some of it" in page
    assert "said yes · in hard moments too" in page


# The record.


def handed(sol: Browser, night: Night, kind: str, **more: str) -> bytes:
    form = {"reason": "own", "to": "Ana, in person", "kind": kind, **more}
    answer = sol.post(hers(night, "/export"), **form)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith(f"attachment; filename=record-{night.ids['Ana']}.")
    return answer.data


def record_of(night: Night, who: str) -> record.Record:
    with unit(night) as made:
        whose = speaking.client_of(made, night.ids[who])
        assert whose is not None
        return record.gather(made, whose, "en")


def test_the_record_holds_every_text_and_no_note(night: Night, sol: Browser, ana: Person):
    for nth in range(50):
        ana.texts(f"long day number {nth}")
        night.forward(seconds=20)
    sol.post(hers(night, "/note"), body="a coach's own thought")
    said = [one.words for _, part in record_of(night, "Ana").parts for one in part]
    assert [f"long day number {nth}" for nth in range(50)] == [text for text in said if text.startswith("long day")]
    assert "a coach's own thought" not in " ".join(said)


def test_all_files_come_packed_with_the_notice(night: Night, sol: Browser, ana: Person):
    ana.texts("long day")
    night.forward(seconds=2)
    with ZipFile(io.BytesIO(handed(sol, night, "files"))) as folder:
        assert folder.read("NOTICE.txt").decode() == NOTICE
        assert "long day" in folder.read("inbound.csv").decode()


def test_to_whom_and_why_is_kept_before_it_goes(night: Night, sol: Browser):
    handed(sol, night, "pdf", reason="emergency", to="Dr. Lee, County Hospital", why="not breathing")
    (event,) = night.rows(audit_event, audit_event.c.act == "handed over")
    assert event.detail["reason"] == "emergency"
    assert "Lee" not in str(event.detail)
    assert "To: Dr. Lee, County Hospital. not breathing" in night.one(note).body


@pytest.mark.parametrize("wrong", [{"to": ""}, {"reason": "curious"}, {"reason": "emergency"}])
def test_without_a_reason_and_a_name_nothing_goes(night: Night, sol: Browser, wrong: dict[str, str]):
    form = {"reason": "own", "to": "Ana", "kind": "pdf", **wrong}
    assert sol.post(hers(night, "/export"), **form).status_code == 400
    assert not night.rows(note)


def test_the_record_as_pages_to_print(night: Night, sol: Browser, ana: Person):
    ana.texts("6 3 🎉 (thank you)")
    night.forward(seconds=2)
    assert handed(sol, night, "pdf").startswith(b"%PDF-")


def test_letters_that_a_plain_font_has_not_are_told_by_name():
    assert printable("día 💊") == "día [pill]"
    assert printable("one\ntwo – three…") == "one / two - three..."
