"""What a fill must not copy: other things, people and faces, so that no second one of them appears."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import Ahead, CancelToken, ahead
from scumble.regions.scene import Scene
from scumble.vision.models import Models

LEAST = 0.4
"""Score from which something the detector sees is avoided."""
COVERED = 0.5
"""Share of a thing's box inside the region from which it is itself what is removed."""
WITHIN = 0.5
"""Share of the region inside a thing's box from which the thing is what has to be continued (a scratch on a car)."""


def faces_ahead(image: Image, models: Models, *, cancel: CancelToken) -> Ahead[tuple[Box, ...]]:
    """Begins the look for faces that `to_avoid` ends with, beside what one thread does."""
    return ahead(lambda: Scene(image, models, cancel).faces)


def to_avoid(region: Region, image: Image, models: Models, *, cancel: CancelToken) -> Region | None:
    """Where things, people and faces are that have nothing to do with the region; None when there are none.

    A thing is taken as the ellipse in its box, a face as its box. One that is itself removed, or in which the region
    lies, is left out. Raises Cancelled, Misconfigured when weights are missing.
    """
    scene = Scene(image, models, cancel)
    things = [d.box for d in scene.seen if d.score >= LEAST]
    faces = list(scene.faces)
    mask = np.zeros((image.height, image.width), bool)
    inside = region.inside
    for box, shape in [*((b, _ellipse(b)) for b in things), *((b, None) for b in faces)]:
        if _concerns(inside, box):
            continue
        part = mask[box.y0 : box.y1, box.x0 : box.x1]
        part |= True if shape is None else shape
    mask &= ~inside
    return Region.of_mask(mask) if mask.any() else None


def _concerns(inside: NDArray[np.bool_], box: Box) -> bool:
    """True when the region is about the thing in the box: most of either lies in the other."""
    common = float(inside[box.y0 : box.y1, box.x0 : box.x1].sum())
    return common > COVERED * box.width * box.height or common > WITHIN * float(inside.sum())


def _ellipse(box: Box) -> NDArray[np.bool_]:
    """bool (height, width): the ellipse in a box; boxes have background in their corners."""
    y = ((np.arange(box.height) + 0.5) / box.height * 2 - 1)[:, None]
    x = ((np.arange(box.width) + 0.5) / box.width * 2 - 1)[None, :]
    return x * x + y * y <= 1
