"""Pages that ride on one another, the pace of a number, and what the promises are asked of."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RIDES = sa.text("rides_on IS NOT NULL")
PAGES = sa.text("page_id IS NOT NULL")
OUT = sa.text("state = 'out'")


def upgrade() -> None:
    op.add_column("program_number", sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbound", sa.Column("rides_on", ID, nullable=True))
    op.create_index("ix_outbound_rides_on", "outbound", ["rides_on"], sqlite_where=RIDES, postgresql_where=RIDES)
    op.create_index("ix_outbound_page", "outbound", ["page_id"], sqlite_where=PAGES, postgresql_where=PAGES)
    op.create_index("ix_page_out", "page", ["id"], sqlite_where=OUT, postgresql_where=OUT)


def downgrade() -> None:
    op.drop_index("ix_page_out", "page")
    op.drop_index("ix_outbound_page", "outbound")
    op.drop_index("ix_outbound_rides_on", "outbound")
    op.drop_column("outbound", "rides_on")
    op.drop_column("program_number", "busy_until")
