"""German compounds from the noun table: 'Blumenvase' -> flower vase, 'Holztisch' -> wooden table."""

from scumble.planner.languages.items import Item
from scumble.planner.languages.pieces import fold
from scumble.planner.languages.vocabulary import Entry, Vocabulary

MATERIALS = {
    "holz": "wooden",
    "glas": "glass",
    "metall": "metal",
    "stahl": "steel",
    "leder": "leather",
    "stein": "stone",
    "plastik": "plastic",
    "kunststoff": "plastic",
    "papp": "cardboard",
    "papier": "paper",
    "stoff": "fabric",
    "porzellan": "porcelain",
    "keramik": "ceramic",
    "marmor": "marble",
    "beton": "concrete",
    "ziegel": "brick",
    "samt": "velvet",
    "seiden": "silk",
    "woll": "woollen",
    "jeans": "denim",
    "gold": "gold",
    "silber": "silver",
    "kinder": "children's",
    "damen": "women's",
    "herren": "men's",
    "kaffee": "coffee",
    "bier": "beer",
    "rot": "red",
    "weiss": "white",
    "schwarz": "black",
    "blau": "blue",
    "gross": "big",
    "klein": "small",
}
"""First parts that are no noun of a thing, or say what it is made of."""
_LINKS = ("", "n", "en", "s", "es", "er", "e")
_SHORTEST = 3


def split_compound(word: str, vocabulary: Vocabulary) -> list[Item] | None:
    """The English of a German compound of two known parts, longest second part first; None for anything else."""
    plain = fold(word)
    if vocabulary.code != "de" or len(plain) < 2 * _SHORTEST:
        return None
    for cut in range(_SHORTEST, len(plain) - _SHORTEST + 1):
        head = vocabulary.loose.get(plain[cut:])
        if head is None or head.tag != "N":
            continue
        first = _first_part(plain[:cut], vocabulary)
        if first is not None:
            return [Item("N", f"{first} {head.english}", head.plural, typed=word)]
    return None


def _first_part(part: str, vocabulary: Vocabulary) -> str | None:
    """English of the first part, without the letters that join it to the second."""
    for link in _LINKS:
        bare = part.removesuffix(link)
        if link and bare == part:
            continue
        if bare in MATERIALS:
            return MATERIALS[bare]
        entry: Entry | None = vocabulary.loose.get(bare) or vocabulary.loose.get(bare + "e")
        if entry is not None and entry.tag == "N" and len(bare) >= _SHORTEST and not entry.plural:
            return entry.english
    return None
