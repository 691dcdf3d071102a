"""Logging of the server: one line of text or one JSON object a message, on stderr, with ids of what it is about."""

import json
import logging
import sys
from datetime import UTC, datetime

from scumble import tracing


class JsonLines(logging.Formatter):
    """A message as one JSON object: time (UTC, ISO 8601), level, logger, message, and the traceback if there is one.

    request_id, task_id, trace_id and span_id stand in it where it is about one; the line of an answered request has
    method, route, status and seconds as well.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        facts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
            **getattr(record, "ids", {}),
        }
        if record.exc_info:
            facts["traceback"] = self.formatException(record.exc_info)
        return json.dumps(facts, ensure_ascii=False, default=str)


class Ids(logging.Filter):
    """Notes on a message, while its thread still knows, what it is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets everything through."""
        record.ids = tracing.ids()
        return True


class TextLines(logging.Formatter):
    """A message as a line of text, with the ids behind it that do not stand in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        head, newline, rest = super().format(record).partition("\n")
        ids = {name: value for name, value in getattr(record, "ids", {}).items() if name != "span_id"}
        told = "".join(f" {name}={value}" for name, value in ids.items() if value not in head)
        return head + told + newline + rest


def set_up(level: str, form: str) -> None:
    """Sends every message of at least `level` to stderr. form: 'text' or 'json'."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Ids())
    handler.setFormatter(
        JsonLines() if form == "json" else TextLines("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    if level == "info":
        for chatty in ("uvicorn", "alembic"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
