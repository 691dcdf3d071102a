"""Shapes of what people remove: wires, pen strokes, letters, blobs and outlines of things, drawn from a seed."""

import string
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Draw = Callable[[int, int, np.random.Generator], Mask]

LEAST, MOST = 0.02, 0.15
"""Share of the picture that a blob or an outline covers."""
LETTERS = string.ascii_uppercase + string.digits
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)

THINGS = {
    "person": (
        "50,2 56,4 58,10 55,16 68,20 75,45 70,52 63,34 62,55 66,98 55,98 50,62 45,98 34,98 38,55 37,34 "
        "30,52 25,45 32,20 45,16 42,10 44,4"
    ),
    "bottle": "43,2 57,2 57,25 70,40 70,98 30,98 30,40 43,25",
    "dog": (
        "2,20 10,18 14,10 22,14 28,30 75,32 90,12 95,15 86,40 86,92 76,92 72,62 40,62 38,92 28,92 24,50 14,36 3,30"
    ),
    "car": "2,62 4,45 22,42 34,24 68,24 82,43 97,48 98,68 88,70 84,78 74,78 70,70 32,70 28,78 18,78 13,70",
    "tree": "46,98 47,66 24,70 10,55 16,38 12,22 34,12 50,2 68,10 86,20 84,38 92,55 74,70 54,66 55,98",
    "chair": "20,2 27,2 30,45 75,45 80,98 73,98 69,55 30,55 27,98 20,98",
    "sign": "30,2 70,2 98,20 70,38 54,38 54,98 46,98 46,38 30,38 2,20",
}
"""Outlines in a square of 100 by 100, x,y with y down; drawn by hand."""


def wire(height: int, width: int, rng: np.random.Generator) -> Mask:
    """One to three cables from border to border, hanging a little, 2 to 6 pixels wide."""
    out = np.zeros((height, width), np.uint8)
    first = rng.uniform(0.1, 0.8) * height
    slope, sag = rng.uniform(-0.35, 0.35) * height, rng.uniform(0, 0.12) * height
    for k in range(int(rng.integers(1, 4))):
        t = np.linspace(0, 1, 60)
        y = first + k * rng.uniform(18, 40) + slope * t + 4 * sag * t * (1 - t)
        points = np.stack([t * (width - 1), y], axis=1)
        _lines(out, points, int(rng.integers(2, 7)))
    return out > 0


def strokes(height: int, width: int, rng: np.random.Generator) -> Mask:
    """Scribbles of a pen 4 to 10 pixels wide."""
    out = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(2, 5))):
        start = rng.uniform(0.15, 0.85, 2) * (width, height)
        turns = np.cumsum(rng.normal(0, 0.35, 40)) + rng.uniform(0, 2 * np.pi)
        steps = np.stack([np.cos(turns), np.sin(turns)], axis=1) * rng.uniform(4, 9)
        _lines(out, start + np.cumsum(steps, axis=0), int(rng.integers(4, 11)))
    return out > 0


def letters(height: int, width: int, rng: np.random.Generator) -> Mask:
    """One or two lines of lettering, 25 to 70 pixels high, as a date stamp or a caption has."""
    out = np.zeros((height, width), np.uint8)
    size = rng.uniform(1.1, 3.0)
    thick = max(2, round(size * rng.uniform(1.2, 2.6)))
    top = rng.uniform(0.15, 0.7) * height
    for k in range(int(rng.integers(1, 3))):
        text = "".join(rng.choice(list(LETTERS), int(rng.integers(4, 10))))
        place = (int(rng.uniform(0.03, 0.3) * width), int(top + k * 34 * size))
        cv2.putText(out, text, place, int(rng.choice(FONTS)), size, 255, thick, cv2.LINE_8)
    grown = cv2.dilate(out, np.ones((3, 3), np.uint8))
    return grown > 0


def blob(height: int, width: int, rng: np.random.Generator) -> Mask:
    """A round thing with a wavy outline."""
    angles = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    radius = 1 + sum(rng.uniform(0, 0.35 / k) * np.cos(k * angles + rng.uniform(0, 2 * np.pi)) for k in range(1, 6))
    stretch = rng.uniform(0.6, 1.6)
    outline = np.stack([np.cos(angles) * radius * stretch, np.sin(angles) * radius / stretch], axis=1)
    return _placed(outline, height, width, rng)


def thing(height: int, width: int, rng: np.random.Generator) -> Mask:
    """The outline of a thing, mirrored, stretched and leaning a little."""
    text = THINGS[str(rng.choice(list(THINGS)))]
    outline = np.array([[float(v) for v in pair.split(",")] for pair in text.split()]) / 100 - 0.5
    lean, flip = rng.uniform(-0.2, 0.2), rng.choice([-1.0, 1.0])
    turn = np.array([[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]])
    shape = np.array([flip * rng.uniform(0.8, 1.2), rng.uniform(0.8, 1.2)])
    return _placed(outline * shape @ turn.T, height, width, rng)


KINDS: dict[str, Draw] = {"wire": wire, "strokes": strokes, "letters": letters, "blob": blob, "object": thing}
THIN = frozenset({"wire", "strokes", "letters"})


def _placed(outline: NDArray[np.float64], height: int, width: int, rng: np.random.Generator) -> Mask:
    """An outline scaled to a share of the picture drawn evenly by its logarithm, anywhere it fits."""
    share = float(np.exp(rng.uniform(np.log(LEAST), np.log(MOST))))
    area = abs(float(cv2.contourArea(outline.astype(np.float32))))
    low, high = outline.min(axis=0), outline.max(axis=0)
    room = np.array([width, height]) * 0.96
    scale = min(float(np.sqrt(share * height * width / area)), float((room / (high - low)).min()))
    free = np.array([width, height]) - (high - low) * scale
    shift = rng.uniform(0.02, 0.98, 2) * free - low * scale
    out = np.zeros((height, width), np.uint8)
    cv2.fillPoly(out, [np.rint(outline * scale + shift).astype(np.int32)], 255)
    return out > 0


def _lines(out: NDArray[np.uint8], points: NDArray[np.float64], thick: int) -> None:
    cv2.polylines(out, [np.rint(points).astype(np.int32)], False, 255, thick, cv2.LINE_8)
