"""Replace the background with a plain colour or a gradient."""

from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.composite import before, subject_alpha
from scumble.engines.cpu.flat_paint import flat_areas, painted, plain
from scumble.engines.cpu.palette import one_color, several_colors
from scumble.engines.cpu.under import standing_shadow
from scumble.engines.cpu.values import Params, number

SOFT = 0.4
"""Strength of the contact shadow when the step names none: without it a thing that stands hangs in the air."""


def render_color(task: Task, cancel: CancelToken) -> Candidate:
    """The subject on `color` '#rrggbb' (white when absent), with a contact shadow of strength `shadow` 0..1.

    Outside the shadow the colour is exact. Without `shadow` white has none, since shops that ask for white ask for
    nothing else, and another colour a soft one where the subject stands. Raises InvalidValue, Cancelled.
    """
    image, params = task.image, task.step.params
    color = one_color(params, "color", "#ffffff", image)
    strength = number(params, "shadow", 0, 1, 0.0 if min(color) >= backdrop.PURE_WHITE else SOFT)
    flat = flat_areas(task)
    if flat is not None:
        return painted(task, *flat, plain(color))
    # What was drawn is an area to be painted, not the ground that the subject stands on.
    stands = strength > 0 and task.step.target.kind == "background"
    shadow = standing_shadow(subject_alpha(task), strength) if stands else None
    cancel.check()
    band = backdrop.solid(image.width, color)
    if shadow is not None:
        band = backdrop.shaded(image.height, image.width, color, shadow)
    return before(task, band, cancel)


def render_gradient(task: Task, cancel: CancelToken) -> Candidate:
    """The subject on `colors` (2 or more '#rrggbb') along `direction`. Raises InvalidValue, Cancelled."""
    image = task.image
    colors = several_colors(task.step.params, "colors", ("#ffffff", "#d5dbe3"), image)
    band = backdrop.gradient(image.height, image.width, colors, direction(task.step.params))
    return before(task, band, cancel)


def direction(params: Params) -> backdrop.Direction:
    """params['direction'], 'vertical' when absent. Raises InvalidValue."""
    value = params.get("direction") or "vertical"
    for known in backdrop.DIRECTIONS:
        if value == known:
            return known
    names = ", ".join(backdrop.DIRECTIONS)
    raise InvalidValue(f"'direction' of a gradient is one of {names}, not {value!r}.", param="direction")
