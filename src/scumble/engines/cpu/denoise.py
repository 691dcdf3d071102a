"""Denoise: takes noise and film grain out of a picture, as much as it measures and no more (denoise).

Brightness and two colour differences are cleaned apart, each with its own measured noise (`noise.py`), by shrinkage of
overlapping cosine blocks (`shrink.py`); colour at half size, where its blotches are, and more thoroughly than
brightness, of which a little grain is left so that skin does not turn to plastic.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.noise import Noise, measure, relative
from scumble.engines.cpu.shrink import shrunk
from scumble.engines.cpu.values import number

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

USUAL = 0.6
STRONGEST = 1.7
"""At amount 1 so many times the measured noise is taken away; at the usual amount exactly it."""
LEFT = 0.12
"""Share of what is taken out of the brightness that is put back at the usual amount; none at amount 1."""
SILENT = 0.7
"""Grey levels of noise below which a picture counts as clean."""
CHROMA = 1.2
"""The same for colour: its blotches are ugly, its detail is not missed."""
LEAST_SIDE = 32
ROWS, REACH = 768, 32
"""Rows worked on at a time, and those around them that are looked at; both even, as colour is halved."""
SAMPLED, SAMPLE_ROWS = 6, 256
"""Bands, and rows of each, in which the noise of large pictures is measured."""
MARGIN = 16
"""Pixels around the region's box that are looked at."""
OPPONENT = np.array(
    [[1 / 3, 1 / 3, 1 / 3], [0.5, 0, -0.5], [0.25, -0.5, 0.25]],
    np.float32,
)
"""Brightness, red against blue, green against both."""
BACK = np.linalg.inv(OPPONENT.astype(np.float64)).astype(np.float32)


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture with less noise inside the region. `amount` 0..1, 0.6 when absent. Raises InvalidValue, Cancelled."""
    image = task.image
    amount = number(task.step.params, "amount", 0, 1, USUAL)
    box = task.region.bounds
    if box is None or amount == 0:
        return Candidate(image=image)
    box = grown(box, image.width, image.height)
    rgb = np.ascontiguousarray(image.pixels[box.y0 : box.y1, box.x0 : box.x1, :3])
    clean, sigma = denoised(rgb, amount, cancel)
    pixels = image.pixels.copy()
    pixels[box.y0 : box.y1, box.x0 : box.x1, :3] = clean
    said = f"Measured noise: {sigma:.1f} of 255 levels."
    if sigma < SILENT:
        said += " That is hardly any; the picture was changed very little."
    return Candidate(image=image.with_pixels(pixels), notes=(said,))


def denoised(rgb: Bytes, amount: float, cancel: CancelToken) -> tuple[Bytes, float]:
    """(uint8 (H, W, 3), standard deviation of the noise in levels) of uint8 (H, W, 3). Raises Cancelled."""
    height, width = rgb.shape[:2]
    if min(height, width) < LEAST_SIDE:
        return rgb, 0.0
    strength = amount / USUAL if amount <= USUAL else 1 + (STRONGEST - 1) * (amount - USUAL) / (1 - USUAL)
    left = LEFT * float(np.clip((1 - amount) / (1 - USUAL), 0, 1))
    noises = _measured(_sample(rgb))
    out = np.empty_like(rgb)
    for top in range(0, height, ROWS):
        cancel.check()
        first, last = max(0, top - REACH), min(height, top + ROWS + REACH)
        bottom = min(height, top + ROWS)
        clean = _band(rgb[first:last], noises, strength, left, cancel)
        out[top:bottom] = np.clip(np.rint(clean[top - first : bottom - first]), 0, 255)
    return out, noises[0].sigma * float(np.sqrt(3))


def _sample(rgb: Bytes) -> Bytes:
    """The picture, or of a large one bands of rows spread over it: enough to measure noise in."""
    height = int(rgb.shape[0])
    if height <= SAMPLED * SAMPLE_ROWS:
        return rgb
    tops = [round(k * (height - SAMPLE_ROWS) / (SAMPLED - 1)) for k in range(SAMPLED)]
    return np.concatenate([rgb[t : t + SAMPLE_ROWS] for t in tops])


def _split(rgb: Bytes) -> tuple[Floats, Floats]:
    """Brightness (H, W), and the three planes (H, W, 3) it comes from."""
    planes = cast(Floats, cv2.transform(rgb.astype(np.float32), OPPONENT))
    return np.ascontiguousarray(planes[:, :, 0]), planes


def _half(plane: Floats) -> Floats:
    """(H, W) at half size."""
    size = (max(1, plane.shape[1] // 2), max(1, plane.shape[0] // 2))
    return cast(Floats, cv2.resize(plane, size, interpolation=cv2.INTER_AREA))


def _measured(rgb: Bytes) -> tuple[Noise, Noise, Noise]:
    """The noise of brightness and, at half size, of both colour differences."""
    luma, planes = _split(rgb)
    half = _half(luma)
    first, second = (measure(_half(np.ascontiguousarray(planes[:, :, k])), half) for k in (1, 2))
    return measure(luma, luma), first, second


def _band(rgb: Bytes, noises: tuple[Noise, Noise, Noise], strength: float, left: float, cancel: CancelToken) -> Floats:
    """Some rows without their noise."""
    luma, planes = _split(rgb)
    clean = _clean(luma, luma, noises[0], strength, cancel)
    planes[:, :, 0] = clean + left * (luma - clean)
    size = (int(rgb.shape[1]), int(rgb.shape[0]))
    half_luma = _half(clean)
    for k in (1, 2):
        plane = np.ascontiguousarray(planes[:, :, k])
        half = _half(plane)
        coarse = _clean(half, half_luma, noises[k], strength * CHROMA, cancel)
        fine = plane - cast(Floats, cv2.resize(half, size, interpolation=cv2.INTER_LINEAR))
        # Colour finer than two pixels: soft threshold at its own noise, so that fine coloured things keep their edge.
        limit = np.float32(2.5 * strength * np.median(np.abs(fine)) / 0.6745)
        fine = np.sign(fine) * np.maximum(np.abs(fine) - limit, 0)
        planes[:, :, k] = cast(Floats, cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)) + fine
    return cast(Floats, cv2.transform(planes, BACK))


def _clean(plane: Floats, luma: Floats, noise: Noise, strength: float, cancel: CancelToken) -> Floats:
    """A plane without its noise."""
    deviation = relative(noise, cast(Floats, cv2.blur(luma, (9, 9)))) * np.float32(noise.sigma * strength)
    return shrunk(plane, deviation, noise.spectrum, cancel)


def grown(box: Box, width: int, height: int) -> Box:
    """The box with MARGIN around it, within the picture."""
    return Box(
        x0=max(0, box.x0 - MARGIN),
        y0=max(0, box.y0 - MARGIN),
        x1=min(width, box.x1 + MARGIN),
        y1=min(height, box.y1 + MARGIN),
    )
