"""Seams and strangers: what a filled hole shows that its surroundings do not, measured on the filled picture itself.

A step of colour along the rim is a thing that was cut off: the stump of a pole, a shadow without what casts it. A place
in the fill that is like nothing beside the hole at about its height is a surface where it cannot be: road in the sky.
"""

from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

FINE: Final = 0.004
"""Width of the rim's bands as a share of the window's side (two pixels at least): finer steps are texture."""
BAND: Final = 1.5
"""Sigma of the bands that are compared, in pixels of the copy."""
STEP: Final = 25.0
"""CIELAB units from which a step shows as an edge."""
SIDE: Final = 96
"""Longer side of the copy in which places are compared, pixels."""
HEIGHT: Final = 0.12
"""How far up or down what a place is compared with may lie, as a share of the hole's height."""
ROUGH: Final = 1.5
"""Weight of the texture's strength against colour."""
MOST: Final = 1_500_000
"""Pixels of a window that is looked at as it is; larger ones are shrunk first."""
NEAREST: Final = 4
"""The so many-th most alike place counts: one alone may be chance."""


def seam(rgb: Bytes, hole: Mask, seen: Mask | None = None) -> float:
    """Share of the hole's rim, 0..1, along which a fill ends with a clear step. rgb: uint8 (H, W, 3), filled.

    seen: bool (H, W), where the rim counts; everywhere when None.
    """
    height, width = hole.shape
    scale = min(1.0, BAND / max(2.0, FINE * (height * width) ** 0.5))
    size = max(4, round(width * scale)), max(4, round(height * scale))
    open_ = None if seen is None else _resized(seen.astype(np.float32), size) > 0.5
    rgb, share = _eased(rgb, hole)
    lab = _resized(_lab(rgb), size)
    inside = _resized(share, size) > 0.5
    kernel = np.ones((3, 3), np.uint8)
    inner = cv2.erode(inside.astype(np.uint8), kernel) > 0
    outer = cv2.dilate(inside.astype(np.uint8), kernel) > 0
    rim = outer & ~inner if open_ is None else outer & ~inner & open_
    if not rim.any() or outer.all():
        return 0.0
    apart = np.linalg.norm(_band(lab, inner) - _band(lab, ~outer), axis=2)
    return float((apart[rim] > STEP).mean())


def strange(rgb: Bytes, hole: Mask) -> float:
    """How unlike everything beside the hole at its height the strangest quarter of a fill is, in CIELAB units."""
    scale = SIDE / max(hole.shape)
    size = max(6, round(hole.shape[1] * scale)), max(6, round(hole.shape[0] * scale))
    rgb, part = _eased(rgb, hole)
    scale = SIDE / max(part.shape)
    lab = _lab(rgb)
    fine = lab[:, :, 0] - cv2.GaussianBlur(lab[:, :, 0], (0, 0), max(1.0, 0.5 / scale))
    rough = np.sqrt(np.maximum(_resized((fine * fine).astype(np.float32), size), 0))
    seen = cv2.GaussianBlur(np.dstack([_resized(lab, size), ROUGH * rough]), (0, 0), 1.0)
    share = _resized(part, size)
    ys, xs = np.nonzero(share > 0.6)
    known = share < 0.02
    if not ys.size or known.sum() <= NEAREST:
        return 0.0
    reach = max(2, round(HEIGHT * (int(ys.max()) - int(ys.min()) + 1)))
    found: list[Floats] = []
    for y in np.unique(ys):
        rows = slice(max(0, int(y) - reach), int(y) + reach + 1)
        beside = seen[rows][known[rows]]
        if len(beside) > NEAREST:
            apart = seen[y, xs[ys == y]][:, None] - beside[None]
            squares = np.einsum("ijk,ijk->ij", apart, apart)
            found.append(np.sqrt(np.partition(squares, NEAREST - 1, axis=1)[:, NEAREST - 1]).astype(np.float32))
    if not found:
        return 0.0
    every = np.sort(np.concatenate(found))
    return float(every[-max(1, every.size // 4) :].mean())


def _eased(rgb: Bytes, hole: Mask) -> tuple[Bytes, Floats]:
    """Picture and hole (how much of each pixel it is) at no more than about MOST pixels: what is finer is not asked."""
    by = int(np.ceil((hole.size / MOST) ** 0.5))
    if by <= 1:
        return rgb, hole.astype(np.float32)
    size = max(1, hole.shape[1] // by), max(1, hole.shape[0] // by)
    share = cv2.resize(hole.astype(np.uint8) * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    small = cast(Bytes, cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    return small, (share / np.float32(255)).astype(np.float32)


def _lab(rgb: Bytes) -> Floats:
    return cast(Floats, cv2.cvtColor(rgb.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB))


def _resized(values: Floats, size: tuple[int, int]) -> Floats:
    return cast(Floats, cv2.resize(values, size, interpolation=cv2.INTER_AREA))


def _band(lab: Floats, where: Mask) -> Floats:
    """Mean of the colours of `where` around each pixel."""
    weight = where.astype(np.float32)
    total = np.maximum(cast(Floats, cv2.GaussianBlur(weight, (0, 0), BAND)), 1e-4)
    return (cast(Floats, cv2.GaussianBlur(lab * weight[:, :, None], (0, 0), BAND)) / total[:, :, None]).astype(
        np.float32
    )
