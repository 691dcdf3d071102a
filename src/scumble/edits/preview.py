"""Previews: the same plan on a small copy of the picture, for partial images while streaming."""

from dataclasses import replace

from scumble.codec import geometry
from scumble.core.image import Image, Source
from scumble.core.instruction import Click, Drawn, Instruction
from scumble.core.outcome import Geometry
from scumble.core.plan import JsonValue, Op, Plan, Step
from scumble.core.region import Region
from scumble.edits.compose import move_region

EDGES = (320, 512, 768)
"""Longest edge in pixels of the first, second and third preview."""
PIXEL_PARAMS = {
    Op.CROP: ("box", "size"),
    Op.RESIZE: ("width", "height"),
    Op.PAD: ("pixels",),
    Op.BORDER: ("pixels",),
}
"""Parameters that count pixels and therefore shrink with the picture."""


def preview_of(instruction: Instruction, plan: Plan, edge: int) -> tuple[Instruction, Plan] | None:
    """Instruction and plan on pictures whose longest edge is at most `edge`; None when the picture is small already."""
    first = instruction.sources[0].image if instruction.sources else None
    width = first.width if first else (instruction.output.width or 1024)
    height = first.height if first else (instruction.output.height or 1024)
    factor = edge / max(width, height)
    if factor >= 1.0:
        return None
    output = replace(
        instruction.output,
        format="png",
        compression=None,
        width=_scaled(instruction.output.width, factor),
        height=_scaled(instruction.output.height, factor),
    )
    small = replace(
        instruction,
        sources=tuple(replace(s, image=shrink(s.image, edge), format="png") for s in instruction.sources),
        drawn=_small_drawn(instruction.drawn, first, edge) if instruction.drawn and first else None,
        output=output,
    )
    return small, replace(plan, steps=tuple(_small_step(s, factor) for s in plan.steps))


def shrink(image: Image, edge: int) -> Image:
    """The picture with its longest edge at most `edge` pixels."""
    step = _resize(image, edge)
    return image.with_pixels(geometry.apply(step, image.pixels)) if step else image


def _resize(image: Image, edge: int) -> Geometry | None:
    """The shrinking step, None when the picture is small already."""
    factor = edge / max(image.width, image.height)
    if factor >= 1.0:
        return None
    return geometry.resize(max(1, round(image.width * factor)), max(1, round(image.height * factor)))


def _small_drawn(drawn: Drawn, image: Image, edge: int) -> Drawn:
    """What the caller drew, on the small picture."""
    step = _resize(image, edge)
    factor = edge / max(image.width, image.height)
    return Drawn(
        region=_moved(drawn.region, step),
        clicks=tuple(Click(x=c.x * factor, y=c.y * factor, label=c.label) for c in drawn.clicks),
        markup=shrink(drawn.markup, edge) if drawn.markup else None,
    )


def _moved(region: Region | None, step: Geometry | None) -> Region | None:
    """The region, shrunk."""
    return move_region(region, (step,)) if region is not None and step is not None else region


def _small_step(step: Step, factor: float) -> Step:
    """The step with its pixel counts scaled."""
    names = PIXEL_PARAMS.get(step.op, ())
    return replace(step, params={k: _scale_value(v, factor) if k in names else v for k, v in step.params.items()})


def _scale_value(value: JsonValue, factor: float) -> JsonValue:
    """A number or list of numbers times the factor, at least 1 where it was at least 1."""
    if isinstance(value, list):
        return [_scale_value(v, factor) for v in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return max(1, round(value * factor)) if value >= 1 else 0
    return value


def _scaled(edge: int | None, factor: float) -> int | None:
    """An output edge times the factor."""
    return None if edge is None else max(1, round(edge * factor))


def as_source(image: Image) -> Source:
    """A picture without a file behind it."""
    return Source(image=image, data=b"", format="png")
