"""Registration: how far a picture that was drawn anew is shifted and zoomed against the one that it was drawn from.

    register(moving, fixed, known)  ->  Registration(shift_x=7.0, zoom_x=1.03, ..., certainty=0.99)

What lies at (x, y) in the fixed picture lies at centre + zoom * ((x, y) - centre) + shift in the moving one; each axis
has a zoom and a shift of its own. All numbers are of the pictures that are handed in: make them small before.

Where both pictures are plainly the same thing about where it was, Gauss-Newton begins there; else a coarse search over
zooms and shifts (masked normalised correlation) finds where to begin. Gauss-Newton with robust weights (B. Lucas and
T. Kanade, 1981; S. Geman and D. McClure, 1987) goes on, from coarse to fine, on pictures whose local contrast is made
even, so that neither a cast nor another light matters. A weak expectation that nothing moved keeps what the picture
cannot tell (plain walls, parallel lines) in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import cv2
import numpy as np

from scumble.core.work import CancelToken
from scumble.vision.registration_copies import (
    POINTS,
    Floats,
    Grey,
    Level,
    Mask,
    Numbers,
    copies,
    matrix_of,
    striped,
    whole,
)

ZOOMS: Final = tuple(1 + 0.025 * k for k in range(-4, 5))
UNEVEN: Final = 0.051
"""Most by which the zooms of the two axes are tried apart."""
REACH: Final = 0.06
"""Most shift that is tried, as a share of the longer side."""
FARTHEST_ZOOM, FARTHEST_SHIFT = 0.11, 0.075
"""Beyond these what was found is chance."""
TRIED: Final = 4
"""Beginnings that are gone on with at the smallest size."""
CLEAR: Final = 0.87
"""Correlation of the smallest copies, moved as was found from where nothing moved, from which nothing else is tried. On
35 photos what was found rightly lies above 0.88 (median 0.94), what was not below 0.87, and by a pixel of theirs."""
KEPT: Final = 3
"""Of them, at the next size."""
LEAST_KNOWN: Final = 150
"""Pixels outside the edit below which nothing can be said."""
BEGINNING: Final = 6_000
"""The same at the sizes before, which only say where to go on."""
ROW: Final = 128
LENIENT, STRICT = 10.0, 2.5
"""Spreads of what differs from which it counts as drawn anew: at first, so that one side which fits already does not
hold the other, and at last."""
ROUNDS: Final = 8
SETTLED: Final = 0.004
NEARLY: Final = 0.02
"""Pixels of movement at the picture's edge below which it has settled, and well enough to go on with."""
EXPECTED: Final = (0.03, 0.03, 0.03, 0.03, 0.008)
"""Standard deviations before anything is seen: shift across and down, stretch across and down, all as shares of half
the side, and of the difference between the two stretches."""
CORRELATED: Final = 30.0
"""Neighbouring pixels say much the same: so many count as one where certainty is reckoned."""
ALIKE: Final = (0.2, 0.5)
"""Correlation from which two pictures may show the same, and surely do. Photos of different things stay below 0.02, the
same thing drawn anew with other details and noise lies at 0.43 (median), with noise alone at 0.9."""
BLURRY: Final = 0.75
"""Uncertainty of a place, in pixels, at which a registration is half as sure."""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """Where the moving picture's content lies. zoom: 1.03 = 3 % larger than in the fixed one, about the picture's
    centre. shift: of the centre, pixels, right and down. certainty: 0..1. error: expected error of a place in the
    picture, pixels (one standard deviation). alike: correlation of both outside the edit when laid over each other."""

    shift_x: float = 0.0
    shift_y: float = 0.0
    zoom_x: float = 1.0
    zoom_y: float = 1.0
    certainty: float = 0.0
    error: float = 0.0
    alike: float = 0.0

    def to_moving(self, width: int, height: int) -> Numbers:
        """(3, 3): from the fixed picture's pixel centres to the moving one's; both are width x height."""
        cx, cy = (width - 1) / 2, (height - 1) / 2
        return np.array(
            [
                [self.zoom_x, 0, cx * (1 - self.zoom_x) + self.shift_x],
                [0, self.zoom_y, cy * (1 - self.zoom_y) + self.shift_y],
                [0, 0, 1],
            ]
        )

    def scaled(self, x: float, y: float) -> "Registration":
        """For pictures x times as wide and y times as high."""
        return replace(self, shift_x=self.shift_x * x, shift_y=self.shift_y * y, error=self.error * max(x, y))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Points:
    """Pixels that are compared, (N,) each. x, y: where they are; value: of the fixed picture; first, last, above: see
    `Level`."""

    x: Floats
    y: Floats
    value: Floats
    first: Floats
    last: Floats
    above: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class _State:
    """An estimate in shares of half the sides: shift across and down, stretch across and down; with what is known of
    its error and how alike the pictures are under it."""

    at: Numbers
    covariance: Numbers
    alike: float


def register(moving: Grey, fixed: Grey, known: Mask, cancel: CancelToken) -> Registration | None:
    """Finds shift and zoom. moving, fixed: uint8 (H, W), grey, of one size; known: bool (H, W), True where both should
    show the same. None where too little is known to look at all. Raises Cancelled."""
    sizes = [c for c in copies(moving, fixed, known) if c.count >= LEAST_KNOWN]
    if not sizes:
        return None
    last, level = len(sizes) - 1, whole(sizes[0])
    found = [_refined(level, np.zeros(4), last=not last)]
    if found[0].alike < CLEAR:
        found += [_refined(level, at, last=not last) for at in _beginnings(level)]
    for number, copy in enumerate(sizes[1:], 1):
        cancel.check()
        best = sorted(found, key=lambda s: -s.alike)[: KEPT if number == 1 else 1]
        level = whole(copy) if number == 1 else striped(copy, best[0].at)
        found = [_refined(level, state.at, last=number == last, begun=number > 1) for state in best]
    return _told(level, max(found, key=lambda s: s.alike))


def _beginnings(level: Level) -> list[Numbers]:
    """The most promising zooms and shifts."""
    height, width = level.fixed.shape
    reach = max(2, round(REACH * max(width, height)))
    template, mask = level.fixed, level.known.astype(np.float32)
    found: list[tuple[float, Numbers]] = []
    for zoom_x in ZOOMS:
        for zoom_y in ZOOMS:
            if abs(zoom_x - zoom_y) > UNEVEN:
                continue
            at = np.array([0.0, 0.0, zoom_x - 1, zoom_y - 1])
            wide = _seen(level.moving, at, reach)
            scores = cv2.matchTemplate(wide, template, cv2.TM_CCORR_NORMED, mask=mask)
            scores = np.where(np.isfinite(scores), scores, -1) - _strain(reach, at)
            y, x = (int(v) for v in np.unravel_index(int(scores.argmax()), scores.shape))
            shift = np.array([(x - reach) / (width / 2), (y - reach) / (height / 2), 0, 0])
            found.append((float(scores[y, x]), at + shift))
    found.sort(key=lambda one: -one[0])
    return [at for _, at in found[:TRIED]]


def _strain(reach: int, at: Numbers) -> Floats:
    """What a beginning loses for being far away: patterns that repeat fit in many places."""
    away = np.arange(-reach, reach + 1, dtype=np.float32) / reach
    shift = away[:, None] ** 2 + away[None, :] ** 2
    return np.asarray(0.02 * shift + 0.05 * abs(at[2] - at[3]) / UNEVEN, np.float32)


def _seen(moving: Floats, at: Numbers, margin: int = 0) -> Floats:
    """The moving picture with its zoom and shift undone, and `margin` pixels around it; 0 beyond its rim."""
    height, width = moving.shape
    matrix = matrix_of(at, width, height)
    matrix[:, 2] -= matrix[:, :2] @ np.array([margin, margin])
    size = (width + 2 * margin, height + 2 * margin)
    return cast(Floats, cv2.warpAffine(moving, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP))


def _refined(level: Level, at: Numbers, *, last: bool, begun: bool = False) -> _State:
    """Gauss-Newton from a beginning, with weights that leave out what differs for other reasons. last: nothing comes
    after it. begun: the beginning was found on smaller copies, so that it is strict at once."""
    half_x, half_y = level.half
    points = _points(level, POINTS if last else BEGINNING)
    share = level.count / points.x.size
    u, v = (points.x + 0.5) / np.float32(half_x) - 1, (points.y + 0.5) / np.float32(half_y) - 1
    covariance = np.diag(np.square(EXPECTED[:4]))
    for number in range(ROUNDS):
        covered, (new, slope_x, slope_y) = _under(level, at, points, (level.moving, level.across, level.down))
        left = new - points.value
        slopes = np.empty((4, left.size), np.float32)
        np.multiply(slope_x, np.float32(half_x), out=slopes[0])
        np.multiply(slope_y, np.float32(half_y), out=slopes[1])
        np.multiply(slopes[:2], (u, v), out=slopes[2:])
        spread = 1.4826 * float(np.median(np.abs(left[covered]))) + 1e-3 if covered.any() else 1.0
        bound = spread * (STRICT if begun else max(STRICT, LENIENT / 2**number))
        weights = np.asarray(
            covered * np.float32(share) / np.square(1 + np.square(left / np.float32(bound))), np.float32
        )
        step, covariance = _step(slopes, left, weights, spread, at)
        at = at + step
        settled = float(np.abs(step * [half_x, half_y, half_x, half_y]).max()) < (SETTLED if last else NEARLY)
        if settled and (begun or number >= 3):
            break
    return _State(at=at, covariance=covariance, alike=_alike(level, at, points))


def _points(level: Level, most: int) -> _Points:
    """At most so many pixels that may be compared, evenly chosen; a whole number of ROWs."""
    known = np.flatnonzero(level.known)
    few = known[:: max(1, -(-known.size // most))]
    few = few[: max(ROW, few.size // ROW * ROW)]
    rows, columns = np.divmod(few, level.known.shape[1])
    return _Points(
        x=columns.astype(np.float32),
        y=level.rows[rows].astype(np.float32),
        value=level.fixed[rows, columns],
        first=level.first[rows],
        last=level.last[rows],
        above=level.above[rows],
    )


def _under(level: Level, at: Numbers, points: _Points, planes: Sequence[Floats]) -> tuple[Mask, list[Floats]]:
    """What of the moving picture's planes lies there by the estimate, linearly between its pixels, and which of it is
    there at all."""
    width, height = level.known.shape[1], level.height
    matrix = matrix_of(at, width, height).astype(np.float32)
    x, y = matrix[0, 0] * points.x + matrix[0, 2], matrix[1, 1] * points.y + matrix[1, 2]
    covered = (x >= 1) & (x <= width - 2) & (y >= 1) & (y <= height - 2) & (y >= points.first) & (y <= points.last)
    # OpenCV's maps are 32,767 wide.
    shape = (-1, ROW) if x.size % ROW == 0 else (1, -1)
    across, down = x.reshape(shape), (y - points.first + points.above).reshape(shape)
    return covered, [cast(Floats, cv2.remap(p, across, down, cv2.INTER_LINEAR)).reshape(-1) for p in planes]


def _step(slopes: Floats, left: Floats, weights: Floats, spread: float, at: Numbers) -> tuple[Numbers, Numbers]:
    """One step, and the covariance of the estimate: what is seen and what was expected, each by its certainty. slopes:
    (4, N)."""
    seen = slopes * (weights * np.float32(1 / (spread * spread * CORRELATED)))
    apart = np.array([0.0, 0, 1, -1])
    expected = np.diag(1 / np.square(EXPECTED[:4])) + np.outer(apart, apart) / EXPECTED[4] ** 2
    covariance = np.asarray(np.linalg.inv(seen @ slopes.T + expected), np.float64)
    return covariance @ -(seen @ left + expected @ at), covariance


def _alike(level: Level, at: Numbers, points: _Points) -> float:
    """Correlation of both pictures at points that may be compared, -1..1."""
    shown, (new,) = _under(level, at, points, (level.moving,))
    if int(shown.sum()) < LEAST_KNOWN:
        return 0.0
    a, b = new[shown].astype(np.float64), points.value[shown].astype(np.float64)
    power = float(a @ a) * float(b @ b)
    return float(a @ b) / power**0.5 if power > 0 else 0.0


def _told(level: Level, state: _State) -> Registration:
    """The estimate in pixels, and how sure it is."""
    half_x, half_y = level.half
    shift_x, shift_y, stretch_x, stretch_y = (float(v) for v in state.at)
    error = max(
        half * float(np.sqrt(state.covariance[k, k] + state.covariance[k + 2, k + 2]))
        for k, half in ((0, half_x), (1, half_y))
    )
    low, high = ALIKE
    same = min(1.0, max(0.0, (state.alike - low) / (high - low)))
    near = max(abs(stretch_x), abs(stretch_y)) <= FARTHEST_ZOOM and max(
        abs(shift_x) * half_x, abs(shift_y) * half_y
    ) <= FARTHEST_SHIFT * 2 * max(half_x, half_y)
    return Registration(
        shift_x=shift_x * half_x,
        shift_y=shift_y * half_y,
        zoom_x=1 + stretch_x,
        zoom_y=1 + stretch_y,
        certainty=same / (1 + (error / BLURRY) ** 2) if near else 0.0,
        error=error,
        alike=state.alike,
    )
