"""Style stained glass: panes that follow the picture (SLIC superpixels), uneven glass, lead between them."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.style_flow import painted
from scumble.engines.cpu.style_sheet import Floats, Sheet, from_lab, luma, noise, saturated, soft, stretched, to_lab

PANE = 42.0
"""Distance of the panes' middles in units."""
COMPACT = 11.0
"""Lab units that a pane's width of distance counts for."""
ROUNDS = 6
LEAD = 4.0
"""Width of the lead in units."""


def stained_glass(sheet: Sheet) -> Floats:
    """Panes of one colour each, lit from behind, with lead that shows a little light."""
    unit = sheet.unit
    small = _shrunk(sheet)
    lab = to_lab(painted(small, 4, 2))
    own = _panes(lab, PANE * small.shape[1] / sheet.shape[1] * unit, sheet.seed)
    labels = _smooth(own, sheet.shape, 0.06 * (PANE * unit) ** 2)
    colors = _colors(to_lab(sheet.rgb), labels, int(labels.max()) + 1)
    cut = _seams(labels)
    away = _away(cut, 2.2 * unit)
    lead = np.clip(LEAD / 2 * unit - away + 0.5, 0, 1)[:, :, None]
    glass = from_lab(colors[None])[0][labels]
    depth = stretched(luma(sheet.rgb)) - soft(luma(glass), 2 * unit)
    shading = soft(depth.astype(np.float32), 3 * unit)
    uneven = 1 + 0.05 * noise(sheet, 24, 1) + 0.05 * noise(sheet, 7, 2) + 0.22 * shading
    lit = glass * (uneven * (0.86 + 0.2 * np.clip(away / (7 * unit), 0, 1)))[:, :, None]
    bloom = soft(np.clip(lit, 0, 1).astype(np.float32), 8 * unit)
    panes = 1 - (1 - np.clip(lit, 0, 1)) * (1 - 0.18 * bloom)
    ridge = np.clip(1 - away / (LEAD / 2 * unit), 0, 1)[:, :, None] ** 2
    metal = np.array([0.07, 0.07, 0.08], np.float32) + 0.09 * ridge
    return (panes * (1 - lead) + metal * lead).astype(np.float32)


def _away(cut: NDArray[np.bool_], sigma: float) -> Floats:
    """Distance to the seams in pixels, with their stairs smoothed over sigma pixels.

    A line one pixel wide, blurred, falls off as a Gaussian: its logarithm is the distance. Further than four sigma
    away it is the plain distance.
    """
    near = soft(cut.astype(np.float32), sigma) * np.float32(sigma * np.sqrt(2 * np.pi))
    smooth = sigma * np.sqrt(-2 * np.log(np.clip(near, 3e-4, 1)))
    # Where there is no seam at all the distance is endless.
    plain = np.minimum(cv2.distanceTransform((~cut).astype(np.uint8), cv2.DIST_L2, 5), 1e5)
    return np.where(plain < 2 * sigma, smooth, np.maximum(plain, 2 * sigma)).astype(np.float32)


def _shrunk(sheet: Sheet) -> Floats:
    """The colours at the size on which panes are found: about two pixels to the unit at most one."""
    height, width = sheet.shape
    by = max(1.0, 1.6 * sheet.unit)
    size = max(8, round(width / by)), max(8, round(height / by))
    return cast(Floats, cv2.resize(sheet.rgb, size, interpolation=cv2.INTER_AREA))


def _panes(lab: Floats, pitch: float, seed: int) -> NDArray[np.intp]:
    """SLIC (Achanta et al. 2012): (H, W) numbers of panes; each pixel looks at the nine nearest middles."""
    height, width = lab.shape[:2]
    rows, columns = max(1, round(height / pitch)), max(1, round(width / pitch))
    rng = np.random.default_rng([seed, 11])
    cy, cx = np.arange(rows)[:, None], np.arange(columns)[None, :]
    ys, xs = np.mgrid[:height, :width].astype(np.float32)
    points = np.dstack([lab, ys * (COMPACT / pitch), xs * (COMPACT / pitch)]).astype(np.float32)
    at_y: NDArray[np.intp] = np.clip(
        (cy + 0.5 + rng.uniform(-0.42, 0.42, (rows, columns))) * height / rows, 0, height - 1
    ).astype(np.intp)
    at_x: NDArray[np.intp] = np.clip(
        (cx + 0.5 + rng.uniform(-0.42, 0.42, (rows, columns))) * width / columns, 0, width - 1
    ).astype(np.intp)
    middles = points[at_y, at_x].reshape(-1, 5)
    home_y = np.minimum(ys * rows / height, rows - 1).astype(np.intp)
    home_x = np.minimum(xs * columns / width, columns - 1).astype(np.intp)
    own: NDArray[np.intp] = home_y * columns + home_x
    for _ in range(ROUNDS):
        best = np.full((height, width), np.inf, np.float32)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                pane = np.clip(home_y + dy, 0, rows - 1) * columns + np.clip(home_x + dx, 0, columns - 1)
                far = ((points - middles[pane]) ** 2).sum(axis=2)
                closer = far < best
                best[closer] = far[closer]
                own[closer] = pane[closer]
        middles = _means(points, own, middles)
    return own


def _means(points: Floats, own: NDArray[np.intp], before: Floats) -> Floats:
    """Each pane's mean point; an empty pane stays where it was."""
    flat, values = own.ravel(), points.reshape(-1, points.shape[2])
    count = np.bincount(flat, minlength=len(before)).astype(np.float32)[:, None]
    sums = np.stack([np.bincount(flat, values[:, k], len(before)) for k in range(values.shape[1])], axis=1)
    return np.where(count > 0, sums / np.maximum(count, 1), before).astype(np.float32)


def _colors(lab: Floats, own: NDArray[np.intp], count: int) -> Floats:
    """(count, 3): a pane's own colour, stronger and lighter: glass lets light through."""
    mean = _means(lab, own, np.zeros((count, 3), np.float32))
    rgb = saturated(from_lab(mean[None]), 1.0)
    strong = to_lab(rgb)[0]
    strong[:, 0] = np.clip(8 + strong[:, 0] * 0.96, 0, 96)
    strong[:, 1:] *= 1.6
    return strong


def _smooth(own: NDArray[np.intp], shape: tuple[int, int], least: float) -> NDArray[np.intp]:
    """Numbers of panes at full size with their stairs rounded off; pieces below `least` pixels join a neighbour."""
    calm = cv2.medianBlur(own.astype(np.float32), 5)
    wide = cv2.resize(calm, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST).astype(np.intp)
    _, piece, stats, _ = cv2.connectedComponentsWithStats((~_seams(wide)).astype(np.uint8), connectivity=4)
    large = stats[:, cv2.CC_STAT_AREA] >= least
    large[0] = False
    kept: NDArray[np.bool_] = np.asarray(large)[np.asarray(piece, np.intp)]
    if not kept.any():
        return wide
    hidden = (~kept).astype(np.uint8)
    source = np.asarray(
        cv2.distanceTransformWithLabels(hidden, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[1], np.intp
    )
    # The transform numbers the kept pixels in its own order: each kept pixel says which number it has.
    value = np.zeros(int(source.max()) + 1, np.intp)
    value[source[kept]] = np.asarray(piece, np.intp)[kept]
    return value[source]


def _seams(labels: NDArray[np.intp]) -> NDArray[np.bool_]:
    """True where a pane's pixel touches another pane to its right or below."""
    cut = np.zeros(labels.shape, bool)
    cut[:, :-1] |= labels[:, 1:] != labels[:, :-1]
    cut[:-1] |= labels[1:] != labels[:-1]
    return cut
