"""Step builders for plain edits of shapes and things: shear, invert, gradient, blend, border around, flood fill."""

import re
from collections.abc import Sequence
from typing import Final

from scumble.core.plan import JsonValue, Op, Target
from scumble.planner.amounts import level_of, out_of_range, tidy
from scumble.planner.build_background import gradient_params
from scumble.planner.build_object import thing_of
from scumble.planner.chunks import Chunk
from scumble.planner.draft import Draft, target_of
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.refuse import refusal

_LEAN: Final = 15.0
"""Degrees of a shear where none are named."""
_STEEPEST: Final = 80
_HALF: Final = 0.5
_INSIDE = re.compile(r"\b(?:inside|inner|inwards?|within)\b")
_WIDTHS: Final = {"tiny": 0.003, "slight": 0.004, "thin": 0.004, "half": 0.01, "thick": 0.02, "strong": 0.02}
"""Width of a border by a level, as a share of the picture's shorter side."""


def shear(clause: Clause, draft: Draft) -> None:
    """Slanted by degrees: sideways unless up, down or 'vertically' is said; to the left and upwards are negative."""
    angle = clause.first("DEG", "NUM")
    degrees = _LEAN if angle is None else float(angle.value or 0)
    if angle is None:
        draft.note(f"No angle was named for the shear: {_LEAN:g} degrees.")
    if abs(degrees) > _STEEPEST or degrees == 0:
        raise out_of_range(clause, angle or clause.chunks[0], f"a shear goes up to {_STEEPEST} degrees either way")
    kept, lean = _leaning(clause)
    named = thing_of(clause, draft, kept)
    axis = "vertical" if lean in {"UP", "DOWN", "VERTICAL"} else "horizontal"
    if lean in {"LEFT", "UP"}:
        degrees = -degrees
    value = tidy(degrees)
    _add(clause, draft, Op.OBJECT_SHEAR, named, {"degrees": int(value) if value % 1 == 0 else value, "axis": axis})


def _leaning(clause: Clause) -> tuple[Sequence[Chunk], str | None]:
    """The phrases that name the thing, and the way it leans, said after it or around the verb."""
    kept, lean, angle = list(clause.chunks), None, False
    while len(kept) > 1:
        last = kept[-1]
        if (last.cls in _LEANS and lean is not None) or (last.cls in {"DEG", "NUM"} and angle):
            break
        if last.cls not in _LEANS | {"DEG", "NUM", "TO", "P", "IN"}:
            break
        lean = last.cls if last.cls in _LEANS else lean
        angle = angle or last.cls in {"DEG", "NUM"}
        kept.pop()
    for at in (1, 0):
        if len(kept) > at + 1 and kept[at].cls in _LEANS and lean is None:
            before = clause.words[kept[at - 1].end : kept[at].start] if at else ""
            # 'shear the left square' names one, 'shear left the square' says a way.
            lean = kept.pop(at).cls if not re.search(r"\b(?:the|a|my|this)\b", before.lower()) else None
    return kept, lean


_LEANS: Final = frozenset("LEFT RIGHT UP DOWN HORIZONTAL VERTICAL".split())


def invert(clause: Clause, draft: Draft) -> None:
    """The negative of the picture, or of what is named."""
    target, named = target_of(clause, draft)
    draft.add(clause, Op.INVERT, target, {}, named=named)
    draft.it = target if named and target.kind != "whole" else draft.it


def object_gradient(clause: Clause, draft: Draft) -> None:
    """A thing filled with two or more colours."""
    thing = thing_of(clause, draft, _noun(clause))
    # 'the red square at the bottom left' has a colour and sides of its own.
    chunks = tuple(c for c in clause.chunks if not _within(clause, c, thing.words or ""))
    params = gradient_params(Clause(chunks, clause.levels, clause.start, clause.end, clause.words), draft)
    _add(clause, draft, Op.OBJECT_GRADIENT, thing, params)


def _noun(clause: Clause) -> Sequence[Chunk]:
    """The phrases that name the thing: those up to the gradient, or after 'on'."""
    at = next((i for i, c in enumerate(clause.chunks) if c.cls in {"OBJECT", "PART", "SUBJECT", "REGION", "IT"}), None)
    if at is None:
        return clause.chunks
    start = next((i + 1 for i in range(at - 1, -1, -1) if clause.chunks[i].cls in {"GRADIENT", "TO", "ON", "IN"}), 1)
    end = next(
        (i for i in range(at + 1, len(clause.chunks)) if clause.chunks[i].cls in {"GRADIENT", "P", "GIVE"}), None
    )
    return clause.chunks[start:end]


def object_blend(clause: Clause, draft: Draft) -> None:
    """A thing tinted with a colour by a share, a half where none is named."""
    colors, percent = clause.all("COLOR"), clause.first("PCT")
    head = next((i for i, c in enumerate(clause.chunks) if c.cls in {"OBJECT", "PART", "SUBJECT", "REGION", "IT"}), 0)
    late = [c for c in colors if c.start > clause.chunks[head].start]
    first_named = clause.chunks[1].cls in {"COLOR", "PCT"} and any(
        c.cls in {"TO", "IN", "ON", "P"} for c in clause.chunks[2:head]
    )
    color = colors[0] if first_named and colors else late[-1] if late else None
    if color is None:
        raise refusal(clause, EDITS)
    amount = _HALF if percent is None else float(percent.value or 0) / 100
    if not 0 < amount <= 1:
        raise out_of_range(clause, percent or color, "it goes from 0 to 100 %")
    kept = tuple(c for c in clause.chunks if c is not color and c.cls != "PCT")
    params: dict[str, JsonValue] = {"color": str(color.value), "amount": tidy(amount)}
    _add(clause, draft, Op.OBJECT_BLEND, thing_of(clause, draft, _trimmed(kept)), params)


def _trimmed(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """Without the little words that the colour left behind at the end."""
    end = len(chunks)
    while end > 1 and chunks[end - 1].cls in {"P", "TO", "IN", "OF", "ON"}:
        end -= 1
    return chunks[:end]


def object_border(clause: Clause, draft: Draft) -> None:
    """A border around a thing: black where no colour is named, of the thing's own usual width where no width is."""
    chunks = clause.chunks
    head = next((i for i, c in enumerate(chunks) if c.cls in {"OBJECT", "PART", "SUBJECT", "REGION", "IT"}), 0)
    border = next(i for i, c in enumerate(chunks) if c.cls == "BORDER")
    first = head
    while first > 0 and chunks[first - 1].cls in _QUALITIES and first - 1 != border:
        first -= 1
    own = {id(c) for c in chunks[first : head + 1]}
    # 'outline the mug in white': the outline, not the mug.
    drawn_in = 2 if border == 0 and [c.cls for c in chunks[-2:]] in (["IN", "COLOR"], ["P", "COLOR"]) else 0
    after = thing_of(clause, draft, chunks[first : len(chunks) - drawn_in] if border < head else chunks[first:border])
    named = after.words or ""
    colors = [c for c in clause.all("COLOR") if id(c) not in own and not _within(clause, c, named)]
    widths = clause.all("PX", "NUM", "PCT")
    if len(colors) > 1 or len(widths) > 1:
        raise out_of_range(clause, [*colors, *widths][-1], "a border has one colour and one width")
    params: dict[str, JsonValue] = {"color": str(colors[0].value) if colors else "#000000"}
    if not colors:
        draft.note("No colour was named for the border: black.")
    width = int(float(widths[0].value or 0) + 0.5) if widths else None
    if widths and (widths[0].cls == "PCT" or not width):
        raise out_of_range(clause, widths[0], "the width of a border around a thing is a number of pixels")
    level = level_of(clause)
    if width is None and level is not None:
        width = max(1, round(_WIDTHS.get(level, 0.01) * min(draft.context.width, draft.context.height)))
    if width is not None:
        params["pixels"] = width
    if _INSIDE.search(clause.text.lower()):
        params["inside"] = True
    _add(clause, draft, Op.OBJECT_BORDER, after, params)


_QUALITIES = frozenset("QUANT ORD PLACE COLOR SIZEADJ SMALLADJ DESC LEFT RIGHT TOP BOTTOM".split())


def _within(clause: Clause, chunk: Chunk, named: str) -> bool:
    """Whether a colour belongs to the thing's own words."""
    at = clause.words.lower().find(named.lower()) if named else -1
    return at >= 0 and at <= chunk.start and chunk.end <= at + len(named)


def flood(clause: Clause, draft: Draft) -> None:
    """The area around a point."""
    point, color = clause.first("POINT"), clause.first("COLOR")
    if point is None or point.pair is None or color is None:
        raise refusal(clause, EDITS)
    x, y = (int(v) for v in point.pair)
    size = draft.size or (draft.context.width, draft.context.height)
    if draft.context.known_size and not (x < size[0] and y < size[1]):
        raise out_of_range(clause, point, f"the picture has {size[0]}x{size[1]} pixels")
    draft.add(clause, Op.FLOOD_FILL, Target(kind="whole"), {"point": [x, y], "color": str(color.value)})


def _add(clause: Clause, draft: Draft, op: Op, target: Target, params: dict[str, JsonValue]) -> None:
    """The step; 'it' is that thing from now on."""
    draft.add(clause, op, target, params)
    draft.it = target
