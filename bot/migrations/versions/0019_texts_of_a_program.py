"""The first text of a program is found at once: what came before it is not read back from the carrier."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_inbound_program", "inbound", ["program_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_inbound_program", "inbound")
