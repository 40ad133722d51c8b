"""Column types and helpers that every table shares."""

from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel

from bot.crypto import Vault

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""64-bit row ids; SQLite only numbers rows by itself in a column called INTEGER."""


class Utc(sa.types.TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. A naive datetime is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in a row")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(sa.types.TypeDecorator[str]):
    """Text that is encrypted at rest. `place` ("table.column") is bound into each value."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _vault(dialect).seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _vault(dialect).open(bytes(value), self.place)

    def __repr__(self) -> str:
        return f"Sealed({self.place!r})"


def _vault(dialect: Dialect) -> Vault:
    return cast(Vault, cast(Any, dialect).vault)


def key() -> Any:
    """A row's own id."""
    return Field(default=None, sa_type=cast(Any, Id), primary_key=True)


def link(target: str, *, optional: bool = False, index: bool = False) -> Any:
    """A reference to another row."""
    default: Any = None if optional else ...
    return Field(default, sa_type=cast(Any, Id), foreign_key=f"{target}.id", nullable=optional, index=index)


def sealed(place: str, *, optional: bool = False) -> Any:
    """A private text."""
    default: Any = None if optional else ...
    return Field(default, sa_type=cast(Any, Sealed(place)), nullable=optional)


def instant(*, optional: bool = False) -> Any:
    """A point in time."""
    default: Any = None if optional else ...
    return Field(default, sa_type=cast(Any, Utc()), nullable=optional)


def preset(value: str | bool) -> Any:
    """A value that rows have until somebody changes it, also rows written by Core and rows that were there before."""
    default: Any = sa.text(f"'{value}'") if isinstance(value, str) else sa.true() if value else sa.false()
    return Field(default=value, sa_column_kwargs={"server_default": default})


def table(model: type[SQLModel]) -> sa.Table:
    """The Core table of a model: the hot path speaks Core, which costs a fifth of the ORM."""
    return cast(sa.Table, cast(Any, model).__table__)
