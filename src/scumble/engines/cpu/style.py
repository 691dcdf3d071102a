"""Style: the picture drawn anew by a procedure (paint, ink, print, glass, light) or like another picture; the table."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import style_film, style_glass, style_ink, style_paint, style_print
from scumble.engines.cpu.palette import several_colors
from scumble.engines.cpu.references import reference_of
from scumble.engines.cpu.scan_border import BARS
from scumble.engines.cpu.scan_lines import NOTE, painted_over, written
from scumble.engines.cpu.style_reference import LIKE, like
from scumble.engines.cpu.style_sheet import Floats, Sheet, soft
from scumble.engines.cpu.values import number
from scumble.vision.bars import inside_bars
from scumble.vision.models import Models

STYLES: Final[Mapping[str, Callable[[Sheet], Floats]]] = MappingProxyType(
    {
        "neon": style_film.neon,
        "watercolour": style_paint.watercolour,
        "oil": style_paint.oil,
        "pencil": style_ink.pencil,
        "ink": style_ink.ink,
        "comic": style_print.comic,
        "poster": style_print.poster,
        "duotone": style_print.duotone,
        "halftone": style_print.halftone,
        "pixel art": style_print.pixel_art,
        "film": style_film.film,
        "vintage": style_film.vintage,
        "line art": style_ink.line_art,
        "engraving": style_ink.engraving,
        "stained glass": style_glass.stained_glass,
    }
)
"""Each style by its name in Op.STYLE."""
TWO_COLORS: Final = ("duotone", "halftone")
"""Styles that take `colors`."""
MOST_PIXELS = 6_000_000
"""A larger picture is drawn at this size and enlarged: strokes are measured in the picture's side anyway."""
MARGIN = 40
"""Thousandths of the longer side around the region that styles look at."""


def render(task: Task, cancel: CancelToken, models: Models | None = None) -> Candidate:
    """The picture in a style inside the region's box; compose weighs it by the region. Alpha is kept, and so are bars
    at the picture's edges: they are no part of what it shows. A scan's thin lines there are drawn over.

    Parameters: see Op.STYLE; `strength` defaults to 1. models: with the style networks, which only 'reference' needs.
    Raises InvalidValue, Cancelled, Misconfigured when the networks are missing.
    """
    wanted = number(task.step.params, "strength", 0, 1, 1.0) > 0 and not task.region.is_empty
    found = painted_over(task.image) if wanted else None
    if found is not None:
        image, box = found
        drawn = _outside_bars(replace(task, image=image), cancel, models)
        said = bool((task.region.weights[written(image, box)] > 0).any())
        return replace(drawn, notes=(*drawn.notes, NOTE)) if said else drawn
    return _outside_bars(task, cancel, models)


def _outside_bars(task: Task, cancel: CancelToken, models: Models | None) -> Candidate:
    """The same for a picture without a scan's lines."""
    inner = inside_bars(task.image.rgb) if task.image.opaque else None
    return _drawn(task, cancel, models) if inner is None else _within(task, inner, cancel, models)


def _drawn(task: Task, cancel: CancelToken, models: Models | None) -> Candidate:
    """The same for a picture without bars."""
    params, image = task.step.params, task.image
    name = params.get("style")
    draw = STYLES.get(name) if isinstance(name, str) else None
    if draw is None and name != LIKE:
        raise InvalidValue(f"'style' is one of {', '.join((*STYLES, LIKE))}, not {name!r}.", param="style")
    strength = number(params, "strength", 0, 1, 1.0)
    colors = _two_colors(task, str(name))
    box = task.region.bounds
    if box is None or strength == 0:
        return Candidate(image=image)
    if draw is None:
        return like(image, reference_of(task, "The style")[0], box, strength, models or Models(), cancel)
    longer = max(image.width, image.height)
    wide = _grown(box, -(-longer * MARGIN // 1000), image)
    part = image.pixels[wide.y0 : wide.y1, wide.x0 : wide.x1]
    by = max(1.0, (part.shape[0] * part.shape[1] / MOST_PIXELS) ** 0.5)
    cancel.check()
    rgb = _visible(part, longer / 1000, by)
    drawn = draw(Sheet(rgb=rgb, unit=longer / 1000 / by, seed=task.seed, colors=colors))
    del rgb
    cancel.check()
    pixels = image.pixels.copy()
    inner = (slice(box.y0 - wide.y0, box.y1 - wide.y0), slice(box.x0 - wide.x0, box.x1 - wide.x0))
    # Channel by channel: at 24 megapixels three float planes are 12 bytes a pixel.
    for c in range(3):
        plane = np.clip(drawn[:, :, c], 0, 1)
        if by > 1:
            plane = cv2.resize(plane, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_CUBIC)
            np.clip(plane, 0, 1, out=plane)
        mixed = plane[inner] * (255 * strength)
        if strength < 1:
            mixed += part[inner][:, :, c] * np.float32(1 - strength)
        pixels[box.y0 : box.y1, box.x0 : box.x1, c] = np.rint(mixed, out=mixed)
    return Candidate(image=image.with_pixels(pixels))


def _within(task: Task, inner: Box, cancel: CancelToken, models: Models | None) -> Candidate:
    """The style on what lies inside the bars."""
    rows, columns = slice(inner.y0, inner.y1), slice(inner.x0, inner.x1)
    part = task.image.with_pixels(np.ascontiguousarray(task.image.pixels[rows, columns]))
    region = Region(weights=np.ascontiguousarray(task.region.weights[rows, columns]))
    # What is left after the bars may have thinner ones within: they are part of the picture then.
    drawn = _drawn(replace(task, image=part, region=region), cancel, models)
    pixels = task.image.pixels.copy()
    pixels[rows, columns] = drawn.image.pixels
    return replace(drawn, image=task.image.with_pixels(pixels), notes=(*drawn.notes, BARS))


def _two_colors(task: Task, name: str) -> tuple[tuple[float, float, float], ...]:
    """`colors` in the picture's own numbers, 0..1. Raises InvalidValue where they cannot be used."""
    if task.step.params.get("colors") is None:
        return ()
    found = several_colors(task.step.params, "colors", ("#000000", "#ffffff"), task.image)
    if name not in TWO_COLORS:
        raise InvalidValue(f"'colors' goes with the styles {' and '.join(TWO_COLORS)}, not '{name}'.", param="colors")
    if len(found) != 2:
        raise InvalidValue(f"'colors' of a {name} are two colours, not {len(found)}.", param="colors")
    return tuple((r / 255, g / 255, b / 255) for r, g, b in found)


def _grown(box: Box, by: int, image: Image) -> Box:
    """The box with `by` pixels more on each side, inside the picture."""
    return Box(
        x0=max(0, box.x0 - by),
        y0=max(0, box.y0 - by),
        x1=min(image.width, box.x1 + by),
        y1=min(image.height, box.y1 + by),
    )


def _visible(part: Pixels, unit: float, by: float) -> Floats:
    """Colours as 0..1, `by` times smaller; what alpha hides is replaced by the visible colours around it."""
    alpha: NDArray[np.uint8] = part[:, :, 3]
    size = max(1, round(part.shape[1] / by)), max(1, round(part.shape[0] / by))
    if by > 1 and (alpha == 255).all():
        planes = [cv2.resize(_unit(part[:, :, c]), size, interpolation=cv2.INTER_AREA) for c in range(3)]
        return cast(Floats, np.dstack(planes))
    rgb = part[:, :, :3].astype(np.float32) / 255
    if not (alpha == 255).all():
        cover = alpha.astype(np.float32)[:, :, None] / 255
        spread = soft(rgb * cover, 12 * unit) / np.maximum(soft(cover[:, :, 0], 12 * unit), 1e-3)[:, :, None]
        rgb = rgb * cover + np.clip(spread, 0, 1) * (1 - cover)
    if by > 1:
        rgb = cast(Floats, cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    return rgb.astype(np.float32)


def _unit(plane: Pixels) -> Floats:
    """uint8 (H, W) as 0..1."""
    out = plane.astype(np.float32)
    out /= 255
    return out
