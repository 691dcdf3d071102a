"""Selections on a small copy of a picture, for previews: found once at full size, or roughly for the first of them."""

from collections.abc import Callable
from typing import Final, TypeVar

from scumble.codec import geometry
from scumble.core.errors import InvalidRequest, Misconfigured
from scumble.core.image import Image
from scumble.core.outcome import Geometry
from scumble.core.plan import Step, Target
from scumble.core.region import Region
from scumble.edits.compose import move_region
from scumble.edits.selection import Selections, all_moved
from scumble.regions.select import Selection
from scumble.vision.memory import Memory
from scumble.vision.segmenter import ENCODER

T = TypeVar("T")
ROUGH: Final = 640
"""Longest side in pixels of the copy in which things are found for a first preview."""
WORTH: Final = 1.4
"""Times that side from which finding things there is worth it: they are found at full size afterwards all the same."""
MEMORY: Final = 128 << 20
"""Bytes for what is found out about the copies."""
LOOKED_FOR: Final = frozenset({"subject", "background", "object"})


def for_preview(full: Selections, step: Geometry | None, references: tuple[Image, ...], *, first: bool) -> Selections:
    """The selections for a smaller copy of the source (step: the resize that made it; None = there is no source) and
    copies of the other pictures. first: nothing was shown yet, so that what is not known is found roughly.
    """
    if step is None:
        return full
    large = max(full.source.width, full.source.height) >= WORTH * ROUGH
    return Rough(full, step, references) if first and large and full.drawn is None else Shrunk(full, step, references)


class Shrunk(Selections):
    """Selections of a full-size source, resized for a small copy of it."""

    def __init__(self, full: Selections, step: Geometry, references: tuple[Image, ...]) -> None:
        """step: the resize that made the copy. references: copies of the other pictures."""
        super().__init__(full.source, full.drawn, full.models, full.cancel, references)
        self._full, self._step = full, step
        self.size = geometry.size_after(step, full.source.width, full.source.height)

    def _shrunk(self, found: Selection) -> Selection:
        """A full-size selection on the small copy."""
        return all_moved(found, (self._step,), self.source.width, self.source.height)

    def of(self, target: Target) -> Selection:
        """The full-size selection, resized."""
        return self._shrunk(self._full.of(target))

    def for_fill(self, target: Target) -> Selection:
        """The full-size selection to be filled, resized."""
        return self._shrunk(self._full.for_fill(target))

    def for_text(self, target: Target) -> Selection:
        """The full-size lines of text, resized."""
        return self._shrunk(self._full.for_text(target))

    def taken(self, step: Step) -> Region | None:
        """The subject of the full-size other picture, resized."""
        found, number = self._full.taken(step), self.named(step)
        if found is None or number is None:
            return None
        return self._onto_reference(found, number)

    def _onto_reference(self, found: Region, number: int) -> Region:
        """A region of the other picture of that number, on its small copy."""
        small = self.references[number - 2]
        if small.alpha.shape == found.shape:
            return found
        return move_region(found, (geometry.resize(small.width, small.height),))

    def things(self) -> Region | None:
        """What the detector sees at full size, resized."""
        return None if (found := self._full.things()) is None else move_region(found, (self._step,))


class Rough(Shrunk):
    """Selections that are found in a smaller copy, without the network that takes longest; what is known already at
    full size is taken, and what cannot be found that way is found there."""

    def __init__(self, full: Selections, step: Geometry, references: tuple[Image, ...]) -> None:
        """As of `Shrunk`."""
        super().__init__(full, step, references)
        memory = Memory(MEMORY)
        source, *others = (memory.intern(_smaller(image)) for image in (full.source, *full.references))
        self._rough = Selections(source, None, full.models.roughly(ENCODER, memory=memory), full.cancel, tuple(others))

    def of(self, target: Target) -> Selection:
        """The selection, roughly."""
        if target.kind not in LOOKED_FOR or self._full.knows(target):
            return super().of(target)
        return self._or_fully(lambda: self._onto(self._rough.of(target)), lambda: Shrunk.of(self, target))

    def for_fill(self, target: Target) -> Selection:
        """The selection to be filled, roughly."""
        if target.kind not in LOOKED_FOR or self._full.knows(target):
            return super().for_fill(target)
        return self._or_fully(lambda: self._onto(self._rough.for_fill(target)), lambda: Shrunk.for_fill(self, target))

    def taken(self, step: Step) -> Region | None:
        """The subject of the other picture, roughly."""
        number = self.named(step)
        if number is None or self._full.knows_taken(step):
            return super().taken(step)
        return self._or_fully(lambda: self._roughly_taken(step, number), lambda: Shrunk.taken(self, step))

    def _roughly_taken(self, step: Step, number: int) -> Region | None:
        found = self._rough.taken(step)
        return None if found is None else self._onto_reference(found, number)

    def _onto(self, found: Selection) -> Selection:
        """What was found in the rough copy, on the small one."""
        width, height = self.size
        source = self._rough.source
        return all_moved(found, (geometry.resize(width, height),), source.width, source.height)

    def _or_fully(self, roughly: Callable[[], T], fully: Callable[[], T]) -> T:
        try:
            return roughly()
        except (InvalidRequest, Misconfigured):
            return fully()


def _smaller(image: Image) -> Image:
    """A copy whose longest side is ROUGH pixels; the picture itself where it is no longer."""
    factor = ROUGH / max(image.width, image.height)
    if factor >= 1:
        return image
    step = geometry.resize(max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.with_pixels(geometry.apply(step, image.pixels))
