"""Layouts: PatchMatch at several sizes, and the choice of the one whose result looks most like the surroundings.

PatchMatch decides at its coarsest level what goes where, and which way it decides depends on the size it starts from:
one size continues a bench across the hole, another tears it apart. All results are judged at the same, coarsest size.
Only windows that have to be shrunk anyway are tried at several sizes: where PatchMatch can work at full size, the
detail a coarser one loses outweighs what the choice gains (seen on photos).
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu import patchmatch
from scumble.engines.cpu.detail import strangeness
from scumble.engines.cpu.enlarge import shrunk

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

TRIED = ((0, 0), (1, 0), (2, 0), (1, 1), (2, 2))
"""What is tried at 1/(scale + first) of the size, with second added to the variant; the coarse ones are cheap."""
SMALLEST = 20_000
"""Pixels below which a size is not tried."""
FINER = 0.03
"""A coarser result has to be better by this share a step: a finer one has details of its own."""


def best_layout(
    rgb: Bytes, hole: Mask, usable: Mask, scale: int, variant: int, cancel: CancelToken
) -> tuple[int, Floats]:
    """The chosen scale, and the fill at that scale, float32 (h, w, 3). Raises Cancelled, Misconfigured."""
    several = TRIED if scale > 1 else TRIED[:1]
    tried = [(scale + more, (variant + other) % patchmatch.VARIANTS) for more, other in several]
    tried = [t for i, t in enumerate(tried) if i == 0 or hole.size / t[0] ** 2 >= SMALLEST]
    fills: list[Floats] = []
    for s, v in tried:
        cancel.check()
        small, gap, good = shrunk(rgb, hole, usable, s)
        fills.append(patchmatch.inpaint(small, gap, ~good, v).astype(np.float32))
    if len(fills) == 1:
        return scale, fills[0]
    gap, good = shrunk(rgb, hole, usable, max(s for s, _ in tried))[1:]
    size = (int(gap.shape[1]), int(gap.shape[0]))
    judged = [
        strangeness(cast(Floats, cv2.resize(f, size, interpolation=cv2.INTER_AREA)), gap, good, cancel)
        * (1 + FINER * (s - scale))
        for (s, _), f in zip(tried, fills, strict=True)
    ]
    best = int(np.argmin(judged))
    return tried[best][0], fills[best]
