"""Rotate by any angle, and straighten: levels a tilted picture by the angle measured in its lines."""

from scumble.codec import geometry
from scumble.core.errors import Unsupported
from scumble.core.outcome import Candidate, Geometry
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.horizon import measure_tilt
from scumble.engines.cpu.moves import moved
from scumble.engines.cpu.values import number

LEVEL = 0.1
"""Degrees: less than that is straight."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture turned. Parameters: see Op.ROTATE. Multiples of 90 degrees are exact.

    Other angles are cropped to the largest rectangle without empty corners. Raises InvalidValue, Cancelled.
    """
    degrees = number(task.step.params, "degrees", -3600, 3600, 90)
    if degrees % 360 == 0:
        return Candidate(image=task.image, notes=("A turn of 0 degrees changes nothing.",))
    step = geometry.rotate(degrees)
    return moved(task.image, (step,), cancel, _cropped(task, step) if degrees % 90 else ())


def render_straighten(task: Task, cancel: CancelToken) -> Candidate:
    """The picture turned back by its measured tilt and cropped to the largest full rectangle.

    Raises Unsupported when no angle is certain, Cancelled.
    """
    tilt = measure_tilt(task.image, cancel)
    if tilt is None:
        raise Unsupported(
            "No tilt is certain: the picture has no horizon that is seen over most of its width, and no several long "
            "lines that agree. Give the angle instead, for example 'rotate 2 degrees clockwise'.",
            part=task.step.text,
            nearest=("rotate 2 degrees clockwise", "rotate 2 degrees counterclockwise"),
        )
    if abs(tilt) < LEVEL:
        return Candidate(image=task.image, notes=(f"The picture is already level (tilt below {LEVEL:g} degrees).",))
    step = geometry.rotate(-tilt)
    side = "clockwise" if tilt > 0 else "counterclockwise"
    note = f"The picture was tilted {abs(tilt):.1f} degrees {side}; it was turned back."
    return moved(task.image, (step,), cancel, (note, *_cropped(task, step)))


def _cropped(task: Task, step: Geometry) -> tuple[str, ...]:
    """The sentence about the corners."""
    width, height = geometry.size_after(step, task.image.width, task.image.height)
    return (f"Cropped to {width}x{height}, the largest rectangle without empty corners.",)
