"""JSON Schema of the answer of POST /v1/images/regions, as published in docs/schemas/regions.json."""

from typing import Any

Schema = dict[str, Any]


def _object(properties: Schema) -> Schema:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(text: str) -> Schema:
    return {"type": "string", "description": text}


def _share(text: str) -> Schema:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": text}


BOX = _object(
    {
        "x": {"type": "integer", "minimum": 0},
        "y": {"type": "integer", "minimum": 0},
        "width": {"type": "integer", "minimum": 1},
        "height": {"type": "integer", "minimum": 1},
    }
)

REGIONS_SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Regions",
    "description": "What was found for words, a box or points; no regions and some candidates = not sure enough.",
    **_object(
        {
            "object": {"const": "image.regions"},
            "width": {"type": "integer", "minimum": 1, "description": "Of the upright picture, pixels."},
            "height": {"type": "integer", "minimum": 1},
            "regions": {
                "type": "array",
                "description": "What is meant: one entry for each thing.",
                "items": _object(
                    {
                        "label": _text("What it is, as far as the detector has a name for it."),
                        "words": _text("The words that were asked; empty for a box or points."),
                        "box": BOX,
                        "confidence": _share("From 0.7 sure; below, look at it before using it."),
                        "share": _share("Share of the picture's pixels."),
                        "mask": _object(
                            {"b64_json": _text("Base64 PNG of the picture's size, alpha 0 = this; `mask` of an edit.")}
                        ),
                    }
                ),
            },
            "candidates": {
                "type": "array",
                "description": "Everything that could have been meant, the likeliest first.",
                "items": _object({"label": _text("Its name."), "box": BOX, "confidence": _share("That it is this.")}),
            },
            "sentence": _text("What was done and how sure it is, for a reader."),
        }
    ),
}
