"""Region: where pixels may change, as a float mask; set algebra and bounds."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Box:
    """Half-open pixel box: columns x0..x1-1, rows y0..y1-1."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Columns."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Rows."""
        return self.y1 - self.y0


@dataclass(frozen=True, kw_only=True, eq=False)
class Region:
    """Where pixels may change: float32 (H, W) in [0, 1]; 1 = may change freely, exactly 0 = is kept to the bit."""

    weights: Weights

    def __post_init__(self) -> None:
        """Checks dtype, rank and range, and freezes the array."""
        w = self.weights
        if w.dtype != np.float32 or w.ndim != 2 or 0 in w.shape:
            raise ValueError(f"a Region is float32 (H, W), got {w.dtype} {w.shape}")
        if not (float(w.min()) >= 0.0 and float(w.max()) <= 1.0):
            raise ValueError("a Region's weights lie in [0, 1]")
        w = np.ascontiguousarray(w)
        w.setflags(write=False)
        object.__setattr__(self, "weights", w)

    @staticmethod
    def full(height: int, width: int) -> "Region":
        """Everything may change."""
        return Region(weights=np.ones((height, width), np.float32))

    @staticmethod
    def empty_of(height: int, width: int) -> "Region":
        """Nothing may change."""
        return Region(weights=np.zeros((height, width), np.float32))

    @staticmethod
    def of_mask(mask: NDArray[np.bool_]) -> "Region":
        """A hard region: True = may change."""
        return Region(weights=mask.astype(np.float32))

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W)."""
        return int(self.weights.shape[0]), int(self.weights.shape[1])

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """(H, W) bool: where the weight is above exactly 0."""
        return self.weights > 0

    @cached_property
    def share(self) -> float:
        """Share of pixels that may change, 0..1."""
        return float(self.inside.mean())

    @property
    def is_empty(self) -> bool:
        """True when nothing may change."""
        return self.share == 0.0

    @cached_property
    def bounds(self) -> Box | None:
        """The smallest box around everything that may change; None when empty."""
        rows = np.flatnonzero(self.inside.any(axis=1))
        cols = np.flatnonzero(self.inside.any(axis=0))
        if not rows.size:
            return None
        return Box(x0=int(cols[0]), y0=int(rows[0]), x1=int(cols[-1]) + 1, y1=int(rows[-1]) + 1)

    def union(self, other: "Region") -> "Region":
        """Either may change (maximum)."""
        return Region(weights=np.maximum(self.weights, other.weights))

    def intersect(self, other: "Region") -> "Region":
        """Both may change (minimum)."""
        return Region(weights=np.minimum(self.weights, other.weights))

    def invert(self) -> "Region":
        """1 - weight."""
        return Region(weights=np.float32(1.0) - self.weights)
