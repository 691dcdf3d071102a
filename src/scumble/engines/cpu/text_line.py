"""One line of text set anew in its place: the face that stands there, its size, slant and perspective, its ink.

drawn = redraw(window, line, "WINTER SALE", ...)   the window's pixels with the new words, and where they are
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines.cpu.text_faces import Face
from scumble.engines.cpu.text_ink import Look, Upright, look_of, upright
from scumble.engines.cpu.text_match import Match, match_face
from scumble.engines.cpu.text_part import Part
from scumble.engines.cpu.text_room import free_room
from scumble.engines.cpu.text_set import Setting, set_line
from scumble.vision.lettering import Line
from scumble.vision.quads import Quad

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]

NARROWEST = 0.86
"""Longer words are made narrower to this before they are made smaller."""
FINE = 3.0
"""Letters are set at so many times the size they get in the picture, at most LARGEST_EM pixels of the em."""
LARGEST_EM = 900
MOST_FINE = 6_000_000
"""Pixels of the raster in which letters are laid; larger ones are set less fine."""
CENTRED = 0.3
"""Left and right room that differ by no more than this share count as centred."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """What is known of a line before its new words are set. up: the line upright. shape: its letters as they were set,
    in the upright crop. room: free pixels of the upright crop to the left and right."""

    line: Line
    up: Upright
    match: Match
    look: Look
    extent: tuple[float, float, float, float]
    room: tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawn:
    """box: the letters' place in the window. cover: float32 (h, w), how much they cover there; rgb: float32 (h, w, 3),
    their ink. quad: (4, 2), around them, in the window. scale: their size, as a share of the old ones'."""

    box: Box
    cover: Floats
    rgb: Floats
    quad: Quad
    scale: float


def know(part: Part, line: Line, texts: Sequence[str], choice: Sequence[Face], cancel: CancelToken) -> Known | None:
    """What stands on a line of a part; None where its letters cannot be told or no face has them.

    texts: what it may say.
    """
    up = upright(part.rgb, part.clean, part.local(line), part.ink)
    if up is None:
        return None
    match = match_face(up, texts, choice, cancel)
    if match is None:
        return None
    old = set_line(match.text, match.face, match.size, match.tracking)
    to_crop = match.to_upright @ _from_pen(old)
    size = (up.alpha.shape[1], up.alpha.shape[0])
    shape = np.asarray(cv2.warpPerspective(old.ink, to_crop, size, flags=cv2.INTER_LINEAR), np.float32)
    extent = _box(old)
    room = free_room(part.clean, part.allowed, extent, up.to_picture @ match.to_upright)
    return Known(line=line, up=up, match=match, look=look_of(up, shape), extent=extent, room=room)


def redraw(known: Known, text: str, face: Face, shape: tuple[int, int], seed: int, *, most: float = 1.0) -> Drawn:
    """The new words in a window of `shape` (H, W). face: the match's, or one that has the words' letters.

    most: size of the letters at most, as a share of the old ones'.
    """
    match, old = known.match, known.extent
    new = _box(set_line(text, face, match.size, match.tracking, clear=True))
    tall = _caps(face, match.size) / max(1.0, _caps(match.face, match.size))
    fit = _fitted(old, new, known.room, most, 1 / max(0.5, tall))
    to_window = known.up.to_picture @ match.to_upright @ fit.matrix
    box, cover = _laid(text, face, match, to_window, shape, known.look.blur)
    rgb = _coloured(known, cover, box, seed)
    corners = np.array([[new[0], new[1]], [new[2], new[1]], [new[2], new[3]], [new[0], new[3]]], np.float64)
    return Drawn(box=box, cover=cover, rgb=rgb, quad=_carried(corners, to_window), scale=fit.scale)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Fit:
    matrix: Matrix
    scale: float


def _fitted(
    old: tuple[float, float, float, float],
    new: tuple[float, float, float, float],
    room: tuple[float, float],
    most: float,
    even: float,
) -> _Fit:
    """Where the new words go, from their own pixels to the old words'. even: what makes another face's capitals as tall
    as the old one's."""
    left, right = room
    wide, had = (new[2] - new[0]) * even, old[2] - old[0]
    centred = abs(left - right) <= CENTRED * (left + right + 0.5 * had)
    space = had + (2 * min(left, right) if centred else left + right)
    scale = min(most, 1.0)
    narrow = 1.0
    if wide * scale > space:
        narrow = max(NARROWEST, space / (wide * scale))
        scale *= min(1.0, space / (wide * scale * narrow))
    sx, sy = scale * narrow * even, scale * even
    if centred:
        x = (old[0] + old[2]) / 2 - sx * (new[0] + new[2]) / 2
    elif right >= left:
        x = old[0] - sx * new[0] - max(0.0, wide * sx / even - had - right)
    else:
        x = old[2] - sx * new[2] + max(0.0, wide * sx / even - had - left)
    # The baseline stays; smaller letters stand in the middle of the old ones' height.
    y = (1 - scale) * old[1] / 2
    return _Fit(matrix=np.array([[sx, 0, x], [0, sy, y], [0, 0, 1]], np.float64), scale=scale)


def _laid(
    text: str, face: Face, match: Match, to_window: Matrix, shape: tuple[int, int], blur: float
) -> tuple[Box, Floats]:
    """The letters' place in the window and their coverage there, with rims as soft as the old ones'."""
    middle = to_window @ np.array([match.size, -0.3 * match.size, 1.0])
    along = to_window @ np.array([match.size + 1.0, -0.3 * match.size, 1.0])
    scale = float(np.linalg.norm(along[:2] / along[2] - middle[:2] / middle[2]))
    size = int(np.clip(round(match.size * scale * FINE), 8, LARGEST_EM))
    line = set_line(text, face, size, match.tracking, clear=True)
    by = match.size / size
    # Pixel centres: x of the coarse raster is (x + 1/2) by - 1/2 of the fine one.
    finer = np.array([[by, 0, 0.5 * by - 0.5], [0, by, 0.5 * by - 0.5], [0, 0, 1]], np.float64)
    place = to_window @ finer @ _from_pen(line)
    corners = _carried(np.array([[0, 0], [line.ink.shape[1], 0], line.ink.shape[::-1], [0, line.ink.shape[0]]]), place)
    reach = int(3 * blur) + 3
    x0, y0 = (int(max(0, v)) for v in np.floor(corners.min(axis=0)) - reach)
    x1, y1 = (int(min(s, v)) for v, s in zip(np.ceil(corners.max(axis=0)) + reach, shape[::-1], strict=True))
    x0, y0 = min(x0, shape[1] - 1), min(y0, shape[0] - 1)
    box = Box(x0=x0, y0=y0, x1=max(x0 + 1, x1), y1=max(y0 + 1, y1))
    fine = 3 if 9 * box.width * box.height <= MOST_FINE else 1
    shift = np.array([[fine, 0, (fine - 1) / 2 - fine * x0], [0, fine, (fine - 1) / 2 - fine * y0], [0, 0, 1]], float)
    large = (box.width * fine, box.height * fine)
    laid = np.asarray(cv2.warpPerspective(line.ink, shift @ place, large, flags=cv2.INTER_LINEAR), np.float32)
    small = cast(Floats, cv2.resize(laid, (box.width, box.height), interpolation=cv2.INTER_AREA))
    out = cast(Floats, cv2.GaussianBlur(small, (0, 0), max(0.2, blur)))
    out[out < 1 / 512] = 0
    return box, out


def _coloured(known: Known, cover: Floats, box: Box, seed: int) -> Floats:
    """The ink of the new letters in their box: its colour, its gradient across the line, its noise."""
    look, shape = known.look, cover.shape
    out = np.broadcast_to(look.color, (*shape, 3)).astype(np.float32)
    rows, columns = np.nonzero(cover)
    if not rows.size:
        return out
    if look.slope.any():
        back = np.linalg.inv(known.up.to_picture) @ np.stack(
            [columns + box.x0, rows + box.y0, np.ones_like(rows)]
        ).astype(np.float64)
        x, y = back[0] / back[2] - look.middle[0], back[1] / back[2] - look.middle[1]
        x0, y0, x1, y1 = known.up.box
        x = np.clip(x, x0 - look.middle[0], x1 - look.middle[0])
        y = np.clip(y, y0 - look.middle[1], y1 - look.middle[1])
        out[rows, columns] += np.stack([x, y], axis=1).astype(np.float32) @ look.slope
    if look.noise > 0.3:
        fine = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
        fine = fine - cv2.GaussianBlur(fine, (0, 0), 1.2)
        out += (look.noise / max(1e-3, float(fine.std())) * fine)[:, :, None]
    return np.clip(out, 0, 255)


def _carried(points: NDArray[np.generic], matrix: Matrix) -> Quad:
    """(N, 2) points through a (3, 3) matrix."""
    out = np.concatenate([np.asarray(points, np.float64), np.ones((len(points), 1))], axis=1) @ matrix.T
    return (out[:, :2] / out[:, 2:]).astype(np.float32)


def _from_pen(line: Setting) -> Matrix:
    """Pixels of a setting -> x from the pen's start, y from the baseline."""
    return np.array([[1, 0, -line.origin], [0, 1, -line.baseline], [0, 0, 1]], np.float64)


def _box(line: Setting) -> tuple[float, float, float, float]:
    """The ink's extent from the pen's start and the baseline."""
    x0, y0, x1, y1 = line.box
    return x0 - line.origin, y0 - line.baseline, x1 - line.origin, y1 - line.baseline


def _caps(face: Face, size: int) -> float:
    """Height of the face's capitals in pixels."""
    return set_line("H", face, size).height if not face.missing("H") else float(size)
