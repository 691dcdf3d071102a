"""A hostile provider: draws the whole picture anew, larger, shifted, in a warm cast, with noise, and in the region
something new."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.capability import Capabilities
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op
from scumble.core.work import CancelToken
from scumble.engines import Task

Mask = NDArray[np.bool_]
GREEN = (40, 160, 60)
GAIN, OFFSET = (1.05, 1.0, 0.92), (3.0, 0.0, -4.0)
"""The warm cast, by channel."""


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What the provider does to a picture: zoom about its centre, shift in pixels, noise in levels."""

    zoom: tuple[float, float] = (1.03, 1.03)
    shift: tuple[float, float] = (7.0, -3.0)
    noise: float = 4.0
    gain: tuple[float, float, float] = GAIN
    offset: tuple[float, float, float] = OFFSET


KIND = Habits(zoom=(1, 1), shift=(0, 0), noise=0, gain=(1, 1, 1), offset=(0, 0, 0))
"""Gives back what it was sent, but for what is new."""


def core_of(inside: Mask) -> Mask:
    """The inner part of a region, clear of its rim by 40 % of its depth and 14 pixels: where something new is drawn."""
    depth = cv2.distanceTransform(np.pad(inside, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(depth > max(0.4 * float(np.max(depth)), 14.0), np.bool_)


def redrawn(image: Image, new: Mask, habits: Habits = Habits(), seed: int = 0) -> Image:
    """The whole picture as the provider draws it; green where `new` is. Opaque, in the picture's own profile."""
    height, width = image.alpha.shape
    drawn = image.rgb.copy()
    drawn[new] = GREEN
    cx, cy = (width - 1) / 2, (height - 1) / 2
    (zx, zy), (tx, ty) = habits.zoom, habits.shift
    move = np.array([[zx, 0, cx * (1 - zx) + tx], [0, zy, cy * (1 - zy) + ty]])
    if habits.zoom != (1, 1) or habits.shift != (0, 0):
        drawn = cv2.warpAffine(drawn, move, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    noise = np.random.default_rng(seed).normal(0, habits.noise, drawn.shape) if habits.noise else 0
    numbers = np.asarray(drawn, np.float64) * habits.gain + habits.offset + noise
    rgb = np.clip(np.rint(numbers), 0, 255).astype(np.uint8)
    return Image(pixels=np.dstack([rgb, np.full((height, width), 255, np.uint8)]), profile=image.profile)


@dataclass
class Hostile:
    """The provider as an engine. sent: the pictures that it was sent."""

    name: str = "hostile"
    habits: Habits = field(default_factory=Habits)
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            operations={Op.TONE: frozenset({"whole", "region"})}, max_pixels=10**8, masks=False, useful_side=200
        )
    )
    other: Image | None = None
    sent: list[Image] = field(default_factory=list[Image])

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        """Something new in the middle of the region, all else anew; or another picture altogether."""
        self.sent.append(task.image)
        image = self.other or redrawn(task.image, core_of(task.region.inside), self.habits)
        return Candidate(image=image, regenerated=True)
