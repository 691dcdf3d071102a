"""What things look like that no network here knows by name: a pole is thin and upright, a shelf long and level.

Data only; `named.py` reads it. They are what anybody would say of such things, not measured on any photo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from scumble.core.things import words_of


@dataclass(frozen=True, slots=True)
class Look:
    """How a thing looks.

    wide: least and most width by height. area: least and most share of the picture. y: highest and lowest middle, from
    0 (top) to 1. full: least share that it fills of the smallest rectangle around it, however turned; thin: most of it.
    colours: it has one of them. edge: the picture's side that it reaches, or ''.
    """

    wide: tuple[float, float]
    area: tuple[float, float]
    y: tuple[float, float] = (0.0, 1.0)
    full: float = 0.0
    thin: float = 1.0
    colours: tuple[str, ...] = ()
    edge: str = ""


LOOKS: dict[str, Look] = {
    "pole|post|lamp post|lamppost|mast|flagpole|pipe": Look((0.01, 0.22), (0.001, 0.06), full=0.4),
    "rope|cable|wire|cord|string|hose": Look((0.02, 40.0), (0.0006, 0.04), full=0.0, thin=0.45),
    "shelf|shelves|board|plank|window sill|windowsill|sill|ledge": Look((2.5, 30.0), (0.004, 0.2), full=0.5),
    "step|steps|stair|curb|kerb": Look((1.6, 20.0), (0.002, 0.12), (0.45, 1.0), full=0.5),
    "table|desk|tabletop|counter|countertop": Look((1.2, 12.0), (0.04, 0.5), (0.5, 1.0), edge="bottom"),
    "tray|plate|coaster|mat": Look((1.3, 6.0), (0.02, 0.4), (0.35, 0.95), full=0.45),
    "door|doorway|gate": Look((0.25, 0.75), (0.01, 0.3), full=0.72),
    "window|windows": Look((0.35, 1.8), (0.002, 0.2), full=0.72),
    "shutter|shutters": Look((0.25, 1.8), (0.002, 0.12), full=0.75),
    "blind|blinds|curtain|curtains": Look((0.2, 1.6), (0.02, 0.35), (0.0, 0.6)),
    "house|building|cottage|cabin|barn|hut|shed": Look((0.5, 4.0), (0.01, 0.4), (0.1, 0.7), full=0.45),
    "fence|railing|hedge": Look((1.5, 30.0), (0.005, 0.25), (0.3, 0.9)),
    "tree|palm": Look((0.3, 2.2), (0.01, 0.4), (0.0, 0.75), colours=("green", "brown", "black")),
    "bush|bushes|shrub": Look((0.6, 5.0), (0.004, 0.25), (0.35, 1.0), colours=("green",)),
    "leaf|leaves": Look((0.3, 3.5), (0.002, 0.15), full=0.4, colours=("green", "red", "brown", "orange", "yellow")),
    "branch|twig|stick": Look((0.15, 6.0), (0.002, 0.12), thin=0.5, colours=("brown", "black", "grey")),
    "log|trunk|tree trunk": Look((0.1, 12.0), (0.003, 0.15), full=0.4, colours=("brown", "grey", "beige", "white")),
    "arrow": Look((0.3, 6.0), (0.0008, 0.03), (0.4, 1.0), thin=0.7, colours=("white", "yellow")),
    "bridge|pier|boardwalk|walkway": Look((1.2, 12.0), (0.03, 0.5), (0.4, 1.0)),
    "rock|stone|boulder": Look(
        (0.6, 4.0), (0.004, 0.25), (0.3, 1.0), full=0.5, colours=("grey", "brown", "beige", "black")
    ),
    "mountain|hill": Look((1.0, 8.0), (0.02, 0.4), (0.1, 0.65)),
    "book|books": Look((0.25, 8.0), (0.003, 0.2), full=0.65),
    "circle|ring|disc|dot": Look((0.75, 1.35), (0.0008, 0.1)),
    "light|lamp|bulb|button|knob": Look((0.6, 1.7), (0.0006, 0.03), full=0.6),
    "sail": Look((0.25, 1.6), (0.004, 0.3), (0.0, 0.75), colours=("white", "beige", "grey", "red", "blue", "yellow")),
    "ball|globe|orb": Look((0.85, 1.2), (0.001, 0.2), full=0.7),
    "sign|signboard|poster|board sign": Look((0.3, 4.0), (0.001, 0.15), full=0.62),
    "jar|pot|can|tin": Look((0.45, 1.4), (0.002, 0.25), full=0.65),
    "wheel": Look((0.4, 1.3), (0.002, 0.2)),
    "roof": Look((1.2, 12.0), (0.005, 0.25), (0.0, 0.6)),
}
"""Noun -> how it looks."""


@cache
def looks() -> Mapping[str, Look]:
    """Every such noun -> how it looks."""
    return {word: look for words, look in LOOKS.items() for word in words_of(words)}
