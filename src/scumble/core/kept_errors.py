"""Errors that are kept with a task as JSON and raised again: the same class, sentence, code and details."""

from collections.abc import Mapping
from typing import Any, cast

from scumble.core import errors, provider_errors
from scumble.core.errors import Overloaded, ScumbleError, Unsupported
from scumble.core.provider_errors import ModerationBlocked, ProviderFailed

TREE = {**vars(errors), **vars(provider_errors)}
"""Classes by name."""


def error_json(error: ScumbleError) -> dict[str, object]:
    """An error as it is kept with a task: the envelope's fields; `class`, the nearest one of the tree, by which it can
    be raised again; and what else the envelope says."""
    own = next(c for c in type(error).__mro__ if TREE.get(c.__name__) is c)
    return {
        "class": own.__name__,
        "type": error.kind,
        "code": error.code,
        "message": error.message,
        "param": error.param,
        **error.extra,
    }


def error_of(kept: Mapping[str, object]) -> ScumbleError:
    """A kept error again."""
    cls: object = TREE.get(str(kept.get("class")))
    message, param, code = (None if kept.get(n) is None else str(kept[n]) for n in ("message", "param", "code"))
    if not (isinstance(cls, type) and issubclass(cls, ScumbleError)):
        cls = ScumbleError
    error: ScumbleError
    told = cast("Mapping[str, Any]", kept.get("details") or {})
    if issubclass(cls, Unsupported):
        nearest = tuple(str(n) for n in told.get("nearest", ()))
        error = cls(message or "", part=told.get("part", ""), nearest=nearest, needs=told.get("needs"), param=param)
    elif issubclass(cls, Overloaded):
        error = cls(message or "")
    else:
        error = cls(message or "", param=param)
    if isinstance(error, ModerationBlocked | ProviderFailed):
        error.provider, error.request_id = str(told.get("provider") or ""), told.get("request_id")
    if isinstance(error, ModerationBlocked):
        blocked = cast("Mapping[str, Any]", kept.get("moderation_details") or {})
        error.stage = str(blocked.get("moderation_stage") or "unknown")
        error.categories = tuple(str(c) for c in blocked.get("categories", ()))
    error.code = code
    return error
