"""Scenes in words: 'a winter scene with soft lighting', 'on a wooden table', 'in a forest at golden hour'."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from scumble.core.scenes import TABLES
from scumble.planner.chunks import DROPPED, UNKNOWN, Chunk
from scumble.planner.words import scenes

_MAKING: Final = frozenset({"SETV", "EDITV", "TURN", "PUT", "USE", "GIVE", "ADD", "WANT", "TOUCH", "MOVEV", "FIX"})
"""Verbs of clauses that may give the subject another background."""
_LEADING: Final = frozenset("TO P IN ON BE OF AND COMMA STOPSIGN SCENE MOOD NEXTTO".split())
"""Classes after which a scene may be named."""
_NO_SCENE: Final = frozenset({"IMAGE", "OTHERIMAGE", "BORDER", "BSTYLE", "COLOR", "STYLE", "LOOK", "TEXT"})
"""Classes whose clauses are about something else."""
_THINGS: Final = frozenset({"OBJECT", "PART", "SUBJECT"})
_SEPARATORS: Final = frozenset({"STOPSIGN", "THEN"})


def _phrases(text: str) -> list[str]:
    return [p.strip() for p in text.replace("\n", "|").split("|") if p.strip()]


def _any(phrases: Iterable[str]) -> str:
    """A regular expression for any of the phrases, longest first; hyphens count as spaces."""
    longest = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(p).replace("\\ ", "[ -]+") for p in longest)


_SCENE_OF: Final = {p: name for name, text in scenes.PLACES.items() for p in _phrases(text)}
_ENDING: Final = rf"(?:[ -]+(?:{_any(_phrases(scenes.ENDINGS))}))?"
_SCENE: Final = re.compile(rf"(?<![\w'-])({_any(_SCENE_OF)})({_ENDING})(?![\w'])")
_MOOD_OF: Final = {q: mood for mood, text in scenes.QUALITIES.items() for q in _phrases(text)}
_WHOLE_MOODS: Final = {p: mood for mood, text in scenes.PHRASES.items() for p in _phrases(text)}
_QUALITY: Final = _any(_MOOD_OF)
_BETWEEN: Final = _any(_phrases(scenes.BETWEEN))
_MOOD: Final = re.compile(
    rf"(?<![\w'])(?:(?P<whole>{_any(_WHOLE_MOODS)})"
    rf"|(?P<light>(?:(?:{_QUALITY}|{_BETWEEN}),?[ -]+)*(?:{_any(_phrases(scenes.LIGHTS))}))"
    rf"|(?P<quality>{_QUALITY})|(?P<silent>{_any(_phrases(scenes.SILENT))}))(?![\w'])"
)
_FOUND: Final = re.compile(rf"(?<!\w)(?:{_QUALITY})(?!\w)")


def moods_of(words: str) -> tuple[str, ...]:
    """The moods that a phrase names, in order."""
    plain = words.lower().replace("-", " ")
    if plain in _WHOLE_MOODS:
        return (_WHOLE_MOODS[plain],)
    return tuple(dict.fromkeys(_MOOD_OF[m.group()] for m in _FOUND.finditer(plain)))


def settle_scenes(chunks: Sequence[Chunk], words: str) -> list[Chunk]:
    """The phrases with places made SCENE where they say what the background becomes, and the light there MOOD."""
    out = list(chunks)
    text = words.lower()
    for match in reversed(list(_SCENE.finditer(text))):
        out = _with_scene(out, match, words) or out
    if not any(c.cls == "SCENE" for c in out):
        return out
    for match in reversed(list(_MOOD.finditer(text))):
        out = _with_mood(out, match) or out
    return out


def _describes(c: Chunk, words: str) -> bool:
    """True for what may stand before the name of a place: 'a', 'soft', 'blurred', 'cozy', 'modern'."""
    return c.cls in DROPPED | {"LEVEL", "ADJ", "BLURADJ", "DESC"} or bool(
        _MOOD.fullmatch(words[c.start : c.end].lower())
    )


def _covered(out: Sequence[Chunk], start: int, end: int) -> tuple[int, int] | None:
    """First and last phrase of a stretch of text; None where it cuts a phrase in two."""
    inside = [i for i, c in enumerate(out) if c.start < end and c.end > start]
    if not inside or out[inside[0]].start < start or out[inside[-1]].end > end:
        return None
    return inside[0], inside[-1]


def _clause_of(out: Sequence[Chunk], first: int, last: int) -> tuple[int, int]:
    """The stretch of phrases between two strong separators."""
    start = next((i + 1 for i in range(first - 1, -1, -1) if out[i].cls in _SEPARATORS), 0)
    end = next((i for i in range(last + 1, len(out)) if out[i].cls in _SEPARATORS), len(out))
    return start, end


def _with_scene(out: list[Chunk], match: re.Match[str], words: str) -> list[Chunk] | None:
    """The phrases with a place made SCENE; None where it names a thing of the picture, or something else is meant."""
    at = _covered(out, match.start(), match.end())
    if at is None:
        return None
    first, last = at
    name = _SCENE_OF[re.sub("[ -]+", " ", match.group(1))]
    start, end = _clause_of(out, first, last)
    clause = out[start:end]
    before = [c.cls for c in out[start:first] if not _describes(c, words)]
    after = [c.cls for c in out[last + 1 : end] if c.cls not in DROPPED]
    verb = next((c.cls for c in clause if c.cls in _VERBS), "")
    around = (*out[start:first], *out[last + 1 : end])
    if (verb and verb not in _MAKING) or any(c.cls in _NO_SCENE for c in around):
        return None
    behind = any(c.cls in {"BG", "BGBEHIND", "BEHIND"} for c in clause)
    scenic = behind or bool(match.group(2)) or after[:1] == ["BG"]
    definite = _DEFINITE.search(words[: match.start()].lower()) is not None
    if not _led_to(before, after, verb, scenic=scenic, definite=definite) or after[:1] in _OF_A_THING:
        return None
    if definite and not scenic and (name in TABLES or verb not in {"PUT", "MOVEV", "ADD", "USE"}):
        return None
    if verb in {"SETV", "TURN"} and not behind and not _of_the_picture(before, after, scenic=scenic, definite=definite):
        return None
    return [*out[:first], Chunk("SCENE", out[first].start, out[last].end, name), *out[last + 1 :]]


_DEFINITE: Final = re.compile(r"\b(?:the|this|that|my|our|his|her)\s+(?:[\w-]+\s+)?$")
_OF_A_THING: Final = (["OBJECT"], ["PART"], ["SUBJECT"], [UNKNOWN])
"""What follows when the name of a place says which thing is meant ('the kitchen chair')."""


def _led_to(before: Sequence[str], after: Sequence[str], verb: str, *, scenic: bool, definite: bool) -> bool:
    """True when what stands before leads to a place: 'put it on', 'the background to', or nothing at all."""
    led = not before or before[-1] in _LEADING | {"BG", "SETV", "TURN", "USE", "GIVE", "ADD"}
    placed = bool(before) and before[-1] in {"IN", "ON", "TO", "P"} and verb in {"PUT", "MOVEV", "SETV", "TURN", ""}
    return led and (scenic or placed or (not before and not after and not definite))


def _of_the_picture(before: Sequence[str], after: Sequence[str], *, scenic: bool, definite: bool) -> bool:
    """For 'make', 'change', 'replace': the picture gets the place; not 'replace the sky with a sunset', nor 'make the
    tree in the garden darker'."""
    if before[-1:] in (["P"], ["TO"]) and any(c in _THINGS for c in before):
        return False
    shown = not definite and (not after or after[0] in {"IN", "P", "COMMA", "AND"})
    return scenic or shown or any(c in {"IT", "WHOLE", "SUBJECT"} for c in before)


_VERBS: Final = _MAKING | frozenset(
    """REMOVE BLURV TVERB DUPV FLIPV ROTATE CENTERV RESIZE NEUTRAL CUT CUTV PAINT FILLV MORE LESS CROP AUTOV KEEP
    KEEPONLY NOT PADV STRAIGHT WHITENV NO UP DOWN""".split()
)


def _with_mood(out: list[Chunk], match: re.Match[str]) -> list[Chunk] | None:
    """The phrases with one about the light made MOOD, beside a scene."""
    at = _covered(out, match.start(), match.end())
    if at is None:
        return None
    first, last = at
    start, end = _clause_of(out, first, last)
    if any(c.cls == "SCENE" for c in out[first : last + 1]) or not any(c.cls == "SCENE" for c in out[start:end]):
        return None
    if match.group("quality") and not _beside(out, first, last):
        return None
    moods = moods_of(match.group())
    if match.group("silent"):
        return [*out[:first], *_dropped(out[first : last + 1]), *out[last + 1 :]]
    return [*out[:first], Chunk("MOOD", out[first].start, out[last].end, "|".join(moods)), *out[last + 1 :]]


def _beside(out: Sequence[Chunk], first: int, last: int) -> bool:
    """True when the scene, or another word of its light, stands right after or before it."""
    after = next((c.cls for c in out[last + 1 :] if c.cls not in {*DROPPED, "AND", "COMMA"}), "")
    before = next((c.cls for c in reversed(out[:first]) if c.cls not in {*DROPPED, "AND", "COMMA", "BE"}), "")
    return after in {"SCENE", "MOOD", "BLURADJ"} or before in {"SCENE", "MOOD"}


def _dropped(part: Sequence[Chunk]) -> list[Chunk]:
    """Phrases that ask for nothing more than is done anyway."""
    return [Chunk("FLUFF", c.start, c.end) for c in part]
