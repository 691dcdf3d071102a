"""Batches, and which of them a task is a line of."""

import sqlalchemy as sa
from alembic import op

from scumble.db.moments import UtcTime

revision = "0007"
down_revision = "0006"

TIMES = ("in_progress", "finalizing", "completed", "failed", "expired", "cancelling", "cancelled", "ended")
COUNTS = ("total", "completed", "failed", "fed_line")


def upgrade() -> None:
    """Makes the table, and two columns of tasks."""
    op.create_table(
        "batches",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("endpoint", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("input_file_id", sa.String(64), nullable=False),
        sa.Column("input_digest", sa.String(64), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("idempotency_key", sa.String(255)),
        sa.Column("details", sa.JSON(none_as_null=True)),
        sa.Column("base_url", sa.String(2048), nullable=False),
        sa.Column("output_seconds", sa.Integer),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("expires_at", UtcTime, nullable=False),
        *(sa.Column(f"{name}_at", UtcTime) for name in TIMES),
        *(sa.Column(name, sa.Integer, nullable=False) for name in COUNTS),
        sa.Column("model", sa.String(200)),
        sa.Column("errors", sa.JSON(none_as_null=True)),
        sa.Column("output_file_id", sa.String(64)),
        sa.Column("error_file_id", sa.String(64)),
        sa.Column("input_tokens", sa.BigInteger, nullable=False),
        sa.Column("output_tokens", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.String(64)),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_batches_project_id"),
    )
    op.create_index("ix_batches_project_id_created_at", "batches", ["project_id", "created_at"])
    op.create_index("ix_batches_ended_at_owner", "batches", ["ended_at", "owner"])
    op.create_index("ux_batches_idempotency", "batches", ["project_id", "idempotency_key"], unique=True)
    op.add_column("tasks", sa.Column("batch_id", sa.String(64)))
    op.add_column("tasks", sa.Column("batch_line", sa.Integer))
    op.create_index("ux_tasks_batch_line", "tasks", ["batch_id", "batch_line"], unique=True)
    op.create_index("ix_tasks_batch_id_status", "tasks", ["batch_id", "status"])


def downgrade() -> None:
    """Drops them: batches under way are lost, their lines stay as tasks."""
    for index in ("ix_tasks_batch_id_status", "ux_tasks_batch_line"):
        op.drop_index(index, "tasks")
    with op.batch_alter_table("tasks") as table:
        table.drop_column("batch_line")
        table.drop_column("batch_id")
    op.drop_table("batches")
