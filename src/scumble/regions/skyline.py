"""Skyline: the sky to the pixel, between branches and along roofs, and without a bright thing that stands before it.

What was told as sky is only its smooth middle. From there its colour is carried on to each pixel beside it; a pixel is
sky as far as its lightness lies between that colour and the darkest beside it (twigs mix with the sky behind them) and
its hue is the sky's, where a chain of such pixels leads to the middle.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Region
from scumble.regions.scene import Scene, Thing
from scumble.regions.stuff import areas
from scumble.vision.subject import carry_up

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SIDE: Final = 1200
"""Longest side of the copy that is looked at: twigs are there, and a picture of any size takes the same time."""
COARSE: Final = 160
"""Longest side of the copy on which the sky's colour is carried on."""
SPREADS: Final = ((0.02, 1.0), (0.06, 0.02), (0.25, 1e-4))
"""Sigmas by which it is carried on, as shares of the side, and how much each counts: the nearest sky wins."""
REACH: Final = 0.2
"""Of the longest side: how far from what was told as sky there may be more of it."""
SMOOTH: Final = 1.6
"""Local deviation of the lightness up to which a surface is smooth: skies have 0.2 to 1.2, rough plaster 2 and more."""
GAP, DIM = 0.03, 14.0
"""Of the longest side: how near something has to be that is so much darker than the sky (twigs, out of focus too)
where there is more sky than was told."""
JUMP: Final = 0.005
"""Of the longest side: half the width of what a chain of sky leads across, such as twigs."""
CHAIN: Final = 0.7
"""Share of sky from which a pixel is a link of such a chain."""
TWIG: Final = 0.012
"""Of the longest side: half the window in which the darkest pixel is what the sky is mixed with."""
DARKER: Final = 36.0
"""Lightness (0..100) by which that is darker than the sky at least."""
NO_SKY, ALL_SKY = 0.25, 0.85
"""Shares of sky in a pixel below which there is none and above which there is nothing else: noise and blur."""
HUE, LIGHTER = 12.0, 10.0
"""Distance in a*, b*, and lightness above the sky's, from which a pixel is sky less and less: clouds stay."""
CLOUD: Final = 0.004
"""Share of the picture up to which a gap in the sky that is as bright is a piece of cloud: one with the rest."""
BELOW: Final = ("water", "ground", "sand", "snow", "grass")
"""Kinds of area that mirror the sky or are as pale as it is."""
SKYLINE: Final = "The sky was told apart by its colour: look at its edges, between leaves and where clouds begin."
"""What is said of every sky that is found."""
MEANT: Final = 0.35
"""Share of the subject inside the sky from which the subject is no thing before it, but a part of it."""


def all_sky(scene: Scene, pieces: Sequence[Thing]) -> Thing:
    """The sky in one, of all its pieces: to the pixel, and without what stands before it. Raises Cancelled."""
    shape = np.logical_or.reduce([p.shape for p in pieces if p.shape is not None])
    region = sky_region(scene, shape)
    box = Region.of_mask(region.weights > 0.5).bounds
    return replace(pieces[0], region=region, shape=shape, box=box or pieces[0].box)


def sky_region(scene: Scene, shape: Mask) -> Region:
    """The sky at full size. shape: bool (h, w), what was told as sky on the scene's small copy. Raises Cancelled."""
    width, height = scene.size
    factor = min(1.0, SIDE / max(width, height))
    size = (max(8, round(width * factor)), max(8, round(height * factor)))
    rgb = cast(Bytes, cv2.resize(np.ascontiguousarray(scene.rgb), size, interpolation=cv2.INTER_AREA))
    told = cast(Floats, cv2.resize(shape.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)) > 0.5
    if not told.any():
        return scene.full(shape)
    before = _before(scene, told)
    scene.cancel.check()
    matte = sky_matte(rgb, told, before)
    scene.cancel.check()
    return Region(weights=carry_up(scene.image.pixels, rgb, matte, radius=2, cancel=scene.cancel))


def _before(scene: Scene, told: Mask) -> Floats:
    """What is no sky, float32 of told's size: the ground below it, and the subject where it stands before it."""
    size = (told.shape[1], told.shape[0])
    height, width = scene.lab.shape[:2]
    below = np.zeros((height, width), np.float32)
    horizon = float(np.quantile(np.nonzero(told)[0], 0.98)) * height / told.shape[0]
    for kind in BELOW:
        for area in areas(scene.tree, kind, scene.lab[:, :, 0], np.zeros(below.shape, np.bool_), below > 1):
            if float(np.nonzero(area.mask)[0].mean()) > horizon:
                below[area.mask] = 1
    covered = cast(Floats, cv2.resize(below, size, interpolation=cv2.INTER_NEAREST)) * ~told
    if scene.subject is None:
        return covered
    alpha = cast(Floats, cv2.resize(scene.subject.alpha, size, interpolation=cv2.INTER_AREA))
    inside = float((alpha * told).sum()) / max(1.0, float(alpha.sum()))
    return np.maximum(covered, alpha) if inside < MEANT else covered


def sky_matte(rgb: Bytes, told: Mask, before: Floats) -> Floats:
    """Share of sky in each pixel, float32 (h, w). rgb: uint8 (h, w, 3). told: what is sky for sure, roughly outlined.
    before: share of each pixel that is covered by something else."""
    side = max(told.shape)
    lab = cast(Floats, cv2.cvtColor(rgb.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB))
    core = cv2.erode((told & (before < 0.05)).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if not core.any():
        return told * (1 - before)
    sky = _carried_on(lab, core)
    near = _disc(1 + 2 * max(1, round(TWIG * side)))
    dark = cv2.blur(cv2.erode(lab[..., 0], near), near.shape)
    dark = np.minimum(dark, sky[..., 0] - DARKER)
    lightness = np.clip((lab[..., 0] - dark) / (sky[..., 0] - dark), 0, 1)
    off = np.hypot(lab[..., 1] - sky[..., 1], lab[..., 2] - sky[..., 2])
    alike = np.clip(1.5 - off / HUE, 0, 1) * np.clip(2 - (lab[..., 0] - sky[..., 0]) / LIGHTER, 0, 1)
    share = np.clip((lightness - NO_SKY) / (ALL_SKY - NO_SKY), 0, 1) * alike
    # Where it is neither smooth nor near something dark, what is as light as the sky may be a white wall.
    mean = cv2.blur(lab[..., 0], (7, 7))
    smooth = np.sqrt(np.maximum(cv2.blur(lab[..., 0] ** 2, (7, 7)) - mean**2, 0)) < SMOOTH
    between = smooth | (cv2.erode(lab[..., 0], _disc(1 + 2 * max(1, round(GAP * side)))) < sky[..., 0] - DIM)
    chain = _joined((share > CHAIN) & (between | told) & (before < 0.5), core)
    share = np.where(chain & (between | told) & _reached(told, side), share, 0)
    # Well inside, a darker cloud is sky all the same.
    share[cv2.erode(core.astype(np.uint8), near) > 0] = 1
    share = np.where(_gaps(share, lab[..., 0] - sky[..., 0]), 1, share)
    return (share * (1 - before)).astype(np.float32)


def _carried_on(lab: Floats, core: Mask) -> Floats:
    """The sky's colour (h, w, 3), carried on to where there is none."""
    scale = COARSE / max(core.shape)
    size = (max(4, round(core.shape[1] * scale)), max(4, round(core.shape[0] * scale)))
    weight = cast(Floats, cv2.resize(core.astype(np.float32), size, interpolation=cv2.INTER_AREA))
    colours = cast(Floats, cv2.resize(lab * core[..., None].astype(np.float32), size, interpolation=cv2.INTER_AREA))
    total, counted = np.zeros_like(colours), np.zeros_like(weight)
    for spread, counts in SPREADS:
        total += counts * cast(Floats, cv2.GaussianBlur(colours, (0, 0), spread * COARSE))
        counted += counts * cast(Floats, cv2.GaussianBlur(weight, (0, 0), spread * COARSE))
    small = total / np.maximum(counted, 1e-9)[..., None]
    return cast(Floats, cv2.resize(small, (core.shape[1], core.shape[0]), interpolation=cv2.INTER_LINEAR))


def _joined(sky: Mask, core: Mask) -> Mask:
    """The part of the sky from which a chain of its pixels leads to the core, with its soft rim."""
    square = np.ones((3, 3), np.uint8)
    closed = cv2.morphologyEx(sky.astype(np.uint8), cv2.MORPH_CLOSE, _disc(1 + 2 * round(JUMP * max(sky.shape))))
    _, found = cv2.connectedComponents(((closed > 0) | core).astype(np.uint8), connectivity=8)
    labels = np.asarray(found, np.intp)
    kept = np.bincount(labels[core], minlength=int(labels.max()) + 1) > 0
    kept[0] = False
    return cv2.dilate(kept[labels].astype(np.uint8), square) > 0


def _reached(told: Mask, side: int) -> Mask:
    """Where the sky may go on, bool (h, w)."""
    away = cv2.distanceTransform((~told).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3)
    return np.asarray(away) <= REACH * side


def _gaps(share: Floats, lighter: Floats) -> Mask:
    """Small gaps in the sky that are as bright as it is: pieces of cloud."""
    _, found = cv2.connectedComponents((share < 0.95).astype(np.uint8), connectivity=4)
    labels = np.asarray(found, np.intp)
    sizes = np.bincount(labels.ravel())
    total = np.bincount(labels.ravel(), weights=lighter.ravel())
    cloud = (sizes <= CLOUD * share.size) & (total / np.maximum(sizes, 1) > -2.0)
    cloud[0] = False
    return cloud[labels]


def _disc(side: int) -> Bytes:
    return cast(Bytes, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
