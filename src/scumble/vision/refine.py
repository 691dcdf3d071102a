"""Refine a coarse subject into a matte: hard edges (products, by colour models) or soft edges (hair, by matting)."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.work import CancelToken
from scumble.vision.closed_form import solve
from scumble.vision.coarse import Coarse, resize
from scumble.vision.guided import smooth

Weights = NDArray[np.float32]

SURE_IN, SURE_OUT = 0.97, 0.03
"""Where the network is this sure, colour models may not overrule it."""
SOFT_PIXELS = 150_000
"""Size at which hair is solved; the guided model carries it up."""


def ellipse(radius: int) -> NDArray[np.uint8]:
    """A round structuring element."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def unit(shape: tuple[int, ...]) -> float:
    """Pixels of the working copy that one pixel of the network's view covers (it sees 320 x 320)."""
    return max(shape[0], shape[1]) / 320.0


def hard(coarse: Coarse, cancel: CancelToken) -> Weights:
    """A matte with the picture's own sharp edges: float32 (h, w) at the working size.

    GrabCut (Rother, Kolmogorov, Blake 2004) decides between subject and background colours in the band where the
    network is not sure; a small guided filter then gives the edge its one pixel of softness.
    """
    p, rgb = coarse.probability, coarse.rgb
    reach = max(2, round(1.5 * unit(p.shape)))
    inside = cv2.erode((p > SURE_IN).astype(np.uint8), ellipse(reach)) > 0
    outside = cv2.dilate((p > SURE_OUT).astype(np.uint8), ellipse(reach)) == 0
    labels = np.where(p > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[inside | (coarse.pinned > 0)] = cv2.GC_FGD
    labels[outside | (coarse.pinned < 0)] = cv2.GC_BGD
    unknown = (labels == cv2.GC_PR_FGD) | (labels == cv2.GC_PR_BGD)
    if unknown.any() and (labels == cv2.GC_FGD).any() and (labels == cv2.GC_BGD).any():
        labels = _grab_cut(rgb, labels)
    cancel.check()
    mask = ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)).astype(np.uint8)
    return smooth(rgb, mask.astype(np.float32), 3, 1e-4)


def _grab_cut(rgb: Pixels, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two rounds of GrabCut; the generator is seeded, so that equal pictures give equal masks."""
    cv2.setRNGSeed(1)
    bgr = np.ascontiguousarray(rgb[:, :, ::-1])
    out, _, _ = cv2.grabCut(bgr, labels.copy(), None, np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
    return np.asarray(out, np.uint8)


def soft(coarse: Coarse, cancel: CancelToken) -> tuple[Pixels, Weights]:
    """A matte for hair and fur, and the picture at the size it was solved at: uint8 (h, w, 3), float32 (h, w)."""
    h, w = coarse.probability.shape
    scale = min(1.0, (SOFT_PIXELS / (h * w)) ** 0.5)
    size = (max(3, round(w * scale)), max(3, round(h * scale)))
    rgb = np.asarray(cv2.resize(coarse.rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    p = resize(coarse.probability, *size)
    reach = max(2, round(3.0 * unit(p.shape)))
    inside = cv2.erode((p > 0.94).astype(np.uint8), ellipse(reach)) > 0
    outside = cv2.dilate((p > 0.04).astype(np.uint8), ellipse(reach)) == 0
    pinned = cv2.resize(coarse.pinned.astype(np.float32), size, interpolation=cv2.INTER_NEAREST)
    trimap = np.where(inside | (pinned > 0), 255, np.where(outside | (pinned < 0), 0, 128)).astype(np.uint8)
    return rgb, solve(rgb, trimap, p, cancel)
