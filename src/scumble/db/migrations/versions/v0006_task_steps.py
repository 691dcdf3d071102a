"""Steps of tasks that cost money: what a provider gave is kept before anything else happens."""

import sqlalchemy as sa
from alembic import op

from scumble.db.moments import UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "task_steps",
        sa.Column("task_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("engine", sa.String(64)),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("began_at", UtcTime, nullable=False),
        sa.Column("answered_at", UtcTime),
        sa.Column("digest", sa.String(64)),
        sa.Column("value", sa.JSON),
        sa.Column("amount", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "name", name="pk_task_steps"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_steps_task_id"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.project_id"], name="fk_task_steps_project_id"),
    )


def downgrade() -> None:
    """Drops it: open tasks ask their providers again."""
    op.drop_table("task_steps")
