"""Parts of people's faces: mouth, eyes, brows, nose, the face itself and the hair above it, by the face mesh.

The mesh says where each part ends to a few pixels; the hair is what the segmenter sees above the forehead and on both
sides of it. Faces without a sure mesh are left to the guesses in `parts.py`.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region
from scumble.regions.scene import Scene, Thing, inside
from scumble.vision.face_mesh import OUTLINES, Mesh
from scumble.vision.objects import whole
from scumble.vision.segmenter import Point, can_segment, embed, segment

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

MESHED = frozenset(OUTLINES)
"""Parts that the mesh knows."""
SCORES = {"face": 0.6, "eye": 0.52, "mouth": 0.55, "nose": 0.52, "eyebrow": 0.48}
"""How sure a part is in a face with a sure mesh."""
LIDS = 0.12
"""Width of the lids around an eye's opening, as a share of the eye's width."""
STEADY = 0.88
"""Quality and stability of the segmenter's answer from which hair is told."""
HAIR = 0.42
"""How sure hair is: a hat looks much the same to the segmenter."""
TOP, CHIN, NOSE, TEMPLES, BROWS = 10, 152, 4, (54, 284), (105, 334)
"""Points of the mesh: upper end of the forehead, chin, tip of the nose, temples, middle of the brows."""
ABOVE, ASIDE = 0.1, 0.25
"""How far above the forehead and the temples the hair is asked for, in lengths of the face."""
IN_FACE = 0.15
"""Share of the face that hair may cover."""


def face_parts(scene: Scene, part: str, faces: Sequence[Box]) -> list[Thing]:
    """The part in every one of these faces that has a sure mesh; for 'hair' that which is above it."""
    found: list[Thing] = []
    for face in faces:
        mesh = scene.mesh(face)
        if mesh is not None and part == "hair":
            found += _hair(scene, mesh)
        elif mesh is not None and part in MESHED:
            found += [_thing(scene, part, polygon, mesh) for polygon in mesh.outline(part)]
    return found


def _thing(scene: Scene, part: str, polygon: Floats, mesh: Mesh) -> Thing:
    """A polygon in the picture's pixels as a thing, its edge one pixel soft; an eye with its lids."""
    width, height = scene.size
    weights = np.zeros((height, width), np.uint8)
    points = np.rint(polygon * 16).astype(np.int32)
    cv2.fillPoly(weights, [points], (255,), lineType=cv2.LINE_AA, shift=4)
    if part == "eye":
        rim = max(1, round(LIDS * float(np.ptp(polygon[:, 0]))))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1))
        weights = np.asarray(cv2.dilate(weights, disc))
    region = Region(weights=weights.astype(np.float32) / np.float32(255.0))
    low, high = polygon.min(axis=0), polygon.max(axis=0)
    box = whole(np.concatenate([low, high]).clip(0), width, height)
    return Thing(label=part, box=box, score=SCORES[part] * mesh.score, region=region)


def _hair(scene: Scene, mesh: Mesh) -> list[Thing]:
    """What the segmenter sees above the face and not in it, when it reaches down beside the brows."""
    if not can_segment(scene.models):
        return []
    width, height = scene.size
    points = mesh.points
    up = points[TOP] - points[CHIN]
    wanted = [points[TOP] + ABOVE * up, *(points[i] + ASIDE * up + 0.1 * (points[i] - points[NOSE]) for i in TEMPLES)]
    if any(not (0 <= x < width and 0 <= y < height) for x, y in wanted):
        return []
    asked = [Point(x=float(x), y=float(y)) for x, y in wanted]
    asked.append(Point(x=float(points[NOSE, 0]), y=float(points[NOSE, 1]), wanted=False))
    scene.cancel.check()
    answer = segment(embed(scene.image, scene.models, cancel=scene.cancel), scene.models, points=asked)
    h, w = scene.lab.shape[:2]
    shape = answer.at(w, h) > 0
    if min(answer.quality, answer.stability) < STEADY or not shape.any():
        return []
    scale = np.array([w / width, h / height], np.float32)
    face = np.zeros((h, w), np.uint8)
    cv2.fillPoly(face, [np.rint(mesh.outline("face")[0] * scale).astype(np.int32)], (1,))
    if float(shape[face > 0].mean() if face.any() else 1.0) > IN_FACE:
        return []
    box = scene.box_of(shape)
    brow = float(points[list(BROWS), 1].mean())
    if up[1] < 0 and box.y1 < brow:
        # A cap ends above the brows; hair hardly ever does.
        return []
    return [Thing(label="hair", box=box, score=HAIR, shape=shape)]


def in_owner(faces: Sequence[Box], owner: Thing | None) -> list[Box]:
    """The faces that belong to the whole that was said."""
    return [f for f in faces if owner is None or inside(f, owner.box) > 0.6]
