"""Tone: brightness, contrast, exposure, saturation, temperature, sharpen, black and white and auto-level in one pass.

One documented order, whatever the words' order was: auto, exposure, temperature, brightness, contrast (all five are
one curve a channel), then saturation or greyscale (one 3x3 matrix), then sharpen. Numbers are rounded once, at the
end. The picture's own numbers are worked on, in the picture's own profile; exposure and temperature take its transfer
curve to be sRGB's, which is near enough to every usual RGB profile. Works in bands of rows: about 30 MB however large.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.auto_level import measure
from scumble.engines.cpu.curves import LUMA, tone_curves
from scumble.engines.cpu.sharpen import sharpen
from scumble.engines.cpu.values import flag, number

BAND_PIXELS = 1_000_000
"""Pixels worked on at a time."""


@dataclass(frozen=True, kw_only=True)
class _Wishes:
    """The step's parameters, checked."""

    brightness: float
    contrast: float
    exposure: float
    saturation: float
    temperature: float
    sharpen: float
    auto: bool


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture with its tone changed inside the region's box; compose weighs it by the region.

    Parameters: see Op.TONE; any subset. Raises InvalidValue for a parameter out of range, Cancelled.
    """
    wishes = _read(task)
    box = task.region.bounds
    if box is None:
        return Candidate(image=task.image)
    notes: tuple[str, ...] = ()
    levels = None
    if wishes.auto:
        levels = measure(task.image, task.region)
        notes = (levels.note,)
        cancel.check()
    curves = tone_curves(
        levels=levels,
        exposure=wishes.exposure,
        temperature=wishes.temperature,
        brightness=wishes.brightness,
        contrast=wishes.contrast,
    )
    pixels = task.image.pixels.copy()
    _in_bands(task.image.pixels, pixels, box, curves, wishes, cancel)
    return Candidate(image=task.image.with_pixels(pixels), notes=notes)


def _read(task: Task) -> _Wishes:
    """Checks every parameter."""
    params = task.step.params
    return _Wishes(
        brightness=number(params, "brightness", -1, 1),
        contrast=number(params, "contrast", -1, 1),
        exposure=number(params, "exposure", -4, 4),
        saturation=-1.0 if flag(params, "grayscale") else number(params, "saturation", -1, 1),
        temperature=number(params, "temperature", -1, 1),
        sharpen=number(params, "sharpen", -1, 1),
        auto=flag(params, "auto"),
    )


def _in_bands(
    source: Pixels, out: Pixels, box: Box, curves: NDArray[np.float32], wishes: _Wishes, cancel: CancelToken
) -> None:
    """Writes the new colours of the box's rows into `out`, band by band, with the margin sharpening looks at."""
    size = (int(source.shape[0]), int(source.shape[1]))
    sigma = max(0.6, min(size) / 1600)
    reach = int(np.ceil(3 * sigma)) + 1 if wishes.sharpen else 0
    left, right = max(0, box.x0 - reach), min(size[1], box.x1 + reach)
    rows = max(16, BAND_PIXELS // (right - left))
    matrix = _saturation_matrix(wishes.saturation)
    for top in range(box.y0, box.y1, rows):
        cancel.check()
        bottom = min(box.y1, top + rows)
        above, below = max(0, top - reach), min(size[0], bottom + reach)
        band = source[above:below, left:right]
        rgb = cast(NDArray[np.float32], cv2.LUT(np.ascontiguousarray(band[:, :, :3]), curves))
        if wishes.saturation:
            rgb = cast(NDArray[np.float32], cv2.transform(rgb, matrix))
        if wishes.sharpen:
            rgb = sharpen(rgb, band[:, :, 3], wishes.sharpen, sigma)
        kept = rgb[top - above : bottom - above, box.x0 - left : box.x1 - left]
        out[top:bottom, box.x0 : box.x1, :3] = np.clip(np.rint(kept), 0, 255)


def _saturation_matrix(saturation: float) -> NDArray[np.float32]:
    """3x3: each channel moved away from (or, below 0, toward) the luma by 1 + saturation; -1 is greyscale."""
    return (np.eye(3) * (1 + saturation) - np.outer(np.ones(3), LUMA) * saturation).astype(np.float32)
