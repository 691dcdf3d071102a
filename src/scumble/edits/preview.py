"""Previews: the same plan on a small copy of the picture, for partial images while streaming."""

from dataclasses import dataclass, replace

from scumble.codec import geometry
from scumble.core.image import Image
from scumble.core.instruction import Instruction
from scumble.core.outcome import Geometry
from scumble.core.plan import JsonValue, Op, Plan, Step

DEFAULT_CANVAS = 1024
"""Edge in pixels of a generated picture when no size was asked for, as the Images API does."""
EDGES = (320, 512, 768)
"""Longest edge in pixels of the first, second and third preview."""
PIXEL_PARAMS = {
    Op.CROP: ("box", "size"),
    Op.RESIZE: ("width", "height"),
    Op.PAD: ("pixels",),
    Op.EXTEND: ("pixels",),
    Op.BORDER: ("pixels",),
    Op.OBJECT_MOVE: ("pixels",),
    Op.OBJECT_DUPLICATE: ("pixels",),
}
"""Parameters that count pixels and therefore shrink with the picture."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SmallEdit:
    """The small edit. step: the resize from the source to its copy; None for a generation."""

    instruction: Instruction
    plan: Plan
    step: Geometry | None


def preview_of(instruction: Instruction, plan: Plan, edge: int) -> SmallEdit | None:
    """The edit on pictures whose longest edge is at most `edge`; None when the picture is small already."""
    first = instruction.sources[0].image if instruction.sources else None
    width = first.width if first else (instruction.output.width or DEFAULT_CANVAS)
    height = first.height if first else (instruction.output.height or DEFAULT_CANVAS)
    factor = edge / max(width, height)
    if factor >= 1.0:
        return None
    step = geometry.resize(_scaled(width, factor), _scaled(height, factor))
    asked = instruction.output
    small = replace(
        instruction,
        sources=tuple(replace(s, image=_shrink(s.image, edge)) for s in instruction.sources),
        output=replace(
            asked,
            width=None if asked.width is None else _scaled(asked.width, factor),
            height=None if asked.height is None else _scaled(asked.height, factor),
        ),
    )
    steps = tuple(_small_step(s, factor) for s in plan.steps)
    return SmallEdit(instruction=small, plan=replace(plan, steps=steps), step=step if first else None)


def _shrink(image: Image, edge: int) -> Image:
    """The picture with its longest edge at most `edge` pixels."""
    factor = edge / max(image.width, image.height)
    if factor >= 1.0:
        return image
    step = geometry.resize(_scaled(image.width, factor), _scaled(image.height, factor))
    return image.with_pixels(geometry.apply(step, image.pixels))


def _small_step(step: Step, factor: float) -> Step:
    """The step with its pixel counts scaled."""
    if step.op is Op.FRAME:
        return replace(step, params={**step.params, "scale": min(1.0, factor)})
    names = PIXEL_PARAMS.get(step.op, ())
    return replace(step, params={k: _scale_value(v, factor) if k in names else v for k, v in step.params.items()})


def _scale_value(value: JsonValue, factor: float) -> JsonValue:
    """A number or list of numbers times the factor, at least 1 where it was at least 1."""
    if isinstance(value, list):
        return [_scale_value(v, factor) for v in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return max(1, round(value * factor)) if value >= 1 else 0
    return value


def _scaled(edge: int, factor: float) -> int:
    """An edge in pixels times the factor, at least 1."""
    return max(1, round(edge * factor))
