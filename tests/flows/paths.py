"""Walks a flow: every answer, nonsense and silence at every question, until it ends or comes back to where it was."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from flows.craving import Pick
from flows.effects import Effect, Facts, Say
from flows.goals import OwnWords
from flows.machine import Ask, Flow, Replied, Turn, Woke, advance, begin, begin_with
from flows.replies import Choices, Expectation, OrLater, Scale, Words
from flows.replies.told import Told
from flows.supporters import NameAndNumber
from flows.survey import Answer
from flows.surveys import surveys
from flows.thirds import Letters, OrCraving
from tests.transcript import PROGRAM

MORNING = datetime(2026, 6, 1, 8, tzinfo=UTC)
SILENCE = "(silence)"
TOLD = [*"123456789halt", "skip", "Annie", "9am", "6am", "3/14/2025", "1/1/2030", "90210"]
LATER = "later"
AFTER_LATER = {"6 3", "1 9", "6", "8", "1", "2"}
"""Enough of an answer for somebody who comes back to where they were, or the walk grows tenfold."""

NONSENSE = "the bus was late again"
BOTH = ["0", "2", "3", "10", "5 3", "1 9", "6 7", "3 6", "10 0", "craving 2", "craving 9"]
ONE = ["0", "2", "3", "6", "7", "8", "10"]
THREE: dict[str, Facts] = {
    f"{one}, {two}, {three}": {"one": one, "one_is": one, "two": two, "two_is": two, "three": three, "three_is": three}
    for one, two, three in (("leave", "surf", "ground"), ("delay", "call", "box"), ("tape", "halt", "leave"))
}
TOPICS = [
    *("overdose", "suicide", "self_harm", "violence", "medical", "withdrawal", "driving"),
    *("craving", "using", "friend", "human", "", "a topic nobody knows"),
]
CLIENT: Facts = {**PROGRAM, "name": "Ana", "word": "the pull"}
LAST_TIME: Facts = {"last_mood": 5, "last_craving": 3}
BEFORE: list[Facts] = [
    {"before_mood": 4, "before_craving": 2, "best_mood": 7},
    {"before_mood": 6, "before_craving": 2, "best_mood": 7},
    {"before_mood": 5, "before_craving": 4, "best_mood": 7},
    {"before_mood": 5, "before_craving": 3, "best_mood": 5},
    {"quiet": 3},
]
LEANS_ON: Facts = {
    "name": "Ana",
    "program": "Rivertown Friends",
    "count": 1,
    "taken": "+15185550111",
    "list": "1 Maria",
    "who_1": "Maria",
    "id_1": 1,
}
GROUP: Facts = {"title_1": "Open group", "when_1": "Mon 6 pm", "how_1": "12 Main St", "seat_1": "1@2026-06-01"}
OPENINGS: dict[str, list[Facts]] = {
    "checkin": [
        *({**CLIENT, "day": day} for day in range(3)),  # a round of three sentences; below, one of five
        *({**CLIENT, **LAST_TIME, "day": day} for day in range(5, 10)),
        *({**CLIENT, **LAST_TIME, **before, "day": day} for before in BEFORE for day in range(3, 6)),
        *({**CLIENT, **LAST_TIME, "third_a_week": 7, "day": day} for day in range(1, 5)),
        {**CLIENT, **LAST_TIME, "third_a_week": 7, "day": 2, "lonely": 2},
        {**CLIENT, "mood": 6},
        {**CLIENT, "craving": 2},
    ],
    "craving": [
        *({**CLIENT, **three, "before": 7} for three in THREE.values()),
        *({**CLIENT, **THREE["delay, call, box"], **more} for more in ({}, {"paged": True})),
    ],
    **{name: [CLIENT, {**CLIENT, "was": 7}] for name in ("craving_later", "craving_morning")},
    **{name: [CLIENT] for name in ("setback", "setback_morning")},
    **{
        survey.key: [
            {"name": "Ana", "word": "the pull", "days": 0, **dict.fromkeys(survey.items[:done], answer)}
            for done in range(0, len(survey.items), 2)
            for answer in (survey.lowest, survey.highest)
        ]
        for survey in surveys().values()
    },
    "same_phone": [{}],
    "meetings": [{"name": "Ana", "list": "1 Mon 6 pm Open group", "count": 1, **GROUP}, {"name": "Ana", "count": 0}],
    "goals": [
        {"name": "Ana", "goal": goal, "step": step} for goal, step in (("", ""), ("peace", ""), ("peace", "rest"))
    ],
    "goal_week": [
        {"name": "Ana", "goal": "peace", "step": step, "quiet": n} for step, n in (("", 0), ("a", 0), ("a", 3))
    ],
    "buddy": [
        {"name": "Ana", "program": "Rivertown Friends", "count": 0, "list": "", "taken": ""},
        {"name": "Ana", "program": "Rivertown Friends", "count": 0, "list": "", "taken": "+15185550142"},
        *({**LEANS_ON, "state_1": state} for state in ("ready", "waiting", "rested", "gone")),
        {"name": "Ana", "program": "Rivertown Friends", "count": 0, "list": "", "taken": "", "cannot": True},
        {
            **LEANS_ON,
            "state_1": "ready",
            "count": 3,
            "who_2": "Tom",
            "id_2": 2,
            "state_2": "gone",
            "who_3": "Bo",
            "id_3": 3,
        }
        | {"state_3": "waiting"},
    ],
    "buddy_news": [{"name": "Ana", "who": "Maria", "agreed": agreed} for agreed in (True, False)]
    + [{"name": "Ana", "who": "Maria", "gone": True}],
    "supporting": [{"client": "Ana", "program": "Rivertown Friends", "asked": 7}],
    "milestone": [
        {"name": "Ana", "count": count, "unit": unit}
        for count, unit in ((1, "days"), (30, "days"), (6, "months"), (1, "years"), (2, "years"))
    ],
    "first_week": [{"name": "Ana", "answered": answered} for answered in (4, 5)],
    "win": [{"name": "Ana", "day": day} for day in range(3)],
    "meeting_soon": [{"name": "Ana", "when": "Mon 6 pm"}],
    "enrolment": [{**CLIENT, "ask": ask} for ask in ("", "name", "language time", "phone", "word", "date")],
    "settings": [
        {**CLIENT, "asked": asked, "topics": topics}
        for asked in ("name", "language", "time", "phone", "word", "date", "days", "topics", "zip")
        for topics in ("", "checkins coach milestones surveys news")
    ],
    "sos": [{"tier": tier, "topic": topic} for tier in ("urgent", "emergency") for topic in TOPICS],
}


@dataclass(frozen=True)
class Step:
    """One turn of a path: what came in (None at the opening), and what it brought."""

    heard: str | None
    turn: Turn

    @cached_property
    def place(self) -> str:
        """Where the conversation stands after it, without what only counts: the turn and the time."""
        return repr(replace(self.turn.conversation, turn=0, wake_at=None))

    @property
    def effects(self) -> tuple[Effect, ...]:
        return self.turn.effects

    @property
    def said(self) -> list[Say]:
        return [effect for effect in self.effects if isinstance(effect, Say)]


Path = tuple[Step, ...]


Taken = dict[tuple[str, str], Step]


def every_path(flow: Flow) -> Iterator[Path]:
    """Each way through the flow, from each of its openings. Paths share the steps they have in common."""
    taken: Taken = {}
    for facts in OPENINGS[flow.name]:
        yield from _on(flow, (Step(None, begin(flow, facts, MORNING)),), taken)
        if flow.name == "checkin":
            for text in BOTH:
                yield from _on(flow, (Step(text, begin_with(flow, facts, text, MORNING)),), taken)


def _on(flow: Flow, path: Path, taken: Taken) -> Iterator[Path]:
    here = path[-1].turn.conversation
    if here.state is None or path[-1].place in [step.place for step in path[:-1]]:
        yield path
        return
    answers = _answers(flow.states[here.state])
    if path[0].turn.conversation.facts.get("day"):
        answers = [text for text in answers if text != LATER]
    if LATER in [step.heard for step in path]:
        answers = [text for text in answers if text in {*AFTER_LATER, NONSENSE, SILENCE}]
    for text in answers:
        yield from _on(flow, (*path, _take(flow, path[-1], text, taken)), taken)


def _take(flow: Flow, at: Step, text: str, taken: Taken) -> Step:
    """What the flow makes of a text depends on where the conversation stands, not on the hour: each is tried once."""
    if (at.place, text) not in taken:
        here = at.turn.conversation
        assert here.wake_at is not None, f"{flow.name} waits at {here.state} with no alarm"
        still = replace(here, turn=0, wake_at=MORNING)
        turn = advance(flow, still, Woke(MORNING) if text == SILENCE else Replied(text, MORNING))
        taken[at.place, text] = Step(text, turn)
    return taken[at.place, text]


def _answers(ask: Ask) -> list[str]:
    match ask.expect:
        case Scale(asked):
            return [*(BOTH if asked == "both" else ONE), NONSENSE, SILENCE]
        case OrLater(other):
            return [LATER, *_answers(replace(ask, expect=other))]
        case OrCraving(asked):
            return [*_ways(asked), "craving 9", "skip", SILENCE]
        case NameAndNumber():
            return ["Maria 518-555-0142", "skip", NONSENSE, SILENCE]
        case OwnWords():
            return ["to see my kids", "skip", "...", SILENCE]
        case Choices() | Told():
            return [*(text for text in TOLD if ask.expect.read(text) is not None), NONSENSE, SILENCE]
        case Pick():
            return ["1", "2", "3", "none", "thanks", NONSENSE, SILENCE]
        case Words():
            return ["ok", SILENCE]
        case Answer(lowest, highest):
            return [str(lowest), str(highest), "skip", NONSENSE, SILENCE]
        case unknown:
            raise ValueError(f"the walk does not know what to answer to {unknown}")


def _ways(expect: Expectation) -> list[str]:
    """What to answer to a third question."""
    match expect:
        case Answer(lowest, highest):
            return [str(lowest), str(highest), NONSENSE]
        case Letters():
            return ["H", "a", "l t", "T", "0", NONSENSE]
        case _:
            return ["my kids", "..."]
