"""Words whose meaning their neighbours decide: 'her', 'here', 'drop', 'mint', 'because', 'I want'."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from scumble.planner.chunks import DROPPED, UNKNOWN, Chunk
from scumble.planner.colors import NAMES
from scumble.planner.lexicon import style_bases
from scumble.planner.shades import REFLECTIONS

_ENDS = frozenset({"STOPSIGN", "THEN"})
_BREAKS = _ENDS | {"AND", "COMMA", "BUT"}
_LIKE = {"LOOK": "P", "STYLE": "P", "IMAGE": "SAMEAS", "OTHERIMAGE": "SAMEAS"}
"""What 'like' is before a style and before another picture."""
_THINGS = frozenset({"OBJECT", "PART", "SUBJECT"})
_AREAS = frozenset({"BG", "GRADIENT", "STUDIO", "BORDER"})
_VERBS = frozenset(
    """
REMOVE BLURV TVERB MOVEV DUPV FLIPV ROTATE CENTERV RESIZE NEUTRAL SETV EDITV TURN PUT USE CUT CUTV PAINT FILLV MORE
LESS CROP AUTOV EXTENDV UPSCALEV DENOISEV DEBLURV FIX KEEP KEEPONLY NOT ADD GIVE PADV STRAIGHT WHITENV NO
""".split()
)
_COLORING = frozenset({"SETV", "TURN", "PAINT", "FILLV", "PUT", "USE", "GIVE", "ADD", ""})
_BEFORE_COLOR = frozenset("BG TO P IN FROM COLOR COLORNOUN GRADIENT AND OF DET FLUFF BE".split())
_ABOUT_HER = _THINGS | {"BG", UNKNOWN, "ORD", "QUANT", "FLUFF", "SHADOW", "REGION", "LIGHT", "COLORNOUN"}


def settle_context(chunks: Sequence[Chunk], words: str) -> list[Chunk]:
    """The phrases with the classes that their neighbours give them."""
    out = _rims(_asked(_without_reasons(list(chunks), words)), words)
    out = [replace(c, cls=_of_its_own(out, i, words)) for i, c in enumerate(out)]
    out = [replace(c, cls=_grown(out, i, words)) for i, c in enumerate(out)]
    for i, c in enumerate(out):
        said = words[c.start : c.end].lower()
        if c.cls == "WANT":
            out[i] = replace(c, cls=_wish(out[i + 1 :], words[c.start : _end(out, i)]))
        elif c.cls == "SEASON" and said == "landscape" and any(x.cls in {"RATIO", "SIZE"} for x in _clause(out, i)):
            out[i] = replace(c, cls="ORIENT")
        elif c.cls == "DET" and said == "her" and not _noun_after(out, i + 1):
            out[i] = replace(c, cls="SUBJECT")
        elif c.cls == "REGION" and said == "here" and i and out[i - 1].cls in {"BG", "WHOLE"}:
            out[i] = replace(c, cls="POLITE")
        elif c.cls == "DOWN" and said == "drop" and _content(out[i + 1 :]) in _THINGS | {"BG", UNKNOWN}:
            out[i] = replace(c, cls="REMOVE")
        elif c.cls == "FRAMEFOR" and not _framing(out, i):
            out[i] = replace(c, cls="PURPOSE", value=None)
        elif c.cls == "BUT" and said == "but" and _exception(out, i):
            out[i] = replace(c, cls="EXCEPT")
        elif c.cls == UNKNOWN and said == "like" and (cls := _LIKE.get(_content(out[i + 1 :]))) is not None:
            out[i] = replace(c, cls=cls)
        elif c.cls == "LOOK" and i + 1 < len(out) and out[i + 1].cls in _THINGS and i and out[i - 1].cls == "DET":
            out[i] = replace(c, cls="DESC")
        elif c.cls in {UNKNOWN, "OBJECT"} and said in style_bases() and _is_style(out, i):
            out[i] = replace(c, cls="LOOK", value=style_bases()[said])
        elif c.cls == UNKNOWN and said in NAMES and _is_color(out, i):
            out[i] = replace(c, cls="COLOR", value=NAMES[said])
    return out


_FRAMERS = frozenset({"CROP", "RESIZE", "PREPARE", "FITWITHIN", "SETV", "CUT"})
_FRAMING = _FRAMERS | frozenset("TURN EDITV FORMAT SIZEADJ IT WHOLE P TO IN ON AROUND".split())


def _framing(chunks: Sequence[Chunk], i: int) -> bool:
    """'crop it for Instagram' asks for its format; 'white background for Instagram' says what the picture is for."""
    rest = [c.cls for c in _clause(chunks, i)[:-1] if c.cls not in DROPPED and c.cls != "FRAMEFOR"]
    named = frozenset({"SUBJECT", "OBJECT"}) if "CROP" in rest else frozenset[str]()
    return bool(rest) and set(rest) <= _FRAMING | named and rest[0] in _FRAMERS


_FRAME = frozenset("DET FLUFF COLOR PX PCT NUM BSTYLE BORDER SIZEADJ SMALLADJ AROUND IT WHOLE LEVEL DESC".split())
_LOOKS = frozenset("LOOK BW ADJ TVERB BLURV STUDIO GRADIENT SCENE".split())
_TAKEN = frozenset("REMOVE CUT CUTV NO KEEP BLURV NEUTRAL".split())
_CANVAS = frozenset("PADV EXTENDV SQUARE RATIO BORDER BSTYLE CROP".split())


def _of_its_own(chunks: Sequence[Chunk], i: int, words: str) -> str:
    """The class of a phrase: 'with' before an edit of its own parts as 'and' does ('and a reflection' has no verb
    of its own), 'style' of a picture is no place."""
    c = chunks[i]
    said = words[c.start : c.end].lower()
    if said in {"with", "plus", "and", ","} and _mirrored(chunks, i, words):
        return "BESIDE"
    if c.cls == "P" and said in {"with", "plus"} and _framed(chunks, i):
        return "AND"
    if c.cls == "SETTING" and said in {"style", "look"} and _of_picture(chunks, i):
        return "STYLE"
    return c.cls


def _framed(chunks: Sequence[Chunk], i: int) -> bool:
    """'a vintage photo with a white polaroid frame': a look, and a border that is an edit of its own."""
    after = [c.cls for c in _segment(chunks[i + 1 :])]
    before = {c.cls for c in itertools.takewhile(lambda c: c.cls not in _BREAKS, reversed(chunks[:i]))}
    return "BORDER" in after and set(after) <= _FRAME and bool(before & _LOOKS) and not before & _CANVAS


_RIMS = frozenset(
    """border borders frame frames margin margins bars white_space whitespace padding edges empty_space blank_space
    letterbox_bars white_margin white_margins white_padding white_space_around strips""".split()
)
"""What lies around a picture, where it is to be taken off."""


def _rims(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'remove the white border', 'trim the transparent edges': not the border of a thing, nor one to be drawn."""
    out = list(chunks)
    for i, c in enumerate(chunks):
        said = words[c.start : c.end].lower().replace(" ", "_")
        colour = words[chunks[i - 1].start : chunks[i - 1].end].lower() if i else ""
        letterbox = said == "bars" and colour in {"black", "white"}
        if said not in _RIMS or not (letterbox or c.cls in {"BORDER", "MARGIN", "SIDES", "WHITESPACE", "EDGE"}):
            continue
        near = reversed(chunks[max(0, i - _NEAR) : i])
        before = [x.cls for x in itertools.takewhile(lambda x: x.cls not in _BREAKS, near)]
        kept = [b for b in before if b not in DROPPED | {"QUANT", "COLOR", "BW", "TRANSPARENT", "OFF"}]
        rest = {x.cls for x in _segment(chunks[i + 1 : i + _NEAR])} - DROPPED - _AROUND_ALL
        if kept in (["REMOVE"], ["CROP"], ["CUT"]) and not rest and (kept != ["REMOVE"] or said != "edges"):
            out[i] = replace(c, cls="RIM")
    return out


_NEAR = 12
"""Phrases on either side that are looked at."""
_AROUND_ALL = frozenset("AROUND FROM OF ON IN OFF WHOLE IT SIDES P".split())


_MEASURES = frozenset(
    "PX PCT NUM TIMES SIZE RATIO LONGPX HALFWORD FRAME FRAMEFOR OBJECT PART SUBJECT REGION BG".split()
)
"""What says how large, or that one thing is meant: 'upscale' alone is said of the picture."""
_GROWING = frozenset("UP DOWN MORE LESS FIX AUTOV".split())
"""Verbs after which a resolution is what is to change, and nothing to be kept."""


def _grown(chunks: Sequence[Chunk], i: int, words: str) -> str:
    """The class of a phrase: 'upscale' with no measure and 'increase the resolution' are said of the picture."""
    c = chunks[i]
    said = words[c.start : c.end].lower()
    if said not in {"upscale", "upsample", "resolution"}:
        return c.cls
    first = max(0, i - _NEAR)
    beside = {x.cls for x in _clause(chunks[first : i + _NEAR], i - first)}
    if c.cls == "RESIZE" and not _MEASURES & beside:
        return "UPSCALEV"
    return "RESOL" if c.cls in {"PROP", "FORMAT"} and _GROWING & beside else c.cls


def _mirrored(chunks: Sequence[Chunk], i: int, words: str) -> bool:
    """'a white studio background with a reflection': the background, and an edit of its own."""
    said = (
        words[c.start : c.end].lower() for c in _segment(chunks[i + 1 :]) if c.cls not in DROPPED | {"DET", "LEVEL"}
    )
    after = next((s for s in said if s not in REFLECTIONS), "")
    before = [c.cls for c in itertools.takewhile(lambda c: c.cls not in _BREAKS, reversed(chunks[:i]))]
    plain = before[:1] == ["COLOR"] and "ON" in before
    on = plain or bool({"STUDIO", "BG"} & set(before))
    return after.split()[-1:] == ["reflection"] and on and not _TAKEN & set(before)


def _of_picture(chunks: Sequence[Chunk], i: int) -> bool:
    """'the style of picture 2': what another picture looks like, not the place that it shows."""
    rest = [c.cls for c in chunks[i + 1 :] if c.cls not in DROPPED]
    return len(rest) > 1 and rest[0] in {"OF", "FROM", "IN", "P"} and rest[1] in {"IMAGE", "OTHERIMAGE"}


def _wish(chunks: Sequence[Chunk], words: str) -> str:
    """What 'I want' asks for: nothing before a verb, the subject alone in 'I only want the shoe', else a change."""
    if _has_verb(chunks):
        return "POLITE"
    classes = [c.cls for c in _segment(chunks) if c.cls not in DROPPED]
    alone = len(classes) == 1 and classes[0] in _THINGS and {"only", "just"} & set(words.lower().split())
    return "KEEPONLY" if alone else "SETV"


def _clause(chunks: Sequence[Chunk], i: int) -> list[Chunk]:
    """The phrases around a place, between two separators."""
    before = list(itertools.takewhile(lambda c: c.cls not in _BREAKS, reversed(chunks[:i])))
    return [*reversed(before), *_segment(chunks[i:])]


def _end(chunks: Sequence[Chunk], i: int) -> int:
    """Where the clause of a place ends in the text."""
    return _segment(chunks[i:])[-1].end


def _exception(chunks: Sequence[Chunk], i: int) -> bool:
    """'every cup but the red one': only a thing follows, and something that is all of a kind stands before."""
    rest = [c.cls for c in _segment(chunks[i + 1 :]) if c.cls not in DROPPED]
    bare = bool(rest) and set(rest) <= _THINGS | {"COLOR", "ONE", "DESC", "ORD", "PLACE", "BG"} and rest[-1] != "COLOR"
    return bare and any(c.cls in {"QUANT", "WHOLE"} for c in _clause(chunks, i)[:-1] + list(chunks[max(0, i - 6) : i]))


def _asked(chunks: list[Chunk]) -> list[Chunk]:
    """'the door in green please', the whole instruction: as if 'should be' stood there."""
    counted = [c for c in chunks if c.cls not in DROPPED and c.cls != "STOPSIGN"]
    if [c.cls for c in counted[-2:]] != ["IN", "COLOR"] or not all(c.cls in _THINGS for c in counted[:-2]):
        return chunks
    return [replace(c, cls="BE") if c is counted[-2] and len(counted) > 2 else c for c in chunks]


def _without_reasons(chunks: list[Chunk], words: str) -> list[Chunk]:
    """'because it is ugly' asks for nothing: one clause of reasons is left out, what follows a sign or 'and' is not."""
    kept: list[Chunk] = []
    reason = False
    for c in chunks:
        if c.cls == "REASON":
            reason = bool(kept)
        elif c.cls in _BREAKS:
            reason = False
        kept.append(replace(c, cls="POLITE") if reason else c)
    return kept


def _segment(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The phrases up to the next separator."""
    return list(itertools.takewhile(lambda c: c.cls not in _BREAKS, chunks))


def _has_verb(chunks: Sequence[Chunk]) -> bool:
    """Whether a verb follows before the next separator."""
    return any(c.cls in _VERBS for c in _segment(chunks))


def _content(chunks: Sequence[Chunk]) -> str:
    """The class of the first phrase that counts."""
    return next((c.cls for c in chunks if c.cls not in DROPPED), "")


def _noun_after(chunks: Sequence[Chunk], i: int) -> bool:
    """'her dark hair', not 'keep her sharp' nor 'the wall behind her white'."""
    rest = itertools.dropwhile(lambda c: c.cls in {"ADJ", "LEVEL", "SIZEADJ", "SMALLADJ", "COLOR", "DESC"}, chunks[i:])
    return next((c.cls for c in rest), "") in _ABOUT_HER


_BEFORE_STYLE = frozenset("SETV TURN IT WHOLE BG SUBJECT REGION P BE GIVE COLORNOUN".split())


def _is_style(chunks: Sequence[Chunk], i: int) -> bool:
    """'make it vintage', 'turn it into pencil': the last word of a clause that makes something of the picture."""
    if len(_segment(chunks[i:])) > 1:
        return False
    start = next((k for k in range(i - 1, -1, -1) if chunks[k].cls in _BREAKS), -1) + 1
    before = [c.cls for c in chunks[start:i] if c.cls not in DROPPED | {"LEVEL"}]
    if i and chunks[i - 1].cls == "DET":
        return False
    if not before:
        return start == 0
    making = before[0] in {"SETV", "TURN", "GIVE", "P", "BE"} or before[0] in {"IT", "WHOLE"}
    return making and (before[-1] in _BEFORE_STYLE or (before[-1] in {"IN", "TO"} and before[0] != "P"))


def _is_color(chunks: Sequence[Chunk], i: int) -> bool:
    """'background: mint', 'mint background', 'paint the door mustard': a thing's name said as a colour."""
    before = [c for c in chunks[:i] if c.cls not in {"POLITE"}]
    start = next((k for k in range(len(before) - 1, -1, -1) if before[k].cls in _ENDS), -1) + 1
    clause = [*before[start:], *_segment(chunks[i + 1 :])]
    verb = next((c.cls for c in clause if c.cls in _VERBS), "")
    if verb not in _COLORING:
        return False
    last, after = before[-1].cls if before else "", _segment(chunks[i + 1 :])
    if any(c.cls in _AREAS for c in clause):
        return last in _BEFORE_COLOR or last in _COLORING or (bool(after) and after[0].cls in _AREAS)
    return verb in {"SETV", "TURN", "PAINT"} and not after and (last in _THINGS or last in {"TO", "IN"})
