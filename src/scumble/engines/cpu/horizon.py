"""Horizon: measures how far a picture is tilted, where one long horizon or several long lines say the same.

A line alone proves little: a quay, a shelf or a row of houses seen at an angle slopes in a level picture, and masts
lean. So a tilt is only measured where a line runs nearly from side to side, or where lines far from each other agree,
and nearly nothing as long contradicts them.
"""

import numpy as np

from scumble.core.image import Image
from scumble.core.work import CancelToken
from scumble.engines.cpu.long_lines import Line, long_lines

COUNTS = 0.12
"""Share of the shorter side from which a line counts."""
AGREE = 0.6
"""Degrees around the tilt within which a line agrees."""
DENSE = 0.4
"""Share of a line's span that has to be seen: pieces that happen to lie in a row are no line."""
SHARE = 0.55
"""Share of the length of all lines that has to agree; by chance it would be a twenty-fifth."""
CLEAR = 0.7
"""The same of the level lines alone."""
SPAN, COVER = 0.85, 0.55
"""Of a horizon: from its first to its last piece, and what is seen of it, as shares of the picture's width."""
APART, LINES, SPREAD = 0.02, 3, 0.75
"""Several lines: how far each lies from the next, as a share of the side; their least number; and that number times how
far the first lies from the last: three over a quarter of the picture, or six over an eighth."""
TOGETHER = 1.5
"""Their length, as a share of the shorter side."""
OTHERS = 0.4
"""Length of upright lines from which, where they agree, level ones have to agree with them; and the reverse."""


def measure_tilt(image: Image, cancel: CancelToken) -> float | None:
    """Degrees clockwise by which the picture's content is turned, within 15; None where that is not certain."""
    lines = [line for line in long_lines(image) if line.length >= COUNTS and line.cover >= DENSE * line.span]
    cancel.check()
    if not lines:
        return None
    level, upright = ([line for line in lines if line.upright == kind] for kind in (False, True))
    # Uprights fan out in a view from below, levels in one from the side: what agrees among most is heard first, then
    # the level ones alone. Neither counts against the other kind's clear word.
    for said in (lines, level):
        tilt, agreeing = _most(said) if said else (0.0, [])
        if _length(agreeing) < (SHARE if said is lines else CLEAR) * _length(said):
            continue
        if not any(_is_horizon(line) for line in agreeing) and not _are_several(agreeing):
            continue
        if not any(_contradict(kind, tilt) for kind in (level, upright)):
            return tilt
    return None


def _contradict(lines: list[Line], tilt: float) -> bool:
    """True when lines of one kind agree, among themselves, on another tilt."""
    other, same = _most(lines) if lines else (tilt, [])
    return abs(other - tilt) > AGREE and _length(same) >= max(OTHERS, SHARE * _length(lines))


def _length(lines: list[Line]) -> float:
    return sum(line.length for line in lines)


def _most(lines: list[Line]) -> tuple[float, list[Line]]:
    """The angle about which most of the lines' length agrees, and the lines that do."""
    angles = np.array([line.angle for line in lines])
    weight = np.array([line.length for line in lines])
    near = np.abs(angles[:, None] - angles[None, :]) <= AGREE
    best = near[int((near * weight).sum(axis=1).argmax())]
    # Once more about the mean: the line that happens to be in the middle need not be the best one.
    middle = float(np.average(angles[best], weights=weight[best]))
    best = np.abs(angles - middle) <= AGREE
    if not best.any():
        return middle, []
    tilt = float(np.average(angles[best], weights=weight[best]))
    return tilt, [line for line, good in zip(lines, best, strict=True) if good]


def _is_horizon(line: Line) -> bool:
    return not line.upright and line.span >= SPAN and line.cover >= COVER


def _are_several(lines: list[Line]) -> bool:
    """True for lines of one kind, or of both, that lie well apart."""
    count, widest = 0, 0.0
    for upright in (False, True):
        places = sorted(line.place for line in lines if line.upright == upright)
        last = -1.0
        for place in places:
            if place - last >= APART:
                count, last = count + 1, place
        widest = max(widest, places[-1] - places[0]) if places else widest
    return count >= LINES and count * widest >= SPREAD and _length(lines) >= TOGETHER
