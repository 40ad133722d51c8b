"""Every step of a plain evening at which a process can die: before and after each commit, before and after each
hand-over to the carrier, and hung in the middle of one, to go on a minute later as if nothing had been.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.faults.nights import Fresh, evening
from tests.faults.storm import Fate
from tests.faults.verdict import Verdict

FATES: tuple[Fate, ...] = ("before", "after", "zombie")


@dataclass(frozen=True)
class Point:
    """One step to die at, and how."""

    name: str
    fate: dict[str, Any]


def points(fresh: Fresh) -> list[Point]:
    """Every crash point of the evening, from one that goes well."""
    with fresh() as url:
        made, verdict = evening(url)
    assert not verdict.breaches, "the evening goes well when nobody dies"
    return list(_points(made.commits, made.hands))


def _points(commits: int, hands: int) -> Iterator[Point]:
    for nth in range(1, commits + 1):
        yield Point(f"before commit {nth}", {"dies_at": nth})
        yield Point(f"after commit {nth}", {"dies_at": nth, "dies_after": True})
    for nth in range(1, hands + 1):
        for fate in FATES:
            yield Point(f"{fate} hand-over {nth}", {"fated": {nth: fate}})


def die(fresh: Fresh, point: Point) -> Verdict:
    """Live through the evening with a death at this point."""
    with fresh() as url:
        return evening(url, **point.fate)[1]
