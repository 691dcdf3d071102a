"""Holds that are open, and what a line of the ledger says of the model, the price table and of being an estimate."""

import sqlalchemy as sa
from alembic import op

from scumble.db.moments import UtcTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the table and three columns; holds of an earlier version that are open are put into it."""
    op.add_column("ledger", sa.Column("model", sa.String(128)))
    op.add_column("ledger", sa.Column("prices", sa.String(64)))
    op.add_column("ledger", sa.Column("estimated", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("budgets", sa.Column("told_on", sa.Date))
    op.create_table(
        "open_holds",
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("task_id", sa.String(64)),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("project_id", "key", name="pk_open_holds"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_open_holds_project_id"),
    )
    op.create_index("ix_open_holds_created_at", "open_holds", ["created_at"])
    op.create_index("ix_open_holds_task_id", "open_holds", ["task_id"])
    op.execute(
        "INSERT INTO open_holds (project_id, key, key_id, task_id, created_at) "
        "SELECT h.project_id, h.key, h.key_id, h.task_id, h.created_at FROM ledger h WHERE h.kind = 'hold' "
        "AND NOT EXISTS (SELECT 1 FROM ledger o WHERE o.project_id = h.project_id AND o.key = h.key "
        "AND o.kind IN ('settle', 'release'))"
    )


def downgrade() -> None:
    """Drops them."""
    op.drop_table("open_holds")
    with op.batch_alter_table("budgets") as table:
        table.drop_column("told_on")
    with op.batch_alter_table("ledger") as table:
        for column in ("model", "prices", "estimated"):
            table.drop_column(column)
