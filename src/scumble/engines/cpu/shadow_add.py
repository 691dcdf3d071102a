"""Add a shadow under a thing, or move the one it has to another side (shadow.add)."""

from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate, Verdict
from scumble.core.region import Region, Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.by_rows import Enlarged
from scumble.engines.cpu.relight import relit
from scumble.engines.cpu.shadow import ground_shadow
from scumble.engines.cpu.shadow_adjust import outline
from scumble.engines.cpu.shadow_cast import DARK, THROW, Way, cast_shadow
from scumble.engines.cpu.values import flag, number
from scumble.vision.shadows import MASKED, Shadow, find_shadow

BAND_ROWS = 256
"""Rows drawn at a time."""
NATURAL, SOFT = 0.6, 0.5
"""Strength and softness when the step names none."""
CONTACT = 0.85
"""Strength of the contact shadow beside a cast one: the cast one has its own."""
INK: Final = 12
"""The shadow's own grey where it falls on nothing (a transparent background)."""
LEAST = 1 / 300
"""Density that would change no number."""
OWN, AROUND = 0.45, 0.03
"""How far coloured ground colours the light in its shadow (exponent of its encoded colour), and the sigma, as a share
of the longer side, of the ground that counts. Neutral black over orange looks olive; real shadows there are red."""
VISIBLE = 14
"""Grey levels by which the darkest tenth of a shadow has to be darker to be seen."""
HARDLY = "The ground is so dark there that the new shadow is hardly seen; it shows more on lighter ground."
FLAT_GROUND = "The shadow is drawn as it falls on level ground; on a wall or a step behind it would bend."
NO_GROUND = (
    "{what} is cut off by the picture's edge or fills it, so that there is no ground under it that a shadow could fall"
    " on. Extend the canvas at the bottom first, or name another thing."
)


def render(task: Task, cancel: CancelToken) -> Candidate:
    """A contact shadow, and with `direction` a cast one, of `strength` 0..1 and `softness` 0..1 on what is there.

    `replace`: the old shadow is taken away first where one is found. The thing itself stays as it is. Raises
    InvalidValue, Unsupported (no ground under the thing), Cancelled.
    """
    params, cover = task.step.params, task.region.weights
    way = _way(params.get("direction"))
    strength, softness = number(params, "strength", 0, 1, NATURAL), number(params, "softness", 0, 1, SOFT)
    bounds = Region.of_mask(cover > 0.5).bounds
    old = find_shadow(task.image.rgb, cover, bounds) if bounds is not None and flag(params, "replace") else None
    contact = ground_shadow(cover, strength if way is None else CONTACT * strength)
    if contact is None:
        what = "The subject" if task.step.target.words is None else f'"{task.step.target.words}"'
        raise Unsupported(NO_GROUND.format(what=what), part=task.step.text, needs="generative edit")
    density, notes = contact, ()
    if way is not None:
        deep = strength if old is None or strength < NATURAL else max(strength, _depth(old) / DARK)
        thrown = cast_shadow(cover, way, deep, softness)
        density = contact if thrown is None else 1 - (1 - contact) * (1 - thrown)
        notes = (FLAT_GROUND,)
    elif softness != SOFT:
        density = _softened(contact, softness)
    cancel.check()
    image, touched = task.image, np.zeros(cover.shape, bool)
    verdicts: tuple[Verdict, ...] = ()
    if old is not None:
        new = relit(image, old, cover, -1.0, 0.0, task.seed, cancel)
        image, touched = new.image, new.touched
        verdicts = (outline(old), *new.verdicts)
    drawn, wrote = darkened(image, density, cover, cancel)
    if wrote.any() and not _seen(image, drawn, wrote):
        notes = (*notes, HARDLY)
    wrote = Region.of_mask(touched | wrote)
    return Candidate(image=drawn, blended=True, region=wrote, notes=notes, verdicts=verdicts)


def _way(value: object) -> Way | None:
    """The direction in which the shadow falls. Raises InvalidValue."""
    if value is None:
        return None
    if value not in THROW:
        raise InvalidValue(f"'direction' is one of {', '.join(THROW)}, not {value!r}.", param="direction")
    return value


def _depth(old: Shadow) -> float:
    """Share of the encoded numbers that the heart of a shadow takes, 0..1: the new one may be as deep."""
    dark = old.factor[old.factor < MASKED]
    return 1 - float(np.quantile(dark, 0.2)) if dark.size else 0.0


def _seen(before: Image, after: Image, wrote: NDArray[np.bool_]) -> bool:
    """Whether a shadow shows: its darkest tenth is clearly darker than the ground was."""
    change = (before.rgb[wrote].astype(np.int16) - after.rgb[wrote]).max(axis=1)
    return not before.opaque or float(np.quantile(change, 0.9)) >= VISIBLE


def _softened(density: Weights, softness: float) -> Weights:
    """A contact shadow wider than usual, or tighter by keeping its darker part only."""
    if softness < SOFT:
        share = softness / SOFT
        return (density * (share + (1 - share) * np.clip(density / max(1e-3, float(density.max())), 0, 1))).astype(
            np.float32
        )
    sigma = 0.05 * (softness - SOFT) * float(np.sqrt(density.size))
    return cast(Weights, cv2.GaussianBlur(density, (0, 0), max(0.5, sigma)))


def darkened(image: Image, density: Weights, cover: Weights, cancel: CancelToken) -> tuple[Image, NDArray[np.bool_]]:
    """The picture with a shadow of this density (any size; 0..1 of the encoded light taken) beside the cover, and
    where it was written. What light is left comes from around, so that coloured ground colours its own shadow. On what
    is transparent the shadow itself is drawn. Raises Cancelled."""
    height, width = cover.shape
    full = Enlarged(density, (width, height))
    wrote = np.zeros((height, width), np.bool_)
    tint = _own_light(image, cover, (int(density.shape[1]), int(density.shape[0])))
    pixels = image.pixels.copy()
    for top in range(0, height, BAND_ROWS):
        cancel.check()
        band = slice(top, min(top + BAND_ROWS, height))
        dark = full.rows(band.start, band.stop) * (1 - cover[band])
        there = dark > LEAST
        if not there.any():
            continue
        wrote[band] = there
        d = dark[there][:, None]
        part = pixels[band][there].astype(np.float32)
        alpha = part[:, 3:] / 255
        under = d * (1 - alpha)
        total = alpha + under
        ys, xs = np.nonzero(there)
        y = (ys + top) * tint.shape[0] // height
        left = np.minimum((1 - d) * tint[y, xs * tint.shape[1] // width] ** d, 1)
        colour = (part[:, :3] * left * alpha + INK * under) / np.maximum(total, 1e-6)
        pixels[band][there] = np.rint(np.concatenate([colour, total * 255], axis=1)).astype(np.uint8)
    return image.with_pixels(pixels), wrote


def _own_light(image: Image, cover: Weights, size: tuple[int, int]) -> Weights:
    """float32 (h, w, 3): the ground's colour around each place, its mean 1, weakened to what it adds to a shadow."""
    ground = np.subtract(1, cover, dtype=np.float32)
    if not image.opaque:
        ground *= image.alpha > 0
    weight = cast(Weights, cv2.resize(ground, size, interpolation=cv2.INTER_AREA))
    del ground
    small = cast(Weights, cv2.resize(image.rgb, size, interpolation=cv2.INTER_AREA)).astype(np.float32)
    sigma = max(1.0, AROUND * max(size))
    soft = cv2.GaussianBlur(small * weight[:, :, None], (0, 0), sigma) + 1e-3
    soft /= cv2.GaussianBlur(weight, (0, 0), sigma)[:, :, None] + 1e-3
    ratio = (soft + 8) / (soft.mean(axis=2, keepdims=True) + 8)
    return np.clip(ratio, 0.3, 2.5).astype(np.float32) ** np.float32(OWN)
