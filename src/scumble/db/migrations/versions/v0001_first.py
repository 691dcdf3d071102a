"""Projects, keys and the journal of edits; and the default project."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from scumble.db.moments import UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the first three tables."""
    projects = op.create_table(
        "projects",
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("project_id", name="pk_projects"),
    )
    _keys()
    _edits()
    op.bulk_insert(projects, [{"project_id": "proj_default", "name": "default", "created_at": datetime.now(UTC)}])


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(32), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("expires_at", UtcTime),
        sa.Column("revoked_at", UtcTime),
        sa.Column("last_used_at", UtcTime),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
        sa.UniqueConstraint("prefix", name="uq_keys_prefix"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_keys_project_id"),
    )
    op.create_index("ix_keys_project_id_created_at", "keys", ["project_id", "created_at"])


def _edits() -> None:
    op.create_table(
        "edits",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("request_id", sa.String(128), nullable=False),
        sa.Column("client_request_id", sa.String(512)),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("error_code", sa.String(64)),
        sa.Column("engine", sa.String(64)),
        sa.Column("plan", sa.JSON(none_as_null=True)),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("input_text_tokens", sa.Integer, nullable=False),
        sa.Column("input_image_tokens", sa.Integer, nullable=False),
        sa.Column("output_image_tokens", sa.Integer, nullable=False),
        sa.Column("amount", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edits"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_edits_project_id"),
    )
    for column in ("created_at", "request_id", "client_request_id"):
        op.create_index(f"ix_edits_project_id_{column}", "edits", ["project_id", column])


def downgrade() -> None:
    """Drops them, and everything in them."""
    for table in ("edits", "keys", "projects"):
        op.drop_table(table)
