"""Under a low thing: the gap between the points it stands on (a car between its wheels) is darker than its contact.

A contact shadow is a soft pool along the ground line. That no light comes in under a wide, low body it does not know,
and the car hovers.
"""

import cv2
import numpy as np

from scumble.core.region import Weights
from scumble.engines.cpu.shadow import footing, ground_shadow, main_parts, shrunk

UNDER = 0.62
"""Darkness of the gap under a low thing (a car between its wheels)."""
OPEN = 2.0
"""A gap lets in the light of the more of its width, the higher it is; from half its width on it is open: between a
dog's legs one sees what is behind."""
LOW = 0.12
"""A gap that is anywhere higher than so much of the thing's size is open, too: under a bicycle's frame."""
TOUCHES = 0.3
"""Contact from which on a column is a point that the thing stands on."""
SOFT = 0.012
"""Deviation of its blur, in sizes of the thing."""


def standing_shadow(alpha: Weights, strength: float) -> Weights | None:
    """The contact shadow of `ground_shadow` with the gap under a low thing: float32 (h, w) in [0, 1]; None where no
    shadow belongs. strength: 0..1."""
    contact = ground_shadow(alpha, strength)
    if contact is None:
        return None
    gap = gap_under(alpha)
    return (1 - (1 - contact) * (1 - np.float32(strength) * gap)).astype(np.float32)


def gap_under(alpha: Weights) -> Weights:
    """How much darker it is right under a thing that stands low, between the points it stands on: float32 (h, w) in
    [0, UNDER], of the size of `shrunk`, for an alpha (H, W)."""
    small = shrunk(alpha)
    out = np.zeros(small.shape, np.float32)
    f = footing(main_parts(small > 0.5))
    touching = np.flatnonzero(f.contact > TOUCHES) if f is not None else np.zeros(0, np.intp)
    if f is None or touching.size < 2:
        return out
    first, last = int(touching[0]), int(touching[-1])
    low, ground = f.low[first : last + 1], np.interp(np.arange(first, last + 1), touching, f.low[touching])
    high = np.maximum(ground - low, 0)
    # Runs of columns between two points that touch.
    step = np.diff(np.concatenate([[0], (high > 1).astype(np.int8), [0]]))
    rows = np.arange(small.shape[0], dtype=np.float32)[:, None]
    for begin, end in zip(np.flatnonzero(step > 0), np.flatnonzero(step < 0), strict=True):
        run = slice(int(begin), int(end))
        if float(high[run].max()) > LOW * f.unit:
            continue
        shut = max(0.0, 1 - OPEN * float(high[run].mean()) / (int(end) - int(begin)))
        gap = (rows >= low[run] - 1) & (rows < ground[run])
        out[:, first + f.x0 + run.start : first + f.x0 + run.stop] = shut * gap
    soft = cv2.GaussianBlur(out, (0, 0), max(0.8, SOFT * f.unit))
    return (np.clip(soft, 0, 1) * np.float32(UNDER)).astype(np.float32)
