"""What comes later."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "prompt",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("program_id", ID, nullable=False),
        sa.Column("client_id", ID, nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_prompt_client_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_prompt_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
        sa.UniqueConstraint("key", name=op.f("uq_prompt_key")),
    )
    for name, columns in (("ix_prompt_due", ["due_at"]), ("ix_prompt_client", ["client_id", "flow"])):
        op.create_index(name, "prompt", columns, sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_table("prompt")
