"""Copies of two pictures at the sizes at which registration compares them, from small to large; their contrast made
even, and of the larger ones stripes alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]

COARSE: Final = 112
"""Longer side of the smallest copies, pixels: a zoom of 2.5 % is a pixel and a half at their edges."""
FINE: Final = 2.0
"""Sigma of the ground that is taken away, pixels at each size."""
CONTRAST: Final = 12.0
"""Levels of 255 from which an edge counts fully."""
POINTS: Final = 16_000
"""Pixels that are compared at the last size: more make the answer no better."""
STRIPE, EVERY = 32, 80
"""Rows of a stripe, and of what one stripe stands for, of the larger copies: no more of them is looked at."""
ASTRAY, AROUND = 6, 8
"""Rows by which the estimate may be wrong there, and that the ground of a pixel reaches."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Copy:
    """Both pictures at one size. known: what may be compared, count: how many pixels that are."""

    moving: Floats | Grey
    fixed: Floats | Grey
    known: Mask
    count: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Level:
    """Both pictures at one size, their contrast made even, and the slopes of the moving one: of each those rows alone
    that are looked at.

    height: of the whole picture. fixed, known: rows, (n, W), and what of them is compared; rows: (n,), which they are.
    count: how many pixels that stands for. moving, across, down: (m, W). first, last: (n,), the rows of the moving
    picture that are there for each row of the fixed one; above: (n,), where the first of them lies.
    """

    height: int
    fixed: Floats
    known: Mask
    rows: NDArray[np.int64]
    count: int
    moving: Floats
    across: Floats
    down: Floats
    first: Floats
    last: Floats
    above: Floats

    @property
    def half(self) -> tuple[float, float]:
        """Half of width and height, pixels."""
        return self.fixed.shape[1] / 2, self.height / 2


def copies(moving: Grey, fixed: Grey, known: Mask) -> Iterator[Copy]:
    """From the smallest copies to the pictures themselves; each is made of the next larger one."""
    height, width = fixed.shape
    sides = [float(max(height, width))]
    while sides[-1] > 1.5 * COARSE:
        sides.append(max(COARSE, sides[-1] / 2))
    one: Floats | Grey = moving
    other: Floats | Grey = fixed
    part: Floats | Grey = known.astype(np.uint8) * np.uint8(255)
    made: list[tuple[Floats | Grey, Floats | Grey, Floats | Grey]] = [(one, other, part)]
    for number, side in enumerate(sides[1:]):
        scale = side / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        if number == 1:
            # The first copy is rounded to whole levels, which is less than any noise; those of it are not.
            one, other, part = (plane.astype(np.float32) for plane in (one, other, part))
        one, other, part = _smaller(one, size), _smaller(other, size), _smaller(part, size)
        made.append((one, other, part))
    for new, old, share in reversed(made):
        sure = cv2.erode((share > 254.7).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        yield Copy(moving=new, fixed=old, known=sure, count=int(np.count_nonzero(sure)))


def whole(copy: Copy) -> Level:
    """All of a copy."""
    moving, height = _even(copy.moving), copy.fixed.shape[0]
    across, down = _slopes(moving)
    none = np.zeros(height, np.float32)
    return Level(
        height=height,
        fixed=_even(copy.fixed),
        known=copy.known,
        rows=np.arange(height, dtype=np.int64),
        count=copy.count,
        moving=moving,
        across=across,
        down=down,
        first=none,
        last=none + np.float32(height - 1),
        above=none,
    )


def striped(copy: Copy, at: Numbers) -> Level:
    """Stripes of a copy, from top to bottom, and of the moving picture those that lie there by the estimate: more says
    no more. All of it where too little of it can be compared."""
    height, width = copy.fixed.shape
    count = max(2, round(height / EVERY))
    zoom, shift = matrix_of(at, width, height)[1, 1:]
    stripes: list[tuple[int, int, int]] = []
    for top in (round((height - STRIPE) * k / (count - 1)) for k in range(count)):
        first, stop = int(zoom * top + shift) - ASTRAY, int(zoom * (top + STRIPE) + shift) + ASTRAY + 2
        if max(0, first) < min(height, stop):
            stripes.append((top, max(0, first), min(height, stop)))
    known = np.concatenate([copy.known[top : top + STRIPE] for top, _, _ in stripes] or [copy.known[:0]])
    if height < 4 * EVERY or int(np.count_nonzero(known)) < POINTS:
        return whole(copy)
    moving = [_evenly(copy.moving, first, stop) for _, first, stop in stripes]
    slopes = [_slopes(rows) for rows in moving]
    tall = [stop - first for _, first, stop in stripes]
    above = np.cumsum([0, *tall[:-1]])
    return Level(
        height=height,
        fixed=np.concatenate([_evenly(copy.fixed, top, top + STRIPE) for top, _, _ in stripes]),
        known=known,
        rows=np.concatenate([np.arange(top, top + STRIPE) for top, _, _ in stripes]),
        count=copy.count,
        moving=np.concatenate(moving),
        across=np.concatenate([across for across, _ in slopes]),
        down=np.concatenate([down for _, down in slopes]),
        first=np.repeat(np.array([first for _, first, _ in stripes], np.float32), STRIPE),
        last=np.repeat(np.array([stop - 1 for _, _, stop in stripes], np.float32), STRIPE),
        above=np.repeat(above.astype(np.float32), STRIPE),
    )


def _evenly(grey: Floats | Grey, first: int, stop: int) -> Floats:
    """Some rows of `_even`."""
    wide = max(0, first - AROUND)
    return _even(grey[wide : min(grey.shape[0], stop + AROUND)])[first - wide :][: stop - first]


def _slopes(plane: Floats) -> tuple[Floats, Floats]:
    """Across and down, a pixel."""
    return (
        cast(Floats, cv2.Sobel(plane, cv2.CV_32F, 1, 0, scale=0.125)),
        cast(Floats, cv2.Sobel(plane, cv2.CV_32F, 0, 1, scale=0.125)),
    )


def _smaller(plane: Floats | Grey, size: tuple[int, int]) -> Floats | Grey:
    return cast("Floats | Grey", cv2.resize(plane, size, interpolation=cv2.INTER_AREA))


def _even(grey: Floats | Grey) -> Floats:
    """Fine detail alone, strong edges hardly stronger than weak ones, each pixel for itself: what is drawn beside it
    must not matter. grey: (H, W); uint8 takes half the time, and half a level of rounding is less than any noise."""
    ground = cv2.GaussianBlur(grey, (0, 0), FINE)
    if grey.dtype == np.uint8:
        return cast(Floats, cv2.LUT(cv2.addWeighted(grey, 1, ground, -1, 128), _EVENED))
    return _evened(cast(Floats, cv2.subtract(grey, ground)))


def _evened(fine: Floats) -> Floats:
    """Detail in levels of 255 as -1..1."""
    strength = cv2.multiply(fine, fine)
    strength += np.float32(CONTRAST * CONTRAST)
    return cast(Floats, cv2.divide(fine, cv2.sqrt(strength)))


_EVENED: Final = _evened(np.arange(256, dtype=np.float32)[None] - np.float32(128))
"""The same of detail + 128."""


def matrix_of(at: Numbers, width: int, height: int) -> Numbers:
    """(2, 3): from the fixed picture's pixel centres to the moving one's."""
    cx, cy = (width - 1) / 2, (height - 1) / 2
    zoom_x, zoom_y = 1 + at[2], 1 + at[3]
    shift_x, shift_y = at[0] * width / 2, at[1] * height / 2
    return np.array([[zoom_x, 0, cx * (1 - zoom_x) + shift_x], [0, zoom_y, cy * (1 - zoom_y) + shift_y]])
