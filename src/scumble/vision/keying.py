"""Keying: a subject before a backdrop of one single colour is cut out by colour distance, with exact soft edges.

Flat vector art and packshots on a plain ground need no matting: with the backdrop's colour B known, a mixed pixel
I = a F + (1 - a) B gives a = |I - B| / |F - B|, and |F - B| is the largest distance found within a few pixels. The way
is taken only when it is safe: the picture's rim is one colour, the keyed shape agrees with the network's everywhere but
along the outline, and the subject differs clearly and sharply from the backdrop along all of its outline. A cast
shadow, a white bowl on a white sheet or a blurred edge fails one of these, and the ordinary way is gone.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.work import CancelToken
from scumble.vision.coarse import Coarse

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

RIM = 3
"""Width of the rim that must show the backdrop, in pixels of the working copy."""
UNIFORM = 7.0
"""How far the rim's colours may lie from the backdrop's, Euclidean in RGB 0..255: noise and compression, no light."""
STRAY = 0.005
"""Share of the rim that may differ without the network seeing subject there."""
NOISE = 12.0
"""Up to this distance a pixel is backdrop: compression rings around edges stay below it."""
CONTRAST = 60.0
"""Least distance of the subject from the backdrop along its outline; only 3 % of the outline may have less."""
AGREED = 0.003
"""Share of the shape by which network and key may differ away from the outline."""
PAINTED = 0.9
"""Enclosed patches of the backdrop's colour belong to the subject when the network is this sure (a white eye)."""
REACH = 3
"""Reach of an edge's softness in full-size pixels."""
STRIP = 512

BACKDROP, SHAPE, EDGE, PATCH = 0, 1, 2, 3


def key(pixels: Pixels, coarse: Coarse, cancel: CancelToken) -> Weights | None:
    """The matte of a subject before a uniform backdrop, float32 (H, W); None when the picture is no such case.

    pixels: uint8 (H, W, 3 or 4), the coarse subject's frame at full size. Raises Cancelled.
    """
    if coarse.pinned.any() or min(coarse.probability.shape) < 16:
        return None
    color = backdrop_color(coarse.rgb, coarse.probability)
    if color is None:
        return None
    plan = _plan(coarse, color)
    if plan is None:
        return None
    height, width = pixels.shape[:2]
    full = np.asarray(cv2.resize(plan, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    alpha = np.where((full == SHAPE) | (full == PATCH), np.float32(1.0), np.float32(0.0))
    faint, outline = 0, 0
    for top in range(0, height, STRIP):
        cancel.check()
        first, last = max(0, top - 2 * REACH), min(height, top + STRIP + 2 * REACH)
        part = full[first:last]
        columns = np.flatnonzero((part == EDGE).any(axis=0))
        if not columns.size:
            continue
        x0, x1 = max(0, int(columns[0]) - 2 * REACH), min(width, int(columns[-1]) + 1 + 2 * REACH)
        found, weak, length = _unmixed(pixels[first:last, x0:x1], part[:, x0:x1], color)
        rows = slice(top - first, min(top + STRIP, height) - first)
        alpha[top : top + STRIP, x0:x1] = found[rows]
        faint, outline = faint + weak, outline + length
    return None if faint > 0.03 * max(outline, 1) else alpha


def backdrop_color(rgb: Pixels, probability: Weights) -> Weights | None:
    """The one colour of the picture's rim, float32 (3,); None when the rim is not uniform."""
    rim = np.ones(probability.shape, np.bool_)
    rim[RIM:-RIM, RIM:-RIM] = False
    colors = rgb[rim].astype(np.float32)
    color = np.asarray(np.median(colors, axis=0), np.float32)
    differs = np.linalg.norm(colors - color, axis=1) > UNIFORM
    unexplained = differs & (probability[rim] < 0.5)
    if float(differs.mean()) > 0.5 or float(unexplained.mean()) > STRAY:
        return None
    return color


def _plan(coarse: Coarse, color: Weights) -> Bytes | None:
    """Backdrop, shape, edge and patch, uint8 (h, w) at the working size; None when keying is not safe."""
    distance, p = _distance(coarse.rgb, color), coarse.probability
    backdrop, patches = _flooded(distance < NOISE, p)
    shape: Bytes = _seen((~backdrop).astype(np.uint8), p)
    net = (p > 0.5).astype(np.uint8)
    reach = np.ones((2, 2), np.uint8) if min(p.shape) < 64 else _disc(max(2, round(2.5 * max(p.shape) / 320)))
    extra = shape & ~np.asarray(cv2.dilate(net, reach), np.uint8)
    missing = (1 - shape) & np.asarray(cv2.erode(net, reach), np.uint8)
    area = int(shape.sum())
    if not area or int((extra & 1).sum()) + int(missing.sum()) > AGREED * area:
        return None
    around = _disc(2)
    inner = (shape - np.asarray(cv2.erode(shape, np.ones((3, 3), np.uint8)), np.uint8)) > 0
    strongest = np.asarray(cv2.dilate(distance, around), np.float32)
    if not inner.any() or float((strongest[inner] < CONTRAST).mean()) > 0.03:
        return None
    plan = shape.copy()
    plan[(np.asarray(cv2.dilate(shape, around)) > 0) & (np.asarray(cv2.erode(shape, around)) == 0)] = EDGE
    plan[np.asarray(cv2.dilate(patches.astype(np.uint8), np.ones((3, 3), np.uint8))) > 0] = PATCH
    return plan


def _flooded(near: Mask, p: Weights) -> tuple[Mask, Mask]:
    """Backdrop (joined to the rim, or an enclosed hole) and patches of its colour that belong to the subject."""
    count, labels = cv2.connectedComponents(near.astype(np.uint8), connectivity=4)
    labels = np.asarray(labels, np.int32)
    sizes = np.maximum(np.bincount(labels.ravel(), minlength=count), 1)
    sure = np.bincount(labels.ravel(), p.ravel(), minlength=count) / sizes
    outside = sure < PAINTED
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        outside[side] = True
    outside[0] = False
    backdrop = outside[labels]
    return backdrop, near & ~backdrop


def _seen(shape: NDArray[np.uint8], p: Weights) -> NDArray[np.uint8]:
    """The shape without parts that the network does not see at all (dust, a watermark)."""
    count, found = cv2.connectedComponents(shape, connectivity=8)
    labels = np.asarray(found, np.int32)
    seen = np.bincount(labels.ravel(), (p > 0.5).ravel(), minlength=count) > 0
    seen[0] = False
    return seen[labels].astype(np.uint8)


def _unmixed(pixels: Pixels, plan: Bytes, color: Weights) -> tuple[Weights, int, int]:
    """Alpha of a part at full size, and how many of its outline's pixels are too faint, of how many."""
    distance = _distance(pixels, color)
    outside: Mask = (plan == BACKDROP) | ((plan == EDGE) & (distance < NOISE))
    box = np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)
    zone: Mask = (np.asarray(cv2.dilate(outside.astype(np.uint8), box)) > 0) & (plan == EDGE) & ~outside
    strongest = np.asarray(cv2.dilate(distance, box), np.float32)
    rise = np.maximum(np.float32(0.97) * strongest, np.float32(CONTRAST)) - np.float32(NOISE)
    share = np.clip((distance - np.float32(NOISE)) / rise, 0.0, 1.0).astype(np.float32)
    # Behind an outline that is wholly subject nothing is mixed any more, whatever its colour.
    soft = np.asarray(outside | (zone & (share < 0.9)), np.uint8)
    count, found = cv2.connectedComponents(soft, connectivity=4)
    labels = np.asarray(found, np.int32)
    open_ = np.bincount(labels.ravel(), outside.ravel(), minlength=count) > 0
    open_[0] = False
    mixed = open_[labels] & zone
    alpha = np.where(outside, np.float32(0.0), np.where(mixed, share, np.float32(1.0)))
    touching = (np.asarray(cv2.dilate(outside.astype(np.uint8), np.ones((3, 3), np.uint8))) > 0) & zone
    return alpha.astype(np.float32), int((strongest[touching] < CONTRAST).sum()), int(touching.sum())


def _distance(pixels: Pixels, color: Weights) -> Weights:
    """Euclidean distance of every pixel from a colour, RGB 0..255."""
    total = np.zeros(pixels.shape[:2], np.float32)
    for channel in range(3):
        step = pixels[:, :, channel].astype(np.float32) - color[channel]
        total += step * step
    return np.sqrt(total)


def _disc(radius: int) -> Bytes:
    """A round structuring element."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)
