"""Replace the background with a plain colour or a gradient."""

from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import backdrop
from scumble.engines.cpu.composite import lay_over
from scumble.engines.cpu.palette import one_color, several_colors
from scumble.engines.cpu.values import Params


def render_color(task: Task, cancel: CancelToken) -> Candidate:
    """The subject on `color` '#rrggbb' (white when absent). Raises InvalidValue, Cancelled."""
    color = one_color(task.step.params, "color", "#ffffff", task.image)
    return Candidate(image=lay_over(task, backdrop.solid(task.image.width, color), cancel), blended=True)


def render_gradient(task: Task, cancel: CancelToken) -> Candidate:
    """The subject on `colors` (2 or more '#rrggbb') along `direction`. Raises InvalidValue, Cancelled."""
    image = task.image
    colors = several_colors(task.step.params, "colors", ("#ffffff", "#d5dbe3"), image)
    band = backdrop.gradient(image.height, image.width, colors, direction(task.step.params))
    return Candidate(image=lay_over(task, band, cancel), blended=True)


def direction(params: Params) -> backdrop.Direction:
    """params['direction'], 'vertical' when absent. Raises InvalidValue."""
    value = params.get("direction") or "vertical"
    for known in backdrop.DIRECTIONS:
        if value == known:
            return known
    names = ", ".join(backdrop.DIRECTIONS)
    raise InvalidValue(f"'direction' of a gradient is one of {names}, not {value!r}.", param="direction")
