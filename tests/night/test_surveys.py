"""Surveys by text, over days."""

import json
from datetime import timedelta

from bot import surveys
from bot.models import client, program, prompt, survey_round, task
from bot.phones import Person
from bot.program import program_by_id
from bot.work import work
from tests.night.world import Night, said


def started(night: Night, key: str) -> None:
    """The program asks this survey every 30 days; nobody has a check-in in these stories."""
    night.change(program, settings={**night.one(program).settings, "surveys": {key: 30}})
    night.change(client, client.c.id != night.ids["Ana"], opted_out_at=night.now)
    night.change(client, next_checkin_at=None, checkin_time=None)
    with work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"])) as unit:
        surveys.begin_everywhere(unit, key, surveys.active(unit))


def test_ana_is_asked_the_next_day_and_her_answers_are_kept(night: Night, ana: Person) -> None:
    started(night, "phq2")
    night.until_local("16:59")
    night.forward(hours=24, minutes=2, every=600)
    ana.hears(said("survey.hello", name="Ana"))
    ana.hears(said("survey.phq2_1", name="Ana"))
    ana.texts("2")
    ana.hears(said("survey.phq2_2", name="Ana"))
    ana.texts("1")
    ana.hears("hard time")
    kept = night.one(survey_round)
    assert json.loads(kept.answers) == {"phq2_1": 2, "phq2_2": 1}
    assert surveys.scored(kept)["scores"] == {"total": 3}
    assert [row.kind for row in night.rows(task)] == ["survey"]
    planned = night.one(prompt, prompt.c.ended_at.is_(None))
    assert planned.due_at - kept.ended_at > timedelta(days=29)


def test_a_long_one_goes_on_the_next_day_where_it_stopped(night: Night, ana: Person) -> None:
    started(night, "barc10")
    night.until_local("16:59")
    night.forward(hours=24, minutes=2, every=600)
    ana.hears(said("survey.hello", name="Ana"))
    ana.hears(said("survey.barc10_1"))
    ana.texts("5")
    ana.hears(said("survey.barc10_2"))
    ana.texts("skip")
    ana.hears(said("survey.more_tomorrow", name="Ana"))
    night.forward(hours=24, every=600)
    ana.hears(said("survey.barc10_3"))
    night.forward(hours=24, every=600)
    ana.hears(said("survey.barc10_3"))
    ana.texts("6")
    ana.hears(said("survey.barc10_4"))


def test_a_round_that_nobody_answers_is_let_go_after_some_days(night: Night, ana: Person) -> None:
    started(night, "phq2")
    night.until_local("16:59")
    night.forward(hours=24, minutes=2, every=600)
    for _ in range(5):
        ana.hears(said("survey.hello", name="Ana"))
        ana.hears(said("survey.phq2_1"))
        night.forward(hours=24, every=600)
    assert night.one(survey_round).ended_at is not None
    assert surveys.scored(night.one(survey_round))["scores"] == {"total": None}


def test_starting_twice_asks_once(night: Night, ana: Person) -> None:
    started(night, "phq2")
    started(night, "phq2")
    assert len(night.rows(prompt)) == 1
