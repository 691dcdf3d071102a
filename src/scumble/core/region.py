"""Region: where pixels may change, as a float mask; set algebra and bounds."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

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


KEPT = 4_000_000
"""Pixels up to which the region of everything is made once for each size."""


class Region:
    """Where pixels may change: float32 (H, W) in [0, 1]; 1 = may change freely, exactly 0 = is kept to the bit.

    A hard region (`of_mask`) holds a byte a pixel; its weights are made when they are asked for.
    """

    def __init__(self, *, weights: Weights) -> None:
        """weights: float32 (H, W), frozen here. Raises ValueError for another dtype, rank or range."""
        if weights.dtype != np.float32 or weights.ndim != 2 or 0 in weights.shape:
            raise ValueError(f"a Region is float32 (H, W), got {weights.dtype} {weights.shape}")
        if not (float(weights.min()) >= 0.0 and float(weights.max()) <= 1.0):
            raise ValueError("a Region's weights lie in [0, 1]")
        weights = np.ascontiguousarray(weights)
        weights.setflags(write=False)
        self._held: Weights | NDArray[np.bool_] = weights

    @property
    def weights(self) -> Weights:
        """float32 (H, W) in [0, 1], read-only. Of a hard region made anew each time: ask once, or for `inside`."""
        if not self.is_hard:
            return cast(Weights, self._held)
        made = self._held.astype(np.float32)
        made.setflags(write=False)
        return made

    @staticmethod
    def full(height: int, width: int) -> "Region":
        """Everything may change. Of ordinary sizes the same one each time: nobody can change it."""
        return _kept_full(height, width) if height * width <= KEPT else _full(height, width)

    @staticmethod
    def empty_of(height: int, width: int) -> "Region":
        """Nothing may change."""
        return Region.of_mask(np.zeros((height, width), np.bool_))

    @staticmethod
    def of_mask(mask: NDArray[np.bool_]) -> "Region":
        """A hard region: True = may change. Raises ValueError for another dtype or rank."""
        if mask.dtype != np.bool_ or mask.ndim != 2 or 0 in mask.shape:
            raise ValueError(f"a hard Region is bool (H, W), got {mask.dtype} {mask.shape}")
        return Region.made_of(np.array(mask, order="C", copy=True))

    @staticmethod
    def made_of(held: NDArray[np.bool_]) -> "Region":
        """The same of a mask that nobody else has: it is frozen, not copied."""
        held.setflags(write=False)
        region = Region.__new__(Region)
        region._held = held
        return region

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W)."""
        return int(self._held.shape[0]), int(self._held.shape[1])

    @property
    def is_hard(self) -> bool:
        """True for one that was made of a mask: every weight is exactly 0 or 1."""
        return self._held.dtype == np.bool_

    @property
    def nbytes(self) -> int:
        """Bytes that it holds."""
        return self._held.nbytes

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """(H, W) bool: where the weight is above exactly 0."""
        return cast(NDArray[np.bool_], self._held) if self.is_hard else self._held > 0

    @cached_property
    def share(self) -> float:
        """Share of pixels that may change, 0..1."""
        # A mean of truths adds them up as floats, in ten times as long.
        return int(np.count_nonzero(self.inside)) / self.inside.size

    @property
    def is_measured(self) -> bool:
        """True when share and bounds are known already: asking for them costs nothing."""
        return "share" in self.__dict__ and "bounds" in self.__dict__

    def measured(self) -> "Region":
        """Itself, with share and bounds counted here: whoever asks for them later waits for nothing."""
        _ = self.share, self.bounds
        return self

    @property
    def is_full(self) -> bool:
        """True when everything may change, whatever by how much."""
        return self.__dict__.get("share") == 1.0 or bool(self.inside.all())

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
        if self.is_hard and other.is_hard:
            return Region.of_mask(self.inside | other.inside)
        return Region(weights=np.maximum(self.weights, other.weights))

    def intersect(self, other: "Region") -> "Region":
        """Both may change (minimum)."""
        if self.is_hard and other.is_hard:
            return Region.of_mask(self.inside & other.inside)
        return Region(weights=np.minimum(self.weights, other.weights))

    def invert(self) -> "Region":
        """1 - weight."""
        if self.is_hard:
            return Region.of_mask(~self.inside)
        return Region(weights=np.float32(1.0) - self.weights)


def _full(height: int, width: int) -> Region:
    region = Region.made_of(np.ones((height, width), np.bool_))
    region.share, region.bounds = 1.0, Box(x0=0, y0=0, x1=width, y1=height)  # known, so never counted
    return region


_kept_full = lru_cache(maxsize=8)(_full)
