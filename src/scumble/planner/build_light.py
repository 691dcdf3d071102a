"""Step builders for shadows, reflections and glare: how strong, how soft, on which side, of which thing."""

from dataclasses import replace
from typing import Final

from scumble.core.errors import Unsupported
from scumble.core.plan import JsonValue, Op, Target
from scumble.planner.amounts import level_of, out_of_range, tidy
from scumble.planner.draft import Draft
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.naming import HEADS, Named, named_thing
from scumble.planner.refuse import refusal
from scumble.planner.shades import FLOORS

WEAKER, DEEPER, SOFTER = 0.4, 0.4, 0.4
"""What 'lighter', 'darker' and 'softer' mean where no amount is named."""
_LEVELS: Final = {
    "tiny": 0.4,
    "slight": 0.6,
    "half": 1.25,
    "strong": 1.75,
    "extreme": 2.2,
    "whole": 2.2,
    "thin": 0.6,
    "thick": 1.75,
}
"""What a level does to it."""
STRENGTHS: Final = {0.3: 0.35, 0.5: 0.6, 0.8: 0.9}
"""Value of a shadow's words ('faint', plain, 'strong') -> strength of one that is drawn."""
GLARE, LESS, MIRROR = 1.0, 0.7, 0.5
"""How much glare is taken off when it is to be removed and when reduced; how strong a reflection is."""
_NEAR: Final = frozenset({"OF", "NEXTTO", "BEHIND", "P", "FROM"})
ALL = (
    "Shadows are looked for at the main subject only; for those of other things name the thing, or draw a mask over "
    "the shadow."
)
ADJUSTED = '"{said}" was read as: a little lighter and softer. Say "darker", "softer", "by 30 %" or a side for more.'
ANEW = '"{said}" was read as: a soft shadow, drawn anew.'
_SHADOWS: Final = frozenset({Op.SHADOW_ADJUST, Op.SHADOW_REMOVE, Op.SHADOW_ADD})
OPPOSITE: Final = {"left": "right", "right": "left"}


def shadow_remove(clause: Clause, draft: Draft) -> None:
    """The shadow of a thing taken off the ground."""
    target = _caster(clause, draft)
    shadow = clause.first("SHADOW")
    if target.kind == "subject" and shadow is not None and clause.has("QUANT"):
        draft.note(ALL)
    _shadow(clause, draft, Op.SHADOW_REMOVE, target, {})


def shadow_adjust(clause: Clause, draft: Draft) -> None:
    """Weaker, deeper, softer, by how much is said."""
    shadow = clause.first("SHADOW")
    if shadow is not None and shadow.value == 0.0:
        raise refusal(clause, EDITS)
    first = clause.chunks[0]
    said = clause.said(first).lower()
    way, softer = _ways(clause)
    target = _caster(clause, draft)
    if way == 0 and not softer:
        if first.cls not in {"FIX", "AUTOV", "EDITV"} or said in {"edit", "touch"}:
            raise refusal(clause, EDITS)
        if draft.steps and draft.steps[-1].op is Op.REFLECTION_REMOVE:
            draft.note(ANEW.format(said=clause.text))
            draft.steps[-1] = replace(draft.steps[-1], params={"otherwise": "shadow"})
            params: dict[str, JsonValue] = {"strength": 0.5, "softness": 0.6, "replace": True}
            draft.add(clause, Op.SHADOW_ADD, draft.steps[-1].target, params)
            return
        draft.note(ADJUSTED.format(said=clause.text))
        _shadow(clause, draft, Op.SHADOW_ADJUST, target, {"strength": -0.3, "softness": 0.3})
        return
    params = {}
    if way:
        params["strength"] = tidy(way * _amount(clause, WEAKER if way < 0 else DEEPER, way))
    if softer:
        params["softness"] = tidy(_amount(clause, SOFTER, 0) if not way else SOFTER)
    if clause.has("QUANT") and target.kind == "subject":
        draft.note(ALL)
    _shadow(clause, draft, Op.SHADOW_ADJUST, target, params)


def _shadow(clause: Clause, draft: Draft, op: Op, target: Target, params: dict[str, JsonValue]) -> None:
    """The step; a reflection that was to go before it need not be there for that."""
    for k, step in enumerate(draft.steps):
        if step.op is Op.REFLECTION_REMOVE and not step.params:
            draft.steps[k] = replace(step, params={"otherwise": "note"})
    draft.add(clause, op, target, params)


def _ways(clause: Clause) -> tuple[int, bool]:
    """(-1 weaker, 1 deeper, 0 neither; whether softer). Raises Unsupported for what a shadow cannot become."""
    way, softer = 0, False
    first = clause.chunks[0]
    if first.cls in {"DOWN", "RESIZE", "LESS", "TONEDOWN"} or clause.has("LESS"):
        way = -1
    elif first.cls in {"UP", "MORE"} or clause.has("MORE"):
        way = -1 if clause.said(first).lower() in {"lift", "raise"} else 1
    if first.cls == "BLURV":
        softer = True
    for c in clause.all("UP", "DOWN"):
        if c is not first:
            way = 1 if c.cls == "UP" else -1
    for c in clause.all("ADJ", "TVERB"):
        value = str(c.value or "")
        turned = -1 if clause.has("TOO") or _before(clause, c.start) == "LESS" else 1
        if value.startswith(("brightness", "exposure")):
            way = (-1 if value.endswith("+") else 1) * turned
        elif value.startswith("contrast"):
            way = (1 if value.endswith("+") else -1) * turned
        elif value.startswith("sharpen"):
            softer = (turned > 0) == (value == "sharpen-")
            way = 0 if way and not _toned(clause) else way
        else:
            raise refusal(clause, EDITS)
        if value.startswith("sharpen") and not softer:
            raise refusal(clause, EDITS)
    if first.cls == "LESS" and clause.has("ADJ"):
        way = -way or -1
    return way, softer


def _toned(clause: Clause) -> bool:
    """Whether a word says how dark it is to be: the 'more' of 'more soft' is none."""
    return any(
        str(c.value or "").startswith(("brightness", "exposure", "contrast")) for c in clause.all("ADJ", "TVERB")
    )


def _amount(clause: Clause, default: float, way: int) -> float:
    """How much: a share, a factor, a level or the default."""
    number = clause.first("PCT", "NUM", "HALFWORD", "TIMES")
    if number is None:
        level = level_of(clause)
        return min(1.0, default * (1.0 if level is None else _LEVELS[level]))
    value = 0.5 if number.cls == "HALFWORD" else float(number.value or 0) / (100 if number.cls == "PCT" else 1)
    if number.cls == "TIMES" and value > 1:
        value = value - 1 if way > 0 else 1 - 1 / value
    if number.cls == "PCT" and way and _before(clause, number.start) == "TO":
        value = abs(1 - value)
    if not 0 < value <= 1:
        raise out_of_range(clause, number, "it goes from 0 to 100 %")
    return value


def _before(clause: Clause, at: int) -> str:
    """The class of the phrase before a place."""
    return next((c.cls for c in reversed(clause.chunks) if c.end <= at), "")


def shadow_add(clause: Clause, draft: Draft) -> None:
    """A new shadow; one that is moved, or said to be somewhere, replaces the old one. 'No shadow' takes it away."""
    shadow = clause.first("SHADOW")
    if shadow is not None and shadow.value == 0.0:
        shadow_remove(clause, draft)
        return
    first = clause.chunks[0].cls
    side = _side(clause)
    if first not in {"ADD", "GIVE", "PUT", "USE"} and side is None:
        raise refusal(clause, EDITS)
    params: dict[str, JsonValue] = {}
    if side is not None:
        params["direction"] = side
    strength = STRENGTHS.get(float(shadow.value or 0.5), 0.6) if shadow is not None else 0.6
    level = level_of(clause)
    if level is not None:
        strength = min(1.0, strength * _LEVELS[level])
    if strength != STRENGTHS[0.5]:
        params["strength"] = tidy(strength)
    words = "" if shadow is None else clause.said(shadow).lower()
    if "soft" in words.split() or "gentle" in words.split():
        params["softness"] = 0.7
    if first not in {"ADD", "GIVE", "USE"}:
        params["replace"] = True
    _shadow(clause, draft, Op.SHADOW_ADD, _caster(clause, draft), params)


def light_from(clause: Clause, draft: Draft) -> None:
    """Light from one side: the shadow falls to the other."""
    side = _side(clause)
    if side not in OPPOSITE:
        back = next((c for c in clause.chunks if c.cls in {"BEHIND"}), None)
        if back is None:
            raise refusal(clause, EDITS)
        falls = "front"
    else:
        falls = OPPOSITE[side]
    draft.note("The light on the thing itself stays as it is; its shadow is drawn anew on the other side.")
    params: dict[str, JsonValue] = {"direction": falls, "replace": True}
    _shadow(clause, draft, Op.SHADOW_ADD, _caster(clause, draft), params)


def _side(clause: Clause) -> str | None:
    """'left', 'right', 'back' or 'front', where one is named."""
    for c in reversed(clause.chunks):
        if c.cls in {"LEFT", "LEFTSIDE"}:
            return "left"
        if c.cls in {"RIGHT", "RIGHTSIDE"}:
            return "right"
        if c.cls == "PLACE" and (said := clause.said(c).lower()) and ("left" in said or "right" in said):
            return "left" if "left" in said else "right"
        if c.cls == "PLACE" and "foreground" in clause.said(c).lower():
            return "front"
    last = clause.chunks[-1]
    return (
        "back" if last.cls == "BEHIND" and clause.said(last).lower() in {"behind", "behind it", "to the back"} else None
    )


def reflection_remove(clause: Clause, draft: Draft) -> None:
    """The mirror image on the floor taken away."""
    # With a shadow in the same instruction it is one of two wishes: the other one is met without it, too.
    params: dict[str, JsonValue] = {"otherwise": "note"} if any(s.op in _SHADOWS for s in draft.steps) else {}
    draft.add(clause, Op.REFLECTION_REMOVE, _caster(clause, draft), params)


def reflection_add(clause: Clause, draft: Draft) -> None:
    """A mirror image on the floor."""
    level = level_of(clause)
    strength = min(1.0, MIRROR * (1.0 if level is None else _LEVELS[level]))
    draft.add(clause, Op.REFLECTION_ADD, _caster(clause, draft), {} if level is None else {"strength": tidy(strength)})


def glare(clause: Clause, draft: Draft) -> None:
    """Glare on a thing taken back; all of it when it is to be removed."""
    thing = named_thing(_without_floor(clause))
    target = _target(thing, draft)
    number = clause.first("PCT", "NUM", "HALFWORD", "TIMES")
    level = level_of(clause)
    strength = GLARE if clause.has("REMOVE", "NO", "WITHOUT") else LESS
    if number is not None:
        strength = _amount(clause, GLARE, 0)
    elif level is not None:
        strength = min(1.0, LESS * _LEVELS[level])
    params: dict[str, JsonValue] = {} if strength == GLARE else {"strength": tidy(strength)}
    draft.add(clause, Op.GLARE_REDUCE, target, params)


def _caster(clause: Clause, draft: Draft) -> Target:
    """The thing whose shadow or reflection is meant: a drawn area, the thing named, what 'it' stands for, the subject.

    Raises Unsupported for a shadow that lies on a thing: that is not told from the thing's own darkness.
    """
    if draft.context.has_drawn:
        return Target(kind="region")
    at = next((i for i, c in enumerate(clause.chunks) if c.cls in {"SHADOW", "REFLECT"}), 0)
    for before, c in zip(clause.chunks[at:], clause.chunks[at + 1 :], strict=False):
        said = clause.said(c).lower()
        if before.cls in {"ON", "IN"} and c.cls in HEADS and said.split()[-1] not in FLOORS and c.cls != "SUBJECT":
            raise Unsupported(
                f'"{clause.text}" cannot be done by words: a shadow that lies on "{said}" is not told from what is dark'
                " there for itself. Draw a `mask` over it, or pass `region`, and what is dark in it will be taken.",
                part=clause.text,
                nearest=("remove the shadow", "brighten the face"),
                needs="a mask or region",
            )
    return _target(named_thing(_without_floor(clause)), draft)


def _target(thing: Named | None, draft: Draft) -> Target:
    """What a step acts on."""
    if draft.context.has_drawn:
        return Target(kind="region", words=thing.words if thing else None)
    if thing is not None and not (thing.head.cls == "SUBJECT" and thing.plain):
        return Target(kind="object", words=thing.words)
    if thing is None and draft.it is not None and draft.it.kind in {"object", "subject"}:
        return draft.it
    return Target(kind="subject", words=thing.words if thing else None)


def _without_floor(clause: Clause) -> Clause:
    """The clause without what a shadow falls on and without words of place, so that only what casts it is named."""
    kept = tuple(
        c
        for c in clause.chunks
        if not (c.cls in HEADS and clause.said(c).lower().split()[-1] in FLOORS)
        and c.cls not in {"LEFT", "RIGHT", "LEFTSIDE", "RIGHTSIDE", "SHADOW", "REFLECT", "GLARE", "QUANT"}
    )
    return replace(clause, chunks=kept)
