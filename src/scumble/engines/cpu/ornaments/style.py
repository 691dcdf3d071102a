"""Style of a border: how it is drawn and in which colours, and what a colour that is asked for replaces."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scumble.engines.cpu.ornaments.layout import Frame
from scumble.engines.cpu.ornaments.sheet import Sheet

Draw = Callable[[Sheet, Frame, np.random.Generator], None]
_SHADES = (("_dark", -0.22), ("_light", 0.3))
"""Shades of a role, and how far they are moved towards black or white."""
NEAR = 100.0
"""Colours closer than this (of 441, distance in sRGB) to the ground are moved away from it."""


@dataclass(frozen=True, kw_only=True)
class Style:
    """draw: paints the border. inks: '#rrggbb' of each role, 'ground' behind everything. order: roles that colours
    asked for replace, in turn. solid: the ground is part of the border even where it lies on the picture."""

    draw: Draw
    inks: Mapping[str, str]
    order: tuple[str, ...]
    solid: bool = False
    follow: Mapping[str, str] = field(default_factory=dict[str, str])
    """Roles that take the colour of another role when that one is replaced."""


def inks_of(style: Style, asked: Sequence[str], *, ground: bool) -> dict[str, str]:
    """'#rrggbb' of every role. asked: colours asked for; ground: the ground is painted, so that it is the first.

    Shades (`x_dark`, `x_light`) go with their role, and what would vanish on the ground is made to stand out.
    """
    inks = dict(style.inks)
    order = [role for role in style.order if ground or role != "ground"]
    given = dict(zip(order, asked, strict=False))
    given |= {role: given[of] for role, of in style.follow.items() if of in given and role not in given}
    for role, color in given.items():
        inks[role] = color
        for shade, share in _SHADES:
            if role + shade in inks and role + shade not in given:
                inks[role + shade] = shifted(color, share)
    if given and ground:
        free = {r: c for r, c in inks.items() if r != "ground" and r not in given}
        seen = {r: apart(c, inks["ground"]) for r, c in free.items()}
        for role in [r for r, c in free.items() if seen[r] != c]:
            seen |= {role + end: shifted(seen[role], by) for end, by in _SHADES if role + end in free}
        inks |= seen
        first = [r for r in given if r != "ground"]
        if "ground" not in given and any(_distance(inks[r], inks["ground"]) < NEAR for r in first):
            inks["ground"] = "#26282c" if _light(inks[first[0]]) > 128 else "#ffffff"
    return inks


def shifted(color: str, share: float) -> str:
    """A colour moved towards white (share above 0) or black (below), both -1..1."""
    goal = 255.0 if share > 0 else 0.0
    return _hex([v + (goal - v) * abs(share) for v in _rgb(color)])


def apart(color: str, ground: str) -> str:
    """The colour, or one away from the ground where it would vanish on it."""
    if _distance(color, ground) >= NEAR:
        return color
    return shifted(color, 0.6 if _light(ground) < 140 else -0.45)


def _rgb(color: str) -> list[float]:
    return [float(int(color[i : i + 2], 16)) for i in (1, 3, 5)]


def _hex(rgb: Sequence[float]) -> str:
    return "#" + "".join(f"{round(min(max(v, 0.0), 255.0)):02x}" for v in rgb)


def _light(color: str) -> float:
    """Luma 0..255 (ITU-R BT.601)."""
    r, g, b = _rgb(color)
    return 0.299 * r + 0.587 * g + 0.114 * b


def _distance(a: str, b: str) -> float:
    return float(np.linalg.norm(np.subtract(_rgb(a), _rgb(b))))
