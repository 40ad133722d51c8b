"""What the fault sweep promises, in figures, and the page that shows them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.faults.registry import NONE, TESTED
from tests.faults.verdict import AT_MOST, Verdict

LOST = (
    "texts lost",
    "replies doubled or changed",
    "people without exactly one escalation at a time",
    "pages never handed over",
    "promises broken at the end",
)
UNTRUE = ("danger without an answer in the request", "a coach named who had not taken it")

HEAD = """# The fault sweep

Written by `make faults` (`python -m tests.faults.sweep`); do not edit. Nights of faults drawn from a seed, an evening
for each fault by itself, and a death at every step of an evening: before and after each commit and each hand-over. On
a virtual clock, with the local phone network as the carrier; Redis is pretended there. Real processes and a real Redis
die in `python -m tests.faults`. `python -m tests.faults.nights --first SEED --seeds 1 --tell` tells one night again.
"""


@dataclass(frozen=True)
class Lived:
    """One run on one database: a night by its seed, an evening by its fault, or a crash point."""

    database: str
    kind: str
    name: str
    verdict: Verdict


@dataclass(frozen=True)
class Figure:
    """One promise: what it came to, and the limit that it may not pass."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def figures(runs: Sequence[Lived]) -> list[Figure]:
    """The promises of the crisis line over all these runs."""
    told = [one.verdict.figures for one in runs]
    truthful = sum(not any(one[name] for name in UNTRUE) for one in told)
    calm = [one.verdict.doubled for one in runs if one.kind == "without faults"]
    return [
        Figure("lost or done twice: texts, replies, people, pages, promises", _sum(told, LOST), 0),
        Figure("pages doubled, beyond one a kill", _sum(told, ["pages doubled beyond one a kill"]), 0),
        Figure("pages doubled without faults", sum(calm), 0),
        Figure("worst lateness after a kill, s", _worst(told, "pages at most s late"), 10),
        Figure("worst wait until a page not taken is tried again, s", _worst(told, AGAIN), 10),
        Figure("largest gap between attempts while open, s", _worst(told, "gap between attempts, at most s"), 300),
        Figure("runs with a truthful answer always, %", 100 * truthful / max(1, len(told)), 100, at_least=True),
        Figure("human reached by voice, all texts filtered, s", _worst(told, FILTERED), 90),
    ]


AGAIN = "pages not taken tried again after at most s"
FILTERED = "phone rings at most s after, all texts filtered"


def _sum(told: Iterable[Mapping[str, float]], names: Iterable[str]) -> float:
    wanted = list(names)
    return sum(one[name] for one in told for name in wanted)


def _worst(told: Iterable[Mapping[str, float]], name: str) -> float:
    return max((one[name] for one in told), default=0.0)


def page(runs: Sequence[Lived], machine: str) -> str:
    """The page of Markdown."""
    databases = sorted({one.database for one in runs}, reverse=True)
    parts = [HEAD, f"{machine}\n"]
    for database in databases:
        mine = [one for one in runs if one.database == database]
        parts += [f"## {database}\n", _lived(mine), "", _table(figures(mine)), ""]
        parts += _broken(mine)
    return "\n".join([*parts, *_drawn(runs), *_elsewhere()])


def _lived(runs: Sequence[Lived]) -> str:
    kinds = Counter(one.kind for one in runs)
    handed = sum(one.verdict.pages for one in runs)
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
    return f"{told}; {handed:,} texts and calls handed over."


def _table(found: Iterable[Figure]) -> str:
    rows = [
        f"| {one.name} | {'at least' if one.at_least else 'at most'} {one.limit:g} | {one.value:g} "
        f"| {'held' if one.holds else '**broken**'} |"
        for one in found
    ]
    return "\n".join(["| | promised | this run | |", "| --- | --- | --- | --- |", *rows])


def _broken(runs: Iterable[Lived]) -> list[str]:
    lines = [f"* {one.kind}, {one.name}: {'; '.join(one.verdict.breaches)}" for one in runs if one.verdict.breaches]
    return [*lines, ""] if lines else []


def _drawn(runs: Iterable[Lived]) -> list[str]:
    counts = Counter(name for one in runs for name in one.verdict.drawn)
    rows = [f"| {name} | {count} |" for name, count in sorted(counts.items())]
    return ["## How often each fault was drawn by a night\n", "| fault | times |", "| --- | --- |", *rows, ""]


def _elsewhere() -> list[str]:
    tests = [f"| {name} | `{where}` |" for name, where in TESTED.items()]
    none = [f"| {name} | {why} |" for name, why in NONE.items()]
    return [
        "## Faults with a test of their own\n",
        "| fault | under `tests` |",
        "| --- | --- |",
        *tests,
        "\n## Faults that have none\n",
        "| fault | why |",
        "| --- | --- |",
        *none,
        "",
    ]


assert {*LOST, *UNTRUE, AGAIN, FILTERED} <= AT_MOST.keys()
