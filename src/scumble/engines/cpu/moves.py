"""Geometric steps: carries out Geometry steps one after the other and reports them; boxes of a ratio around a point."""

from scumble.codec import geometry
from scumble.core.errors import InvalidSize
from scumble.core.image import Image
from scumble.core.outcome import Candidate, Geometry
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken

MAX_PIXELS = 100_000_000
"""Largest picture a geometric step may make."""
SUBJECT_LEVEL = 0.1
"""Alpha from which a pixel counts as part of the subject."""


def moved(image: Image, steps: tuple[Geometry, ...], cancel: CancelToken, notes: tuple[str, ...] = ()) -> Candidate:
    """The candidate of these steps. Raises InvalidSize before any work when one would make too large a picture."""
    width, height = image.width, image.height
    for step in steps:
        width, height = geometry.size_after(step, width, height)
        if width * height > MAX_PIXELS:
            raise InvalidSize(
                f"That would make a picture of {width}x{height} pixels; up to {MAX_PIXELS // 1_000_000} megapixels "
                "can be made."
            )
    for step in steps:
        cancel.check()
        image = geometry.apply_image(step, image)
    return Candidate(image=image, geometry=steps, notes=notes)


def subject_box(subject: Region | None) -> Box | None:
    """The box around the subject's alpha; None when there is no subject."""
    if subject is None:
        return None
    return Region.of_mask(subject.weights > SUBJECT_LEVEL).bounds


def centred(width: int, height: int, image: Image, around: Box | None) -> Box:
    """A box of width x height (not larger than the picture) centred on `around`, or the picture, moved to fit."""
    middle = around or Box(x0=0, y0=0, x1=image.width, y1=image.height)
    x = min(max(round((middle.x0 + middle.x1 - width) / 2), 0), image.width - width)
    y = min(max(round((middle.y0 + middle.y1 - height) / 2), 0), image.height - height)
    return Box(x0=x, y0=y, x1=x + width, y1=y + height)


def ratio_size(width: int, height: int, ratio: float) -> tuple[int, int]:
    """The largest (width, height) of a ratio inside a picture of width x height; at least one pixel each."""
    if width / height > ratio:
        return max(1, min(width, round(height * ratio))), height
    return width, max(1, min(height, round(width / ratio)))


def crop_to(box: Box) -> Geometry:
    """The crop that keeps a box."""
    return geometry.crop(box.x0, box.y0, box.width, box.height)
