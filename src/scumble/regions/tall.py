"""Tall things: lighthouses, towers, poles, posts and masts: upright segments that stand out from what is beside."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scumble.regions.agreed import whole_of
from scumble.regions.areas import sky_shape
from scumble.regions.scene import Scene, Thing

Doubles = NDArray[np.float64]

TALL: Mapping[str, tuple[float, float, bool]] = {
    **dict.fromkeys(("lighthouse", "tower", "skyscraper", "chimney", "windmill"), (1.8, 7.0, True)),
    **dict.fromkeys(
        ("pole", "post", "mast", "lamp post", "lamppost", "street lamp", "street light"), (5.0, 60.0, False)
    ),
    **dict.fromkeys(("column", "pillar"), (2.5, 12.0, False)),
}
"""Noun -> least and most height by width, and whether the sky must be around its upper part."""
LEAST_HIGH = 0.15
"""Share of the picture's height that such a thing has at least."""
PLAIN = 5.0
"""Gradient along its border, Lab units a pixel, at least."""
STRAIGHT = 0.45
"""Share of its box that it fills at least."""
MOST = 4
NEARLY = 0.4
"""What is less plain than this share of the plainest one is a chance strip of something else."""
TOWER, POLE = 0.31, 0.35
"""Scores of the plainest one: a tower is seldom all of one colour, so that a part may be taken for it."""


def tall_things(scene: Scene, noun: str) -> list[Thing]:
    """Upright things of the proportions that the noun has, the plainest first; empty when there are none."""
    low, high, in_sky = TALL.get(noun) or TALL[noun.removesuffix("s")]
    tree = scene.tree
    h, w = tree.labels.shape
    wide, tall = tree.boxes[:, 2] - tree.boxes[:, 0], tree.boxes[:, 3] - tree.boxes[:, 1]
    fill = tree.pixels / np.maximum(wide * tall, 1.0)
    ratio = tall / np.maximum(wide, 1.0)
    fits = (ratio >= low) & (ratio <= high) & (tall >= LEAST_HIGH * h) & (fill >= STRAIGHT) & (tree.outline >= PLAIN)
    fits &= (tree.rims[:, 0] + tree.rims[:, 2] == 0) & (tree.rims[:, 1] == 0)
    worth = tree.outline * (tall / h) * fill
    fits &= worth >= NEARLY * float(worth[fits].max(initial=0.0))
    sky = sky_shape(scene)
    chosen: list[Thing] = []
    for node in sorted(np.flatnonzero(fits).tolist(), key=lambda n: -float(worth[n])):
        x0, y0, x1, y1 = (int(v) for v in tree.boxes[node])
        around = sky[y0 : y0 + max(1, (y1 - y0) // 3), max(0, x0 - (x1 - x0)) : min(w, 2 * x1 - x0)]
        if in_sky and float(around.mean()) < 0.4:
            continue
        if any(t.shape is not None and bool((t.shape & tree.mask(node)).any()) for t in chosen):
            continue
        mask = tree.mask(node)
        strength = float(np.clip(worth[node] / worth[fits].max(), 0.0, 1.0))
        score = (TOWER if in_sky else POLE) * strength**0.3
        chosen.append(Thing(label=noun, box=scene.box_of(mask), score=score, shape=mask))
        if len(chosen) == MOST:
            break
    # That a thin strip ends somewhere does not tell a mast from a post: only towers gain.
    return [*(_whole(scene, t, low, high) for t in chosen[:1]), *chosen[1:]] if in_sky else chosen


def _whole(scene: Scene, part: Thing, low: float, high: float) -> Thing:
    """All of the thing, not only its plainest colour, when the segmenter sees one of such proportions around it."""
    whole = whole_of(scene, part)
    if whole is None or not low <= whole.box.height / max(1, whole.box.width) <= 1.5 * high:
        return part
    return whole
