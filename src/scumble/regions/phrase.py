"""Noun phrases to what to look for: 'the second red cup from the left on the table' -> noun, colour, place, relation.

The words are read from left to right by the longest phrase of the tables in `phrase_words` and `core.things`; what no
table knows becomes part of the noun, so that it can be said back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeVar

from scumble.core import things
from scumble.regions import phrase_words as data
from scumble.regions.part_places import placed

Kind = Literal["class", "object", "stuff", "part", "subject", "vague", "unseen", "unknown"]
"""class: the detector knows it (or near ones); object: a single thing without a class; stuff: an area; part: of a
person, an animal or a thing; subject: the picture's subject; vague: 'the thing'; unseen: logos
and the like; unknown: a word of no table."""

V = TypeVar("V")

MAX_WORDS = 40
"""Longer phrases are cut: nobody names a thing in more words."""


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """What a noun phrase says.

    text: as typed. noun: the head noun. labels: classes of the detector that answer to it, best first; `exact` is False
    when they are only what the detector takes such a thing for. ordinal: 1 = first, -1 = last, counted from the
    `counted` side. plural, everything ('all', 'every'), count ('both' = 2). wears: a colour worn by a person.
    ignored: words of no table beside the noun.
    """

    text: str
    noun: str = ""
    kind: Kind = "unknown"
    labels: tuple[str, ...] = ()
    exact: bool = True
    colour: str | None = None
    wears: str | None = None
    places: tuple[str, ...] = ()
    ordinal: int | None = None
    counted: str = "left"
    size: str | None = None
    plural: bool = False
    everything: bool = False
    count: int | None = None
    relation: tuple[str, "Phrase"] | None = None
    ignored: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """True when more than one thing is meant."""
        chosen = self.ordinal is not None or self.size in {"largest", "smallest"}
        return self.everything or self.count is not None or (self.plural and not chosen)


def read_phrase(text: str) -> Phrase:
    """The phrase as far as the tables know it; never raises."""
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower().replace("’", "'"))[:MAX_WORDS]
    return _read([w.removesuffix("'s") for w in _owners_last(words)], text.strip(), 0)


def _owners_last(words: list[str]) -> list[str]:
    """'the lion's face on the left' -> 'face of the lion on the left', as far as the owner is a single thing."""
    owner = next((i for i, w in enumerate(words) if w.endswith("'s") and w != "it's"), None)
    if owner is None or owner + 1 >= len(words):
        return words
    owned = next((i for i in range(owner + 1, len(words)) if _longest(words, i, _relations())), len(words))
    return [*words[owner + 1 : owned], "of", *words[: owner + 1], *words[owned:]]


def _read(words: list[str], text: str, depth: int) -> Phrase:
    """One phrase; what follows a relation is another one."""
    found = _Reader(text)
    i = 0
    while i < len(words):
        related = _relation_at(words, i, depth) if found.has_noun or i else None
        if related is not None and found.relate(*related):
            break
        i += found.take(words, i)
    return found.phrase()


def _relation_at(words: list[str], i: int, depth: int) -> tuple[str, Phrase] | None:
    """A relation word followed by a phrase that names something (or a colour that is worn)."""
    hit = _longest(words, i, _relations())
    place = _longest(words, i, _places())
    # 'in the foreground' is a place, 'in the cup' is none; 'in front of' is longer than 'in front'.
    if hit is None or depth >= 2:
        return None
    if place is not None and place[1] > hit[1] and _longest(words, i + place[1], _nouns()) is None:
        return None
    relation, used = hit
    rest = words[i + used :]
    other = _read(rest, " ".join(rest), depth + 1)
    told = other.colour is not None or bool(other.places) or other.size is not None
    named = other.noun != "" and (other.kind != "vague" or (told and relation not in {"in", "with"}))
    coloured = relation in {"in", "with"} and other.colour is not None
    return (relation, other) if named or coloured else None


class _Reader:
    """Collects what the words of one phrase say."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nouns: list[tuple[str, _Noun]] = []
        self.unknown: list[tuple[int, str]] = []
        self.noun_ends = -1
        self.said: dict[str, str | int | bool] = {}
        self.places: list[str] = []
        self.colours: list[str] = []
        self.relation: tuple[str, Phrase] | None = None

    @property
    def has_noun(self) -> bool:
        """True once a thing was named."""
        return bool(self.nouns or self.unknown)

    def relate(self, relation: str, other: Phrase) -> bool:
        """Takes a relation; a colour after 'in' and 'with' is worn, and 'of' is no relation ('bottle of water')."""
        if relation in {"in", "with"} and other.colour and (not other.labels or other.noun in garments()):
            self.said["wears"] = other.colour
            self.places += other.places
            return True
        if relation == "of" and not self._is_part(other):
            return True
        self.relation = (relation, other)
        return True

    def _is_part(self, other: Phrase) -> bool:
        """True for 'the wheel of the car'; 'bottle of water' and 'cup of coffee' are vessels."""
        vessel = bool(self.nouns) and self.nouns[-1][1].kind == "class" and self.nouns[-1][1].exact
        return not vessel and other.kind in {"class", "object", "part", "subject", "unknown"}

    def take(self, words: list[str], i: int) -> int:
        """Reads what stands at word i and says how many words it took."""
        for take in (self._noun, self._place, self._quality, self._silent):
            used = take(words, i)
            if used:
                return used
        self.unknown.append((i, words[i]))
        return 1

    def _noun(self, words: list[str], i: int) -> int:
        hit = _longest(words, i, _nouns())
        other = _longest(words, i, _qualities()) or _longest(words, i, _places())
        if hit is None or (other is not None and other[1] > hit[1]):
            return 0
        # 'orange' and 'rose' are colours before a noun, and nouns at the end.
        if other is not None and any(_longest(words, k, _nouns()) for k in range(i + hit[1], len(words))):
            return 0
        self.nouns.append((" ".join(words[i : i + hit[1]]), hit[0]))
        self.noun_ends = i + hit[1]
        return hit[1]

    def _place(self, words: list[str], i: int) -> int:
        hit = _longest(words, i, _places())
        if hit is None:
            return 0
        place, used = hit
        if words[i] == "from" and "ordinal" in self.said:
            self.said["counted"] = place
        elif place not in self.places:
            self.places.append(place)
        return used

    def _quality(self, words: list[str], i: int) -> int:
        hit = _longest(words, i, _qualities())
        if hit is None:
            return 0
        (kind, value), used = hit
        if kind == "colour":
            self.colours.append(str(value))
        else:
            self.said.setdefault(kind, value)
        return used

    def _silent(self, words: list[str], i: int) -> int:
        hit = _longest(words, i, _silent()) or _longest(words, i, _relations())
        return hit[1] if hit else 0

    def phrase(self) -> Phrase:
        """What was read."""
        name, noun = self.nouns[-1] if self.nouns else ("", _Noun("unknown", (), True, False))
        if not self.nouns and self.unknown:
            name = " ".join(w for _, w in self.unknown)
        after = [w for i, w in self.unknown if i == self.noun_ends]
        if self.nouns and after:
            # 'lamp shade', 'door knob': the last word is what is meant, and nothing knows it.
            name, noun = f"{name} {after[0]}", _Noun("unknown", (), True, False)
        everyone = name in data.EVERYONE.split("|")
        ignored = tuple(w for _, w in self.unknown) if self.nouns else ()
        ignored += tuple(n for n, _ in self.nouns[:-1])
        said = self.said
        count = said.get("count")
        ordinal = said.get("ordinal")
        return Phrase(
            text=self.text,
            noun=name,
            kind=noun.kind,
            labels=noun.labels,
            exact=noun.exact,
            colour=self.colours[0] if self.colours else None,
            wears=str(said["wears"]) if "wears" in said else None,
            places=tuple(self.places),
            ordinal=ordinal if isinstance(ordinal, int) else None,
            counted=str(said.get("counted", "left")),
            size=str(said["size"]) if "size" in said else None,
            plural=noun.plural,
            everything=bool(said.get("all", False)) or everyone,
            count=count if isinstance(count, int) else None,
            relation=self.relation,
            ignored=ignored,
        )


@dataclass(frozen=True, slots=True)
class _Noun:
    """What a noun stands for."""

    kind: Kind
    labels: tuple[str, ...]
    exact: bool
    plural: bool


_PLURALS = frozenset(
    things.words_of("""men|women|children|guys|ladies|people|persons|everyone|everybody|couple|family|crowd|puppies|ponies
    geese|cattle|calves|oxen|buses|benches|lorries|couches|sandwiches|glasses|wineglasses|dishes|knives|mice
    toothbrushes|oranges|passersby|cacti|cactuses|ferries|them|products|flowers|scarves|churches|cookies|tomatoes
    butterflies|snowmen|sidewalks|totes|floors|walls|skies|trees|bushes|hedges|clouds|rocks|stones|stairs|shelves|shrubs|hills|mountains
    boulders|cliffs|eyes|faces|wheels|tires|tyres|shadows|heads|hands|fingers|arms
    forearms|eyebrows|brows
    mouths|noses|steps|shutters|tiles|beaches""")
)
"""Plurals that are written out in the tables."""


@cache
def _nouns() -> Mapping[tuple[str, ...], _Noun]:
    """Every noun, singular and plural, with what it stands for; the first table that has it counts."""
    table: dict[tuple[str, ...], _Noun] = {}

    def add(text: str, kind: Kind, labels: tuple[str, ...] = (), *, exact: bool = True) -> None:
        for name in things.words_of(text):
            many = name in _PLURALS
            table.setdefault(tuple(name.split()), _Noun(kind, labels, exact, many))
            for plural in () if many else (f"{name}s", f"{name}es"):
                table.setdefault(tuple(plural.split()), _Noun(kind, labels, exact, True))

    add(data.SUBJECTS, "subject")
    for names, labels in things.GROUPS.items():
        add(names, "class", labels, exact=False)
    for label, names in things.COCO.items():
        add(names, "class", (label,))
    for stuff, names in things.STUFF.items():
        add(names, "stuff", (stuff,))
    for part, names in things.PARTS.items():
        add(names, "part", (part,))
    for word in placed():
        add(word, "part", (word,))
    add(things.BUILT, "object")
    add(things.LETTERING, "unseen")
    add(things.UNSEEN, "unseen")
    add(things.OBJECTS, "object")
    add(things.VAGUE, "vague")
    return table


@cache
def garments() -> frozenset[str]:
    """Nouns that are worn or carried: their colour is looked for on the person."""
    words = """shirt jacket coat dress t shirt|tshirt|pants|trousers|jeans|skirt|hat|cap|helmet|scarf|sweater|hoodie|tie
        top|clothes|outfit|suit|shoes|hair|sock|gloves|sunglasses|glasses"""
    return frozenset(w for chunk in words.split("|") for w in (chunk.strip(), *chunk.split()))


@cache
def built() -> frozenset[str]:
    """Nouns of built things that are parts of a picture, hardly ever what it is about."""
    alone = {"house", "building", "barn", "hut", "cabin", "garage", "skyscraper"}
    return frozenset(things.words_of(things.BUILT)) - alone


@cache
def _places() -> Mapping[tuple[str, ...], str]:
    """Phrases of place."""
    return {tuple(w.split()): place for place, text in data.PLACES.items() for w in things.words_of(text)}


@cache
def _relations() -> Mapping[tuple[str, ...], str]:
    """Phrases of relation."""
    return {tuple(w.split()): name for name, text in data.RELATIONS.items() for w in things.words_of(text)}


@cache
def _qualities() -> Mapping[tuple[str, ...], tuple[str, str | int | bool]]:
    """Colours, sizes, ordinals and quantities."""
    table: dict[tuple[str, ...], tuple[str, str | int | bool]] = {}
    rows: list[tuple[str, Mapping[str, str] | Mapping[int, str]]] = [
        ("colour", data.COLOURS),
        ("size", data.SIZES),
        ("ordinal", data.ORDINALS),
        ("count", data.COUNTS),
    ]
    for kind, values in rows:
        table |= {tuple(w.split()): (kind, value) for value, text in values.items() for w in things.words_of(text)}
    table |= {tuple(w.split()): ("all", True) for w in things.words_of(data.ALL)}
    table |= {tuple(w.split()): ("single", True) for w in things.words_of(data.SINGLE)}
    return table


@cache
def _silent() -> Mapping[tuple[str, ...], bool]:
    """Words that say nothing."""
    return {tuple(w.split()): True for w in things.words_of(data.SILENT)}


def _longest(words: list[str], i: int, table: Mapping[tuple[str, ...], V]) -> tuple[V, int] | None:
    """The longest entry that starts at word i, and its length in words."""
    for used in range(min(5, len(words) - i), 0, -1):
        value = table.get(tuple(words[i : i + used]))
        if value is not None:
            return value, used
    return None
