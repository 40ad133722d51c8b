"""The day: lines of one's own, answers to a third question, why a task is there, what a number has sent."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = sa.text("next_checkin_at IS NOT NULL")
BULK = sa.text("lane = 'bulk' AND state IN ('due', 'sending')")


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("client_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_answer_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index("ix_answer_client", "answer", ["client_id", "at"])
    op.create_table(
        "allowance",
        sa.Column("id", ID, nullable=False),
        sa.Column("program_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("counted_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_allowance_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
        sa.UniqueConstraint("program_id", name=op.f("uq_allowance_program_id")),
    )
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lines", sa.JSON(), nullable=True))
        batch_op.drop_index("ix_client_due")
        batch_op.create_index(
            "ix_client_due", ["program_id", "next_checkin_at"], sqlite_where=DUE, postgresql_where=DUE
        )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("detail", sa.JSON(), nullable=True))
    with op.batch_alter_table("outbound", schema=None) as batch_op:
        batch_op.add_column(sa.Column("segments", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index("ix_outbound_sent", ["program_id", "sent_at"])
        batch_op.create_index("ix_outbound_bulk", ["program_id", "due_at"], sqlite_where=BULK, postgresql_where=BULK)


def downgrade() -> None:
    with op.batch_alter_table("outbound", schema=None) as batch_op:
        batch_op.drop_index("ix_outbound_bulk")
        batch_op.drop_index("ix_outbound_sent")
        batch_op.drop_column("segments")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_column("detail")
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.drop_index("ix_client_due")
        batch_op.create_index("ix_client_due", ["next_checkin_at"], sqlite_where=DUE, postgresql_where=DUE)
        batch_op.drop_column("lines")
    op.drop_table("allowance")
    op.drop_table("answer")
