"""JSON Schema of `data[].edit`, as published in docs/schemas/edit.json; a test keeps the two the same."""

from typing import Any

Schema = dict[str, Any]


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _count(text: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": text}


def _text(text: str) -> Schema:
    return {"type": "string", "description": text}


def _details() -> Schema:
    return _object({"image_tokens": _count("Of pictures."), "text_tokens": _count("Of text.")})


STEP = _object(
    {
        "op": _text("The operation, as listed by GET /v1/models."),
        "target": {"enum": ["whole", "subject", "background", "region", "object"], "description": "What it acted on."},
        "params": {"type": "object", "description": "The operation's parameters; see the operations reference."},
        "text": _text("The part of the instruction it was read from."),
    }
)

EDIT_SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Edit",
    "description": "What happened to one picture: data[].edit of an answer, `edit` of a completed stream event.",
    **_object(
        {
            "plan": _object(
                {
                    "understood": _text("What the instruction was understood to mean."),
                    "steps": {"type": "array", "minItems": 1, "items": STEP},
                    "notes": {"type": "array", "items": {"type": "string"}},
                }
            ),
            "engine": _text("The engine that really ran."),
            "why": _text("Why this engine."),
            "seed": _count("The seed of this variant."),
            "size": {"type": "string", "pattern": "^[1-9][0-9]*x[1-9][0-9]*$"},
            "region": _object(
                {
                    "box": {
                        "anyOf": [
                            _object(
                                {
                                    "x": _count("Left edge, pixels."),
                                    "y": _count("Top edge, pixels."),
                                    "width": {"type": "integer", "minimum": 1},
                                    "height": {"type": "integer", "minimum": 1},
                                }
                            ),
                            {"type": "null"},
                        ],
                        "description": "The smallest box around all pixels that were allowed to change.",
                    },
                    "share": {"type": "number", "minimum": 0, "maximum": 1, "description": "Their share of all."},
                    "mask": _text("Base64 PNG, alpha 0 = allowed to change; only with include=mask."),
                },
                optional=("mask",),
            ),
            "preservation": _object(
                {
                    "mode": {
                        "enum": ["exact", "reencoded", "converted", "unchecked"],
                        "description": "exact: every pixel outside equals the source; reencoded: a lossy format was"
                        " asked for; converted: the source's numbers had to be converted once.",
                    },
                    "outside": _count("Pixels outside the region that were compared, on the decoded output."),
                    "changed": _count("How many of them differ."),
                    "maximum": {"type": "integer", "minimum": 0, "maximum": 255, "description": "Largest difference."},
                    "reason": {"type": ["string", "null"], "description": "Why it is not exact."},
                }
            ),
            "verdicts": {
                "type": "array",
                "items": _object(
                    {
                        "guard": _text("Which check."),
                        "passed": {"type": "boolean"},
                        "value": {"type": "number"},
                        "limit": {"type": "number"},
                        "sentence": _text("The check's finding in words."),
                    }
                ),
            },
            "notes": {"type": "array", "items": {"type": "string"}},
            "usage": _object(
                {
                    "input_tokens": _count("All read."),
                    "input_tokens_details": _details(),
                    "output_tokens": _count("All written."),
                    "output_tokens_details": _details(),
                    "total_tokens": _count("Both."),
                }
            ),
            "money": _object(
                {
                    "amount": {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$", "description": "A decimal."},
                    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                }
            ),
            "timings": {
                "type": "object",
                "additionalProperties": {"type": "number", "minimum": 0},
                "description": "Seconds per stage.",
            },
            "version": {"type": ["string", "null"], "description": "Id of the kept version; null when none is kept."},
            "durable": {"type": "boolean", "description": "Whether the result is kept on the server."},
            "task": {
                "type": ["string", "null"],
                "description": "Id of the task that keeps the result (GET /v1/tasks/{id}); null when nothing is kept.",
            },
            "extra": {"type": "object", "description": "More facts of the engine; free-form."},
        }
    ),
}
