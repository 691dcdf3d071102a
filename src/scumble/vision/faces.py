"""Faces: boxes around them, from MediaPipe's BlazeFace (short range); it tells that there is a face, never whose.

    find_faces(image, models)  ->  (Box(...), ...)

The network looks at the picture at five sizes; a face is what the looks in which it has a usual size agree on. That
reaches down to about 6 % of the picture's longer side: for smaller faces, look into the box of a person.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.region import Box
from scumble.vision.models import Models
from scumble.vision.objects import Floats, Votes, sight, together, whole

FILE = "face.onnx"
ANCHORS = ((8, 2), (16, 6))
"""Pixels per cell and anchors per cell of the two maps, in the order in which they lie in the output; every anchor is
the cell's centre (MediaPipe's fixed anchor size)."""
SIDES = (128, 192, 256, 384, 512)
"""Longer side of the picture in each look, pixels. Trained at 128. All together about 0.04 s of one core at 1 MP."""
USUAL = (24.0, 140.0)
"""Sides of a face, in pixels of a look, at which the network is sure of what it sees."""
CANDIDATE = 0.5
"""Lowest score in one look that counts as a vote; MediaPipe's own."""
SURE = 0.75
"""Lowest common score of a face: real ones reach 0.79 to 0.95, chance finds (wheels, dogs, lifebuoys) up to 0.73."""
SAME = 0.3
"""Overlap from which two boxes are one face; MediaPipe's own."""


def find_faces(image: Image, models: Models) -> tuple[Box, ...]:
    """Boxes from brow to chin, the surest first; none overlaps another by much.

    Transparent parts are seen as white. Raises Misconfigured when the weights are missing.
    """
    rgb = sight(image, SIDES[-1])
    scale = np.array([image.width / rgb.shape[1], image.height / rgb.shape[0]] * 2, np.float32)
    longer = max(image.width, image.height)
    votes = _votes([_look(rgb, models, side) for side in SIDES], scale)
    things = together(votes, [side / longer for side in SIDES], usual=USUAL, same=SAME)
    return tuple(whole(t.box, image.width, image.height) for t in things if t.score >= SURE)


def _votes(looks: Sequence[tuple[Floats, Floats]], scale: Floats) -> Votes:
    """The boxes and scores of all looks, in the picture's pixels."""
    counts = [scores.size for _, scores in looks]
    return Votes(
        boxes=np.concatenate([boxes for boxes, _ in looks]) * scale,
        scores=np.concatenate([scores for _, scores in looks]),
        classes=np.zeros(sum(counts), np.intp),
        looks=np.repeat(np.arange(len(looks)), counts),
    )


def _look(rgb: Pixels, models: Models, side: int) -> tuple[Floats, Floats]:
    """Boxes (N, 4) in pixels of rgb and scores (N,) of one run. Input as MediaPipe prepares it: RGB, -1..1, black
    around."""
    height, width = rgb.shape[:2]
    factor = side / max(height, width)
    h, w = max(1, round(height * factor)), max(1, round(width * factor))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    step = ANCHORS[-1][0]
    full = np.full((max(SIDES[0], -(-h // step) * step), max(SIDES[0], -(-w // step) * step), 3), -1, np.float32)
    full[:h, :w] = cv2.resize(rgb, (w, h), interpolation=method).astype(np.float32) / 127.5 - 1
    out = models.session(FILE).run(np.ascontiguousarray(full.transpose(2, 0, 1)[None]))[0]
    boxes, scores = decode(out, full.shape[0], full.shape[1], CANDIDATE)
    limit = np.array([w, h] * 2, np.float32)
    return np.clip(boxes, 0, limit) * np.array([width / w, height / h] * 2, np.float32), scores


def decode(out: Floats, height: int, width: int, least: float) -> tuple[Floats, Floats]:
    """Boxes (N, 4) in pixels of the network's input and scores (N,) of the anchors that score at least `least`.

    out: float32 (17, anchors): logit of the score, then centre relative to the anchor, width, height and six points of
    the face (which nobody here needs), in pixels. height, width: the network's input.
    """
    scores = 1 / (1 + np.exp(-np.clip(out[0].astype(np.float64), -80, 80)))
    sure = np.flatnonzero(scores >= least)
    x, y = (centres(height, width)[sure] + out[1:3, sure].T).T
    half_width, half_height = out[3, sure] / 2, out[4, sure] / 2
    boxes = np.stack([x - half_width, y - half_height, x + half_width, y + half_height], axis=1)
    return boxes.astype(np.float32), scores[sure].astype(np.float32)


def centres(height: int, width: int) -> NDArray[np.float64]:
    """float64 (anchors, 2): x and y of every anchor in pixels of the network's input, in the output's order."""
    maps: list[NDArray[np.float64]] = []
    for stride, anchors in ANCHORS:
        rows, columns = np.mgrid[0 : height // stride, 0 : width // stride]
        cells = (np.stack([columns.ravel(), rows.ravel()], axis=1) + 0.5) * stride
        maps.append(np.tile(cells, (anchors, 1)))
    return np.concatenate(maps)
