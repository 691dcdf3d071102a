"""Blur the background like a fast lens, with the subject left sharp and not bleeding into it (background.blur)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from scumble.engines.cpu.ground import out_of_focus
from scumble.engines.cpu.scan_border import BARS, cropped, inside_border
from scumble.engines.cpu.values import number
from scumble.vision.bars import inside_bars
from scumble.vision.channels import largest_of

WIDEST = 0.035
"""Radius of the blur disc at amount 1, as a share of the longer side."""
WORK_RADIUS = 6
"""Wider discs are made on a picture shrunk until the radius is about this; cost stays linear in pixels."""
MARGIN = 0.003
"""Share of the longer side around the subject that lends no colour: its soft edge and halo are mixed with it."""
SHARES = (0.12, 0.25, 0.5, 1.0)
"""Shares of the radius at which the background is made; between them rows are mixed."""
CLEAR = 0.004
"""Alpha of the subject below which a pixel is background alone."""
NEAR_WHITE, DARK_AROUND, BOOST = 0.5, 0.35, 2.5
"""Light (of 1) from which a point may be a clipped highlight, mean light around it from which it is none, and how much
brighter at most it is taken to have been."""
BAND_BLOCKS = 64
"""Rows of the small picture made at a time."""
TO_LINEAR = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)
"""Approximate light of a coded value: a lens blurs light, so bright points become bright discs."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject before its own background seen out of focus, `amount` 0..1 (0.5 when absent).

    The background is averaged over a disc from background pixels alone (normalised convolution, Knutsson and Westin
    1993), so no subject colour surrounds the subject; behind it the colours are continued from around it. Where the
    subject stands on a floor, that is sharp at its foot (`ground.py`). Bars at the picture's edges stay as they are:
    blurred they would be a glow along them. Raises InvalidValue, Cancelled.
    """
    inner = inside_border(task.image) or (inside_bars(task.image.rgb) if task.image.opaque else None)
    if inner is None:
        return _blurred(task, cancel)
    done = _blurred(cropped(task, inner), cancel)
    pixels = task.image.pixels.copy()
    pixels[inner.y0 : inner.y1, inner.x0 : inner.x1] = done.image.pixels
    return replace(done, image=task.image.with_pixels(pixels), notes=(*done.notes, BARS))


def _blurred(task: Task, cancel: CancelToken) -> Candidate:
    """The same for a picture without bars."""
    image = task.image
    amount = number(task.step.params, "amount", 0, 1, 0.5)
    radius = amount * WIDEST * max(image.width, image.height)
    if radius < 0.5:
        return Candidate(image=image, blended=True)
    focus = out_of_focus(task.subject)
    alpha = subject_alpha(task)
    levels = _levels(image, alpha, radius, focus, cancel)
    return Candidate(image=lay_over(task, _band(levels, image, alpha, focus), cancel), blended=True)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Level:
    """One strength of blur. share: of the full radius. top, bottom: the rows it was made for; small: see
    `blurred_background`, of these rows."""

    share: float
    top: int
    bottom: int
    small: NDArray[np.float32]


def _levels(
    image: Image, alpha: Weights, radius: float, focus: NDArray[np.float32], cancel: CancelToken
) -> tuple[_Level, ...]:
    """The background at each of SHARES of the radius, for the rows that need it (and what the disc sees around)."""
    made: list[_Level] = []
    for before, share, after in zip((-1.0, *SHARES), SHARES, (*SHARES[1:], 2.0), strict=False):
        rows = np.flatnonzero((focus > before) & (focus < after))
        if not rows.size:
            continue
        whole = focus.size == 1
        reach = int(np.ceil(2 * share * radius)) + 2
        top = 0 if whole else max(0, int(rows[0]) - reach)
        bottom = image.height if whole else min(image.height, int(rows[-1]) + 1 + reach)
        part = image.with_pixels(image.pixels[top:bottom])
        small = blurred_background(part, alpha[top:bottom], share * radius, cancel)
        made.append(_Level(share=share, top=top, bottom=bottom, small=small))
    return tuple(made)


def _band(levels: tuple[_Level, ...], image: Image, alpha: Weights, focus: NDArray[np.float32]) -> Band:
    """The background at the picture's size: each row between the two levels nearest to how far it is out of focus."""

    def band(top: int, bottom: int) -> Pixels:
        """Rows top..bottom-1."""
        wanted = np.broadcast_to(focus, (image.height,))[top:bottom] if focus.size == 1 else focus[top:bottom]
        out = np.full((bottom - top, image.width, 4), 255, np.uint8)
        total = np.zeros((bottom - top, image.width, 4), np.float32)
        for share, weight in _weights(wanted):
            rows = np.flatnonzero(weight > 0)
            if not rows.size:
                continue
            first, last = int(rows[0]), int(rows[-1]) + 1
            level = next(v for v in levels if v.share == max(share, SHARES[0]))
            high = level.bottom - level.top
            part = enlarged_rows(level.small, top + first - level.top, top + last - level.top, high, image.width)
            if share == 0:
                # Pixels of the subject's soft edge are not background: there the least blurred one stands in.
                bare = alpha[top + first : top + last] < CLEAR
                part[bare] = image.pixels[top + first : top + last][bare]
            total[first:last] += part * weight[first:last, None, None]
        out[:, :, :3] = dither(total[:, :, :3], top)
        if not image.opaque:
            out[:, :, 3] = np.rint(np.clip(total[:, :, 3], 0, 255))
        return out

    return band


def _weights(wanted: NDArray[np.float32]) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """(share, weight of each row) of the sharp picture (0) and of each of SHARES; the weights of a row sum to 1."""
    marks = np.array((0.0, *SHARES), np.float32)
    for k, mark in enumerate(marks):
        rise = 1.0 if k == 0 else (wanted - marks[k - 1]) / (mark - marks[k - 1])
        fall = 1.0 if k == len(marks) - 1 else (marks[k + 1] - wanted) / (marks[k + 1] - mark)
        yield (0.0, *SHARES)[k], np.clip(np.minimum(rise, fall), 0, 1).astype(np.float32)


def blurred_background(image: Image, alpha: Weights, radius: float, cancel: CancelToken) -> NDArray[np.float32]:
    """The background alone, blurred by a disc of `radius` pixels: float32 (h, w, 4), 0..255, shrunk by the radius.

    Channels: colours in the picture's coded numbers, then alpha.
    """
    factor = max(1, round(radius / WORK_RADIUS))
    light, weight = _gathered(image, alpha, factor, cancel)
    light = _with_highlights(light, weight, radius / factor)
    disc = _disc(radius / factor)
    border = cv2.BORDER_REFLECT_101
    light = cast(NDArray[np.float32], cv2.filter2D(light, -1, disc, borderType=border))
    weight = cast(Weights, cv2.filter2D(weight, -1, disc, borderType=border))
    cancel.check()
    mean = filled(np.maximum(light, 0), np.maximum(weight, 0))
    colors = mean[:, :, :3] / np.maximum(mean[:, :, 3:], 1e-4)
    coded = np.clip(colors, 0, 1) ** np.float32(1 / 2.2)
    return np.concatenate([coded, np.clip(mean[:, :, 3:], 0, 1)], axis=2) * np.float32(255)


def _with_highlights(light: NDArray[np.float32], weight: Weights, radius: float) -> NDArray[np.float32]:
    """The light with lamps and glints as bright as they were before the camera clipped them, roughly.

    Only what is near white and far brighter than all around counts: a bright sky stays as it is.
    """
    side = 2 * round(3 * radius) + 1
    around = largest_of(cast(NDArray[np.float32], cv2.blur(light[:, :, :3], (side, side))))
    around = around / np.maximum(cast(Weights, cv2.blur(weight, (side, side))), 1e-3)
    peak = largest_of(light[:, :, :3]) / np.maximum(weight, 1e-3)
    excess = np.clip((peak - NEAR_WHITE) / (1 - NEAR_WHITE), 0, 1) * np.clip(1 - around / DARK_AROUND, 0, 1)
    out = light.copy()
    out[:, :, :3] *= (1 + BOOST * excess)[:, :, None].astype(np.float32)
    return out


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
