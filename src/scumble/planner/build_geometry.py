"""Step builders for geometry: resize, pad, rotate, flip, straighten and borders."""

import re

from scumble.core.borders import PLAIN, USUAL, margins, pixels_of
from scumble.core.errors import Unsupported
from scumble.core.plan import JsonValue, Op, Target
from scumble.planner.amounts import BORDER_SHARES, level_of, out_of_range, tidy
from scumble.planner.border_styles import LEVELS, rank
from scumble.planner.chunks import Chunk
from scumble.planner.draft import Draft
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.refuse import refusal

WHITE = "#ffffff"
_WHOLE = Target(kind="whole")
SIDES = {"TOP": 0, "RIGHT": 1, "RIGHTSIDE": 1, "BOTTOM": 2, "LEFT": 3, "LEFTSIDE": 3}
_SLIGHT_TURNS = {"tiny": 1, "slight": 2}
"""Degrees of 'a tiny bit' and of 'slightly'."""
_SHRINK = (
    "shrink",
    "scale it down",
    "size it down",
    "scale this down",
    "reduce",
    "scale down",
    "downscale",
    "downsize",
    "decrease",
    "lower",
    "smaller",
)
_GROW = (
    "enlarge",
    "scale it up",
    "size it up",
    "blow it up",
    "scale this up",
    "increase",
    "scale up",
    "upscale",
    "upsize",
    "blow up",
    "magnify",
    "bigger",
    "larger",
    "grow",
)


def add_whole(clause: Clause, draft: Draft, op: Op, params: dict[str, JsonValue], size: tuple[int, int] | None) -> None:
    """A step on the whole picture and the size it leaves (None: depends on the picture)."""
    draft.add(clause, op, _WHOLE, params)
    draft.size = size
    draft.it = None


def whole(value: float) -> int:
    """A number of pixels."""
    return int(value + 0.5)


def portion(clause: Clause, percent: Chunk, limit: float) -> float:
    """A percentage as a share, from 0 to below a limit."""
    share = float(percent.value or 0) / 100
    if not 0 <= share < limit:
        raise out_of_range(clause, percent, f"it goes from 0 to below {limit * 100:g} %")
    return tidy(share)


def resize_scale(clause: Clause, draft: Draft) -> None:
    """To a size in pixels, or by a factor or a percentage."""
    size = clause.first("SIZE")
    if size is not None and size.pair is not None:
        width, height = whole(size.pair[0]), whole(size.pair[1])
        if min(width, height) < 1:
            raise out_of_range(clause, size, "a side of 0 leaves nothing")
        fit = "stretch" if clause.has("STRETCH") else "contain" if clause.has("FITWITHIN") else "cover"
        if fit == "cover":
            draft.note(f"{width}x{height} is filled and cropped, never stretched.")
        add_whole(clause, draft, Op.RESIZE, {"width": width, "height": height, "fit": fit}, (width, height))
        return
    amount = clause.first("TIMES", "PCT", "HALFWORD", "NUM")
    if amount is not None and len(clause.chunks) == 1 and not any(c.isdigit() for c in clause.said(amount)):
        raise out_of_range(clause, amount, 'say of what, as in "twice the size" or "twice as bright"')
    scale = _scale(clause, amount)
    if amount is None and clause.has("RESOL", "UPSCALEV"):
        scale = 0.5 if clause.has("DOWN", "LESS") else 2.0
        draft.note(f"How much was not said: {'half' if scale < 1 else 'twice'} the size on both sides.")
    if amount is not None and not 0 < scale <= 16:
        raise out_of_range(clause, amount, "the scale goes from above 0 to 16 times")
    before = draft.size
    after = None if before is None else (max(1, whole(before[0] * scale)), max(1, whole(before[1] * scale)))
    add_whole(clause, draft, Op.RESIZE, {"scale": tidy(scale)}, after)


def _scale(clause: Clause, amount: Chunk | None) -> float:
    """A factor; 'shrink by 25 %' is 0.75, 'enlarge by 50 %' is 1.5, 'scale to 50 %' is 0.5."""
    if amount is None or amount.cls == "HALFWORD":
        return 0.5
    value = float(amount.value or 0) / (100 if amount.cls == "PCT" else 1)
    text = clause.text.lower()
    shrinks, grows = any(v in text for v in _SHRINK), any(v in text for v in _GROW)
    if amount.cls == "PCT" and not clause.has("TO"):
        return 1 - value if shrinks else 1 + value if grows else value
    if amount.cls in {"TIMES", "NUM"} and (clause.has("SMALLADJ") or shrinks) and value > 1:
        return 1 / value
    return value


def resize_side(clause: Clause, draft: Draft) -> None:
    """To a width, a height, both, or the length of the longest or shortest side."""
    numbers = [whole(float(c.value or 0)) for c in clause.all("PX", "NUM", "LONGPX")]
    named = clause.first("LONGPX")
    if named is not None:
        draft.note(f'"{clause.said(named)}" was taken as {numbers[0]} px on the longest side.')
    if min(numbers) < 1:
        raise out_of_range(clause, clause.all("PX", "NUM")[0], "a side of 0 leaves nothing")
    w, h = draft.size or (0, 0)
    if len(numbers) == 2:
        size = (numbers[0], numbers[1])
        add_whole(clause, draft, Op.RESIZE, {"width": size[0], "height": size[1], "fit": "cover"}, size)
        return
    side = clause.first("WIDE", "HIGH", "LONGSIDE", "SHORTSIDE")
    if side is None and named is None and clause.has("PX") and not clause.has("MAXIMUM", "UP", "DOWN"):
        draft.note(f"Which side was not said: the longest one becomes {numbers[0]} px.")
    most = clause.has("MAXIMUM")
    cls = side.cls if side is not None else "LONGSIDE"
    if (most or cls in {"LONGSIDE", "SHORTSIDE"}) and draft.size is None:
        raise Unsupported(
            f'"{clause.text}" needs the picture\'s size, which is not known after the step before: name the width.',
            part=clause.text,
            nearest=(f"resize to {numbers[0]} px wide",),
        )
    if cls in {"LONGSIDE", "SHORTSIDE"} or most:
        draft.assume_size()
    wide = cls == "WIDE" or (cls == "LONGSIDE" and w >= h) or (cls == "SHORTSIDE" and w < h)
    n = numbers[0]
    known = draft.size is not None
    if most and known and (w if wide else h) < n:
        draft.note(f"The picture is within {n} px already: it is not enlarged.")
        n = w if wide else h
    if wide:
        add_whole(clause, draft, Op.RESIZE, {"width": n}, (n, max(1, whole(h * n / w))) if known else None)
    else:
        add_whole(clause, draft, Op.RESIZE, {"height": n}, (max(1, whole(w * n / h)), n) if known else None)
    if cls in {"LONGSIDE", "SHORTSIDE"}:
        draft.retarget(-1, Target(kind="whole", words="longest side" if cls == "LONGSIDE" else "shortest side"))


def pad(clause: Clause, draft: Draft) -> None:
    """To a ratio, or by pixels or a share on all sides or one; white where no colour is named."""
    found = clause.first("COLOR")
    color = WHITE if found is None else str(found.value)
    if found is None and not clause.has("WHITESPACE"):
        draft.note("No colour was named for the padding: white.")
    shape, amount = clause.first("SQUARE", "RATIO"), clause.first("PX", "PCT", "NUM")
    if shape is not None:
        pair = shape.pair or (1.0, 1.0)
        if min(pair) <= 0:
            raise out_of_range(clause, shape, "a side of 0 leaves nothing")
        add_whole(clause, draft, Op.PAD, {"ratio": f"{pair[0]:g}:{pair[1]:g}", "color": color}, None)
        return
    one = clause.first(*SIDES)
    if amount is None or (amount.cls == "PCT" and one is None):
        share = 0.1 if amount is None else portion(clause, amount, 4.0)
        add_whole(clause, draft, Op.PAD, {"amount": share, "color": color}, None)
        return
    n = _pad_pixels(clause, amount, draft, one)
    sides: list[JsonValue] = [n, n, n, n]
    if one is not None:
        sides = [n if side == SIDES[one.cls] else 0 for side in range(4)]
    add_whole(clause, draft, Op.PAD, {"pixels": sides, "color": color}, None)


def _pad_pixels(clause: Clause, amount: Chunk, draft: Draft, one: Chunk | None) -> int:
    """Pixels to add; a percentage for one side counts from the picture's length that way."""
    value = float(amount.value or 0)
    if amount.cls == "PCT" and one is not None and draft.size is not None:
        draft.assume_size()
        value = portion(clause, amount, 4.0) * draft.size[1 if one.cls in {"TOP", "BOTTOM"} else 0]
    if value < 0:
        raise out_of_range(clause, amount, "padding cannot be negative")
    return whole(value)


def rotate(clause: Clause, draft: Draft) -> None:
    """Degrees clockwise; left is counter-clockwise; a quarter turn where no angle is named."""
    angle = clause.first("DEG", "NUM")
    bare = {c.cls for c in clause.chunks} <= {"ROTATE", "TURN", "IT", "WHOLE"}
    if clause.levels or bare:
        _rotate_slightly(clause, draft, angle)
        return
    if clause.has("BE"):
        draft.observed.append(len(draft.steps))
    degrees = 180.0 if clause.has("UPSIDEDOWN") else 90.0 if angle is None else float(angle.value or 0)
    if abs(degrees) > 360 and angle is not None:
        raise out_of_range(clause, angle, "a full turn has 360 degrees")
    turned = tidy(-degrees if clause.has("LEFT") else degrees)
    if angle is not None and not clause.has("LEFT", "RIGHT") and abs(degrees) not in {180.0, 360.0}:
        draft.note("Rotated clockwise, as no direction was named." if degrees > 0 else "Rotated counter-clockwise.")
    size = draft.size
    if size is not None and abs(degrees) in {90.0, 270.0}:
        size = (size[1], size[0])
    add_whole(clause, draft, Op.ROTATE, {"degrees": int(turned) if turned == int(turned) else turned}, size)


def _rotate_slightly(clause: Clause, draft: Draft, angle: Chunk | None) -> None:
    """'rotate slightly right': a degree or two; other degrees, and no direction with none of them, are refused."""
    level = level_of(clause)
    if angle is None and level is None:
        raise refusal(clause, EDITS)
    if angle is not None or level not in _SLIGHT_TURNS or clause.has("UPSIDEDOWN", "DEG"):
        said = angle or (clause.levels[0] if clause.levels else clause.chunks[-1])
        raise out_of_range(clause, said, 'say how many degrees, as in "rotate 90 degrees left"')
    degrees = _SLIGHT_TURNS[level]
    left = clause.has("LEFT")
    draft.note(
        f"Rotated by {degrees} degrees {'counter-clockwise' if left else 'clockwise'}; another angle can be said."
    )
    add_whole(clause, draft, Op.ROTATE, {"degrees": -degrees if left else degrees}, draft.size)


def flip(clause: Clause, draft: Draft) -> None:
    """Mirror left to right, or top to bottom."""
    axis = "vertical" if clause.has("VERTICAL", "UPSIDEDOWN", "TOP", "UP") else "horizontal"
    add_whole(clause, draft, Op.FLIP, {"axis": axis}, draft.size)


def straighten(clause: Clause, draft: Draft) -> None:
    """Level the horizon."""
    add_whole(clause, draft, Op.STRAIGHTEN, {}, None)


def border(clause: Clause, draft: Draft) -> None:
    """A border of a style, colours and a width; plain, white and 3 % of the shorter side where nothing is said."""
    style = _border_style(clause)
    colors, amounts = clause.all("COLOR"), clause.all("PX", "PCT", "NUM")
    if len(colors) > (1 if style == PLAIN else _MOST_BORDER_COLORS) or len(amounts) > 1:
        raise out_of_range(clause, [*colors, *amounts][-1], "a border has one colour and one width")
    params: dict[str, JsonValue] = {} if style == PLAIN else {"style": style}
    if len(colors) > 1:
        params["colors"] = [str(c.value) for c in colors]
    elif colors or style == PLAIN:
        params["color"] = str(colors[0].value) if colors else WHITE
    if not colors and style == PLAIN:
        draft.note("No colour was named for the border: white.")
    if style != PLAIN and _over_picture(clause):
        params["inside"] = True
        draft.note("The border is drawn over the picture's edge; a border around it makes the picture larger instead.")
    size: tuple[int, int] | None = None
    if amounts and amounts[0].cls != "PCT":
        n = whole(float(amounts[0].value or 0))
        if n < 1:
            raise out_of_range(clause, amounts[0], "a border has at least one pixel")
        params["pixels"] = n
        size = draft.size if "inside" in params else _size_with_border(style, n, draft)
    elif amounts:
        params["amount"] = portion(clause, amounts[0], 1.0)
    else:
        level = level_of(clause)
        usual = 0.03 if level is None else BORDER_SHARES.get(level, 0.03)
        params["amount"] = usual if style == PLAIN else tidy(USUAL[style] * LEVELS.get(level or "half", 1.0))
    add_whole(clause, draft, Op.BORDER, params, size)


_MOST_BORDER_COLORS = 4
_OVER = re.compile(r"\b(?:inside|within|over|on top of)\b|\b(?:inner|overlay)\b")


def _border_style(clause: Clause) -> str:
    """The style that is named; of several, the one that says most. Raises Unsupported where two say as much."""
    named = clause.all("BSTYLE")
    if not named:
        return PLAIN
    most = max(rank(clause.said(c)) for c in named)
    styles = [c for c in named if rank(clause.said(c)) == most]
    other = next((c for c in styles if c.value != styles[0].value), None)
    if other is not None:
        raise out_of_range(clause, other, "a border has one style")
    return str(styles[0].value)


def _over_picture(clause: Clause) -> bool:
    """True where the border is to lie on the picture: it is said so, or motifs are put along its edge."""
    said = clause.words[clause.start : clause.end].lower()
    return bool(_OVER.search(said)) or (not clause.has("BORDER") and clause.has("SIDES"))


def _size_with_border(style: str, pixels: int, draft: Draft) -> tuple[int, int] | None:
    """The picture's size with a border around it."""
    if draft.size is None:
        return None
    width, height = draft.size
    top, right, bottom, left = margins(style, pixels_of(style, pixels, None, width, height), width, height)
    return width + left + right, height + top + bottom
