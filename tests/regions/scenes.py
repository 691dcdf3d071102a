"""Drawn pictures with made-up detections, so that finding is tested without depending on what a network sees."""

from collections.abc import Iterable

import cv2
import numpy as np
import pytest

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.regions import scene as scene_module
from scumble.vision.objects import Detection

COLOURS = {"red": (205, 30, 35), "blue": (30, 60, 190), "green": (40, 150, 60), "white": (245, 245, 242)}
BACKDROP = (150, 148, 144)


def balls(*drawn: tuple[str, int, int, int], width: int = 480, height: int = 320) -> Image:
    """Balls (colour, x, y, radius) on a lightly grainy grey ground."""
    grain = np.random.default_rng(5).normal(0, 2, (height, width, 1))
    rgb = np.clip(np.full((height, width, 3), BACKDROP) + grain, 0, 255).astype(np.uint8)
    for colour, x, y, radius in drawn:
        cv2.circle(rgb, (x, y), radius, COLOURS[colour], -1, cv2.LINE_AA)
    pixels = np.dstack([rgb, np.full((height, width), 255, np.uint8)])
    return Image(pixels=pixels)


def seen(label: str, x: int, y: int, radius: int, score: float = 0.8) -> Detection:
    """A detection around a ball."""
    box = Box(x0=max(0, x - radius), y0=max(0, y - radius), x1=x + radius, y1=y + radius)
    return Detection(label=label, score=score, box=box)


def pretend(patch: pytest.MonkeyPatch, detections: Iterable[Detection]) -> None:
    """From now on the detector sees these."""
    told = tuple(sorted(detections, key=lambda d: -d.score))
    patch.setattr(scene_module, "find_objects", lambda *_, **__: told)
