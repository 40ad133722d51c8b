"""Surveys are scored as their instruments say, and every question of them is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import current
from flows.copy import entries
from flows.survey import Answer
from flows.surveys import Survey, _survey, surveys
from tests.flows.paths import every_path

PHQ2, BARC10, BAM = surveys()["phq2"], surveys()["barc10"], surveys()["bam"]


def answered(survey: Survey, answer: int, **others: int | None) -> dict[str, int | None]:
    """The same answer to each item, but for `others` by the number after the survey's name."""
    named = {f"{survey.key}_{number.removeprefix('q')}": value for number, value in others.items()}
    return {**dict.fromkeys(survey.items, answer), **named}


@pytest.mark.parametrize(
    ("first", "second", "score", "told"), [(0, 0, 0, False), (1, 1, 2, False), (2, 1, 3, True), (3, 3, 6, True)]
)
def test_two_questions_are_positive_from_three_on(first: int, second: int, score: int, told: bool) -> None:
    answers = {"phq2_1": first, "phq2_2": second}
    assert PHQ2.scores(answers) == {"total": score}
    assert bool(PHQ2.flags(answers)) is told


def test_recovery_capital_goes_from_10_to_60_and_nobody_is_told_of_it() -> None:
    assert BARC10.scores(answered(BARC10, 1)) == {"total": 10}
    assert BARC10.scores(answered(BARC10, 6)) == {"total": 60}
    assert not BARC10.flags(answered(BARC10, 1))


def test_the_monitor_adds_use_risk_and_protection_apart() -> None:
    assert BAM.scores(answered(BAM, 4)) == {"use": 12, "risk": 24, "protective": 24, "progress": 4}
    quiet = answered(BAM, 2, q1=1, q4=0, q5=0, q6=0, q9=3)
    assert BAM.scores(quiet) == {"use": 0, "risk": 11, "protective": 13, "progress": 2}
    assert BAM.flags(quiet) == ()
    assert BAM.flags({**quiet, "bam_6": 1}) == ("use",)
    assert BAM.flags({**quiet, "bam_1": 2}) == ("risk",)
    assert BAM.flags({**quiet, "bam_9": 2}) == ("protective",)


@given(st.sampled_from(list(surveys().values())), st.data())
def test_a_scale_with_a_missing_answer_has_no_score(survey: Survey, data: st.DataObject) -> None:
    missing = data.draw(st.sampled_from(survey.items))
    scores = survey.scores(answered(survey, survey.lowest) | {missing: None})
    for scale in survey.scales:
        assert (scores[scale.name] is None) == (missing in scale.items)


def test_a_scale_of_something_nobody_is_asked_is_refused() -> None:
    entry = {"name": "x", "version": "x", "source": "x", "lowest": 0, "highest": 1, "items": ["a"]}
    with pytest.raises(ValueError, match="adds up what nobody is asked: b"):
        _survey("x", {**entry, "scales": {"total": {"items": ["a", "b"]}}})


@pytest.mark.parametrize(
    ("text", "read"), [("2", 2), ("two", 2), ("Skip!", "skip"), ("paso", "skip"), ("7", None), ("maybe", None)]
)
def test_an_answer_is_a_number_between_the_ends_or_a_skip(text: str, read: int | str | None) -> None:
    assert Answer(0, 3).read(text) == read


def test_every_question_and_word_of_the_surveys_is_said_somewhere() -> None:
    walked = (step for key in surveys() for path in every_path(current(key)) for step in path)
    said = {say.key for step in walked for say in step.said}
    assert said == {key for key in entries() if key.startswith("survey.")}


def test_no_day_asks_more_than_two_questions() -> None:
    for key in surveys():
        for path in every_path(current(key)):
            asked = [say.key for step in path for say in step.said if say.key.removeprefix("survey.").startswith(key)]
            assert len(set(asked)) <= 2, path
