"""Continues a picture beyond its right rim by pieces of it, joined where the joints are seen least (image quilting).

Efros and Freeman 2001, for a rim: pieces from about the same height, which is as far away and as sharp, are laid side
by side, overlapping, and cut along the line where they differ least. The first ones lie over the picture itself, up to
the rim and so far beyond it as its mirror image hides a joint better; where texture is coarse that is hardly anywhere,
since its symmetry is seen. What the rim cuts (a shutter, a bush) is often completed better by its mirror image, so that
a narrow strip of that all along the rim can be had instead. No piece is turned round: a line that meets the rim at a
slant goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Path = NDArray[np.intp]
"""Column of each row from which on the new piece is shown."""

WORK, DRAFT = 400, 200
"""Height in pixels of the copy in which pieces are chosen; and for previews."""
PIECE, LAP = 0.14, 0.35
"""Side of a piece as a share of the height, and how much of it lies over the one before."""
LEAST = 12
"""Pixels of the copy that a piece measures at least."""
BAND = 0.5
"""Of an overlap: as far out the mirror image may reach."""
AXIS, NARROW = 8.0, 3
"""By how much of the picture's variance at the rim a joint so far out as an overlap is wide is dearer: what is mirrored
is seen by its symmetry, in coarse texture most; and pixels of the copy that are too few for that."""
LEVEL = 0.06
"""Share of the height by which a piece may come from above or below."""
FINE, COARSE, SOFT = 0.45, 1.25, 0.05
"""Weights of lightness as it is and of colour softened by this share of a piece, when pieces are compared: grains never
agree, edges and tones have to."""
TONE = 0.6
"""Weight of the tone that the picture has at the rim at that height: strangers are left where they are."""
AT_RIM = 0.12
"""Share of the width that tells that tone."""
AGAIN = 0.4
"""By how much dearer a piece is each time it was used."""
VARIANTS = 4
"""Different results there are: they begin with the best fitting piece, the next, and so on."""
TRIED, TRIED_AT_RIM = 8, 24
"""Best fitting places of which the joint itself is looked at; more where it has nowhere to go but along the rim."""
SHIFT, PASSING = 10.0, 30.0
"""Grey levels by which a piece's rows may be made lighter or darker to go on in the tone before: all of the piece, and
at its joint, from where that dies out along it. A step of tone is seen as a straight line where a slope is not."""
WORST, GRAIN, NEAR = 3, 2.0, 0.125
"""Joints that speak for all: those that are seen most; texture that hides them is finer than so many pixels of the copy
and is averaged over this share of a piece."""
HIDES = 16.0
"""Squared CIELAB units of texture that are taken for granted everywhere."""
SEEN = 2.7
"""Of the worst joints, in units of the texture around them: from here on they are seen. On 35 sides of 18 photos those
that looked continued had 1.05 to 2.6, few up to 2.9 (and two 3.3 and 4.8, which keep their older way); broken boards
and blurred backgrounds begin at 3.2, one side of bricks had 2.8."""
RUN, BROKEN, AT_WORST = 1 / 6, 6.0, 3.0
"""Share of a joint that is seen by itself where it is far worse than the rest: sky that ends at a straight line beside
a tree. From so many units on it is seen as clearly as a whole joint of SEEN: on 17 sides that looked continued the
worst had 2.4 to 5.5, one with such a line 7.1. And its weight when pieces are chosen, squared CIELAB units."""
MANY, MOST_SEEN = 0.75, 1.45
"""Quantile of all joints, and how much of those above it is seen from which none of them is hidden: bricks and boards
that begin and end anywhere, without one bad joint. On 16 sides that looked continued the quantile was at most 1.24; on
one of bricks it was 1.8, on others where pieces failed (a wall, blurred leaves, a window) 1.6 to 3.8.
"""
SHARP = 200
"""Pixels of a piece at full size in which its place is found to the pixel."""
FEATHER = 1.2
"""Pixels of softening of a joint."""
CLOSED = np.float32(1e6)
"""What no joint runs through."""


@dataclass(frozen=True, kw_only=True)
class _Copy:
    """The picture as pieces are chosen.

    scale: its pixels for one of the picture's. looks: (H, W, 4), weighted lightness and soft Lab. rows: (H, W, 3), mean
    of the latter in a piece's row that begins there. rim: (H, 3), the same at the rim. rough: (H, W), the texture that
    hides a joint. twin: (H,), what a column of the mirror image adds to a joint beyond it. held: (H, W), 1 = avoided.
    side, lap: of pieces.
    """

    scale: float
    looks: Floats
    rows: Floats
    rim: Floats
    rough: Floats
    twin: Floats
    held: Floats | None
    side: int
    lap: int


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a piece is taken from, in pixels of the copy; how it is joined; and how much of the joint is seen, of all
    of it and of its worst run of rows."""

    x: int
    y: int
    left: Path
    above: Path | None
    seen: float
    broken: float


def quilted(
    rgb: Bytes, avoid: Mask | None, count: int, seed: int, cancel: CancelToken, *, draft: bool, turned: bool = False
) -> tuple[Bytes, float] | None:
    """What may lie right of rgb, uint8 (H, W, 3), as uint8 (H, count, 3), and how much of its worst joints is seen, 1
    = as much as is allowed; None where the picture has no room for a piece, or what is avoided stands at the rim.

    avoid: bool (H, W), what must not be copied. seed: picks one of VARIANTS results. turned: begin with the mirror
    image all along the rim. draft: for a preview. Raises Cancelled.
    """
    height, width = rgb.shape[:2]
    copy = _copy(rgb, avoid, DRAFT if draft else WORK)
    held = np.empty(0, np.intp) if avoid is None else np.flatnonzero(avoid.any(axis=0))
    free = width - 1 - int(held[-1]) if held.size else width
    if copy.side > min(copy.looks.shape[:2]) or free * copy.scale < BAND * copy.lap:
        return None
    side, lap = round(copy.side / copy.scale), round(copy.lap / copy.scale)
    side = min(side, height, width)
    # What is not laid yet is mixed with, with no weight: what happened to lie in the memory would decide ties.
    out = np.zeros((height, width + count + side, 3), np.uint8)
    out[:, :width] = rgb
    out[:, width : width + lap] = rgb[:, width - 1 - np.minimum(np.arange(lap), free - 1)]
    looks = _begun(copy, free, round(count * copy.scale))
    # What is avoided and stands near the rim has no say in what goes on there.
    over_rim = 0 if turned else min(copy.lap, int(free * copy.scale))
    begin = width - min(lap, round(over_rim / copy.scale))
    high, wide = copy.looks.shape[:2]
    used = np.zeros((high, wide), np.float32)
    tops = [*range(0, high - copy.side, copy.side - copy.lap), high - copy.side]
    seen: list[float] = []
    broken = 0.0
    for column in range(-(-(width + count - begin) // (side - lap))):
        x = wide - over_rim + column * (copy.side - copy.lap)
        joint = (0, copy.lap) if column else (over_rim, over_rim + round(BAND * copy.lap))
        end = joint[1]
        for k, top in enumerate(tops):
            cancel.check()
            over = tops[k - 1] + copy.side - top if k else 0
            # The first piece decides what the others go on from.
            rank = seed % VARIANTS if column == k == 0 else 0
            found = _found(copy, looks[:, x:], used, top, over, joint, end, rank)
            if found is None:
                return None
            seen.append(found.seen)
            broken = max(broken, found.broken)
            end = int(found.left[-1]) + 1
            _use(copy, looks[:, x:], used, found, top)
            first = begin + column * (side - lap)
            at, rim = min(round(top / copy.scale), height - side), max(0, width - first)
            _lay(rgb, out[:, first : first + side], copy, found, at, lap, rim)
    return out[:, width : width + count], told(seen, broken)


def told(seen: Sequence[float], broken: float) -> float:
    """How much joints show, 1 = as much as is allowed: of the worst, of all, and of the worst run of one."""
    worst, many = float(np.mean(sorted(seen)[-WORST:])), float(np.quantile(seen, MANY))
    return max(worst / SEEN, many / MOST_SEEN, broken / BROKEN)


def _copy(rgb: Bytes, avoid: Mask | None, work: int) -> _Copy:
    """The picture at the size in which pieces are chosen."""
    height, width = rgb.shape[:2]
    scale = min(1.0, work / height)
    side = max(LEAST, round(PIECE * height * scale))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cast(Bytes, cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    lab = cast(Floats, cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB))
    soft = cast(Floats, cv2.GaussianBlur(lab, (0, 0), max(1.0, SOFT * side)))
    looks = np.dstack([np.float32(FINE) * lab[:, :, :1], np.float32(COARSE) * soft]).astype(np.float32)
    held = None
    near = np.ones((size[1], max(4, round(AT_RIM * size[0]))), np.float32)
    if avoid is not None:
        held = (cv2.resize(avoid.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.01).astype(np.float32)
        near = 1 - held[:, -near.shape[1] :]
    # Where the rim is all held, its outermost column tells.
    near[:, -1] = np.maximum(near[:, -1], 1e-3)
    part = looks[:, -near.shape[1] :, 1:]
    rim = (part * near[:, :, None]).sum(axis=1) / near.sum(axis=1)[:, None]
    rows = cast(Floats, cv2.blur(looks[:, :, 1:], (side, 1), anchor=(0, 0)))
    fine = lab[:, :, 0] - cv2.GaussianBlur(lab[:, :, 0], (0, 0), GRAIN)
    rough = np.asarray(HIDES + cv2.GaussianBlur(fine * fine, (0, 0), NEAR * side), np.float32)
    lap = max(4, round(LAP * side))
    varied = cast(Floats, cv2.blur(looks[:, -lap:].var(axis=1).sum(axis=1)[:, None], (1, max(3, side // 4))))
    return _Copy(
        scale=scale,
        looks=looks,
        rows=rows,
        rim=rim.astype(np.float32),
        rough=rough,
        twin=np.asarray(AXIS / lap * varied.ravel(), np.float32),
        held=held,
        side=side,
        lap=lap,
    )


def _begun(copy: _Copy, free: int, count: int) -> Floats:
    """The copy with room for the strip, which begins with the mirror image. free: columns at the rim, picture's."""
    high, wide, depth = copy.looks.shape
    looks = np.zeros((high, wide + count + 2 * copy.side, depth), np.float32)
    looks[:, :wide] = copy.looks
    usable = max(1, round(free * copy.scale))
    looks[:, wide : wide + copy.lap] = copy.looks[:, wide - 1 - np.minimum(np.arange(copy.lap), usable - 1)]
    return looks


def _found(
    copy: _Copy, strip: Floats, used: Floats, top: int, over: int, joint: tuple[int, int], end: int, rank: int
) -> _Place | None:
    """The piece for the rows from `top`; None where all that fits in size is avoided.

    strip: what is laid so far, from the piece's first column on. over: rows that lie over the piece above, whose joint
    ends before column `end`. joint: columns from and before which its own has to be. rank: 0 = the best piece, 1 = the
    next.
    """
    side, (rim, last) = copy.side, joint
    lap = max(last, copy.lap)
    y0, y1 = max(0, top - round(LEVEL * len(strip))), min(len(strip), top + side + round(LEVEL * len(strip)))
    old = strip[top : top + side, :side]
    area = copy.looks[y0:y1]
    wide = area.shape[1] - side + 1
    cost = _unlike(area, old[:, :lap])[:, :wide]
    if over:
        cost = cost + _unlike(area, old[:over])[: len(cost)]
    cost = cost + TONE * _unlike(copy.rows[y0:y1], copy.rim[top : top + side, None])[:, :wide]
    cost = np.asarray(cost * (1 + AGAIN * _boxes(used[y0:y1], side)), np.float32)
    if copy.held is not None:
        cost[_boxes(copy.held[y0:y1], side) > 1e-6] = np.inf
    places = _least(cost, max(1, side // 12), TRIED_AT_RIM if rim else TRIED)
    if not places:
        return None
    news = np.stack([area[y : y + side, x : x + side] for y, x in places])
    apart = np.square(news[:, :, :lap] - old[None, :, :lap]).sum(axis=3)
    if rim:
        # Along the rim itself the picture's last column tells, not only its mirror image.
        apart[:, :, rim] = (apart[:, :, rim - 1] + apart[:, :, rim]) / 2
        apart[:, :, :rim] = CLOSED
    apart[:, :, last:] = CLOSED
    if over:
        # Beyond the joint of the piece above there is nothing old to go on with.
        apart[:, over - 1 : over + 1, end:] = CLOSED
    further = np.maximum(np.arange(lap, dtype=np.float32) - rim - NARROW, 0)
    left, dear = _joints(apart + copy.twin[top : top + side, None] * further if rim else apart)
    rows, ways = apart, None
    if over:
        rows = np.ascontiguousarray(np.square(news[:, :over] - old[None, :over]).sum(axis=3).transpose(0, 2, 1))
        ways, more = _joints(rows)
        dear = dear + more
    weight = np.array([1 + AGAIN * float(used[y0 + y : y0 + y + side, x : x + side].mean()) for y, x in places])
    whole = np.array([float(cost[y, x]) for y, x in places])
    every = np.arange(side)
    roughs = np.stack([copy.rough[y0 + y : y0 + y + side, x : x + side] for y, x in places])
    along = np.stack([a[every, w] / r[every, w] for a, w, r in zip(apart, left, roughs, strict=True)])
    worst = _runs(along)
    k = int(np.argsort(dear * weight + 0.5 * whole + AT_WORST * worst, kind="stable")[min(rank, len(places) - 1)])
    y, x = y0 + places[k][0], places[k][1]
    rough = roughs[k]
    seen = float(along[k].mean())
    above = None if ways is None else ways[k]
    if above is not None:
        seen += float((rows[k, every, above] / rough[above, every]).mean())
    return _Place(x=x, y=y, left=left[k], above=above, seen=seen**0.5, broken=float(worst[k]) ** 0.5)


def _runs(along: Floats) -> Floats:
    """(N,): the highest mean over a run of rows of what is seen of joints, (N, H)."""
    run = max(3, round(RUN * along.shape[1]))
    sums = np.cumsum(np.pad(along, ((0, 0), (1, 0))), axis=1)
    return ((sums[:, run:] - sums[:, :-run]).max(axis=1) / np.float32(run)).astype(np.float32)


def _unlike(area: Floats, piece: Floats) -> Floats:
    """Mean squared difference of a piece at each of its places in an area."""
    found = cv2.matchTemplate(np.ascontiguousarray(area), np.ascontiguousarray(piece), cv2.TM_SQDIFF)
    return cast(Floats, found / np.float32(piece.shape[0] * piece.shape[1]))


def _boxes(values: Floats, side: int) -> Floats:
    """Mean of values in each square of this side that fits."""
    mean = cv2.blur(values, (side, side), anchor=(0, 0), borderType=cv2.BORDER_REPLICATE)
    return cast(Floats, mean[: values.shape[0] - side + 1, : values.shape[1] - side + 1])


def _least(cost: Floats, apart: int, most: int) -> list[tuple[int, int]]:
    """(y, x) of the least costs that are not next to each other; none where all is infinite."""
    left = cost.copy()
    found: list[tuple[int, int]] = []
    for _ in range(most):
        y, x = divmod(int(np.argmin(left)), left.shape[1])
        if not np.isfinite(left[y, x]):
            break
        found.append((y, x))
        left[max(0, y - apart) : y + apart + 1, max(0, x - apart) : x + apart + 1] = np.inf
    return found


def _joints(apart: Floats) -> tuple[Path, Floats]:
    """Cheapest ways from the first row to the last, a column to either side at most in each: (N, H), mean cost (N,).

    apart: float32 (N, H, W). Dynamic programming.
    """
    count, height, width = apart.shape
    total = np.pad(apart, ((0, 0), (0, 0), (1, 1)), constant_values=np.inf)
    for y in range(1, height):
        before = total[:, y - 1]
        total[:, y, 1:-1] += np.minimum(np.minimum(before[:, :-2], before[:, 1:-1]), before[:, 2:])
    way = np.empty((count, height), np.intp)
    every = np.arange(count, dtype=np.intp)
    x = total[:, -1, 1 : width + 1].argmin(axis=1)
    cost = total[every, -1, x + 1] / np.float32(height)
    way[:, -1] = x
    for y in range(height - 2, -1, -1):
        three = np.stack([total[every, y, x + k] for k in range(3)], axis=1)
        x = x - 1 + three.argmin(axis=1)
        way[:, y] = x
    return way, cost


def _shown(found: _Place, side: int) -> Mask:
    """bool (side, side): where the new piece is shown, the rest being what was there before."""
    shown = np.arange(side)[None] >= found.left[:, None]
    if found.above is not None:
        shown &= np.arange(side)[:, None] >= found.above[None]
    return shown


def _use(copy: _Copy, strip: Floats, used: Floats, found: _Place, top: int) -> None:
    """Lays the piece into the copy."""
    side = copy.side
    place = slice(found.y, found.y + side), slice(found.x, found.x + side)
    target = strip[top : top + side, :side]
    shown = _shown(found, side)
    target[shown] = copy.looks[place][shown]
    used[place] += 1


def _lay(rgb: Bytes, strip: Bytes, copy: _Copy, found: _Place, top: int, lap: int, rim: int) -> None:
    """Lays the piece at full size. strip: uint8 (H, side, 3), from the piece's first column on. rim: its columns that
    lie over the picture itself, whose tone is not that of the rim."""
    side = strip.shape[1]
    shown = cv2.resize(_shown(found, copy.side).astype(np.float32), (side, side))
    target = strip[top : top + side]
    laid = shown < 1
    # What is not laid yet has no colour of its own.
    weight = np.where(laid, cv2.GaussianBlur(shown, (0, 0), FEATHER), 1).astype(np.float32)[:, :, None]
    new = _exactly(rgb, target, copy, found, lap).astype(np.float32)
    old = target.astype(np.float32)
    shift = (old - new)[:, rim : rim + lap].mean(axis=1, keepdims=True)
    level, near = (
        cast(Floats, cv2.blur(shift, (1, max(1, side // n)), borderType=cv2.BORDER_REPLICATE)).reshape(side, 1, 3)
        for n in (2, 8)
    )
    stays = np.clip(level, -SHIFT, SHIFT)
    # A dark hedge under a sky that is too dark is not made lighter with it.
    both = np.where(level * near > 0, np.sign(level) * np.minimum(np.abs(level), np.abs(near)), 0)
    passing = np.clip(both, -PASSING, PASSING) - np.clip(both, -SHIFT, SHIFT)
    new = new + stays + passing * _dying(side, lap)[None, :, None]
    target[:] = np.clip(np.rint(old + weight * (new - old)), 0, 255)


def _dying(side: int, lap: int) -> Floats:
    """float32 (side,): 1 where a piece lies over the one before, softly down to 0 where the next begins."""
    way = np.clip((np.arange(side) - lap) / max(1, side - 2 * lap), 0, 1)
    return (0.5 + 0.5 * np.cos(np.pi * way)).astype(np.float32)


def _exactly(rgb: Bytes, target: Bytes, copy: _Copy, found: _Place, lap: int) -> Bytes:
    """The piece at full size, from where its edges go on to the pixel those before it."""
    height, width = rgb.shape[:2]
    side = target.shape[0]
    reach = int(np.ceil(0.6 / copy.scale))
    x, y = round(found.x / copy.scale), round(found.y / copy.scale)
    x0, x1 = max(0, min(x - reach, width - side)), min(width - side, x + reach)
    y0, y1 = max(0, min(y - reach, height - side)), min(height - side, y + reach)
    step = max(1, side // SHARP)
    sigma = max(1.0, SOFT * side / 2 / step)

    def softened(part: Bytes) -> Floats:
        return cast(Floats, cv2.GaussianBlur(part[::step, ::step].astype(np.float32), (0, 0), sigma))

    cost = _unlike(softened(rgb[y0 : y1 + side, x0 : x1 + lap]), softened(target[:, :lap]))
    dy, dx = divmod(int(np.argmin(cost)), cost.shape[1])
    y, x = min(y0 + dy * step, height - side), min(x0 + dx * step, width - side)
    return rgb[y : y + side, x : x + side]
