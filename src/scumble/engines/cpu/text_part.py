"""What operations on text share: their parameters, the part of the picture they work on, and how it is put back."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import fill
from scumble.engines.cpu.grain import smooth_fill
from scumble.engines.cpu.text_faces import Face, able
from scumble.vision.lettering import Line
from scumble.vision.quads import around, extent, filled, grown
from scumble.vision.strokes import strokes

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

LONGEST = 200
"""Characters of new text."""
ALONG, ACROSS = 14.5, 1.5
"""Heights of the letters that belong to the part at the ends of their line, where new words may reach, and beside."""
WORK = 60_000
"""Pixels in which textured ground is filled: new letters cover most of it, so that less will do."""
AROUND = 40
"""Pixels around the strokes that their filling sees."""
PLAIN = 8.0
"""Grey levels that the ground between the letters may stray from its own level (0.85 quantile) and count as plain."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """The part of a picture that is worked on. box: where it lies. rgb: uint8 (H, W, 3). ink: bool (H, W), the strokes
    taken away. clean: uint8 (H, W, 3), the pixels without them. allowed: bool (H, W), where may be written."""

    box: Box
    rgb: Bytes
    ink: Mask
    clean: Bytes
    allowed: Mask

    def local(self, line: Line) -> NDArray[np.float32]:
        """A line's quad in the part's own pixels."""
        return line.quad - np.array([self.box.x0, self.box.y0], np.float32)


def text_of(task: Task, name: str) -> str:
    """A text parameter, composed (NFC), without line ends. Raises InvalidValue."""
    value = task.step.params.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InvalidValue(f"'{name}' is the text to write, not {value!r}.", param=name)
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if len(text) > LONGEST:
        raise InvalidValue(f"'{name}' has {len(text)} characters; up to {LONGEST} can be written.", param=name)
    return text


def settable(text: str, choice: Sequence[Face], part: str) -> list[Face]:
    """The faces that can set a text. Raises Unsupported naming the letters that none has."""
    found = able(text, choice)
    if found:
        return found
    lacking = min((face.missing(text) for face in choice), key=len)
    scripts = ", ".join(dict.fromkeys(unicodedata.name(c, "unnamed").split()[0].capitalize() for c in lacking))
    raise Unsupported(
        f'No font here has letters for "{lacking[:20]}" ({scripts}): the bundled ones cover Latin, Greek and Cyrillic. '
        "The operator can put a font that has them into a folder and name it in the setting `fonts`.",
        part=part,
        needs="a font with these letters",
    )


def part_of(task: Task, lines: Sequence[Line], cancel: CancelToken) -> Part:
    """The part of the picture around lines of text, with and without their strokes. Raises Cancelled."""
    image = task.image
    wide = [grown(line.quad, ALONG * line.height, ACROSS * line.height) for line in lines]
    box = around(np.concatenate(wide), image.width, image.height, margin=AROUND)
    pixels = np.ascontiguousarray(image.pixels[box.y0 : box.y1, box.x0 : box.x1])
    rgb = np.ascontiguousarray(image.with_pixels(pixels).over_white().rgb) if not image.opaque else pixels[:, :, :3]
    rgb = np.ascontiguousarray(rgb)
    allowed = np.ones(rgb.shape[:2], bool)
    if task.has_drawn:
        allowed = task.region.inside[box.y0 : box.y1, box.x0 : box.x1].copy()
    ink = np.zeros(rgb.shape[:2], bool)
    for line in lines:
        cancel.check()
        ink |= _ink_of(rgb, line, np.array([box.x0, box.y0], np.float32))
    ink &= allowed
    clean = rgb.copy()
    bounds = Region.of_mask(ink).bounds
    if bounds is not None:
        rows = slice(max(0, bounds.y0 - AROUND), bounds.y1 + AROUND)
        columns = slice(max(0, bounds.x0 - AROUND), bounds.x1 + AROUND)
        hole = np.ascontiguousarray(ink[rows, columns])
        inner = np.ascontiguousarray(rgb[rows, columns])
        around_it = _close_by(hole, lines, box, rows.start, columns.start)
        if _plain(inner, hole, around_it, tallest(lines)):
            smooth = smooth_fill(inner.astype(np.float32), hole, ~hole)
            clean[rows, columns] = np.clip(np.rint(smooth), 0, 255).astype(np.uint8)
        else:
            clean[rows, columns] = fill.fill_window(inner, hole, ~hole, task.seed, cancel, work=WORK, draft=task.draft)
    return Part(box=box, rgb=rgb, ink=ink, clean=clean, allowed=allowed)


def within(shape: tuple[int, ...], line: Line, box: Box, margin: float) -> Mask:
    """bool (H, W) of a part at `box`: a line's quad, grown by `margin` pixels above and below."""
    shift = np.array([box.x0, box.y0], np.float32)
    return filled(grown(line.quad - shift, 0.0, margin), shape[1], shape[0])


def _close_by(hole: Mask, lines: Sequence[Line], box: Box, top: int, left: int) -> Mask:
    """The pixels between the letters and right beside them."""
    shift = np.array([box.x0 + left, box.y0 + top], np.float32)
    inside = np.zeros_like(hole)
    for line in lines:
        wide = grown(line.quad - shift, 0.1 * line.height, 0.08 * line.height)
        inside |= filled(wide, hole.shape[1], hole.shape[0])
    return inside & ~hole


def _plain(rgb: Bytes, hole: Mask, ground: Mask, tall: float) -> bool:
    """True when the ground between the letters changes slowly and has no more than grain: nothing need be copied."""
    if int(ground.sum()) < 30:
        return False
    grey = rgb.mean(axis=2).astype(np.float32)
    weight = (~hole).astype(np.float32)
    sigma = max(2.0, 0.25 * tall)
    level = soft(grey * weight, sigma) / np.maximum(soft(weight, sigma), 1e-3)
    return float(np.quantile(np.abs(grey - level)[ground], 0.85)) < PLAIN


def _ink_of(rgb: Bytes, line: Line, corner: NDArray[np.float32]) -> Mask:
    """A line's strokes; of a part of a line those of its own letters."""
    if line.within is None:
        return strokes(rgb, line.quad - corner)[0]
    whole = strokes(rgb, line.within.line.quad - corner)[0]
    own = grown(line.quad - corner, 0.0, 0.5 * line.height)
    return whole & filled(own, rgb.shape[1], rgb.shape[0])


def put_back(task: Task, part: Part, pixels: Bytes, cover: Floats) -> tuple[Image, Region]:
    """The picture with the part's new pixels where strokes were or letters are, and that region.

    pixels: uint8 (H, W, 3). cover: float32 (H, W), the new letters.
    """
    wrote = (part.ink | (cover > 0)) & part.allowed
    box = part.box
    out = task.image.pixels.copy()
    target = out[box.y0 : box.y1, box.x0 : box.x1]
    target[wrote, :3] = pixels[wrote]
    if not task.image.opaque:
        alpha = target[:, :, 3].astype(np.float32)
        alpha += cover * (255 - alpha)
        target[wrote, 3] = np.rint(alpha[wrote]).astype(np.uint8)
    inside = np.zeros(task.image.alpha.shape, bool)
    inside[box.y0 : box.y1, box.x0 : box.x1] = wrote
    return task.image.with_pixels(out), Region.of_mask(inside)


def tallest(lines: Sequence[Line]) -> float:
    """Pixels across the tallest line."""
    return max(extent(line.quad)[1] for line in lines)


def soft(values: Floats, sigma: float) -> Floats:
    """Blurred by a Gaussian."""
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)
