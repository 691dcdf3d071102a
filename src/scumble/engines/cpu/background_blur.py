"""Blur the background like a fast lens, with the subject left sharp and not bleeding into it (background.blur)."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.backdrop import Band, dither, enlarged_rows
from scumble.engines.cpu.composite import lay_over, subject_alpha
from scumble.engines.cpu.values import number

WIDEST = 0.035
"""Radius of the blur disc at amount 1, as a share of the longer side."""
WORK_RADIUS = 6
"""Wider discs are made on a picture shrunk until the radius is about this; cost stays linear in pixels."""
MARGIN = 0.003
"""Share of the longer side around the subject that lends no colour: its soft edge and halo are mixed with it."""
BAND_BLOCKS = 64
"""Rows of the small picture made at a time."""
TO_LINEAR = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)
"""Approximate light of a coded value: a lens blurs light, so bright points become bright discs."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject before its own background seen out of focus, `amount` 0..1 (0.5 when absent).

    The background is averaged over a disc from background pixels alone (normalised convolution, Knutsson and Westin
    1993), so no subject colour surrounds the subject; behind it the colours are continued from around it.
    Raises InvalidValue, Cancelled.
    """
    image = task.image
    amount = number(task.step.params, "amount", 0, 1, 0.5)
    radius = amount * WIDEST * max(image.width, image.height)
    if radius < 0.5:
        return Candidate(image=image, blended=True)
    small = blurred_background(image, subject_alpha(task), radius, cancel)
    return Candidate(image=lay_over(task, _band(small, image), cancel), blended=True)


def _band(small: NDArray[np.float32], image: Image) -> Band:
    """The blurred background (h, w, 4), colours and alpha 0..255, at the picture's size."""

    def band(top: int, bottom: int) -> Pixels:
        """Rows top..bottom-1."""
        rows = enlarged_rows(small, top, bottom, image.height, image.width)
        out = np.full((*rows.shape[:2], 4), 255, np.uint8)
        out[:, :, :3] = dither(rows[:, :, :3], top)
        if not image.opaque:
            out[:, :, 3] = np.rint(np.clip(rows[:, :, 3], 0, 255))
        return out

    return band


def blurred_background(image: Image, alpha: Weights, radius: float, cancel: CancelToken) -> NDArray[np.float32]:
    """The background alone, blurred by a disc of `radius` pixels: float32 (h, w, 4), 0..255, shrunk by the radius.

    Channels: colours in the picture's coded numbers, then alpha.
    """
    factor = max(1, round(radius / WORK_RADIUS))
    light, weight = _gathered(image, alpha, factor, cancel)
    disc = _disc(radius / factor)
    border = cv2.BORDER_REFLECT_101
    light = cast(NDArray[np.float32], cv2.filter2D(light, -1, disc, borderType=border))
    weight = cast(Weights, cv2.filter2D(weight, -1, disc, borderType=border))
    cancel.check()
    mean = filled(np.maximum(light, 0), np.maximum(weight, 0))
    colors = mean[:, :, :3] / np.maximum(mean[:, :, 3:], 1e-4)
    coded = np.clip(colors, 0, 1) ** np.float32(1 / 2.2)
    return np.concatenate([coded, np.clip(mean[:, :, 3:], 0, 1)], axis=2) * np.float32(255)


def _gathered(image: Image, alpha: Weights, factor: int, cancel: CancelToken) -> tuple[NDArray[np.float32], Weights]:
    """Background light times its weight (h, w, 4; premultiplied, with alpha), and the weight (h, w), 1/factor size."""
    height, width = image.height, image.width
    away = _away(alpha, max(2, round(MARGIN * max(height, width))))
    columns = max(1, round(width / factor))
    lights: list[NDArray[np.float32]] = []
    weights: list[Weights] = []
    for top in range(0, height, BAND_BLOCKS * factor):
        cancel.check()
        rows = image.pixels[top : top + BAND_BLOCKS * factor]
        cover = away[top : top + BAND_BLOCKS * factor]
        size = (columns, max(1, round(rows.shape[0] / factor)))
        light = np.empty(rows.shape, np.float32)
        light[:, :, 3] = cover * (rows[:, :, 3] * np.float32(1 / 255))
        light[:, :, :3] = TO_LINEAR[rows[:, :, :3]] * light[:, :, 3:]
        lights.append(cast(NDArray[np.float32], cv2.resize(light, size, interpolation=cv2.INTER_AREA)))
        weights.append(cast(Weights, cv2.resize(cover.astype(np.float32), size, interpolation=cv2.INTER_AREA)))
    return np.concatenate(lights), np.concatenate(weights)


def _away(alpha: Weights, margin: int) -> NDArray[np.uint8]:
    """1 where a pixel is background and at least `margin` pixels from any subject, else 0."""
    near = cv2.dilate((alpha > 0.02).astype(np.uint8), np.ones((2 * margin + 1, 2 * margin + 1), np.uint8))
    return 1 - cast(NDArray[np.uint8], near)


def filled(total: NDArray[np.float32], weight: Weights) -> NDArray[np.float32]:
    """total / weight, (h, w, C) and (h, w), with empty places filled from coarser and coarser averages (push-pull).

    Push-pull: Gortler, Grzeszczuk, Szeliski and Cohen 1996, section 3.4.2.
    """
    if float(weight.min()) > 0.05 or max(weight.shape) <= 2:
        return (total / np.maximum(weight, 1e-6)[:, :, None]).astype(np.float32, copy=False)
    half = (max(1, (weight.shape[1] + 1) // 2), max(1, (weight.shape[0] + 1) // 2))
    coarse = filled(
        cast(NDArray[np.float32], cv2.resize(total, half, interpolation=cv2.INTER_AREA)),
        cast(Weights, cv2.resize(weight, half, interpolation=cv2.INTER_AREA)),
    )
    size = (weight.shape[1], weight.shape[0])
    behind = cast(NDArray[np.float32], cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR))
    lack = np.clip(0.1 - weight, 0, 0.1)[:, :, None]
    mixed = (total + lack * behind) / (weight[:, :, None] + lack)
    return mixed.astype(np.float32, copy=False)


def _disc(radius: float) -> Weights:
    """A disc of `radius` pixels with a soft rim, summing to 1."""
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return disc / np.float32(disc.sum())
