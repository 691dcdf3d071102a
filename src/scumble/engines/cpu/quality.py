"""Doubt: how likely a fill is to be seen, from the hole and what surrounds it; said as a verdict with what could help.

What lies deep in a hole can only be guessed; how deep it is tells best how near a fill comes to the truth (rank
correlation -0.83 with SSIMULACRA 2 on holes in photos, `bench.removing`; the share of the picture -0.73, the number of
straight edges that end at the hole none). Where all around is blurred or plain there is little to guess. What came of
it is looked at, too (`seams.py`): steps along the rim, and places like nothing beside the hole.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Verdict
from scumble.core.work import ahead
from scumble.engines.cpu.bridges import Edges, edges_into, missing
from scumble.engines.cpu.grain import fine_structure, unevenness
from scumble.engines.cpu.holes import Hole, ring, thickness
from scumble.engines.cpu.lines_in import broken_off
from scumble.engines.cpu.seams import seam, strange
from scumble.engines.cpu.surroundings import RIM

GUARD = "fill_quality"
LIMIT = 1.0
"""Doubt above which the verdict is 'doubtful'."""
DEEP = 0.15
"""Depth at which most fills of structured surroundings are told from the truth."""
SHARP, EASIEST = 20.0, 0.3
"""Grey levels of fine structure from which surroundings are hard, and what plain ones make of a depth."""
BUSIEST, BUILT, AROUND = 1.6, 16.0, 0.5
"""Most that busier surroundings make of it; the mean length in pixels of the straight lines in them (each weighed by
its length) from which they are built, not grown: leaves and pebbles, which have 12 to 14, may lie anywhere, roofs and
fences (17 to 145) not; and how far from the hole they lie, in its widths. With it and BROKEN, of 44 blobs and objects
one of 28 bad fills is not doubted in place of four; the doubt's rank correlation with SSIMULACRA 2 is -0.64 in place of
-0.61, with the distance in style 0.49 in place of 0.51."""
CUT = 0.04
"""Share of the rim with a step at which something was cut off: good fills have up to 0.025."""
FITS, BEST, STEEP = 2.6, 0.5, 1.5
"""CIELAB units of strangeness from which a fill is as doubtful as its hole is hard; what is left of that where all of
it is like what lies beside it; and the power in between. On 60 blobs and objects: rank correlation with the distance in
style 0.47 in place of 0.40, with SSIMULACRA 2 -0.79 in place of -0.81."""
LOST, BROKEN = 1.5, 1.2
"""Doubt for each straight edge that is seen on both sides of a fill and not in it: one is seen at once; and where
long ones that end at it do not go on in it (`lines_in.py`)."""
BETTER = "a generative inpainting engine (such as gpt-image or FLUX Fill) would do better"

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What tells how a fill will look.

    share: of the picture that is filled, 0..1. depth: width of the hole's widest place over the square root of the
    picture's pixels. uneven, fine: grey levels, see `grain`. edges: straight edges that end at the hole.
    straight: mean length of the straight lines around it, pixels. seam, strange, lost, broken: seen when it is filled;
    lost: straight edges of both sides that it does not carry across; broken: long straight edges that end at it and do
    not go on in it.
    """

    share: float
    depth: float
    uneven: float
    fine: float
    edges: Edges
    straight: float
    seam: float | None = None
    strange: float | None = None
    lost: int | None = None
    broken: int | None = None

    def after(self, filled: Bytes, hole: NDArray[np.bool_]) -> "Signs":
        """With what is seen in the window, uint8 (h, w, 3), now that it is filled."""
        unlike = ahead(lambda: strange(filled, hole))
        lost, broken = missing(self.edges.bridges, filled, hole), broken_off(self.edges, filled, hole)
        return replace(self, seam=seam(filled, hole), strange=unlike.result(), lost=lost, broken=broken)

    @property
    def hard(self) -> float:
        """How hard the hole is to fill: from 1 on more fills are bad than good."""
        return self.depth / DEEP * float(np.clip(self.fine / SHARP, EASIEST, 1.0))

    @property
    def guessed(self) -> float:
        """How much of it has to be guessed: `hard`, and more where what surrounds it is built, and busier still."""
        return self.hard * (float(np.clip(self.fine / SHARP, 1.0, BUSIEST)) if self.straight >= BUILT else 1.0)

    @property
    def doubt(self) -> float:
        """0 = certainly good; from LIMIT on more fills are bad than good."""
        fits = 1.0 if self.strange is None else float(np.clip((self.strange / FITS) ** STEEP, BEST, 1.0))
        edges = max(LOST * (self.lost or 0), BROKEN if self.broken else 0.0)
        return max(self.guessed * fits, (self.seam or 0.0) / CUT, edges)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What tells how hard a hole is but for the texture around it: see `Signs`."""

    depth: float
    edges: Edges
    straight: float


def outline(rgb: Bytes, largest: Hole) -> Outline:
    """A hole's depth and the straight edges around it. rgb: uint8 (H, W, 3), the picture before."""
    w = largest.window
    depth = thickness(largest.mask) / float(np.sqrt(rgb.shape[0] * rgb.shape[1]))
    edges = edges_into(rgb[w.y0 : w.y1, w.x0 : w.x1], largest.mask)
    return Outline(depth=depth, edges=edges, straight=_straight(edges, largest.mask))


def signs(
    rgb: Bytes,
    share: float,
    largest: Hole,
    *,
    outlined: Outline | None = None,
    texture: tuple[float, float] | None = None,
) -> Signs:
    """rgb: uint8 (H, W, 3), the picture before; largest: its largest hole; share: of the picture in all holes.

    outlined, texture: what `outline` and `surroundings` said of that hole, where they were asked already.
    """
    w = largest.window
    part, around = rgb[w.y0 : w.y1, w.x0 : w.x1], ring(largest.mask, RIM)
    told = ahead(lambda: texture or (unevenness(part, around), fine_structure(part, around)))
    found = outlined or outline(rgb, largest)
    uneven, fine = told.result()
    return Signs(share=share, depth=found.depth, uneven=uneven, fine=fine, edges=found.edges, straight=found.straight)


def _straight(edges: Edges, hole: NDArray[np.bool_]) -> float:
    """The mean length of the lines around a hole, bool (h, w), each weighed by its length, in pixels of their copy."""
    small = cv2.resize(hole.astype(np.uint8), edges.size, interpolation=cv2.INTER_NEAREST)
    away = cv2.distanceTransform(1 - small, cv2.DIST_L2, 3)
    at = np.rint(edges.lines.mean(axis=1)).astype(np.intp).clip(0, np.array(edges.size) - 1)
    far = away[at[:, 1], at[:, 0]]
    length = np.linalg.norm(edges.lines[:, 0] - edges.lines[:, 1], axis=1)
    length = length[(far > 2) & (far < AROUND * np.sqrt(float(small.sum())))]
    return float((length * length).sum() / length.sum()) if length.size else 0.0


def verdict(found: Signs, unlike: float = 0.0) -> Verdict:
    """The doubt in words; passed when it is within the limit. unlike: a doubt of the caller's own that what was filled
    is like nothing beside it."""
    doubt = max(found.doubt, unlike)
    edges = found.edges.count
    why = "is wide for what surrounds it" if edges < 4 else f"cuts through {edges} straight edges"
    if found.lost:
        why = f"breaks off straight edges that go on behind it ({found.lost})"
    elif found.broken:
        why = f"breaks off straight edges that end at it ({found.broken})"
    elif unlike > max(found.doubt, LIMIT):
        why = "holds what is like nothing beside it at its height"
    elif found.guessed <= LIMIT:
        why = "ends at edges that were cut off (a shadow, a support or a part of what was removed may be left)"
    sentence = (
        "The filled area is small or simple enough to be continued from its surroundings."
        if doubt <= LIMIT
        else f"The result is doubtful: the filled area ({found.share:.1%} of the picture) {why}. Look at it closely; "
        f"another seed gives another result, and {BETTER}."
    )
    return Verdict(guard=GUARD, passed=doubt <= LIMIT, value=doubt, limit=LIMIT, sentence=sentence)
