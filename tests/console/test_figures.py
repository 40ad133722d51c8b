"""The supervisor's figures: what is counted, on both databases, then the page and its exports."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bot import marks, seed
from bot.console.counting import cases, cover, loads, marked, stayed, to_review, weeks
from bot.models import audit_event, checkin, client, coach, escalation, inbound, outbound, page, task, time_off
from bot.work import insert
from tests.console.house import Browser, unit
from tests.night.world import START, VAULT, ZONE, Night, people, world

MINUTE = timedelta(minutes=1)
LAST_MONTH = START - timedelta(days=28)


# Rows, on both databases.


@pytest.fixture
def either(database_url: str) -> Iterator[Night]:
    night = world(database_url)
    yield night
    night.line.engine.dispose()


def many(night: Night, count: int, joined: datetime) -> list[int]:
    """So many clients who joined then."""
    with unit(night) as made:
        at = (made.tx, VAULT, joined, night.ids["program"])
        return [seed.add_client(*at, "Dee", f"+1518555{8000 + nth}", ZONE) for nth in range(count)]


def asked(night: Night, client_id: int, at: datetime, answered: timedelta | None = None) -> int:
    """A question at an instant, answered so much later."""
    with unit(night) as made:
        row = {"client_id": client_id, "day": at.date(), "asked_at": at, "missed": False}
        ended = {} if answered is None else {"answered_at": at + answered, "mood": 5, "craving": 2}
        return insert(made.tx, checkin, {**row, **ended})


def test_a_call_for_help_is_timed_step_by_step(either: Night):
    cast = people(either)
    cast["Ana"].texts("I need a coach now")
    either.forward(seconds=40)
    cast["Joy"].texts("1")
    either.forward(seconds=20)
    cast["Joy"].texts("Hi Ana, Joy here.")
    either.forward(seconds=4)
    with unit(either) as made:
        (one,) = cases(made, LAST_MONTH)
        assert cases(made, either.now) == []
    assert one.paged
    assert one.acknowledged
    assert one.contacted
    times = [(at - one.opened).total_seconds() for at in (one.paged, one.acknowledged, one.contacted)]
    assert times == sorted(times)
    assert times[0] <= 4
    assert 40 <= times[1] < 60 <= times[2]


def test_the_first_yes_counts_though_the_ladder_was_opened_again(either: Night):
    cast = people(either)
    cast["Ana"].texts("I need a coach now")
    either.forward(seconds=10)
    cast["Joy"].texts("1")
    either.forward(minutes=7)
    assert either.one(escalation).owner_id is None
    with unit(either) as made:
        (one,) = cases(made, LAST_MONTH)
    assert one.acknowledged
    assert one.acknowledged - one.opened < MINUTE


def test_a_question_counts_in_its_week_and_is_answered_within_twelve_hours(either: Night):
    (one,) = many(either, 1, START - timedelta(days=20))
    joined = START - timedelta(days=20)
    asked(either, one, joined + timedelta(days=1), timedelta(hours=12))
    asked(either, one, joined + timedelta(days=2), timedelta(hours=13))
    asked(either, one, joined + timedelta(days=7), timedelta(hours=1))
    asked(either, one, joined + timedelta(days=8))
    asked(either, one, START - timedelta(hours=1))
    with unit(either) as made:
        found = [(week.nth, week.asked, week.answered, week.people) for week in weeks(made)]
    assert found == [(1, 2, 1, 1), (2, 2, 1, 1)]


def test_a_question_that_did_not_arrive_is_nobodys_silence(either: Night):
    joined = START - timedelta(days=20)
    (one,) = many(either, 1, joined)
    asked(either, one, joined + timedelta(days=1))
    asked(either, one, joined + timedelta(days=2))
    with unit(either) as made:
        row = {"key": "c1.0.0", "program_id": made.program.id, "client_id": one, "channel": "text", "lane": "bulk"}
        sent = {"sender": "+15185550100", "number": "+15185550111", "body": "x", "state": "undelivered", "attempts": 1}
        at = joined + timedelta(days=1)
        insert(made.tx, outbound, {**row, **sent, "created_at": at, "due_at": at})
        assert [week.asked for week in weeks(made)] == [1]


def test_who_wrote_in_the_two_weeks_before_the_day_is_still_there(either: Night):
    joined = START - timedelta(days=40)
    ids = many(either, 3, joined)
    said = {"body": "hi", "tier": "none", "rule": "", "words": "", "rules_version": "1"}
    with unit(either) as made:
        for whose, days in ((ids[0], 20), (ids[1], 10), (ids[2], 30)):
            about = {"provider_sid": f"SM{whose}", "program_id": made.program.id, "client_id": whose}
            insert(made.tx, inbound, {**about, **said, "received_at": joined + timedelta(days=days)})
        found = {one.days: (one.joined, one.there) for one in stayed(made)}
    assert found[30] == (3, 2)
    assert found[60] == (0, 0)


def test_what_a_coach_carries_is_counted(either: Night):
    cast = people(either)
    either.until_local("23:30")
    cast["Ana"].texts("I need a coach now")
    either.forward(seconds=5)
    cast["Joy"].texts("1")
    either.forward(seconds=4)
    either.change(coach, coach.c.id == either.ids["Ravi"], credential_until=date(2026, 1, 1))
    with unit(either) as made:
        joy, ravi, sol = loads(made, LAST_MONTH, timedelta(days=14))
    assert (joy.nights, joy.ahead) == (1, 14)  # her rotation began the day before
    assert (joy.pages, joy.at_night, joy.taken, joy.open_people) == (1, 1, 1, 1)
    assert ravi.expired
    assert not joy.expired
    assert (sol.pages, sol.taken) == (0, 0)


def test_marks_and_what_waits_to_be_gone_through(either: Night):
    cast = people(either)
    cast["Ana"].texts("I need a coach now")
    either.forward(seconds=4)
    (heard,) = either.rows(inbound)
    with unit(either) as made:
        marks.mark(made, heard.id, either.ids["Joy"], True)
        marks.mark(made, heard.id, either.ids["Sol"], False)
        due = {"program_id": made.program.id, "opened_at": START, "due_at": START}
        for key, kind in (("a", "review"), ("b", "review"), ("c", "words")):
            insert(made.tx, task, {"key": key, "kind": kind, **due})
        (score,) = marked(made, LAST_MONTH)
        (waiting,) = to_review(made)
        assert marked(made, either.now + MINUTE) == []
    assert (score.rule, score.right, score.wrong, score.precision) == (heard.rule, 1, 1, 0.5)
    assert (waiting.kind, waiting.count, waiting.oldest) == ("review", 2, START)


def test_time_off_of_the_only_one_is_a_hole_in_the_cover(either: Night):
    with unit(either) as made:
        away = {"coach_id": either.ids["Joy"], "starts": START + timedelta(days=1), "ends": START + timedelta(days=2)}
        insert(made.tx, time_off, away)
        assert cover(made, START, START + timedelta(days=10)) == pytest.approx(0.9)


# The page and what it gives away.


def test_the_page_of_a_program_that_has_just_begun(sol: Browser):
    page = sol.text("/figures")
    assert "0 calls for help" in page
    assert "Nothing was asked yet." in page


def table(sol: Browser, what: str) -> list[dict[str, str]]:
    answer = sol.get(f"/figures/{what}.csv?days=91")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=peerline-{what}-91d.csv"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def calls(night: Night, ids: list[int], at: datetime) -> None:
    with unit(night) as made:
        for nth, whose in enumerate(ids):
            times = {"opened_at": at, "round_began": at, "contacted_at": at + timedelta(seconds=60 + nth)}
            about = {"program_id": made.program.id, "client_id": whose, "tier": "urgent", "reason": "human"}
            closed = {"closed_at": at + timedelta(hours=1), "outcome": "connected", "told": 0}
            insert(made.tx, escalation, {**about, **times, **closed, "code": f"{nth}"})


def test_an_export_leaves_out_what_points_at_a_few_people(night: Night, sol: Browser):
    ids = many(night, 16, START - timedelta(days=30))
    calls(night, ids, START - timedelta(days=2))
    calls(night, ids[:4], START - timedelta(days=3, hours=12))
    rows = {(row["tier"], row["part"]): row for row in table(sol, "waits")}
    assert rows["urgent", "all"]["cases"] == "20"
    assert rows["urgent", "all"]["contacted_p50_s"] == "65.0"
    assert rows["urgent", "night"]["cases"] == "<11"
    assert rows["urgent", "day"]["cases"] == "<11"  # twenty less sixteen would tell
    assert rows["emergency", "all"]["cases"] == "0"


def test_an_export_of_a_week_of_few_people_tells_the_planning_line_alone(night: Night, sol: Browser):
    (one,) = many(night, 1, START - timedelta(days=30))
    asked(night, one, START - timedelta(days=20), timedelta(hours=1))
    (row,) = table(sol, "checkins")
    assert (row["people"], row["share"]) == ("<11", "<11")
    assert float(row["expected"]) == pytest.approx(0.773, abs=0.001)


def test_every_table_can_be_taken_away_and_the_trail_says_so(night: Night, sol: Browser):
    for what in ("waits", "checkins", "stayed", "marks", "load"):
        for row in table(sol, what):
            assert None not in row
            assert None not in row.values()
    taken = [row.detail["what"] for row in night.rows(audit_event) if row.act == "exported figures"]
    assert taken == ["waits", "checkins", "stayed", "marks", "load"]


def test_no_name_is_in_an_export(night: Night, sol: Browser):
    text = "".join(sol.get(f"/figures/{what}.csv").get_data(as_text=True) for what in ("load", "waits"))
    assert "Joy" not in text


def test_a_span_that_nobody_offers_is_refused(sol: Browser):
    assert sol.get("/figures?days=365").status_code == 400


def test_the_page_costs_as_many_statements_for_a_hundred_clients_as_for_two(night: Night, sol: Browser):
    import sqlalchemy as sa

    def count() -> int:
        ran: list[str] = []
        heard = lambda *told: ran.append(told[2])  # noqa: E731
        sa.event.listen(night.line.engine, "before_cursor_execute", heard)
        sol.text("/figures")
        sa.event.remove(night.line.engine, "before_cursor_execute", heard)
        return len(ran)

    before = count()
    ids = many(night, 100, START - timedelta(days=30))
    calls(night, ids, START - timedelta(days=2))
    for whose in ids[:30]:
        asked(night, whose, START - timedelta(days=3), timedelta(hours=1))
    assert count() == before
    assert len(night.rows(client)) > 100
    assert night.rows(page) == []
