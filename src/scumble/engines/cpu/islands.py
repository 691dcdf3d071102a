"""Islands in a material: specks of shade that belong to it are closed, and small things in it are kept whole.

All on an object's small copy. What is dark and colourless beside its surroundings, or far from them in colour, is a
thing of its own (an eye, a nose, a letter); what is nearly of their colour is the material in odd light.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.quads import Quad, extent

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Parts = NDArray[np.int32]

SMALL, LARGE = 0.006, 0.02
"""Share of the object up to which a hole is an island, and a thing in it is small."""
NEAR, OTHER = 1.6, 1.25
"""Distance in colour, as a multiple of what one material varies by, up to which an island is odd light, and from which
something dark is another thing."""
DARKEST, LIGHTEST, DARK = 0.45, 0.8, 0.48
"""Lightness as a share of the material's between which an island may be odd light, and up to which a thing is dark."""
INSIDE = 0.55
"""Share of an island's rim that lies in the material."""
MARGIN, MOSTLY, PLATE = 0.7, 0.75, 0.35
"""How far from a line of text, in its height, its plate may reach; share of the plate within; its size over the
line's."""
ACROSS, EXACT, AS_LIGHT = 0.04, 0.65, 0.85
"""How wide a print may be, as a share of the object's size, that cuts a patch off from the material around it (twice
that); distance in colour (as NEAR) and lightness as a share (or the reverse) up to which the patch is the material."""
GROUND, HUE, FAINT, MOST_LIT = 0.14, 0.966, 0.4, 0.03
"""Chroma over lightness from which ground is coloured; cosine of the angle (15 degrees) up to which a colour has its
hue, share of its chroma from which it is lit by it, and of the object up to which a place is. A pup on orange paper:
its pads, hip, belly and the leg in its shadow lie within 10 degrees, its tongue 23 away."""
WITHIN, ON = 0.9, 0.6
"""Share of a dark thing's rim that lies within the object: what reaches its outline is rather its shade; and on the
material: what lies beside bare metal or along a seam is no thing on it."""


def closed(own: Mask, sure: Mask, away: Floats, light: Floats) -> Mask:
    """The material `own` bool (h, w) with its islands of odd light; sure: where the object is.

    away: float32 (h, w), distance in colour from the material over what it varies by. light: lightness over its own.
    """
    out = own.copy()
    odd = sure & ~own & (away < NEAR) & (light > DARKEST) & (light < LIGHTEST)
    for piece, rim in _pieces(odd, SMALL * int(sure.sum())):
        if float(own[rim].mean()) > INSIDE:
            out |= piece
    return out


def across(own: Mask, apart: Mask, away: Floats, light: Floats) -> Mask:
    """The material with patches of its own colour that a print on it cuts off (a label between the strokes of a
    drawing), bool (h, w), as `closed` reads. apart: where such patches may be. Not what lies beside the material only:
    a metal seam mirrors the label under it."""
    out = own.copy()
    reach = max(1, round(ACROSS * float(np.sqrt(own.size))))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    around = cv2.morphologyEx(np.pad(own.astype(np.uint8), 2 * reach), cv2.MORPH_CLOSE, disc) > 0
    around = around[2 * reach : -2 * reach, 2 * reach : -2 * reach]
    for piece, _ in _pieces(apart & around, LARGE * own.size):
        lightness = float(np.median(light[piece]))
        if float(np.median(away[piece])) < EXACT and AS_LIGHT < lightness < 1 / AS_LIGHT:
            out |= piece
    return out


def features(own: Mask, sure: Mask, away: Floats, light: Floats) -> Mask:
    """Small dark things within the material, bool (h, w), as `closed` reads."""
    out = np.zeros(own.shape, bool)
    dark = sure & ~own & (light < DARK) & (away > OTHER)
    for piece, rim in _pieces(dark, LARGE * int(sure.sum())):
        if float(sure[rim].mean()) > WITHIN and float(own[rim].mean()) > ON:
            out |= piece
    return out


def lit_by_ground(own: Mask, sure: Mask, ratio: Floats, ground: Floats | None) -> Mask:
    """The material with what a coloured ground lights at the object's outline: of the ground's hue, and at no place
    apart from the outline.

    ratio: float32 (h, w, 2), (a, b) over lightness (OKLab). ground: (2,), the same of the ground around; None unknown.
    """
    strength = 0.0 if ground is None else float(np.hypot(*ground))
    if ground is None or strength < GROUND:
        return own
    along = (ratio * (ground / np.float32(strength))).sum(axis=2)
    length = np.hypot(ratio[..., 0], ratio[..., 1])
    tinted = sure & ~own & (along > HUE * length) & (length > FAINT * strength)
    out, edge = own.copy(), cv2.dilate((~sure).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    # Beyond the copy's own border lies ground, too.
    edge[[0, -1]] = edge[:, [0, -1]] = True
    for piece, _ in _pieces(tinted, MOST_LIT * int(sure.sum())):
        if (piece & edge).any():
            out |= piece
    return out


def carriers(part: Parts, sure: Mask, quads: tuple[Quad, ...], scale: float, core: int) -> Mask:
    """Plates and labels: parts (`parts.py`) that lie about a line of text and hardly beyond it, bool (h, w).

    quads: of the lines, in pixels that are `scale` of the copy's; core: the part that is the material for certain.
    """
    out = np.zeros(sure.shape, bool)
    for quad in quads:
        about = np.zeros(sure.shape, np.uint8)
        cv2.fillConvexPoly(about, np.rint(quad * scale).astype(np.int32), 1)
        line = int(about.sum())
        reach = 2 * max(1, round(MARGIN * extent(quad)[1] * scale)) + 1
        near = cv2.dilate(about, np.ones((reach, reach), np.uint8)) > 0
        sizes = np.bincount(part[sure], minlength=int(part.max()) + 1)
        within = np.bincount(part[sure & near], minlength=sizes.size)
        for number in np.flatnonzero((within > MOSTLY * sizes) & (sizes > PLATE * line)):
            if number != core:
                hull = cv2.convexHull(np.argwhere(part == number)[:, ::-1].astype(np.int32))
                filled = np.zeros(sure.shape, np.uint8)
                cv2.fillConvexPoly(filled, hull, 1)
                out |= (filled > 0) & sure
    return out


def _pieces(mask: Mask, most: float) -> list[tuple[Mask, Mask]]:
    """The connected pieces of a mask of 3 to `most` pixels, each with the pixels right around it, bool (h, w)."""
    _, label, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    areas = np.asarray(stats)[:, cv2.CC_STAT_AREA]
    found: list[tuple[Mask, Mask]] = []
    for number in np.flatnonzero((areas >= 3) & (areas <= most)):
        if number == 0:
            continue
        piece = np.asarray(label) == number
        grown = cv2.dilate(piece.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        found.append((piece, grown & ~piece))
    return found
