"""The ledger, its sums by day and month, and budgets."""

import sqlalchemy as sa
from alembic import op

from scumble.db.moments import UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Makes the three tables."""
    op.create_table(
        "ledger",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=True, nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        *[sa.Column(n, sa.BigInteger, nullable=False) for n in ("available", "held", "spent", "saved", "cost")],
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("task_id", sa.String(64)),
        sa.Column("engine", sa.String(64)),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger"),
        sa.CheckConstraint("available + held + spent = 0", name="ck_ledger_balanced"),
        sa.UniqueConstraint("project_id", "key", "kind", name="uq_ledger_project_id_key_kind"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_ledger_project_id"),
    )
    op.create_index("ix_ledger_project_id_created_at", "ledger", ["project_id", "created_at"])
    op.create_table(
        "spending",
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        *[sa.Column(name, sa.BigInteger, nullable=False) for name in ("held", "spent", "saved")],
        sa.PrimaryKeyConstraint("project_id", "key_id", "period", "starts_on", name="pk_spending"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_spending_project_id"),
    )
    op.create_table(
        "budgets",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("soft", sa.BigInteger),
        sa.Column("hard", sa.BigInteger),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_budgets"),
        sa.UniqueConstraint("project_id", "key_id", "period", name="uq_budgets_project_id_key_id_period"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_budgets_project_id"),
    )


def downgrade() -> None:
    """Drops them: what was spent is forgotten."""
    for table in ("budgets", "spending", "ledger"):
        op.drop_table(table)
