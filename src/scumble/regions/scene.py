"""A picture while things are looked for in it: objects, subject and colours, each computed once and only when asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions import colours
from scumble.regions.pieces import Piece, everywhere, inside_of
from scumble.regions.segments import Segments, segment
from scumble.regions.tinted import Tinted, tinted
from scumble.vision.coarse import Coarse
from scumble.vision.face_mesh import Mesh, mesh_of
from scumble.vision.faces import find_faces
from scumble.vision.hands import Hand, find_hands
from scumble.vision.kinds import tell
from scumble.vision.lettering import Line, joined, look_closer, quarters, read_lettering
from scumble.vision.models import Models
from scumble.vision.objects import Detection, find_objects
from scumble.vision.subject import UNCLEAR, Subject, carry_up, find_subject, first_look, glance

Mask = NDArray[np.bool_]

FAINT = 0.25
"""Lowest score of the detector that is looked at; what scores below 0.35 needs a second witness."""
FAINTEST = 0.12
"""Lowest score that is asked of the detector at all; below FAINT it only supports what something else shows."""
PERSON = 0.45
"""Score of a person from which hands are looked for in its box."""
FRAGMENT = 0.8
"""Share of a box inside a surer one of the same class from which it is a part of the same thing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Thing:
    """Something that words may mean.

    score: 0..1, how sure it is what `label` says. region: its pixels when known; shape: the same on the scene's small
    copy, bool (h, w), until somebody needs the full size. tint: the colour by which it was found, if it was.
    """

    label: str
    box: Box
    score: float
    region: Region | None = None
    shape: Mask | None = None
    tint: str | None = None


T = TypeVar("T")


class _kept(Generic[T]):  # noqa: N801 - used like `property`
    """A property found out once a picture, and remembered with it."""

    def __init__(self, find_out: Callable[["Scene"], T]) -> None:
        self._find_out = find_out
        self.__doc__ = find_out.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, scene: None, owner: type) -> "_kept[T]": ...

    @overload
    def __get__(self, scene: "Scene", owner: type) -> T: ...

    def __get__(self, scene: "Scene | None", owner: type) -> "_kept[T] | T":
        if scene is None:
            return self
        return scene.known.get(self._name, lambda: self._find_out(scene), scene.cancel)


class Scene:
    """One picture and what is known of it."""

    def __init__(
        self, image: Image, models: Models, cancel: CancelToken, lettering: tuple[Line, ...] | None = None
    ) -> None:
        """Looks at nothing yet. lettering: the lines of text that were read already."""
        self._read = lettering
        self.image, self.models, self.cancel = image, models, cancel
        self.size = (image.width, image.height)
        self.known = models.memory.of(image)

    @_kept
    def objects(self) -> tuple[Detection, ...]:
        """Everything the detector sees, the surest first, fragments left out."""
        kept: list[Detection] = []
        for d in self.seen:
            if d.score < FAINT:
                break
            if not any(_part_of(d, k) for k in kept):
                kept.append(d)
        return tuple(kept)

    @_kept
    def seen(self) -> tuple[Detection, ...]:
        """All that the detector says, down to chance."""
        return find_objects(self.image, self.models, cancel=self.cancel, least=FAINTEST)

    def hinted(self, labels: Sequence[str], box: Box) -> tuple[float, float]:
        """The best scores with which the detector names one of the classes at a box, however faintly, and any other."""
        own, other = [0.0], [0.0]
        for d in self.seen:
            if overlap(d.box, box) > 0.5:
                for name, score in ((d.label, d.score), *d.also):
                    (own if name in labels else other).append(score)
        return max(own), max(other)

    @_kept
    def faces(self) -> tuple[Box, ...]:
        """Faces of people, the surest first."""
        return find_faces(self.image, self.models)

    def mesh(self, face: Box) -> Mesh | None:
        """Where the parts of a face are; None when that is not sure."""
        self.cancel.check()
        return self.known.get(("mesh", face), lambda: mesh_of(self.image, face, self.models), self.cancel)

    @_kept
    def hands(self) -> tuple[Hand, ...]:
        """Hands of people, the surest first."""
        people = [d.box for d in self.objects if d.label == "person" and d.score >= PERSON]
        return find_hands(self.image, self.models, cancel=self.cancel, people=people)

    @_kept
    def lab(self) -> NDArray[np.float32]:
        """A small copy in Lab."""
        return colours.lab_copy(self.image.pixels)

    @_kept
    def small(self) -> NDArray[np.uint8]:
        """(h, w, 3): the small copy that `lab`, `tree` and all shapes belong to."""
        rgb = np.asarray(cv2.cvtColor(self.lab, cv2.COLOR_LAB2RGB), np.float32)
        return np.rint(np.clip(rgb, 0.0, 1.0) * 255.0).astype(np.uint8)

    @_kept
    def tree(self) -> Segments:
        """The small copy as a tree of segments."""
        self.cancel.check()
        return segment(self.lab)

    @_kept
    def rgb(self) -> NDArray[np.uint8]:
        """The picture's colours over white, uint8 (H, W, 3)."""
        return self.image.over_white().rgb

    @_kept
    def pieces(self) -> list[Piece]:
        """Everything with an outline, without names."""
        h, w = self.lab.shape[:2]
        return everywhere(self.image, self.models, (h, w), self.cancel)

    @_kept
    def alone(self) -> NDArray[np.float32]:
        """float32 (n, 1000): what kind each piece looks like on grey."""
        boxes = [self.box_of(p.shape) for p in self.pieces]
        return tell(self.rgb, boxes, self.models, [p.shape.astype(np.float32) for p in self.pieces])

    def pieces_of(self, box: Box, shape: Mask) -> list[Piece]:
        """The pieces that a thing is made of; box and shape are the thing's."""
        return self.known.get(
            ("inside", box), lambda: inside_of(shape, self.image, self.models, self.cancel), self.cancel
        )

    @_kept
    def subject_shape(self) -> Mask | None:
        """The subject on the small copy."""
        return None if self.subject is None else self.shrunk(self.subject.alpha)

    def tinted(self, colour: str, within: Mask | None = None) -> list[Tinted]:
        """Areas of a colour, those that stand out most first."""
        if within is not None:
            return tinted(self.tree, self.lab, colour, within)
        return self.known.get(("tinted", colour), lambda: tinted(self.tree, self.lab, colour), self.cancel)

    def shrunk(self, weights: NDArray[np.float32]) -> Mask:
        """A mask of the picture's size on the small copy."""
        h, w = self.lab.shape[:2]
        return np.asarray(cv2.resize(weights, (w, h), interpolation=cv2.INTER_AREA), np.float32) > 0.5

    def full(self, shape: Mask) -> Region:
        """A shape on the small copy as a region of the picture, its edge following the picture's own."""
        radius = 3 if self.size[0] > 3 * shape.shape[1] else 2
        matte = shape.astype(np.float32)
        alpha = carry_up(self.image.pixels, self.small, matte, radius=radius, cancel=self.cancel)
        return Region(weights=alpha)

    def box_of(self, shape: Mask) -> Box:
        """The box around a shape on the small copy, in the picture's pixels. The shape must not be empty."""
        rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
        return self.box((int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1))

    def box(self, small: tuple[int, int, int, int]) -> Box:
        """A box on the small copy in the picture's pixels."""
        h, w = self.lab.shape[:2]
        fx, fy = self.size[0] / w, self.size[1] / h
        x0, y0, x1, y1 = small
        left, top = min(int(x0 * fx), self.size[0] - 1), min(int(y0 * fy), self.size[1] - 1)
        right, bottom = min(self.size[0], round(x1 * fx)), min(self.size[1], round(y1 * fy))
        return Box(x0=left, y0=top, x1=max(left + 1, right), y1=max(top + 1, bottom))

    def shape_in(self, box: Box) -> Mask:
        """A box of the picture as a shape on the small copy."""
        h, w = self.lab.shape[:2]
        fx, fy = w / self.size[0], h / self.size[1]
        out = np.zeros((h, w), bool)
        x0, y0 = int(box.x0 * fx), int(box.y0 * fy)
        out[y0 : max(y0 + 1, round(box.y1 * fy)), x0 : max(x0 + 1, round(box.x1 * fx))] = True
        return out

    @_kept
    def glance(self) -> Box | None:
        """The box of what stands out at a glance; None when nothing does."""
        return glance(self.image, self.models)

    @_kept
    def first_look(self) -> Coarse | None:
        """Where the subject is, roughly; None of a picture that is cut out already."""
        return first_look(self.image, self.models, self.cancel)

    @_kept
    def any_subject(self) -> Subject:
        """The subject, however unclear."""
        return find_subject(self.image, self.models, looked=self.first_look, cancel=self.cancel)

    @_kept
    def subject(self) -> Subject | None:
        """The subject, None when there is no clear one."""
        found = self.any_subject
        return found if found.confidence >= UNCLEAR and bool((found.alpha > 0.5).any()) else None

    @_kept
    def subject_thing(self) -> Thing | None:
        """The subject as a thing: its box is that of its solid part."""
        if self.subject is None:
            return None
        region = Region(weights=self.subject.alpha)
        box = Region.of_mask(self.subject.alpha > 0.5).bounds
        return None if box is None else Thing(label="subject", box=box, score=self.subject.confidence, region=region)

    @property
    def lettering(self) -> tuple[Line, ...]:
        """Every line of text that can be read at a glance, or those that were read already."""
        return self._lettering if self._read is None else self._read

    @_kept
    def _lettering(self) -> tuple[Line, ...]:
        """Every line of text that can be read at a glance."""
        return read_lettering(self.image, self.models, cancel=self.cancel)

    @_kept
    def small_print(self) -> tuple[Line, ...]:
        """Every line of text, with what only a look at quarters of the picture shows; takes four times as long."""
        found = self._lettering
        for box in quarters(*self.size):
            found = joined(found, look_closer(self.image, box, self.models, cancel=self.cancel))
        return found

    def colour_share(self, colour: str, box: Box) -> float:
        """How much of a box looks like a colour, 0..1."""
        return colours.share_in(self.lab, colour, box, self.size)

    def share_of(self, colour: str, thing: Thing) -> float:
        """How much of a thing looks like a colour, 0..1: of its pixels where they are known, else of its box.

        A thing that was found by a colour has it, in the shade too.
        """
        if thing.tint == colour:
            return 1.0
        if thing.shape is None or not thing.shape.any():
            return self.colour_share(colour, thing.box)
        return float(colours.looks(self.lab[thing.shape][:, None], colour).mean())


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
