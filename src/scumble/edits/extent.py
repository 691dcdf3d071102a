"""Extent: how large a picture a plan makes, known before anything is drawn; the limit on sizes named in words."""

from collections.abc import Callable, Mapping

from scumble.codec.fit import ratio_size
from scumble.core.borders import PLAIN, USUAL, margins, pixels_of
from scumble.core.errors import InvalidSize
from scumble.core.formats import FORMATS
from scumble.core.plan import JsonValue, Op, Plan, Step


def largest(plan: Plan, width: int, height: int) -> tuple[int, int]:
    """(W, H) of the largest picture on the way through the plan, starting from width x height pixels."""
    biggest = (width, height)
    for step in plan.steps:
        width, height = after(step, width, height)
        biggest = max(biggest, (width, height), key=lambda s: s[0] * s[1])
    return biggest


def check(plan: Plan, width: int, height: int, *, max_pixels: int, max_side: int) -> int:
    """Pixels of the largest picture. Raises InvalidSize when it is over a limit."""
    w, h = largest(plan, width, height)
    if w * h > max_pixels or max(w, h) > max_side:
        raise InvalidSize(
            f"That would make a picture of {w}x{h} pixels; up to {max_pixels:,} pixels, and {max_side:,} on a side, "
            "can be made here.",
            param="prompt",
        )
    return w * h


def after(step: Step, width: int, height: int) -> tuple[int, int]:
    """(W, H) after one step; for crops and turns by odd angles an upper bound."""
    if (made := _SIZES.get(step.op)) is not None:
        return made(step, width, height)
    if step.op is Op.ROTATE and round(_number(step.params.get("degrees"))) % 180 != 0:
        return max(width, height), max(width, height)
    return width, height


def _bordered(step: Step, width: int, height: int) -> tuple[int, int]:
    if step.params.get("inside") is True:
        return width, height
    style = str(step.params.get("style") or PLAIN)
    style = style if style in USUAL else PLAIN
    wide, share = (_number(step.params.get(name)) or None for name in ("pixels", "amount"))
    pixels = pixels_of(style, wide, share, width, height)
    top, right, bottom, left = margins(style, pixels, width, height)
    return width + left + right, height + top + bottom


def _resized(step: Step, width: int, height: int) -> tuple[int, int]:
    w, h, scale = (_number(step.params.get(name)) for name in ("width", "height", "scale"))
    if w and h:
        return round(w), round(h)
    factor = w / width if w else h / height if h else scale or 1.0
    return max(1, round(width * factor)), max(1, round(height * factor))


def _padded(step: Step, width: int, height: int) -> tuple[int, int]:
    sides, ratio = step.params.get("pixels"), step.params.get("ratio")
    if isinstance(sides, list):
        top, right, bottom, left = (_number(s) for s in sides)
        return round(width + left + right), round(height + top + bottom)
    if isinstance(ratio, str):
        across, down = (float(part) for part in ratio.split(":"))
        inner = ratio_size(width, height, across / down)
        return round(width * height / inner[1]), round(height * width / inner[0])
    grow = round(_number(step.params.get("amount")) * min(width, height))
    return width + 2 * grow, height + 2 * grow


def _extended(step: Step, width: int, height: int) -> tuple[int, int]:
    p = step.params
    if isinstance(shares := p.get("shares"), list) and len(shares) == 4:
        top, right, bottom, left = (_number(s) for s in shares)
        return round(width * (1 + left + right)), round(height * (1 + top + bottom))
    if "amount" in p:
        grow = 1 + 2 * _number(p["amount"])
        return round(width * grow), round(height * grow)
    if isinstance(ratio := p.get("ratio"), str):
        across, down = (float(part) for part in ratio.split(":"))
        return max(width, round(height * across / down)), max(height, round(width * down / across))
    return _padded(step, width, height)


def _number(value: JsonValue) -> float:
    """The number, 0 for anything else."""
    return float(value) if isinstance(value, int | float) else 0.0


def _framed(step: Step, width: int, height: int) -> tuple[int, int]:
    wanted = FORMATS.get(str(step.params.get("format")))
    return (width, height) if wanted is None else (wanted.width, wanted.height)


_SIZES: Mapping[Op, Callable[[Step, int, int], tuple[int, int]]] = {
    Op.RESIZE: _resized,
    Op.BORDER: _bordered,
    Op.PAD: _padded,
    Op.EXTEND: _extended,
    Op.FRAME: _framed,
}
