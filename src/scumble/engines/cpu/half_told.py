"""Doubt about a thing's region that is half there: parts that could not be told from what is behind, painted by half.

A soft edge, hair or fur is as wide as its hairs. Where the region is neither there nor not there over a wider area, a
part of the thing (a paw behind the other, a tail against pale grass) was not decided, and whatever paints the thing
changes it by half.
"""

from typing import Final, cast

import cv2
import numpy as np

from scumble.core.outcome import Verdict
from scumble.core.region import Weights
from scumble.engines import Task

GUARD: Final = "half_told"
SIDE: Final = 512
"""Longest side, pixels, of the copy that is looked at."""
FAINT, SURE = 0.1, 0.8
"""Weights between which a pixel is half told."""
WIDE: Final = 0.03
"""Distance from what is surely the thing, as a share of its size, from which no soft edge reaches so far."""
LIMIT: Final = 0.002
"""Share of the thing from which it is said: a dog whose paw and tail are half told 0.007; 21 other things, lemur, bear
and a cat out of focus among them, up to 0.0008."""
TOLD: Final = "All of it could be told from what is behind."
DOUBTFUL: Final = (
    "The result is doubtful: a part of it ({share:.1%}) could not be told from what is behind and was changed by half."
    " Look at its edges; a mask says exactly what belongs to it."
)


def half_told(task: Task) -> tuple[Verdict, ...]:
    """The doubt about the region of a thing that was found; nothing for what was drawn, and for other targets."""
    if task.step.target.kind not in {"object", "subject"} or task.has_drawn:
        return ()
    box = task.region.bounds
    if box is None:
        return ()
    share = undecided(task.region.weights[box.y0 : box.y1, box.x0 : box.x1])
    passed = share <= LIMIT
    sentence = TOLD if passed else DOUBTFUL.format(share=share)
    return (Verdict(guard=GUARD, passed=passed, value=round(share, 5), limit=LIMIT, sentence=sentence),)


def undecided(weights: Weights) -> float:
    """Share of a region, float32 (H, W) in 0..1, that is half told further from the sure part than a soft edge is."""
    scale = min(1.0, SIDE / max(weights.shape))
    size = (max(1, round(weights.shape[1] * scale)), max(1, round(weights.shape[0] * scale)))
    small = cast(Weights, cv2.resize(np.ascontiguousarray(weights), size, interpolation=cv2.INTER_AREA))
    area = float(small.sum())
    sure = small > SURE
    if area == 0 or not sure.any():
        return 0.0
    away = cast(Weights, cv2.distanceTransform((~sure).astype(np.uint8), cv2.DIST_L2, 5))
    half = (small > FAINT) & (small <= SURE) & (away > WIDE * area**0.5)
    return float(half.sum()) / area
