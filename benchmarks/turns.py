"""Texts a second: a bare route, a signature, a whole turn. Rounds are interleaved: a busy minute then hits them all."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.street import Street, load, serve, street
from tests import servers
from tests.posts import Post
from tests.processes import cpu_seconds

CRISIS = "I want to kill myself tonight"


@dataclass(frozen=True)
class Row:
    """One measured thing, its best round: texts a second, how long one took in ms, and the least the web process worked
    for one, in ms of its processor."""

    name: str
    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass
class Lane:
    """One thing to measure: where, and the posts of each round."""

    name: str
    line: Street
    posts: Callable[[int], list[Post]]
    rounds: list[Row]


def measure(size: int, rounds: int, directory: Path, server: servers.Postgres, say: Callable[[str], None]) -> list[Row]:
    """Each row's best round of `size` texts."""
    with ExitStack() as stack:
        lanes = [*_bare(stack, size, directory), *_turns(stack, size, rounds, directory, server)]
        for nth in range(rounds):
            for lane in lanes:
                say(f"round {nth + 1} of {rounds}: {lane.name}")
                lane.rounds.append(_round(lane, nth))
    return [_best(lane.rounds) for lane in lanes]


def _best(rounds: list[Row]) -> Row:
    return replace(max(rounds, key=lambda row: row.rate), cpu=min(row.cpu for row in rounds))


def _round(lane: Lane, nth: int) -> Row:
    posts, before = lane.posts(nth), _worked(lane.line)
    told = load(lane.line, posts)
    took, worked = sorted(told["took"]), _worked(lane.line) - before
    p50, p99 = (took[int(len(took) * part)] * 1e3 for part in (0.5, 0.99))
    return Row(lane.name, len(took) / told["seconds"], p50, p99, worked / len(took) * 1e3)


def _worked(line: Street) -> float:
    return sum(map(cpu_seconds, line.house.pids("web")))


def _bare(stack: ExitStack, size: int, directory: Path) -> Iterator[Lane]:
    for app, name in (
        ("bare", "a bare Flask route that answers TwiML"),
        ("validated", "+ twilio's `RequestValidator`"),
        ("signed", "+ our check of the signature instead"),
    ):
        url = stack.enter_context(servers.fresh_database("sqlite", directory))
        line = stack.enter_context(street(url, directory / app, 0))
        serve(line, f"benchmarks.apps:{app}()")
        yield Lane(name, line, lambda nth, line=line: [line.post("+12005550100", "6 3") for _ in range(size)], [])  # type: ignore[misc]


def _turns(stack: ExitStack, size: int, rounds: int, directory: Path, server: servers.Postgres) -> Iterator[Lane]:
    for name, url in _databases(stack, directory, server):
        line = stack.enter_context(street(url, directory / name.replace(" ", "-"), 2 * size * rounds))
        line.house.add_redis()
        serve(line, "wsgi:app")
        yield Lane(f"a whole turn on {name}: a check-in answered", line, _answers(line, size), [])
        yield Lane(
            f"a whole turn on {name}: an emergency, six pages", line, _crises(line, size // 4, size * rounds), []
        )


def _databases(stack: ExitStack, directory: Path, server: servers.Postgres) -> Iterator[tuple[str, str]]:
    yield "SQLite", stack.enter_context(servers.fresh_database("sqlite", directory))
    if (memory := Path("/dev/shm")).is_dir():  # noqa: S108 - a directory of our own in it
        yield "SQLite in memory", stack.enter_context(_in_memory(memory))
    yield "PostgreSQL", stack.enter_context(servers.fresh_database("postgresql", directory, server))


@contextmanager
def _in_memory(memory: Path) -> Iterator[str]:
    """A file that costs no wait for a disk: what is left is our own work."""
    with tempfile.TemporaryDirectory(dir=memory) as name, servers.fresh_database("sqlite", Path(name)) as url:
        yield url


def _answers(line: Street, size: int) -> Callable[[int], list[Post]]:
    return lambda nth: [line.post(who, "6 3") for who in line.crowd.waiting[nth * size : (nth + 1) * size]]


def _crises(line: Street, size: int, first: int) -> Callable[[int], list[Post]]:
    return lambda nth: [
        line.post(who, CRISIS) for who in line.crowd.waiting[first + nth * size : first + (nth + 1) * size]
    ]
