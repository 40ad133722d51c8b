"""The figures as a page of Markdown and as JSON, with what was aimed at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.asking import Asking
from benchmarks.console import Looks
from benchmarks.pages import Pages
from benchmarks.turns import Row

RATE, IDLE_MS, BEHIND_MS, MEMORY_MB, LOOK_MS = 0.4, 500, 1_000, 150, 100

HEAD = """# Benchmarks

Written by `make bench` (`python -m benchmarks`); do not edit. One run on one machine: compare the ratios, not the
absolute figures of two machines. Every web row runs under the same gunicorn with the settings of `peerline web`: one
process, 8 threads. The load comes from a process of its own on the same machine, over 16 kept connections, every text
with a SID of its own and a valid signature. Rounds are interleaved, and the best round of each row is shown.

CPU is the processor's time that the web process used for a text. On a busy machine a rate tells of the neighbours too,
while the CPU tells of the program: of the two ratios it is the sounder one.
"""


@dataclass(frozen=True)
class Results:
    """One run."""

    machine: Mapping[str, str]
    rounds: int
    size: int
    turns: Sequence[Row]
    pages: Sequence[Pages]
    looks: Sequence[Looks]
    asked: Sequence[Asking]

    @property
    def yardstick(self) -> Row:
        """A bare Flask route behind twilio's `RequestValidator`."""
        return self.turns[1]

    def ratio(self, row: Row) -> float:
        return row.rate / self.yardstick.rate

    def cpu_ratio(self, row: Row) -> float:
        return self.yardstick.cpu / row.cpu

    def plain(self) -> dict[str, Any]:
        """For a program."""
        return {**asdict(self), "ratios": {row.name: self.ratio(row) for row in self.turns}}


def markdown(results: Results) -> str:
    """The page."""
    return "\n".join(
        [
            *(HEAD, *_machine(results), *_turns(results), *_pages(results), *_looks(results), *_asking(results)),
            *(*_memory(results), *_aims(results), ""),
        ]
    )


def _machine(results: Results) -> list[str]:
    return ["## Machine", "", *_table(("", ""), results.machine.items()), ""]


def _turns(results: Results) -> list[str]:
    head = ("what answers", "texts/s", "of Flask + `RequestValidator`", "CPU ms", "by CPU", "p50 ms", "p99 ms")
    rows = [
        (
            row.name,
            f"{row.rate:,.0f}",
            f"{results.ratio(row):.2f}",
            f"{row.cpu:.2f}",
            f"{results.cpu_ratio(row):.2f}",
            f"{row.p50:.1f}",
            f"{row.p99:.1f}",
        )
        for row in results.turns
    ]
    about = f"{results.rounds} rounds of {results.size} texts (a quarter of that for emergencies)."
    return ["## Texts a second", "", about, "", *_table(head, rows), ""]


def _pages(results: Results) -> list[str]:
    head = ("from the text's webhook to the page accepted by the carrier", "p50 ms", "p99 ms", "most ms")
    rows = [(page.name, f"{page.p50:.0f}", f"{page.p99:.0f}", f"{page.most:.0f}") for page in results.pages]
    about = (
        "The whole line: web, three workers, clock, a real Redis, and the local phone network as the carrier. "
        "People in crisis text one after the other; the queue is of check-ins that are due, at 20 a second."
    )
    return ["## From a text to its page", "", about, "", *_table(head, rows), ""]


def _looks(results: Results) -> list[str]:
    head = ("page of the console", "p50 ms", "p95 ms", "of it our own work, ms", "kB")
    rows = [
        (one.name, f"{one.p50:.0f}", f"{one.p95:.0f}", f"{one.work:.0f}", f"{one.size:.0f}") for one in results.looks
    ]
    return ["## The console, at the server", "", *_table(head, rows), ""]


def _asking(results: Results) -> list[str]:
    head = ("check-ins due in the same minute", "asked a second", "seconds in all", "MB before", "MB at the most")
    rows = [
        (
            f"{one.name}, {one.people:,}",
            f"{one.rate:,.0f}",
            f"{one.seconds:.0f}",
            f"{one.before:.0f}",
            f"{one.most:.0f}",
        )
        for one in results.asked
    ]
    about = (
        "Everybody's question, conversation and text are written as rows, 500 people in a transaction, by one process, "
        "for a number that may send them all at once. How fast they leave is the number's own rate."
    )
    return ["## Everybody at six o'clock", "", about, "", *_table(head, rows), ""]


def _memory(results: Results) -> list[str]:
    kinds = list(results.pages[0].memory)
    rows = [(page.name, *(f"{page.memory[kind]:.0f}" for kind in kinds)) for page in results.pages]
    return ["## Resident memory, MB", "", *_table(("after", *kinds), rows), ""]


def _aims(results: Results) -> list[str]:
    turns = [row for row in results.turns if "answered" in row.name]
    idle = [page.p99 for page in results.pages if "idle" in page.name]
    behind = [page.p99 for page in results.pages if "idle" not in page.name]
    memory = [mb for page in results.pages for mb in page.memory.values()]
    rows = [
        *((row.name, f"at least {RATE}", f"{results.ratio(row):.2f}", results.ratio(row) >= RATE) for row in turns),
        ("webhook to page, idle, p99", f"at most {IDLE_MS} ms", f"{max(idle):.0f} ms", max(idle) <= IDLE_MS),
        (
            "webhook to page, behind the queue, p99",
            f"at most {BEHIND_MS} ms",
            f"{max(behind):.0f} ms",
            max(behind) <= BEHIND_MS,
        ),
        *(_aim(f"{one.name}, p95", one.p95, LOOK_MS) for one in results.looks),
        ("resident memory of a process", f"at most {MEMORY_MB} MB", f"{max(memory):.0f} MB", max(memory) <= MEMORY_MB),
    ]
    told = [(what, aim, got, "met" if met else "**missed**") for what, aim, got, met in rows]
    return ["## What was aimed at", "", *_table(("", "aim", "this run", ""), told)]


def _aim(what: str, took: float, most: float) -> tuple[str, str, str, bool]:
    return what, f"at most {most} ms", f"{took:.0f} ms", took <= most


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
