"""Values in providers' JSON: what is there, or nothing of its kind; nothing in an answer is taken for granted."""

from collections.abc import Mapping
from typing import Any, cast


def object_in(value: object) -> Mapping[str, Any]:
    """The object; an empty one for anything else."""
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def list_in(value: object) -> list[Any]:
    """The list; an empty one for anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def text_in(value: object) -> str:
    """The text; '' for anything else."""
    return value if isinstance(value, str) else ""


def count_in(value: object) -> int:
    """The whole number from 0; 0 for anything else."""
    return max(0, int(value)) if isinstance(value, int | float) and not isinstance(value, bool) else 0
