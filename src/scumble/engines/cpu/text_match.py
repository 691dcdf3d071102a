"""Which typeface stands there: candidates are set with the words that were read and laid over the letters (font match).

First all faces, stretched over the letters' extent; then the likest few, registered by ECC (G. Evangelidis and
E. Psarakis, "Parametric Image Alignment Using Enhanced Correlation Coefficient Maximization", 2008), which finds size,
place, width, slant and perspective as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.work import CancelToken
from scumble.engines.cpu.text_faces import Face
from scumble.engines.cpu.text_ink import Upright, extent_of
from scumble.engines.cpu.text_set import Setting, set_line

Floats = NDArray[np.float32]
Matrix = NDArray[np.float64]

FIRST = 48
"""Pixels of the em in the first look."""
TALLEST = 56.0
"""Rows of the letters in which faces are compared."""
RANKED = 0.07
"""Blur of the first look, in heights of the letters: thin strokes that lie a little aside must still meet."""
FEW, BEST = 2, 5
"""Faces that are registered to see the perspective, and to find the likest."""
FLAT = 0.015
"""Perspective over the crop that is left alone."""
STRETCH, SLANT = 0.14, 0.3
"""What a likeness loses for letters that had to be made narrower or wider (a unit of the logarithm), and slanted."""
WEIGHT = 0.3
"""What a likeness loses for letters of another weight (a unit of the logarithm of how much they cover)."""
FAINT = 0.3
"""Coverage below which a pixel is no ink."""
TRACKED = 0.06
"""Logarithm of the width's ratio from which letter spacing may explain it."""
ROUNDS = 20
PERSPECTIVE = 5
"""Letters from which a line shows perspective."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Match:
    """A face with the place of its letters. size: em in pixels; tracking: ems. to_upright: (3, 3), from pixels of a
    line set at that size (x from its pen's start, y from its baseline) to the upright crop. likeness: 0..1."""

    face: Face
    text: str
    size: int
    tracking: float
    to_upright: Matrix
    likeness: float


def match_face(line: Upright, texts: Sequence[str], choice: Sequence[Face], cancel: CancelToken) -> Match | None:
    """The face most like the letters of a line. texts: what it may say. None without a face that has the letters."""
    factor = min(1.0, TALLEST / max(1.0, line.box[3] - line.box[1]))
    alpha = line.alpha
    if factor < 1:
        size = max(4, round(alpha.shape[1] * factor)), max(4, round(alpha.shape[0] * factor))
        alpha = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
    shrink = np.array([alpha.shape[1] / line.alpha.shape[1], alpha.shape[0] / line.alpha.shape[0]])
    x0, y0, x1, y1 = (v * shrink[k % 2] for k, v in enumerate(line.box))
    alpha = np.clip(alpha, -0.2, 1.2)
    box = (float(x0), float(y0), float(x1), float(y1))
    texts = tuple(dict.fromkeys(texts))
    first = _best(alpha, box, texts, choice, FEW, cancel)
    if first is None:
        return None
    best = first
    if len(first.text) >= PERSPECTIVE:
        level, back = _levelled(alpha, first)
        inner = None if level is None else extent_of(level)
        again = None if level is None or inner is None else _best(level, inner, texts, choice, BEST, cancel)
        if again is not None:
            best = replace(again, to_upright=back @ again.to_upright)
        elif level is None:
            best = _best(alpha, box, texts, choice, BEST, cancel) or first
    else:
        best = _best(alpha, box, texts, choice, BEST, cancel) or first
    by = 1 / shrink
    larger = np.array([[by[0], 0, by[0] / 2 - 0.5], [0, by[1], by[1] / 2 - 0.5], [0, 0, 1]], np.float64)
    return replace(best, to_upright=larger @ best.to_upright)


def _best(
    alpha: Floats,
    box: tuple[float, float, float, float],
    texts: Sequence[str],
    choice: Sequence[Face],
    count: int,
    cancel: CancelToken,
) -> Match | None:
    """The likest of the `count` faces that look likest; None without a face that has the letters."""
    ranked = [r for text in texts for r in _looks(alpha, box, text, choice)]
    ranked.sort(key=lambda r: -r[0])
    found: list[Match] = []
    for _, face, text in ranked[:count]:
        cancel.check()
        found += _registered(alpha, box, text, face)
    best = max(found, key=lambda m: m.likeness, default=None)
    return _in_perspective(alpha, best) if best is not None and len(best.text) >= PERSPECTIVE else best


def _levelled(alpha: Floats, seen: Match) -> tuple[Floats | None, Matrix]:
    """The letters without the perspective of a match, and the way back; None where there is hardly any.

    Any face shows about how lines run together; in perspective none is told from another.
    """
    there = np.linalg.inv(seen.to_upright)
    there = there / there[2, 2]
    height, width = alpha.shape
    if abs(there[2, 0]) * width + abs(there[2, 1]) * height < FLAT:
        return None, np.eye(3)
    level = np.eye(3)
    level[2, :2] = there[2, :2]
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    out = cv2.perspectiveTransform(corners, level)[0]
    low, high = out.min(axis=0), out.max(axis=0)
    scale = float(np.clip(width / max(1.0, high[0] - low[0]), 0.5, 2.0))
    shift = np.array([[scale, 0, -scale * low[0]], [0, scale, -scale * low[1]], [0, 0, 1]], np.float64)
    size = (max(4, round(scale * (high[0] - low[0]))), max(4, round(scale * (high[1] - low[1]))))
    whole = shift @ level
    turned = np.asarray(cv2.warpPerspective(alpha, whole, size, flags=cv2.INTER_LINEAR), np.float32)
    return turned, np.asarray(np.linalg.inv(whole), np.float64)


def _looks(
    alpha: Floats, box: tuple[float, float, float, float], text: str, choice: Sequence[Face]
) -> list[tuple[float, Face, str]]:
    """Every face's likeness when it is stretched over the letters."""
    x0, y0, x1, y1 = (round(v) for v in box)
    width, height = max(2, x1 - x0), max(2, y1 - y0)
    seen = _soft(alpha, RANKED * height)[y0 : y0 + height, x0 : x0 + width]
    inked = _inked(alpha)
    found: list[tuple[float, Face, str]] = []
    for face in choice:
        if face.missing(text):
            continue
        line = set_line(text, face, FIRST)
        bx0, by0, bx1, by1 = (int(v) for v in line.box)
        letters = np.ascontiguousarray(line.ink[by0:by1, bx0:bx1])
        drawn = np.asarray(cv2.resize(letters, (width, height), interpolation=cv2.INTER_AREA), np.float32)
        heavier = abs(float(np.log(_inked(drawn) / inked)))
        drawn = _soft(drawn, RANKED * height)[: seen.shape[0], : seen.shape[1]]
        stretched = abs(float(np.log(width / height * line.height / max(1.0, line.width))))
        found.append((_likeness(seen, drawn) - STRETCH * min(stretched, 0.6) - WEIGHT * min(heavier, 1.0), face, text))
    return found


def _registered(alpha: Floats, box: tuple[float, float, float, float], text: str, face: Face) -> list[Match]:
    """The face laid over the letters, as it is and with letter spacing."""
    width, height = box[2] - box[0], box[3] - box[1]
    plain = set_line(text, face, FIRST)
    size = max(6, round(FIRST * height / plain.height))
    line = set_line(text, face, size)
    ratio = float(np.log(width / height * line.height / max(1.0, line.width)))
    found = [_register(alpha, box, text, face, line, 0.0)]
    if abs(ratio) > TRACKED and len(text) > 2:
        gap = (width * line.height / height - line.width) / (size * (len(text) - 1))
        gap = float(np.clip(gap, -0.08, 0.8))
        found.append(_register(alpha, box, text, face, set_line(text, face, size, gap), gap))
    return [m for m in found if m is not None]


def _register(
    alpha: Floats, box: tuple[float, float, float, float], text: str, face: Face, line: Setting, tracking: float
) -> Match | None:
    """One setting laid over the letters; None where it does not come to lie on them."""
    sx, sy = (box[2] - box[0]) / max(1.0, line.width), (box[3] - box[1]) / max(1.0, line.height)
    # From the crop to the setting, as ECC has it.
    start = np.array([[1 / sx, 0, line.box[0] - box[0] / sx], [0, 1 / sy, line.box[1] - box[1] / sy]], np.float32)
    coarse = _ecc(alpha, line.ink, start, cv2.MOTION_AFFINE, 13)
    warp = _ecc(alpha, line.ink, coarse, cv2.MOTION_AFFINE, 3)
    there = np.vstack([warp, [0, 0, 1]]).astype(np.float64)
    a, b, c, d = there[0, 0], there[0, 1], there[1, 0], there[1, 1]
    across = (a * d - b * c) / max(1e-6, float(np.hypot(a, c)))
    stretched = abs(float(np.log(max(1e-3, abs(across)) / max(1e-3, float(np.hypot(a, c))))))
    slant = abs(float((a * b + c * d) / max(1e-6, abs(a * d - b * c))))
    laid = _laid(line.ink, there, alpha.shape)
    near = _soft(alpha, 0.6)
    heavier = abs(float(np.log(_inked(laid) / _inked(alpha))))
    likeness = _likeness(near, _soft(laid, 0.6)) - STRETCH * stretched - SLANT * slant - 0.03 * abs(tracking)
    likeness -= WEIGHT * min(heavier, 1.0)
    return Match(
        face=face,
        text=text,
        size=line.size,
        tracking=tracking,
        to_upright=np.asarray(np.linalg.inv(_from_pen(line) @ there), np.float64),
        likeness=likeness,
    )


def _from_pen(line: Setting) -> Matrix:
    """Pixels of a setting -> x from the pen's start, y from the baseline."""
    return np.array([[1, 0, -line.origin], [0, 1, -line.baseline], [0, 0, 1]], np.float64)


def _in_perspective(alpha: Floats, best: Match) -> Match:
    """The match with perspective, where that fits better and stays mild."""
    line = set_line(best.text, best.face, best.size, best.tracking)
    there = np.linalg.inv(_from_pen(line)) @ np.linalg.inv(best.to_upright)
    there = there / there[2, 2]
    bent = _ecc(alpha, line.ink, there.astype(np.float32), cv2.MOTION_HOMOGRAPHY, 5).astype(np.float64)
    keystone = abs(bent[2, 0]) * alpha.shape[1] + abs(bent[2, 1]) * alpha.shape[0]
    seen = _soft(alpha, 0.6)
    before, after = (_likeness(seen, _soft(_laid(line.ink, t, alpha.shape), 0.6)) for t in (there, bent))
    if after < before + 0.004 or keystone > 0.5:
        return best
    upright = np.asarray(np.linalg.inv(_from_pen(line) @ bent), np.float64)
    return replace(best, to_upright=upright, likeness=best.likeness + after - before)


def _ecc(alpha: Floats, ink: Floats, start: Floats, motion: int, blur: int) -> Floats:
    """The warp from `alpha` to `ink` that makes them correlate best; the start where that does not converge.

    blur: pixels of the Gaussian that both are seen through.
    """
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, ROUNDS, 1e-4)
    everywhere = np.ones(ink.shape, np.uint8)
    try:
        warp = cv2.findTransformECC(alpha, ink, start.copy(), motion, criteria, everywhere, blur)[1]
    except cv2.error:
        return start
    return np.asarray(warp, np.float32)


def _laid(ink: Floats, there: Matrix, shape: tuple[int, ...]) -> Floats:
    """A setting in the crop."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(ink, there, (shape[1], shape[0]), flags=flags), np.float32)


def _likeness(a: Floats, b: Floats) -> float:
    """Normalised cross correlation."""
    x, y = a - a.mean(), b - b.mean()
    return float((x * y).sum() / max(1e-6, float(np.sqrt((x * x).sum() * (y * y).sum()))))


def _inked(cover: Floats) -> float:
    """How many pixels are ink; faint ones are noise."""
    return max(1.0, float(np.clip(np.where(cover > FAINT, cover, 0), 0, 1).sum()))


def _soft(values: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), max(0.3, sigma)), np.float32)
