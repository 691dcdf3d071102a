"""Tables of the database (SQLAlchemy Core). All have a project but executors and clocks, which are the installation's.

The schema is the same on SQLite and PostgreSQL. What stands here is what the migrations build; a test compares them.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from scumble.db.moments import UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


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
    Column("requests_per_minute", Integer),
    Column("images_per_minute", Integer),
    Column("tokens_per_minute", Integer),
    Column("edits_at_once", Integer),
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

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("url", String(2048), nullable=False),
    Column("secret", String(64), nullable=False),
    Column("events", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    Column("disabled_why", String(64)),
    Index(None, "project_id", "created_at"),
)
"""Where events are sent; see `core.webhook.Endpoint`. The secret stands here as it is: whoever signs must read it."""

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("endpoint_id", String(64), ForeignKey("webhook_endpoints.id"), nullable=False),
    Column("event_type", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcTime),
    Column("last_at", UtcTime),
    Column("last_status", Integer),
    Column("last_error", String(200)),
    Column("delivered_at", UtcTime),
    Column("gave_up_at", UtcTime),
    Index(None, "next_at"),
    Index(None, "endpoint_id", "created_at"),
)
"""Events on their way; see `core.webhook.Delivery`. While one is being sent, next_at is when it counts as lost."""
tasks = Table(
    "tasks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("route", String(16), nullable=False),
    Column("priority", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("turn_place", Integer, nullable=False),
    Column("turn_end", Integer, nullable=False),
    Column("request", JSON(none_as_null=True), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("request_id", String(128), nullable=False),
    Column("client_request_id", String(512)),
    Column("idempotency_key", String(255)),
    Column("created_at", UtcTime, nullable=False),
    Column("started_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("deadline_at", UtcTime),
    Column("cancel_at", UtcTime),
    Column("owner", String(64)),
    Column("attempt", Integer, nullable=False),
    Column("plan", JSON(none_as_null=True)),
    Column("result", JSON(none_as_null=True)),
    Column("error", JSON(none_as_null=True)),
    Column("seconds", Float, nullable=False),
    Column("engine", String(64)),
    Column("images", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("trace", String(64)),
    Column("batch_id", String(64)),
    Column("batch_line", Integer),
    Index(None, "project_id", "created_at"),
    Index(None, "status", "project_id"),
    Index(None, "project_id", "request_id"),
    Index(None, "project_id", "client_request_id"),
    Index("ux_tasks_batch_line", "batch_id", "batch_line", unique=True),
    Index(None, "batch_id", "status"),
    Index("ux_tasks_idempotency", "project_id", "route", "idempotency_key", unique=True),
    Index(None, "status", "turn_place"),
    Index(None, "status", "key_id", "priority", "turn_end"),
    Index(None, "status", "owner"),
    Index(None, "ended_at"),
)
"""Accepted edits, from acceptance to their one outcome; pictures by digest. turn_…: its turn in the queue
(`jobs/fair.py`).

images, tokens: what it takes of limits by the minute; trace: its request's W3C traceparent.

owner: the executor that works on it; attempt: how often one began. An idempotency key is taken off a row after a day.
"""

task_steps = Table(
    "task_steps",
    metadata,
    Column("task_id", String(64), ForeignKey("tasks.id"), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("engine", String(64)),
    Column("calls", Integer, nullable=False),
    Column("began_at", UtcTime, nullable=False),
    Column("answered_at", UtcTime),
    Column("digest", String(64)),
    Column("value", JSON(none_as_null=True)),
    Column("amount", String(40), nullable=False),
    Column("currency", String(3), nullable=False),
)
"""Finished steps of tasks that cost money, and calls that were begun for them; see `db/steps.py`.

calls: how often the provider was asked. digest: what it gave, while the task is open. amount: a Decimal as text.
"""

batches = Table(
    "batches",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("endpoint", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("input_file_id", String(64), nullable=False),
    Column("input_digest", String(64), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("idempotency_key", String(255)),
    Column("details", JSON(none_as_null=True)),
    Column("base_url", String(2048), nullable=False),
    Column("output_seconds", Integer),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("in_progress_at", UtcTime),
    Column("finalizing_at", UtcTime),
    Column("completed_at", UtcTime),
    Column("failed_at", UtcTime),
    Column("expired_at", UtcTime),
    Column("cancelling_at", UtcTime),
    Column("cancelled_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("total", Integer, nullable=False),
    Column("completed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("fed_line", Integer, nullable=False),
    Column("model", String(200)),
    Column("errors", JSON(none_as_null=True)),
    Column("output_file_id", String(64)),
    Column("error_file_id", String(64)),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("owner", String(64)),
    Column("attempt", Integer, nullable=False),
    Index(None, "project_id", "created_at"),
    Index(None, "ended_at", "owner"),
    Index("ux_batches_idempotency", "project_id", "idempotency_key", unique=True),
)
"""Batches; see `core.batch.Batch`. Their lines are tasks. details: what OpenAI calls metadata."""

executors = Table(
    "executors",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("lost_at", UtcTime),
)
"""Processes that work on tasks. seen_at: its last heartbeat, by the database's clock where there are several machines;
lost_at: when another process took its work over. Belongs to the installation, so it has no project."""

clocks = Table(
    "clocks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""The queue's own time (`jobs/fair.py`). Belongs to the installation."""

blobs = Table(
    "blobs",
    metadata,
    Column("project_id", String(64), ForeignKey("projects.project_id"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("put_at", UtcTime, nullable=False),
    Index(None, "put_at"),
)
"""Bytes that are kept. digest: their SHA-256, hex. put_at: when they were last put; see `store.collect`."""

blob_uses = Table(
    "blob_uses",
    metadata,
    Column("project_id", String(64), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("owner_kind", String(32), primary_key=True),
    Column("owner_id", String(128), primary_key=True),
    Column("expires_at", UtcTime),
    ForeignKeyConstraint(["project_id", "digest"], ["blobs.project_id", "blobs.digest"]),
    Index(None, "project_id", "owner_kind", "owner_id"),
    Index(None, "expires_at"),
)
"""Who needs a blob: a blob without a use is deleted. expires_at: when a use ends by itself."""

files = Table(
    "files",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("filename", String(255), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Index(None, "project_id", "id"),
    Index(None, "expires_at"),
)
"""Files that a caller uploaded, or that were made for one. Ids sort by the time they were made."""

secrets = Table(
    "secrets",
    metadata,
    Column("project_id", String(64), ForeignKey("projects.project_id"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("value", String(128), nullable=False),
)
"""What a project signs with. value: hex."""

ledger = Table(
    "ledger",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("key", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("available", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
    Column("saved", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("task_id", String(64)),
    Column("engine", String(64)),
    Column("model", String(128)),
    Column("prices", String(64)),
    Column("estimated", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcTime, nullable=False),
    Column("day", Date, nullable=False),
    CheckConstraint("available + held + spent = 0", name="ck_ledger_balanced"),
    UniqueConstraint("project_id", "key", "kind"),
    Index(None, "project_id", "created_at"),
)
"""Lines of money, never changed: billionths of a unit that moved between accounts, one line a paid step and kind."""

open_holds = Table(
    "open_holds",
    metadata,
    Column("project_id", String(64), ForeignKey("projects.project_id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("key_id", String(64), nullable=False),
    Column("task_id", String(64)),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "created_at"),
    Index(None, "task_id"),
)
"""Holds that were neither settled nor released yet: the ledger itself is never searched for them."""

spending = Table(
    "spending",
    metadata,
    Column("project_id", String(64), ForeignKey("projects.project_id"), primary_key=True),
    Column("key_id", String(64), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("held", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
    Column("saved", BigInteger, nullable=False),
)
"""Sums of the ledger by day and month, of a project (key_id empty) and of each of its keys."""

budgets = Table(
    "budgets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project_id", String(64), ForeignKey("projects.project_id"), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("period", String(8), nullable=False),
    Column("soft", BigInteger),
    Column("hard", BigInteger),
    Column("currency", String(3), nullable=False),
    Column("told_on", Date),
    UniqueConstraint("project_id", "key_id", "period"),
)
"""What may be spent in a day or month by a project (key_id empty) or one of its keys. told_on: first day of the period
for which it was told that the soft limit was passed."""
