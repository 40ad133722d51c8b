"""Statements that run with every text, made ready once: what binds, what is read, and how.

SQLAlchemy works that out anew whenever a statement runs, which was a sixth of all the work of a turn. Here it is asked
once for a statement, and then the driver is called. For statements that are built once, with one set of values a run;
everything else goes through `Connection.execute`.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlalchemy.engine import Dialect, result_tuple

Way = Callable[[Any], Any]
"""How a value goes into the database, or comes out."""

MOST = 500
"""Statements kept ready in one process: far more than there are."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement for one kind of database. `binds` are the name, the constant and the way in of each parameter;
    `reads` the column and the way out of those that are not read as they are."""

    sql: str
    by_name: bool
    binds: tuple[tuple[str, Any, Way | None], ...]
    reads: tuple[tuple[int, Way], ...]
    row: Callable[[list[Any]], Row[Any]]
    gives: bool

    def parameters(self, values: dict[str, Any]) -> Any:
        """What the driver is handed."""
        given = [
            way(values.get(name, constant)) if way else values.get(name, constant) for name, constant, way in self.binds
        ]
        return {bind[0]: value for bind, value in zip(self.binds, given, strict=True)} if self.by_name else tuple(given)

    def read(self, found: Any) -> Row[Any]:
        """A row as the driver gives it, opened and in our own types."""
        told = list(found)
        for nth, way in self.reads:
            told[nth] = way(told[nth])
        return self.row(told)


def keep_ready(dialect: Dialect) -> None:
    """Give a kind of database its place for what is ready. Once, when an engine is made."""
    cast(Any, dialect).ready = lru_cache(MOST)(partial(_ready, dialect))


def run(tx: Connection, statement: Any, values: dict[str, Any]) -> list[Row[Any]]:
    """Run a statement with these values: the rows it gives. Fails as `Connection.execute` does."""
    dialect = cast(Any, tx.dialect)
    ready: Ready = dialect.ready(statement, tuple(values))
    given, error = ready.parameters(values), dialect.loaded_dbapi.Error
    try:
        with closing(tx.connection.cursor()) as cursor:
            for hear in tx.dispatch.before_cursor_execute:
                hear(tx, cursor, ready.sql, given, None, False)
            cursor.execute(ready.sql, given)
            return [ready.read(found) for found in cursor.fetchall()] if ready.gives else []
    except error as wrong:
        raise sa.exc.DBAPIError.instance(
            ready.sql, None, wrong, error, hide_parameters=True, dialect=dialect
        ) from wrong


def row(tx: Connection, statement: Any, values: dict[str, Any]) -> Row[Any] | None:
    """The first row, or None."""
    return next(iter(run(tx, statement, values)), None)


def _ready(dialect: Dialect, statement: Any, names: tuple[str, ...]) -> Ready:
    """Raises ValueError for what only SQLAlchemy can run, or when a value is missing."""
    made = statement.compile(dialect=dialect, column_keys=names if statement.is_dml else None)
    presets = {column.key: column.default.arg for column in made.insert_prefetch if column.default.is_scalar}
    missing = {bind.key for bind in made.binds.values() if bind.required} - {*names, *presets}
    worked_out = len(made.insert_prefetch) > len(presets) or made.update_prefetch
    if missing or worked_out or made.post_compile_params or made.literal_execute_params:
        raise ValueError(f"this cannot be made ready, or has no values for {sorted(missing)}: {made}")
    columns = statement.exported_columns
    ways_in = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in made.binds.items()}
    ways_out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    constants = {name: bind.effective_value for name, bind in made.binds.items()} | presets
    return Ready(
        sql=str(made),
        by_name=not made.positional,
        binds=tuple((name, constants[name], ways_in[name]) for name in made.positiontup or made.binds),
        reads=tuple((nth, way) for nth, way in enumerate(ways_out) if way),
        row=result_tuple(columns.keys()),
        gives=bool(ways_out),
    )
