"""`python -m tests.faults.sweep`: every fault, at every step, in a thousand nights, on both databases; and its page."""

import json
import logging
import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from tests import servers
from tests.faults.crashes import die, points
from tests.faults.figures import Lived, figures, page
from tests.faults.nights import Fresh, evening, fresh_databases, night
from tests.faults.registry import STRIKES
from tests.faults.verdict import Verdict

HERE = Path(__file__).parents[2]
PAGE = HERE / "benchmarks" / "faults.md"
Run = tuple[str, str, Callable[[Fresh], Verdict]]


@click.command()
@click.option("--seeds", default=1_000, show_default=True, help="Nights on SQLite.")
@click.option("--postgresql-seeds", default=200, show_default=True, help="Nights on PostgreSQL.")
@click.option("--keep", type=click.Path(path_type=Path), default=HERE / "var" / "faults.jsonl", show_default="var/")
@click.option("--again", is_flag=True, help="Forget what an earlier run has kept, and begin anew.")
@click.option("--json", "plain", is_flag=True, help="Print JSON; the page is not written.")
def main(seeds: int, postgresql_seeds: int, keep: Path, again: bool, plain: bool) -> None:
    """Live through all of it, and see whether every promise holds. A run that is stopped goes on where it was."""
    logging.disable(logging.CRITICAL)  # trouble is the story here, not news
    keep.parent.mkdir(parents=True, exist_ok=True)
    if again:
        keep.unlink(missing_ok=True)
    for database, count in (("sqlite", seeds), ("postgresql", postgresql_seeds)):
        _live(database, count, keep)  # type: ignore[arg-type]
    lived = list(_kept(keep))
    if plain:
        click.echo(json.dumps(_plain(lived), indent=2))
    else:
        PAGE.write_text(page(lived, f"{platform.system()} {platform.machine()}, Python {platform.python_version()}."))
        click.echo(PAGE.read_text())
    raise SystemExit(any(one.verdict.breaches for one in lived) or not all(_held(lived)))


def _held(lived: list[Lived]) -> Iterator[bool]:
    for database in {one.database for one in lived}:
        yield from (figure.holds for figure in figures([one for one in lived if one.database == database]))


def _live(database: servers.Kind, seeds: int, keep: Path) -> None:
    done = {(one.kind, one.name) for one in _kept(keep) if one.database == database}
    with ExitStack() as ends:
        fresh = fresh_databases(database, ends)
        left = [run for run in _runs(fresh, seeds) if run[:2] not in done]
        for kind, name, live in track(left, database, console=Console(stderr=True)):
            verdict = live(fresh)
            if verdict.breaches:
                click.echo(f"{database}, {kind}, {name}: {'; '.join(verdict.breaches)}", err=True)
            with keep.open("a") as file:
                file.write(json.dumps([database, kind, name, asdict(verdict)]) + "\n")


def _runs(fresh: Fresh, seeds: int) -> Iterator[Run]:
    yield "without faults", "an evening", partial(_evening, None)
    yield from (("faults by themselves", name, partial(_evening, name)) for name in STRIKES)
    yield from (("deaths", point.name, partial(die, point=point)) for point in points(fresh))
    yield from (("nights", str(seed), partial(_night, seed)) for seed in range(seeds))


def _evening(name: str | None, fresh: Fresh) -> Verdict:
    with fresh() as url:
        return evening(url, STRIKES[name] if name else None)[1]


def _night(seed: int, fresh: Fresh) -> Verdict:
    with fresh() as url:
        return night(url, seed)[1]


def _kept(keep: Path) -> Iterator[Lived]:
    for line in keep.read_text().splitlines() if keep.exists() else ():
        database, kind, name, told = json.loads(line)
        verdict = Verdict(**{**told, "drawn": tuple(told["drawn"]), "words": tuple(told["words"])})
        yield Lived(database, kind, name, verdict)


def _plain(lived: list[Lived]) -> dict[str, object]:
    return {
        database: {
            "figures": [asdict(one) | {"holds": one.holds} for one in figures(mine)],
            "broken": [[one.kind, one.name, one.verdict.breaches] for one in mine if one.verdict.breaches],
            "runs": len(mine),
        }
        for database in sorted({one.database for one in lived})
        if (mine := [one for one in lived if one.database == database])
    }


if __name__ == "__main__":
    main()
