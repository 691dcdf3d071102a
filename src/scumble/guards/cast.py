"""Colour cast of a picture that was drawn anew: measured outside the edit, and taken away inside it.

One curve a channel (offset, slope and bend, fitted with robust weights) takes away what the whole picture has, a smooth
field what its surroundings have besides and fades inwards. No colour is changed by more than what was measured: beyond
the tones that were seen outside, a curve's correction stays what it is at their end.
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import BAND_ROWS, Pixels
from scumble.guards.levels import largest
from scumble.vision.colour_difference import delta_e, to_lab

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

LEAST: Final = 60
"""Pixels below which no colours are compared."""
ROUNDS: Final = 6
STEADY: Final = 0.02
"""Levels by which a curve still moves when it is found."""
EXPECTED: Final = (40.0, 40.0, 20.0)
"""Standard deviations of offset, slope and bend, levels of 255 at the ends of the scale, before anything is seen."""
POINTS: Final = 12_000
"""Pixels that a curve is fitted to: more do not change it. Of a third, few dark ones could bend it where none are."""
THIRD: Final = 3
"""One in so many of them tells how far they are spread."""
SEEN: Final = 4_000
"""Pixels that a difference is the median of."""
CORRELATED: Final = 8.0
"""Neighbouring pixels say much the same: so many count as one."""
NEAR: Final = 0.12
"""Distance from the edit at which a pixel counts half, as a share of the picture's longer side."""
ENDS: Final = (1.0, 99.0)
"""Percentiles of the tones between which a curve is believed."""
SPREAD: Final = 0.05
"""Sigma of the smooth field, as a share of the picture's longer side."""
FIELD: Final = 64
"""Longer side of the smooth field, pixels: three of them to a sigma."""
FAINT: Final = 0.08
"""Share of known surroundings at which the field is half as strong."""
MOST: Final = 12.0
"""Levels of 255 that the field may add."""
NOTHING: Final = 0.75
"""Levels below which nothing is changed."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cast:
    """A measured cast. curves: float32 (256, 3), what each number of a channel becomes. field: float32 (h, w, 3), what
    is added then; it covers the whole picture, whatever its own size. delta: median CIEDE2000 of what is taken away,
    outside the edit; lighter, warmer: how much lighter and yellower (CIELAB L and b) the new picture was."""

    curves: Floats
    field: Floats
    delta: float = 0.0
    lighter: float = 0.0
    warmer: float = 0.0

    @property
    def is_nothing(self) -> bool:
        """True when no number would change."""
        tones = np.arange(256, dtype=np.float32)[:, None]
        return float(np.abs(self.curves - tones).max()) < NOTHING and float(np.abs(self.field).max()) < NOTHING


NO_CAST: Final = Cast(
    curves=np.repeat(np.arange(256, dtype=np.float32)[:, None], 3, axis=1), field=np.zeros((1, 1, 3), np.float32)
)


def measure(new: Bytes, old: Bytes, known: Mask) -> Cast:
    """The cast of `new` against `old`, both uint8 (h, w, 3) and laid over each other, small (a few hundred pixels a
    side). known: bool (h, w), True where both should show the same."""
    if int(known.sum()) < LEAST:
        return NO_CAST
    near = _near(known)
    curves = np.stack([_curve(_channel(new, c), _channel(old, c), known, near) for c in range(3)], axis=1)
    flat = _through(new, curves)
    field = _field(old.astype(np.float32) - flat, known)
    few = _few(known, SEEN)
    wide = np.asarray(cv2.resize(field, known.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    fixed = np.clip(flat[few] + wide[few], 0, 255)
    before, after = to_lab(new[few][:, None]), to_lab(fixed[:, None])
    shift = np.median((before - after)[:, 0], axis=0)
    return Cast(
        curves=curves,
        field=field,
        delta=float(np.median(delta_e(before, after))),
        lighter=float(shift[0]),
        warmer=float(shift[2]),
    )


def undo(rgba: Pixels, found: Cast, left: int, top: int, size: tuple[int, int]) -> None:
    """Takes the cast away in place. rgba: uint8 (H, W, 4), the part of the new picture that begins at `left` and `top`;
    size: (W, H) of the whole picture."""
    rows, columns = found.field.shape[:2]
    scale_x, scale_y = columns / size[0], rows / size[1]
    tones = np.arange(256, dtype=np.float32)[:, None]
    curves = np.ascontiguousarray(np.hstack([found.curves, tones])[:, None, :])
    field = np.dstack([found.field, np.zeros((rows, columns), np.float32)])
    for row in range(0, rgba.shape[0], BAND_ROWS):
        part = rgba[row : row + BAND_ROWS]
        here = (left + 0.5) * scale_x - 0.5, (top + row + 0.5) * scale_y - 0.5
        added = cv2.warpAffine(
            field,
            np.array([[scale_x, 0, here[0]], [0, scale_y, here[1]]]),
            (part.shape[1], part.shape[0]),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        part[...] = cv2.add(cv2.LUT(part, curves), added, dtype=cv2.CV_8U)


def _through(rgb: Bytes, curves: Floats) -> Floats:
    """Every channel through its curve."""
    return cast(Floats, cv2.LUT(np.ascontiguousarray(rgb), np.ascontiguousarray(curves[:, None, :])))


def _near(known: Mask) -> Floats:
    """What a pixel counts by how near it is to the edit: surroundings before what lies far away."""
    away = cast(Floats, cv2.distanceTransform(known.astype(np.uint8), cv2.DIST_L2, 3))
    share = np.minimum(away, max(known.shape)) / np.float32(NEAR * max(known.shape))
    return np.asarray(1 / (1 + np.square(share)), np.float32)


def _channel(rgb: Bytes, c: int) -> Bytes:
    return np.ascontiguousarray(rgb[:, :, c])


def _curve(new: Bytes, old: Bytes, known: Mask, near: Floats) -> Floats:
    """(256,) what each number becomes; the correction is constant beyond the tones that were seen."""
    usable = known & (new > 1) & (new < 254) & (old > 1) & (old < 254)
    tones = np.arange(256, dtype=np.float64)
    if int(usable.sum()) < LEAST:
        return tones.astype(np.float32)
    total = int(np.count_nonzero(usable))
    few = _few(usable, POINTS)
    x, wanted = new[few].astype(np.float64), old[few].astype(np.float64) - new[few]
    low, high = np.percentile(x, ENDS)
    design, weight = _design(x), near[few].astype(np.float64) * (total / x.size)
    factors, prior = np.zeros(3), np.diag(1 / np.square(EXPECTED))
    for _ in range(ROUNDS):
        left = wanted - factors @ design
        spread = 1.4826 * float(np.median(np.abs(left[::THIRD]))) + 0.5
        left /= 2.5 * spread
        np.square(left, out=left)
        left += 1
        np.square(left, out=left)
        seen = design * (weight / (left * (spread * spread * CORRELATED)))
        before, factors = factors, np.linalg.solve(seen @ design.T + prior, seen @ wanted)
        if float(np.abs(factors - before).max()) < STEADY:
            break
    return (tones + factors @ _design(np.clip(tones, low, high))).astype(np.float32)


def _few(mask: Mask, most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of at most so many pixels of a mask, evenly chosen."""
    found = np.flatnonzero(mask)
    rows, columns = np.divmod(found[:: max(1, -(-found.size // most))], mask.shape[1])
    return rows, columns


def _design(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3, N): offset, slope, bend."""
    u = x / 127.5 - 1
    return np.stack([np.ones_like(u), u, u * u])


def _field(left: Floats, known: Mask) -> Floats:
    """What is left of the difference, smoothly, where it is known and a little into the edit; at most FIELD pixels a
    side."""
    size = largest(left)
    spread = 1.4826 * float(np.median(size[known])) + 1.0
    weight = (known / np.square(1 + np.square(size / (2.5 * spread)))).astype(np.float32)
    height, width = known.shape
    scale = min(1.0, FIELD / max(height, width))
    small = max(1, round(width * scale)), max(1, round(height * scale))
    sigma = max(1.0, SPREAD * max(small))
    total, mean = (
        np.asarray(cv2.GaussianBlur(cv2.resize(p, small, interpolation=cv2.INTER_AREA), (0, 0), sigma), np.float32)
        for p in (weight, left * weight[:, :, None])
    )
    return np.asarray(np.clip(mean / (total[:, :, None] + np.float32(FAINT)), -MOST, MOST), np.float32)
