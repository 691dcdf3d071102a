"""Runs the migrations on the connection that `scumble.db.migrate` hands over (Alembic executes this file)."""

from alembic import context
from sqlalchemy import Connection

from scumble.db.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite too: the transaction that all of it lives in has begun
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
