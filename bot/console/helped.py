"""What a client tried in a craving and what it did, and what they said to a third question: beside their check-ins."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from bot.console.words import say
from bot.days import local_day
from bot.models import answer, skill_use
from bot.skills import LATELY
from bot.work import Work
from flows.copy import words
from flows.halt import NONE
from flows.skills import SKILLS

MOST = 40


@dataclass(frozen=True)
class Helped:
    """A skill, how often it was tried lately, and what it did on average (0 to 10) where that was rated."""

    name: str
    times: int
    before: float | None
    after: float | None

    @property
    def fall(self) -> float:
        """By how much it came down; what was not rated lies between what helped and what did not."""
        return 0.0 if self.before is None or self.after is None else self.before - self.after


@dataclass(frozen=True)
class Told:
    """One answer to a third question, on the client's own day."""

    day: date
    kind: str
    said: str


def helped(unit: Work, client_id: int, tongue: str) -> list[Helped]:
    """The skills tried lately, what helped most first."""
    asked = sa.select(skill_use).where(skill_use.c.client_id == client_id).order_by(skill_use.c.id.desc())
    uses: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    for row in unit.tx.execute(asked.limit(LATELY)):
        uses[row.skill].append((row.before, row.after))
    found = [_summed(skill, several, tongue) for skill, several in uses.items()]
    return sorted(found, key=lambda one: (-one.fall, -one.times, one.name))


def told(unit: Work, client_id: int, zone: str, since: date, tongue: str) -> list[Told]:
    """What they said since that day, the newest first."""
    asked = sa.select(answer).where(answer.c.client_id == client_id).order_by(answer.c.at.desc(), answer.c.id.desc())
    found = [(local_day(row.at, zone), row) for row in unit.tx.execute(asked.limit(MOST))]
    return [Told(day, row.kind, _said(row.value, row.words, row.kind, tongue)) for day, row in found if day >= since]


def _summed(skill: str, several: Sequence[tuple[int | None, int | None]], tongue: str) -> Helped:
    rated = [(before, after) for before, after in several if before is not None and after is not None]
    name = words(f"skill.{skill}", tongue) if skill in SKILLS else skill
    if not rated:
        return Helped(name, len(several), None, None)
    before, after = (sum(numbers) / len(rated) for numbers in zip(*rated, strict=True))
    return Helped(name, len(several), before, after)


def _said(value: int | None, typed: str | None, kind: str, tongue: str) -> str:
    if value is not None:
        return str(value)
    if kind == "halt" and typed == NONE:
        return say("halt.none", tongue)
    if kind == "halt":
        return ", ".join(say(f"halt.{letter.lower()}", tongue) for letter in typed or "")
    return typed or ""
