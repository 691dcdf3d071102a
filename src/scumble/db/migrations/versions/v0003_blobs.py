"""Blobs, who uses them, files, and what projects sign links with."""

import sqlalchemy as sa
from alembic import op

from scumble.db.moments import UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the four tables."""
    op.create_table(
        "blobs",
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("put_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("project_id", "digest", name="pk_blobs"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_blobs_project_id"),
    )
    op.create_index("ix_blobs_put_at", "blobs", ["put_at"])
    _uses()
    _files()
    op.create_table(
        "secrets",
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "name", name="pk_secrets"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_secrets_project_id"),
    )


def _uses() -> None:
    op.create_table(
        "blob_uses",
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("owner_kind", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.String(128), nullable=False),
        sa.Column("expires_at", UtcTime),
        sa.PrimaryKeyConstraint("project_id", "digest", "owner_kind", "owner_id", name="pk_blob_uses"),
        sa.ForeignKeyConstraint(
            ["project_id", "digest"], ["blobs.project_id", "blobs.digest"], name="fk_blob_uses_project_id_digest"
        ),
    )
    op.create_index(
        "ix_blob_uses_project_id_owner_kind_owner_id", "blob_uses", ["project_id", "owner_kind", "owner_id"]
    )
    op.create_index("ix_blob_uses_expires_at", "blob_uses", ["expires_at"])


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("expires_at", UtcTime),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_files_project_id"),
    )
    op.create_index("ix_files_project_id_id", "files", ["project_id", "id"])
    op.create_index("ix_files_expires_at", "files", ["expires_at"])


def downgrade() -> None:
    """Drops them, and everything in them."""
    for table in ("secrets", "files", "blob_uses", "blobs"):
        op.drop_table(table)
