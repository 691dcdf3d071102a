"""Filled gaps: ground that is left in a cut-out between fringes, laces or bars, where the network's belief dips.

The saliency network sees 320 pixels: between two fringes its probability only dips, and the matte fills what is there.
Whether such a place is ground or the thing's own shade is told by colour: gravel between the fringes of a boot is as
gravel elsewhere, and unlike the leather beside it. One such place proves nothing; many of them, together a fair share
of the subject, are ground that shows.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.outcome import Verdict
from scumble.vision.coarse import Coarse
from scumble.vision.cut_out import place
from scumble.vision.holes import contrast, to_lab
from scumble.vision.see_through import extent

Weights = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

GUARD = "filled_gaps"
LIMIT, BOTH = 1.0, 0.2
"""Doubt above which it is said; and how large the product of the gaps' number and share of the subject is that makes a
doubt of 1: 0.24 for a boot with fringes before gravel, 0.28 and 0.48 for spokes and a lattice, up to 0.03 for good
cut-outs (29 photographs). Of the composites, their gaps not yet opened, 11 are above it, all with ground in those
places; a shoe on a plain ground has 0.17, and all of that is the shoe."""
NARROW, DEEP, AWAY, REACH = 3.0, 2.0, 1.5, 20.0
"""Half width of the gaps; how far inside of the outline they are looked for; how far outside of it the ground begins
and how far it is looked at: in pixels of the network's view (320 along the longer side)."""
DIP, NONE = 0.03, 0.01
"""Least dip of the probability in a gap, and the most where colours are the subject's own."""
SURE_IN, SURE_OUT = 0.97, 0.03
LIKELIER = 2.7
"""How much likelier a gap's colours are in the ground than in the subject."""
EDGE = 20.0
"""Least difference between a gap and the subject beside it, in CIE Lab."""
STEP, BINS = 6.0, (18, 43, 43)
"""Size of a bin of the colours' histograms, in CIE Lab, and how many there are for lightness, a and b."""
RARE = 1e-6
CELL = 6
"""Least pixels of a gap."""


def doubts(alpha: Weights, coarse: Coarse) -> tuple[Verdict, ...]:
    """The doubt in words; nothing where there is none. alpha: float32 (H, W), of the coarse subject's frame."""
    h, w = coarse.probability.shape
    matte = np.asarray(cv2.resize(alpha, (w, h), interpolation=cv2.INTER_AREA), np.float32)
    gaps = filled_gaps(coarse.rgb, coarse.probability, matte)
    count, share = extent(gaps, matte > 0.5)
    doubt = count * share / BOTH
    if doubt <= LIMIT:
        return ()
    sentence = (
        f"The cut-out is doubtful: the ground seems to be left between narrow parts of the subject, in {count} places. "
        f"The largest is at the subject's {place(gaps, matte > 0.5)}. Look at its edges; a mask or points on what "
        "belongs to it say it exactly."
    )
    return (Verdict(guard=GUARD, passed=False, value=round(doubt, 3), limit=LIMIT, sentence=sentence),)


def filled_gaps(rgb: Pixels, p: Weights, matte: Weights) -> Mask:
    """Where ground is left in gaps, bool (h, w). rgb: uint8 (h, w, 3). p, matte: float32 (h, w)."""
    unit = max(p.shape) / 320.0
    subject = (matte > 0.5).astype(np.uint8)
    dip = np.asarray(cv2.morphologyEx(p, cv2.MORPH_CLOSE, _disc(NARROW * unit)), np.float32) - p
    inside = (p > SURE_IN) & (dip < NONE) & (subject > 0)
    known = np.maximum(subject, (p > SURE_OUT).astype(np.uint8))
    outside = np.asarray(cv2.dilate(known, _disc(AWAY * unit))) == 0
    outside &= np.asarray(cv2.dilate(subject, _disc(REACH * unit))) > 0
    places = (np.asarray(cv2.erode(subject, _disc(DEEP * unit))) > 0) & (dip > DIP)
    if not (inside.any() and outside.any() and places.any()):
        return np.zeros(p.shape, np.bool_)
    lab = to_lab(rgb)
    bins = _bins(lab)
    ground, own = (_frequencies(bins, where)[bins] for where in (outside, inside))
    found = places & (ground > np.float32(LIKELIER) * own + np.float32(RARE))
    labels, edge, _ = contrast(found.astype(np.uint8), lab, subject)
    keep = (edge > EDGE) & (np.bincount(labels.ravel(), minlength=edge.size) >= CELL)
    keep[0] = False
    return keep[labels]


def _bins(lab: Weights) -> NDArray[np.intp]:
    """The number of each pixel's colour bin: (h, w)."""
    low = np.array([0.0, -128.0, -128.0], np.float32)
    each = np.clip((lab - low) / np.float32(STEP), 0, np.array(BINS, np.float32) - 1).astype(np.intp)
    return (each[:, :, 0] * BINS[1] + each[:, :, 1]) * BINS[2] + each[:, :, 2]


def _frequencies(bins: NDArray[np.intp], where: Mask) -> Weights:
    """How frequent each colour is there, smoothed by a bin: float32 (bins,), their sum is 1."""
    counts = np.bincount(bins[where], minlength=BINS[0] * BINS[1] * BINS[2]).reshape(BINS).astype(np.float32)
    for axis in range(3):
        counts = (np.roll(counts, 1, axis) + 2.0 * counts + np.roll(counts, -1, axis)) / 4.0
    return (counts / max(float(counts.sum()), 1.0)).astype(np.float32).ravel()


def _disc(radius: float) -> Bytes:
    """A round structuring element."""
    r = max(1, round(radius))
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1, 2 * r + 1)), np.uint8)
