"""A named thing that is the picture's subject: it gets the subject's cut-out, finer and with its foot.

A detector's box and the segmenter find 'the can' without the foot that mirrors the stone under it, and with the steps
of a mask of 256 pixels. The subject's cut-out was made with more care; where both are plainly one thing it is taken.
"""

from scumble.core.region import Region
from scumble.regions.scene import Scene

COVERED, SAME = 0.97, 0.9
"""Share of the thing's pixels that the subject must cover, and intersection over union of both. One thing has 0.986 to
0.998 and 0.96 to 0.99 on the shared photos, the subject with what else it is 0.31 to 0.68."""


def as_subject(scene: Scene, region: Region) -> Region:
    """The subject's cut-out where it is the thing of a region, float32 (H, W) in 0..1; else the region itself.

    A cut-out that is doubtful is not taken: it may have lost what the region has. Raises Cancelled.
    """
    subject = scene.subject
    if subject is None or not all(v.passed for v in subject.verdicts):
        return region
    thing, whole = region.inside, subject.alpha > 0.5
    both = int((thing & whole).sum())
    if both < COVERED * max(1, int(thing.sum())) or both < SAME * int((thing | whole).sum()):
        return region
    return Region(weights=subject.alpha)
