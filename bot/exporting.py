"""A copy of everything that is kept about one client: as one JSON file, and each table as CSV, with the notice."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row

from bot import audit, records
from bot.work import Work

# 42 CFR 2.32, the short form, as in the program's reference of 2026; counsel looks at it before the first export.
NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records.\n"

READ_ME = """This folder holds all that is kept about one person, opened.

everything.json   every table
*.csv             each table, to be opened with a spreadsheet
NOTICE.txt        to be handed on with it, whoever gets it

Look through it before you hand it over: coaches' names and notes are in it.
"""


def files(work: Work, by: str, client_id: int) -> Iterator[tuple[str, str]]:
    """The files of the export, each with its text."""
    found = {place.table.name: place.rows(work) for place in records.places(work, client_id)}
    tables = {name: [_plain(row) for row in rows] for name, rows in found.items() if rows}
    audit.note(work, by, "exported", "client", client_id)
    yield "README.txt", READ_ME
    yield "NOTICE.txt", NOTICE
    yield "everything.json", json.dumps({"notice": NOTICE.strip(), **tables}, ensure_ascii=False, indent=2)
    for name, rows in tables.items():
        yield f"{name}.csv", _csv(rows)


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, str | int | None) else str(value) for name, value in row._mapping.items()}


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """What a spreadsheet would take for a formula stays text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
