"""What the caller drew: OpenAI-style mask, JSON box, polygon or points, and markup strokes, each turned into a region.

The wire types stop here: "alpha 0 = edit" becomes a `Region` (1 = may change) once, and nowhere else.
"""

import json
import math
from collections.abc import Mapping
from typing import NoReturn, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidMask, InvalidValue
from scumble.core.image import Image
from scumble.core.instruction import Click, Drawn
from scumble.core.region import Region
from scumble.regions.polygon import fill_box, fill_polygon

MAX_CORNERS = 1000
MAX_POINTS = 100
STROKE_ALPHA = 32
"""Markup below this alpha is anti-aliasing or noise, not a stroke."""
CLOSING = (0.01, 0.02, 0.04, 0.08)
"""Gaps in a drawn loop that are closed, as shares of the longer side, smallest first."""
EXAMPLE = '{"type":"box","x":10,"y":20,"width":200,"height":100}'

KEYS = {
    "box": {"type", "units", "x", "y", "width", "height"},
    "polygon": {"type", "units", "points"},
    "points": {"type", "units", "points"},
}


def mask_region(mask: Image, width: int, height: int) -> Region:
    """The region of an OpenAI-style mask: weight = 1 - alpha / 255, so that transparent means 'edit here'.

    mask: of the picture's size, width x height. Raises InvalidMask when the size differs or nothing is transparent.
    """
    if (mask.width, mask.height) != (width, height):
        raise InvalidMask(
            f"The mask is {mask.size} but the image is {width}x{height}; a mask has the image's own size.", param="mask"
        )
    if mask.opaque:
        raise InvalidMask(
            "The mask has no transparent pixels, so there is nothing to edit: alpha 0 marks what may change. Send a "
            "PNG with an alpha channel (a black-and-white picture is not a mask; turn its white area transparent).",
            param="mask",
        )
    return Region(weights=((255 - mask.alpha.astype(np.int16)) / np.float32(255.0)).astype(np.float32))


def markup_region(markup: Image, width: int, height: int) -> Region:
    """The area that markup strokes enclose or cover, as a hard region.

    markup: an overlay of the picture's size, transparent but for the strokes. Loops with gaps up to 8 % of the longer
    side are closed and filled; strokes that enclose nothing count as the area they cover. Raises InvalidMask.
    """
    if (markup.width, markup.height) != (width, height):
        raise InvalidMask(
            f"The markup is {markup.size} but the image is {width}x{height}; draw on a layer of the image's own size.",
            param="markup",
        )
    if markup.opaque:
        raise InvalidMask(
            "The markup has no transparent pixels; send only the strokes, on a transparent layer.", param="markup"
        )
    strokes = (markup.alpha >= STROKE_ALPHA).astype(np.uint8)
    if not strokes.any():
        raise InvalidMask("The markup is empty; draw at least one stroke on it.", param="markup")
    return Region.of_mask(_enclosed(strokes) > 0)


def _enclosed(strokes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Strokes with the loops they form filled in; gaps are bridged by the smallest reach that makes a loop.

    The strokes are widened until they meet, the outline is filled, and the widening is taken back from the filled area.
    """
    drawn = int(strokes.sum())
    for share in (0.0, *CLOSING):
        radius = round(share * max(strokes.shape) / 2)
        wide = _widened(strokes, radius)
        outlines, _ = cv2.findContours(wide, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        filled = np.zeros_like(wide)
        cv2.drawContours(filled, outlines, -1, (1,), thickness=cv2.FILLED)
        if int(filled.sum()) > 1.5 * int(wide.sum()):
            area = _narrowed(filled, radius)[radius : radius + strokes.shape[0], radius : radius + strokes.shape[1]]
            if int(area.sum()) > 2 * drawn:
                return area | strokes
    return strokes


def _widened(strokes: NDArray[np.uint8], radius: int) -> NDArray[np.uint8]:
    """Strokes grown by a radius, on a canvas larger by it on every side; time does not depend on the radius."""
    canvas = np.pad(strokes, radius)
    if radius < 1:
        return canvas
    return (np.asarray(cv2.distanceTransform(1 - canvas, cv2.DIST_L2, 5)) <= radius).astype(np.uint8)


def _narrowed(area: NDArray[np.uint8], radius: int) -> NDArray[np.uint8]:
    """An area shrunk by a radius."""
    if radius < 1:
        return area
    return (np.asarray(cv2.distanceTransform(area, cv2.DIST_L2, 5)) > radius).astype(np.uint8)


def region_json(value: object, width: int, height: int) -> Drawn:
    """The `region` parameter, a JSON object or its text, in pixels of a width x height picture.

    {"type":"box","x","y","width","height"} | {"type":"polygon","points":[[x,y],...]} |
    {"type":"points","points":[{"x","y","label":1|0},...]}; with "units":"fraction" the numbers are shares of the
    picture's sides. Raises InvalidValue (param 'region') that says what is wrong and shows what would work.
    """
    fields = _object(value)
    kind = fields.get("type")
    if not isinstance(kind, str) or kind not in KEYS:
        _refuse(f"'type' must be 'box', 'polygon' or 'points', for example {EXAMPLE}")
    unknown = sorted(set(fields) - KEYS[kind])
    if unknown:
        _refuse(f"a {kind} has no field '{unknown[0][:40]}'; it has {', '.join(sorted(KEYS[kind]))}")
    units = fields.get("units", "pixels")
    if units not in ("pixels", "fraction"):
        _refuse("'units' must be 'pixels' or 'fraction'")
    scale = (float(width), float(height)) if units == "fraction" else (1.0, 1.0)
    if kind == "box":
        return Drawn(region=_box(fields, scale, width, height), outline=True)
    if kind == "polygon":
        return Drawn(region=_polygon(fields, scale, width, height), outline=True)
    return Drawn(clicks=_clicks(fields, scale, width, height))


def _refuse(problem: str) -> NoReturn:
    raise InvalidValue(f"The region cannot be used: {problem}.", param="region")


def _object(value: object) -> Mapping[str, object]:
    """The JSON object, parsed when it came as text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            _refuse(f"it is not valid JSON; send for example {EXAMPLE}")
    if not isinstance(value, Mapping):
        _refuse(f"it must be a JSON object, for example {EXAMPLE}")
    return cast(Mapping[str, object], value)


def _number(value: object, name: str) -> float:
    """A finite JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        _refuse(f"'{name}' must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        _refuse(f"'{name}' must be a finite number")
    return number


def _box(fields: Mapping[str, object], scale: tuple[float, float], width: int, height: int) -> Region:
    x, y = _number(fields.get("x"), "x") * scale[0], _number(fields.get("y"), "y") * scale[1]
    w, h = _number(fields.get("width"), "width") * scale[0], _number(fields.get("height"), "height") * scale[1]
    if w <= 0 or h <= 0:
        _refuse("'width' and 'height' of the box must be above 0")
    return _not_empty(fill_box(x, y, w, h, width, height), width, height)


def _polygon(fields: Mapping[str, object], scale: tuple[float, float], width: int, height: int) -> Region:
    corners = _items(fields, 3, MAX_CORNERS, "a polygon", "corners")
    points = np.empty((len(corners), 2))
    for i, corner in enumerate(corners):
        pair = cast(list[object], corner) if isinstance(corner, list | tuple) else []
        if len(pair) != 2:
            _refuse(f"corner {i + 1} of the polygon must be [x, y]")
        # Far-away corners are drawn in to keep the arithmetic exact; the picture never sees the difference.
        points[i] = [np.clip(_number(v, f"points[{i}]") * s, -1e6, 1e6) for v, s in zip(pair, scale, strict=True)]
    return _not_empty(fill_polygon(points, width, height), width, height)


def _clicks(fields: Mapping[str, object], scale: tuple[float, float], width: int, height: int) -> tuple[Click, ...]:
    clicks: list[Click] = []
    for i, item in enumerate(_items(fields, 1, MAX_POINTS, "'points'", "points")):
        if not isinstance(item, Mapping):
            _refuse(f'point {i + 1} must be an object such as {{"x":10,"y":20,"label":1}}')
        point = cast(Mapping[str, object], item)
        unknown = sorted(set(point) - {"x", "y", "label"})
        if unknown:
            _refuse(f"point {i + 1} has no field '{str(unknown[0])[:40]}'; it has x, y and label")
        x, y = _number(point.get("x"), "x") * scale[0], _number(point.get("y"), "y") * scale[1]
        if not (0 <= x <= width and 0 <= y <= height):
            _refuse(f"point {i + 1} lies outside the {width}x{height} image")
        label = point.get("label", 1)
        if isinstance(label, bool) or label not in (0, 1):
            _refuse(f"'label' of point {i + 1} must be 1 (wanted) or 0 (not wanted)")
        clicks.append(Click(x=x, y=y, label=int(cast(int, label))))
    if not any(click.label for click in clicks):
        _refuse("at least one point must have label 1, on the thing that is meant")
    return tuple(clicks)


def _items(fields: Mapping[str, object], least: int, most: int, what: str, noun: str) -> list[object]:
    items = fields.get("points")
    if not isinstance(items, list | tuple):
        _refuse(f"{what} needs a list 'points'")
    listed = list(cast("list[object]", items))
    if not least <= len(listed) <= most:
        _refuse(f"{what} must have {least} to {most} {noun}, this one has {len(listed)}")
    return listed


def _not_empty(region: Region, width: int, height: int) -> Region:
    if region.is_empty:
        _refuse(f"it covers no pixel of the {width}x{height} image")
    return region
