"""Says back in one sentence what was understood: 'I understood: replace the background by ..., then ...'."""

from collections.abc import Callable, Mapping, Sequence

from scumble.core.formats import FORMATS
from scumble.core.plan import JsonValue, Op, Step
from scumble.planner.amounts import DEFAULTS
from scumble.planner.border_styles import said
from scumble.planner.colors import name_of
from scumble.planner.explain_words import LIGHTS, PERSPECTIVES, SCENES, STYLES

_DEGREES = ((0.1, "very slightly"), (0.2, "slightly"), (0.4, ""), (0.75, "strongly"), (9.0, "very strongly"))
_WORDS: Mapping[str, tuple[str, str]] = {
    "brightness": ("brighten", "darken"),
    "contrast": ("raise the contrast of", "lower the contrast of"),
    "saturation": ("raise the saturation of", "lower the saturation of"),
    "temperature": ("warm", "cool"),
    "sharpen": ("sharpen", "soften"),
}
_TARGETS = {
    "whole": "the picture",
    "subject": "the subject",
    "background": "the background",
    "region": "the drawn region",
}


_LONG_OR_SHORT = frozenset({"longest side", "shortest side"})


def explain(steps: Sequence[Step]) -> str:
    """The sentence for a plan."""
    return "I understood: " + ", then ".join(describe(s) for s in steps) + "."


def describe(step: Step) -> str:
    """One step in words."""
    return _SAY[step.op](step)


def _where(step: Step) -> str:
    """What a step acts on; a thing to be found in the caller's own words."""
    if step.target.kind == "object":
        return f'"{step.target.words}" where it is found'
    return _TARGETS[step.target.kind]


def _color(value: JsonValue) -> str:
    """A colour for a reader; none at all is transparent."""
    return "transparent" if value is None else name_of(str(value))


def _number(value: JsonValue) -> float:
    """A parameter as a number; 0 when it is none."""
    return float(value) if isinstance(value, int | float) else 0.0


def _colors(step: Step) -> str:
    """'pink and white'."""
    colors = step.params.get("colors")
    return " to ".join(_color(c) for c in colors) if isinstance(colors, list) else ""


def _percent(step: Step, key: str = "amount") -> str:
    """A share as a percentage."""
    return f"{_number(step.params.get(key)) * 100:g} %"


def _shadow(step: Step) -> str:
    """The contact shadow."""
    strength = _number(step.params.get("shadow"))
    if strength == 0:
        return "without a shadow"
    return f"with a {'faint' if strength < 0.4 else 'soft' if strength < 0.7 else 'strong'} shadow"


def _tone(step: Step) -> str:
    """All tone changes of a step."""
    where = _where(step)
    said: list[str] = []
    for key, value in step.params.items():
        if key == "auto":
            said.append(f"level {where} automatically")
        elif key == "grayscale":
            said.append(f"make {where} black and white")
        elif key == "exposure":
            said.append(f"change the exposure of {where} by {_number(value):+g} stops")
        else:
            up, down = _WORDS[key]
            n = _number(value)
            usual = abs(n) * DEFAULTS["brightness"] / DEFAULTS[key] if key == "sharpen" else abs(n)
            degree = next(word for limit, word in _DEGREES if usual < limit)
            said.append(f"{up if n >= 0 else down} {where} {degree}".strip() + f" ({n * 100:+g} %)")
    return " and ".join(said)


def _style(step: Step) -> str:
    """A style with its colours, and its strength where it is not the full one."""
    like = f"in the style of picture {step.params.get('image')}"
    said = f"draw {_where(step)} {STYLES.get(str(step.params.get('style')), like)}"
    colors, strength = step.params.get("colors"), step.params.get("strength")
    if isinstance(colors, list):
        said += f" in {' and '.join(_color(c) for c in colors)}"
    return said if strength is None or strength == 1 else f"{said}, at {_percent(step, 'strength')}"


def _scene(step: Step) -> str:
    """A scene with its light."""
    moods = step.params.get("moods")
    named = [str(m) for m in moods] if isinstance(moods, list) else []
    lights = [m for m in named if m not in LIGHTS]
    when = [LIGHTS[m] for m in named if m in LIGHTS]
    said = " ".join([SCENES[str(step.params.get("scene"))], *when])
    said += f" in {' and '.join(lights)} light" if lights else ""
    kept = step.params.get("match") == 0
    return f"replace the background by {said}, out of focus" + (", the subject's own light kept" if kept else "")


def _crop(step: Step) -> str:
    """A crop."""
    p = step.params
    if p.get("trim") is True:
        return "cut off the transparent or plain rim"
    if p.get("subject") is True:
        where = "the subject" if step.target.kind == "whole" else _where(step)
        shape = f" in {p['ratio']}" if "ratio" in p else ""
        return f"crop to {where}{shape} with a margin of {_percent(step, 'margin')}"
    if step.target.kind == "region":
        return "crop to the drawn region" + (f" with a margin of {_percent(step, 'margin')}" if "margin" in p else "")
    if "margin" in p and "ratio" not in p:
        return f"crop {_percent(step, 'margin')} off each side"
    size = p.get("size")
    to = f"{size[0]}x{size[1]}" if isinstance(size, list) else f"the box {p.get('box')}"
    return f"crop to {p.get('ratio', to)}"


def _resize(step: Step) -> str:
    """A change of size."""
    p = step.params
    if "scale" in p:
        return f"scale to {_percent(step, 'scale')}"
    if "width" in p and "height" in p:
        if p.get("fit") == "contain" and "color" in p:
            return f"fit into {p['width']}x{p['height']}, filled up with {_color(p['color'])}"
        return f"resize to {p['width']}x{p['height']} ({p.get('fit')})"
    if step.target.words in _LONG_OR_SHORT:
        return f"resize the {step.target.words} to {p.get('width', p.get('height'))} px"
    return f"resize to {p['width']} px wide" if "width" in p else f"resize to {p['height']} px high"


def _pad(step: Step) -> str:
    """Padding."""
    p, color = step.params, _color(step.params.get("color"))
    if "ratio" in p:
        return f"pad to {p['ratio']} with {color}"
    if isinstance(sides := p.get("pixels"), list):
        return f"pad with {color} by {'/'.join(str(s) for s in sides)} px (top/right/bottom/left)"
    return f"pad with {color} by {_percent(step)}"


def _extend(step: Step) -> str:
    """More canvas."""
    p, said = step.params, "continue the surroundings"
    if "ratio" in p:
        return f"{said} until the picture is {p['ratio']}"
    names = ("top", "right", "bottom", "left")
    if isinstance(sides := p.get("pixels", p.get("shares")), list):
        unit = "px" if "pixels" in p else "%"
        times = 1 if "pixels" in p else 100
        parts = [f"{_number(n) * times:g} {unit} at the {name}" for n, name in zip(sides, names, strict=False) if n]
        return f"{said} by {', '.join(parts)}"
    return f"{said} by {_percent(step)} on every side"


def _frame(step: Step) -> str:
    """A network's or shop's format."""
    name = str(step.params.get("format"))
    wanted = FORMATS.get(name)
    size = "" if wanted is None else f" ({wanted.width}x{wanted.height})"
    what = step.target.words if step.target.kind == "object" else "the subject"
    return f"frame {what} for '{name}'{size}"


def _border(step: Step) -> str:
    """A border."""
    width = f"{step.params['pixels']} px" if "pixels" in step.params else _percent(step)
    style = str(step.params.get("style") or "")
    if not style:
        return f"add a {_color(step.params.get('color'))} border of {width}"
    many = step.params.get("colors")
    colors = [_color(c) for c in many] if isinstance(many, list) else []
    colors = [_color(step.params["color"])] if "color" in step.params else colors
    kind = f"{' and '.join(colors)} {said(style)}".strip()
    over = " over the picture's edge" if step.params.get("inside") is True else ""
    return f"add {'an' if kind[0] in 'aeiou' else 'a'} {kind} border of {width}{over}"


def _canvas(step: Step) -> str:
    """A generated picture."""
    kind = step.params.get("kind")
    if kind == "gradient":
        return f"draw a {step.params.get('direction')} gradient from {_colors(step)}"
    return f"draw a {'studio backdrop in' if kind == 'studio' else 'plain'} {_colors(step)}"


def _distance(step: Step) -> str:
    """How far a thing goes, or ''."""
    p = step.params
    return f" by {p['pixels']} pixels" if "pixels" in p else f" by {_percent(step)}" if "amount" in p else ""


def _move(step: Step) -> str:
    """A thing's new place."""
    if "to" in step.params:
        return f"move {_where(step)} to the {step.params['to']}"
    return f"move {_where(step)} {step.params.get('direction')}{_distance(step)}"


def _duplicate(step: Step) -> str:
    """A second one of a thing."""
    way = step.params.get("direction")
    said = {"up": "above it", "down": "below it", None: "beside it"}.get(
        str(way) if way else None, f"to the {way} of it"
    )
    return f"put a second one of {_where(step)} {said}{_distance(step)}"


def _turned(step: Step) -> str:
    """An angle."""
    n = _number(step.params.get("degrees"))
    return f"{abs(n):g} degree{'' if abs(n) == 1 else 's'} {'clockwise' if n >= 0 else 'counter-clockwise'}"


def _mirrored(step: Step) -> str:
    """An axis."""
    return "left to right" if step.params.get("axis") == "horizontal" else "top to bottom"


def _leaning(step: Step) -> str:
    """An angle of shear and the way it leans."""
    n = _number(step.params.get("degrees"))
    if step.params.get("axis") == "vertical":
        return f"by {abs(n):g} degrees {'down' if n >= 0 else 'up'} on its right"
    return f"by {abs(n):g} degrees to the {'right' if n >= 0 else 'left'}"


def _around(step: Step) -> str:
    """A border around a thing."""
    width = f"{step.params['pixels']} px" if "pixels" in step.params else "a usual width"
    where = "inside the rim of" if step.params.get("inside") is True else "around"
    return f"draw a {_color(step.params.get('color'))} border of {width} {where} {_where(step)}"


def _point(step: Step) -> str:
    """A place in the picture."""
    point = step.params.get("point")
    return f"({point[0]}, {point[1]})" if isinstance(point, list) else _where(step)


def _quoted(step: Step, key: str) -> str:
    """A text in quotation marks."""
    return f'"{step.params.get(key)}"'


def _text(step: Step) -> str:
    """Words added: where and how."""
    p = step.params
    kind = " ".join(
        str(w) for w in ("bold" if p.get("bold") else "", "italic" if p.get("italic") else "", p.get("face") or "") if w
    )
    said = f"write {_quoted(step, 'text')}"
    if step.target.kind != "whole":
        said += f" on {_where(step)}"
    if p.get("place"):
        said += f" at the {p['place']}"
    if p.get("color"):
        said += f" in {_color(p['color'])}"
    if kind:
        said += f", {kind}"
    return f"{said}, {_percent(step, 'size')} of the shorter side high" if p.get("size") else said


def _reworded(step: Step) -> str:
    """Words in place of others."""
    where = _where(step) if step.target.words not in {None, "the text"} or step.target.kind != "object" else "the text"
    if step.params.get("find"):
        on = "" if where == "the text" else f" on {where}"
        return f"change the text {_quoted(step, 'find')}{on} to {_quoted(step, 'text')}"
    return f"change {where} to {_quoted(step, 'text')}"


def _shadow_adjust(step: Step) -> str:
    """A shadow's new strength and softness."""
    strength, softness = _number(step.params.get("strength")), _number(step.params.get("softness"))
    said: list[str] = []
    if strength:
        said.append(f"make the shadow of {_where(step)} {'deeper' if strength > 0 else 'lighter'}")
        said[0] += f" by {abs(strength) * 100:g} %"
    if softness:
        said.append(f"soften {'it' if strength else f'the shadow of {_where(step)}'} by {_percent(step, 'softness')}")
    return " and ".join(said) or f"leave the shadow of {_where(step)} as it is"


_FALLS = {"left": "to the left", "right": "to the right", "back": "backwards", "front": "to the front"}


def _reflection_remove(step: Step) -> str:
    where = ", if there is one" if step.params.get("otherwise") else ""
    return f"take the reflection of {_where(step)} off the floor{where}"


def _shadow_add(step: Step) -> str:
    """A new shadow."""
    way = step.params.get("direction")
    where = f"that falls {_FALLS[str(way)]}" if way else "on the ground"
    strength = f" at {_percent(step, 'strength')}" if "strength" in step.params else ""
    instead = ", in place of the one it has" if step.params.get("replace") is True else ""
    return f"draw a shadow of {_where(step)} {where}{strength}{instead}"


def _part_of(step: Step, full: str) -> str:
    """A strength that is not the full one."""
    return full + (f", at {_percent(step, 'strength')}" if "strength" in step.params else "")


def _instruct(step: Step) -> str:
    """The words themselves, cut short."""
    words = " ".join(str(step.params.get("prompt")).split())
    shown = words if len(words) <= 100 else words[:99] + "…"
    return f'let an engine do what the words say: "{shown}"' + ("" if step.params.get("new") else f" on {_where(step)}")


_SAY: Mapping[Op, Callable[[Step], str]] = {
    Op.INSTRUCT: _instruct,
    Op.BACKGROUND_REMOVE: lambda s: "cut the subject out, with a transparent background",
    Op.BACKGROUND_COLOR: lambda s: (
        f"replace the background by plain {_color(s.params.get('color'))}"
        + (f" {_shadow(s)}" if "shadow" in s.params else "")
    ),
    Op.BACKGROUND_GRADIENT: lambda s: f"replace the background by a {s.params.get('direction')} gradient, {_colors(s)}",
    Op.BACKGROUND_STUDIO: lambda s: (
        f"replace the background by a {_color(s.params.get('color'))} studio backdrop {_shadow(s)}"
    ),
    Op.BACKGROUND_SCENE: _scene,
    Op.BACKGROUND_IMAGE: lambda s: f"replace the background by picture {s.params.get('image')}",
    Op.BACKGROUND_BLUR: lambda s: f"blur the background by {_percent(s)}",
    Op.BACKGROUND_DESATURATE: lambda s: f"take {_percent(s)} of the colour out of the background",
    Op.TONE: _tone,
    Op.STYLE: _style,
    Op.FILL: lambda s: f"fill {_where(s)} from its surroundings",
    Op.BLUR: lambda s: f"blur {_where(s)} by {_percent(s)}",
    Op.OBJECT_RECOLOR: lambda s: f"give {_where(s)} the colour {_color(s.params.get('color'))}",
    Op.OBJECT_REPLACE: lambda s: f"replace {_where(s)} by what picture {s.params.get('image')} shows",
    Op.OBJECT_MOVE: _move,
    Op.OBJECT_SCALE: lambda s: f"scale {_where(s)} to {_percent(s, 'factor')} of its size",
    Op.OBJECT_DUPLICATE: _duplicate,
    Op.OBJECT_FLIP: lambda s: f"mirror {_where(s)} {_mirrored(s)}",
    Op.OBJECT_ROTATE: lambda s: f"turn {_where(s)} by {_turned(s)}",
    Op.OBJECT_SHEAR: lambda s: f"shear {_where(s)} {_leaning(s)}",
    Op.OBJECT_GRADIENT: lambda s: f"fill {_where(s)} with a {s.params.get('direction')} gradient, {_colors(s)}",
    Op.OBJECT_BLEND: lambda s: f"blend {_where(s)} with {_percent(s)} {_color(s.params.get('color'))}",
    Op.OBJECT_BORDER: _around,
    Op.FLOOD_FILL: lambda s: f"fill the area at {_point(s)} with {_color(s.params.get('color'))}",
    Op.INVERT: lambda s: f"invert the colours of {_where(s)}",
    Op.TEXT_REPLACE: _reworded,
    Op.TEXT_ADD: _text,
    Op.SHADOW_ADJUST: _shadow_adjust,
    Op.SHADOW_REMOVE: lambda s: f"take the shadow of {_where(s)} off the ground",
    Op.SHADOW_ADD: _shadow_add,
    Op.REFLECTION_REMOVE: _reflection_remove,
    Op.REFLECTION_ADD: lambda s: _part_of(s, f"mirror {_where(s)} in the floor"),
    Op.GLARE_REDUCE: lambda s: _part_of(s, f"take glare off {_where(s)}"),
    Op.CROP: _crop,
    Op.RESIZE: _resize,
    Op.PAD: _pad,
    Op.EXTEND: _extend,
    Op.FRAME: _frame,
    Op.PERSPECTIVE: lambda s: PERSPECTIVES[str(s.params.get("what") or "auto")],
    Op.DENOISE: lambda s: f"take the noise out of {_where(s)}, at {_percent(s)}",
    Op.DEBLUR: lambda s: f"undo the blur of {_where(s)}, at {_percent(s)}",
    Op.ROTATE: lambda s: f"rotate by {_turned(s)}",
    Op.FLIP: lambda s: f"mirror {_mirrored(s)}",
    Op.STRAIGHTEN: lambda s: "level the horizon",
    Op.BORDER: _border,
    Op.CANVAS: _canvas,
}
