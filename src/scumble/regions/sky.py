"""Sky: the smooth bright or blue area that hangs from the picture's upper edge, without any network."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Region, Weights
from scumble.vision import guided

WORK_SIDE = 480
LEAST = 0.03
"""Share of the picture below which what was found is no sky worth telling."""
ROUGH = 6.0
"""Grey levels of local contrast from which an area is no sky."""


def find_sky(image: Image) -> tuple[Region | None, float]:
    """(the sky, how sure 0..1); (None, 0) when nothing at the top looks like one."""
    factor = min(1.0, WORK_SIDE / max(image.width, image.height))
    size = (max(8, round(image.width * factor)), max(8, round(image.height * factor)))
    rgb = np.asarray(cv2.resize(np.ascontiguousarray(image.rgb), size, interpolation=cv2.INTER_AREA), np.uint8)
    seeds = _sky_like(rgb)
    mask = _hanging(seeds)
    share = float(mask.mean())
    if share < LEAST or share > 0.9:
        return None, 0.0
    across = float(mask[: max(1, size[1] // 50)].any(axis=0).mean())
    height = float(np.flatnonzero(mask.any(axis=1)).max() + 1) / size[1]
    smooth = float(np.clip(1.3 - _contrast(rgb)[mask].mean() / ROUGH, 0.0, 1.0))
    sure = float(np.clip(across * 1.2, 0.0, 1.0)) * smooth * (1.0 if height < 0.85 else 0.7)
    weights = _to_full(image, rgb, mask.astype(np.float32))
    return (Region(weights=weights), sure) if weights.any() else (None, 0.0)


def _sky_like(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels with a colour that skies have (blue, bright grey, white, warm near the horizon) and little contrast."""
    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2LAB), np.float32)
    light, a, b = lab[:, :, 0], lab[:, :, 1], lab[:, :, 2]
    blue = (b < -2.0) & (a < 14.0) & (light > 25.0)
    pale = (light > 62.0) & (np.hypot(a, b) < 14.0)
    return (blue | pale) & (_contrast(rgb) < ROUGH)


def _contrast(rgb: NDArray[np.uint8]) -> Weights:
    """Local deviation of the grey value over 5 x 5 pixels."""
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32)
    mean = cv2.blur(grey, (5, 5))
    return np.sqrt(np.maximum(cv2.blur(grey * grey, (5, 5)) - mean * mean, 0.0)).astype(np.float32)


def _hanging(seeds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The connected parts of the seeds that touch the upper edge, small holes closed."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    mask = np.asarray(cv2.morphologyEx(seeds.astype(np.uint8), cv2.MORPH_CLOSE, disc), np.uint8)
    _, labels = cv2.connectedComponents(mask, connectivity=4)
    top = np.unique(np.asarray(labels)[:3])
    return np.isin(labels, top[top > 0])


def _to_full(image: Image, rgb: NDArray[np.uint8], mask: Weights) -> Weights:
    """The mask at full size, its edge following the picture's."""
    soft = guided.fit(rgb, mask, 4, 1e-4)
    out = np.zeros((image.height, image.width), np.float32)
    size = (image.width, image.height)
    near = cv2.dilate(mask, np.ones((5, 5), np.uint8)) - cv2.erode(mask, np.ones((5, 5), np.uint8))
    band = np.asarray(cv2.resize(near, size, interpolation=cv2.INTER_NEAREST)) > 0
    out[:] = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)
    rows, columns = np.nonzero(band)
    if rows.size:
        coefficients = guided.sample(soft.ab, rows, columns, (image.height, image.width))
        values = guided.apply(soft, image.pixels[rows, columns, :3], coefficients)
        out[rows, columns] = np.clip((values - 0.15) / 0.7, 0.0, 1.0)
    return out
