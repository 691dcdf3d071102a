"""Ink: how the letters of a line look, measured upright: coverage, colour (or gradient), sharpness of the rims, noise.

The picture is compared with the same picture without the letters (`clean`): C = clean + a (ink - clean). Where the
letters' shape is known, ink follows by least squares from all pixels, which thin strokes need: none of theirs is pure.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.vision.quads import Quad, around, extent, grown

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Matrix = NDArray[np.float64]

ALONG, ACROSS = 0.6, 0.35
"""What an upright crop shows around its line, in heights."""
CLEAR = 0.6
"""Share of the largest difference from the clean picture from which a pixel is surely ink."""
SHARPEST, BLURREST, STEPS = 0.25, 0.12, 14
"""Rims are tried from a blur of so many pixels to this share of the letters' height, in this many steps."""
GOOD = 0.93
"""Share of the letters that their setting has to explain for their colour to be taken from it alone."""
CORE = 0.85
"""Coverage from which a pixel is ink alone."""
FEET, LEVEL = 4, 0.03
"""Letters from which a baseline is told, and the rise over the line, in heights, from which it is levelled."""
GRADIENT = 0.35
"""Share of the ink's spread that a gradient has to explain."""
STEEP = 9.0
"""Grey levels over the line that make a gradient."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Upright:
    """A line turned upright. rgb, clean: float32 (h, w, 3), 0..255. alpha: float32 (h, w), its letters, about 0..1.
    to_picture: (3, 3), from here to the window's pixels. box: x0, y0, x1, y1 of the letters. contrast: 0..255."""

    rgb: Floats
    clean: Floats
    alpha: Floats
    to_picture: Matrix
    box: tuple[float, float, float, float]
    contrast: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Look:
    """How ink looks. color: (3,), 0..255, in the middle of the letters; slope: (2, 3), its change along and across the
    line, a pixel. blur: sigma of the rims in pixels. noise: grey levels. fit: 0..1, share of the letters explained."""

    color: Floats
    slope: Floats
    middle: tuple[float, float]
    blur: float
    noise: float
    fit: float


def upright(rgb: Bytes, clean: Bytes, quad: Quad, ink: NDArray[np.bool_]) -> Upright | None:
    """A line of the window `rgb` turned upright; None where nothing differs from the clean picture.

    rgb, clean: uint8 (H, W, 3). quad: float32 (4, 2). ink: bool (H, W), where its letters may be.
    """
    tall = extent(quad)[1]
    wide = grown(quad, ALONG * tall, ACROSS * tall)
    width, height = (max(4, round(side)) for side in extent(wide))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    back = np.asarray(cv2.getPerspectiveTransform(corners, wide), np.float64)
    found = _turned(rgb, clean, ink, back, (width, height))
    slope = _slope(found.alpha) if found is not None else 0.0
    if found is None or abs(slope) * width < LEVEL * height:
        return found
    # The reader's quad follows tails and tall letters; the letters' own feet tell better which way the line runs.
    level = np.array([[1, 0, 0], [slope, 1, -slope * width / 2], [0, 0, 1]], np.float64)
    return _turned(rgb, clean, ink, back @ level, (width, height))


def _turned(rgb: Bytes, clean: Bytes, ink: NDArray[np.bool_], back: Matrix, size: tuple[int, int]) -> Upright | None:
    """The crop of `size` (W, H) that `back` (3, 3) takes to the window; None where nothing differs."""
    width, height = size
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    box = around(cv2.perspectiveTransform(corners, back)[0].astype(np.float32), rgb.shape[1], rgb.shape[0], margin=4)
    there = np.linalg.inv(back) @ np.array([[1, 0, box.x0], [0, 1, box.y0], [0, 0, 1]], np.float64)
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)

    def turned(values: NDArray[np.generic]) -> Floats:
        part = np.ascontiguousarray(values[rows, columns]).astype(np.float32)
        rim = cv2.BORDER_REPLICATE
        return cast(Floats, cv2.warpPerspective(part, there, size, flags=cv2.INTER_CUBIC, borderMode=rim))

    now, behind = turned(rgb), turned(clean)
    mask = turned(ink) > 0.5
    apart = now - behind
    far = np.linalg.norm(apart, axis=2) * mask
    most = float(np.percentile(far[mask], 98)) if mask.any() else 0.0
    if most < 4:
        return None
    core = far > CLEAR * most
    direction = np.median(apart[core], axis=0)
    alpha = (apart @ direction / max(1e-6, float(direction @ direction))).astype(np.float32)
    alpha = np.where(mask, alpha, 0).astype(np.float32)
    letters = extent_of(alpha)
    if letters is None:
        return None
    contrast = float(np.linalg.norm(direction) / 3**0.5)
    return Upright(rgb=now, clean=behind, alpha=alpha, to_picture=back, box=letters, contrast=contrast)


def _slope(alpha: Floats) -> float:
    """Rise of the baseline a pixel: the line through most of the letters' feet (Theil-Sen); 0 with too few letters."""
    count, _, stats, _ = cv2.connectedComponentsWithStats((alpha > 0.5).astype(np.uint8), connectivity=8)
    tall = stats[1:, cv2.CC_STAT_HEIGHT].max() if count > 1 else 0
    feet = [
        (row[cv2.CC_STAT_LEFT] + row[cv2.CC_STAT_WIDTH] / 2, row[cv2.CC_STAT_TOP] + row[cv2.CC_STAT_HEIGHT])
        for row in stats[1:]
        if row[cv2.CC_STAT_HEIGHT] > 0.45 * tall
    ]
    if len(feet) < FEET:
        return 0.0
    x, y = np.array(feet, np.float64).T
    first, second = np.triu_indices(len(x), 1)
    far = np.abs(x[second] - x[first]) > tall
    if not far.any():
        return 0.0
    rises = (y[second] - y[first])[far] / (x[second] - x[first])[far]
    return float(np.clip(np.median(rises), -0.3, 0.3))


def look_of(line: Upright, shape: Floats) -> Look:
    """How the ink looks. shape: float32 (h, w), coverage of the letters as they were set, with sharp rims."""
    tall = max(4.0, line.box[3] - line.box[1])
    tried = np.geomspace(SHARPEST, max(0.6, BLURREST * tall), STEPS)
    errors = [float(((_soft(shape, s) - line.alpha) ** 2).sum()) for s in tried]
    blur = min(float(tried[int(np.argmin(errors))]), _sharpness(line.alpha))
    cover = _soft(shape, blur)
    # Letters that lie not quite where the old ones did explain them best when blurred, which is not how they look.
    fit = 1.0 - min(errors) / max(1e-6, float((line.alpha**2).sum()))
    rows, columns = np.mgrid[: cover.shape[0], : cover.shape[1]].astype(np.float32)
    weight = cover**2
    total = max(1e-6, float(weight.sum()))
    middle = float((columns * weight).sum()) / total, float((rows * weight).sum()) / total
    apart = line.rgb - line.clean
    flat = (apart * cover[:, :, None]).sum(axis=(0, 1)) / total
    color, slope = _ink(line, cover, flat), np.zeros((2, 3), np.float32)
    pure = cover > 0.9
    if fit < GOOD:
        core = line.alpha > CORE
        pure &= core
        color = np.median(line.rgb[core], axis=0) if int(core.sum()) > 8 else color
    if int(pure.sum()) > 60:
        color, slope = _gradient(line.rgb[pure], columns[pure] - middle[0], rows[pure] - middle[1], color)
    return Look(
        color=np.clip(color, 0, 255).astype(np.float32),
        slope=slope,
        middle=middle,
        blur=blur,
        noise=_noise(line.rgb, pure & (line.alpha > CORE)),
        fit=max(0.0, fit),
    )


def _sharpness(alpha: Floats) -> float:
    """Sigma of the rims in pixels, from their steepness: a step blurred by sigma rises by 0.4 / sigma a pixel."""
    smooth = np.clip(alpha, 0, 1)
    dx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    steep = np.hypot(np.asarray(dx), np.asarray(dy))
    rim = (smooth > 0.3) & (smooth < 0.7)
    if not rim.any():
        return SHARPEST
    sigma = 0.4 / max(1e-3, float(np.percentile(steep[rim], 75)))
    # Sobel's own blur, and that of turning the line upright.
    return max(SHARPEST, float(np.sqrt(max(0.0, sigma**2 - 0.6**2))))


def _ink(line: Upright, cover: Floats, flat: Floats) -> Floats:
    """The ink's colour (3,) by least squares: clean + cover (ink - clean) = rgb."""
    weight = cover**2
    total = max(1e-6, float(weight.sum()))
    behind = (line.clean * weight[:, :, None]).sum(axis=(0, 1)) / total
    return np.asarray(behind + flat, np.float32)


def _gradient(rgb: Floats, x: Floats, y: Floats, color: Floats) -> tuple[Floats, Floats]:
    """Colour in the middle and its slope (2, 3); none where a plain colour says as much."""
    basis = np.stack([np.ones_like(x), x, y], axis=1)
    found, *_ = np.linalg.lstsq(basis.astype(np.float64), rgb.astype(np.float64), rcond=None)
    plain = float(((rgb - rgb.mean(axis=0)) ** 2).sum())
    left = float(((rgb - basis @ found) ** 2).sum())
    reach = np.abs(found[1:]).max(axis=1) * [np.ptp(x), np.ptp(y)]
    if plain - left < GRADIENT * plain or float(reach.max()) < STEEP:
        return color, np.zeros((2, 3), np.float32)
    return found[0].astype(np.float32), found[1:].astype(np.float32)


def _noise(rgb: Floats, pure: NDArray[np.bool_]) -> float:
    """Standard deviation of the ink's finest structure, grey levels."""
    inner = cv2.erode(pure.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if int(inner.sum()) < 30:
        return 0.0
    # Compared with ink alone: what the rims and the ground beside them are like is no structure of the ink.
    grey, known = rgb.mean(axis=2).astype(np.float32), inner.astype(np.float32)
    fine = grey - _soft(grey * known, 1.2) / np.maximum(_soft(known, 1.2), 1e-3)
    return float(np.clip(1.4826 * np.median(np.abs(fine[inner])), 0, 12))


def _soft(values: Floats, sigma: float) -> Floats:
    return cast(Floats, cv2.GaussianBlur(values, (0, 0), sigma))


def extent_of(alpha: Floats) -> tuple[float, float, float, float] | None:
    """The box around what is ink to a half; specks aside."""
    mask = alpha > 0.5
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count < 2:
        return None
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = [k + 1 for k in range(count - 1) if areas[k] >= max(2, 0.004 * areas.sum())]
    x0 = min(stats[k, cv2.CC_STAT_LEFT] for k in kept)
    y0 = min(stats[k, cv2.CC_STAT_TOP] for k in kept)
    x1 = max(stats[k, cv2.CC_STAT_LEFT] + stats[k, cv2.CC_STAT_WIDTH] for k in kept)
    y1 = max(stats[k, cv2.CC_STAT_TOP] + stats[k, cv2.CC_STAT_HEIGHT] for k in kept)
    return float(x0), float(y0), float(x1), float(y1)
