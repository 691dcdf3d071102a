"""Resize: to a width, a height, both (cover, contain or stretch) or by a factor; the ratio is kept unless stretched."""

from scumble.codec import geometry
from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.core.outcome import Candidate, Geometry
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.moves import centred, crop_to, moved, ratio_size, subject_box
from scumble.engines.cpu.values import color, number

LONGEST = 32_000


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture at another size. Parameters: see Op.RESIZE; fit defaults to 'cover' (cropped around the subject).

    'contain' pads, with `color` if given, else transparent. Raises InvalidValue, InvalidSize, Cancelled.
    """
    params, image = task.step.params, task.image
    width, height = _side(task, "width"), _side(task, "height")
    fit = params.get("fit") or "cover"
    if width is None or height is None:
        width, height = _in_proportion(task, width, height)
        fit = "stretch"
    if fit == "stretch":
        return moved(image, (geometry.resize(width, height),), cancel)
    if fit == "cover":
        steps = cover(image, width, height, subject_box(task.subject))
    elif fit == "contain":
        steps = contain(image, width, height, color(params))
    else:
        raise InvalidValue(f"'fit' is cover, contain or stretch, not {fit!r}.", param="fit")
    return moved(image, steps, cancel)


def cover(image: Image, width: int, height: int, around: Box | None) -> tuple[Geometry, ...]:
    """Steps that crop to the ratio (around a box, if given) and scale, so that width x height is filled."""
    box = centred(*ratio_size(image.width, image.height, width / height), image, around)
    return crop_to(box), geometry.resize(width, height)


def contain(image: Image, width: int, height: int, colour: str | None) -> tuple[Geometry, ...]:
    """Steps that scale until the picture fits into width x height and pad the rest evenly."""
    inner = ratio_size(width, height, image.width / image.height)
    across, down = width - inner[0], height - inner[1]
    fill = colour or "transparent"
    padding = geometry.pad(down // 2, across - across // 2, down - down // 2, across // 2, fill)
    return geometry.resize(*inner), padding


def _in_proportion(task: Task, width: int | None, height: int | None) -> tuple[int, int]:
    """Both sides from one of them, or from `scale`. Raises InvalidValue when nothing is given."""
    image = task.image
    if width is not None:
        scale = width / image.width
    elif height is not None:
        scale = height / image.height
    else:
        scale = number(task.step.params, "scale", 0, 16)
    if scale == 0:
        raise InvalidValue("Say the new size: a width, a height or a factor above 0.", param="scale")
    return width or max(1, round(image.width * scale)), height or max(1, round(image.height * scale))


def _side(task: Task, name: str) -> int | None:
    """A side in whole pixels; None when not given. Raises InvalidValue."""
    if task.step.params.get(name) is None:
        return None
    return round(number(task.step.params, name, 1, LONGEST))
