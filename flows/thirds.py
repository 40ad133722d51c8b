"""A third question now and then: how sure, HALT, sleep, a plan. One a day at most, on a few days of a week, never after
a hard answer; each can be skipped, and none is asked again.

The bot brings `seed`, a number of the client's own, `third_a_week`, and for HALT `lonely`, how often in a row or in a
week loneliness came up before, and `lonely_at`, how often brings company.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flows.effects import Facts, Keep, OpenTask, Say
from flows.fold import words
from flows.goals import OwnWords
from flows.halt import NONE, read_letters
from flows.machine import Ask, Next, Silence, end, go
from flows.replies import Expectation, Ratings, is_courtesy, read_answer
from flows.survey import SKIP, Answer

KINDS = ("confidence", "halt", "sleep", "plan")
ROUGH = 3
"""A night rated so or lower."""

LEAVE = SKIP | {"later", "luego", "despues", "not now", "ahora no", "no thanks", "no thank you", "no gracias"}

Heard = Callable[[Facts, Ratings], Next]


def third(facts: Facts) -> str | None:
    """The question of today, or None. Which days of a week, and which question on each, comes from a stable hash: the
    days differ from person to person and from week to week, and the questions take turns."""
    a_week, (week, weekday) = int(facts.get("third_a_week") or 0), divmod(int(facts["day"] or 0) - 1, 7)
    chosen = sorted(shuffled(7, facts, week)[:a_week])
    return KINDS[(week * a_week + chosen.index(weekday)) % len(KINDS)] if weekday in chosen else None


def shuffled(count: int, facts: Facts, nth: int) -> list[int]:
    """0 to `count` - 1 in an order of this person's own, another for each `nth`; always the same."""
    return sorted(range(count), key=lambda one: sha256(f"{facts.get('seed')}.{nth}.{one}".encode()).digest())


@dataclass(frozen=True)
class OrCraving:
    """What a question expects; "skip"; or a craving that is rated by its name meanwhile."""

    asked: Expectation

    def read(self, text: str) -> object | None:
        rated = read_answer(text, "mood")
        if rated.craving is not None:
            return rated
        leaves = " ".join(words(text)) in LEAVE or (words(text) and is_courtesy(text))
        return "skip" if leaves else self.asked.read(text)


class Letters:
    """Letters of HALT."""

    def read(self, text: str) -> str | None:
        return read_letters(text)


def asks(heard: Heard) -> Mapping[str, Ask]:
    """The questions as states of the check-in. A craving rated meanwhile is heard as in any check-in: it is answered
    before anything else."""

    def ask(name: str, expect: Expectation, then: Callable[[Facts, Any], Next]) -> Ask:
        def answered(facts: Facts, answer: Any) -> Next:
            if isinstance(answer, Ratings):
                return heard({**facts, "third_a_week": 0}, answer)
            return end(Say("checkin.skipped")) if answer == "skip" else then(facts, answer)

        return Ask(Say(f"checkin.{name}"), OrCraving(expect), answered, unread, silent)

    return {
        "confidence": ask("confidence", Answer(0, 10), _sure),
        "why": ask("why", OwnWords(), _why),
        "halt": ask("halt", Letters(), _halt),
        "sleep": ask("sleep", Answer(0, 10), _slept),
        "plan": ask("plan", OwnWords(), _planned),
    }


def _sure(facts: Facts, value: int) -> Next:
    """Why so much, never why so little: what people say for themselves is what they come to believe."""
    kept = Keep("confidence", value)
    return go("why", kept, confidence=value) if value else end(kept, Say("checkin.sure_of_nothing"))


def _why(facts: Facts, said: str) -> Next:
    return end(Keep("why", said), Say("checkin.why_thanks"))


def _halt(facts: Facts, letters: str) -> Next:
    kept = Keep("halt", letters)
    if letters == NONE:
        return end(kept, Say("checkin.halt_none"))
    often = int(facts.get("lonely") or 0) + 1 >= int(facts.get("lonely_at") or 3)
    if "L" in letters:
        return end(kept, Say("checkin.lonely_often" if often else "checkin.halt_l"))
    return end(kept, Say(f"checkin.halt_{letters[0].lower()}"))


def _slept(facts: Facts, value: int) -> Next:
    return end(Keep("sleep", value), Say("checkin.slept_badly" if value <= ROUGH else "checkin.slept"))


def _planned(facts: Facts, said: str) -> Next:
    return end(Keep("plan", said), Say("checkin.planned"))


unread = end(OpenTask("words"), Say("checkin.third_words"))
silent = Silence("close_after", end())
