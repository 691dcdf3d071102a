"""What is said beside the words of a text: its place, colour, size and typeface, and the thing it goes on."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from scumble.core.plan import JsonValue
from scumble.planner.colors import read_color
from scumble.planner.languages.colours import COLOURS
from scumble.planner.languages.reading import NotKnown, read
from scumble.planner.words import lettering as data
from scumble.planner.words.lettering import Tongue

MARK = "[\ue000-\ue0ff]"
"""Private characters stand for quoted texts while the rest is read."""
FIRST = 0xE000


@lru_cache(maxsize=2048)
def rx(pattern: str) -> re.Pattern[str]:
    """A pattern whatever the capitals, compiled once: the standard library keeps too few for these tables."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def any_of(phrases: str, *more: str) -> str:
    """A group of alternatives, the longest first."""
    words = sorted({p for row in (phrases, *more) for line in row.split("\n") for p in line.strip().split("|") if p})
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: -len(w))) + ")"


def inside(text: str, quoted: Sequence[tuple[str, str]]) -> str:
    """A masked text with what stood inside the quotation marks."""
    return re.sub(MARK, lambda hit: quoted[ord(hit.group(0)) - FIRST][1], text)


def english(said: str, tongue: Tongue) -> str:
    """A noun phrase in English; as typed where that is not known."""
    said = said.strip(" ,.:")
    if tongue.code == "en" or not said:
        return (
            said
            if rx(r"(?:the|my|this|that|our|his|her|a|an|all|both|every)\b").match(said) or not said
            else f"the {said}"
        )
    try:
        return read(f"{tongue.remove} {said}", tongue.code).english.removeprefix("remove ")
    except NotKnown:
        return said


def details(rest: str, tongue: Tongue) -> tuple[dict[str, JsonValue], str, float | None, str, str]:
    """Place, size, face and colour that are said beside the words of a text, what it goes on, and what is left over."""
    params: dict[str, JsonValue] = {}
    said = f" {rest} ".replace(",", " ").replace(":", " ")
    pixels = None
    size = rx(r"(\d+(?:[.,]\d+)?)\s*(px|pixels?|pt|points?|%)").search(said)
    if size:
        number = float(size.group(1).replace(",", "."))
        if size.group(2) == "%":
            params["size"] = min(0.9, max(0.01, number / 100))
        else:
            pixels = number
        said = said.replace(size.group(0), " ")
    for name, value, table in (
        *(("place", place, phrases) for place, phrases in data.PLACES.items()),
        *(("face", face, phrases) for face, phrases in data.FACES.items()),
        *(("size", size, phrases) for size, phrases in data.SIZES.items()),
        ("bold", True, data.BOLD),
        ("bold", False, data.LIGHT),
        ("italic", True, data.ITALIC),
    ):
        hit = rx(rf"(?<!\w){any_of(table)}(?!\w)").search(said)
        if hit and (name not in params or value == "center"):
            params.setdefault(name, value)
            said = f"{said[: hit.start()]} {said[hit.end() :]}"
    color, said = _color_in(said, tongue)
    on = rx(rf"\b{any_of(tongue.on)}\s+((?:\S+\s+){{0,3}}\S+)\s*$").search(said.strip())
    about = ""
    if on and words_in(without_small(on.group(1), tongue)):
        about = english(on.group(1), tongue)
        said = said.strip()[: on.start()]
    left = without_small(rx(rf"\b{any_of(tongue.nouns, tongue.says)}\b").sub(" ", said), tongue)
    left = rx(rf"\b{any_of(tongue.end)}\b").sub(" ", left) if tongue.end else left
    return params, color, pixels, about, " ".join(left.split())


def without_small(said: str, tongue: Tongue) -> str:
    """A text without the words that change nothing."""
    return rx(rf"(?<!\w){any_of(tongue.small)}(?!\w)|[^\w\s#]").sub(" ", said)


def words_in(said: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"\w+", said)


def _color_in(said: str, tongue: Tongue) -> tuple[str, str]:
    """The colour that is named, as '#rrggbb', and the text without it; '' where none is."""
    code = rx(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b").search(said)
    if code:
        short = code.group(0).lower()
        full = short if len(short) == 7 else "#" + "".join(c * 2 for c in short[1:])
        return full, said.replace(code.group(0), " ")
    names = _colours(tongue.code)
    hit = rx(rf"(?<!\w){any_of('|'.join(names))}(?!\w)").search(said) if names else None
    value = read_color(names[hit.group(0).lower()].split(), 0) if hit else None
    if hit and value:
        return value[0], f"{said[: hit.start()]} {said[hit.end() :]}"
    words = [w.group(0) for w in re.finditer(r"[^\W\d_]+", said)]
    for at in range(len(words)):
        value = read_color([w.lower() for w in words], at)
        if value:
            name = r"\s+".join(words[at : at + value[1]])
            return value[0], re.sub(rf"(?<!\w){name}(?!\w)", " ", said, count=1)
    return "", said


@cache
def _colours(code: str) -> dict[str, str]:
    """As said -> in English, of every colour of a language but English."""
    if code == "en":
        return {}
    index = ("de", "fr", "es", "pt").index(code)
    plain = {p.strip(): english for english, row in COLOURS.items() for p in row[index].split(",")}
    found = {p + e: english for p, english in plain.items() for e in data.COLOUR_ENDINGS[code]}
    if code in {"es", "pt"}:
        found |= {p[:-1] + e: english for p, english in plain.items() if p.endswith("o") for e in ("a", "as")}
    return {**found, **plain}
