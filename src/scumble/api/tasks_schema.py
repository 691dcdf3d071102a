"""The JSON Schema of a task (docs/schemas/task.json), as `/v1/tasks` answers it."""

from typing import Any

Json = dict[str, Any]


def _null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _closed(properties: Json) -> Json:
    """An object with exactly these properties."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


SECONDS: Json = {"type": "integer", "description": "Seconds since 1970."}
TEXT: Json = {"type": "string"}
ASSET = _closed(
    {
        "type": {"const": "image"},
        "url": {
            "type": "string",
            "description": "Address of the picture on this server, which takes the same key; of a task that was asked"
            " for by POST /v1/tasks, a link that works without a key for a day.",
        },
        "mimeType": {"enum": ["image/png", "image/jpeg", "image/webp"]},
    }
)
TASK_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Task",
    "description": "An edit or generation that was accepted: it ends in one result or one error, whatever happens.",
    **_closed(
        {
            "id": {"type": "string", "pattern": "^task_"},
            "object": {"const": "task"},
            "status": {"enum": ["queued", "processing", "succeeded", "failed", "cancelled"]},
            "type": {"enum": ["image.edits", "image.generations"]},
            "priority": {"enum": ["interactive", "normal", "batch"]},
            "position": _null({"type": "integer", "minimum": 0, "description": "How many go first; while it waits."}),
            "progress": {"type": "number", "minimum": 0, "maximum": 1},
            "created_at": SECONDS,
            "started_at": _null(SECONDS),
            "completed_at": _null(SECONDS),
            "deadline_at": _null(SECONDS),
            "cancel_requested": {"type": "boolean"},
            "attempts": {"type": "integer", "minimum": 0, "description": "How often work on it began."},
            "seconds": {"type": "number", "minimum": 0, "description": "Of work, once it has ended."},
            "client_request_id": _null(TEXT),
            "idempotency_key": _null(TEXT),
            "batch_id": _null({"type": "string", "description": "The batch that it is a line of."}),
            "request_id": TEXT,
            "plan": _null({"type": "object", "description": "What the instruction was understood to mean."}),
            "cost": _null(
                {
                    **_closed({"amount": TEXT, "currency": TEXT}),
                    "description": "Of all results together; while there is none, what providers have charged so far.",
                }
            ),
            "output": _null(
                _closed(
                    {"assets": {"type": "array", "items": ASSET}, "metadata": {"type": "object"}},
                )
            ),
            "result": _null(
                {
                    "type": "object",
                    "description": "The Images API's answer, each picture by its address; `/answer` has them inside.",
                }
            ),
            "error": _null(
                _closed({"code": _null(TEXT), "message": TEXT, "type": TEXT, "param": _null(TEXT)}),
            ),
        }
    ),
}
