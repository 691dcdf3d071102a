"""Items of an instruction while it is read as English: what a phrase says in English and its part of speech."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Item:
    """One phrase. tag: see `vocabulary`; NUM number, CODE ratio, size or colour code, U unit, NOT negation, NAME a
    name or quote kept as typed. english: what is said; typed: as typed, for refusals."""

    tag: str
    english: str
    plural: bool = False
    colour: bool = False
    typed: str = ""

    def says(self, english: str) -> "Item":
        """The same item with other words."""
        return replace(self, english=english)


Clause = list[Item]
"""Items between two that join clauses."""

MAKE = Item("S", "make")

_COMPARATIVES = {
    "big": ("bigger", "largest"),
    "large": ("larger", "largest"),
    "warm": ("warmer", "warmest"),
    "cold": ("cooler", "coolest"),
    "cool": ("cooler", "coolest"),
    "good": ("better", "best"),
    "far": ("farther", "farthest"),
    "flat": ("flatter", "flattest"),
    "left": ("further left", "leftmost"),
    "right": ("further right", "rightmost"),
}
_ER = frozenset(
    """bright dark light small sharp soft tall short wide high low near close thin thick strong weak
    dull pale crisp deep long fresh""".split()
)


def comparative(adjective: str) -> str:
    """'dark' -> 'darker', 'vivid' -> 'more vivid'."""
    if adjective in _COMPARATIVES:
        return _COMPARATIVES[adjective][0]
    return _with(adjective, "er") if adjective in _ER else f"more {adjective}"


def superlative(adjective: str) -> str:
    """'dark' -> 'darkest', 'big' -> 'largest'; of a comparative too."""
    for plain, (more, most) in _COMPARATIVES.items():
        if adjective in (plain, more):
            return most
    if adjective.startswith("more "):
        return "most " + adjective[5:]
    if adjective.endswith("er") and adjective[:-2].removesuffix("e") in {e.removesuffix("e") for e in _ER}:
        return adjective[:-2] + "est"
    return _with(adjective, "est") if adjective in _ER else f"most {adjective}"


def gerund(verb: str) -> str:
    """'change' -> 'changing', 'crop' -> 'cropping', 'cut out' -> 'cutting out'."""
    first, space, rest = verb.partition(" ")
    if first.endswith("e"):
        first = first[:-1]
    elif first in {"cut", "crop", "blur", "flip", "put", "trim"}:
        first += first[-1]
    return f"{first}ing{space}{rest}"


def _with(adjective: str, ending: str) -> str:
    """'wide' + 'er' -> 'wider', 'thin' + 'er' -> 'thinner'."""
    if adjective.endswith("e"):
        return adjective + ending[1:]
    return adjective + ("n" if adjective == "thin" else "") + ending


def sentence(items: list[Item]) -> str:
    """The English words of the items, with their signs where signs stand."""
    words: list[str] = []
    for i, item in enumerate(items):
        text = item.english
        if not text:
            continue
        if item.tag == "I" and text == "a":
            after = next((x.english for x in items[i + 1 :] if x.english), "")
            text = "an" if after[:1] in "aeio" else "a"
        if (text in {",", ".", ";", "!", "?", ")", "°"} and words) or (words and words[-1].endswith("(")):
            words[-1] += text
        else:
            words.append(text)
    return " ".join(words).strip(" ,;.?!")
