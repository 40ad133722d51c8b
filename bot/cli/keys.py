"""`peerline keys`: fresh keys, and sealing old rows again with the newest one."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from bot.cli.show import Advance, progress, table

if TYPE_CHECKING:
    from bot.reseal import Batch


@click.group()
def keys() -> None:
    """The keys that names, numbers and words are sealed with."""


@keys.command()
@click.option("--id", "key_id", type=click.IntRange(0, 0xFFFF), default=1, show_default=True, help="Number of the key.")
def new(key_id: int) -> None:
    """Print fresh keys, as lines for the environment.

    Keep a copy of both away from the database: without them nothing in it can be read again. To rotate, take only the
    new PEERLINE_KEYS and put it in front of the old one: 2:NEW,1:OLD. PEERLINE_INDEX_KEY stays for life.
    """
    from bot.crypto import new_key

    click.echo(f"PEERLINE_KEYS={key_id}:{new_key()}")
    click.echo(f"PEERLINE_INDEX_KEY={new_key()}")


@keys.command()
@click.option("--dry-run", is_flag=True, help="Count what waits, and change nothing.")
def rotate(dry_run: bool) -> None:
    """Seal everything again that an older key sealed.

    Works while the line runs, in short steps. It can be stopped at any time and run again: each value says which key
    sealed it. Exit code 1 when a value does not open with any key given.
    """
    from bot import reseal
    from bot.cli.desk import the_line

    with the_line() as line:
        due = reseal.waiting(line.engine)
        if dry_run:
            table(("sealed column", "waits"), [(name, str(count)) for name, count in due.items()])
            return
        with progress("sealing again", sum(due.values())) as advance:
            done, shut = _sealed(reseal.reseal(line.engine), advance)
    click.echo(f"{done} values are sealed with the newest key now.")
    if shut:
        what = ", ".join(f"{count} in {name}" for name, count in shut.items())
        raise click.ClickException(f"Some do not open with the keys given ({what}): is an older key missing?")


def _sealed(batches: "Iterable[Batch]", advance: Advance) -> tuple[int, dict[str, int]]:
    """How many values were sealed again, and how many of each place do not open."""
    done, shut = 0, Counter[str]()
    for batch in batches:
        done += batch.sealed
        shut[batch.place] += batch.shut
        advance(batch.sealed + batch.shut)
    return done, dict(+shut)
