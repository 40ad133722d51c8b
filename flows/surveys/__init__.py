"""Short surveys, split over days: their items and their exact scoring. Pure; the data is `surveys.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Answers = Mapping[str, int | None]
"""Item to answer; None was skipped."""


@dataclass(frozen=True)
class Scale:
    """Items that are added up. `at_least` and `at_most` are where a coach is told; None where nobody is."""

    name: str
    items: tuple[str, ...]
    at_least: int | None = None
    at_most: int | None = None

    def score(self, answers: Answers) -> int | None:
        """The sum, or None when an item is missing."""
        given = [answer for item in self.items if (answer := answers.get(item)) is not None]
        return sum(given) if len(given) == len(self.items) else None

    def flagged(self, answers: Answers) -> bool:
        """Whether a coach is told."""
        score = self.score(answers)
        if score is None:
            return False
        low = self.at_most is not None and score <= self.at_most
        return low or (self.at_least is not None and score >= self.at_least)


@dataclass(frozen=True)
class Survey:
    """One instrument. `version` tells whose wording it is: scores of two versions are never put in one line."""

    key: str
    name: str
    version: str
    source: str
    lowest: int
    highest: int
    items: tuple[str, ...]
    scales: tuple[Scale, ...]

    def scores(self, answers: Answers) -> dict[str, int | None]:
        """Each scale's score by its name."""
        return {scale.name: scale.score(answers) for scale in self.scales}

    def flags(self, answers: Answers) -> tuple[str, ...]:
        """The scales that a coach is told of."""
        return tuple(scale.name for scale in self.scales if scale.flagged(answers))


@cache
def surveys() -> Mapping[str, Survey]:
    """Every survey by its key. Raises ValueError for a scale that adds up an item nobody is asked."""
    table = tomllib.loads((files("flows.surveys") / "surveys.toml").read_text("utf-8"))
    return {key: _survey(key, entry) for key, entry in table.items()}


def _survey(key: str, entry: dict[str, object]) -> Survey:
    scales: dict[str, dict[str, object]] = entry.pop("scales")  # type: ignore[assignment]
    items: list[str] = entry.pop("items")  # type: ignore[assignment]
    made = tuple(Scale(name, tuple(scale.pop("items")), **scale) for name, scale in scales.items())  # type: ignore[arg-type]
    if stray := {item for scale in made for item in scale.items} - set(items):
        raise ValueError(f"{key} adds up what nobody is asked: {', '.join(sorted(stray))}")
    return Survey(key, items=tuple(items), scales=made, **entry)  # type: ignore[arg-type]
