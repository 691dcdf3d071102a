"""Crop: to a box, a ratio, a size, by a margin, or to the subject; never beyond the picture."""

from collections.abc import Mapping

from scumble.codec.fit import centred, crop_to, ratio_size, subject_box
from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import JsonValue
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.moves import moved
from scumble.engines.cpu.trim import inside_rim
from scumble.engines.cpu.values import flag, number, numbers, ratio
from scumble.vision.flat import flat_of

SUBJECT_MARGIN = 0.08
"""Air around the subject, as a share of its longer side, when none is asked for."""

Params = Mapping[str, JsonValue]


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The cropped picture. Parameters: see Op.CROP; `subject` and `ratio` may be combined.

    A target of kind 'region' or 'subject' crops to what it selected, with margin and ratio. Ratio and size are centred
    on the subject where one is known. Raises InvalidValue, Unsupported (no subject found), Cancelled.
    """
    params, image = task.step.params, task.image
    around = subject_box(task.subject)
    notes: tuple[str, ...] = ()
    box = _from_box(params, image)
    if box is not None:
        asked = numbers(params, "box", 4)
        if asked is not None and (box.width, box.height) != (round(asked[2]), round(asked[3])):
            notes = (f"The box reached beyond the picture; it was cropped to {box.width}x{box.height} pixels.",)
    elif flag(params, "trim"):
        box = _without_rim(task)
    elif params.get("size") is not None:
        box = _of_size(params, image, around)
    elif flag(params, "subject") or task.step.target.kind in {"subject", "region"}:
        box = _to_subject(task, around)
    elif params.get("ratio") is not None:
        wanted = ratio(params) or 1.0
        box = centred(*ratio_size(image.width, image.height, wanted), image, around)
    elif params.get("margin") is not None:
        box = _by_margin(params, image)
    else:
        raise InvalidValue(
            "Say what to crop to: a box, a ratio, a size, a margin, the subject or inside the rim.",
            param="prompt",
        )
    return moved(image, (crop_to(box),), cancel, notes)


def _from_box(params: Params, image: Image) -> Box | None:
    """The `box` parameter cut to the picture; None when not given. Raises InvalidValue."""
    asked = numbers(params, "box", 4)
    if asked is None:
        return None
    x, y, width, height = (round(v) for v in asked)
    box = Box(x0=max(0, x), y0=max(0, y), x1=min(image.width, x + width), y1=min(image.height, y + height))
    if min(width, height) < 1 or min(box.width, box.height) < 1:
        raise InvalidValue(
            f"The crop box {width}x{height} at ({x}, {y}) has no pixel in common with the picture of {image.size}.",
            param="box",
        )
    return box


def _without_rim(task: Task) -> Box:
    """What is left without the rim. Raises Unsupported where there is none."""
    box = inside_rim(task.image)
    if box is None:
        raise Unsupported(
            "The picture has no transparent or plain rim and no bars that could be cut off.",
            part=task.step.text,
            nearest=("crop to the subject", "crop 10% off each side"),
        )
    return box


def _to_subject(task: Task, around: Box | None) -> Box:
    """The subject (or selected region) with its margin, widened to `ratio` if given."""
    params, image = task.step.params, task.image
    inner = task.region.bounds if task.step.target.kind == "region" else around
    if inner is None and task.step.target.kind == "subject":
        inner = task.region.bounds
    if task.step.target.kind == "object" and flat_of(image) is not None:
        # Antialiased edges count as far as they go.
        inner = task.region.bounds
    if inner is None:
        raise Unsupported(
            "No subject was found to crop to; give the area as a box, or a ratio such as 1:1.",
            part=task.step.text,
            nearest=("crop to 1:1", "crop 10% off each side"),
        )
    usual = 0.0 if task.step.target.kind == "region" else SUBJECT_MARGIN
    air = round(number(params, "margin", 0, 0.5, usual) * max(inner.width, inner.height))
    left, top = max(0, inner.x0 - air), max(0, inner.y0 - air)
    right, bottom = min(image.width, inner.x1 + air), min(image.height, inner.y1 + air)
    box = Box(x0=left, y0=top, x1=right, y1=bottom)
    wanted = ratio(params)
    if wanted is None:
        return box
    height = max(box.height, round(box.width / wanted))
    width = max(1, round(height * wanted))
    most = ratio_size(image.width, image.height, wanted)
    if width > image.width or height > image.height:
        width, height = most
    return centred(width, height, image, box)


def _of_size(params: Params, image: Image, around: Box | None) -> Box:
    """The `size` parameter. Raises InvalidValue when the picture is smaller."""
    asked = numbers(params, "size", 2) or (0.0, 0.0)
    width, height = round(asked[0]), round(asked[1])
    if not (1 <= width <= image.width and 1 <= height <= image.height):
        raise InvalidValue(
            f"A crop of {width}x{height} does not fit into the picture of {image.size}; resize or pad instead.",
            param="size",
        )
    return centred(width, height, image, around)


def _by_margin(params: Params, image: Image) -> Box:
    """`margin` of width and height cut off on each side."""
    share = number(params, "margin", 0, 0.49)
    dx, dy = round(image.width * share), round(image.height * share)
    dx, dy = min(dx, (image.width - 1) // 2), min(dy, (image.height - 1) // 2)
    return Box(x0=dx, y0=dy, x1=image.width - dx, y1=image.height - dy)
