"""Free room around a line of text: how far new words may reach along it before something else begins."""

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]

FARTHEST = 14.0
"""Heights of the letters that are looked at on either side."""
BAND = -0.08
"""What is kept free above and below the letters, in their heights; a little overlap is not seen."""
DIFFERS = 14.0
"""Distance in CIELAB from the ground beside the letters that is something else."""
BLOCKS = 0.1
"""Share of the rows that has to differ."""
MARGIN = 0.4
"""Room kept to what blocks, in heights, unless the letters stood nearer to it."""
TALL = 40
"""Rows in which the room is measured."""


def free_room(
    clean: NDArray[np.uint8], allowed: Mask, box: tuple[float, float, float, float], to_window: Matrix
) -> tuple[float, float]:
    """How far a line may reach to the left and to the right of its letters, in units of `box`; margins are taken off.

    clean: uint8 (H, W, 3), the window without the letters. allowed: bool (H, W), where may be written. box:
    x0, y0, x1, y1 of the letters, in coordinates that `to_window` (3, 3) takes to the window.
    """
    x0, y0, x1, y1 = box
    tall = max(1.0, y1 - y0)
    scale = TALL / tall
    reach = FARTHEST * tall
    top, bottom = y0 - BAND * tall, y1 + BAND * tall
    width, height = round((x1 - x0 + 2 * reach) * scale), round((bottom - top) * scale)
    place = np.array([[1 / scale, 0, x0 - reach], [0, 1 / scale, top], [0, 0, 1]], np.float64)
    there = to_window @ place
    small, mask = clean, allowed.astype(np.uint8)
    if scale < 1:
        size = max(1, round(clean.shape[1] * scale)), max(1, round(clean.shape[0] * scale))
        small = np.asarray(cv2.resize(clean, size, interpolation=cv2.INTER_AREA), np.uint8)
        mask = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST), np.uint8)
        there = np.diag([size[0] / clean.shape[1], size[1] / clean.shape[0], 1.0]) @ there
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    soft = cv2.GaussianBlur(small, (0, 0), 0.6)
    strip = np.asarray(cv2.warpPerspective(soft, there, (width, height), flags=flags), np.float32)
    inside = np.asarray(cv2.warpPerspective(mask, there, (width, height), flags=flags), np.float32)
    lab = np.asarray(cv2.cvtColor(strip / np.float32(255), cv2.COLOR_RGB2LAB), np.float32)
    first, last = round(reach * scale), width - round(reach * scale)
    ground = lab[:, first:last]
    spread = float(np.percentile(np.linalg.norm(ground - np.median(ground, axis=(0, 1)), axis=2), 90))
    limit = max(DIFFERS, 1.3 * spread)
    left = _steps(lab[:, :first][:, ::-1], inside[:, :first][:, ::-1], ground[:, : 2 * TALL], limit)
    right = _steps(lab[:, last:], inside[:, last:], ground[:, -2 * TALL :], limit)
    return max(0.0, left - MARGIN * TALL) / scale, max(0.0, right - MARGIN * TALL) / scale


def _steps(lab: Floats, inside: Floats, ground: Floats, limit: float) -> int:
    """Columns until something else begins. The ground may change slowly along the way."""
    if not lab.size:
        return 0
    colour = np.median(ground, axis=1)
    for k in range(lab.shape[1]):
        away = np.linalg.norm(lab[:, k] - colour, axis=1)
        if float((away > limit).mean()) > BLOCKS or float(inside[:, k].min()) < 0.5:
            return k
        colour = 0.97 * colour + 0.03 * lab[:, k]
    return lab.shape[1]
