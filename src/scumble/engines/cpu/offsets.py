"""Offsets: where a hole's surroundings repeat, and which of these repetitions continues each place of the hole.

Walls, fences, benches and shelves repeat at few distances. What lies around the hole is matched with what lies
elsewhere; the distances that occur most often are the only ones by which pixels may be carried into the hole, and each
of its pixels gets one of them, so that what meets at the rim and where two distances meet fits. Straight edges go on
where single patches (`patchmatch.py`) would lose them; what comes of it guides these.
Method: He, Sun, "Statistics of Patch Offsets for Image Completion", ECCV 2012. In place of graph cuts: min-sum belief
propagation row by row (Tappen, Freeman, ICCV 2003), which NumPy does in few steps.
"""

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu.enlarge import shrunk

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Mask = NDArray[np.bool_]

WORK_HOLE, WORK_BOX, WORK_PIXELS = 2500, 8000, 40_000
"""Pixels of the hole, of the box around it (7 KB each), and of the whole window, at which offsets are looked for and
chosen."""
REACH = 3
"""Pixels from a patch's middle to its rim; its descriptor are 3x3 means of 3x3 pixels, in three colours."""
QUERIES = 1200
"""Patches around the hole that are matched."""
AROUND = 0.6
"""Share of the hole's width (the square root of its area) within which they lie."""
APART = 15
"""A match nearer than the window's longer side over this says that the picture is smooth, not that it repeats."""
SPREAD = 1.4
"""Standard deviation in pixels by which an offset's neighbours count with it (He and Sun: the square root of 2)."""
PEAK = 9
"""Pixels: of two offsets within this square the one that is seen more often counts."""
LABELS, FEWEST = 26, 4
"""Offsets to choose from, and below how many there is nothing to choose."""
COVERS = 0.03
"""Share of the hole that an offset has to be able to fill."""
GREY = 30.0
"""Grey levels of difference (of colour, and of its slope) that cost 1."""
WORST = 40.0
"""Most that a pixel's misfit costs: beyond it is seen as a seam in any case."""
NOWHERE = 1e4
"""What it costs to take a pixel from where there is none."""
RIM = 2.0
"""Weight of the hole's rim, where the truth is known, against seams within it."""
CHANGE = 0.5
"""Cost of another offset at the next pixel, however well the two fit there."""
ROUNDS = 5


def sources(rgb: Bytes, hole: Mask, usable: Mask, cancel: CancelToken) -> Floats | None:
    """Row and column, float32 (2, H, W), that each pixel is to be taken from: its own outside the hole.

    rgb: uint8 (H, W, 3); hole, usable: bool (H, W). None where nothing repeats. Raises Cancelled.
    """
    box = np.count_nonzero(hole.any(axis=1)) * np.count_nonzero(hole.any(axis=0))
    over = max(np.count_nonzero(hole) / WORK_HOLE, box / WORK_BOX, hole.size / WORK_PIXELS)
    scale = max(1, math.ceil(math.sqrt(over)))
    small, gap, good = shrunk(rgb, hole, usable, scale)
    found = common_offsets(small, gap, good)
    cancel.check()
    if len(found) < FEWEST:
        return None
    labels = chosen(small, gap, good, found, cancel)
    height, width = hole.shape
    wide = np.repeat(np.repeat(labels, scale, axis=0), scale, axis=1)[:height, :width]
    out = np.mgrid[:height, :width].astype(np.float32)
    by = scale * found[wide[hole]]
    for axis, limit in enumerate((height, width)):
        out[axis][hole] = np.clip(out[axis][hole] + by[:, axis], 0, limit - 1)
    return out


def common_offsets(rgb: Bytes, hole: Mask, good: Mask) -> Ints:
    """The most common offsets (rows, columns), (N, 2), at which what lies around the hole occurs again.

    rgb: uint8 (H, W, 3); hole, good: bool (H, W), what is missing and what may be taken.
    """
    height, width = hole.shape
    described, whole = _described(rgb, good)
    if not whole.any():
        return np.zeros((0, 2), np.intp)
    apart = max(height, width) // APART + 1
    counts = np.zeros((2 * height + 1, 2 * width + 1), np.float32)
    squares = np.where(whole, (described * described).sum(axis=2), np.inf).astype(np.float32).ravel()
    flat = described.reshape(-1, described.shape[2])
    for group in np.array_split(_queries(hole, whole), 8):
        if not group.size:
            continue
        # Whole numbers below 2**24: the sums are exact in whatever order they are taken.
        far = squares[None] - 2 * flat[group] @ flat.T
        rows, columns = np.divmod(group, width)
        for place, y, x in zip(far.reshape(-1, height, width), rows, columns, strict=True):
            place[max(0, y - apart) : y + apart + 1, max(0, x - apart) : x + apart + 1] = np.inf
        best = far.argmin(axis=1)
        known = np.isfinite(far[np.arange(group.size), best])
        down, right = (best // width - rows)[known], (best % width - columns)[known]
        # What repeats to one side does so to the other.
        for sign in (1, -1):
            np.add.at(counts, (sign * down + height, sign * right + width), 1)
    return _peaks(cast(Floats, cv2.GaussianBlur(counts, (0, 0), SPREAD)), hole, good)


def _described(rgb: Bytes, good: Mask) -> tuple[Floats, Mask]:
    """A descriptor for each pixel, whole numbers (H, W, 27), and whether all of its patch may be taken."""
    lab = cast(Bytes, cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB))
    soft = cv2.blur(lab, (3, 3)).astype(np.float32) - 128
    steps = (-REACH + 1, 0, REACH - 1)
    parts = [np.roll(soft, (dy, dx), (0, 1)) for dy in steps for dx in steps]
    kernel = np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)
    whole = cv2.erode(good.astype(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    return np.concatenate(parts, axis=2), whole


def _queries(hole: Mask, whole: Mask) -> Ints:
    """Flat indices of patches around the hole."""
    distance = cast(Floats, cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 3))
    near = np.flatnonzero(whole & (distance < AROUND * math.sqrt(float(hole.sum())) + 2 * REACH))
    return near[:: max(1, math.ceil(near.size / QUERIES))]


def _peaks(counts: Floats, hole: Mask, good: Mask) -> Ints:
    """The offsets that occur most often, (N, 2), of those that fill a part of the hole."""
    height, width = hole.shape
    tops = (counts > 0) & (counts >= cv2.dilate(counts, np.ones((PEAK, PEAK), np.uint8)))
    rows, columns = np.nonzero(tops)
    y, x = np.nonzero(hole)
    found: list[tuple[int, int]] = []
    for k in np.argsort(-counts[rows, columns], kind="stable"):
        down, right = int(rows[k]) - height, int(columns[k]) - width
        inside = (y + down >= 0) & (y + down < height) & (x + right >= 0) & (x + right < width)
        if good[(y + down)[inside], (x + right)[inside]].sum() < COVERS * y.size:
            continue
        found.append((down, right))
        if len(found) == LABELS:
            break
    return np.array(found, np.intp).reshape(-1, 2)


def chosen(rgb: Bytes, hole: Mask, good: Mask, offsets: Ints, cancel: CancelToken) -> Ints:
    """Which of the offsets (N, 2) each pixel of the hole takes, (H, W); 0 elsewhere. Raises Cancelled."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    height, width = hole.shape
    y0, y1 = max(0, int(rows[0]) - 1), min(height, int(rows[-1]) + 2)
    x0, x1 = max(0, int(columns[0]) - 1), min(width, int(columns[-1]) + 2)
    box = hole[y0:y1, x0:x1]
    look = _looks(rgb)
    ys, xs = np.mgrid[y0:y1, x0:x1]
    taken = np.empty((*box.shape, len(offsets), look.shape[2]), np.float32)
    lacks = np.empty((*box.shape, len(offsets)), np.bool_)
    for k, (down, right) in enumerate(offsets):
        a, b = ys + down, xs + right
        inside = (a >= 0) & (a < height) & (b >= 0) & (b < width)
        a, b = np.clip(a, 0, height - 1), np.clip(b, 0, width - 1)
        taken[:, :, k] = look[a, b]
        lacks[:, :, k] = ~(inside & good[a, b])
    known = good[y0:y1, x0:x1] & ~box
    alone = _alone(taken, lacks, look[y0:y1, x0:x1], box, known)
    together = _together(taken, box)
    cancel.check()
    out = np.zeros(hole.shape, np.intp)
    out[y0:y1, x0:x1][box] = _propagated(alone, together, box, cancel)[box]
    return out


def _looks(rgb: Bytes) -> Floats:
    """(H, W, 9): each pixel's colour and its slopes, in units of cost."""
    colour = rgb.astype(np.float32)
    slopes = [cast(Floats, cv2.Sobel(colour, cv2.CV_32F, *by)) / 4 for by in ((1, 0), (0, 1))]
    return np.concatenate([colour, *slopes], axis=2) / GREY


def _alone(taken: Floats, lacks: Mask, own: Floats, box: Mask, known: Mask) -> Floats:
    """(h, w, N): what each offset costs at a pixel: nothing there to take, or a misfit at the rim beside it."""
    misfit = np.minimum(np.square(taken - own[:, :, None]).sum(axis=3), WORST) + np.where(lacks, WORST / 2, 0)
    misfit[~known] = 0
    wide = np.pad(misfit, ((1, 1), (1, 1), (0, 0)))
    beside = wide[:-2, 1:-1] + wide[2:, 1:-1] + wide[1:-1, :-2] + wide[1:-1, 2:]
    cost = np.where(lacks, NOWHERE, 0) + RIM * beside
    cost[~box] = 0
    return cost.astype(np.float32)


def _together(taken: Floats, box: Mask) -> Floats:
    """(h, w, N, N): how far what two offsets bring to a pixel differs."""
    squares = np.square(taken).sum(axis=3)
    both = np.einsum("yxac,yxbc->yxab", taken, taken)
    apart = np.minimum(squares[:, :, :, None] + squares[:, :, None, :] - 2 * both, WORST)
    apart[~box] = 0
    return apart


def _propagated(alone: Floats, together: Floats, box: Mask, cancel: CancelToken) -> Ints:
    """(h, w): the offset of each pixel of the least total cost, about: min-sum belief propagation by sweeps."""
    count = alone.shape[2]
    together += 0.5 * CHANGE * (1 - np.eye(count, dtype=np.float32))
    # One array of messages a direction, with the sweep's axis first: from above, below, left, right.
    turned = [together, together, *(np.ascontiguousarray(together.swapaxes(0, 1)),) * 2]
    said = [np.zeros_like(alone) for _ in range(4)]

    def facing(array: NDArray[np.generic], side: int) -> NDArray[np.generic]:
        return array if side < 2 else array.swapaxes(0, 1)

    for _ in range(ROUNDS):
        for side in range(4):
            cancel.check()
            opposite = side ^ 1
            cost = cast(Floats, facing(alone + sum(said[k] for k in range(4) if k not in (side, opposite)), side))
            mine, inner = cast(Floats, facing(said[side], side)), cast(Mask, facing(box, side))
            pairs = turned[side]
            order = range(1, len(mine)) if side % 2 == 0 else range(len(mine) - 2, -1, -1)
            for k in order:
                before = k - 1 if side % 2 == 0 else k + 1
                sent = cost[before] + mine[before]
                heard = (sent[:, :, None] + pairs[before] + pairs[k]).min(axis=1)
                heard -= heard.min(axis=1, keepdims=True)
                heard[~(inner[before] & inner[k])] = 0
                mine[k] = heard
    return cast(Ints, (alone + sum(said)).argmin(axis=2))
