"""A picture while things are looked for in it: objects, subject and colours, each computed once and only when asked."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions import colours
from scumble.vision.models import Models
from scumble.vision.objects import Detection, find_objects
from scumble.vision.subject import UNCLEAR, Subject, find_subject

FAINT = 0.25
"""Lowest score of the detector that is looked at; what scores below 0.35 needs a second witness."""
FRAGMENT = 0.8
"""Share of a box inside a surer one of the same class from which it is a part of the same thing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Thing:
    """Something that words may mean. score: 0..1, how sure it is what `label` says; region: its pixels when known."""

    label: str
    box: Box
    score: float
    region: Region | None = None


class Scene:
    """One picture and what is known of it."""

    def __init__(self, image: Image, models: Models, cancel: CancelToken) -> None:
        """Looks at nothing yet."""
        self.image, self.models, self.cancel = image, models, cancel
        self.size = (image.width, image.height)

    @cached_property
    def objects(self) -> tuple[Detection, ...]:
        """Everything the detector sees, the surest first, fragments left out."""
        seen = find_objects(self.image, self.models, cancel=self.cancel, least=FAINT)
        kept: list[Detection] = []
        for d in seen:
            if not any(_part_of(d, k) for k in kept):
                kept.append(d)
        return tuple(kept)

    @cached_property
    def lab(self) -> NDArray[np.float32]:
        """A small copy in Lab."""
        return colours.lab_copy(self.image.pixels)

    @cached_property
    def subject(self) -> Subject | None:
        """The subject, None when there is no clear one."""
        found = find_subject(self.image, self.models, cancel=self.cancel)
        return found if found.confidence >= UNCLEAR and bool((found.alpha > 0.5).any()) else None

    @cached_property
    def subject_thing(self) -> Thing | None:
        """The subject as a thing: its box is that of its solid part."""
        if self.subject is None:
            return None
        region = Region(weights=self.subject.alpha)
        box = Region.of_mask(self.subject.alpha > 0.5).bounds
        return None if box is None else Thing(label="subject", box=box, score=self.subject.confidence, region=region)

    def colour_share(self, colour: str, box: Box) -> float:
        """How much of a box looks like a colour, 0..1."""
        return colours.share_in(self.lab, colour, box, self.size)


def _part_of(d: Detection, surer: Detection) -> bool:
    """True for a weak box that lies inside a surer one of the same class."""
    return d.label == surer.label and d.score < 0.85 * surer.score and inside(d.box, surer.box) > FRAGMENT


def area(box: Box) -> int:
    """Pixels of a box."""
    return max(0, box.width) * max(0, box.height)


def common(a: Box, b: Box) -> int:
    """Pixels in both boxes."""
    width = min(a.x1, b.x1) - max(a.x0, b.x0)
    height = min(a.y1, b.y1) - max(a.y0, b.y0)
    return width * height if width > 0 and height > 0 else 0


def inside(a: Box, b: Box) -> float:
    """Share of box a that lies inside box b."""
    return common(a, b) / max(1, area(a))


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    both = common(a, b)
    return both / max(1, area(a) + area(b) - both)
