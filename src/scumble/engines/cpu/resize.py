"""Resize: to a width, a height, both (cover, contain or stretch) or by a factor; the ratio is kept unless stretched."""

from scumble.codec import geometry
from scumble.codec.fit import contain, cover, subject_box
from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.moves import moved
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
        return moved(image, (geometry.resize(width, height, sharp=True),), cancel)
    if fit == "cover":
        steps = cover(image, width, height, subject_box(task.subject))
    elif fit == "contain":
        steps = contain(image, width, height, color(params))
    else:
        raise InvalidValue(f"'fit' is cover, contain or stretch, not {fit!r}.", param="fit")
    return moved(image, steps, cancel)


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
