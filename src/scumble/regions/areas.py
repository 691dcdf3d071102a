"""Areas of a scene by kind: the sky first, then what is like grass, water or trees where nothing else is known."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scumble.regions.scene import Scene
from scumble.regions.sky import find_sky
from scumble.regions.stuff import Area, areas, connected, cut

Mask = NDArray[np.bool_]

CERTAIN = 0.6
"""Likeness from which the sky is nothing else."""


SIDES: Mapping[str, tuple[int, int]] = {"left": (0, -1), "right": (0, 1), "top": (1, -1), "bottom": (1, 1)}
"""Place -> axis (0 across, 1 down) and direction."""
OFF_MIDDLE = 0.04
"""How far off the picture's middle a segment has to lie to be on a side, as a share of the picture."""


def find_areas(scene: Scene, kind: str) -> list[Area]:
    """The connected areas of a kind, the largest first; empty when nothing is like it."""
    if kind == "sky":
        return sky_areas(scene)
    if kind == "background":
        return _background(scene)
    # Clouds and mountains are there only where there is a sky; other kinds are told from it only when it is certain.
    sky = sky_shape(scene, least=0.0 if kind in {"clouds", "mountain"} else CERTAIN)
    return areas(scene.tree, kind, scene.lab[:, :, 0], things_shape(scene), sky)


def sky_areas(scene: Scene) -> list[Area]:
    """The sky: what hangs smoothly from the upper edge, else the segments that are like one."""
    region, sure = find_sky(scene.image)
    if region is not None and sure >= 0.5:
        shape = scene.shrunk(region.weights)
        return [Area(mask=shape, like=sure, share=float(shape.mean()))] if shape.any() else []
    nothing = np.zeros(scene.lab.shape[:2], bool)
    found = areas(scene.tree, "sky", scene.lab[:, :, 0], things_shape(scene), nothing)
    # Scans and screenshots may have a frame: near the edge is at the edge.
    top = max(2, scene.lab.shape[0] // 20)
    return [a for a in found if bool(a.mask[:top].any())]


def sky_shape(scene: Scene, *, least: float = CERTAIN) -> Mask:
    """All of the sky on the small copy, as far as it is that certain."""
    shape = np.zeros(scene.lab.shape[:2], bool)
    for area in sky_areas(scene):
        if area.like >= least:
            shape |= area.mask
    return shape


def things_shape(scene: Scene) -> Mask:
    """Where things are known to be: the subject."""
    shape = scene.subject_shape
    none = np.zeros(scene.lab.shape[:2], bool)
    return none if shape is None or shape.mean() > 0.6 else shape


def _background(scene: Scene) -> list[Area]:
    """Everything but the subject."""
    shape, thing = scene.subject_shape, scene.subject_thing
    if shape is None or thing is None or not shape.any() or shape.all():
        return []
    return [Area(mask=~shape, like=min(0.9, thing.score), share=float((~shape).mean()))]


def pieces_at(scene: Scene, found: Sequence[Area], places: Sequence[str]) -> list[Area]:
    """The areas, those that reach over the middle cut down to their segments on the side that was said."""
    sides = [p for p in places if p in SIDES]
    if not sides:
        return list(found)
    h, w = scene.lab.shape[:2]
    pieces: list[Area] = []
    nodes = cut(scene.tree)
    for a in found:
        mask = a.mask.copy()
        for side in sides:
            axis, sign = SIDES[side]
            for node in nodes:
                box = scene.tree.boxes[node]
                middle = (box[axis] + box[axis + 2]) / 2 / (w, h)[axis] - 0.5
                if sign * middle < OFF_MIDDLE:
                    mask &= ~scene.tree.mask(node)
        likeness = np.where(mask, a.like, 0.0).astype(np.float32)
        pieces += connected(mask, likeness)
    return pieces or list(found)
