"""Nouns of things in five languages: joins the tables of the fields into English noun -> words of one language."""

from collections.abc import Mapping
from functools import cache

from scumble.planner.languages import nouns_home, nouns_living, nouns_outdoors, nouns_picture, nouns_shapes, nouns_wear

_COLUMNS = {"de": 1, "fr": 2, "es": 3, "pt": 4}
_FIELDS = (
    nouns_picture.NOUNS,
    nouns_living.NOUNS,
    nouns_home.NOUNS,
    nouns_wear.NOUNS,
    nouns_outdoors.NOUNS,
    nouns_shapes.NOUNS,
)

SURFACES = frozenset(
    """table desk floor ground wall shelf chair sofa couch bed grass lawn street road roof sidewalk plate tray counter
    bench carpet rug ceiling beach sand armchair stool cupboard window sill branch face skin shirt t-shirt""".split()
)
"""Things stand on these, where other languages say 'in' or 'of'."""


@cache
def table(code: str) -> Mapping[str, tuple[str, ...]]:
    """English noun -> words for it in a language, as the tables write them."""
    found: dict[str, tuple[str, ...]] = {}
    for field in _FIELDS:
        for row in field.replace("\n    ", " ").strip().splitlines():
            cells = [c.strip() for c in row.split("=")]
            words = tuple(w.strip() for w in cells[_COLUMNS[code]].split(",") if w.strip())
            found[cells[0]] = (*found.get(cells[0], ()), *words)
    return found
