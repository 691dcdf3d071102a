"""Blur the target: a Gaussian whose width follows the picture's size, worked at a smaller size when it is wide."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.sharpen import visible_blur
from scumble.engines.cpu.values import number

WIDEST = 0.05
"""Sigma at amount 1, as a share of the picture's shorter side: a face in a portrait is past recognition."""
WORK_SIGMA = 6.0
"""Wider blurs are made on a picture shrunk until sigma is about this: no difference is visible and it is cheap."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture blurred inside the region's box; compose weighs it by the region. Raises InvalidValue, Cancelled.

    Parameters: see Op.BLUR; amount defaults to 0.5. Alpha is kept; hidden colours do not bleed into visible ones.
    """
    amount = number(task.step.params, "amount", 0, 1, 0.5)
    box = task.region.bounds
    if box is None or amount == 0:
        return Candidate(image=task.image)
    sigma = max(0.5, amount * WIDEST * min(task.image.width, task.image.height))
    wide = _grown(box, int(np.ceil(3 * sigma)), task.image.width, task.image.height)
    part = task.image.pixels[wide.y0 : wide.y1, wide.x0 : wide.x1]
    cancel.check()
    blurred = _blur(part[:, :, :3], part[:, :, 3], sigma)
    cancel.check()
    pixels = task.image.pixels.copy()
    inner = blurred[box.y0 - wide.y0 : box.y1 - wide.y0, box.x0 - wide.x0 : box.x1 - wide.x0]
    pixels[box.y0 : box.y1, box.x0 : box.x1, :3] = inner
    return Candidate(image=task.image.with_pixels(pixels))


def _grown(box: Box, by: int, width: int, height: int) -> Box:
    """The box with `by` pixels more on each side, inside the picture."""
    return Box(x0=max(0, box.x0 - by), y0=max(0, box.y0 - by), x1=min(width, box.x1 + by), y1=min(height, box.y1 + by))


def _blur(rgb: NDArray[np.uint8], alpha: NDArray[np.uint8], sigma: float) -> NDArray[np.uint8]:
    """Uint8 (H, W, 3) blurred; a wide sigma by shrinking (area), blurring and enlarging (cubic)."""
    height, width = int(rgb.shape[0]), int(rgb.shape[1])
    factor = max(1.0, sigma / WORK_SIGMA)
    small = (max(1, round(width / factor)), max(1, round(height / factor)))
    colours, cover = rgb, alpha
    if factor > 1:
        colours, cover = _shrunk(rgb, alpha, small)
    soft = visible_blur(colours.astype(np.float32), cover, sigma / factor)
    if factor == 1:
        return np.clip(np.rint(soft), 0, 255).astype(np.uint8)
    eight = np.clip(np.rint(soft), 0, 255).astype(np.uint8)
    return cast(NDArray[np.uint8], cv2.resize(eight, (width, height), interpolation=cv2.INTER_CUBIC))


def _shrunk(
    rgb: NDArray[np.uint8], alpha: NDArray[np.uint8], size: tuple[int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Colours (weighed by alpha) and alpha, both averaged to `size` (width, height)."""
    cover = cast(NDArray[np.uint8], cv2.resize(alpha, size, interpolation=cv2.INTER_AREA))
    if (alpha == 255).all():
        return cast(NDArray[np.uint8], cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)), cover
    weight = alpha.astype(np.float32)
    total = cast(NDArray[np.float32], cv2.resize(weight, size, interpolation=cv2.INTER_AREA))
    summed = cv2.resize(rgb * weight[:, :, None], size, interpolation=cv2.INTER_AREA)
    mean = cast(NDArray[np.float32], summed) / np.maximum(total, 1e-3)[:, :, None]
    return np.clip(np.rint(mean), 0, 255).astype(np.uint8), cover
