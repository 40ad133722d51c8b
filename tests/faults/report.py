"""What a fault run is judged by: figures, and the promises that did not hold."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from rich.table import Table

WITHIN = 10.0
"""Seconds from due to accepted that no page may exceed."""


@dataclass
class Report:
    """One run on one database. `breaches` is empty when every promise held."""

    database: str
    seed: int
    figures: dict[str, float | int | str] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)

    def hold(self, promise: str, broken: int | float, at_most: int | float = 0) -> None:
        """Write a figure down; it is a breach when it is more than promised."""
        self.figures[promise] = broken
        if broken > at_most:
            self.breaches.append(f"{promise}: {broken}, promised at most {at_most}")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not exceed; 0 when there are none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def table(reports: Iterable[Report]) -> Table:
    """The runs side by side."""
    runs = list(reports)
    drawn = Table("", *(f"{run.database}, seed {run.seed}" for run in runs))
    for name in runs[0].figures:
        drawn.add_row(name, *(str(run.figures.get(name, "")) for run in runs))
    drawn.add_row("verdict", *("; ".join(run.breaches) or "every promise held" for run in runs))
    return drawn


def as_json(reports: Iterable[Report]) -> str:
    """The runs for a program."""
    return json.dumps([asdict(run) for run in reports], indent=2)
