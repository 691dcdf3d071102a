"""Self-made pictures and one-line tasks for the tests of tone, fill, blur and geometry."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import JsonValue, Op, Step, Target, TargetKind
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.operations import OPERATIONS


def opaque(rgb: NDArray[np.generic]) -> Image:
    """An Image of (H, W, 3) numbers 0..255, rounded."""
    eight = np.clip(np.rint(np.asarray(rgb, np.float64)), 0, 255).astype(np.uint8)
    return Image(pixels=np.dstack([eight, np.full(eight.shape[:2], 255, np.uint8)]))


def plain(height: int, width: int, colour: tuple[int, int, int]) -> Image:
    """One colour."""
    return opaque(np.broadcast_to(np.array(colour), (height, width, 3)))


def noise(height: int, width: int, seed: int = 1, mean: float = 128, spread: float = 30) -> NDArray[np.float64]:
    """(H, W, 3) independent normal noise."""
    return np.random.default_rng(seed).normal(mean, spread, (height, width, 3))


def ramp(height: int = 64, width: int = 256) -> Image:
    """Greys 0..255 from left to right."""
    return opaque(np.repeat(np.tile(np.linspace(0, 255, width), (height, 1))[:, :, None], 3, axis=2))


def numbered(height: int = 24, width: int = 36) -> Image:
    """Every pixel different: red counts columns, green rows."""
    ys, xs = np.mgrid[:height, :width]
    return opaque(np.stack([xs * 7 % 256, ys * 10 % 256, (xs + ys) * 3 % 256], axis=2))


def do(
    op: Op,
    image: Image,
    *,
    region: Region | None = None,
    kind: TargetKind = "whole",
    subject: Region | None = None,
    avoid: Region | None = None,
    seed: int = 0,
    cancel: CancelToken | None = None,
    **params: JsonValue,
) -> Candidate:
    """Runs one operation of the engine's table."""
    task = Task(
        step=Step(op=op, target=Target(kind=kind), params=params),
        image=image,
        region=region or Region.full(image.height, image.width),
        subject=subject,
        avoid=avoid,
        seed=seed,
    )
    return OPERATIONS[op][0](task, cancel or CancelToken())


def disc(height: int, width: int, y: float, x: float, radius: float) -> NDArray[np.bool_]:
    """True inside a disc."""
    ys, xs = np.mgrid[:height, :width]
    return (ys - y) ** 2 + (xs - x) ** 2 <= radius**2
