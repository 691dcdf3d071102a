"""Where parts lie in the things they belong to: 'the lid of the teapot' is on top, 'the sole' runs along the bottom.

Data only; `placed_parts.py` reads it. Shares are of the whole's box, as it stands in the picture: x and y from 0 (left,
top) to 1, area of the whole's pixels. They are what anybody would say of the part, not measured on any photo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from scumble.core.things import words_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part lies.

    y: its usual middle and how far that may be off. area: least and most share of the whole's pixels. side: True at the
    left or right end, False in the middle across, None anywhere. wide: least and most width by height. edge: 'top',
    'bottom' or '': the end of the whole that the part reaches. colour: what it usually has. pair: there are usually two
    or more of them. solid: least share that it fills of its convex hull. loop: True where the background shows through
    it, False where it does not, None where it may.
    """

    y: tuple[float, float]
    area: tuple[float, float]
    side: bool | None = None
    wide: tuple[float, float] = (0.2, 5.0)
    edge: str = ""
    colour: tuple[str, ...] = ()
    pair: bool = False
    solid: float = 0.6
    loop: bool | None = None


PLACES: dict[str, Place] = {
    "lid|lids|stopper|cork": Place((0.12, 0.14), (0.02, 0.4), False, (0.6, 6.0), "top"),
    "handle|handles|grip": Place((0.45, 0.3), (0.01, 0.3), True, (0.15, 2.5), solid=0.0, loop=True),
    "spout|nozzle": Place((0.4, 0.25), (0.01, 0.2), True, (0.2, 2.5), loop=False),
    "sole|soles|outsole": Place((0.85, 0.12), (0.05, 0.6), False, (1.6, 12.0), "bottom"),
    "heel": Place((0.8, 0.15), (0.02, 0.25), True, (0.4, 2.5), "bottom"),
    "strap|straps|shoulder strap": Place((0.3, 0.3), (0.02, 0.3), None, (0.1, 4.0), pair=True, solid=0.0),
    "lampshade|lamp shade|shade": Place((0.2, 0.16), (0.15, 0.85), False, (0.5, 4.0), "top"),
    "base|stand|pedestal": Place((0.9, 0.1), (0.03, 0.4), False, (0.6, 8.0), "bottom"),
    "saddle|bike seat|bicycle seat": Place((0.2, 0.15), (0.004, 0.12), False, (0.8, 5.0), "top"),
    "handlebar|handlebars": Place((0.12, 0.12), (0.004, 0.15), True, (0.3, 5.0), "top", solid=0.0),
    "windshield|windscreen|front window": Place((0.25, 0.15), (0.03, 0.25), False, (1.0, 7.0)),
    "hood|bonnet": Place((0.45, 0.18), (0.05, 0.35), None, (1.0, 7.0)),
    "bumper": Place((0.8, 0.15), (0.03, 0.3), None, (1.5, 12.0)),
    "headlight|headlights|taillight|tail light": Place((0.5, 0.2), (0.004, 0.06), True, (0.5, 4.0), pair=True),
    "tail": Place((0.5, 0.35), (0.005, 0.15), True, (0.15, 4.0), solid=0.0),
    "ear|ears": Place((0.12, 0.14), (0.004, 0.12), None, (0.3, 2.5), "top", pair=True),
    "paw|paws|hoof|hooves": Place((0.92, 0.1), (0.003, 0.1), None, (0.4, 3.0), "bottom", pair=True),
    "wing|wings": Place((0.45, 0.3), (0.05, 0.5), None, (0.2, 4.0), pair=True, solid=0.0),
    "horn|horns|antlers": Place((0.1, 0.12), (0.004, 0.2), None, (0.2, 4.0), "top", pair=True, solid=0.0),
    "antenna|aerial": Place((0.1, 0.14), (0.002, 0.1), None, (0.02, 1.5), "top", solid=0.0),
    "screen|display": Place((0.45, 0.2), (0.15, 0.85), False, (0.4, 3.0)),
    "dial|clock face|watch face": Place((0.5, 0.15), (0.15, 0.85), False, (0.7, 1.4)),
    "collar": Place((0.1, 0.12), (0.01, 0.2), False, (0.8, 6.0), "top"),
    "sleeve|sleeves": Place((0.4, 0.25), (0.03, 0.3), True, (0.15, 2.0), pair=True),
    "pocket|pockets": Place((0.6, 0.25), (0.01, 0.25), None, (0.5, 2.5), pair=True),
    "buckle|zipper": Place((0.5, 0.3), (0.002, 0.1), None, (0.1, 5.0), solid=0.0),
    "stem|stalk": Place((0.65, 0.3), (0.005, 0.25), None, (0.03, 1.2), "", ("green",), solid=0.0),
    "head": Place((0.18, 0.12), (0.05, 0.5), False, (0.5, 2.2), "top"),
    "arm": Place((0.45, 0.2), (0.01, 0.25), True, (0.2, 3.0), pair=True, solid=0.0),
    "leg": Place((0.8, 0.15), (0.01, 0.3), None, (0.15, 1.5), "bottom", pair=True),
    "foot": Place((0.93, 0.08), (0.01, 0.25), None, (0.5, 4.0), "bottom", pair=True),
    "hand": Place((0.6, 0.2), (0.005, 0.12), True, (0.4, 2.5), pair=True),
    "wheel": Place((0.82, 0.15), (0.02, 0.35), True, (0.5, 1.8), "bottom", pair=True),
    "lens|lenses": Place((0.5, 0.25), (0.05, 0.45), True, (0.5, 2.0), pair=True),
}
"""Part -> where it lies in whatever has such a part."""


@cache
def placed() -> Mapping[str, Place]:
    """Every word for such a part -> where it lies."""
    return {word: place for words, place in PLACES.items() for word in words_of(words)}
