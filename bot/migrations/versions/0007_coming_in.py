"""Coming in: what people tell of themselves, which texts they want, and the number that a consent was given for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEW = (
    ("recovery_date", sa.LargeBinary(), None),
    ("zip", sa.LargeBinary(), None),
    ("days", sa.String(), "0123456"),
    ("topics", sa.String(), "checkins coach milestones surveys"),
    ("shared", sa.Boolean(), sa.false()),
    ("unsafe_since", sa.DateTime(timezone=True), None),
)


def upgrade() -> None:
    with op.batch_alter_table("client", schema=None) as batch_op:
        for name, kind, preset in NEW:
            batch_op.add_column(sa.Column(name, kind, nullable=preset is None, server_default=preset))
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_column("number")
    with op.batch_alter_table("client", schema=None) as batch_op:
        for name, _, _ in reversed(NEW):
            batch_op.drop_column(name)
