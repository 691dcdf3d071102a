"""Lifting letters off their ground: text that is moved, scaled or turned takes its ink along, not its background."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.image import Pixels
from scumble.core.region import Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.text_part import part_of

Floats = NDArray[np.float32]

FAINT = 0.06
"""Coverage below which a pixel is ground: what is left of noise."""
UNMIXED = 0.35
"""Coverage from which a pixel's own ink is told; fainter ones get that of the letters around them."""
LEAST = 8.0
"""Least difference of letters from their ground, grey levels."""


def letters(task: Task, cancel: CancelToken) -> tuple[Pixels, Weights]:
    """Colours uint8 (H, W, 3) and coverage float32 (H, W) of the task's lines of text.

    Raises Unsupported where they cannot be told from their ground, Cancelled.
    """
    part = part_of(task, task.lines, cancel)
    rgb, clean = part.rgb.astype(np.float32), part.clean.astype(np.float32)
    apart = rgb - clean
    far = np.linalg.norm(apart, axis=2) * part.ink
    most = float(np.percentile(far[part.ink], 95)) if part.ink.any() else 0.0
    if most < LEAST:
        raise Unsupported("The letters cannot be told from their ground.", part=task.step.text)
    direction = np.median(apart[far > 0.6 * most], axis=0)
    cover = np.clip(apart @ direction / float(direction @ direction), 0, 1).astype(np.float32)
    cover = np.where(part.ink & (cover >= FAINT), cover, 0).astype(np.float32)
    ink = np.median(rgb[far > 0.6 * most], axis=0).astype(np.float32)
    own = clean + apart / np.maximum(cover, UNMIXED)[:, :, None]
    colours = np.where((cover >= UNMIXED)[:, :, None], own, ink)
    out = task.image.rgb.copy()
    alpha = np.zeros(task.image.alpha.shape, np.float32)
    rows, columns = slice(part.box.y0, part.box.y1), slice(part.box.x0, part.box.x1)
    out[rows, columns] = np.clip(np.rint(colours), 0, 255).astype(np.uint8)
    alpha[rows, columns] = cover
    return out, alpha
