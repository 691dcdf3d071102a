"""Synonyms of nouns by embeddings: 'automobile' names a car, 'sofa' a couch; what is only near names nothing.

For the finder, where a noun stands in none of its tables: `nearest(noun, choices)` with the classes it can look for;
None means that the noun stays unknown. A compound is never taken for its part ('hot dog', 'wheelchair').
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from scumble.language.embed import Matrix, embed

LEAST: Final = 0.70
"""Cosine from which two nouns count as one. Calibrated on some 150 pairs (tests/language/test_nouns.py): the nearest of
the traps that is no compound ('bread', 'sandwich') lies at 0.67, cat and dog at 0.66."""
MARGIN: Final = 0.09
"""By how much the second choice has to be farther."""


def nearest(noun: str, choices: Sequence[str]) -> tuple[str, float] | None:
    """The choice that a noun is another word for, and the cosine (0.7..1); None when none is surely meant.

    noun: singular, without article. Costs some ten milliseconds, and once per list of choices as much for each of them.
    Raises Misconfigured without the embedding weights (`embed.available` tells).
    """
    word = " ".join(noun.lower().split())
    if not word or not choices:
        return None
    cosines: list[float] = (_vectors(tuple(choices)) @ embed([word])[0]).tolist()
    order = sorted(range(len(cosines)), key=lambda i: -cosines[i])
    best, second = order[0], cosines[order[1]] if len(order) > 1 else 0.0
    if cosines[best] < LEAST or cosines[best] - second < MARGIN or _compound(word, choices[best]):
        return None
    return choices[best], min(cosines[best], 1.0)


@lru_cache(maxsize=4)
def _vectors(choices: tuple[str, ...]) -> Matrix:
    """The embeddings of the choices."""
    return embed(choices)


def _compound(one: str, other: str) -> bool:
    """True when a word of one is part of the other, unless they only differ in spaces: 'glove', 'baseball glove'."""
    if one.replace(" ", "") == other.replace(" ", ""):
        return False
    return any(a in b or b in a for a in one.split() for b in other.split())
