"""Tails and paws: what of an animal its mask leaves behind, out of focus behind it or below the bench it sits on.

Neither the subject network nor the segmenter joins a blurred tail to its cat, or one that hangs below a seat to the dog
on it: moved, the animal would leave it standing there. A part is told by its colours, which the animal has and its
surroundings have not; the segmenter, asked there, must see something that ends, and it must lead away from the animal.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box, Region
from scumble.regions.scene import Scene, inside, overlap
from scumble.vision.segmenter import Point, can_segment, embed, segments_at

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

ANIMALS = frozenset({"bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe"})
"""Classes of the detector that have tails and legs which something may cover."""
STEPS, CELLS = (5.0, 4.0), (21, 64)
"""Size of a cell of the histogram in L and in a, b; number of cells."""
LIKELIER, LIKELY = 0.7, 0.3
"""Logarithm of how much more usual a colour is on the animal than around it, for a place to be asked about, and for a
pixel of what was seen there to count as the animal's."""
OWN = 0.5
"""Share of such pixels: 0.60 and 0.75 of two tails, at most 0.11 of floors, 0.54 of a bench."""
UNIT = 0.02
"""What is thinner than twice this is a halo; everything here is in units of the root of the animal's area."""
AROUND, NEAR = 0.6, 0.25
"""How far around the animal counts as its surroundings, and how near to it a part begins."""
CRUMB = 0.002
"""Share of the animal's pixels below which a place is not asked about."""
FIRM, UNLIKE = 2.0, -0.8
"""Most that one pixel's colour says for or against its being a part, and what the mean around it must say against it
for it to be none: a rope beside a tail says -2, a tail in the shade of a seat -0.4."""
STEADY = 0.9
"""Quality and stability, as the segmenter tells them, from which its answer is something that ends."""
SIZES = (0.015, 0.25)
"""Share of the animal's pixels that a part has."""
LONG, LEADS = 1.5, 0.6
"""Least length in widths, and share of the length by which its far end is further from the animal than its near one."""
SAME = 0.5
"""Overlap from which a detection is of the animal itself."""
ASKED = 4
"""No more places are asked about."""


def with_tail(scene: Scene, label: str, region: Region) -> Region:
    """The region of an animal with the parts that its mask left out; the region itself where there are none.

    label: the detector's class; only animals are looked at. Raises Cancelled.
    """
    if label not in ANIMALS or not can_segment(scene.models):
        return region
    animal = scene.shrunk(region.weights)
    like = _likeness(scene.lab, animal)
    for box in _others(scene, animal):
        like[scene.shape_in(box) & ~animal] = -FIRM
    found = [part for spot in _spots(like, animal) if (part := _part_at(scene, animal, like, spot)) is not None]
    return region.union(scene.full(_joined(np.logical_or.reduce(found), animal))) if found else region


def _others(scene: Scene, animal: Mask) -> list[Box]:
    """Boxes of other animals and of people: what lies there is theirs, whatever its colour."""
    own = scene.box_of(animal) if animal.any() else Box(x0=0, y0=0, x1=1, y1=1)
    living = [d.box for d in scene.objects if d.label in ANIMALS or d.label == "person"]
    return [b for b in living if overlap(b, own) < SAME and inside(b, own) < SAME and inside(own, b) < SAME]


def _joined(found: Mask, animal: Mask) -> Mask:
    """The parts with the slits that outlines of two masks leave between them and the animal, and a little of it."""
    by = _unit(animal, UNIT)
    slit = cv2.morphologyEx((found | animal).astype(np.uint8), cv2.MORPH_CLOSE, _disc(by)) > 0
    near = cv2.dilate(found.astype(np.uint8), _disc(2 * by)) > 0
    return found | (slit & near)


def _likeness(lab: Floats, animal: Mask) -> Floats:
    """float32 (h, w): logarithm of how much more usual each pixel's colour is on the animal than around it."""
    by = _unit(animal, UNIT)
    inner = cv2.erode(animal.astype(np.uint8), _disc(by)) > 0
    outer = _near(animal) & (cv2.dilate(animal.astype(np.uint8), _disc(by)) == 0)
    scaled = np.stack([lab[:, :, 0] / STEPS[0], lab[:, :, 1] / STEPS[1] + 32, lab[:, :, 2] / STEPS[1] + 32])
    top = np.array([CELLS[0] - 1, CELLS[1] - 1, CELLS[1] - 1])[:, None, None]
    cell = tuple(np.clip(scaled.astype(np.intp), 0, top))
    own, other = (_usual(cell, part) for part in (inner, outer))
    return np.log((own + 1e-6) / (other + 1e-6)).astype(np.float32)[cell]


def _usual(cell: tuple[NDArray[np.intp], ...], part: Mask) -> Floats:
    """float32, a share a cell: how usual colours are in a part, smoothed over neighbouring cells."""
    counts = np.zeros((CELLS[0], CELLS[1], CELLS[1]), np.float32)
    np.add.at(counts, tuple(c[part] for c in cell), 1)
    for axis in range(3):
        counts = (np.roll(counts, 1, axis) + 2 * counts + np.roll(counts, -1, axis)) / 4
    return counts / np.float32(max(1, int(part.sum())))


def _spots(like: Floats, animal: Mask) -> list[Mask]:
    """Where the animal's colours go on beside it, the largest first: bool (h, w) each."""
    alike = ((like > LIKELIER) & ~animal & _near(animal)).astype(np.uint8)
    alike = cast(NDArray[np.uint8], cv2.morphologyEx(alike, cv2.MORPH_OPEN, _disc(_unit(animal, UNIT))))
    count, found, stats, _ = cv2.connectedComponentsWithStats(alike, connectivity=8)
    labels, sizes = np.asarray(found), np.asarray(stats)[:, cv2.CC_STAT_AREA]
    away, least = _away(animal), CRUMB * float(animal.sum())
    order = sorted(range(1, count), key=lambda k: -int(sizes[k]))
    spots = [labels == k for k in order if sizes[k] >= least]
    return [s for s in spots if float(away[s].min()) <= _unit(animal, NEAR)][:ASKED]


def _part_at(scene: Scene, animal: Mask, like: Floats, spot: Mask) -> Mask | None:
    """What the segmenter sees at a spot, bool (h, w), when it is a part that leads away from the animal; else None."""
    scene.cancel.check()
    depth = cv2.distanceTransform(np.pad(spot.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    row, column = np.unravel_index(int(np.argmax(depth)), spot.shape)
    height, width = spot.shape
    x, y = (float(column) + 0.5) / width * scene.size[0], (float(row) + 0.5) / height * scene.size[1]
    embedding = embed(scene.image, scene.models, cancel=scene.cancel)
    for answer in segments_at(embedding, scene.models, Point(x=x, y=y)):
        shape = (answer.at(width, height) > 0) & ~animal
        if min(answer.quality, answer.stability) >= STEADY and _is_part(shape, animal, like):
            return _in_its_colours(shape, like, _unit(animal, UNIT))
    return None


def _in_its_colours(shape: Mask, like: Floats, radius: int) -> Mask:
    """A part without what the segmenter took along, such as the rope beside a tail: bool (h, w)."""
    side = 2 * radius + 1
    inside = shape.astype(np.float32)
    mean = cv2.blur(np.clip(like, -FIRM, FIRM) * inside, (side, side)) / np.maximum(
        cv2.blur(inside, (side, side)), 0.01
    )
    own = (shape & (np.asarray(mean) > UNLIKE)).astype(np.uint8)
    count, found, stats, _ = cv2.connectedComponentsWithStats(own, connectivity=8)
    return np.asarray(found) == 1 + int(np.argmax(np.asarray(stats)[1:, cv2.CC_STAT_AREA])) if count > 1 else shape


def _is_part(shape: Mask, animal: Mask, like: Floats) -> bool:
    """True for a shape beside the animal that has its colours, a part's size, and leads away from it."""
    size, whole = int(shape.sum()), float(animal.sum())
    if not SIZES[0] * whole <= size <= SIZES[1] * whole or float((like[shape] > LIKELY).mean()) < OWN:
        return False
    away = _away(animal)[shape]
    across, along = sorted(cv2.minAreaRect(np.argwhere(shape).astype(np.float32))[1])
    return (
        float(away.min()) <= _unit(animal, NEAR)
        and along >= LONG * across
        and float(away.max() - away.min()) >= LEADS * along
    )


def _away(animal: Mask) -> Floats:
    """float32 (h, w): pixels to the animal."""
    return np.asarray(cv2.distanceTransform((~animal).astype(np.uint8), cv2.DIST_L2, 5), np.float32)


def _near(animal: Mask) -> Mask:
    """bool (h, w): what counts as the animal's surroundings, and itself."""
    return _away(animal) <= _unit(animal, AROUND)


def _unit(animal: Mask, share: float) -> int:
    """A length in pixels, given in roots of the animal's area; at least 2."""
    return max(2, round(share * float(animal.sum()) ** 0.5))


def _disc(radius: int) -> NDArray[np.uint8]:
    """A round structuring element."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)
