"""How Alembic reaches the database: one script for SQLite and PostgreSQL."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from bot.models import Sealed, Utc, metadata


def plainly(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Write what a column is in the database, so that a migration never changes with our own types."""
    names = {Utc: "sa.DateTime(timezone=True)", Sealed: "sa.LargeBinary()", AutoString: "sa.String()"}
    return names.get(type(value), False) if kind == "type" else False


def run() -> None:
    """Migrate inside one transaction; SQLite alters tables by copying them (batch mode)."""
    engine = sa.create_engine(context.config.attributes["url"], poolclass=sa.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=plainly,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
