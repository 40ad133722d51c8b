"""The database: one engine, one way to write. SQLite by default, PostgreSQL where a line outgrows one machine."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, RootTransaction

from bot.crypto import Vault

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "cache_size=-16000",
    "secure_delete=FAST",
)


def connect(url: str, vault: Vault) -> Engine:
    """An engine whose sealed columns open with `vault`. Connects on first use, not here."""
    engine = _sqlite(url) if url.startswith("sqlite") else _postgres(url)
    cast(Any, engine.dialect).vault = vault
    return engine


def vault_of(engine: Engine) -> Vault:
    """The vault an engine was connected with."""
    return cast(Vault, cast(Any, engine.dialect).vault)


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction: committed at the end of the block, rolled back on any exception.

    On SQLite the writers of a process queue on a lock: left to the database they busy-wait with growing sleeps,
    which cost a p99 of 453 ms where the lock gives 51.
    """
    with _writers(engine), _alive(engine, _begin) as tx, cast(RootTransaction, tx.get_transaction()):
        yield tx


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for single reads, outside any transaction and never in a writer's way."""
    with _alive(engine.execution_options(isolation_level="AUTOCOMMIT"), _ping) as connection:
        yield connection


@contextmanager
def at_most(connection: Connection, seconds: float) -> Iterator[None]:
    """On PostgreSQL, what is read in this block may take so long; longer raises DBAPIError. SQLite knows no limit."""
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.exec_driver_sql(f"SET statement_timeout = {round(seconds * 1000)}")
    try:
        yield
    finally:
        with suppress(sa.exc.DBAPIError):  # it died, and its limit with it
            connection.exec_driver_sql("RESET statement_timeout")


def _alive(engine: Engine, first: Callable[[Connection], Any]) -> Connection:
    """A connection after its first words. One that died in the pool, or is refused, is found out by them before
    anything was written, and another is tried once: a limit that was reached or a restart that just ends costs nobody
    a page.
    (Asking each whether it lives, before its first words, cost three round trips a text.)"""
    try:
        return _after(first, engine.connect())
    except (sa.exc.DBAPIError, OSError) as refused:
        if _waited_already(engine, refused):
            raise
    return _after(first, engine.connect())


def _waited_already(engine: Engine, refused: Exception) -> bool:
    """SQLite waits for a lock by itself, for as long as a webhook can wait."""
    locked = isinstance(refused, sa.exc.DBAPIError) and not refused.connection_invalidated
    return engine.dialect.name == "sqlite" and locked


def _after(first: Callable[[Connection], Any], connection: Connection) -> Connection:
    try:
        first(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    """Take SQLite's write lock at once: an upgrade from a read in mid-transaction can fail, and a text would be lost.

    Said here and not in a listener: with one, SQLAlchemy asks at every statement who wants to hear of it.
    """
    connection.begin()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.dialect.name == "sqlite" else "BEGIN")


def _ping(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT 1")


def _writers(engine: Engine) -> Any:
    return cast(Any, engine.dialect).writers if engine.dialect.name == "sqlite" else nullcontext()


def _sqlite(url: str) -> Engine:
    engine = sa.create_engine(
        url, connect_args={"isolation_level": None, "timeout": 5.0}, pool_size=16, hide_parameters=True
    )
    cast(Any, engine.dialect).writers = threading.Lock()

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _postgres(url: str) -> Engine:
    """`pool_recycle`: hosts' proxies close idle connections after ten minutes. No error tells what was in a row."""
    timeouts = "-c statement_timeout=8000 -c lock_timeout=5000"
    return sa.create_engine(
        url,
        isolation_level="AUTOCOMMIT",  # the driver begins nothing by itself
        pool_size=10,
        pool_recycle=540,
        hide_parameters=True,
        connect_args={"options": timeouts, "connect_timeout": 3},
    )
