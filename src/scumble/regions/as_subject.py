"""A named thing that is the picture's subject: it gets the subject's cut-out, finer and with its foot.

A detector's box and the segmenter find 'the can' without the foot that mirrors the stone under it, and with the steps
of a mask of 256 pixels. The subject's cut-out was made with more care; where both are plainly one thing it is taken.
"""

import cv2
import numpy as np

from scumble.core.region import Box, Region
from scumble.regions.scene import Scene, overlap
from scumble.vision import cut_out
from scumble.vision.coarse import Coarse
from scumble.vision.second_look import DOUBTFUL, box_of, undecided
from scumble.vision.subject import Subject

COVERED, SAME = 0.97, 0.9
"""Share of the thing's pixels that the subject must cover, and intersection over union of both. One thing has 0.986 to
0.998 and 0.96 to 0.99 on the shared photos, the subject with what else it is 0.31 to 0.68."""

BOXES, ROUGHLY = 0.75, 0.75
"""Overlap of a thing's box with that of what stands out at a glance, and of the thing with what the first look saw,
below which the subject is not looked for and not cut out: each costs more than the one before. Of 43 detections in the
shared photos the 13 whose boxes overlap by more than 0.8 at the first look have at least 0.87 at the glance, the others
at most 0.70; the 8 that get the subject's cut-out have at least 0.97 with what the first look saw."""

PLAINLY = 0.9
"""Overlap of a thing's box with that of the first look, and of the subject, from which a subject of which the network
is sure throughout is the thing, and no outline is asked for: 0.95 and 0.96 for a mug, a toy duck and a figure on plain
ground. Where it hesitates, the same boxes have held other things (a bear and its branch, 0.96)."""


def may_be_subject(scene: Scene, box: Box) -> bool:
    """Whether a thing in a box, whose outline is not known yet, may be the picture's subject. Raises Cancelled."""
    return scene.glance is not None and overlap(scene.glance, box) > BOXES


def plainly_subject(scene: Scene, box: Box) -> Region | None:
    """The subject's cut-out where it plainly is the thing in a box, whose outline is then not looked for; else None.

    Raises Cancelled.
    """
    look = scene.first_look if may_be_subject(scene, box) else None
    seen = None if look is None else box_of(look)
    if look is None or seen is None or overlap(seen, box) < PLAINLY or undecided(look.probability) >= DOUBTFUL:
        return None
    subject = scene.subject
    if subject is None or _lost(subject):
        return None
    bounds = Region.of_mask(subject.alpha > 0.5).bounds
    return None if bounds is None or overlap(bounds, box) < PLAINLY else Region(weights=subject.alpha)


def as_subject(scene: Scene, region: Region) -> Region:
    """The subject's cut-out where it is the thing of a region, float32 (H, W) in 0..1; else the region itself.

    A cut-out that may have lost what the region has is not taken. Raises Cancelled.
    """
    bounds = Region.of_mask(region.inside).bounds
    if bounds is None or not may_be_subject(scene, bounds):
        return region
    if scene.first_look is not None and _roughly(scene.first_look, region) < ROUGHLY:
        return region
    subject = scene.subject
    if subject is None or _lost(subject):
        return region
    thing, whole = region.inside, subject.alpha > 0.5
    both = int((thing & whole).sum())
    if both < COVERED * max(1, int(thing.sum())) or both < SAME * int((thing | whole).sum()):
        return region
    return Region(weights=subject.alpha)


def _lost(subject: Subject) -> bool:
    """True when parts may have been lost; ground that is left in gaps is left in other outlines of the thing too."""
    return not all(v.passed for v in subject.verdicts if v.guard == cut_out.GUARD)


def _roughly(look: Coarse, region: Region) -> float:
    """Intersection over union of a region and what the first look saw."""
    f, (h, w) = look.frame, look.probability.shape
    part = np.ascontiguousarray(region.inside[f.y0 : f.y1, f.x0 : f.x1]).astype(np.uint8)
    thing = np.asarray(cv2.resize(part * 255, (w, h), interpolation=cv2.INTER_AREA), np.uint8) > 127
    seen = look.probability > 0.5
    beyond = (np.count_nonzero(region.inside) - np.count_nonzero(part)) * (h * w) / (f.width * f.height)
    either = np.count_nonzero(thing | seen) + beyond
    return float(np.count_nonzero(thing & seen) / max(1.0, either))
