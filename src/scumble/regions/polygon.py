"""Polygon and box to region: exact horizontal coverage on four lines a pixel row, nothing outside the outline."""

import math

import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Region

LINES = 4
"""Sample lines in each pixel row."""
STRIP = 256
"""Rows worked on at a time, so that memory stays small however many corners there are."""

Points = NDArray[np.float64]


def fill_polygon(points: Points, width: int, height: int) -> Region:
    """The inside of a closed polygon by the even-odd rule: weight = the share of the pixel that it covers.

    points: float64 (N, 2) of (x, y) in pixels, pixel (0, 0) covering [0, 1) x [0, 1). Parts outside the picture are cut
    off. Pixels that the polygon does not touch are exactly 0, wholly covered ones exactly 1.
    """
    weights = np.zeros((height, width), np.float32)
    x0, y0 = points[:, 0], points[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    first, last = max(int(np.floor(y0.min())), 0), min(int(np.ceil(y0.max())), height)
    for top in range(first, last, STRIP):
        bottom = min(top + STRIP, last)
        lines = (np.arange((bottom - top) * LINES) + 0.5) / LINES + top
        rows, crossings = _crossings(lines, x0, y0, x1, y1)
        if rows.size:
            weights[top:bottom] = _cover(rows, np.clip(crossings, 0.0, width), bottom - top, width)
    return Region(weights=weights)


def fill_box(x: float, y: float, box_width: float, box_height: float, width: int, height: int) -> Region:
    """The inside of an upright box, exact on all four sides."""
    weights = np.zeros((height, width), np.float32)
    columns, across = _covered(x, box_width, width)
    rows, down = _covered(y, box_height, height)
    weights[rows, columns] = np.outer(down, across)
    return Region(weights=weights)


def _covered(start: float, length: float, size: int) -> tuple[slice, NDArray[np.float64]]:
    """Which of so many pixels a stretch touches, and the share of each that it covers."""
    first, last = max(0, math.floor(start)), min(size, math.ceil(start + length))
    pixels = np.arange(first, last)
    return slice(first, max(first, last)), np.clip(
        np.minimum(start + length, pixels + 1) - np.maximum(start, pixels), 0.0, 1.0
    )


def _crossings(
    lines: NDArray[np.float64],
    x0: NDArray[np.float64],
    y0: NDArray[np.float64],
    x1: NDArray[np.float64],
    y1: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """(line number, x) of every edge crossing, sorted by line and then by x; each line has an even number of them."""
    low, high = np.minimum(y0, y1), np.maximum(y0, y1)
    start = np.searchsorted(lines, low, side="left")
    stop = np.searchsorted(lines, high, side="left")
    count = stop - start
    edge = np.repeat(np.arange(x0.size), count)
    line = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start, count)
    slope = (lines[line] - y0[edge]) / (y1[edge] - y0[edge])
    x = x0[edge] + slope * (x1[edge] - x0[edge])
    order = np.lexsort((x, line))
    return line[order].astype(np.intp), x[order]


def _cover(lines: NDArray[np.intp], x: NDArray[np.float64], rows: int, width: int) -> NDArray[np.float32]:
    """Coverage of pixels from sorted pairs of crossings."""
    sign = np.where(np.arange(x.size) % 2 == 0, -1.0, 1.0)
    row = lines // LINES
    column = np.floor(x).astype(np.intp)
    # A crossing at x adds its sign to every pixel wholly left of it, and its fraction to the pixel it lies in.
    whole = np.zeros((rows, width + 1))
    part = np.zeros((rows, width + 1))
    np.add.at(part, (row, column), sign * (x - column))
    np.add.at(whole, (row, column), sign)
    left_of = np.cumsum(whole[:, ::-1], axis=1)[:, ::-1] - whole
    covered = (left_of + part)[:, :width] / LINES
    # Sums of quarters are exact, fractions are not: what is within rounding of 0 or 1 is 0 or 1.
    covered[covered < 1e-9] = 0.0
    covered[covered > 1.0 - 1e-9] = 1.0
    return covered.astype(np.float32)
