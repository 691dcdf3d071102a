"""Face mesh: outlines of lips, eyes, brows, nose and face in a face that was found, from MediaPipe's face landmarks.

    mesh_of(image, face, models)  ->  Mesh(score=0.99, points=...) or None;  mesh.outline("mouth")  ->  polygons

It says where the parts of a face are, never whose face it is.

Source of geometry and constants: MediaPipe 0.10.9, `mediapipe/modules/face_landmark` (graph `face_landmark_front`) and
`mediapipe/python/solutions/face_mesh_connections.py` (numbers of the points).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.vision.hands import cut_out
from scumble.vision.models import Models
from scumble.vision.objects import Floats, sight

FILE = "face_mesh.onnx"
SIDE, POINTS = 192, 468
"""Pixels of the network's square input, and points of a face."""
WIDER = 1.5
"""Side of the square that is looked at against the box of the face."""
SIGHT = 512
"""Half the longer side, in pixels, of what a square around the face is cut from."""
OUTER = (33, 263)
"""Outer corners of the eyes on the left and on the right: level in an upright face."""
SURE = 0.5
"""Lowest score of a mesh that is told; MediaPipe's own."""
OUTLINES: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "mouth": ((61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146),),
    "eye": (
        (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
        (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382),
    ),
    "eyebrow": ((70, 63, 105, 66, 107, 55, 65, 52, 53, 46), (336, 296, 334, 293, 300, 276, 283, 282, 295, 285)),
    "nose": ((168, 122, 351, 129, 358, 64, 294, 98, 327, 2, 5, 4, 1, 19, 94),),
    "face": (tuple(range(POINTS)),),
}
"""Part -> the numbers of the points around it; of two, the one on the left of an upright face comes first."""
HULLED = frozenset({"nose", "face"})
"""Parts whose outline is the convex hull of their points: from the side the tip of the nose stands out of the face."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mesh:
    """score: 0..1, how surely a face is there. points: float32 (468, 2), x and y in the picture's pixels."""

    score: float
    points: Floats

    def outline(self, part: str) -> list[Floats]:
        """The polygons (n, 2) around a part, in the picture's pixels; raises KeyError for one that is not known."""
        found = [self.points[list(numbers)] for numbers in OUTLINES[part]]
        return [np.asarray(cv2.convexHull(p), np.float32).reshape(-1, 2) for p in found] if part in HULLED else found


def mesh_of(image: Image, face: Box, models: Models) -> Mesh | None:
    """The mesh of a face that the detector found (brow to chin); None when none is sure.

    Looks twice: at the box as it is, and at the square around the first mesh, turned level.
    Raises Misconfigured when the weights are missing.
    """
    near = _around(face, image)
    part = Image(pixels=np.ascontiguousarray(image.pixels[near.y0 : near.y1, near.x0 : near.x1]))
    rgb = sight(part, SIGHT)
    scale = np.array([part.width / rgb.shape[1], part.height / rgb.shape[0]], np.float32)
    corner = np.array([near.x0, near.y0], np.float32)
    low, high = (np.array(at, np.float32) for at in ((face.x0, face.y0), (face.x1, face.y1)))
    place = level((low - corner) / scale, (high - corner) / scale, 0.0)
    for last in (False, True):
        score, points = _look(rgb, place, models)
        if score < SURE:
            return None
        if last:
            return Mesh(score=score, points=points * scale + corner)
        x, y = points[OUTER[1]] - points[OUTER[0]]
        place = level(points.min(axis=0), points.max(axis=0), math.atan2(float(y), float(x)))
    return None


def _around(face: Box, image: Image) -> Box:
    """The part of the picture in which a face and everything near it lies."""
    reach = max(face.width, face.height)
    return Box(
        x0=max(0, face.x0 - reach),
        y0=max(0, face.y0 - reach),
        x1=min(image.width, face.x1 + reach),
        y1=min(image.height, face.y1 + reach),
    )


def level(low: Floats, high: Floats, turn: float) -> NDArray[np.float64]:
    """float64 (2, 3): pixels of the network's input to those of the picture, for the box from `low` to `high` (x, y)
    and the angle of the face's level in radians, clockwise."""
    along = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    step = along * (WIDER * float(np.max(high - low)) / SIDE)
    middle = (low + high).astype(np.float64) / 2
    return np.concatenate([step, (middle - step @ np.full(2, SIDE / 2))[:, None]], axis=1)


def _look(rgb: NDArray[np.uint8], place: NDArray[np.float64], models: Models) -> tuple[float, Floats]:
    """Score 0..1 and points float32 (468, 2) in pixels of rgb."""
    out = models.session(FILE).run(cut_out(rgb, place, SIDE))[0].reshape(-1)
    points = out[: 3 * POINTS].reshape(POINTS, 3)[:, :2].astype(np.float64)
    score = 1 / (1 + math.exp(-float(np.clip(out[3 * POINTS], -80, 80))))
    return score, (points @ place[:, :2].T + place[:, 2]).astype(np.float32)
