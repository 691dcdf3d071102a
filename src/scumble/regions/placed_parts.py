"""Parts told by where they lie in the whole: pieces of it that stand where the named part stands in such things."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.regions.named import within
from scumble.regions.part_places import Place, placed
from scumble.regions.pieces import Piece
from scumble.regions.scene import Scene, Thing

Mask = NDArray[np.bool_]

LEAST_FIT = 0.25
"""Fit below which a piece is not the part."""
RIVALS = 0.8
"""Share of the best one's fit from which another piece may be meant as well."""
PAIRED = 0.5
"""The same for parts that come in pairs: the second is often half hidden."""
SCORES = ((0.25, 0.2), (0.45, 0.28), (0.7, 0.38), (1.0, 0.5))
"""Fit -> score."""
SEEN_THROUGH = 0.1
"""Share of a part's convex hull that is background from which one sees through it."""
AT_EDGE = 0.06
"""Share of the whole's height within which a piece reaches its end."""
BESIDE, CENTRED = 0.2, 0.22
"""Share of the whole's width by which a part at a side is off the middle at least, and one in the middle at most."""


def placed_parts(scene: Scene, word: str, whole: Thing, shape: Mask, colour: str | None) -> list[Thing]:
    """Pieces of a whole that stand where the part does, the likeliest first. shape: the whole's, on the small copy."""
    place = placed()[word]
    rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    if not len(rows):
        return []
    frame = (float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
    total = float(shape.sum())
    wanted = (colour,) if colour else place.colour
    fits = [(p, _fit(p, place, frame, total, scene, wanted, shape)) for p in scene.pieces_of(whole.box, shape)]
    fits = sorted((f for f in fits if f[1] >= LEAST_FIT), key=lambda f: -f[1])
    found: list[Thing] = []
    kept: list[Piece] = []
    for piece, fit in fits:
        if fit < (PAIRED if place.pair else RIVALS) * fits[0][1]:
            break
        if any((piece.shape & k.shape).sum() > 0.4 * min(piece.shape.sum(), k.shape.sum()) for k in kept):
            continue
        kept.append(piece)
        score = float(np.interp(fit, [f for f, _ in SCORES], [s for _, s in SCORES]))
        found.append(Thing(label=word, box=scene.box_of(piece.shape), score=score, shape=piece.shape))
    return found


def _fit(
    piece: Piece,
    place: Place,
    frame: tuple[float, float, float, float],
    total: float,
    scene: Scene,
    colours: tuple[str, ...],
    whole: Mask,
) -> float:
    """0..1: how well a piece stands where the part does."""
    _, y, w, h = cv2.boundingRect(piece.shape.astype(np.uint8))
    x0, y0, x1, y1 = frame
    wide, high = x1 - x0, y1 - y0
    across, down = (float(v.mean()) + 0.5 for v in np.nonzero(piece.shape)[::-1])
    middle_x, middle_y = (across - x0) / wide, (down - y0) / high
    fit = math.exp(-0.5 * ((middle_y - place.y[0]) / place.y[1]) ** 2)
    fit *= within(float(piece.shape.sum()) / total, place.area)
    fit *= within(w / h, place.wide)
    if place.side is True:
        fit *= min(1.0, abs(middle_x - 0.5) / BESIDE)
    elif place.side is False:
        fit *= math.exp(-0.5 * (max(0.0, abs(middle_x - 0.5) - 0.1) / CENTRED) ** 2)
    if place.edge == "top" and (y - y0) / high > AT_EDGE:
        fit *= 0.45
    if place.edge == "bottom" and (y1 - y - h) / high > AT_EDGE:
        fit *= 0.45
    hull = _hull(piece.shape)
    fit *= min(1.0, float(piece.shape.sum()) / max(1.0, place.solid * float(hull.sum()))) ** 2
    if place.loop is not None:
        through = float((hull & ~whole).sum()) / max(1.0, float(hull.sum()))
        fit *= 1.0 if (through > SEEN_THROUGH) is place.loop else 0.5
    if colours:
        thing = Thing(label="", box=scene.box_of(piece.shape), score=0.0, shape=piece.shape)
        fit *= 0.2 + 0.8 * min(1.0, 2.0 * max(scene.share_of(c, thing) for c in colours))
    return fit * piece.sure**0.5


def _hull(shape: Mask) -> Mask:
    """The convex hull of a shape, filled."""
    points = np.argwhere(shape)[:, ::-1].astype(np.int32)
    filled = cv2.fillConvexPoly(np.zeros(shape.shape, np.uint8), cv2.convexHull(points), (1,))
    return np.asarray(filled) > 0
