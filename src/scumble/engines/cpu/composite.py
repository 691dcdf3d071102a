"""Compositing: lay the cut-out subject over a new background with true edge colours; kept pixels stay to the bit.

Blending is done in the picture's own (gamma-coded) numbers, not in linear light: mattes and foreground colours are
solved from I = a F + (1 - a) B in those numbers, so the same equation puts the edge back without a fringe. In linear
light the half-covered pixels of a dark subject would come out as a bright line.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Region, Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.backdrop import Band
from scumble.engines.cpu.scan_lines import NOTE, without_lines
from scumble.engines.cpu.values import number
from scumble.vision.matting import foreground
from scumble.vision.spill import despilled

BAND_ROWS = 256
"""Rows worked at a time: float work on a 50 MP picture stays a few megabytes."""
SLIGHTLY = np.float32(1e-3)
"""Weight in the region of what is wholly the subject's but loses a tint."""
CONTEXT = 24
"""Pixels around the soft band that the foreground estimate may look at."""


def before(task: Task, backdrop: Band, cancel: CancelToken) -> Candidate:
    """The subject before another background, without the tint that the old one threw on its rim, and where that was.

    A scan's lines across the subject go with the background. `match`: 0..1 (1 when absent), how far the tint is taken
    off; 0 keeps the subject's pixels, as they are kept where the caller drew the background. Raises InvalidValue,
    Cancelled.
    """
    match = 0.0 if task.has_drawn else number(task.step.params, "match", 0, 1, 1.0)
    whole = match > 0 and not task.draft and task.region.bounds is not None
    bare, lines = without_lines(task) if whole else (task, None)
    clean, fore = cleaned(bare, match)
    cancel.check()
    laid = lay_over(clean, backdrop, cancel, fore=fore)
    if lines is not None:
        weights = np.where(lines & (clean.region.weights <= 0), SLIGHTLY, clean.region.weights)
        return Candidate(image=laid, blended=True, region=Region(weights=weights), notes=_said(bare, lines))
    return Candidate(image=laid, blended=True, region=None if clean is task else clean.region)


def _said(task: Task, lines: NDArray[np.bool_]) -> tuple[str, ...]:
    """What is said of a scan's lines: nothing where the new background covers them all."""
    return (NOTE,) if bool((subject_alpha(task)[lines] > 0).any()) else ()


def cleaned(task: Task, match: float) -> tuple[Task, Pixels | None]:
    """The task with a region that reaches over what a tint was taken off, and the subject's own colours without it,
    uint8 (H, W, 3); as it is and None where nothing is to be or a preview will do. match: 0..1."""
    if match <= 0 or task.draft or not task.region.inside.any():
        return task, None
    weights, alpha = task.region.weights, subject_alpha(task)
    fore, changed = despilled(edge_colors(task.image, alpha, weights), alpha, task.image.rgb, match)
    changed &= weights <= 0
    if not changed.any():
        return task, fore
    region = Region(weights=np.where(changed, SLIGHTLY, weights))
    return replace(task, region=region, subject=Region(weights=alpha)), fore


def lay_over(task: Task, backdrop: Band, cancel: CancelToken, *, fore: Pixels | None = None) -> Image:
    """The subject over the backdrop: uint8 (H, W, 4), in the picture's profile.

    Where the region is exactly 0 the pixels are the picture's own. The subject's alpha is `task.subject` or else
    1 - region; a region smaller than the background (a drawn mask) limits the change to itself, softly. fore: uint8
    (H, W, 3), the subject's own colours, estimated when None.
    """
    image, region = task.image, task.region.weights
    alpha = subject_alpha(task)
    fore = edge_colors(image, alpha, region) if fore is None else fore
    out = np.empty_like(image.pixels)
    for top in range(0, image.height, BAND_ROWS):
        cancel.check()
        rows = slice(top, min(top + BAND_ROWS, image.height))
        new = backdrop(rows.start, rows.stop)
        _blend(new, image.pixels[rows], fore[rows], alpha[rows], region[rows])
        out[rows] = new
    return image.with_pixels(out)


def subject_alpha(task: Task) -> Weights:
    """How much of each pixel is subject: float32 (H, W) in [0, 1]."""
    if task.subject is not None:
        return task.subject.weights
    return np.float32(1) - task.region.weights


def edge_colors(image: Image, alpha: Weights, region: Weights) -> Pixels:
    """The subject's own colours, uint8 (H, W, 3): estimated in the soft band, the picture's elsewhere."""
    soft = (alpha > 0) & (alpha < 1) & (region > 0)
    rows, cols = np.flatnonzero(soft.any(axis=1)), np.flatnonzero(soft.any(axis=0))
    if not rows.size:
        return image.pixels[:, :, :3]
    y0, y1 = max(0, int(rows[0]) - CONTEXT), min(image.height, int(rows[-1]) + 1 + CONTEXT)
    x0, x1 = max(0, int(cols[0]) - CONTEXT), min(image.width, int(cols[-1]) + 1 + CONTEXT)
    part = np.ascontiguousarray(image.pixels[y0:y1, x0:x1, :3])
    found = foreground(part, np.ascontiguousarray(alpha[y0:y1, x0:x1]))
    fore = image.pixels[:, :, :3].copy()
    fore[y0:y1, x0:x1] = found
    if not image.opaque:
        # A pixel that is already partly transparent carries its own pure colour: nothing to estimate.
        np.copyto(fore, image.pixels[:, :, :3], where=(image.alpha < 255)[:, :, None])
    return fore


def _blend(new: Pixels, old: Pixels, fore: Pixels, alpha: Weights, region: Weights) -> None:
    """Turns rows of backdrop (`new`, uint8 (rows, W, 4)) into rows of the result, in place."""
    kept = region <= 0
    np.copyto(new, old, where=kept[:, :, None])
    mixed = ~kept & ((alpha > 0) | (region < 1))
    if not mixed.any():
        return
    a, w = alpha[mixed][:, None], region[mixed][:, None]
    source, back = old[mixed].astype(np.float32), new[mixed].astype(np.float32)
    over = _over(fore[mixed].astype(np.float32), a * source[:, 3:] * np.float32(1 / 255), back)
    share = np.clip(w / np.maximum(1 - a, 1e-4), 0, 1).astype(np.float32, copy=False)
    limited = share[:, 0] < 1 - 1e-4
    if limited.any():
        over[limited] = _fade(source[limited], over[limited], share[limited])
    over[over[:, 3] < 0.5] = 0
    new[mixed] = np.rint(np.clip(over, 0, 255)).astype(np.uint8)


def _over(fore: NDArray[np.float32], cover: NDArray[np.float32], back: NDArray[np.float32]) -> NDArray[np.float32]:
    """Porter-Duff 'over' (1984) with straight alpha: fore (n, 3), cover (n, 1) in 0..1, back (n, 4) -> (n, 4)."""
    behind = back[:, 3:] * np.float32(1 / 255) * (1 - cover)
    total = cover + behind
    colors = (fore * cover + back[:, :3] * behind) / np.maximum(total, 1e-6)
    return np.concatenate([colors, total * 255], axis=1).astype(np.float32, copy=False)


def _fade(old: NDArray[np.float32], new: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """old + share * (new - old) on (n, 4) pixels, colours weighed by their alpha."""
    before, after = old[:, 3:] * (1 - share), new[:, 3:] * share
    total = before + after
    colors = (old[:, :3] * before + new[:, :3] * after) / np.maximum(total, 1e-6)
    return np.concatenate([colors, total], axis=1).astype(np.float32, copy=False)
