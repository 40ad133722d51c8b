"""What holds on every way through every flow: each answer, nonsense and silence at each question."""

import re
from collections.abc import Iterator
from datetime import time
from functools import cache
from typing import Literal

import pytest

from flows import FLOWS, current
from flows.copy import entries, words
from flows.effects import Fact, Forget, Later, Miss, Open, OpenEscalation, OpenTask, Record, Say, Tried
from flows.machine import Flow
from flows.skills import SKILLS
from flows.thirds import KINDS
from tests.flows.paths import LATER, NONSENSE, SILENCE, Path, Step, every_path
from tests.transcript import PROGRAM

ALL = sorted(FLOWS.values(), key=lambda flow: (flow.name, flow.version))
every_flow = pytest.mark.parametrize("flow", ALL, ids=lambda flow: f"{flow.name}-{flow.version}")
PIECES = {  # go into messages, are none themselves
    *("checkin.word", "buddy.someone", "goals.yours", "goals.your_step"),
    *("milestone.mark_days", "milestone.mark_months", "milestone.mark_years"),
}
SAID_BY_THE_BOT = {"supporting.please", "milestone.shown"} | {
    f"settings.off_{kind}" for kind in ("checkins", "coach", "news", "several", "milestones", "surveys")
}
A_COACH_HAS_IT = re.compile(
    r"has (seen|read|your)|is coming|on (the|their) way|tiene tu texto|ha (visto|le[ií]do)|ya viene"
)


@cache
def walked(name: str, version: int) -> tuple[Path, ...]:
    return tuple(every_path(FLOWS[name, version]))


def paths(flow: Flow) -> tuple[Path, ...]:
    return walked(flow.name, flow.version)


def steps(*flows: Flow) -> Iterator[Step]:
    """Each step once, though many paths share it."""
    return iter({id(step): step for flow in flows or ALL for path in paths(flow) for step in path}.values())


def texts(step: Step) -> Iterator[str]:
    """All that the step says, in both languages."""
    for say in step.said:
        yield from (words(say.key, language, **say.facts) for language in ("en", "es"))


@every_flow
def test_the_walk_reaches_every_question(flow: Flow) -> None:
    assert {step.turn.conversation.state for step in steps(flow)} >= set(flow.states)


@every_flow
def test_a_path_that_does_not_end_goes_on_only_because_the_client_writes(flow: Flow) -> None:
    for path in paths(flow):
        assert path[-1].turn.conversation.state is None or path[-1].heard != SILENCE, path


@every_flow
def test_everything_said_can_be_said_in_both_languages(flow: Flow) -> None:
    assert all(text for step in steps(flow) for text in texts(step))


@every_flow
def test_a_client_who_writes_hears_back(flow: Flow) -> None:
    for step in steps(flow):
        opens = any(isinstance(one, Open) for one in step.effects)
        assert step.heard in (None, SILENCE) or step.said or opens, step


@every_flow
def test_no_flow_says_that_a_coach_has_seen_anything(flow: Flow) -> None:
    for text in {text for step in steps(flow) for text in texts(step)}:
        assert not A_COACH_HAS_IT.search(text), text


@every_flow
def test_nothing_is_said_with_a_miss_or_after_it(flow: Flow) -> None:
    missed = [step for step in steps(flow) if Miss() in step.effects]
    assert all(step.effects == (Miss(),) and step.turn.conversation.state is None for step in missed)


@every_flow
def test_what_cannot_be_read_is_never_kept_as_a_number(flow: Flow) -> None:
    for step in steps(flow):
        assert step.heard not in (NONSENSE, SILENCE) or not any(isinstance(one, Record) for one in step.effects), step


@every_flow
def test_whoever_is_paged_for_hears_so_at_once_with_both_hotlines(flow: Flow) -> None:
    """988 always; 911 for every emergency, and wherever nothing else in the text says when to call it."""
    for step in steps(flow):
        pages = [one for one in step.effects if isinstance(one, OpenEscalation)]
        said = " ".join(texts(step))
        assert not pages or ("988" in said and "pag" in said), step
        assert "emergency" not in {page.tier for page in pages} or "911" in said, step


def test_a_craving_at_the_paging_line_always_pages_a_coach() -> None:
    high = [step for step in steps() for one in step.effects if one in rated("craving", PROGRAM["page_at"], 10)]
    assert high
    assert all(OpenEscalation("urgent", "craving") in step.effects for step in high)


def test_a_craving_at_the_line_of_the_offer_is_never_let_go_without_a_person_or_a_no() -> None:
    offered = paths_with("checkin.offer")
    assert offered
    for path in offered:
        effects = [one for step in path for one in step.effects]
        refused = path[-1].heard == "2"
        assert refused or any(isinstance(one, (OpenEscalation, OpenTask)) for one in effects), path


def test_a_low_mood_always_reaches_a_coach_the_same_day() -> None:
    low = [step for step in steps() for one in step.effects if one in rated("mood", 0, PROGRAM["low_at"])]
    assert low
    assert all(OpenTask("low_mood") in step.effects for step in low)


def test_there_is_one_reminder_in_all_unless_they_ask_to_be_asked_later() -> None:
    for path in paths_with("checkin.reminder"):
        assert (
            LATER in [step.heard for step in path]
            or [say.key for step in path for say in step.said].count("checkin.reminder") == 1
        )


def test_an_answer_is_asked_again_only_once_at_a_question() -> None:
    for path in paths_with("checkin.words"):
        assert [step.heard for step in path][-3:] != [NONSENSE] * 3, path


def test_words_that_cannot_be_read_go_to_a_coach() -> None:
    for path in paths_with("checkin.words"):
        assert OpenTask("words") in path[-1].effects


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_emergency_hears_911_before_988_and_before_any_question(language: str) -> None:
    emergencies = [step for step in steps() if OpenEscalation("emergency", "overdose") in step.effects]
    emergencies += [step for step in steps() if any(say.key.startswith("sos.emergency") for say in step.said)]
    assert emergencies
    for step in emergencies:
        assert isinstance(step.effects[0], Say)
        text = words(step.effects[0].key, language)
        assert text.index("911") < text.index("988"), text
        assert "?" not in text[: text.index("911")], text


def test_an_emergency_is_not_asked_anything_in_a_text_of_its_own() -> None:
    for step in steps():
        if any(isinstance(one, OpenEscalation) and one.tier == "emergency" for one in step.effects):
            assert step.turn.conversation.state is None


def test_not_safe_is_an_emergency_however_late_it_is_said() -> None:
    for path in paths_with("sos.safe"):
        if path[-1].heard == "2":
            assert OpenEscalation("emergency", "not_safe") in path[-1].effects


def test_a_craving_rated_again_at_the_line_or_not_eased_with_a_coach_paged_pages_a_coach() -> None:
    for step in tried():
        now, (used,) = step.turn.conversation.facts, [one for one in step.effects if isinstance(one, Tried)]
        assert used.after is not None
        eased = used.after <= 3 or (used.before is not None and used.before - used.after >= 2)
        if used.after >= int(PROGRAM["page_at"] or 0) or (now.get("paged") and not eased):
            assert OpenEscalation("urgent", "craving") in step.effects, step
        elif not eased:
            assert step.turn.conversation.state == "offer", step


def test_what_was_tried_is_kept_with_what_it_did() -> None:
    assert {one.skill for step in tried() for one in step.effects if isinstance(one, Tried)} == set(SKILLS)


def test_in_a_craving_nobody_falls_silent_without_a_coach_hearing_of_it() -> None:
    for path in paths(current("craving")):
        if path[-1].turn.conversation.state is None and path[-1].heard == SILENCE:
            effects = [one for step in path for one in step.effects]
            assert any(isinstance(one, (OpenEscalation, OpenTask)) for one in effects), path


def test_after_a_craving_somebody_looks_in_unless_it_is_little() -> None:
    for path in paths(current("craving")):
        planned = [one for step in path for one in step.effects if isinstance(one, (Later, Forget))]
        little = "craving.little" in {say.key for say in path[-1].said}
        assert {one.flow for one in planned[:2]} == {"craving_later", "craving_morning"}
        assert little == isinstance(planned[-1], Forget), path


def test_after_a_return_to_use_the_first_question_is_about_safety_and_the_next_day_is_planned() -> None:
    for path in paths(current("setback")):
        assert [say.key for say in path[0].said] == ["setback.thanks", "setback.safe"]
        assert {OpenTask("setback"), Later("setback_morning", time(9))} <= set(path[0].effects)


def test_using_just_now_or_not_being_safe_after_a_return_to_use_is_danger() -> None:
    answered = [path for path in paths(current("setback")) if path[-1].turn.conversation.state is None]
    for path in answered:
        asked = path[-2].turn.conversation.state or ""
        if asked.startswith("safe") and path[-1].heard == "2":
            assert Open("sos", {"tier": "urgent", "topic": "using"}) in path[-1].effects
        if asked.startswith("safe") and path[-1].heard == "3":
            assert OpenEscalation("emergency", "not_safe") in path[-1].effects


def test_nobody_is_offered_a_coach_after_a_return_to_use_before_hearing_that_risk_is_higher() -> None:
    for path in paths_with("setback.offer"):
        keys = [say.key for step in path for say in step.said]
        assert keys.index("setback.risk") < keys.index("setback.offer")


def test_every_skill_every_shared_answer_and_every_look_in_is_said_somewhere() -> None:
    said = {say.key for step in steps() for say in step.said}
    shared = {key for key in entries() if key.split(".")[0] in {"skill", "offer", "after"}}
    assert shared - {f"skill.{name}" for name in SKILLS} <= said


def test_a_third_question_never_follows_a_hard_answer() -> None:
    asked = [step for step in steps() if step.turn.conversation.state in KINDS]
    assert {step.turn.conversation.state for step in asked} == {*KINDS}
    for step in asked:
        facts = step.turn.conversation.facts
        assert int(facts["mood"] or 0) > int(PROGRAM["low_at"] or 0)
        assert int(facts["craving"] or 0) < int(PROGRAM["offer_at"] or 0)
        assert not [say for say in step.said if re.match(r"checkin\.(low|harder|slide|offer|paging)", say.key)]


def test_a_third_question_is_asked_once_and_can_be_left_out() -> None:
    for path in paths_with("checkin.skipped"):
        assert [step.turn.conversation.state for step in path].count(None) == 1
        assert path[-1].turn.conversation.state is None


@every_flow
def test_every_message_of_a_flow_is_said_somewhere(flow: Flow) -> None:
    own = f"{flow.name}."
    said = {say.key for step in steps(flow) for say in step.said if say.key.startswith(own)}
    written = {key for key in entries() if key.startswith(own)}
    assert said == written - PIECES - SAID_BY_THE_BOT, "a word inside others is not said by itself"


def tried() -> list[Step]:
    found = [step for step in steps(current("craving")) if any(isinstance(one, Tried) for one in step.effects)]
    assert found
    return found


def rated(what: Literal["mood", "craving"], lowest: Fact, highest: Fact) -> list[Record]:
    return [Record(what, value) for value in range(int(lowest or 0), int(highest or 0) + 1)]


def paths_with(key: str) -> list[Path]:
    return [path for flow in ALL for path in paths(flow) if key in {say.key for step in path for say in step.said}]
