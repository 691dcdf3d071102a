"""The journal of edits: who had what done by which engine, at what cost, how it ended; no pixels, no prompts."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import RowMapping, Select, insert, select

from scumble.core.caller import Caller
from scumble.core.plan import JsonValue
from scumble.core.usage import Money, Usage
from scumble.db.engine import Database
from scumble.db.tables import edits

CLIENT_ID_LENGTH = 512
"""Characters kept of what a client calls its request."""


WORDS = frozenset({"text", "understood", "notes", "prompt"})
"""Names in a plan under which the caller's own words stand."""


def _new_id() -> str:
    return "task_" + secrets.token_hex(12)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One finished or failed edit.

    request_id: ours; client_request_id: the client's X-Client-Request-Id. plan: `Plan.to_json()` without the words of
    the instruction, or None when it failed before. width, height: of the result, pixels. seconds: from admission to
    answer.
    """

    request_id: str
    status: Literal["done", "failed"]
    seconds: float
    client_request_id: str | None = None
    error_code: str | None = None
    engine: str | None = None
    plan: Mapping[str, JsonValue] | None = None
    width: int | None = None
    height: int | None = None
    usage: Usage = Usage()
    money: Money = Money()
    id: str = field(default_factory=_new_id)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Journal:
    """Writes and reads entries; a caller sees its own project only."""

    def __init__(self, database: Database) -> None:
        """database: migrated."""
        self._database = database

    def record(self, caller: Caller, entry: Entry, *more: tuple[Caller, Entry]) -> None:
        """Keeps one entry, and those of others in the same transaction. Raises StorageFull, Overloaded; nothing is kept
        then."""
        with self._database.write() as connection:
            connection.execute(insert(edits), [row_of(who, one) for who, one in ((caller, entry), *more)])

    def recent(self, caller: Caller, limit: int = 20) -> tuple[Entry, ...]:
        """The caller's project's last entries, newest first; at most `limit`."""
        return self._found(_of(caller).order_by(edits.c.created_at.desc(), edits.c.id.desc()).limit(limit))

    def by_request_id(self, caller: Caller, request_id: str) -> tuple[Entry, ...]:
        """Entries of one request, oldest first."""
        return self._found(_of(caller).where(edits.c.request_id == request_id).order_by(edits.c.created_at))

    def by_client_request_id(self, caller: Caller, client_request_id: str) -> tuple[Entry, ...]:
        """Entries of what a client called by this name, oldest first."""
        wanted = client_request_id[:CLIENT_ID_LENGTH]
        return self._found(_of(caller).where(edits.c.client_request_id == wanted).order_by(edits.c.created_at))

    def check(self) -> None:
        """Raises what keeps entries from being written or read, when the database cannot be reached."""
        self._database.check()

    def _found(self, query: Select[Any]) -> tuple[Entry, ...]:
        with self._database.read() as connection:
            return tuple(_to_entry(row) for row in connection.execute(query).mappings())


def _of(caller: Caller) -> Select[Any]:
    return select(edits).where(edits.c.project_id == caller.project_id)


_PLAIN = tuple(f.name for f in fields(Entry) if f.name not in ("usage", "money", "plan", "client_request_id"))


def row_of(caller: Caller, entry: Entry) -> dict[str, object]:
    """The values of an entry's row."""
    row: dict[str, object] = {name: getattr(entry, name) for name in _PLAIN}
    return row | {
        "project_id": caller.project_id,
        "key_id": caller.key_id,
        "client_request_id": entry.client_request_id[:CLIENT_ID_LENGTH] if entry.client_request_id else None,
        "plan": None if entry.plan is None else without_words(dict(entry.plan)),
        "input_text_tokens": entry.usage.input_text,
        "input_image_tokens": entry.usage.input_image,
        "output_image_tokens": entry.usage.output_image,
        "amount": format(entry.money.amount, "f"),
        "currency": entry.money.currency,
    }


def without_words(value: JsonValue) -> JsonValue:
    """A plan without what the caller wrote: `text`, `understood` and `notes` quote the instruction, `prompt` is it."""
    if isinstance(value, dict):
        return {k: without_words(v) for k, v in value.items() if k not in WORDS}
    return [without_words(v) for v in value] if isinstance(value, list) else value


def _to_entry(kept: RowMapping) -> Entry:
    values = {name: kept[name] for name in (*_PLAIN, "plan", "client_request_id")}
    usage = Usage(
        input_text=kept["input_text_tokens"],
        input_image=kept["input_image_tokens"],
        output_image=kept["output_image_tokens"],
    )
    return Entry(**values, usage=usage, money=Money(amount=Decimal(kept["amount"]), currency=kept["currency"]))
