"""Shapes of a flat picture: each area of one colour with its kinds, holes told from what lies on it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region
from scumble.regions.scene import Thing
from scumble.regions.shape_colours import Rgb, name_of
from scumble.regions.shape_kinds import kinds_of
from scumble.vision.flat import Area, Flat
from scumble.vision.flat_layers import closed

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class FlatShape:
    """One shape of a flat picture."""

    flat: Flat
    area: Area

    @cached_property
    def masks(self) -> tuple[Mask, Mask]:
        """(filled, hollow) in its box, see `closed`."""
        return closed(self.flat, self.area)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What it may be called, the best first."""
        return kinds_of(*self.masks)

    @property
    def color(self) -> Rgb:
        """Its colour without alpha."""
        return self.area.color[:3]

    @property
    def box(self) -> Box:
        """Around its pixels."""
        return self.area.box

    @cached_property
    def size(self) -> int:
        """Pixels with what lies on it."""
        filled, hollow = self.masks
        return int(filled.sum()) - int(hollow.sum())

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        return (self.box.x0 + self.box.x1) / 2, (self.box.y0 + self.box.y1) / 2

    @property
    def label(self) -> str:
        """'red circle'."""
        return f"{name_of(self.color)} {self.kinds[0]}"

    def covers(self, other: "FlatShape") -> bool:
        """Whether the other one's middle lies on it."""
        x, y = other.middle
        b, (filled, _) = self.box, self.masks
        inside = b.x0 <= x < b.x1 and b.y0 <= y < b.y1
        return inside and other is not self and bool(filled[int(y) - b.y0, int(x) - b.x0])

    def thing(self, *, whole: bool = False) -> Thing:
        """As the finder hands it out; whole: with its pixels."""
        region = Region(weights=self.flat.cover(frozenset({self.area.index}))) if whole else None
        return Thing(label=self.label, box=self.box, score=0.95, region=region)


def shapes_of(flat: Flat) -> list[FlatShape]:
    """All shapes, from top left to bottom right."""
    found = [FlatShape(flat=flat, area=a) for a in flat.shapes]
    return sorted(found, key=lambda s: (s.box.y0 + s.box.y1, s.box.x0 + s.box.x1, s.area.index))
