"""Tables of the database (SQLAlchemy Core): projects, keys, edits. Every one has `project_id`.

The schema is the same on SQLite and PostgreSQL. What stands here is what the migrations build; a test compares them.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC in Python; SQLite has no time zones, so it is given UTC without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive times: they mean another moment on every machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time has a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Gives the zone back."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


projects = Table(
    "projects",
    metadata,
    Column("project_id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", UtcTime, nullable=False),
)
"""Who shares pictures, keys and budgets."""

keys = Table(
    "keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("prefix", String(32), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("revoked_at", UtcTime),
    Column("last_used_at", UtcTime),
    Index(None, "project_id", "created_at"),
)
"""API keys. prefix: the public beginning of the token, by which it is found; hash: SHA-256 of the whole token."""

edits = Table(
    "edits",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("request_id", String(128), nullable=False),
    Column("client_request_id", String(512)),
    Column("created_at", UtcTime, nullable=False),
    Column("status", String(16), nullable=False),
    Column("error_code", String(64)),
    Column("engine", String(64)),
    Column("plan", JSON(none_as_null=True)),
    Column("width", Integer),
    Column("height", Integer),
    Column("input_text_tokens", Integer, nullable=False),
    Column("input_image_tokens", Integer, nullable=False),
    Column("output_image_tokens", Integer, nullable=False),
    Column("amount", String(40), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("seconds", Float, nullable=False),
    Index(None, "project_id", "created_at"),
    Index(None, "project_id", "request_id"),
    Index(None, "project_id", "client_request_id"),
)
"""The journal of finished and failed edits: no pixels and no words of the instruction.

amount: a Decimal as text, so that no digit is lost on SQLite. key_id has no foreign key: the command line's edits have
no key row.
"""
