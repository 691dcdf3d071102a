"""Webhooks: endpoints, and the deliveries that are on their way to them."""

import sqlalchemy as sa
from alembic import op

from scumble.db.moments import UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("url", sa.String(2048), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("disabled_at", UtcTime),
        sa.Column("disabled_why", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoints"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_webhook_endpoints_project_id"),
    )
    op.create_index("ix_webhook_endpoints_project_id_created_at", "webhook_endpoints", ["project_id", "created_at"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("endpoint_id", sa.String(64), nullable=False),
        sa.Column("event_type", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", UtcTime),
        sa.Column("last_at", UtcTime),
        sa.Column("last_status", sa.Integer),
        sa.Column("last_error", sa.String(200)),
        sa.Column("delivered_at", UtcTime),
        sa.Column("gave_up_at", UtcTime),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_webhook_deliveries_project_id"),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoints.id"], name="fk_webhook_deliveries_endpoint_id"),
    )
    op.create_index("ix_webhook_deliveries_next_at", "webhook_deliveries", ["next_at"])
    op.create_index("ix_webhook_deliveries_endpoint_id_created_at", "webhook_deliveries", ["endpoint_id", "created_at"])


def downgrade() -> None:
    """Drops them: events on their way are lost."""
    for table in ("webhook_deliveries", "webhook_endpoints"):
        op.drop_table(table)
