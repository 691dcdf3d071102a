"""Which of ImageNet's kinds a noun means: 'hat' -> cowboy hat, sombrero, bonnet ...; by its own name or by a table."""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scumble.core.things import words_of
from scumble.regions.kind_names import NOUNS
from scumble.vision.imagenet import KINDS

Mask = NDArray[np.bool_]


@cache
def kinds_of(noun: str) -> Mask | None:
    """bool (1000,): the kinds that are such things; None for a noun that no kind stands for.

    'white sneaker' and 'baseball cap' are tried as a whole, then by their last word.
    """
    words = noun.lower().split()
    for start in range(len(words)):
        name = " ".join(words[start:])
        for form in _forms(name):
            found = _own(form) | _rows().get(form, _none())
            if found.any():
                return found
    return None


def _none() -> Mask:
    return np.zeros(len(KINDS), bool)


def _forms(name: str) -> tuple[str, ...]:
    """A noun as it stands and in the singular."""
    forms = [name]
    if name.endswith("ies"):
        forms.append(name[:-3] + "y")
    if name.endswith("es"):
        forms.append(name[:-2])
    if name.endswith("s") and not name.endswith("ss"):
        forms.append(name[:-1])
    return tuple(forms)


@cache
def _own(name: str) -> Mask:
    """Kinds with this name, or of which it is the last word."""
    return np.array([any(k == name or k.endswith((f" {name}", f"-{name}")) for k in kind) for kind in KINDS], bool)


@cache
def _rows() -> dict[str, Mask]:
    """Noun -> its kinds by the table. Raises KeyError for a name that is no kind."""
    table: dict[str, Mask] = {}
    for nouns, kinds in NOUNS.items():
        mask = _none()
        for span in words_of(re.sub(r"\s*\n\s*\|", "|", kinds)):
            first, _, last = span.partition("~")
            mask[_index(first.strip()) : _index((last or first).strip()) + 1] = True
        for noun in words_of(nouns):
            table[noun] = table.get(noun, _none()) | mask
    return table


@cache
def _index(name: str) -> int:
    """The first kind with this synonym."""
    for index, kind in enumerate(KINDS):
        if name in kind:
            return index
    raise KeyError(f"{name!r} is no kind of ImageNet")
