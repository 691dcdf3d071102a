"""Pictures on their way to a provider and back: fitted, encoded, masked; decoded, converted, brought to size."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from scumble.codec.convert import into_profile
from scumble.codec.decode import Limits, decode, unread
from scumble.codec.encode import encode
from scumble.core.errors import InvalidValue, ScumbleError
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.provider_errors import BadAnswer
from scumble.core.usage import Money
from scumble.core.work import LIGHT
from scumble.engines import Task
from scumble.engines.providers import File, Job, Reply
from scumble.engines.providers.masks import mask_png
from scumble.engines.providers.profiles import Profile
from scumble.engines.providers.sizes import Fit, fit, laid, laid_mask, middle, taken_off

LIMITS: Final = Limits(max_bytes=64 << 20, max_pixels=100_000_000, max_side=32_768)
"""Of what a provider sends: beyond any that are offered."""
JPEG_QUALITY: Final = 95
OTHER_RATIO: Final = 0.02
"""Share by which the ratio of what comes back may differ before it is said."""


class Unreadable(Exception):
    """What came back is no picture; the message says why."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sent:
    """What is sent, and the way back."""

    job: Job
    way: Fit
    notes: tuple[str, ...] = ()


def prepare(task: Task, profile: Profile, model: str, prompt: str) -> Sent:
    """A step in the provider's terms. Pure pixel work: for the pool. Raises InvalidValue for too many pictures, or one
    that cannot be made small enough."""
    image, new = task.image, task.step.params.get("new") is True
    if len(task.references) > profile.references:
        raise InvalidValue(f"'{model}' takes at most {profile.references + 1} pictures.", param="image")
    way = fit(image.width, image.height, profile.sizes)
    notes: list[str] = []
    mask = None
    if not new and (profile.always_masked or not task.region.is_full):
        data = mask_png(laid_mask(task.region.weights, way), profile.mask, soft=profile.soft)
        mask = None if data is None else File(name="mask.png", media="image/png", data=data)
    png = profile.like_mask and mask is not None
    files = [] if new else [_file("image", _shown(image, way, profile, notes), profile, png=png)]
    for k, other in enumerate(task.references, 2):
        files.append(_file(f"image-{k}", _reference(other, profile), profile))
    if not new and (way.inner_width, way.inner_height) != (image.width, image.height):
        notes.append(f"The picture was sent at {way.inner_width}x{way.inner_height} pixels instead of {image.size}.")
    job = Job(
        prompt=prompt,
        model=model,
        pictures=tuple(files),
        mask=mask,
        width=way.width,
        height=way.height,
        new=new,
        quality="low" if task.draft else task.quality,
        transparent=task.step.params.get("transparent") is True,
        seed=task.seed,
        key=task.key,
    )
    return Sent(job=job, way=way, notes=tuple(notes))


def is_light(task: Task, profile: Profile) -> bool:
    """Whether preparing looks at no pixel: the picture's own file is sent, and nothing else."""
    image, way = task.image, fit(task.image.width, task.image.height, profile.sizes)
    small = image.width * image.height <= LIGHT and not task.references
    whole = task.region.is_measured and task.region.is_full and not profile.always_masked
    return small and whole and _laid(image, way) is image and _sendable(image, profile, png=False)


def as_it_came(task: Task, sent: Sent, reply: Reply, profile: Profile, cost: Money) -> Candidate | None:
    """What came back, left unread where nobody has to look at it: only its header is read. None: it takes `finish`.
    Raises Unreadable."""
    if task.checked or len(reply.data) > LIGHT or sent.job.new or task.image.profile is not None:
        return None
    try:
        image = unread(reply.data, limits=LIMITS, fault=_fault)
    except ScumbleError as error:
        raise Unreadable(error.message) from error
    size = task.image.width, task.image.height
    if image is None or not sent.way.whole or (image.image.width, image.image.height) != size:
        return None
    return Candidate(image=image.image, notes=(*sent.notes, *reply.notes), cost=cost, regenerated=not profile.exact)


def finish(task: Task, sent: Sent, reply: Reply, profile: Profile, cost: Money) -> Candidate:
    """What came back, as a candidate of the step's size. Pure pixel work: for the pool. Raises Unreadable."""
    try:
        source = decode(reply.data, limits=LIMITS)
    except ScumbleError as error:
        raise Unreadable(error.message) from error
    image, way, new = task.image, sent.way, sent.job.new
    notes = [*sent.notes, *reply.notes]
    shown = into_profile(source.image, image.profile)
    if not new and abs(shown.width * way.height / (shown.height * way.width) - 1) > OTHER_RATIO:
        notes.append(f"What came back has another ratio: {shown.size} for {way.width}x{way.height}.")
    if new:
        drawn = image.with_pixels(np.ascontiguousarray(middle(shown.pixels, image.width, image.height)))
    elif (shown.width, shown.height) == (image.width, image.height) and way.whole:
        drawn = shown
    else:
        drawn = image.with_pixels(np.ascontiguousarray(taken_off(shown.pixels, way, image.width, image.height)))
    if (shown.width, shown.height) != (way.width, way.height) and not new:
        notes.append(f"What came back was {shown.size} pixels; it was brought to {image.size}.")
    return Candidate(
        image=drawn,
        blended=profile.exact and profile.soft,
        notes=tuple(notes),
        cost=cost,
        regenerated=not (new or profile.exact),
    )


def _fault(error: ScumbleError) -> ScumbleError:
    """What a picture that turns out to be damaged when somebody looks at it is: no fault of the caller's."""
    return BadAnswer(f"The engine gave no picture: what it sent cannot be read ({error.message}).")


def _shown(image: Image, way: Fit, profile: Profile, notes: list[str]) -> Image:
    """The picture as it is sent: in sRGB and opaque, but to a server that keeps both."""
    if profile.exact:
        return _laid(image, way)
    if not image.opaque:
        notes.append("Transparent parts were sent as white.")
    return _laid(into_profile(image.over_white(), None), way)


def _laid(image: Image, way: Fit) -> Image:
    """The picture on its canvas; itself where that is nothing more."""
    if way.whole and (way.width, way.height) == (image.width, image.height):
        return image
    return image.with_pixels(np.ascontiguousarray(laid(image.pixels, way)))


def _reference(image: Image, profile: Profile) -> Image:
    """Another picture, no larger than the model takes; its ratio is its own."""
    shown = image if profile.exact else into_profile(image.over_white(), None)
    sizes = profile.sizes
    scale = min(
        1.0, (sizes.most_pixels / (image.width * image.height)) ** 0.5, sizes.most_side / max(image.width, image.height)
    )
    if scale == 1.0:
        return shown
    w, h = max(1, int(image.width * scale)), max(1, int(image.height * scale))
    return _laid(shown, Fit(width=w, height=h, x=0, y=0, inner_width=w, inner_height=h))


def _sendable(image: Image, profile: Profile, *, png: bool) -> bool:
    """Whether a picture's own file can be sent. png: only one of this kind."""
    # A server that keeps pixels exactly must not decode a JPEG of its own accord: decoders differ by a level.
    file = image.file
    if file is None or len(file.data) > profile.most_bytes:
        return False
    return file.format == "png" or not (png or profile.exact)


def _file(name: str, image: Image, profile: Profile, *, png: bool = False) -> File:
    """The file that it was read from, where there is one; else PNG, and JPEG where that would be too large. Raises
    InvalidValue. png: only that, if it can be."""
    if (file := image.file) is not None and _sendable(image, profile, png=png):
        ending = "png" if file.format == "png" else "jpg"
        return File(name=f"{name}.{ending}", media=f"image/{file.format}", data=file.data)
    data = encode(image, format="png")
    if len(data) <= profile.most_bytes:
        return File(name=f"{name}.png", media="image/png", data=data)
    data = encode(image, format="jpeg", compression=JPEG_QUALITY)
    if len(data) > profile.most_bytes:
        raise InvalidValue(f"The picture is larger than the {profile.most_bytes:,} bytes it may have.", param="image")
    return File(name=f"{name}.jpg", media="image/jpeg", data=data)
