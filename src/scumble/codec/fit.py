"""Fit: boxes of a ratio around a subject, and the steps that cover or contain a wanted size without stretching."""

from scumble.codec import geometry
from scumble.core.image import Image
from scumble.core.outcome import Geometry
from scumble.core.region import Box, Region

SUBJECT_LEVEL = 0.1
"""Alpha from which a pixel counts as part of the subject."""


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


def cover(image: Image, width: int, height: int, around: Box | None) -> tuple[Geometry, ...]:
    """Steps that crop to the ratio (around a box, if given) and scale, so that width x height is filled."""
    box = centred(*ratio_size(image.width, image.height, width / height), image, around)
    return crop_to(box), geometry.resize(width, height)


def contain(image: Image, width: int, height: int, colour: str | None) -> tuple[Geometry, ...]:
    """Steps that scale until the picture fits into width x height and pad the rest evenly."""
    inner = ratio_size(width, height, image.width / image.height)
    across, down = width - inner[0], height - inner[1]
    fill = colour or "transparent"
    padding = geometry.pad(down // 2, across - across // 2, down - down // 2, across // 2, fill)
    return geometry.resize(*inner), padding
