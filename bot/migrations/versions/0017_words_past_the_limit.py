"""Words past the limit: where each program's daily round stands, and the ended rows of one client."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ENDED = {
    "ix_conversation_ended": ("conversation", ["client_id", "began_at"], sa.text("state IS NULL")),
    "ix_prompt_ended": ("prompt", ["client_id", "due_at"], sa.text("ended_at IS NOT NULL")),
}


def upgrade() -> None:
    op.add_column("program", sa.Column("clear_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("program", sa.Column("clear_reached", ID, nullable=False, server_default="0"))
    op.add_column("program", sa.Column("cleared", sa.Integer(), nullable=False, server_default="0"))
    for name, (table, columns, ended) in ENDED.items():
        op.create_index(name, table, columns, sqlite_where=ended, postgresql_where=ended)


def downgrade() -> None:
    for name, (table, _, _) in ENDED.items():
        op.drop_index(name, table)
    for name in ("cleared", "clear_reached", "clear_at"):
        op.drop_column("program", name)
