"""Step builders for the canvas and repairs: extend, frame for a network or shop, perspective, denoise, deblur."""

from scumble.core.formats import FORMATS
from scumble.core.plan import JsonValue, Op, Target
from scumble.planner.amounts import level_of, out_of_range, share_of, tidy
from scumble.planner.chunks import Chunk
from scumble.planner.draft import Draft, target_of
from scumble.planner.match import Clause

_WHOLE = Target(kind="whole")
_TOP, _RIGHT, _BOTTOM, _LEFT = range(4)
_ENDS = {
    "TOP": (_TOP,),
    "UP": (_TOP,),
    "BOTTOM": (_BOTTOM,),
    "DOWN": (_BOTTOM,),
    "LEFT": (_LEFT,),
    "LEFTSIDE": (_LEFT,),
    "RIGHT": (_RIGHT,),
    "RIGHTSIDE": (_RIGHT,),
    "HORIZONTAL": (_LEFT, _RIGHT),
    "VERTICAL": (_TOP, _BOTTOM),
    "WIDER": (_LEFT, _RIGHT),
    "TALLER": (_TOP, _BOTTOM),
}
_USUAL = 0.2
_LEVELS = {
    "tiny": 0.05,
    "slight": 0.1,
    "thin": 0.1,
    "half": 0.2,
    "strong": 0.4,
    "thick": 0.4,
    "extreme": 0.6,
    "whole": 0.6,
}
_MOST = 1.0


def extend(clause: Clause, draft: Draft) -> None:
    """To a ratio, or by a share or pixels on all sides or those named; a fifth where nothing is said."""
    shape = clause.first("SQUARE", "RATIO")
    draft.it = None
    if shape is not None:
        pair = shape.pair or (1.0, 1.0)
        if min(pair) <= 0:
            raise out_of_range(clause, shape, "a side of 0 leaves nothing")
        draft.add(clause, Op.EXTEND, _WHOLE, {"ratio": f"{pair[0]:g}:{pair[1]:g}"})
        draft.size = None
        return
    named = sorted({side for c in clause.chunks for side in _ENDS.get(c.cls, ())})
    if not named and "headroom" in clause.text.lower():
        named = [_TOP]
    amount = clause.first("PX", "PCT", "NUM", "TIMES", "HALFWORD")
    sides = named or [_TOP, _RIGHT, _BOTTOM, _LEFT]
    if amount is not None and amount.cls in {"PX", "NUM"}:
        pixels = int(float(amount.value or 0) + 0.5)
        if pixels < 1:
            raise out_of_range(clause, amount, "at least one pixel has to be added")
        draft.add(clause, Op.EXTEND, _WHOLE, {"pixels": [pixels if k in sides else 0 for k in range(4)]})
    else:
        share = _share(clause, amount)
        if amount is None and level_of(clause) is None:
            draft.note(f"How much to add was not said: {share * 100:g} % on each of these sides.")
        params: dict[str, JsonValue] = {"amount": share}
        if named:
            params = {"shares": [share if k in sides else 0 for k in range(4)]}
        draft.add(clause, Op.EXTEND, _WHOLE, params)
    draft.size = None


def _share(clause: Clause, amount: Chunk | None) -> float:
    """What to add on a side, as a share of it."""
    if amount is None:
        return _LEVELS.get(level_of(clause) or "half", _USUAL)
    value = float(amount.value or 0)
    if amount.cls == "TIMES":
        value = (value - 1) / 2
    elif amount.cls == "HALFWORD":
        value = 0.5
    else:
        value /= 100
    if not 0 < value <= _MOST:
        raise out_of_range(clause, amount, "it goes from above 0 to 100 % of the picture on each side")
    return tidy(value)


def frame(clause: Clause, draft: Draft) -> None:
    """For a network or shop by name; where a shop asks for white, the background becomes white first."""
    said = clause.first("FRAMEFOR", "FRAME")
    name = str(said.value) if said is not None else ""
    wanted = FORMATS[name]
    if wanted.white and not any(str(s.op).startswith("background.") for s in draft.steps):
        draft.add(clause, Op.BACKGROUND_COLOR, Target(kind="background"), {"color": "#ffffff"})
        draft.note(f"The format '{name}' asks for a plain white background.")
    target, _ = target_of(clause, draft) if clause.has("OBJECT", "PART") else (_WHOLE, None)
    if wanted.white and target.kind == "object":
        draft.note(f'"{target.words}" is taken to be the main subject of the picture.')
        target = _WHOLE
    draft.add(clause, Op.FRAME, target if target.kind == "object" else _WHOLE, {"format": name})
    draft.size = (wanted.width, wanted.height)
    draft.it = None


def perspective(clause: Clause, draft: Draft) -> None:
    """Of a building, of a document or sign, or whichever is found."""
    kind = "verticals" if clause.has("UPRIGHTS") else "document" if clause.has("FLATDOC") else "auto"
    draft.add(clause, Op.PERSPECTIVE, _WHOLE, {"what": kind})
    draft.size, draft.it = None, None


def denoise(clause: Clause, draft: Draft) -> None:
    """As much as is said, or usual."""
    target, named = target_of(clause, draft)
    draft.add(clause, Op.DENOISE, target, {"amount": share_of(clause, "repair", 0.6)}, named=named)


def deblur(clause: Clause, draft: Draft) -> None:
    """As much as is said, or usual."""
    target, named = target_of(clause, draft)
    draft.add(clause, Op.DEBLUR, target, {"amount": share_of(clause, "repair", 0.6)}, named=named)
