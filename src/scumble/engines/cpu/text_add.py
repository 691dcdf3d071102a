"""Add text: words set crisply over the picture at a place, in a colour that can be read there (text.add, captions).

Without a colour, white or black is taken, whichever stands out more from what lies beneath; where neither stands out
enough everywhere, a soft shadow goes behind the letters.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate, Inscription
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.palette import in_profile
from scumble.engines.cpu.text_faces import Face, faces
from scumble.engines.cpu.text_part import settable, text_of
from scumble.engines.cpu.text_place import home, spot_for
from scumble.engines.cpu.text_set import Setting, set_line
from scumble.engines.cpu.values import color, flag, number
from scumble.engines.cpu.whereto import PLACES

Floats = NDArray[np.float32]

SIZE = 0.06
"""Height of capitals without a size, as a share of the picture's shorter side."""
EDGE = 0.05
"""Room kept to the edges, as a share of the shorter side of where the text goes."""
LEADING = 1.75
"""From line to line, in heights of capitals."""
MOST_LINES = 4
CLEAR = 3.0
"""Contrast ratio (WCAG 2) that large letters need."""
SHADOW, WIDE = 0.7, 0.22
"""Strength of the shadow behind letters that would not be read without, and its blur in heights of capitals."""
MOST_TRIED = 2
"""Numbers of lines that are tried for the calmest spot."""
CALM, CLEAR_BUSY = 0.08, 4.5
"""Spread of the ground's luminance up to which it is calm; on busier ground letters need the contrast of small text."""
DASHES = frozenset("-–—·|•")
UNITS = frozenset("€$£¥%°")
GAVE_WAY = "The words were set a little off the usual place, where they stand clear of what the picture shows."
KINDS = ("sans", "serif", "slab", "mono", "condensed", "script", "hand")
_PREFERRED = (
    "OpenSans",
    "Montserrat",
    "PTSerif",
    "RobotoSlab",
    "RobotoMono",
    "RobotoCondensed",
    "DancingScript",
    "Caveat",
)
"""Families that are taken for their kind when several would do."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Block:
    """Lines that were set, the height of a capital, pixels from line to line."""

    lines: list[Setting]
    texts: list[str]
    caps: float
    step: float

    @property
    def width(self) -> float:
        return max(line.width for line in self.lines)

    @property
    def height(self) -> float:
        return self.caps + self.step * (len(self.lines) - 1)


def render(task: Task, cancel: CancelToken, folder: Path | None = None) -> Candidate:
    """The picture with a text on it, inside the task's region. Parameters: see Op.TEXT_ADD.

    folder: an operator's own fonts. Raises InvalidValue, Unsupported for letters that no font has, Cancelled.
    """
    text, params, image = text_of(task, "text"), task.step.params, task.image
    box = task.region.bounds
    if box is None:
        raise InvalidValue("There is no room to write: the region is empty.", param="region")
    place = params.get("place") or "bottom"
    if place not in PLACES:
        raise InvalidValue(f"'place' is one of: {', '.join(PLACES)}; not {place!r}.", param="place")
    whole = task.step.target.kind == "whole" and not task.has_drawn
    base = min(image.width, image.height) if whole else min(box.height, image.width, image.height)
    given = params.get("size") is not None
    caps = number(params, "size", 0.01, 0.9, SIZE if whole else 0.4) * (
        min(image.width, image.height) if given else base
    )
    face = _chosen(settable(text, faces(folder), task.step.text), params)
    options = _fitted(text, face, caps, box)
    cancel.check()
    rgb = np.ascontiguousarray(image.over_white().rgb) if not image.opaque else image.rgb
    block, corner, notes = _put(task, rgb, options, box, str(place) if whole or params.get("place") else "center")
    cover, quads = _laid(block, corner, str(place), image.width, image.height)
    cover[~task.region.inside] = 0
    ink, shadow, why = _ink(task, rgb, cover)
    notes += why
    if block.caps < 0.8 * caps:
        notes += (f"The text was made {1 - block.caps / caps:.0%} smaller so that it fits.",)
    behind = np.zeros_like(cover)
    if shadow is not None:
        # Only around the letters: a blur of the whole picture takes seconds where it is large.
        sigma = max(0.8, WIDE * block.caps)
        near = _around(cover, 4 * sigma + 2)
        soft = SHADOW * np.clip(1.6 * _soft(cover[near], sigma), 0, 1)
        soft[(soft < 1 / 256) | ~task.region.inside[near]] = 0
        behind[near] = soft
    touched = (cover > 0) | (behind > 0)
    pixels = image.pixels.copy()
    under = rgb[touched].astype(np.float32)
    if shadow is not None:
        under += behind[touched][:, None] * (np.asarray(shadow, np.float32) - under)
    under += cover[touched][:, None] * (np.asarray(ink, np.float32) - under)
    pixels[touched, :3] = np.clip(np.rint(under), 0, 255)
    if not image.opaque:
        alpha = np.maximum(cover, behind)[touched]
        old = pixels[touched, 3].astype(np.float32)
        pixels[touched, 3] = np.rint(old + alpha * (255 - old))
    written = tuple(Inscription(text=t, quad=q) for t, q in zip(block.texts, quads, strict=True))
    return Candidate(
        image=image.with_pixels(pixels),
        blended=True,
        region=Region.of_mask(touched),
        notes=notes,
        inscriptions=written,
    )


def _chosen(choice: Sequence[Face], params: object) -> Face:
    """The face of the kind, weight and slant that was asked for, or the nearest that has the letters."""
    values = cast("dict[str, object]", params)
    kind = values.get("face") or "sans"
    if kind not in KINDS:
        raise InvalidValue(f"'face' is one of: {', '.join(KINDS)}; not {kind!r}.", param="face")
    light = values.get("bold") is False
    heavy = 400 if light else 700
    italic = flag(cast("dict[str, bool]", values), "italic")

    def far(face: Face) -> tuple[bool, bool, int, bool]:
        family = face.name.split("-")[0]
        return face.kind != kind, face.italic != italic, abs(face.weight - heavy), family not in _PREFERRED

    return min(choice, key=far)


def _fitted(text: str, face: Face, caps: float, box: Box) -> list[_Block]:
    """The text set as large as asked, in as few lines as fit and in more; smaller where even MOST_LINES do not."""
    edge = EDGE * min(box.width, box.height)
    wide, tall = max(4.0, box.width - 2 * edge), max(4.0, box.height - 2 * edge)
    words = pieces(text)
    options = [_block(_wrapped(words, n), face, caps) for n in range(1, min(MOST_LINES, len(words)) + 1)]
    fitting = [b for b in options if b.width <= wide and b.height <= tall]
    if fitting:
        return fitting[:MOST_TRIED]
    scale, best = max(((min(wide / b.width, tall / b.height), b) for b in options), key=lambda o: o[0])
    return [_block(best.texts, face, caps * min(1.0, scale))]


def _put(
    task: Task, rgb: NDArray[np.uint8], options: list[_Block], box: Box, place: str
) -> tuple[_Block, tuple[float, float], tuple[str, ...]]:
    """Which block goes where (left upper corner), and what to say of it. In a part that was named it stays put."""
    edge = EDGE * min(box.width, box.height)
    sizes = [(b.width, b.height) for b in options]
    if task.step.target.kind != "whole" or task.has_drawn:
        return options[0], home(sizes[0], box, place, edge), ()
    spot = spot_for(rgb, task.avoid, sizes, place, edge)
    return options[spot.option], (spot.x, spot.y), (GAVE_WAY,) if spot.moved else ()


def pieces(text: str) -> list[str]:
    """Words of a text with what must not be parted from them: a dash leads no line, a unit stays with its number."""
    out: list[str] = []
    for word in text.split(" "):
        if out and (word in DASHES or (word in UNITS and out[-1][-1:].isdigit())):
            out[-1] += " " + word
        else:
            out.append(word)
    return out


def _block(texts: list[str], face: Face, caps: float) -> _Block:
    """Lines of text set with capitals of that height."""
    whole = face.font(200).getbbox("H", anchor="ls")
    size = max(4, round(caps * 200 / max(1, -whole[1])))
    return _Block(lines=[set_line(t, face, size) for t in texts], texts=texts, caps=caps, step=LEADING * caps)


def _wrapped(words: list[str], lines: int) -> list[str]:
    """The words in so many lines of nearly the same length."""
    total = sum(len(w) + 1 for w in words)
    out: list[list[str]] = [[]]
    length = 0
    for k, word in enumerate(words):
        left = len(words) - k
        full = length + len(word) / 2 > total * len(out) / lines
        if out[-1] and len(out) < lines and (full or left <= lines - len(out)):
            out.append([])
        out[-1].append(word)
        length += len(word) + 1
    return [" ".join(line) for line in out]


def _laid(
    block: _Block, corner: tuple[float, float], place: str, width: int, height: int
) -> tuple[Floats, list[Floats]]:
    """The letters' coverage over the picture, and each line's quad."""
    share = PLACES[place][0]
    across = 0.5 if share is None else share
    cover = np.zeros((height, width), np.float32)
    quads: list[Floats] = []
    for k, line in enumerate(block.lines):
        baseline = round(corner[1] + block.caps + k * block.step)
        left = round(corner[0] + across * (block.width - line.width))
        x, y = round(left - line.box[0]), round(baseline - line.baseline)
        rows, columns = line.ink.shape
        x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + columns), min(height, y + rows)
        if x1 > x0 and y1 > y0:
            part = cover[y0:y1, x0:x1]
            np.maximum(part, line.ink[y0 - y : y1 - y, x0 - x : x1 - x], out=part)
        a, b, c, d = line.box
        corners = [[x + a, y + b], [x + c, y + b], [x + c, y + d], [x + a, y + d]]
        quads.append(np.array(corners, np.float32))
    return cover, quads


def _ink(
    task: Task, rgb: NDArray[np.uint8], cover: Floats
) -> tuple[tuple[int, int, int], tuple[int, int, int] | None, tuple[str, ...]]:
    """The letters' colour, that of a shadow behind them where they need one, and what to say of it."""
    ring = cv2.dilate((cover > 0.5).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    beneath = _luminance(rgb[ring]) if ring.any() else np.ones(1, np.float32)
    asked = color(task.step.params)
    white, black = in_profile("#ffffff", task.image), in_profile("#111111", task.image)
    if asked is not None:
        ink = in_profile(asked, task.image)
    else:
        ink = white if _contrast(white, beneath) >= _contrast(black, beneath) else black
    needed = CLEAR if float(beneath.std()) <= CALM else CLEAR_BUSY
    if _contrast(ink, beneath) >= (needed if asked is None else 0.6 * needed):
        return ink, None, ()
    light = float(_luminance(np.array([ink], np.uint8))[0]) > 0.35
    why = "A soft shadow was laid behind the letters, which would be hard to read without it."
    return ink, black if light else white, (why,)


def _contrast(ink: tuple[int, int, int], beneath: Floats) -> float:
    """Contrast ratio of WCAG 2 that nine tenths of the pixels reach."""
    own = float(_luminance(np.array([ink], np.uint8))[0])
    high, low = np.maximum(beneath, own), np.minimum(beneath, own)
    return float(np.percentile((high + 0.05) / (low + 0.05), 10))


def _luminance(rgb: NDArray[np.uint8]) -> Floats:
    """Relative luminance 0..1 of sRGB numbers (N, 3) (WCAG 2)."""
    linear = (rgb.astype(np.float32) / 255) ** np.float32(2.2)
    return (linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)).astype(np.float32)


def _around(cover: Floats, margin: float) -> tuple[slice, slice]:
    """The window of what is covered, with a margin in pixels; all of it where nothing is."""
    bounds = Region.of_mask(cover > 0).bounds
    if bounds is None:
        return slice(None), slice(None)
    by = math.ceil(margin)
    return slice(max(0, bounds.y0 - by), bounds.y1 + by), slice(max(0, bounds.x0 - by), bounds.x1 + by)


def _soft(values: Floats, sigma: float) -> Floats:
    return cast(Floats, cv2.GaussianBlur(values, (0, 0), sigma))
