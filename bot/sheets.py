"""Reading a CSV file that people made: every mistake is told with its line, and nothing is kept while there is one."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Reader = Callable[[str], Any]
"""Reads one cell. Raises ValueError with words that say what to write instead."""


class Mistake(NamedTuple):
    """A line of the file (the heading is 1), and what is wrong there, without what was written."""

    line: int
    what: str


class Column(NamedTuple):
    """How a cell is read; `needed` says that it may not be empty."""

    read: Reader
    needed: bool = False


@dataclass(frozen=True)
class Sheet:
    """What a file holds: a row for each good line, with its number, and every mistake."""

    rows: list[tuple[int, dict[str, Any]]]
    mistakes: list[Mistake]


def read(lines: Iterable[str], columns: Mapping[str, Column]) -> Sheet:
    """Read a file with a heading. An empty cell is left out of its row. An extra column is a mistake."""
    source = csv.reader(lines)
    heading = [name.strip().lower().lstrip("\ufeff") for name in next(source, [])]
    if wrong := _heading_mistake(heading, columns):
        return Sheet([], [Mistake(1, wrong)])
    rows: list[tuple[int, dict[str, Any]]] = []
    mistakes: list[Mistake] = []
    for cells in source:
        if any(cell.strip() for cell in cells):
            row, found = _row(heading, cells, columns)
            mistakes += [Mistake(source.line_num, what) for what in found]
            rows.append((source.line_num, row))
    return Sheet(rows, mistakes)


def _heading_mistake(heading: list[str], columns: Mapping[str, Column]) -> str:
    missing = [name for name, column in columns.items() if column.needed and name not in heading]
    strange = [name for name in heading if name not in columns]
    twice = sorted({name for name in heading if heading.count(name) > 1})
    if missing or strange or twice:
        found = [*(f"{name} is missing" for name in missing), *(f"nobody knows {name!r}" for name in strange)]
        return "; ".join([*found, *(f"{name} stands there twice" for name in twice)])
    return ""


def _row(heading: list[str], cells: list[str], columns: Mapping[str, Column]) -> tuple[dict[str, Any], list[str]]:
    if len(cells) > len(heading):
        return {}, ["more cells than the heading has; a comma inside a cell needs quotes"]
    row: dict[str, Any] = {}
    mistakes: list[str] = []
    written = dict(zip(heading, [cell.strip() for cell in cells], strict=False))
    for name, column in columns.items():
        if not (cell := written.get(name, "")):
            mistakes += [f"{name} is empty"] if column.needed else []
            continue
        try:
            row[name] = column.read(cell)
        except ValueError as trouble:
            mistakes.append(f"{name}: {trouble}")
    return row, mistakes
