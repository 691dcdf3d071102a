"""Limits of keys; what a task takes of limits, by which engine, and the trace it belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
OF_KEYS = ("requests_per_minute", "images_per_minute", "tokens_per_minute", "edits_at_once")


def upgrade() -> None:
    """Adds the columns; keys that are there have no limits of their own."""
    for name in OF_KEYS:
        op.add_column("keys", sa.Column(name, sa.Integer))
    op.add_column("tasks", sa.Column("engine", sa.String(64)))
    for name, first in (("images", "1"), ("tokens", "0")):
        op.add_column("tasks", sa.Column(name, sa.Integer, nullable=False, server_default=first))
    op.add_column("tasks", sa.Column("trace", sa.String(64)))
    op.create_index("ix_tasks_status_project_id", "tasks", ["status", "project_id"])


def downgrade() -> None:
    """Drops them."""
    op.drop_index("ix_tasks_status_project_id", "tasks")
    for name in ("trace", "tokens", "images", "engine"):
        op.drop_column("tasks", name)
    for name in OF_KEYS:
        op.drop_column("keys", name)
