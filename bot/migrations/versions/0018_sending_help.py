"""Sending emergency help: its steps, and when those who wait for a word about it are asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("rescue_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "rescue_step",
        sa.Column("id", ID, primary_key=True),
        sa.Column("program_id", ID, sa.ForeignKey("program.id"), nullable=False),
        sa.Column("client_id", ID, sa.ForeignKey("client.id"), nullable=False),
        sa.Column("escalation_id", ID, sa.ForeignKey("escalation.id"), nullable=False),
        sa.Column("coach_id", ID, sa.ForeignKey("coach.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nature", sa.LargeBinary(), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("affiliation", sa.LargeBinary(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
    )
    op.create_index("ix_rescue_step_escalation", "rescue_step", ["escalation_id", "id"])
    op.add_column("escalation", sa.Column("rescue_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_escalation_rescue", "escalation", ["rescue_at"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    op.drop_index("ix_escalation_rescue", "escalation")
    op.drop_column("escalation", "rescue_at")
    op.drop_table("rescue_step")
