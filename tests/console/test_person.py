"""One person's page: the thread from phone and page alike, what may be written, and what is remembered of each look."""

from datetime import date, timedelta

import pytest

from bot import retention
from bot.console.drawing import Day, Words, days_of, picture, usual_mood
from bot.console.thread import thread
from bot.console.words import say
from bot.erasing import overwrite
from bot.models import audit_event, escalation, inbound, outbound, triage_mark
from bot.phones import Person
from bot.work import insert
from tests.console.house import Browser, later, signed_in, unit
from tests.console.test_board import call_for_help, statements
from tests.night.world import Night


def items(night: Night, who: str = "Ana"):
    """The newest lines of a thread."""
    with unit(night) as made:
        return thread(made, night.ids[who]).items


def hers(night: Night) -> str:
    return f"/people/{night.ids['Ana']}"


def test_words_from_the_phone_and_from_the_page_are_one_thread(
    night: Night, joy: Browser, ana: Person, joys_phone: Person
):
    call_for_help(night, ana)
    joys_phone.texts("1")
    night.forward(seconds=3)
    joys_phone.texts("Hi Ana, Joy here")
    night.forward(seconds=3)
    joy.post(f"{hers(night)}/write", body="I am on my way", once="ab12")
    night.forward(seconds=9)
    ana.texts("thank you")
    night.forward(seconds=3)
    told = [(item.kind, item.by, item.body) for item in items(night) if item.kind in ("client", "coach")]
    assert told == [
        ("client", "", "I need a coach now"),
        ("coach", "Joy", "Hi Ana, Joy here"),
        ("coach", "Joy", "I am on my way"),
        ("client", "", "thank you"),
    ]
    assert "I am on my way" in [bubble.body for bubble in ana.phone.thread]
    assert "delivered" in joy.text(hers(night))


def test_words_typed_here_keep_the_promise_of_contact(night: Night, joy: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    joy.post(f"{hers(night)}/write", body="I am here", once="ab12")
    night.forward(minutes=6)
    row = night.one(escalation)
    assert row.owner_id == night.ids["Joy"]
    assert row.contacted_at is not None


def test_a_slip_is_taken_back_within_five_seconds_and_the_promise_stands_again(night: Night, joy: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    joy.post(f"{hers(night)}/write", body="wrong window", once="ab12")
    (queued,) = night.rows(outbound, outbound.c.key.like("c%"))
    night.forward(seconds=3)
    joy.post(f"{hers(night)}/take-back/{queued.id}")
    night.forward(seconds=10)
    assert "wrong window" not in [bubble.body for bubble in ana.phone.thread]
    row = night.one(escalation)
    assert row.contacted_at is None
    night.forward(minutes=6)
    assert night.one(escalation).owner_id is None


def test_after_five_seconds_it_has_left(night: Night, joy: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    joy.post(f"{hers(night)}/write", body="I am here", once="ab12")
    (queued,) = night.rows(outbound, outbound.c.key.like("c%"))
    night.forward(seconds=8)
    told = joy.post(f"{hers(night)}/take-back/{queued.id}", live=True).get_json()["said"]
    assert told == "It had left already."
    assert "I am here" in [bubble.body for bubble in ana.phone.thread]


def test_nobody_takes_back_the_words_of_another(night: Night, joy: Browser, ravi: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    joy.post(f"{hers(night)}/write", body="I am here", once="ab12")
    (queued,) = night.rows(outbound, outbound.c.key.like("c%"))
    ravi.post(f"{hers(night)}/take-back/{queued.id}")
    night.forward(seconds=9)
    assert "I am here" in [bubble.body for bubble in ana.phone.thread]


def test_a_form_that_is_sent_twice_is_one_text(night: Night, joy: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    for _ in range(3):
        assert joy.post(f"{hers(night)}/write", body="I am here", once="ab12").status_code == 303
    assert len(night.rows(outbound, outbound.c.key.like("c%"))) == 1


def test_before_somebody_has_taken_her_nobody_writes(night: Night, joy: Browser, ana: Person):
    call_for_help(night, ana)
    assert "Take it first" in joy.text(hers(night))
    assert joy.post(f"{hers(night)}/write", body="hello", once="ab12").status_code == 409


def test_one_voice_at_a_time(night: Night, joy: Browser, ravi: Browser, sol: Browser, ana: Person):
    need = call_for_help(night, ana)
    joy.post(f"/needs/{need}/take")
    for other in (ravi, sol):
        assert "Joy is with them." in other.text(hers(night))
        assert other.post(f"{hers(night)}/write", body="hello", once="ab12").status_code == 409


def test_to_somebody_who_asked_for_no_texts_nothing_can_be_written(night: Night, joy: Browser, ana: Person):
    ana.texts("STOP")
    night.forward(seconds=3)
    page = joy.text(hers(night))
    assert "They asked for no texts" in page
    assert 'class="reply"' in page
    assert "hidden" in page.partition('class="reply"')[2].partition(">")[0]
    assert joy.post(f"{hers(night)}/write", body="hello", once="ab12").status_code == 409


def test_with_nothing_open_a_coach_may_write_and_is_told_what_time_it_is_there(night: Night, joy: Browser, ana: Person):
    later(night, hours=9)
    joy = signed_in(night, "Joy")
    assert "outside the hours" in joy.text(hers(night))
    joy.post(f"{hers(night)}/write", body="How did it go today?", once="ab12")
    (queued,) = night.rows(outbound, outbound.c.key.like("c%"))
    assert queued.lane == "default"


@pytest.mark.parametrize(
    "form", [{"body": " ", "once": "a"}, {"body": "x" * 641, "once": "a"}, {"body": "x", "once": ""}]
)
def test_words_that_make_no_text_are_refused(night: Night, joy: Browser, form: dict[str, str]):
    assert joy.post(f"{hers(night)}/write", **form).status_code == 400


def test_the_cost_of_words_is_told_before_they_are_sent(joy: Browser):
    plain = joy.post("/count-segments", body="I am here").get_json()
    assert (plain["said"], plain["dear"]) == ("9 letters · 1 text (GSM-7)", "")
    accents = joy.post("/count-segments", body="¿Cómo estás? " * 8).get_json()
    assert "2 texts (UCS-2)" in accents["said"]
    assert "ó" in accents["dear"]


def test_a_text_that_was_not_delivered_says_why(night: Night, joy: Browser, ana: Person):
    call_for_help(night, ana)
    (first, *_) = night.rows(outbound, outbound.c.client_id == night.ids["Ana"])
    night.change(outbound, outbound.c.id == first.id, state="undelivered", error="30003")
    assert "Not delivered: phone is off or away" in joy.text(hers(night))


def test_why_triage_said_so_is_shown_and_can_be_marked(night: Night, joy: Browser, ana: Person):
    call_for_help(night, ana)
    (row,) = night.rows(inbound)
    page = joy.text(hers(night))
    assert row.rule in page
    joy.post(f"{hers(night)}/mark/{row.id}", right="0")
    joy.post(f"{hers(night)}/mark/{row.id}", right="1")
    assert [mark.right for mark in night.rows(triage_mark)] == [True]
    assert 'value="1" aria-pressed="true"' in joy.text(hers(night))


def test_a_note_is_for_coaches_and_never_leaves(night: Night, joy: Browser, ravi: Browser, ana: Person):
    joy.post(f"{hers(night)}/note", body="Her sister is her person")
    assert "Her sister is her person" in ravi.text(hers(night))
    night.forward(seconds=10)
    assert not night.rows(outbound)


def test_every_look_at_a_person_is_on_the_trail(night: Night, ravi: Browser, sol: Browser):
    ravi.text(hers(night))
    ravi.text(f"{hers(night)}/older?before=1")
    acts = [row.act for row in night.rows(audit_event, audit_event.c.subject == "client")]
    assert acts[-2:] == ["viewed", "viewed older texts"]
    assert "looked at" in sol.text("/trail?act=viewed")


def test_a_page_of_a_long_thread_costs_what_a_page_costs(night: Night, joy: Browser):
    lines(night, 60)
    joy.text(hers(night))
    short = statements(night, lambda: joy.text(hers(night)))
    lines(night, 400, first=60)
    assert statements(night, lambda: joy.text(hers(night))) == short
    assert joy.text(hers(night)).count('class="line theirs"') == 40


def test_going_back_through_a_thread_shows_every_line_once(night: Night):
    """Also lines of one instant: a text and its answer share theirs."""
    lines(night, 130, together=3)
    seen: list[int] = []
    before = None
    with unit(night) as made:
        while True:
            part = thread(made, night.ids["Ana"], before)
            seen = [item.id for item in part.items if item.kind == "client"] + seen
            if part.older is None:
                break
            before = part.older
    assert seen == [row.id for row in night.rows(inbound)]


def lines(night: Night, count: int, first: int = 0, together: int = 1) -> None:
    """So many texts of Ana, some of them in the same instant."""
    with unit(night) as made:
        for n in range(first, first + count):
            at = made.at - timedelta(days=30) + timedelta(minutes=n // together)
            about = {"provider_sid": f"SM{n:032x}", "program_id": made.program.id, "client_id": night.ids["Ana"]}
            verdict = {"tier": "none", "rule": "", "words": "", "rules_version": "1", "media": 0}
            insert(made.tx, inbound, {**about, **verdict, "body": f"line {n}", "received_at": at})


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - as the words file has them
WORDS = Words("title", "Mood", "Craving", "Usual", MONTHS)


def test_a_day_without_an_answer_breaks_the_line():
    days = days_of([(date(2026, 3, n), 5, 2) for n in (1, 2, 3, 6, 7)], date(2026, 3, 7), 7)
    drawn = picture(days, (), WORDS)
    assert drawn.count('<polyline class="mood"') == 2
    assert drawn.count('<circle class="mood"') == 5


def test_one_lone_answer_is_a_dot():
    drawn = picture([Day(date(2026, 3, 1)), Day(date(2026, 3, 2), 4, None), Day(date(2026, 3, 3))], (), WORDS)
    assert "polyline" not in drawn
    assert drawn.count("<circle") == 1


def test_what_is_usual_needs_three_answers():
    days = [Day(date(2026, 3, n), n) for n in range(1, 4)]
    assert usual_mood(days[:2]) is None
    assert usual_mood(days) == 2.0


def test_a_picture_fixes_no_colour_and_carries_no_style():
    drawn = picture([Day(date(2026, 3, 1), 4, 9)], (), WORDS)
    assert "style" not in drawn
    assert "fill=" not in drawn
    assert "stroke=" not in drawn


def test_a_search_by_name_or_number_finds_her_and_stands_in_no_address(night: Night, joy: Browser):
    for asked in ("an", "ANA", "ána", "(518) 555-0111"):
        page = joy.post("/people", asked=asked).get_data(as_text=True)
        assert f"/people/{night.ids['Ana']}" in page
    assert "Nobody found." in joy.post("/people", asked="Zoe").get_data(as_text=True)
    assert night.rows(audit_event, audit_event.c.act == "searched")


def test_words_past_the_limit_leave_a_line_that_says_so(night: Night, joy: Browser, ana: Person):
    ana.texts("my sister Wilhelmina drove me home")
    night.forward(seconds=3)
    assert "Wilhelmina" in joy.text(hers(night))
    night.change(inbound, received_at=night.now - timedelta(days=800))
    night.change(outbound, created_at=night.now - timedelta(days=800))
    with unit(night) as made:
        for past in retention.past(made, night.ids["Ana"]):
            overwrite(made, past.columns, past.columns[0].table.c.id.in_(past.ids))
    shown = joy.text(hers(night))
    assert "Wilhelmina" not in shown
    assert (
        shown.count(say("said.cleared", "en"))
        == len([item for item in items(night) if not item.body and item.kind in ("client", "line")])
        > 1
    )
