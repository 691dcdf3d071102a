"""Surroundings of a hole: what suits it, and the small copy that is filled first, told before it is known how.

Which way a hole is filled may hang on the straight edges around it; those are looked for beside this.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.enlarge import shrunk
from scumble.engines.cpu.grain import fine_structure, unevenness
from scumble.engines.cpu.holes import is_thin, ring
from scumble.engines.cpu.layers_beside import layered
from scumble.engines.cpu.sources import kindred, nearing

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

WORK_PIXELS = 160_000
"""Pixels of a window that PatchMatch works on; larger windows are shrunk first. More take time and come no nearer to
the truth (110 000 against 220 000 on the 20 blobs and outlines of other seeds than the published ones where it makes a
difference: SSIMULACRA 2 -35.9 against -36.3, style 21.8 against 22.5); fewer lose pickets and twigs of photos of half
a megapixel, which is seen. A choice among the results of several sizes by how much they look like the surroundings does
not help either (-42.6 against -41.6 for the finest of them alone, on 16)."""
WORK_HOLE = 20_000
"""Pixels of the hole among them, for which it is shrunk further: in as many others, patches drift from what they began
with, and take as long as all the rest (a car and a dog that fill a fifth of their pictures: looked at)."""
STROKE, CROSSING = 20.0, 36.0
"""Pixels: strokes usually and nowhere wider than these need no texture from afar."""
DRAFT_PIXELS, DRAFT_HOLE, DRAFT_SCALE = 40_000, 1_500, 2
"""The same for previews, which show at once about what will be there; pixels of the hole among them; and by how much
they are shrunk at least."""
FLAT = 5.0
"""Grey levels from a plane within which the surroundings count as flat."""
BLURRED = 3.0
"""Grey levels of fine structure up to which surroundings count as blurred (out of focus, sky): nothing sharp fits."""
FEWEST = 0.1
"""Share of a window that has to be left to copy from when other things are avoided; else they are not."""
RIM = 10
"""Pixels around a hole whose texture is measured."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Small:
    """A window at 1/scale of its size. rgb: uint8 (h, w, 3); hole, usable: bool (h, w). level: patches are to come from
    about their own height."""

    rgb: Bytes
    hole: Mask
    usable: Mask
    level: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Surroundings:
    """What suits a hole. thin: it is a stroke, and the rest is not told. usable: bool (H, W), what may be copied.

    scale: by how much the window is shrunk. small: what patches fill first; None where a smooth surface suits.
    texture: how uneven and how sharp the whole rim is, grey levels (`grain.py`); None where a part of it may not be
    copied.
    """

    thin: bool
    usable: Mask
    scale: int = 1
    small: Small | None = None
    texture: tuple[float, float] | None = None


def surroundings(
    rgb: Bytes,
    hole: Mask,
    usable: Mask,
    *,
    avoid: Mask | None = None,
    textured: bool = False,
    work: int = WORK_PIXELS,
    draft: bool = False,
) -> Surroundings:
    """rgb: uint8 (H, W, 3); for the rest see `fill.fill_window`."""
    if not textured and is_thin(hole, STROKE, CROSSING):
        return Surroundings(thin=True, usable=usable)
    around = ring(hole, RIM)
    near = around & usable
    uneven, fine = (255.0, 255.0) if textured else (unevenness(rgb, near), fine_structure(rgb, near))
    texture = None if textured or np.count_nonzero(near) < np.count_nonzero(around) else (uneven, fine)
    smooth = uneven < FLAT or (fine < BLURRED and not layered(rgb, hole, usable))
    over = max(hole.size / work, np.count_nonzero(hole) / WORK_HOLE)
    scale = _draft_scale(hole) if draft and not smooth else math.ceil(math.sqrt(over))
    if avoid is not None and (usable & ~avoid).mean() >= FEWEST:
        usable = usable & ~avoid
    if smooth:
        return Surroundings(thin=False, usable=usable, scale=scale, texture=texture)
    usable = _kindred_coarsely(rgb, hole, usable, scale // 2)
    coarse, gap, good = shrunk(rgb, hole, usable, scale)
    # Where the ground comes out of the blur, sharp gravel does not belong into the distance.
    small = Small(rgb=coarse, hole=gap, usable=good, level=nearing(coarse, gap, good))
    return Surroundings(thin=False, usable=usable, scale=scale, small=small, texture=texture)


def _draft_scale(hole: Mask) -> int:
    """By how much a window is shrunk for a preview."""
    over = max(hole.size / DRAFT_PIXELS, np.count_nonzero(hole) / DRAFT_HOLE)
    return max(DRAFT_SCALE, math.ceil(math.sqrt(over)))


def _kindred_coarsely(rgb: Bytes, hole: Mask, usable: Mask, scale: int) -> Mask:
    """`kindred` told at 1/scale of the size: in large windows, as in small ones, colours are those of many pixels."""
    if scale < 2:
        return kindred(rgb, hole, usable)
    small, gap, good = shrunk(rgb, hole, usable, scale)
    # A block that lies partly in the hole is the rim, which is kin to itself.
    found = kindred(small, gap, good) | ~good
    height, width = hole.shape
    return np.repeat(np.repeat(found, scale, axis=0), scale, axis=1)[:height, :width] & usable
