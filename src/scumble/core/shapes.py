"""Names of plain shapes: circle, square, star ...; data shared by the planner (words) and the regions (finding)."""

from functools import cache

from scumble.core.things import words_of

SHAPES: dict[str, str] = {
    "circle": "circle|disc|disk|dot|round shape",
    "ellipse": "ellipse|oval|ellipsoid",
    "ring": "ring|annulus|donut shape|hollow circle",
    "square": "square",
    "rectangle": "rectangle|oblong|rectangular shape",
    "frame": "hollow rectangle|hollow square|rectangular frame|square frame",
    "triangle": "triangle",
    "diamond": "diamond|rhombus|lozenge",
    "parallelogram": "parallelogram",
    "trapezoid": "trapezoid|trapezium|trapeze",
    "pentagon": "pentagon",
    "hexagon": "hexagon",
    "heptagon": "heptagon",
    "octagon": "octagon",
    "star": "star",
    "cross": "cross|crosses|plus sign|plus shape",
    "arrow": "arrow",
    "heart": "heart",
    "crescent": "crescent|half moon|moon shape",
    "semicircle": "semicircle|semi circle|half circle|half disc",
    "line": "line|bar|stripe|strip",
}
"""Kind of shape -> words for it."""
ANY_SHAPE = "shape|figure|form|polygon|geometric shape|geometric figure"
"""Words for a shape of any kind."""


@cache
def shape_names() -> frozenset[str]:
    """Every word for a shape, singular."""
    return frozenset(w for text in (*SHAPES.values(), ANY_SHAPE) for w in words_of(text))


@cache
def kind_of(noun: str) -> str | None:
    """The kind a noun names, singular or plural; '' for any shape, None for no shape."""
    for form in (noun, noun.removesuffix("s"), noun.removesuffix("es")):
        for kind, text in SHAPES.items():
            if form in words_of(text):
                return kind
        if form in words_of(ANY_SHAPE):
            return ""
    return None
