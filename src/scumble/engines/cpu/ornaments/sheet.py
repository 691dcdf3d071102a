"""Sheet: rasterises shapes with 4 x 4 samples a pixel onto a picture, a tile at a time, and remembers where."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.work import CancelToken
from scumble.engines.cpu.ornaments.shapes import Points, Shape, placed

SAMPLES = 4
"""Samples a pixel along each axis: 16 steps between covered and not."""
SHIFT = 4
"""Fractional bits of OpenCV's coordinates: outlines are placed to 1/16 of a sample."""
TILE = 4_000_000
"""Samples drawn at a time: a shape as large as the picture costs a few megabytes."""

Rgb = tuple[int, int, int]


class Sheet:
    """A picture being drawn on. pixels: uint8 (H, W, 4), changed in place; drawn: bool (H, W), where anything
    was."""

    def __init__(self, pixels: Pixels, inks: Mapping[str, Rgb], cancel: CancelToken, *, over: bool = False) -> None:
        """inks: the colour of each role, in the picture's own numbers. over: the border lies on the picture's edge."""
        self.over = over
        self.pixels = pixels
        self.drawn: NDArray[np.bool_] = np.zeros(pixels.shape[:2], np.bool_)
        self.height, self.width = int(pixels.shape[0]), int(pixels.shape[1])
        self._inks, self._cancel = inks, cancel

    def box(self, ink: str, x0: float, y0: float, x1: float, y1: float) -> None:
        """A rectangle snapped to whole pixels, so that straight lines are sharp."""
        rows, columns = slice(max(round(y0), 0), max(round(y1), 0)), slice(max(round(x0), 0), max(round(x1), 0))
        self.pixels[rows, columns] = (*self._inks[ink], 255)
        self.drawn[rows, columns] = True

    def ring(self, ink: str, outer: Sequence[float], width: float) -> None:
        """A rectangular line inside `outer` (x0, y0, x1, y1), at least a pixel wide."""
        x0, y0, x1, y1 = (float(round(v)) for v in outer)
        w = max(1, round(width))
        if min(x1 - x0, y1 - y0) <= 2 * w:
            return
        self.box(ink, x0, y0, x1, y0 + w)
        self.box(ink, x0, y1 - w, x1, y1)
        self.box(ink, x0, y0 + w, x0 + w, y1 - w)
        self.box(ink, x1 - w, y0 + w, x1, y1 - w)

    def put(
        self, motif: Sequence[Shape], x: float, y: float, size: float, turn: float = 0.0, *, mirror: bool = False
    ) -> None:
        """A motif at (x, y) pixels, one unit `size` pixels long, turned clockwise by degrees."""
        self._cancel.check()
        for shape in placed(motif, x, y, size, turn, mirror=mirror):
            self.draw(shape)

    def draw(self, shape: Shape, *, clear: bool = False, holes: bool = False) -> None:
        """A shape in pixels. clear: takes away instead of painting; holes: outlines within outlines are holes."""
        every = np.concatenate(shape.outlines)
        grown = shape.width / 2 + 1
        x0, y0 = (max(int(np.floor(v)), 0) for v in every.min(axis=0) - grown)
        x1 = min(int(np.ceil(every[:, 0].max() + grown)), self.width)
        y1 = min(int(np.ceil(every[:, 1].max() + grown)), self.height)
        if x0 >= x1 or y0 >= y1:
            return
        rows = max(1, TILE // ((x1 - x0) * SAMPLES**2))
        for top in range(y0, y1, rows):
            self._cancel.check()
            bottom = min(top + rows, y1)
            self._blend(_cover(shape, x0, top, x1, bottom, holes=holes), x0, top, self._inks[shape.ink], clear=clear)

    def _blend(self, cover: NDArray[np.uint8], x: int, y: int, ink: Rgb, *, clear: bool) -> None:
        """Paints a colour where and as far as it covers (0..255), with straight alpha."""
        if not cover.any():
            return
        rows, columns = slice(y, y + cover.shape[0]), slice(x, x + cover.shape[1])
        old = self.pixels[rows, columns]
        part = cover.astype(np.float32)[:, :, None] * np.float32(1 / 255)
        self.drawn[rows, columns] |= cover > 0
        if clear:
            old[:, :, 3] = np.rint(old[:, :, 3] * (1 - part[:, :, 0]))
            return
        if old[:, :, 3].min() == 255:
            old[:, :, :3] = np.rint(old[:, :, :3] + (np.array(ink, np.float32) - old[:, :, :3]) * part)
            return
        under = old[:, :, 3:].astype(np.float32) * np.float32(1 / 255) * (1 - part)
        alpha = under + part
        mixed = (old[:, :, :3] * under + np.array(ink, np.float32) * part) / np.maximum(alpha, 1e-6)
        touched = cover > 0
        old[:, :, :3][touched] = np.rint(mixed)[touched]
        old[:, :, 3][touched] = np.rint(alpha[:, :, 0] * 255)[touched]


def _cover(shape: Shape, x0: int, y0: int, x1: int, y1: int, *, holes: bool) -> NDArray[np.uint8]:
    """How far a shape covers each pixel of a box, 0..255."""
    samples = np.zeros(((y1 - y0) * SAMPLES, (x1 - x0) * SAMPLES), np.uint8)
    outlines = [_fixed(o, x0, y0) for o in shape.outlines]
    if shape.width > 0:
        thick = max(1, round(shape.width * SAMPLES))
        cv2.polylines(samples, outlines, shape.closed, 255, thick, cv2.LINE_8, SHIFT)
    elif holes:
        cv2.fillPoly(samples, outlines, 255, cv2.LINE_8, SHIFT)
    else:
        for outline in outlines:
            cv2.fillPoly(samples, [outline], 255, cv2.LINE_8, SHIFT)
    return np.asarray(cv2.resize(samples, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA), np.uint8)


def _fixed(points: Points, x0: int, y0: int) -> NDArray[np.int32]:
    """Pixels to OpenCV's fixed-point samples, whose whole numbers are the samples' centres."""
    return np.rint(((points - (x0, y0)) * SAMPLES - 0.5) * (1 << SHIFT)).astype(np.int32)
