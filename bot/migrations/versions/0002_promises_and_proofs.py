"""Coverage told ahead, contact methods verified by code, an owner who falls silent, marks, test pages, drills."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    with op.batch_alter_table("program") as program:
        program.add_column(_instant("cover_at"))
    with op.batch_alter_table("contact_method") as method:
        method.add_column(_instant("code_sent_at"))
        method.add_column(sa.Column("code_number", sa.Integer(), nullable=False, server_default="0"))
        method.add_column(sa.Column("code_tries", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("escalation") as escalation:
        escalation.add_column(_instant("contact_by"))
    op.execute("UPDATE escalation SET contact_by = next_page_at WHERE owner_id IS NOT NULL AND closed_at IS NULL")
    op.create_table(
        "triage_mark",
        sa.Column("id", _id(), nullable=False),
        sa.Column("inbound_id", _id(), nullable=False),
        sa.Column("coach_id", _id(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("tier_should_be", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["coach_id"], ["coach.id"], name=op.f("fk_triage_mark_coach_id")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_triage_mark_inbound_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_mark")),
        sa.UniqueConstraint("inbound_id", "coach_id", name=op.f("uq_triage_mark_inbound_id_coach_id")),
    )
    op.create_index("ix_triage_mark_rule", "triage_mark", ["rule", "version"])
    op.create_table(
        "trial",
        sa.Column("id", _id(), nullable=False),
        sa.Column("program_id", _id(), nullable=False),
        sa.Column("coach_id", _id(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_id", _id(), nullable=True),
        sa.Column("call_id", _id(), nullable=True),
        _instant("text_answered_at"),
        _instant("call_answered_at"),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_trial_program_id")),
        sa.ForeignKeyConstraint(["coach_id"], ["coach.id"], name=op.f("fk_trial_coach_id")),
        sa.ForeignKeyConstraint(["text_id"], ["outbound.id"], name=op.f("fk_trial_text_id")),
        sa.ForeignKeyConstraint(["call_id"], ["outbound.id"], name=op.f("fk_trial_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    op.create_index("ix_trial_coach", "trial", ["coach_id", "at"])
    op.create_table(
        "drill",
        sa.Column("id", _id(), nullable=False),
        sa.Column("program_id", _id(), nullable=False),
        sa.Column("escalation_id", _id(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        _instant("answered_at"),
        _instant("paged_at"),
        _instant("reached_at"),
        _instant("acknowledged_at"),
        _instant("closed_at"),
        sa.Column("failed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_drill_program_id")),
        sa.ForeignKeyConstraint(["escalation_id"], ["escalation.id"], name=op.f("fk_drill_escalation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
    )
    op.create_index("ix_drill_program", "drill", ["program_id", "began_at"])


def downgrade() -> None:
    for table in ("drill", "trial", "triage_mark"):
        op.drop_table(table)
    with op.batch_alter_table("escalation") as escalation:
        escalation.drop_column("contact_by")
    with op.batch_alter_table("contact_method") as method:
        for name in ("code_tries", "code_number", "code_sent_at"):
            method.drop_column(name)
    with op.batch_alter_table("program") as program:
        program.drop_column("cover_at")
