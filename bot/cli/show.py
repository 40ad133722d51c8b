"""Tables and progress for people; plain columns where a program or a file reads. Colour only where it is wanted."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import click

Row = Sequence[str]


class Advance(Protocol):
    """Tells a progress bar that so many are done."""

    def __call__(self, done: int) -> None: ...


def on_a_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty()


def table(columns: Row, rows: Iterable[Row]) -> None:
    """A table on a terminal; else columns with two spaces between them, never cut."""
    found = [tuple(row) for row in rows]
    (_drawn if on_a_terminal() else _plain)(columns, found)


@contextmanager
def progress(what: str, total: int) -> Iterator[Advance]:
    """A bar on a terminal's stderr; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


def dim(text: str) -> str:
    """Text in the background, where there is colour."""
    return click.style(text, dim=True) if colour() else text


def colour() -> bool:
    """Whether colour is wanted: on a terminal, unless NO_COLOR says no."""
    return on_a_terminal() and not os.environ.get("NO_COLOR")


def _drawn(columns: Row, rows: Sequence[Row]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE, show_edge=False)
    for name in columns:
        drawn.add_column(name, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


def _plain(columns: Row, rows: Sequence[Row]) -> None:
    everything = [columns, *rows]
    widths = [max(len(row[at]) for row in everything) for at in range(len(columns))]
    for row in everything:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
