"""Humans mark verdicts, and the report says which rule is how often right."""

import pytest

from bot import marks
from bot.models import audit_event, client, inbound, triage_mark
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from tests.night.world import Night, everything_read


@pytest.fixture
def said(night: Night, ana: Person, luis: Person, joy: Person, ravi: Person, sol: Person) -> list[int]:
    """Three texts that a rule decided; their ids."""
    ana.texts("I want to kill myself")
    luis.texts("me quiero matar")
    luis.texts("I want to kill myself")
    night.forward(seconds=5)
    everything_read(ana, luis, joy, ravi, sol)
    return [row.id for row in night.rows(inbound)]


def unit(night: Night):
    return work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"]))


def score_of(night: Night, rule: str) -> marks.Score:
    with unit(night) as desk:
        return next(score for score in marks.report(desk) if score.rule == rule)


def test_a_mark_is_kept_beside_the_rule_and_its_version(night: Night, said: list[int]) -> None:
    with unit(night) as desk:
        marks.mark(desk, said[0], night.ids["Sol"], right=False, tier_should_be="emergency")
    kept, verdict = night.one(triage_mark), night.rows(inbound)[0]
    assert (kept.rule, kept.version, kept.right) == (verdict.rule, verdict.rules_version, False)
    assert kept.tier_should_be == "emergency"
    assert night.rows(audit_event, audit_event.c.act == "marked")[0].actor == f"coach {night.ids['Sol']}"


def test_precision_is_right_of_marked_and_unmarked_ones_only_decided(night: Night, said: list[int]) -> None:
    rule = night.rows(inbound)[0].rule
    with unit(night) as desk:
        marks.mark(desk, said[0], night.ids["Sol"], right=True)
        marks.mark(desk, said[2], night.ids["Sol"], right=False)
        found = marks.report(desk)
    score = next(score for score in found if score.rule == rule)
    assert (score.right, score.wrong, score.precision) == (1, 1, 0.5)
    assert sum(one.decided for one in found) == 3
    assert marks.overall(found).precision == 0.5


def test_a_second_thought_takes_the_place_of_the_first_and_two_people_count_twice(
    night: Night, said: list[int]
) -> None:
    rule = night.rows(inbound)[0].rule
    with unit(night) as desk:
        marks.mark(desk, said[0], night.ids["Sol"], right=False)
        marks.mark(desk, said[0], night.ids["Sol"], right=True)
        marks.mark(desk, said[0], night.ids["Joy"], right=True)
    score = score_of(night, rule)
    assert (score.right, score.wrong) == (2, 0)


def test_nothing_marked_has_no_precision(night: Night, said: list[int]) -> None:
    with unit(night) as desk:
        assert {score.precision for score in marks.report(desk)} == {None}


def test_what_is_not_there_or_no_tier_is_refused(night: Night, said: list[int]) -> None:
    with unit(night) as desk:
        with pytest.raises(marks.CannotMark):
            marks.mark(desk, 10_000, night.ids["Sol"], right=True)
        with pytest.raises(marks.CannotMark):
            marks.mark(desk, said[0], night.ids["Sol"], right=False, tier_should_be="bad")


def test_drills_do_not_count(night: Night, said: list[int]) -> None:
    night.change(client, client.c.id == night.ids["Ana"], status="drill")
    with unit(night) as desk:
        assert sum(score.decided for score in marks.report(desk)) == 2
