"""Instruction: what the caller asked for: words, pictures, where, and wishes for the output."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scumble.core.image import Image, Source
from scumble.core.region import Region
from scumble.core.usage import Quality

OutputFormat = Literal["png", "jpeg", "webp"]
Fit = Literal["cover", "contain"]


@dataclass(frozen=True, kw_only=True)
class Click:
    """A point in pixels of image 1; label 1 = wanted, 0 = not wanted."""

    x: float
    y: float
    label: int = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawn:
    """What the caller drew, already in pixels of the upright image 1.

    region: from a mask, box or polygon; None when only points or markup were given. outline: it is a box or polygon,
    drawn around something by numbers, rather than a painted mask.
    clicks: points to be turned into a region by looking at the picture.
    markup: strokes (an RGBA overlay of image 1's size); closed and filled they hint at a region.
    """

    region: Region | None = None
    outline: bool = False
    clicks: tuple[Click, ...] = ()
    markup: Image | None = None


@dataclass(frozen=True, kw_only=True)
class Output:
    """Wishes for the result; None = as resolved by default.

    width, height: None = the source's own size. compression: 0..100, None = the format's default (and for JPEG the
    source's own tables). partial_images: 0..3 previews while streaming. variants: `n`. checked: whether the result is
    measured against the source and read back before it is sent.
    """

    format: OutputFormat = "png"
    compression: int | None = None
    width: int | None = None
    height: int | None = None
    fit: Fit = "cover"
    quality: Quality | None = None
    transparent: bool | None = None
    variants: int = 1
    partial_images: int = 0
    preview: bool = False
    checked: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Instruction:
    """One edit as asked. `sources` is empty for a generation; image 1 is the one edited, the rest are references.

    max_cost: what it may cost at most, in the price table's currency; None = whatever it costs.
    client_request_id: what the caller calls this request (X-Client-Request-Id), to find a lost result by.
    """

    words: str
    sources: tuple[Source, ...] = ()
    drawn: Drawn | None = None
    output: Output = Output()
    model: str | None = None
    seed: int = 0
    max_cost: Decimal | None = None
    client_request_id: str | None = None
