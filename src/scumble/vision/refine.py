"""Refine a coarse subject into a matte: colour models find the outline, matting gives it hard or soft edges.

Three steps, each on the smallest copy that serves it: GrabCut decides the band where the network is unsure (0.15
megapixels), closed-form matting solves a ring around that outline, and a second, finer ring (0.5 megapixels) gives
products their sharp edge or hair its strands. Matting never sees more than the ring, so that shadows and haze outside
it cannot leak in.
"""

from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.work import CancelToken
from scumble.vision.closed_form import solve
from scumble.vision.coarse import Coarse, resize
from scumble.vision.holes import holes, to_lab
from scumble.vision.tidy import tidy

Weights = NDArray[np.float32]
Mode = Literal["hard", "soft"]

SURE_IN, SURE_OUT = 0.97, 0.03
"""Where the network is this sure over a whole neighbourhood, colour models are not asked."""
STRONG, WEAK = 0.7, 0.25
"""What the network believes this strongly, colour models may not overrule: black on black has no colour edge (with 0.93
handles are lost). WEAK is as low as hair of a dark background's colour gets, which they tell apart."""
OUTLINE_PIXELS = 150_000
"""Size at which the outline is found."""
RING = 3.0
"""Half width of the first ring, in pixels of the network's own view (320 along the longer side)."""
THIN = 0.6
"""Beyond this share of a thin part's half width its middle is known."""
REACH = 7.0
"""How far loose strands are followed where the network hesitates, in the same pixels."""
FURRY = 5.0
"""The same where the outline is fur or hair, which is see-through far behind its tips."""
DEEP = 6
"""Half width of the second ring there, in pixels of the working copy."""
FUR = 1.3
"""Width of the matte's ramp, in pixels of the outline copy, that three quarters of a furry outline exceed."""
STRANDS = 0.005
"""Least share of the matte's slope that runs along a furry outline instead of across it: 0.007 to 0.14 for fur, below
0.005 for blurred edges and for edges lost in a background of their own colour (measured on 40 photographs)."""
BESIDE = 9
"""How far beside the outline colours are compared, in pixels of the outline copy."""
LOST = 10.0
"""Below this difference across the outline, in CIE Lab, colour is no guide; from twice of it on it is."""
SMOOTH = 3.0
"""Deviation of the blur that smooths such an outline, in pixels of the outline copy."""
SEEN = 1.5
"""The same of an outline that a second network saw, which is followed instead before a ground as black as the thing."""
BLACK = (16.0, 26.0)
"""Lightness in CIE Lab of the brighter side of an outline up to which both are black, and from which on they are not:
10 to 15 along a black wheel on dark carpet, 32 along its arm."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Matte:
    """rgb: uint8 (h, w, 3), the copy it was solved on. alpha: float32 (h, w). mode: hard or soft edges."""

    rgb: Pixels
    alpha: Weights
    mode: Mode


def ellipse(radius: int) -> NDArray[np.uint8]:
    """A round structuring element."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def erode(mask: NDArray[np.uint8], radius: int) -> NDArray[np.uint8]:
    """Takes a rim of `radius` pixels away; the picture's own border is no rim."""
    return np.asarray(cv2.erode(mask, ellipse(radius)), np.uint8)


def dilate(mask: NDArray[np.uint8], radius: int) -> NDArray[np.uint8]:
    """Adds a rim of `radius` pixels."""
    return np.asarray(cv2.dilate(mask, ellipse(radius)), np.uint8)


def unit(shape: tuple[int, ...]) -> float:
    """Pixels of a copy of this shape that one pixel of the network's view covers."""
    return max(shape[0], shape[1]) / 320.0


def refine(
    coarse: Coarse,
    edges: Literal["auto", "hard", "soft"],
    cancel: CancelToken,
    *,
    outlined: Weights | None = None,
    firm: Weights | None = None,
) -> Matte:
    """The matte of a coarse subject at the working size. Raises Cancelled.

    outlined: float32 (h, w), the probability with a second network's outline. Hard edges follow that one; fur and hair,
    whose tips it leaves out, do not. firm: float32 (h, w), 0..1, how clearly that network saw an edge.
    """
    rgb, p, pinned = _small(coarse)
    ring = max(3, round(RING * unit(p.shape)))
    mask, first = _first(coarse, ring, cancel)
    mode: Mode = edges if edges != "auto" else ("soft" if ramp(first) > FUR and strands(first) > STRANDS else "hard")
    cancel.check()
    if mode == "soft":
        wider = max(ring + 2, round(FURRY * unit(p.shape)))
        first = solve(rgb, trimap(mask, wider, pinned), first, cancel)
    else:
        if outlined is not None:
            coarse = replace(coarse, pinned=agreed(coarse, outlined))
            first = _first(replace(coarse, probability=outlined), ring, cancel)[1]
        first = smoothed(rgb, first, *(None if m is None else resize(m, *first.shape[::-1]) for m in (outlined, firm)))
    cancel.check()
    return Matte(rgb=coarse.rgb, alpha=_fine(coarse, first, mode, cancel), mode=mode)


def agreed(coarse: Coarse, outlined: Weights) -> NDArray[np.int8]:
    """The pins, int8 (h, w), and as subject what both networks are sure of, so far in that colour models do not ask.

    outlined: float32 (h, w), see `refine`. Matting follows the strongest edge in its ring: the grey rim of a can before
    grey water would go, because its label is blue.
    """
    both = ((coarse.probability > SURE_IN) & (outlined > 0.5)).astype(np.uint8)
    known = erode(both, _reach(both.shape)) > 0
    return np.where(known & (coarse.pinned == 0), np.int8(1), coarse.pinned)


def _reach(shape: tuple[int, ...]) -> int:
    """How far from its outline a sure place is one: 1.5 pixels of the network's view, in pixels of this shape."""
    return max(2, round(1.5 * unit(shape)))


def _first(coarse: Coarse, ring: int, cancel: CancelToken) -> tuple[NDArray[np.uint8], Weights]:
    """The outline's mask, and the matte of the first ring around it, both at the outline's size."""
    rgb, p, pinned = _small(coarse)
    mask = outline(rgb, p, pinned)
    cancel.check()
    prior = np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.5), np.float32)
    return mask, solve(rgb, trimap(mask, ring, pinned, anchored=True), prior, cancel)


def _small(coarse: Coarse) -> tuple[Pixels, Weights, NDArray[np.int8]]:
    """Picture, probability and pins at the size where the outline is found."""
    h, w = coarse.probability.shape
    scale = min(1.0, (OUTLINE_PIXELS / (h * w)) ** 0.5)
    size = (max(3, round(w * scale)), max(3, round(h * scale)))
    rgb = np.asarray(cv2.resize(coarse.rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    pinned = cv2.resize(coarse.pinned.astype(np.float32), size, interpolation=cv2.INTER_NEAREST)
    return rgb, resize(coarse.probability, *size), np.asarray(pinned).astype(np.int8)


def outline(rgb: Pixels, p: Weights, pinned: NDArray[np.int8]) -> NDArray[np.uint8]:
    """The subject as a clean mask, uint8 (h, w) of 0 and 1, decided by colour where the network is unsure.

    GrabCut (Rother, Kolmogorov, Blake 2004), seeded so that equal pictures give equal masks.
    """
    reach = _reach(p.shape)
    inside = (erode((p > SURE_IN).astype(np.uint8), reach) > 0) | (pinned > 0)
    outside = (dilate((p > SURE_OUT).astype(np.uint8), reach) == 0) | (pinned < 0)
    labels = np.where(p > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[inside] = cv2.GC_FGD
    labels[outside] = cv2.GC_BGD
    unsure = ~(inside | outside)
    if not (unsure.any() and inside.any() and outside.any()):
        return (p > 0.5).astype(np.uint8)
    cv2.setRNGSeed(1)
    bgr = np.ascontiguousarray(rgb[:, :, ::-1])
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(bgr, labels, (0, 0, 1, 1), *models, 2, cv2.GC_INIT_WITH_MASK)
    found = ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)) & (p > WEAK) | (p > STRONG)
    found = (found | (pinned > 0)) & ~(pinned < 0)
    mask = tidy(rgb, np.asarray(cv2.medianBlur(found.astype(np.uint8), 5), np.uint8), p, pinned)
    ground = (labels == cv2.GC_BGD) | (labels == cv2.GC_PR_BGD)
    mask[holes(rgb, p, mask, ground) & (pinned <= 0)] = 0
    return mask


def trimap(
    mask: NDArray[np.uint8], ring: int, pinned: NDArray[np.int8], *, anchored: bool = False
) -> NDArray[np.uint8]:
    """0 outside, 255 inside, 128 within `ring` pixels of the outline; pins are known.

    anchored: bars and gaps too thin for the ring stay known along their middle; without it nothing would hold the matte
    between the slats of a chair.
    """
    out = np.full(mask.shape, 128, np.uint8)
    out[erode(mask, ring) > 0] = 255
    out[dilate(mask, ring) == 0] = 0
    if anchored:
        out[_middle(mask, ring)] = 255
        out[_middle(1 - mask, ring)] = 0
    out[pinned > 0] = 255
    out[pinned < 0] = 0
    return out


def _middle(part: NDArray[np.uint8], ring: int) -> NDArray[np.bool_]:
    """The middle of a part's thin places: further from its outline than 0.6 of what is the furthest within the ring."""
    far = np.asarray(cv2.distanceTransform(part, cv2.DIST_L2, 5), np.float32)
    half = np.asarray(cv2.dilate(far, ellipse(ring)), np.float32)
    return (far > np.maximum(THIN * half, 1.0)) & (half <= ring)


def ramp(matte: Weights) -> float:
    """How wide a matte's ramp from 0 to 1 is along its outline, in pixels: the lower quartile, so that a shadow or a
    blurred corner does not decide. About 0.7 to 1.2 for products, 1.3 to 2 for fur (measured on 40 photographs)."""
    mask = (matte > 0.5).astype(np.uint8)
    edge = (mask - cv2.erode(mask, np.ones((3, 3), np.uint8))).astype(np.float32)
    if not edge.any():
        return 0.0
    window = (13, 13)
    between = np.asarray(cv2.blur(np.minimum(matte, 1.0 - matte) * 2.0, window))
    width = between / (np.asarray(cv2.blur(edge, window)) + 1e-6)
    return float(np.quantile(width[edge > 0], 0.25))


def smoothed(rgb: Pixels, matte: Weights, outlined: Weights | None = None, firm: Weights | None = None) -> Weights:
    """The matte with a smooth outline where colour is no guide: black wheels on dark carpet would come out ragged.

    rgb: uint8 (h, w, 3). The colours some pixels inside and outside of the outline are compared; where they are alike
    the outline follows the matte blurred, elsewhere it stays; thin parts, which have no inside to compare, stay too.
    outlined, firm: float32 (h, w), see `refine`: where both sides are black, a blur would cut a round foot to a point
    and the outline follows what the second network clearly saw.
    """
    mask = (matte > 0.5).astype(np.uint8)
    lab, window = to_lab(rgb), (2 * BESIDE + 1, 2 * BESIDE + 1)
    means: list[Weights] = []
    known = np.ones(matte.shape, np.bool_)
    for side in (erode(mask, 3), 1 - dilate(mask, 3)):
        weight = side.astype(np.float32)
        total = np.asarray(cv2.blur(lab * weight[:, :, None], window), np.float32)
        near = np.asarray(cv2.blur(weight, window), np.float32)
        means.append((total / (near + np.float32(1e-6))[:, :, None]).astype(np.float32))
        known &= near > 0.02
    difference = np.linalg.norm(means[0] - means[1], axis=2)
    lost = np.clip((2.0 - difference / np.float32(LOST)).astype(np.float32), 0.0, 1.0) * known
    soft = np.asarray(cv2.GaussianBlur(matte, (0, 0), SMOOTH), np.float32)
    out = (matte + lost * (soft - matte)).astype(np.float32)
    if outlined is None or firm is None:
        return out
    bright = np.maximum(means[0][:, :, 0], means[1][:, :, 0])
    trust = lost * firm * np.clip((BLACK[1] - bright) / (BLACK[1] - BLACK[0]), 0, 1)
    course = np.asarray(cv2.GaussianBlur((outlined > 0.5).astype(np.float32), (0, 0), SEEN), np.float32)
    return (out + trust * (course - out)).astype(np.float32)


def strands(matte: Weights) -> float:
    """Share of the matte's squared slope that runs along the outline: strands have it, ramps of any width do not.

    Over windows of 13 pixels along the outline, the lower quartile.
    """
    mask = (matte > 0.5).astype(np.uint8)
    edge = (mask - cv2.erode(mask, np.ones((3, 3), np.uint8))) > 0
    if not edge.any():
        return 0.0
    ny, nx = _slope(np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 3.0), np.float32))
    gy, gx = _slope(np.asarray(cv2.GaussianBlur(matte, (0, 0), 0.7), np.float32))
    near = np.asarray(cv2.GaussianBlur(edge.astype(np.float32), (0, 0), 2.0)) > 0.02
    along = (gy * nx - gx * ny) ** 2 / (nx * nx + ny * ny + np.float32(1e-9)) * near
    window = (13, 13)
    total = np.asarray(cv2.blur((gx * gx + gy * gy) * near, window))
    return float(np.quantile((np.asarray(cv2.blur(along, window)) / (total + 1e-9))[edge], 0.25))


def _slope(values: Weights) -> tuple[Weights, Weights]:
    """Derivatives down and across (Scharr)."""
    down, across = (cv2.Scharr(values, cv2.CV_32F, dx, 1 - dx) for dx in (0, 1))
    return np.asarray(down, np.float32), np.asarray(across, np.float32)


def _fine(coarse: Coarse, first: Weights, mode: Mode, cancel: CancelToken) -> Weights:
    """The second ring, at the working size: narrow for hard edges; for soft ones DEEP, as wide as the first ramp,
    and wider still where the network itself hesitates (loose strands)."""
    h, w = coarse.probability.shape
    prior = resize(first, w, h)
    mask = (prior > 0.5).astype(np.uint8)
    if mode == "hard":
        return _steeper(solve(coarse.rgb, trimap(mask, 2, coarse.pinned, anchored=True), prior, cancel))
    known = trimap(mask, DEEP, coarse.pinned)
    p, free = coarse.probability, coarse.pinned == 0
    reach = trimap(mask, max(3, round(REACH * unit(p.shape))), coarse.pinned) == 128
    known[((prior > 0.02) & (prior < 0.98) & free) | (reach & (p > 0.08) & (p < 0.98))] = 128
    return solve(coarse.rgb, known, prior, cancel)


def _steeper(alpha: Weights) -> Weights:
    """Leaves a hard edge its pixel of softness but no haze."""
    return np.clip((alpha - np.float32(0.1)) / np.float32(0.8), 0.0, 1.0).astype(np.float32)
