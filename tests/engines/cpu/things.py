"""Pictures with one thing on a ground, each part of it known: for the operations on single objects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Region
from tests.engines.cpu.pictures import opaque

Floats = NDArray[np.float64]
HEIGHT, WIDTH = 240, 320


@dataclass(frozen=True, kw_only=True, eq=False)
class Still:
    """image = alpha * thing + (1 - alpha) * ground. patch: bool, the part of the thing that has another colour."""

    image: Image
    alpha: NDArray[np.float32]
    thing: Floats
    ground: Floats
    patch: NDArray[np.bool_]

    @property
    def region(self) -> Region:
        """Where the thing is."""
        return Region(weights=self.alpha)


def disc(x: float, y: float, radius: float, band: float = 3.0) -> NDArray[np.float32]:
    """Alpha of a disc, its edge `band` pixels wide."""
    yy, xx = np.mgrid[:HEIGHT, :WIDTH]
    return np.clip((radius - np.hypot(xx - x, yy - y)) / band + 0.5, 0, 1).astype(np.float32)


def bricks() -> Floats:
    """(H, W, 3): a wall with mortar lines and grain."""
    yy, xx = np.mgrid[:HEIGHT, :WIDTH]
    mortar = (yy % 24 < 2) | ((xx + 16 * (yy // 24 % 2)) % 40 < 2)
    wall = np.where(mortar[:, :, None], (190.0, 185.0, 175.0), (150.0, 90.0, 70.0))
    return wall + np.random.default_rng(5).normal(0, 5, wall.shape)


def cloth(colour: Sequence[float], *, texture: float = 0.08, slope: float = 0.35) -> Floats:
    """(H, W, 3): one colour under light that falls off to the right, with a weave of relative contrast `texture`."""
    yy, xx = np.mgrid[:HEIGHT, :WIDTH]
    weave = 1 + texture * np.sin(xx * 1.3) * np.sin(yy * 1.1)
    light = 1 - slope * (xx - 80) / 160
    return np.array(colour, float)[None, None] * (light * weave)[:, :, None]


def still(
    colour: Sequence[float], *, patch: Sequence[float] = (200, 40, 40), ground: Floats | None = None, radius: float = 70
) -> Still:
    """A disc of cloth with a square patch of another colour in it, before bricks."""
    alpha = disc(160, 120, radius)
    thing, behind = cloth(colour), bricks() if ground is None else ground
    inside = np.zeros(alpha.shape, bool)
    inside[100:135, 150:185] = True
    thing[inside] = patch
    a = alpha[:, :, None]
    return Still(image=opaque(a * thing + (1 - a) * behind), alpha=alpha, thing=thing, ground=behind, patch=inside)
