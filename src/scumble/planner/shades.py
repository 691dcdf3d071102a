"""Shadows, reflections and glare as words: which of the three a noun means, and the thing before it ("dog's shadow").

After a verb said of things ('remove the shadow') a noun is read as a thing to be found; these three are none: the
ground under a thing is relit, its mirror image taken off the floor, the light on a surface taken back.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scumble.planner.chunks import Chunk

_SHADOW: Final = frozenset({"shadow", "shadows"})
_GLARE: Final = frozenset({"glare", "glares", "highlight", "highlights", "hotspot", "hotspots", "shine"})
_REFLECTION: Final = frozenset({"reflection", "reflections"})
_LIGHT: Final = frozenset("light lit lights lighting lighted illuminate illuminated sunlight".split())
_COMES: Final = frozenset("come comes coming fall falls falling shine shines shining".split())
_TAKING: Final = frozenset({"REMOVE", "NO", "WITHOUT", "DOWN", "UP", "LESS", "MORE"})
_NOUNS: Final = frozenset({"OBJECT", "PART", "SHADOW", "DEFECT", "DIM"})
_VERBS: Final = frozenset(
    """
REMOVE BLURV TVERB MOVEV DUPV FLIPV ROTATE RESIZE SETV EDITV TURN PUT USE CUT PAINT UP DOWN MORE LESS CROP AUTOV FIX
KEEP KEEPONLY NOT EXCEPT ADD GIVE NO WITHOUT TONEDOWN
""".split()
)
_NOT_OURS: Final = frozenset({"KEEP", "KEEPONLY", "NOT", "EXCEPT", "DUPV", "CROP", "ROTATE"})
"""Verbs after which they stay what they were read as."""
_ENDS: Final = frozenset({"STOPSIGN", "THEN"})
_DROPPED: Final = frozenset({"DET", "FLUFF", "LEVEL", "POLITE"})
_STRENGTHS: Final = {
    "brightness-": frozenset("strong stronger intense dense denser heavy heavier bold bolder pronounced".split()),
    "brightness+": frozenset("weak weaker faint fainter subtle subtler pale paler thin thinner".split()),
    "sharpen-": frozenset("diffuse blurry blurrier".split()),
    "sharpen+": frozenset("harsh harsher hard harder crisp crisper".split()),
}
"""What is said of a shadow's strength and edge, as what the same is called of a picture's light."""
REFLECTIONS: Final[dict[str, str]] = {
    **dict.fromkeys("soft gentle faint weak fading faded light pale diffuse blurry blurred".split(), "slight"),
    **dict.fromkeys("clear crisp sharp bright perfect full".split(), "strong"),
    **dict.fromkeys("glossy mirror mirrored floor ground natural realistic product shiny wet polished".split(), ""),
}
"""What is said of a reflection that is added: its strength as a level, or nothing that any reflection is not."""
_MOST_SAID = 6
"""Phrases before a reflection that may say something of it."""
FLOORS: Final = frozenset(
    """
floor ground table tabletop surface wall walls background backdrop desk counter street road pavement asphalt grass
sand snow ice carpet rug tiles tile shelf floors it below beneath
""".split()
)
"""What shadows and reflections fall on: no thing that casts one."""


def settle_shades(chunks: Sequence[Chunk], words: str) -> list[Chunk]:
    """The phrases with shadows made SHADOW, reflections REFLECT and glare GLARE where an edit of them is asked for."""
    out: list[Chunk] = []
    verb = ""
    chunks = _lit(chunks, words)
    for i, c in enumerate(chunks):
        if c.cls in _ENDS:
            verb = ""
        elif c.cls in _VERBS:
            verb = c.cls
        if c.cls == "OBJECT" and i + 1 < len(chunks) and chunks[i + 1].cls == "SHADOW":
            out.append(replace(c, end=c.end - 2) if words[c.start : c.end].endswith(("'s", "’s")) else c)
        elif c.cls in _NOUNS and verb not in _NOT_OURS:
            out.extend(_read(c, _after(chunks, i, words), verb, words))
        else:
            out.append(c)
    return _strengths(_qualities(out, words), words)


def _qualities(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'a soft reflection', 'a glossy floor reflection': how strong one that is added is to be."""
    out, verb = list(chunks), ""
    for at, c in enumerate(chunks):
        if c.cls in _VERBS | {"BESIDE", "P"} and words[c.start : c.end].lower() not in REFLECTIONS:
            verb = c.cls
        if c.cls != "REFLECT" or verb not in {"ADD", "GIVE", "PUT", "USE", "SETV", "BESIDE", "P"}:
            continue
        for k in range(at - 1, max(-1, at - _MOST_SAID), -1):
            level = REFLECTIONS.get(words[out[k].start : out[k].end].lower())
            if out[k].cls in {"AND", "COMMA", "LEVEL", "DESC"} and level is None and k == at - 1:
                continue
            if level is None:
                break
            out[k] = replace(out[k], cls="LEVEL" if level else "FLUFF", value=level or None, mended=None)
    return out


def _strengths(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'the shadow less strong', 'the shadow fainter': what follows a shadow says how it is to be."""
    out, shadow = list(chunks), False
    for i, c in enumerate(out):
        shadow = c.cls not in _ENDS | {"AND", "COMMA"} and (shadow or c.cls == "SHADOW")
        if not shadow or c.cls not in {
            "UNKNOWN",
            "OBJECT",
            "LEVEL",
            "ADJ",
            "DESC",
            "UP",
            "DOWN",
            "SIZEADJ",
            "SMALLADJ",
        }:
            continue
        said = words[c.start : c.end].lower().removeprefix("more ").removeprefix("as ")
        value = next((v for v, names in _STRENGTHS.items() if said in names), None)
        if value is not None:
            out[i] = replace(c, cls="ADJ", value=value)
    return out


def _lit(chunks: Sequence[Chunk], words: str) -> list[Chunk]:
    """'light it from the left', 'make the light come from the right': LIT, with the verb that only leads on."""
    out, taking = list(chunks), False
    for i, c in enumerate(out):
        taking = c.cls not in _ENDS and (taking or c.cls in _TAKING)
        if c.cls not in {"ADJ", "LIGHT", "TVERB", "UNKNOWN", "OBJECT"} or taking:
            continue
        if words[c.start : c.end].lower().removeprefix("the ") not in _LIGHT:
            continue
        ahead = out[i + 1 : i + 6]
        to = next((k for k in range(len(ahead)) if _side(ahead, k)), None)
        if to is None or any(x.cls in _ENDS | {"AND", "COMMA"} for x in ahead[:to]):
            continue
        out[i] = replace(c, cls="LIT", value=None)
        for k in range(i + 1, i + 1 + to):
            if words[out[k].start : out[k].end].lower() in _COMES:
                out[k] = replace(out[k], cls="P")
    return out


def _side(ahead: Sequence[Chunk], k: int) -> bool:
    """'from the left', 'of the left', 'from behind'."""
    before = next((x.cls for x in reversed(ahead[:k]) if x.cls not in _DROPPED), "")
    return ahead[k].cls in {"LEFTSIDE", "RIGHTSIDE", "FROM"} or (
        ahead[k].cls in {"LEFT", "RIGHT"} and before in {"OF", "FROM"}
    )


def _read(c: Chunk, after: tuple[str, str], verb: str, words: str) -> list[Chunk]:
    """One noun: as it is, or what it is of the three with the thing before it."""
    said = words[c.start : c.end]
    head = said.lower().rsplit(maxsplit=1)[-1]
    cls = _class(head, after, verb)
    if cls is None or (cls == c.cls and c.cls == "SHADOW"):
        return [c]
    value = c.value if cls == "SHADOW" else None
    before = re.fullmatch(r"(.+?)(?:['’]s|['’])?\s+\S+", said)
    owner = before.group(1).lower() if before else ""
    if c.cls != "SHADOW" and owner and re.search(r"['’]s?\s", said):
        thing = replace(c, cls="OBJECT", end=c.start + len(owner), value=None)
        start = c.end - len(head)
        return [thing, replace(c, cls=cls, start=start, value=value)]
    return [replace(c, cls=cls, value=value)]


def _class(head: str, after: tuple[str, str], verb: str) -> str | None:
    """What a noun is of the three; None for another one, and for reflections that are part of a scene."""
    cls, place = after
    if head in _SHADOW:
        return "SHADOW"
    if head in _GLARE:
        return "GLARE"
    if head not in _REFLECTION or cls == "IN":
        return None
    if verb in {"ADD", "GIVE"}:  # What is added lies on the floor: none is painted onto a thing.
        return "REFLECT"
    on_thing = cls in {"ON", "FROM", "OFF", "TO"} and place.split()[-1:] and place.split()[-1] not in FLOORS
    if on_thing or (verb in {"DOWN", "LESS", "RESIZE", "TVERB", "TONEDOWN"} and not cls):
        return "GLARE"
    return "REFLECT"


def _after(chunks: Sequence[Chunk], i: int, words: str) -> tuple[str, str]:
    """The class of the little word after a noun, and the noun that it leads to."""
    rest = [c for c in chunks[i + 1 : i + 5] if c.cls not in _DROPPED]
    if not rest or rest[0].cls not in {"IN", "ON", "FROM", "OFF", "OF", "NEXTTO", "BEHIND", "P", "TO"}:
        return "", ""
    place = words[rest[1].start : rest[1].end].lower() if len(rest) > 1 else ""
    return rest[0].cls, place
