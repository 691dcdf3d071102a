"""Step builders for crops: to a shape, around a thing, to what was drawn, off the sides, off the rim."""

from scumble.core.errors import Unsupported
from scumble.core.plan import JsonValue, Op, Target
from scumble.core.shapes import kind_of
from scumble.planner.amounts import level_of, out_of_range
from scumble.planner.build_geometry import SIDES, add_whole, portion, whole
from scumble.planner.chunks import Chunk
from scumble.planner.draft import Draft, needs_drawing, target_of
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.refuse import refusal

_WHOLE = Target(kind="whole")
_LARGEST_RATIO_SIDE = 32
_MARGIN, _TIGHT_MARGIN, _LOOSE_MARGIN = 0.05, 0.02, 0.15
_ZOOM = 0.12
_ZOOMS = {"tiny": 0.03, "slight": 0.06, "half": 0.12, "strong": 0.2, "extreme": 0.3}
"""Of each side that 'zoom in' takes off, and what a level makes of it."""


def crop_shape(clause: Clause, draft: Draft) -> None:
    """To a square, a ratio or a size; 'crop to 16x9' is a ratio."""
    found = clause.first("SQUARE", "RATIO", "SIZE")
    if found is None or found.pair is None:
        ratio: tuple[float, float] = (1.0, 1.0)
    else:
        ratio = found.pair
    if min(ratio) <= 0 and found is not None:
        raise out_of_range(clause, found, "a side of 0 leaves nothing")
    if found is not None and found.cls == "SIZE" and max(ratio) > _LARGEST_RATIO_SIDE:
        width, height = whole(ratio[0]), whole(ratio[1])
        add_whole(clause, draft, Op.CROP, {"size": [width, height]}, (width, height))
        return
    if not clause.has("CROP"):
        draft.note(f'"{clause.text}" is done by cropping; say "pad to {ratio[0]:g}:{ratio[1]:g}" to keep everything.')
    params: dict[str, JsonValue] = {"ratio": f"{ratio[0]:g}:{ratio[1]:g}"}
    size = None
    if draft.size is not None:
        w, h = draft.size
        size = (min(w, whole(h * ratio[0] / ratio[1])), min(h, whole(w * ratio[1] / ratio[0])))
    add_whole(clause, draft, Op.CROP, params, size)


def crop_subject(clause: Clause, draft: Draft) -> None:
    """To the subject or a named thing, with a margin as a share of its size."""
    percent = clause.first("PCT")
    margin = _TIGHT_MARGIN if clause.has("TIGHT") else _LOOSE_MARGIN if clause.has("LOOSE") else _MARGIN
    if percent is not None:
        margin = portion(clause, percent, 0.5)
    target, _ = target_of(clause, draft)
    if percent is None and not clause.has("LOOSE") and target.kind == "object" and _is_shape(clause):
        margin = 0.0
    found = target if target.kind in {"object", "region"} and not clause.has("REGION") else _WHOLE
    params: dict[str, JsonValue] = {"subject": True, "margin": margin}
    shape = clause.first("SQUARE", "RATIO")
    if shape is not None:
        params["ratio"] = _ratio_of(clause, shape)
    draft.add(clause, Op.CROP, found, params)
    draft.size, draft.it = None, None


def _ratio_of(clause: Clause, shape: Chunk) -> str:
    """A shape as 'width:height'."""
    width, height = shape.pair or (1.0, 1.0)
    if min(width, height) <= 0:
        raise out_of_range(clause, shape, "a side of 0 leaves nothing")
    return f"{width:g}:{height:g}"


def _is_shape(clause: Clause) -> bool:
    """A plain shape is cropped to exactly."""
    head = clause.first("OBJECT")
    return head is not None and kind_of(clause.said(head).lower()) is not None


def crop_region(clause: Clause, draft: Draft) -> None:
    """To what was drawn, or to 'it' where that is the subject; the margin is a share of the longer side."""
    target, _ = target_of(clause, draft)
    if target.kind == "subject":
        crop_subject(clause, draft)
        return
    if target.kind != "region":
        said = clause.first("IT", "REGION") or clause.chunks[-1]
        if draft.it is None:
            raise needs_drawing(clause, clause.said(said))
        raise out_of_range(clause, said, f"it stands for the {target.kind} here; name the subject or the drawn region")
    percent = clause.first("PCT")
    margin = _MARGIN if clause.has("MARGIN") else 0.0
    if percent is not None:
        margin = portion(clause, percent, 0.5)
    draft.add(clause, Op.CROP, target, {"margin": margin} if margin else {})
    draft.size, draft.it = None, None


def crop_rim(clause: Clause, draft: Draft) -> None:
    """Without a transparent or plain rim; 'zoom in', which says no more, takes a share off each side."""
    said = clause.text.lower()
    if draft.context.has_drawn and clause.has("REMOVE"):
        draft.add(clause, Op.FILL, Target(kind="region"), {})
        return
    if clause.has("RIM") or any(word in said.split() for word in ("trim", "autocrop", "autotrim")):
        add_whole(clause, draft, Op.CROP, {"trim": True}, None)
        return
    if "zoom" not in said:
        raise refusal(clause, EDITS)
    margin = _ZOOMS.get(level_of(clause) or "", _ZOOM)
    draft.note(f'How much was not said: {margin:.0%} off each side; say "crop to" and a thing to see that closer.')
    size = None if draft.size is None else _within(draft.size, margin)
    add_whole(clause, draft, Op.CROP, {"margin": margin}, size)


def crop_sides(clause: Clause, draft: Draft) -> None:
    """10 % off each side, or some pixels or percent off one."""
    amount = clause.first("PCT", "PX")
    if amount is None or draft.size is None:
        raise Unsupported(
            f'"{clause.text}" needs the picture\'s size, which is not known after the step before: send it on its own.',
            part=clause.text,
            nearest=("crop 10 % off each side",),
        )
    w, h = draft.size
    one = clause.first(*SIDES)
    if one is not None or amount.cls == "PX":
        draft.assume_size()
    if one is None and amount.cls == "PCT":
        share = portion(clause, amount, 0.5)
        add_whole(clause, draft, Op.CROP, {"margin": share}, _within((w, h), share))
        return
    off = [0, 0, 0, 0]
    for side in (0, 1, 2, 3) if one is None else (SIDES[one.cls],):
        length = h if side in {0, 2} else w
        share = portion(clause, amount, 1.0) if amount.cls == "PCT" else float(amount.value or 0) / length
        off[side] = whole(share * length)
    left = (w - off[1] - off[3], h - off[0] - off[2])
    if min(left) < 1:
        raise out_of_range(clause, amount, f"nothing of {w}x{h} pixels would be left{draft.assumed}")
    add_whole(clause, draft, Op.CROP, {"box": [off[3], off[0], left[0], left[1]]}, left)


def _within(size: tuple[int, int], margin: float) -> tuple[int, int]:
    """A size without a share of it on each side."""
    return whole(size[0] * (1 - 2 * margin)), whole(size[1] * (1 - 2 * margin))
