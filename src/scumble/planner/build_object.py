"""Step builders for single things: another colour, another place, another size, a second one, mirrored, turned."""

from collections.abc import Sequence

from scumble.core.plan import JsonValue, Op, Target
from scumble.planner.amounts import level_of, out_of_range, tidy
from scumble.planner.build_tone import STATEMENTS
from scumble.planner.chunks import Chunk
from scumble.planner.draft import Draft, needs_drawing
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.naming import HEADS, named_thing
from scumble.planner.refuse import refusal

SKIES = {
    **dict.fromkeys(("blue", "bluer", "bright blue", "clear blue", "brighter blue"), "#5ea3dc"),
    **dict.fromkeys(("deep blue", "deeper blue", "dark blue", "darker blue"), "#2f78bd"),
}
"""Blue, of a sky: as in photos of a clear day, high above the horizon. Pure blue makes a painted one."""
_SHIFTS = {
    "tiny": 0.03,
    "slight": 0.05,
    "half": 0.15,
    "strong": 0.3,
    "extreme": 0.5,
    "whole": 0.5,
    "thin": 0.05,
    "thick": 0.3,
}
_GROWTH = 1.3
"""What 'bigger' means where no factor is named; 'smaller' is its inverse."""
_GROWTHS = {
    "tiny": 0.3,
    "slight": 0.5,
    "half": 1.0,
    "strong": 2.0,
    "extreme": 3.0,
    "whole": 3.0,
    "thin": 1.0,
    "thick": 1.0,
}
"""What a level does to it, as its exponent."""
_LEAST, _MOST = 0.1, 10.0
_TURNS = {"tiny": 3, "slight": 5}
_SHRINKS = ("shrink", "scale down", "downscale", "downsize", "reduce", "decrease", "lower")
_GROWS = ("enlarge", "scale up", "upscale", "upsize", "blow up", "magnify", "increase", "raise", "boost", "grow")
_TAIL = frozenset(
    """
LEFT RIGHT UP DOWN TOP BOTTOM LEFTSIDE RIGHTSIDE PLACE PX PCT NUM STOP P TO IN ON OFF OF FROM WHOLE SIDES
HALFWORD BORDER BE AROUND CENTERV
""".split()
)
"""Classes of which 'where to' is made, after the thing."""
_DIRECTIONS = {"LEFT": "left", "RIGHT": "right", "UP": "up", "DOWN": "down"}
_LIFTS = {"up": ("raise", "lift", "push up", "bring up"), "down": ("lower", "bring down", "pull down")}
_SIDES = {"LEFTSIDE": "left", "RIGHTSIDE": "right", "TOP": "top", "BOTTOM": "bottom", "LEFT": "left", "RIGHT": "right"}


def recolor(clause: Clause, draft: Draft) -> None:
    """Another colour: the last one named, or the one before 'instead of'."""
    _no_statement(clause)
    chunks = clause.chunks
    instead = next((i for i, c in enumerate(chunks) if c.cls == "INSTEAD"), len(chunks))
    at = max(i for i in range(instead) if chunks[i].cls == "COLOR")
    value = str(chunks[at].value)
    if at + 1 < instead and chunks[at + 1].cls in HEADS:
        target = thing_of(clause, draft, (*chunks[:at], *chunks[at + 1 :]))
    else:
        end = at
        while end > 0 and chunks[end - 1].cls in {"P", "TO", "IN", "BE", "COLORNOUN", "SETV", "PAINT"}:
            end -= 1
            if chunks[end].cls in {"TO", "P", "IN"} and _old_color(chunks, end):
                end -= 2
        target = thing_of(clause, draft, chunks[:end] if end else chunks)
    said = clause.said(chunks[at]).lower()
    if said in SKIES and (target.words or "").lower().split()[-1:] == ["sky"]:
        value = SKIES[said]
        draft.note(f'"{said}" was taken as that of a clear sky, {value}; another colour or a code is taken as it is.')
    _add(clause, draft, Op.OBJECT_RECOLOR, target, {"color": value})


def _old_color(chunks: Sequence[Chunk], end: int) -> bool:
    """'from red' before 'to blue'."""
    return end > 1 and chunks[end - 1].cls == "COLOR" and chunks[end - 2].cls == "FROM"


def move(clause: Clause, draft: Draft) -> None:
    """Some way in a direction, or to a place in the picture."""
    _no_statement(clause)
    chunks = clause.chunks
    if chunks[0].cls in {"UP", "DOWN"} and not any(c.cls in {*_DIRECTIONS, *_SIDES} for c in chunks[2:]):
        _raise_or_grow(clause, draft)
        return
    end = len(chunks)
    while end > 1 and chunks[end - 1].cls in _TAIL:
        end -= 1
    tail, head = chunks[end:], chunks[:end]
    if len(head) > 1 and head[1].cls in _DIRECTIONS and head[0].cls == "MOVEV":
        tail, head = (*head[1:2], *tail), (head[0], *head[2:])
    if chunks[0].cls in {"CENTERV", "PLACE"} or any(c.cls == "CENTERV" for c in tail):
        _check_center(clause, chunks[0])
        head = tuple(c for c in head if c.cls not in {"CENTERV", "PLACE"}) if chunks[0] in head else head
        _add(clause, draft, Op.OBJECT_MOVE, thing_of(clause, draft, head), {"to": "center"})
        return
    head, tail = _last_place(head, tail, chunks)
    _add(clause, draft, Op.OBJECT_MOVE, thing_of(clause, draft, head), _way(clause, tail))


def _raise_or_grow(clause: Clause, draft: Draft) -> None:
    """'raise the lamp' moves it, 'increase the lamp' makes it larger; 'boost the lamp' says neither."""
    said = clause.said(clause.chunks[0]).lower()
    way = next((way for way, verbs in _LIFTS.items() if said in verbs), None)
    if way is not None:
        amount = clause.first("PX", "PCT", "NUM", "HALFWORD")
        _add(
            clause,
            draft,
            Op.OBJECT_MOVE,
            thing_of(clause, draft, clause.chunks),
            {"direction": way, **_distance(clause, amount)},
        )
    elif said in {"increase", "decrease", "reduce"}:
        scale(clause, draft)
    else:
        raise refusal(clause, EDITS)


def _check_center(clause: Clause, first: Chunk) -> None:
    """'centre the vase' moves it, 'corner the vase' does not."""
    if first.cls == "PLACE" and clause.said(first).lower() not in {"center", "centre", "middle"}:
        raise refusal(clause, EDITS)


def _last_place(
    head: Sequence[Chunk], tail: Sequence[Chunk], chunks: Sequence[Chunk]
) -> tuple[Sequence[Chunk], Sequence[Chunk]]:
    """'the cup on the left to the right': only the last place is where it goes, unless two make one corner."""
    places = [i for i, c in enumerate(tail) if c.cls in {*_DIRECTIONS, *_SIDES, "PLACE"}]
    if len(places) < 2 or not places[0] < places[-1]:
        return head, tail
    first, last = tail[places[0]], tail[places[-1]]
    upright = first.cls in {"TOP", "BOTTOM", "LEFTSIDE", "RIGHTSIDE"} and last.cls in _SIDES
    apart = places[-1] - places[0] > 1 or first.cls in {"LEFTSIDE", "RIGHTSIDE"}
    if upright and not apart:
        return head, tail
    cut = len(head) + places[0] + 1
    return chunks[:cut], chunks[cut:]


def _way(clause: Clause, tail: Sequence[Chunk]) -> dict[str, JsonValue]:
    """The parameters of a move, from the words after the thing."""
    places = [c for c in tail if c.cls in {*_DIRECTIONS, *_SIDES, "PLACE"}]
    sided = any(c.cls in {"SIDES", "BORDER"} for c in tail)
    amount = next((c for c in tail if c.cls in {"PX", "PCT", "NUM", "HALFWORD"}), None)
    if len(places) == 1 and places[0].cls in _DIRECTIONS and not sided and not _put(clause, places[0]):
        return {"direction": _DIRECTIONS[places[0].cls], **_distance(clause, amount)}
    to = _spot(clause, places)
    if to is None or amount is not None or clause.levels:
        wrong = amount or (clause.levels[0] if clause.levels else places[-1] if places else clause.chunks[-1])
        raise out_of_range(clause, wrong, "say one direction with a distance, or one place in the picture")
    return {"to": to}


def _put(clause: Clause, way: Chunk) -> bool:
    """'put it to the left' names a place, 'move it to the left' a direction."""
    return clause.chunks[0].cls == "PUT" and way.cls in {"LEFT", "RIGHT"} and clause.first("PX", "PCT", "NUM") is None


def _spot(clause: Clause, places: Sequence[Chunk]) -> str | None:
    """'top left' of the places named; None for one that is none."""
    if len(places) == 1 and places[0].cls == "PLACE":
        said = clause.said(places[0]).lower()
        if any(w in said.split() for w in ("center", "centre", "middle")):
            return "center"
        row = (
            "top"
            if {"upper", "top"} & set(said.split())
            else "bottom"
            if {"lower", "bottom"} & set(said.split())
            else ""
        )
        side = next((s for s in ("left", "right") if s in said.split()), "")
        return f"{row} {side}" if row and side else None
    sides = [_SIDES.get(c.cls, "") for c in places if c.cls != "PLACE" or "corner" not in clause.said(c).lower()]
    if len(sides) == 2 and sides[0] in {"left", "right"}:
        sides.reverse()
    said = " ".join(sides)
    corners = {f"{row} {side}" for row in ("top", "bottom") for side in ("left", "right")}
    return said if said in corners | {"left", "right", "top", "bottom"} else None


def _distance(clause: Clause, amount: Chunk | None) -> dict[str, JsonValue]:
    """How far: pixels, or a share of the picture's side."""
    if amount is None:
        level = level_of(clause)
        return {} if level is None else {"amount": _SHIFTS[level]}
    value = 50.0 if amount.cls == "HALFWORD" else float(amount.value or 0)
    if clause.levels or value <= 0:
        raise out_of_range(clause, amount, "say how far it goes")
    if amount.cls in {"PX", "NUM"}:
        return {"pixels": int(value + 0.5)}
    if value > 100:
        raise out_of_range(clause, amount, "it goes up to 100 % of the picture's side")
    return {"amount": tidy(value / 100)}


def scale(clause: Clause, draft: Draft) -> None:
    """Larger or smaller, by a factor, to or by a percentage, or by what 'bigger' usually means."""
    factor = _factor(clause)
    if not _LEAST <= factor <= _MOST:
        raise out_of_range(
            clause, clause.first("TIMES", "PCT", "NUM") or clause.chunks[-1], "it goes from 0.1 to 10 times"
        )
    sized = {"SIZEADJ", "SMALLADJ", "FORMAT", "TIMES", "PCT", "NUM", "HALFWORD", "UP", "DOWN", "AS", "BE", "TOO"}
    target = thing_of(clause, draft, tuple(c for c in clause.chunks if c.cls not in sized))
    _add(clause, draft, Op.OBJECT_SCALE, target, {"factor": tidy(factor)})


def _factor(clause: Clause) -> float:
    """The factor that a clause says."""
    form = clause.first("FORMAT")
    if form is not None and clause.said(form).lower() not in {"size", "dimensions"}:
        raise refusal(clause, EDITS)
    way = _growing(clause)
    amount = clause.first("TIMES", "PCT", "NUM", "HALFWORD")
    if amount is None:
        if way is None:
            raise refusal(clause, EDITS)
        level = None if clause.has("TOO") and clause.first("SIZEADJ", "SMALLADJ") is None else level_of(clause)
        return _GROWTH ** (way * (1.0 if level is None else _GROWTHS[level]))
    if clause.levels and not (amount.cls == "TIMES" and level_of(clause) in {"thin", "thick"}):
        raise out_of_range(clause, amount, "only one amount can be meant")
    if way is None and amount.cls != "PCT" and not clause.levels and clause.chunks[0].cls != "RESIZE":
        raise refusal(clause, EDITS)
    value = 0.5 if amount.cls == "HALFWORD" else float(amount.value or 0) / (100 if amount.cls == "PCT" else 1)
    smaller = way == -1.0 or level_of(clause) == "thin"
    if amount.cls == "PCT" and not clause.has("TO") and way is not None and not clause.has("AS"):
        return 1 + value if way > 0 else 1 - value
    return 1 / value if smaller and value > 1 else value


def _growing(clause: Clause) -> float | None:
    """1 for bigger, -1 for smaller, None where it is not said."""
    sized, text = clause.first("SIZEADJ", "SMALLADJ", "FORMAT"), clause.text.lower()
    turn = -1.0 if clause.has("TOO") else 1.0
    if any(w in text for w in _SHRINKS) or clause.has("DOWN"):
        return -1.0
    if any(w in text for w in _GROWS) or clause.has("UP"):
        return 1.0
    if sized is None and clause.has("TOO") and level_of(clause) in {"thin", "thick"}:
        return 1.0 if level_of(clause) == "thin" else -1.0
    if sized is None or sized.cls == "FORMAT" or "size" in clause.said(sized).lower():
        return 1.0 if sized is not None and clause.has("TIMES") else None
    return turn * (1.0 if sized.cls == "SIZEADJ" else -1.0)


def duplicate(clause: Clause, draft: Draft) -> None:
    """A second one beside it; 'two of those ducks' speaks of one duck."""
    chunks = clause.chunks
    two = clause.first("QUANT")
    if not clause.has("DUPV"):
        if two is None or clause.said(two).lower() != "two":
            raise refusal(clause, EDITS)
        chunks = tuple(c for c in chunks if c is not two and c.cls != "OF")
    end = len(chunks)
    while end > 1 and chunks[end - 1].cls in _TAIL:
        end -= 1
    if not any(c.cls in _DIRECTIONS for c in chunks[end:]):
        end = len(chunks)
    target = thing_of(clause, draft, chunks[:end], single=not clause.has("DUPV"))
    way = next((c for c in chunks[end:] if c.cls in _DIRECTIONS), None)
    amount = next((c for c in chunks[end:] if c.cls in {"PX", "PCT", "NUM"}), None)
    params: dict[str, JsonValue] = {}
    if way is not None:
        params["direction"] = _DIRECTIONS[way.cls]
        if amount is not None:
            params |= _distance(clause, amount)
    _add(clause, draft, Op.OBJECT_DUPLICATE, target, params)


def flip_object(clause: Clause, draft: Draft) -> None:
    """Mirrored left to right, or top to bottom."""
    _no_statement(clause)
    axis = "vertical" if clause.has("VERTICAL", "UPSIDEDOWN") else "horizontal"
    _add(clause, draft, Op.OBJECT_FLIP, thing_of(clause, draft, clause.chunks), {"axis": axis})


def rotate_object(clause: Clause, draft: Draft) -> None:
    """Degrees clockwise; a quarter turn where only the side is named, a few degrees for 'slightly'."""
    angle, level = clause.first("DEG", "NUM"), level_of(clause)
    if level is not None and (angle is not None or level not in _TURNS):
        raise out_of_range(clause, clause.levels[0], "say how many degrees")
    degrees = 180.0 if clause.has("UPSIDEDOWN") else 90.0 if angle is None else float(angle.value or 0)
    if level is not None:
        degrees = _TURNS[level]
    if abs(degrees) > 360 and angle is not None:
        raise out_of_range(clause, angle, "a full turn has 360 degrees")
    kept = tuple(c for c in clause.chunks if c.cls not in {"DEG", "NUM", "UPSIDEDOWN"})
    while len(kept) > 1 and kept[-1].cls in {"LEFT", "RIGHT", "TO", "P"}:
        kept = kept[:-1]
    left = clause.chunks[-1].cls == "LEFT" or any(c.cls == "LEFT" for c in clause.chunks if c not in kept)
    turned = tidy(-degrees if left else degrees)
    _add(
        clause,
        draft,
        Op.OBJECT_ROTATE,
        thing_of(clause, draft, kept),
        {"degrees": int(turned) if turned % 1 == 0 else turned},
    )


def _add(clause: Clause, draft: Draft, op: Op, target: Target, params: dict[str, JsonValue]) -> None:
    """The step; 'it' is that thing from now on."""
    draft.add(clause, op, target, params)
    draft.it = target


def _no_statement(clause: Clause) -> None:
    """Refuses what only says how something is."""
    be = clause.first("BE")
    if be is not None and clause.said(be).lower() in STATEMENTS and clause.chunks[0].cls in HEADS | {"COLORNOUN", "IT"}:
        raise refusal(clause, EDITS)


def thing_of(clause: Clause, draft: Draft, chunks: Sequence[Chunk], *, single: bool = False) -> Target:
    """The thing that these phrases of the clause name. Raises Unsupported when only a drawing can say what is meant."""
    part = Clause(tuple(chunks), (), clause.start, clause.end, clause.words)
    thing = named_thing(part)
    if draft.context.has_drawn:
        return Target(kind="region", words=thing.words if thing else None)
    if thing is not None:
        return Target(kind="object", words=thing.noun if single else thing.words)
    region, it = part.first("REGION"), part.first("IT")
    if region is None and draft.it is not None and draft.it.kind in {"object", "subject"}:
        return Target(kind="object", words=draft.it.words)
    if it is not None and it.value is None and not clause.has("COLOR"):
        draft.note(f'"{clause.said(it)}" is taken to be the main subject of the picture.')
        return Target(kind="object", words="the subject")
    raise needs_drawing(clause, clause.said(region or it or clause.chunks[-1]))


def of_thing(clause: Clause, draft: Draft) -> bool:
    """Whether the clause is about one thing: it names one, one was drawn, or 'it' stands for one."""
    if clause.has("REGION") or named_thing(clause) is not None:
        return True
    return draft.it is not None and draft.it.kind == "object"
