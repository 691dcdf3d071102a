"""Geometric steps: carries out Geometry steps one after the other and reports them."""

from scumble.codec import geometry
from scumble.core.errors import InvalidSize
from scumble.core.image import Image
from scumble.core.outcome import Candidate, Geometry
from scumble.core.work import CancelToken

MAX_PIXELS = 100_000_000
"""Largest picture a geometric step may make."""


def moved(image: Image, steps: tuple[Geometry, ...], cancel: CancelToken, notes: tuple[str, ...] = ()) -> Candidate:
    """The candidate of these steps. Raises InvalidSize before any work when one would make too large a picture."""
    size_after(image, steps)
    for step in steps:
        cancel.check()
        image = geometry.apply_image(step, image)
    return Candidate(image=image, geometry=steps, notes=notes)


def size_after(image: Image, steps: tuple[Geometry, ...]) -> tuple[int, int]:
    """(W, H) after these steps. Raises InvalidSize when one would make too large a picture."""
    width, height = image.width, image.height
    for step in steps:
        width, height = geometry.size_after(step, width, height)
        if width * height > MAX_PIXELS:
            raise InvalidSize(
                f"That would make a picture of {width}x{height} pixels; up to {MAX_PIXELS // 1_000_000} megapixels "
                "can be made."
            )
    return width, height
