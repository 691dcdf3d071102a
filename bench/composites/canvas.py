"""Canvas: opaque painting at several times the wanted size, averaged down to a true alpha and the own colours.

Every stroke is painted opaque on the large canvas; what a small pixel's share of covered large pixels is, is its alpha.
So overlapping strands, holes and thin lines get the alpha that a sensor would see, without any drawing library's
anti-aliasing in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Color = Sequence[float]

SUPER = 3
"""Side of the large canvas per side of the wanted one."""
FRACTION = 4
"""Binary digits of a drawn coordinate behind the point."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """A subject. alpha: float32 (h, w) in [0, 1]. color: float32 (h, w, 3) RGB 0..255, its own, not premultiplied."""

    alpha: Floats
    color: Floats


class Canvas:
    """A canvas of a wanted size in pixels; coordinates and widths are given in wanted pixels, colours as RGB 0..255."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.large = np.zeros((height * SUPER, width * SUPER, 4), np.uint8)

    def fill(self, points: NDArray[np.floating] | Sequence[Sequence[float]], color: Color) -> None:
        """A filled polygon, (N, 2) points x, y."""
        cv2.fillPoly(self.large, [_fixed(points)], (*color, 255), cv2.LINE_8, FRACTION)

    def stroke(
        self,
        points: NDArray[np.floating] | Sequence[Sequence[float]],
        color: Color,
        width: float,
        *,
        closed: bool = False,
    ) -> None:
        """A line of one width."""
        thick = max(1, round(width * SUPER))
        cv2.polylines(self.large, [_fixed(points)], closed, (*color, 255), thick, cv2.LINE_8, FRACTION)

    def strand(self, points: NDArray[np.floating], root: Color, tip: Color, width: float, end: float = 0.34) -> None:
        """A tapering line whose colour runs from root to tip. width: at the root, end: at the tip."""
        pieces = 4
        count = len(points)
        for k in range(pieces):
            part = points[k * (count - 1) // pieces : (k + 1) * (count - 1) // pieces + 1]
            share = k / (pieces - 1)
            color = [a + (b - a) * share for a, b in zip(root, tip, strict=True)]
            self.stroke(part, color, width + (end - width) * share)

    def paint(self, mask: NDArray[np.bool_], colors: Floats) -> None:
        """A body: colours float32 (h, w, 3) where a mask of the large size is set."""
        large = cv2.resize(np.clip(colors, 0, 255).astype(np.uint8), mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
        self.large[mask, :3] = large[mask]
        self.large[mask, 3] = 255

    def erase(self, mask: NDArray[np.bool_]) -> None:
        """Makes a part transparent again; a mask of the large size."""
        self.large[mask] = 0

    def cut(self) -> Cut:
        """The subject, averaged down."""
        size = (self.width, self.height)
        large = self.large.astype(np.float32)
        large[:, :, :3] *= large[:, :, 3:] / 255.0
        small = np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.float32)
        alpha = small[:, :, 3] / np.float32(255.0)
        color = small[:, :, :3] / np.maximum(alpha, 1e-4)[:, :, None]
        return Cut(alpha=alpha, color=np.clip(color, 0.0, 255.0).astype(np.float32))

    def mask(self) -> "Mask":
        """An empty mask of this canvas."""
        return Mask(self.width, self.height)


class Mask:
    """A silhouette to be painted as one shaded body."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.large = np.zeros((height * SUPER, width * SUPER), np.uint8)

    def ellipse(self, x: float, y: float, rx: float, ry: float, angle: float = 0.0) -> "Mask":
        """Adds an ellipse; angle in degrees."""
        self.large |= _ellipse(self.large.shape, x, y, rx, ry, angle)
        return self

    def fill(self, points: NDArray[np.floating] | Sequence[Sequence[float]]) -> "Mask":
        """Adds a polygon."""
        cv2.fillPoly(self.large, [_fixed(points)], 1, cv2.LINE_8, FRACTION)
        return self

    def stroke(self, points: NDArray[np.floating] | Sequence[Sequence[float]], width: float) -> "Mask":
        """Adds a line."""
        cv2.polylines(self.large, [_fixed(points)], False, 1, max(1, round(width * SUPER)), cv2.LINE_8, FRACTION)
        return self

    def without(self, other: "Mask") -> "Mask":
        """Takes another mask away."""
        self.large &= 1 - other.large
        return self

    @property
    def on(self) -> NDArray[np.bool_]:
        """bool, the large size."""
        return self.large > 0

    @property
    def small(self) -> Floats:
        """float32 (h, w) in [0, 1], the wanted size."""
        size = (self.width, self.height)
        return np.asarray(cv2.resize(self.large.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def curve(points: Sequence[Sequence[float]], count: int = 60, *, closed: bool = False) -> NDArray[np.float64]:
    """A smooth line through points (Catmull-Rom): (count, 2)."""
    p = np.asarray(points, np.float64)
    p = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    spans = len(p) - 3
    t = np.linspace(0.0, spans - 1e-9, count)
    k = t.astype(int)
    u = (t - k)[:, None]
    a, b, c, d = p[k], p[k + 1], p[k + 2], p[k + 3]
    return 0.5 * (2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u**2 + (3 * b - a - 3 * c + d) * u**3)


def _ellipse(shape: tuple[int, ...], x: float, y: float, rx: float, ry: float, angle: float) -> NDArray[np.uint8]:
    out = np.zeros(shape, np.uint8)
    one = 2.0**FRACTION * SUPER
    centre, axes = (round(x * one), round(y * one)), (round(rx * one), round(ry * one))
    cv2.ellipse(out, centre, axes, angle, 0, 360, 1, -1, cv2.LINE_8, FRACTION)
    return out


def _fixed(points: NDArray[np.floating] | Sequence[Sequence[float]]) -> NDArray[np.int32]:
    """Points in the fixed-point numbers that OpenCV draws with."""
    return np.rint(np.asarray(points, np.float64) * SUPER * 2**FRACTION).astype(np.int32)
