"""Tasks, the processes that work on them, and the queue's time."""

import sqlalchemy as sa
from alembic import op

from scumble.db.moments import UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes three tables."""
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("route", sa.String(16), nullable=False),
        sa.Column("priority", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("turn_place", sa.Integer, nullable=False),
        sa.Column("turn_end", sa.Integer, nullable=False),
        sa.Column("request", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("request_id", sa.String(128), nullable=False),
        sa.Column("client_request_id", sa.String(512)),
        sa.Column("idempotency_key", sa.String(255)),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("started_at", UtcTime),
        sa.Column("ended_at", UtcTime),
        sa.Column("deadline_at", UtcTime),
        sa.Column("cancel_at", UtcTime),
        sa.Column("owner", sa.String(64)),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("plan", sa.JSON(none_as_null=True)),
        sa.Column("result", sa.JSON(none_as_null=True)),
        sa.Column("error", sa.JSON(none_as_null=True)),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_tasks_project_id"),
    )
    for column in ("created_at", "request_id", "client_request_id"):
        op.create_index(f"ix_tasks_project_id_{column}", "tasks", ["project_id", column])
    op.create_index("ux_tasks_idempotency", "tasks", ["project_id", "route", "idempotency_key"], unique=True)
    op.create_index("ix_tasks_status_turn_place", "tasks", ["status", "turn_place"])
    op.create_index("ix_tasks_status_key_id_priority_turn_end", "tasks", ["status", "key_id", "priority", "turn_end"])
    op.create_index("ix_tasks_status_owner", "tasks", ["status", "owner"])
    op.create_index("ix_tasks_ended_at", "tasks", ["ended_at"])
    op.create_table(
        "executors",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("started_at", UtcTime, nullable=False),
        sa.Column("seen_at", UtcTime, nullable=False),
        sa.Column("lost_at", UtcTime),
        sa.PrimaryKeyConstraint("id", name="pk_executors"),
    )
    clocks = op.create_table(
        "clocks",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_clocks"),
    )
    op.bulk_insert(clocks, [{"name": "queue", "value": 1}])


def downgrade() -> None:
    """Drops them: what was accepted and has not ended is lost."""
    for table in ("clocks", "executors", "tasks"):
        op.drop_table(table)
