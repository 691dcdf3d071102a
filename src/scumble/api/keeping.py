"""Answers as they are kept with a task, pictures by digest; and answers made of them again."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, cast

from scumble.api.answers import edit_object, resolved, total_usage, usage_json
from scumble.api.pictures import Body, Writer
from scumble.core.outcome import Edited
from scumble.core.plan import JsonValue
from scumble.core.task import Task
from scumble.edits.kept import Kept

MEDIA = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def keep(task: Task, results: Sequence[Edited]) -> Kept:
    """Results as they are kept: the answer of the Images API with `digest` in place of `b64_json`."""
    wishes = cast("Mapping[str, Any]", task.request["wishes"])
    mask = "mask" in (wishes.get("include") or [])
    pictures: dict[str, bytes] = {}
    data: list[object] = []
    for edited in results:
        digest = hashlib.sha256(edited.data).hexdigest()
        pictures[digest] = edited.data
        data.append({"digest": digest, "bytes": len(edited.data), "edit": edit_object(edited, mask=mask, task=task.id)})
    result = {
        "created": int(results[0].made),
        "data": data,
        **resolved(results[0]),
        "usage": usage_json(total_usage(results)),
        "engine": results[0].engine,
    }
    return Kept(result=cast("Mapping[str, JsonValue]", result), pictures=pictures)


def pictures_of(task: Task) -> list[str]:
    """Digests of a finished task's pictures, in their order."""
    return [str(item["digest"]) for item in _data(task)]


def media_of(task: Task) -> str:
    """The media type of a finished task's pictures."""
    return MEDIA[str((task.result or {}).get("output_format", "png"))]


def answer_of(task: Task, pictures: Sequence[bytes]) -> Body:
    """The answer of a finished task as it would have been sent. pictures: in the order of `pictures_of`."""
    writer = Writer()
    return writer.body(answer_value(task, [{"b64_json": writer.put(picture)} for picture in pictures]))


def answer_value(task: Task, sent: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The same as a JSON value. sent: each picture, as `b64_json` or `url`, in the order of `pictures_of`."""
    result = {k: v for k, v in (task.result or {}).items() if k not in {"data", "engine"}}
    data = [{**one, "edit": item["edit"]} for one, item in zip(sent, _data(task), strict=True)]
    return {"created": result.pop("created"), "data": data, **result}


def completed_of(task: Task, picture: bytes, kind: str) -> Body:
    """The `<kind>.completed` event of a finished task. picture: of its first result."""
    result = task.result or {}
    writer = Writer()
    return writer.body(
        {
            "type": f"{kind}.completed",
            "b64_json": writer.put(picture),
            "created_at": result["created"],
            **{name: result[name] for name in ("background", "output_format", "quality", "size", "usage")},
            "edit": _data(task)[0]["edit"],
        }
    )


def _data(task: Task) -> list[Mapping[str, JsonValue]]:
    return cast("list[Mapping[str, JsonValue]]", (task.result or {})["data"])
