"""Put the subject into a studio: a seamless backdrop with a contact shadow (background.studio)."""

from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.composite import before, subject_alpha
from scumble.engines.cpu.palette import one_color
from scumble.engines.cpu.under import standing_shadow
from scumble.engines.cpu.values import number

NATURAL = 0.8
"""Shadow strength when the step names none."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject on a sweep of `color` (white when absent) with a shadow of strength `shadow` 0..1.

    The framing is kept. White is exactly 255 outside the shadow. Raises InvalidValue, Cancelled.
    """
    image, params = task.image, task.step.params
    color = one_color(params, "color", "#ffffff", image)
    strength = number(params, "shadow", 0, 1, NATURAL)
    shadow = standing_shadow(subject_alpha(task), strength) if strength > 0 else None
    cancel.check()
    band = backdrop.studio(image.height, image.width, color, shadow)
    return before(task, band, cancel)
