"""Sums with instants inside SQL, which SQLite and PostgreSQL write differently. Seconds, always."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from bot.models import Utc


class later(FunctionElement[Any]):
    """`later(at, seconds)`: so many seconds after `at`. An index on the column it is compared with still serves."""

    name, type, inherit_cache = "later", Utc(), True


class whole(FunctionElement[Any]):
    """`whole(begins, ends, seconds)`: how many whole spans of so many seconds lie between two instants."""

    name, type, inherit_cache = "whole", sa.Integer(), True


@compiles(later, "sqlite")
def _later_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    at, seconds = (compiler.process(one, **kw) for one in element.clauses)
    return f"strftime('%Y-%m-%d %H:%M:%f000', {at}, {seconds} || ' seconds')"


@compiles(later, "postgresql")
def _later_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    at, seconds = (compiler.process(one, **kw) for one in element.clauses)
    return f"({at} + make_interval(secs => {seconds}))"


@compiles(whole, "sqlite")
def _whole_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    begins, ends, seconds = (compiler.process(one, **kw) for one in element.clauses)
    milliseconds = f"CAST(round((julianday({ends}) - julianday({begins})) * 86400000) AS INTEGER)"
    return f"({milliseconds} / ({seconds} * 1000))"


@compiles(whole, "postgresql")
def _whole_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    begins, ends, seconds = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(floor(extract(epoch FROM ({ends} - {begins})) / {seconds}) AS INTEGER)"
