"""What a box, polygon or click points at, as a find: its pixels, the name the detector has for it, and a sentence."""

from scumble.core.errors import MissingParameter
from scumble.core.image import Image
from scumble.core.instruction import Drawn
from scumble.core.plan import Target
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions.found import Found
from scumble.regions.object_mask import object_mask
from scumble.regions.scene import Scene, Thing, area, overlap
from scumble.regions.select import select
from scumble.vision.models import Models

SAME = 0.5
"""Overlap with a detected thing from which it gives its name."""
POINTED, UNNAMED = 0.8, 0.6
"""Confidence of a thing that the detector sees too, and of one that it has no name for."""


def find_pointed(image: Image, drawn: Drawn, models: Models, *, cancel: CancelToken) -> Found:
    """The thing in a box, at points, or the polygon as it was drawn.

    Raises MissingParameter when nothing was drawn, Unsupported when nothing can be told apart at the points, Cancelled.
    """
    scene = Scene(image, models, cancel)
    box = _upright_box(drawn.region)
    if box is not None:
        others = [d.box for d in scene.objects if d.score >= 0.45 and overlap(d.box, box) < SAME]
        region = object_mask(image, box, others=others, models=models, cancel=cancel)
        sentence = "The thing in the box was told apart from what is around it."
    else:
        chosen = select(Target(kind="region"), image, models, drawn, cancel=cancel)
        region = chosen.region
        sentence = chosen.notes[0] if chosen.notes else "What was drawn was taken as it is."
    bounds = Region.of_mask(region.weights > 0.5).bounds or region.bounds
    if bounds is None:
        raise MissingParameter("Send words, or a region that covers something.", param="region")
    thing = _named(scene, bounds, region)
    return Found(
        region=region,
        box=bounds,
        candidates=(thing, *(Thing(label=d.label, box=d.box, score=d.score) for d in _around(scene, bounds))),
        confidence=thing.score,
        sentence=sentence,
        chosen=(thing,),
    )


def _upright_box(region: Region | None) -> Box | None:
    """The box that a region is; None for any other shape."""
    if region is None or region.bounds is None:
        return None
    b = region.bounds
    full = float((region.weights[b.y0 : b.y1, b.x0 : b.x1] > 0).mean()) > 0.9999
    return b if full and area(b) < 0.98 * region.weights.size else None


def _named(scene: Scene, bounds: Box, region: Region) -> Thing:
    """The region with the name of the detection at its place."""
    best = max(scene.objects, key=lambda d: overlap(d.box, bounds) * d.score, default=None)
    if best is None or overlap(best.box, bounds) < SAME:
        return Thing(label="thing", box=bounds, score=UNNAMED, region=region)
    return Thing(label=best.label, box=bounds, score=max(POINTED, best.score), region=region)


def _around(scene: Scene, bounds: Box) -> list[Thing]:
    """Other things that overlap it."""
    near = [d for d in scene.objects if 0 < overlap(d.box, bounds) < SAME and d.score >= 0.35]
    return [Thing(label=d.label, box=d.box, score=d.score) for d in near]
