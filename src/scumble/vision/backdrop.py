"""Backdrop: the colour of the background behind the subject, foretold from where it is seen, and how sure that is.

Plain walls and backgrounds out of focus change slowly, so that what lies behind a subject can be told from beside it.
The prediction fills from the known pixels inwards, fine beside them and coarse far from them (a pull-push pyramid, as
in Gortler and others, "The lumigraph", 1996). How far it may be off is measured on the picture itself: known pixels
are hidden in discs of growing size and foretold from the rest (a variogram, by cross-validation). A busy background
shows large errors there, and nothing can be read from colours that differ less.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

REACHES = (3, 8, 20, 40)
"""Radii of the hidden discs, pixels of the working copy: a hair, a spoke, a tube, a tyre."""
GROSS = 12.0
"""Errors in CIE Lab count as at most this: one edge of another thing must not make its whole surroundings unsure."""
SPREAD = 2.0
"""A colour counts as foretold up to this many mean errors: for three Gaussian channels that is 99 %."""
LEAST = 1.6
"""What always counts as foretold, in CIE Lab: compression at quality 90 moves smooth colours by up to 1.5."""
LOCAL = 0.025
"""Half of the window over which errors are averaged, as a share of the longer side."""
SMALL = 8
"""Errors are averaged on a copy this many times smaller."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Foretold:
    """color: float32 (h, w, 3) CIE Lab. distance: float32 (h, w), what is seen from it. far: float32 (h, w), pixels to
    the nearest known one. tolerance: float32 (h, w), the distance up to which a pixel counts as background."""

    color: Weights
    distance: Weights
    far: Weights
    tolerance: Weights


def foretell(lab: Weights, known: Mask, errors: Weights, where: Mask | None = None) -> Foretold:
    """The background everywhere. lab: float32 (h, w, 3). known: bool (h, w). errors: as from `measured`.

    where: bool (h, w), the pixels whose distance and tolerance are asked for; both are 0 elsewhere. None = all.
    """
    color = predict(lab, known)
    far = np.asarray(cv2.distanceTransform((~known).astype(np.uint8), cv2.DIST_L2, 3), np.float32)
    if where is None:
        return Foretold(color=color, distance=length(lab - color), far=far, tolerance=tolerance(errors, far))
    places = np.flatnonzero(where)
    distance, allowed = np.zeros_like(far), np.zeros_like(far)
    flat = errors.reshape(len(REACHES), 1, -1)
    distance.ravel()[places] = length((lab.reshape(-1, 3)[places] - color.reshape(-1, 3)[places])[None])[0]
    allowed.ravel()[places] = tolerance(flat[:, :, places], far.ravel()[places][None])[0]
    return Foretold(color=color, distance=distance, far=far, tolerance=allowed)


def predict(lab: Weights, known: Mask) -> Weights:
    """Colours of the known pixels, carried everywhere: float32 (h, w, 3)."""
    h, w = known.shape
    size = (max(1, w // 2), max(1, h // 2))
    there = known.astype(np.float32)
    weight = np.asarray(cv2.resize(there, size, interpolation=cv2.INTER_AREA), np.float32)
    total = np.asarray(cv2.resize(lab * there[:, :, None], size, interpolation=cv2.INTER_AREA), np.float32)
    color = (total / np.maximum(weight, np.float32(1e-4))[:, :, None]).astype(np.float32)
    # Pixels of which less than a seventh is known lie at an edge: what is known of them is mixed.
    filled = fill(color, np.clip(weight * np.float32(1.5) - np.float32(0.2), 0.0, 1.0))
    smooth = cv2.GaussianBlur(filled, (0, 0), 1.5)
    return np.asarray(cv2.resize(smooth, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


def fill(values: Weights, weight: Weights) -> Weights:
    """Values float32 (h, w, 3) carried to where their weight float32 (h, w), 0..1, is small."""
    h, w = weight.shape
    if min(h, w) <= 4:
        mean = (values * weight[:, :, None]).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
        return np.asarray(np.broadcast_to(mean, values.shape), np.float32)
    total = np.asarray(cv2.pyrDown(values * weight[:, :, None]), np.float32)
    below = np.asarray(cv2.pyrDown(weight), np.float32)
    low = (total / np.maximum(below, np.float32(1e-5))[:, :, None]).astype(np.float32)
    coarse = fill(low, np.clip(below * np.float32(2.0), 0.0, 1.0))
    up = np.asarray(cv2.resize(coarse, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)
    return (up + weight[:, :, None] * (values - up)).astype(np.float32)


def measured(lab: Weights, known: Mask) -> Weights:
    """Mean errors of the prediction around each pixel, one for each of REACHES: float32 (4, h, w), CIE Lab."""
    out: list[Weights] = []
    for radius in REACHES:
        hidden = _discs(known.shape, radius)
        error = np.minimum(length(lab - predict(lab, known & ~hidden)), np.float32(GROSS))
        out.append(around(error, known & hidden))
    return np.stack(out)


def tolerance(errors: Weights, far: Weights) -> Weights:
    """The distance up to which pixels so far from a known one count as foretold: float32 (h, w), CIE Lab."""
    place = np.interp(far, REACHES, range(len(REACHES))).astype(np.float32)
    below = np.minimum(place.astype(np.intp), len(REACHES) - 2)
    part = place - below
    low = np.take_along_axis(errors, below[None], 0)[0]
    high = np.take_along_axis(errors, below[None] + 1, 0)[0]
    return np.maximum(np.float32(SPREAD) * (low + part * (high - low)), np.float32(LEAST)).astype(np.float32)


def around(values: Weights, known: Mask) -> Weights:
    """Mean of the known values around each pixel, carried to where none is known: float32 (h, w)."""
    h, w = known.shape
    size = (max(1, w // SMALL), max(1, h // SMALL))
    there = known.astype(np.float32)
    window = (2 * max(1, round(LOCAL * max(size))) + 1,) * 2
    total, near = (
        np.asarray(cv2.blur(cv2.resize(v, size, interpolation=cv2.INTER_AREA), window), np.float32)
        for v in (values * there, there)
    )
    mean = (total / np.maximum(near, np.float32(1e-4))).astype(np.float32)
    filled = fill(np.repeat(mean[:, :, None], 3, axis=2), np.clip(near * np.float32(4.0), 0.0, 1.0))[:, :, 0]
    return np.asarray(cv2.resize(np.ascontiguousarray(filled), (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


def length(difference: Weights) -> Weights:
    """Euclidean length of colour differences (h, w, 3): float32 (h, w)."""
    return np.sqrt(np.einsum("ijk,ijk->ij", difference, difference)).astype(np.float32)


def _discs(shape: tuple[int, ...], radius: int) -> Mask:
    """Discs in staggered rows, two diameters apart: bool (h, w)."""
    step = 4 * radius
    y, x = np.ogrid[: shape[0], : shape[1]]
    across = (x + (y // step % 2) * (step // 2)) % step - step // 2
    return (y % step - step // 2) ** 2 + across**2 <= radius * radius
