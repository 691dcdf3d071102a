"""Edited to OpenAI-shaped answers: data[], usage with token details, `data[].edit` (docs/schemas/edit.json).

Pictures are put into base64 while they are sent (`pictures`); only measuring large regions takes a worker thread.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pybase64

from scumble.api.pictures import Body, Writer
from scumble.api.services import Partial, Planned
from scumble.codec.encode import encode
from scumble.core.image import Image
from scumble.core.outcome import Edited
from scumble.core.region import Region
from scumble.core.usage import Usage

SMALL = 128 * 1024
"""Pixels up to which measuring the regions of an answer is not worth a thread."""


def usage_json(usage: Usage) -> dict[str, object]:
    """Token counts as the Images API names them."""
    read = usage.input_image + usage.input_text
    return {
        "input_tokens": read,
        "input_tokens_details": {"image_tokens": usage.input_image, "text_tokens": usage.input_text},
        "output_tokens": usage.output_image,
        "output_tokens_details": {"image_tokens": usage.output_image, "text_tokens": 0},
        "total_tokens": read + usage.output_image,
    }


def total_usage(results: Sequence[Edited]) -> Usage:
    """All results' tokens together."""
    return sum((r.usage for r in results), Usage())


def mask_png(region: Region) -> bytes:
    """A region as a mask in OpenAI's sense: alpha 0 = may change freely, 255 = kept; never 255 where it may change."""
    pixels = np.zeros((*region.shape, 4), np.uint8)
    pixels[:, :, 3] = 255 - np.ceil(region.weights * 255).astype(np.uint8)
    return encode(Image(pixels=pixels), format="png", compression=None)


def region_object(region: Region, *, mask: bool) -> dict[str, object]:
    """Box, share of the picture, and on request the mask."""
    box = region.bounds
    where = None if box is None else {"x": box.x0, "y": box.y0, "width": box.width, "height": box.height}
    found: dict[str, object] = {"box": where, "share": round(region.share, 6)}
    if mask:
        found["mask"] = pybase64.b64encode(mask_png(region)).decode()
    return found


def edit_object(edited: Edited, *, mask: bool = False, task: str | None = None) -> dict[str, object]:
    """`data[].edit`: what was understood, done, kept, found and used. mask: include the region as a PNG.

    task: the id of the task that keeps it; None when nothing was kept.
    """
    kept = edited.preservation
    return {
        "plan": edited.plan.to_json(),
        "engine": edited.engine,
        "why": edited.why,
        "seed": edited.seed,
        "size": f"{edited.width}x{edited.height}",
        "region": region_object(edited.region, mask=mask),
        "preservation": {
            "mode": kept.mode,
            "outside": kept.outside,
            "changed": kept.changed,
            "maximum": kept.maximum,
            "reason": kept.reason,
        },
        "verdicts": [
            {"guard": v.guard, "passed": v.passed, "value": v.value, "limit": v.limit, "sentence": v.sentence}
            for v in edited.verdicts
        ],
        "notes": list(edited.notes),
        "usage": usage_json(edited.usage),
        "money": {"amount": format(edited.money.amount, "f"), "currency": edited.money.currency},
        "timings": {stage: round(seconds, 6) for stage, seconds in edited.timings.items()},
        "version": None,
        "durable": task is not None,
        "task": task,
        "extra": dict(edited.extra),
    }


def resolved(edited: Edited) -> dict[str, object]:
    """Background, format, quality and size as they came out; never 'auto'."""
    return {
        "background": "transparent" if edited.transparent else "opaque",
        "output_format": edited.format,
        "quality": edited.quality,
        "size": f"{edited.width}x{edited.height}",
    }


def answer_json(
    results: Sequence[Edited], *, mask: bool, task: str | None = None, urls: Sequence[str] | None = None
) -> Body:
    """The body of an answer that is not streamed. All results share format, quality and size: the first's are told.

    task: the id of the task that keeps them. urls: links to the results, sent instead of the results themselves.
    """
    writer = Writer()
    sent = [{"b64_json": writer.put(r.data)} for r in results] if urls is None else [{"url": url} for url in urls]
    data = [{**one, "edit": edit_object(r, mask=mask, task=task)} for one, r in zip(sent, results, strict=True)]
    body = {
        "created": int(results[0].made),
        "data": data,
        **resolved(results[0]),
        "usage": usage_json(total_usage(results)),
    }
    return writer.body(body)


def partial_json(partial: Partial, kind: str) -> Body:
    """A `<kind>.partial_image` event's data; kind: 'image_edit' or 'image_generation'."""
    writer = Writer()
    body: dict[str, object] = {
        "type": f"{kind}.partial_image",
        "b64_json": writer.put(partial.data),
        "partial_image_index": partial.index,
        "created_at": int(time.time()),
        "size": f"{partial.width}x{partial.height}",
        "quality": partial.quality,
        "background": "transparent" if partial.transparent else "opaque",
        "output_format": partial.format,
    }
    return writer.body(body)


def completed_json(edited: Edited, kind: str, *, mask: bool, task: str | None = None) -> Body:
    """The `<kind>.completed` event's data."""
    writer = Writer()
    body: dict[str, object] = {
        "type": f"{kind}.completed",
        "b64_json": writer.put(edited.data),
        "created_at": int(time.time()),
        **resolved(edited),
        "usage": usage_json(edited.usage),
        "edit": edit_object(edited, mask=mask, task=task),
    }
    return writer.body(body)


async def answer(
    results: Sequence[Edited], *, mask: bool, task: str | None = None, urls: Sequence[str] | None = None
) -> Body:
    """`answer_json`, off the event loop when there are masks to encode or large regions to measure."""
    if sum(0 if r.region.is_measured else r.region.inside.size for r in results) <= SMALL and not mask:
        return answer_json(results, mask=mask, task=task, urls=urls)
    return await asyncio.to_thread(answer_json, results, mask=mask, task=task, urls=urls)


def planned_json(planned: Planned) -> Mapping[str, Any]:
    """The answer to a plan request."""
    cost = planned.estimate
    return {
        "object": "image.plan",
        "plan": planned.plan.to_json(),
        "engine": planned.engine,
        "why": planned.why,
        "estimate": None if cost is None else {"amount": format(cost.amount, "f"), "currency": cost.currency},
    }
