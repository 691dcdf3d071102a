"""Which pixels of a line of text are ink: its letters told from their ground by colour, or the whole quad.

    strokes(rgb, line.quad)   ->  bool (H, W), grown over the letters' soft rims

Inside the upright crop two colours are told apart by 2-means in CIELAB; the one that the crop's long rims show is the
ground. Everything that differs from the ground is ink, so that outlines and drop shadows go with their letters. What
differs but is none of the letters (a line above, a sign's rim) stays, however near it is.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision.quads import Quad, around, extent, filled, grown, rectified, upright_to_picture

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

GROWN, MOST_GROWN = 0.12, 12.0
"""What strokes are grown by, as a share of the quad's height (0.15 of a capital's): less leaves ghosts where JPEG
softened the rims; and the most in pixels, for JPEG's blocks of 8 pixels do not grow with the letters."""
KEPT, LEAST_KEPT = 0.03, 2.0
"""What is left around things beside the letters, for their own soft rims: share of the quad's height, and pixels."""
SURE = 1.5
"""Pixels around letters that are taken even so."""
MARGIN = 0.12
"""What the quad is grown by before strokes are looked for, as a share of its height: descenders reach out of it."""
CONTRAST = 14.0
"""Least distance in Lab between ink and ground."""
CLEAN = 0.3
"""Most spread of the ground, as a share of its distance to the ink, for which strokes are told from texture."""
INK = (0.03, 0.62)
"""Least and most share of a line that is ink."""
AS_INK = 0.4
"""Share of the distance from ground to ink from which a pixel belongs to the letters or their rims."""
CONTACT = 0.3
"""Length along the crop's rim, in its heights, from which a part of the ink belongs to what is around the line."""
WORK_HEIGHT = 96
"""Rows at most of the crop that is looked at."""


def strokes(rgb: Pixels, quad: Quad) -> tuple[Mask, bool]:
    """The ink of a line, grown by GROWN of its height, and whether it could be told; else the filled quad.

    rgb: uint8 (H, W, 3). quad: float32 (4, 2), see `quads`. The mask is bool (H, W).
    """
    height, width = rgb.shape[:2]
    tall = extent(quad)[1]
    wide = grown(quad, MARGIN * tall, MARGIN * tall)
    told = _told(rectified(rgb, wide))
    if told is None:
        return filled(quad, width, height), False
    ink, others = told
    out = np.zeros((height, width), bool)
    reach = float(np.clip(GROWN * tall, 1.5, MOST_GROWN))
    box = around(wide, width, height, margin=int(reach) + 2)
    shift = np.array([[1, 0, -box.x0], [0, 1, -box.y0], [0, 0, 1]], np.float64)
    size = (box.width, box.height)

    def away(mask: Mask) -> Floats:
        """(h, w) of the box: pixels from a mask of the crop."""
        there = cv2.warpPerspective(mask.astype(np.uint8) * 255, shift @ upright_to_picture(wide), size)
        outside = (np.asarray(there) < 128).astype(np.uint8)
        return np.asarray(cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)

    far = away(ink)
    taken = far <= reach
    if others.any():
        taken &= (away(others) > max(LEAST_KEPT, KEPT * tall)) | (far <= SURE)
    out[box.y0 : box.y1, box.x0 : box.x1] = taken
    return out, True


def ink_of(crop: Pixels) -> Mask | None:
    """bool (h, w): the ink of an upright crop of one line; None where letters and ground cannot be told apart."""
    told = _told(crop)
    return None if told is None else told[0]


def _told(crop: Pixels) -> tuple[Mask, Mask] | None:
    """The ink, and what else differs from the ground: two bool (h, w); None where they cannot be told apart."""
    height, width = crop.shape[:2]
    small = crop
    if height > WORK_HEIGHT:
        size = (max(1, round(width * WORK_HEIGHT / height)), WORK_HEIGHT)
        small = np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB), np.float32)
    inset = round(lab.shape[0] * MARGIN / (1 + 2 * MARGIN))
    ground, ink = _two_colours(lab[inset : lab.shape[0] - inset, inset : lab.shape[1] - inset])
    apart = float(np.linalg.norm(ink - ground))
    if apart < CONTRAST:
        return None
    away = np.linalg.norm(lab - _sheet(lab, ground, apart), axis=2)
    differs = away > AS_INK * apart
    mask = _of_the_line(differs)
    share = float(mask.mean())
    plain = away[~differs]
    if not INK[0] < share < INK[1] or float(np.percentile(plain, 90)) > CLEAN * apart:
        return None
    return _sized(mask, width, height), _sized(differs & ~mask, width, height)


def _sized(mask: Mask, width: int, height: int) -> Mask:
    """The mask at another size."""
    if mask.shape != (height, width):
        mask = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
    return np.asarray(mask, np.bool_)


def _of_the_line(mask: Mask) -> Mask:
    """The parts of a mask that are letters: what runs out of the crop over a long way, or right through it, is not."""
    height = mask.shape[0]
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    seen = np.asarray(labels)
    top, bottom, left, right = (np.bincount(r, minlength=count) for r in (seen[0], seen[-1], seen[:, 0], seen[:, -1]))
    through = ((top > 0) & (bottom > 0)) | ((left > 0) & (right > 0))
    margin = round(height * MARGIN / (1 + 2 * MARGIN))
    core = np.bincount(seen[margin : height - margin, margin : mask.shape[1] - margin].ravel(), minlength=count)
    outside = core < 0.5 * np.bincount(seen.ravel(), minlength=count)
    # What touches the rim is a letter only when it mostly lies in the middle rows, like one with a long tail.
    rim = top + bottom + left + right
    middle = np.bincount(seen[height // 5 : height - height // 5].ravel(), minlength=count)
    beside = (rim > 0) & (middle < 0.5 * np.bincount(seen.ravel(), minlength=count))
    kept = ~(through | outside | beside | (rim > CONTACT * height))
    kept[0] = False
    return np.asarray(kept[seen], np.bool_)


def _two_colours(lab: Floats) -> tuple[Floats, Floats]:
    """Colour of the ground and of the ink, each (3,): 2-means, started at the darkest and the lightest pixels."""
    pixels = lab.reshape(-1, 3)
    order = np.argsort(pixels[:, 0], kind="stable")
    count = max(1, len(order) // 10)
    centres = np.stack([pixels[order[:count]].mean(axis=0), pixels[order[-count:]].mean(axis=0)])
    near = np.zeros(len(pixels), np.intp)
    for _ in range(12):
        near = np.linalg.norm(pixels[:, None] - centres[None], axis=2).argmin(axis=1)
        for k in (0, 1):
            if (near == k).any():
                centres[k] = pixels[near == k].mean(axis=0)
    labels = near.reshape(lab.shape[:2])
    rim = max(1, lab.shape[0] // 12)
    ground = int(np.concatenate([labels[:rim].ravel(), labels[-rim:].ravel()]).mean() > 0.5)
    return centres[ground].astype(np.float32), centres[1 - ground].astype(np.float32)


def _sheet(lab: Floats, ground: Floats, apart: float) -> Floats:
    """(h, w, 3): the ground behind the letters, which may change slowly along the line (light falling off)."""
    near = (np.linalg.norm(lab - ground, axis=2) < 0.5 * apart).astype(np.float32)
    sigma = lab.shape[0] / 2
    weight = np.asarray(cv2.GaussianBlur(near, (0, 0), sigma), np.float32) + np.float32(1e-3)
    blurred = np.asarray(cv2.GaussianBlur(lab * near[:, :, None], (0, 0), sigma), np.float32)
    return ((blurred + ground * np.float32(1e-3)) / weight[:, :, None]).astype(np.float32)
