"""Request to Instruction: checked parameters and decoded pictures become the words the rest is written in.

Wire types stop here. `auto`, null and absent become None; legacy names become today's; a mask becomes a Region.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TypedDict

import orjson

from scumble.api.fields import REGION_SHAPE, Picture, Sent
from scumble.api.parameters import EditWishes, GenerateWishes, PlanWishes, Wishes
from scumble.api.services import DoorSettings, PlanQuestion
from scumble.codec.decode import Limits, Probe, decode, glance, probe, unread
from scumble.core.errors import InvalidMask, InvalidSize, InvalidValue, MissingParameter
from scumble.core.image import Image, Source
from scumble.core.instruction import Drawn, Instruction, Output
from scumble.core.usage import Quality
from scumble.regions.drawn import mask_region, region_json

SIZE = re.compile(r"(\d{1,6})[xX](\d{1,6})")
QUALITIES: dict[str, Quality | None] = {
    "auto": None,
    "low": "low",
    "medium": "medium",
    "high": "high",
    "xhigh": "xhigh",
    "max": "max",
    "standard": "medium",
    "hd": "high",
}
"""Wire name to quality; 'standard' and 'hd' are the names of retired models."""


class Spending(TypedDict):
    """The part of a `PlanQuestion` that decides what it costs."""

    variants: int
    previews: int
    quality: Quality | None
    max_cost: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Probed:
    """A picture's bytes with what its header says."""

    picture: Picture
    facts: Probe

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.facts.width * self.facts.height


def read_size(size: str | None, settings: DoorSettings) -> tuple[int, int] | None:
    """(width, height) in pixels, None for auto. Raises InvalidSize as OpenAI words it."""
    if size is None or size == "auto":
        return None
    found = SIZE.fullmatch(size)
    if found is None:
        raise _invalid_size(size, "Expected WIDTHxHEIGHT in pixels, such as '1024x1024', or 'auto'.")
    width, height = int(found[1]), int(found[2])
    if width == 0 or height == 0:
        raise _invalid_size(size, "Width and height must be at least 1.")
    if max(width, height) > settings.max_output_side:
        raise _invalid_size(size, f"The longest edge must be at most {settings.max_output_side} pixels.")
    if width * height > settings.max_output_pixels:
        raise _invalid_size(size, f"It exceeds the pixel budget of {settings.max_output_pixels} pixels.")
    return width, height


def _invalid_size(size: str, why: str) -> InvalidSize:
    return InvalidSize(f"Invalid size '{size[:40]}'. {why}", param="size")


def read_output(wishes: Wishes, settings: DoorSettings) -> Output:
    """The wishes for the result, checked against each other. Raises InvalidValue for two that cannot go together."""
    if not wishes.prompt.strip():
        raise InvalidValue(
            "Invalid 'prompt': it is empty. Say in words what to do.", param="prompt", code="empty_string"
        )
    if wishes.response_format == "url" and wishes.stream:
        raise InvalidValue("A stream sends 'b64_json'; ask for 'url' without 'stream'.", param="response_format")
    variants = wishes.n or 1
    if wishes.stream and variants > 1:
        raise InvalidValue("Streaming is only supported with n=1.", param="n")
    output_format = wishes.output_format or "png"
    if wishes.background == "transparent" and output_format == "jpeg":
        raise InvalidValue(
            "A transparent background needs output_format 'png' or 'webp'; 'jpeg' cannot hold one.", param="background"
        )
    compression = wishes.output_compression
    if output_format == "png":
        # OpenAI's own default, 100, is harmless: png is always lossless.
        if compression not in {None, 100}:
            raise InvalidValue(
                "Compression below 100 needs output_format 'jpeg' or 'webp'.", param="output_compression"
            )
        compression = None
    size = read_size(wishes.size, settings)
    named = wishes.model not in {None, "", "auto"}
    return Output(
        format=output_format,
        compression=compression,
        width=size[0] if size else None,
        height=size[1] if size else None,
        fit=wishes.fit or "cover",
        quality=QUALITIES[wishes.quality or "auto"],
        transparent={"transparent": True, "opaque": False}.get(str(wishes.background)),
        variants=variants,
        partial_images=(wishes.partial_images or 0) if wishes.stream else 0,
        preview=wishes.tier == "preview" or (not named and wishes.quality == "low"),
        checked=wishes.checks != "off",
    )


def read_cost(value: str | float | None) -> Decimal | None:
    """`max_cost`: an amount of money as text or number, None where it may cost anything. Raises InvalidValue."""
    if value is None or value == "":
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < 1_000_000:
        raise InvalidValue(
            f"Invalid 'max_cost': expected an amount from 0, such as \"0.25\", but got '{str(value)[:40]}'.",
            param="max_cost",
        )
    return amount


def model_name(name: str | None) -> str | None:
    """A model as the router reads it; None = it decides."""
    return None if name in {None, "", "auto"} else name


def glance_all(sent: Sent, limits: Limits) -> tuple[Probed, ...] | None:
    """What `probe_all` says, at once; None where that takes a while, or there is something to refuse."""
    if len(sent.images) != 1 or sent.mask or sent.markup:
        return None
    facts = glance(sent.images[0].data, limits=limits, name=sent.images[0].name)
    return None if facts is None else (Probed(picture=sent.images[0], facts=facts),)


def is_light(wishes: EditWishes, output: Output, glanced: object) -> bool:
    """Whether putting the instruction together decodes nothing and takes no longer than the glance did."""
    return glanced is not None and not output.checked and wishes.region is None


def probe_all(sent: Sent, limits: Limits) -> tuple[Probed, ...]:
    """Headers of all pictures, images first, before any pixel is decoded.

    Raises what `probe` raises, and InvalidMask unless mask and markup lie on image 1 pixel by pixel.
    """
    if not sent.images:
        raise MissingParameter("Missing required parameter: 'image'.", param="image")
    pictures = [*sent.images, *(p for p in (sent.mask, sent.markup) if p)]
    probed = tuple(Probed(picture=p, facts=probe(p.data, limits=limits, name=p.name)) for p in pictures)
    for drawing in probed[len(sent.images) :]:
        _same_size(drawing, probed[0])
    return probed


def edit_instruction(
    wishes: EditWishes, output: Output, sent: Sent, limits: Limits, glanced: Sequence[Probed] | None = None
) -> Instruction:
    """Decodes the pictures (slow: run it on the pixel pool) and puts the instruction together. glanced: what was found
    out of them at a glance."""
    known = [p.facts for p in glanced or ()] or [None] * len(sent.images)
    sources = tuple(_source(p, limits, k, read=output.checked) for p, k in zip(sent.images, known, strict=True))
    drawn = read_drawn(wishes.region, sent, sources[0].image, limits)
    return Instruction(
        words=wishes.prompt,
        sources=sources,
        drawn=drawn,
        output=output,
        model=model_name(wishes.model),
        seed=wishes.seed or 0,
        max_cost=read_cost(wishes.max_cost),
    )


def _source(picture: Picture, limits: Limits, glanced: Probe | None, *, read: bool) -> Source:
    """A picture, decoded; read=False: only when somebody looks at its pixels, where that can be."""
    later = None if read else unread(picture.data, limits=limits, name=picture.name, glanced=glanced)
    return later or decode(picture.data, limits=limits, name=picture.name)


def generate_instruction(wishes: GenerateWishes, output: Output) -> Instruction:
    """An instruction without a source."""
    return Instruction(
        words=wishes.prompt,
        output=output,
        model=model_name(wishes.model),
        seed=wishes.seed or 0,
        max_cost=read_cost(wishes.max_cost),
    )


def read_drawn(region: object, sent: Sent, image: Image, limits: Limits) -> Drawn | None:
    """What the caller drew on image 1: one of mask, region and markup. Raises InvalidMask, InvalidValue."""
    given = [n for n, v in (("mask", sent.mask), ("region", region), ("markup", sent.markup)) if v is not None]
    if not given:
        return None
    if len(given) > 1:
        raise InvalidValue(f"'{given[1]}' cannot be sent together with '{given[0]}'.", param=given[1])
    if sent.mask:
        mask = decode(sent.mask.data, limits=limits, name="mask").image
        return Drawn(region=mask_region(mask, image.width, image.height))
    if sent.markup:
        return Drawn(markup=decode(sent.markup.data, limits=limits, name="markup").image)
    return region_json(parse_region(region), image.width, image.height)


def _same_size(drawing: Probed, image: Probed) -> None:
    """Raises InvalidMask unless a mask or markup has image 1's size."""
    found, expected = drawing.facts, image.facts
    if (found.width, found.height) != (expected.width, expected.height):
        name = drawing.picture.name
        raise InvalidMask(
            f"Invalid {name} image format - the {name} is {found.width}x{found.height} but the image is"
            f" {expected.width}x{expected.height}; they must have the same size.",
            param=name,
        )


def parse_region(region: object) -> object:
    """A region as an object: JSON text is read. Raises InvalidValue showing how one looks."""
    if not isinstance(region, str):
        return region
    try:
        return orjson.loads(region)
    except orjson.JSONDecodeError:
        raise InvalidValue(f"'region' is not valid JSON; for example {REGION_SHAPE}.", param="region") from None


def plan_question(wishes: PlanWishes, settings: DoorSettings) -> PlanQuestion:
    """A plan request that tells the picture's facts instead of sending it."""
    try:
        size = read_size(wishes.image_size, settings)
    except InvalidSize as error:
        raise InvalidValue(error.message, param="image_size") from None
    question = PlanQuestion(
        words=wishes.prompt,
        sources=1 if wishes.image_count is None else wishes.image_count,
        drawn=bool(wishes.has_mask),
        transparent=wishes.transparent,
        model=model_name(wishes.model),
        variants=wishes.n or 1,
        quality=QUALITIES[wishes.quality or "auto"],
        max_cost=read_cost(wishes.max_cost),
    )
    return replace(question, width=size[0], height=size[1]) if size else question


def generate_question(wishes: GenerateWishes, output: Output) -> PlanQuestion:
    """A generation's instruction, to be understood before it is carried out."""
    return PlanQuestion(
        words=wishes.prompt,
        sources=0,
        width=output.width,
        height=output.height,
        model=model_name(wishes.model),
        **_spending(wishes),
    )


def plan_question_of(wishes: EditWishes, sent: Sent, probed: Sequence[Probed]) -> PlanQuestion:
    """A plan request with the body of an edit."""
    first = probed[0].facts
    return PlanQuestion(
        words=wishes.prompt,
        sources=len(sent.images),
        drawn=bool(sent.mask or sent.markup or wishes.region),
        width=first.width,
        height=first.height,
        model=model_name(wishes.model),
        **_spending(wishes),
    )


def _spending(wishes: Wishes) -> Spending:
    """What the cost depends on, besides the pictures."""
    return {
        "variants": wishes.n or 1,
        "previews": (wishes.partial_images or 0) if wishes.stream else 0,
        "quality": QUALITIES[wishes.quality or "auto"],
        "max_cost": read_cost(wishes.max_cost),
    }
