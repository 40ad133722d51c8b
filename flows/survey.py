"""A survey as a conversation: two questions a day at most, each skippable, until all are asked.

The words are in `copy/survey.toml`. The bot brings `name`, the answers so far under the items' names (None for a
skipped one), and `days`, how many days this round has been open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from flows.effects import Effect, Facts, Keep, Later, OpenTask, Say
from flows.fold import words
from flows.machine import Again, Ask, Flow, Next, Silence, end, go
from flows.replies import read_answer
from flows.surveys import Survey, surveys

A_DAY = 2  # questions
AN_ANSWER_WAITS = timedelta(hours=4)
TOMORROW = time(17)
SPARE_DAYS = 3  # on which nothing was answered; then the round is let go

SKIP = frozenset({"skip", "pass", "next", "saltar", "paso", "siguiente", "omitir"})


@dataclass(frozen=True)
class Answer:
    """A whole number between two ends, or "skip"."""

    lowest: int
    highest: int

    def read(self, text: str) -> int | str | None:
        """The number, "skip", or None. Numbers are read as everywhere else."""
        if set(words(text)) & SKIP:
            return "skip"
        value = read_answer(text, "mood").mood
        return value if value is not None and self.lowest <= value <= self.highest else None


def survey_flow(survey: Survey) -> Flow:
    """The conversation of one survey; its name is the survey's key."""
    return Flow(survey.key, 1, _opening(survey), {item: _ask(survey, item) for item in survey.items})


def _opening(survey: Survey) -> Callable[[Facts], Next]:
    def first_unasked(facts: Facts) -> Next:
        left = [item for item in survey.items if item not in facts]
        too_late = int(facts["days"] or 0) > len(survey.items) // A_DAY + SPARE_DAYS
        if not left or too_late:
            return end(Keep("survey_done", survey.key))
        hello = () if len(left) < len(survey.items) else (Say("survey.hello"),)
        return go(left[0], *hello)

    return first_unasked


def _ask(survey: Survey, item: str) -> Ask:
    def kept(facts: Facts, answer: int | str) -> Next:
        return _after(survey, item, facts, None if answer == "skip" else int(answer))

    tomorrow = Later(survey.key, TOMORROW)
    unread = end(OpenTask("words"), Say("survey.more_tomorrow"), tomorrow)
    again = Say("survey.again", {"lowest": survey.lowest, "highest": survey.highest})
    return Ask(
        say=Say(f"survey.{item}"),
        expect=Answer(survey.lowest, survey.highest),
        then=kept,
        unclear=Again(again, unread),
        silent=Silence(AN_ANSWER_WAITS, end(tomorrow)),
    )


def _after(survey: Survey, item: str, facts: Facts, answer: int | None) -> Next:
    keep: Effect = Keep("survey_answer", f"{item}={'' if answer is None else answer}")
    number = survey.items.index(item) + 1
    if number == len(survey.items):
        return end(keep, Keep("survey_done", survey.key), *_closing(survey, {**facts, item: answer}))
    following = survey.items[number]
    if number % A_DAY:
        return go(following, keep, **{item: answer})
    return end(keep, Say("survey.more_tomorrow"), Later(survey.key, TOMORROW))


def _closing(survey: Survey, facts: Facts) -> tuple[Effect, ...]:
    answers = {name: int(value) for name in survey.items if (value := facts.get(name)) is not None}
    if survey.flags(answers):
        return Say("survey.hard"), OpenTask("survey")
    return (Say("survey.thanks"),)


SURVEYS = tuple(map(survey_flow, surveys().values()))
