"""Continues a picture beyond its right rim by its mirror image: what is there, at the same height and as sharp.

Grass, water, woods, walls and facades go on so without a seam and without a blur, where patches would repeat or smear
them. Two things would give it away, and both are looked at: a thing that comes to stand there a second time (the
subject and other things are taken out of the mirror image and filled), and a line that meets the rim at a slant,
because its mirror image turns back there. On 24 sides of 12 photos the slant told all but two of the worse from the
better.
"""

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu.fill import fill_window

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

MOST_HELD = 0.45
"""Share of the strip that may be taken out and filled; with more the mirror image tells too little."""
TURN, SOFT = 0.25, 0.006
"""Share of the strip that has to be free at the rim to be repeated; and how softly, in heights, that begins."""
AROUND = 0.6
"""Of the strip's width: how much of the picture itself a fill in it sees."""
ROWS = 200
"""Height in pixels of the copy in which slanting lines are looked for: what is finer is texture."""
FINE, SMOOTH = 1.0, 6.0
"""Pixels of the copy that it is softened by, and over which directions are averaged."""
BAND = 0.06
"""Of the copy's width: the columns at the rim that are looked at."""
WORST = 20
"""Rows of the copy that count: those with the clearest slanting lines."""
STEEP, SHARE = 2.1, 0.6
"""Lab units a pixel of the copy that slanting lines may have across them; and their share in all structure there."""
LINE, LINE_WITHIN = 9.0, 8
"""Lab units by which the rim's columns may differ, in the mean of all rows, from those so many pixels further in."""
COARSE, DISTINCT = 2.5, 9.0
"""Pixels of the copy over which texture is averaged, and Lab units by which rows (the clearest tenth) may then vary
along themselves: what varies more is things, each of which is seen twice. Of 12 mirror images of photos the five
from 10 up (trees and bins, a mountain, a rope, a wood and its path) are told at once, those up to 7 (water, paper)
are not."""
FAINT, CLEAR = 0.35, 0.6
"""Lab units a pixel below which nobody sees them, and from which their share counts in full."""


def mirrored(
    rgb: Bytes, avoid: Mask | None, count: int, seed: int, cancel: CancelToken, *, draft: bool
) -> tuple[Bytes, bool] | None:
    """The mirror image right of rgb, uint8 (H, W, 3), as uint8 (H, count, 3), and whether patches fill a part of it;
    None where too much of it may not be copied.

    avoid: bool (H, W), what must not be seen twice. Deterministic for a seed. draft: for a preview. Raises Cancelled.
    """
    width = int(rgb.shape[1])
    index = width - 1 - _folded(count, width)
    held = None if avoid is None else avoid[:, index]
    if avoid is None or held is None or not held.any():
        return np.ascontiguousarray(rgb[:, index]), False
    if float(held.mean()) > MOST_HELD:
        return None
    first = int(np.argmax(held.any(axis=0)))
    if first >= TURN * count:
        return _turned_before(rgb, held, first), False
    keep = min(width, max(8, round(AROUND * count)))
    wide = np.concatenate([rgb[:, width - keep :], rgb[:, index]], axis=1)
    hole = np.pad(held, ((0, 0), (keep, 0)))
    out = np.pad(avoid[:, width - keep :], ((0, 0), (0, count)))
    return fill_window(wide, hole, ~hole, seed, cancel, avoid=out, textured=True, draft=draft)[:, keep:], True


def _turned_before(rgb: Bytes, held: Mask, first: int) -> Bytes:
    """The mirror image; what of it is held is what lies before it, mirrored to and fro: at the same height again.

    first: columns before the first that is held.
    """
    width, count = int(rgb.shape[1]), int(held.shape[1])
    sigma = max(1.0, SOFT * rgb.shape[0])
    side = 2 * round(2.5 * sigma) + 1
    near = cv2.dilate(held.astype(np.uint8), np.ones((side, side), np.uint8)).astype(np.float32)
    weight = cv2.GaussianBlur(near, (0, 0), sigma)[:, :, None]
    columns = [_folded(count, width), _folded(count, first)]
    whole, before = (rgb[:, width - 1 - c].astype(np.float32) for c in columns)
    return np.rint(whole + weight * (before - whole)).astype(np.uint8)


def _folded(count: int, length: int) -> NDArray[np.intp]:
    """Distances from the rim, to and fro within `length`."""
    index = np.arange(count) % (2 * length)
    return np.where(index < length, index, 2 * length - 1 - index)


def slanted(rgb: Bytes, avoid: Mask | None) -> float:
    """How much lines that meet the right rim at a slant would be seen to turn back there; 1 = as much as is allowed.

    rgb: uint8 (H, W, 3). avoid: bool (H, W), what has no say. From the structure tensor: its mixed part is what lies
    along the diagonals.
    """
    height, width = rgb.shape[:2]
    wide = max(4, round(BAND * width * ROWS / height))
    part = min(width, -(-3 * wide * height // ROWS))
    size = (3 * wide, ROWS)
    small = cv2.resize(np.ascontiguousarray(rgb[:, width - part :]), size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    soft = cv2.GaussianBlur(lab, (0, 0), FINE)
    x, y = (cast(Floats, cv2.Sobel(soft, cv2.CV_32F, dx, 1 - dx, ksize=3)) / 8 for dx in (1, 0))
    free = np.ones((ROWS, 3 * wide), np.float32)
    if avoid is not None:
        held = np.ascontiguousarray(avoid[:, width - part :]).astype(np.uint8)
        near = cv2.resize(held, size, interpolation=cv2.INTER_NEAREST)
        free = 1 - cv2.dilate(near, np.ones((5, 5), np.uint8)).astype(np.float32)

    def around(values: NDArray[Any]) -> Floats:
        held = np.asarray(values.sum(axis=2) * free, np.float32)
        mean = cast(Floats, cv2.GaussianBlur(held, (0, 0), SMOOTH, borderType=cv2.BORDER_REPLICATE))
        return mean[:, -wide:].mean(axis=1)

    xx, xy, yy = around(x * x), around(x * y), around(y * y)
    clear = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + 0.05)
    slant = float(np.sort(np.sqrt(2 * np.abs(xy)) * clear)[-WORST:].mean())
    share = slant / (float((xx + yy).mean()) ** 0.5 + 1e-3)
    seen = min(max((slant - FAINT) / (CLEAR - FAINT), 0.0), 1.0)
    # To the hundredth: the same picture at another size may lie on the same side of what is allowed.
    return round(max(slant / STEEP, share / SHARE * seen, _along_rim(rgb) / LINE), 2)


def doubled(made: Bytes) -> float:
    """How clearly a mirror image, uint8 (H, W, 3), shows things that the picture shows, too; 1 = as much as passes.

    Texture and layers (grass, water, a wall, a sky over a lawn) vary little along their rows; things do.
    """
    height, width = made.shape[:2]
    size = (max(8, round(width * ROWS / height)), ROWS)
    small = cv2.resize(made, size, interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255)
    soft = cast(Floats, cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), (0, 0), COARSE))
    off = ((soft - soft.mean(axis=1, keepdims=True)) ** 2).sum(axis=2)
    return round(float(np.quantile(np.sqrt(off.mean(axis=1)), 0.9)) / DISTINCT, 2)


def _along_rim(rgb: Bytes) -> float:
    """Lab units by which the outermost columns differ from those a little further in, over the whole height: a frame
    or the edge of a scan would come to stand in the middle of the new picture."""
    columns = rgb[:, -LINE_WITHIN:].astype(np.float32).mean(axis=0, keepdims=True) / np.float32(255)
    lab = cast(Floats, cv2.cvtColor(columns, cv2.COLOR_RGB2LAB))[0]
    return float(np.linalg.norm(lab[-2:].mean(axis=0) - lab[:2].mean(axis=0)))
