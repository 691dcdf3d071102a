"""Near-black materials with gloss: which of an object's pixels are its black metal, plastic or leather.

The chroma of near-black is noise, and what it mirrors is many times lighter than the black itself, so neither chroma
nor a ratio of lightness tells the material. What tells it: the black is near-black and without colour; its gloss, which
is taken with it, is grey, runs smoothly into the black or lies within it. Chrome, white letters and what glows do not.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.parts import smooth_parts

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]

BLACK, COLOURLESS = 0.35, 0.04
"""Lightness and chroma (OKLab) below which a pixel may be near-black: sRGB 58 for greys."""
BODY = 0.28
"""Most lightness of a black material's middle; cast iron is at 0.2, black cloth in the sun at 0.25."""
MOSTLY = 0.5
"""Share of near-black from which an object is black, whatever its smoothest part is."""
SHADED = 0.1
"""Chroma over lightness of all near-black together from which it is the deep shade of a colour."""
ABOVE = 0.13
"""Lightness above the black's middle up to which a pixel is the black itself: its shading, its wear."""
OFFSET = 0.25
"""Added to lightness under the logarithm that light steps are measured on: below it steps are noise."""
STEP_WEIGHT, CHROMA_WEIGHT = 0.24, 0.3
"""Weights of log(L + OFFSET) and of a and b where parts of gloss are told apart."""
GLOSS = 0.56
"""Lightness up to which a smooth grey is gloss: black mirrors a white wall at a slant about so; chrome is lighter."""
TINT, LIT = 0.03, 0.06
"""Most chroma of gloss, which has the colour of a room's walls and lamps: of a part of its own, and of light that runs
smoothly into the black."""
RUNS_IN, WITHIN = 0.15, 0.5
"""Share of a part that is black, and share of its rim within the object that touches black, that make it gloss."""
BIG, SPECK = 0.003, 0.001
"""Share of the object from which gloss is a part, and up to which black is a speck or a hole in black."""
ISLAND, LETTER = 0.02, 0.7
"""Of a mirrored light with hard edges: most share of the object, and lightness from which it is rather a white letter,
which a mirrored lamp resembles and, kept as it is, looks like."""
RIM = 5
"""Pixels of the small copy, square, in which a part's surroundings are looked at."""


def is_black(lab: Floats, middle: Floats, coloured: float) -> bool:
    """True when an object is a near-black one: lab (N, 3) its pixels, middle (3,) its main colour in OKLab, coloured:
    how much that counts as a colour, 0..1."""
    if float(middle[0]) < BODY and coloured < 0.5:
        return True
    dark = _dark(lab)
    if float(dark.mean()) <= MOSTLY:
        return False
    light, a, b = (float(v) for v in np.median(lab[dark], axis=0))
    return float(np.hypot(a, b)) < SHADED * light


def black_parts(lab: Floats, sure: Mask) -> tuple[Mask, Mask]:
    """bool (h, w): where an object is its black material, gloss included, and where that is left to the guided filter.

    lab: (h, w, 3) of the object's small copy, sure: where the object is.
    """
    middle = float(np.median(lab[sure][_dark(lab[sure])][:, 0])) if _dark(lab[sure]).any() else BLACK
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    body = sure & (lab[..., 0] < middle + ABOVE) & (chroma < COLOURLESS)
    least = max(2, round(SPECK * int(sure.sum())))
    body = _without_specks(body, least)
    own = body | _gloss(lab, sure, body)
    own |= _mirrored(lab, sure, own)
    own = sure & ~_without_specks(sure & ~own, least)
    return own, sure & ~body


def scattered(own: Mask, sure: Mask) -> float:
    """Share of the object, 0..1, whose pixels are not what most of their neighbours are: little for a material with
    outlines, however thin; much for speckles."""
    count = cv2.blur(sure.astype(np.float32), (5, 5))
    mine = cv2.blur((own & sure).astype(np.float32), (5, 5))
    most = mine > 0.5 * count
    return float((most != own)[sure].mean())


def _dark(lab: Floats) -> Mask:
    """Which colours (..., 3) are near-black."""
    return (lab[..., 0] < BLACK) & (np.hypot(lab[..., 1], lab[..., 2]) < COLOURLESS)


def _gloss(lab: Floats, sure: Mask, body: Mask) -> Mask:
    """Smooth greys that run into the black or lie within it."""
    light = STEP_WEIGHT * np.log(lab[..., :1] + OFFSET)
    part = smooth_parts(
        np.concatenate([light, CHROMA_WEIGHT * lab[..., 1:]], axis=-1).astype(np.float32), sure, bridged=False
    )
    numbers = part[sure]
    sizes = np.bincount(numbers)
    black = np.bincount(numbers, weights=body[sure]) / sizes
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    found = sure & np.isin(part, np.flatnonzero(black > RUNS_IN)) & (lab[..., 0] < LETTER) & (chroma < LIT)
    grey = sure & (lab[..., 0] < GLOSS) & (chroma < TINT)
    for number in np.flatnonzero((sizes >= BIG * numbers.size) & (black <= RUNS_IN)):
        mask = part == number
        if float(grey[mask].mean()) < MOSTLY:
            continue
        ring = (cv2.dilate(mask.astype(np.uint8), np.ones((RIM, RIM), np.uint8)) > 0) & ~mask & sure
        if ring.any() and float(body[ring].mean()) > WITHIN:
            found |= mask
    return found


def _mirrored(lab: Floats, sure: Mask, own: Mask) -> Mask:
    """Hard-edged lights in the middle of the black: a window or a lamp that it mirrors."""
    light = sure & ~own & (lab[..., 0] < LETTER)
    # Apart from the thin rims that lights have where they meet something else.
    wide = cv2.morphologyEx(light.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    return _islands(lab, sure, wide) | _islands(lab, sure, light & ~wide)


def _islands(lab: Floats, sure: Mask, light: Mask) -> Mask:
    """The small grey pieces of `light` that do not reach the object's outline."""
    inner = cv2.erode(sure.astype(np.uint8), np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    count, label = cv2.connectedComponents(light.astype(np.uint8), connectivity=4)
    numbers = np.asarray(label)[light]
    edge = np.bincount(numbers, weights=inner[light] == 0, minlength=count)
    sizes = np.maximum(np.bincount(numbers, minlength=count), 1)
    ab = [np.bincount(numbers, weights=lab[..., k][light], minlength=count) / sizes for k in (1, 2)]
    good: Mask = (edge == 0) & (sizes < ISLAND * int(sure.sum())) & (np.hypot(*ab) < COLOURLESS)
    good[0] = False
    return good[np.asarray(label, np.int32)]


def _without_specks(mask: Mask, least: int) -> Mask:
    """A mask without its pieces of fewer than `least` pixels."""
    _, label = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    number = np.asarray(label, np.int32)
    keep: Mask = np.bincount(number.ravel()) >= least
    keep[0] = False
    return keep[number]
