"""Step builders for backgrounds: studio, colour, gradient, second picture, cut-out, blur, grey; and for removal."""

from dataclasses import replace

from scumble.core.errors import Unsupported
from scumble.core.plan import JsonValue, Op, Target
from scumble.planner.amounts import DEFAULTS, change_of, level_of, out_of_range, share_of
from scumble.planner.build_tone import STATEMENTS
from scumble.planner.chunks import Chunk
from scumble.planner.draft import Draft, needs_drawing, needs_finding, target_of
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.naming import named_thing
from scumble.planner.pictures import other_picture
from scumble.planner.refuse import refusal

WHITE = "#ffffff"
SOFT_SHADOW = 0.5
MOST_OF_A_RATIO = 32
"""'4x5' is a ratio, '40x50' a size."""
_BACKGROUND = Target(kind="background")


def studio(clause: Clause, draft: Draft) -> None:
    """A seamless backdrop; white and a soft shadow where nothing else is said."""
    color, shadow = clause.first("COLOR"), clause.first("SHADOW")
    value = WHITE if color is None else str(color.value)
    if color is None:
        draft.note("No colour was named for the studio backdrop: white.")
    strength = SOFT_SHADOW if shadow is None else float(shadow.value or 0)
    if value != WHITE and not clause.has("STUDIO"):
        # 'a light grey background with a soft shadow': the colour is meant as it is, without a studio's light.
        return _place(clause, draft, Op.BACKGROUND_COLOR, {"color": value, "shadow": strength})
    _place(clause, draft, Op.BACKGROUND_STUDIO, {"color": value, "shadow": strength})


def color(clause: Clause, draft: Draft) -> None:
    """A plain colour; 'the green background to white' names the old one first."""
    found = clause.all("COLOR")
    _place(clause, draft, Op.BACKGROUND_COLOR, {"color": str(found[-1].value) if found else WHITE})
    _fit(clause, draft)


def _fit(clause: Clause, draft: Draft) -> None:
    """The picture fitted into the size that is named, filled up with the new background: nothing is cropped."""
    size = clause.first("SIZE")
    if size is None or size.pair is None:
        return
    width, height = int(size.pair[0]), int(size.pair[1])
    if min(width, height) <= MOST_OF_A_RATIO:
        raise out_of_range(clause, size, "a size in pixels is needed")
    params: dict[str, JsonValue] = {"width": width, "height": height, "fit": "contain"}
    if "color" in draft.steps[-1].params:
        params["color"] = draft.steps[-1].params["color"]
    draft.add(clause, Op.RESIZE, Target(kind="whole"), params)
    draft.note(f"{width}x{height}: the picture is fitted in and filled up with the new background, not cropped.")
    draft.size = (width, height)


def gradient(clause: Clause, draft: Draft) -> None:
    """A gradient of two or more colours."""
    _place(clause, draft, Op.BACKGROUND_GRADIENT, gradient_params(clause, draft))


def gradient_params(clause: Clause, draft: Draft) -> dict[str, JsonValue]:
    """`colors` from top, left, top left or the middle outwards, and `direction`."""
    colors: list[JsonValue] = [str(c.value) for c in clause.all("COLOR")]
    if len(colors) > 1 and (edge := clause.first("EDGE")) is not None and edge.start < clause.all("COLOR")[1].start:
        colors.reverse()
    if clause.has("BW"):
        colors = ["#000000", WHITE]
    if len(colors) == 1:
        draft.note("One colour was named for the gradient: it runs to white.")
        colors.append(WHITE)
    direction = "vertical"
    turned = clause.first("VERTICAL", "HORIZONTAL", "DIAGONAL", "RADIAL")
    sides = clause.all("TOP", "BOTTOM", "LEFT", "RIGHT", "LEFTSIDE", "RIGHTSIDE")
    if turned is not None:
        direction = turned.cls.lower()
    elif sides and sides[0].cls not in {"TOP", "BOTTOM"}:
        direction = "horizontal"
    if turned is not None and turned.cls in {"VERTICAL", "HORIZONTAL"} and clause.said(turned).lower() in _BACKWARDS:
        colors.reverse()
    if sides and _starts_at_the_end(clause, sides[0].cls, sides[0].start):
        colors.reverse()
    return {"colors": colors, "direction": direction}


_BACKWARDS = frozenset({"right to left", "bottom to top"})


def _starts_at_the_end(clause: Clause, side: str, at: int) -> bool:
    """True for 'from black at the bottom to white': the first colour named belongs to the far end."""
    colors = clause.all("COLOR")
    first_is_near = len(colors) < 2 or at < colors[1].start
    far = side in {"BOTTOM", "RIGHT", "RIGHTSIDE"}
    return far == first_is_near


def picture(clause: Clause, draft: Draft) -> None:
    """Another input picture as the background."""
    _place(clause, draft, Op.BACKGROUND_IMAGE, {"image": other_picture(clause, draft)})


def cut(clause: Clause, draft: Draft) -> None:
    """Transparent background; a named thing is taken to be the main subject."""
    if clause.has("REST") and not (draft.kept and draft.kept[-1][0].kind == "subject"):
        raise refusal(clause, EDITS)
    thing = clause.first("OBJECT")
    if draft.steps and draft.steps[-1].op is Op.BACKGROUND_REMOVE and not clause.has("SIZE"):
        draft.note(f'"{clause.text}": the subject is cut out already.')
        return
    if thing is not None:
        draft.note(f'"{clause.said(thing)}" is taken to be the main subject of the picture.')
    _place(clause, draft, Op.BACKGROUND_REMOVE, {})
    _fit(clause, draft)
    if clause.has("CUTV", "CUT", "CUTOUT", "KEEPONLY"):
        draft.it = Target(kind="subject")


def _place(clause: Clause, draft: Draft, op: Op, params: dict[str, JsonValue]) -> None:
    """A background step; afterwards 'it' is the whole picture again."""
    draft.add(clause, op, _BACKGROUND, params)
    draft.it = None


def blur(clause: Clause, draft: Draft) -> None:
    """Blur of the background, the subject, the region or everything."""
    target, named = target_of(clause, draft)
    be = clause.first("BE")
    if clause.has("BLURADJ") and be is not None and clause.said(be).lower() in STATEMENTS and not clause.has("SETV"):
        draft.observed.append(len(draft.steps))
        draft.add(clause, Op.TONE, target, {"sharpen": DEFAULTS["sharpen"]}, named=named)
        return
    behind = clause.first("BEHIND", "AROUND")
    if behind is not None and clause.chunks[clause.chunks.index(behind) - 1].cls == "BLURV":
        target, named = _BACKGROUND, True
    if clause.has("BOKEH") and not named:
        target = _BACKGROUND
    amount = share_of(clause, "blur", 0.5)
    op = Op.BACKGROUND_BLUR if target.kind == "background" else Op.BLUR
    draft.add(clause, op, target, {"amount": amount}, named=named or clause.has("BOKEH"))
    draft.it = target if target.kind != "whole" else None


def desaturate(clause: Clause, draft: Draft) -> None:
    """Grey: the background's own operation, or tone elsewhere."""
    target, named = target_of(clause, draft)
    _check_gray(clause)
    draft.it = target if target.kind != "whole" else None
    if target.kind == "background":
        amount = share_of(clause, "desaturate", 1.0)
        draft.add(clause, Op.BACKGROUND_DESATURATE, target, {"amount": amount})
    elif clause.has("BW"):
        if clause.levels:
            raise Unsupported(
                f'"{clause.said(clause.levels[0])}" in "{clause.text}" cannot be done: black and white has no degrees.',
                part=clause.said(clause.levels[0]),
                nearest=("reduce the saturation slightly", "make it black and white"),
            )
        draft.add(clause, Op.TONE, target, {"grayscale": True}, named=named)
    else:
        plain = clause.first("PCT", "NUM", "HALFWORD", "TIMES") is None and level_of(clause) is None
        saturation = -1.0 if plain else _less_color(clause)
        draft.add(clause, Op.TONE, target, {"saturation": saturation}, named=named)


def _check_gray(clause: Clause) -> None:
    """'turn the rest gray' takes its colours away; another colour is no such thing. Raises Unsupported."""
    color = clause.first("COLOR")
    if color is not None and clause.has("REST") and len({str(color.value)[i : i + 2] for i in (1, 3, 5)}) > 1:
        raise refusal(clause, EDITS)


def _less_color(clause: Clause) -> float:
    """How much colour goes: a share said as a number, or a level."""
    if clause.levels:
        return -share_of(clause, "desaturate", 1.0)
    return change_of(clause, "saturation", -1.0)


_FILL_VERBS = frozenset({"REMOVE", "USE", "CUT", "FILLIN", "FILLV", "PAINT", "SETV", "OFF", "NO", "WITHOUT"})


def fill(clause: Clause, draft: Draft) -> None:
    """Removal of what was drawn (the named thing is then the region), or of the thing that is named."""
    shadow = clause.first("SHADOW")
    if shadow is not None and shadow.value != 0.0:
        raise refusal(clause, EDITS)
    if shadow is not None:
        clause = _shadow_named(clause, shadow)
    named = [c for c in clause.chunks if c.cls not in _FILL_VERBS]
    if not draft.context.has_drawn:
        thing = next((c for c in named if c.cls in {"REGION", "IT"}), None)
        if not named or (thing is not None and thing.cls == "REGION"):
            raise needs_drawing(clause, clause.said(thing or clause.chunks[0]))
        draft.add(clause, Op.FILL, _thing_to_remove(clause, named, draft), {})
        return
    if not named and draft.steps and draft.steps[-1].op is Op.FILL:
        draft.note(f'"{clause.text}": what was drawn is filled already.')
        return
    words = clause.words[named[0].start : named[-1].end] if named else None
    draft.add(clause, Op.FILL, Target(kind="region", words=words), {})


def _shadow_named(clause: Clause, shadow: Chunk) -> Clause:
    """'no shadow' in an instruction of its own: the noun names what is to go, also in "shadowless"."""
    start = clause.words.lower().rindex("shadow", shadow.start, shadow.end)
    thing = replace(shadow, cls="OBJECT", start=start, end=start + len("shadow"))
    return replace(clause, chunks=tuple(thing if c is shadow else c for c in clause.chunks))


def _thing_to_remove(clause: Clause, named: list[Chunk], draft: Draft) -> Target:
    """The thing to be found; raises Unsupported when only a drawing can say what is meant."""
    thing = named_thing(clause)
    pronoun = next((c for c in named if c.cls in {"REGION", "IT"}), None)
    meant = draft.it if pronoun is not None and pronoun.cls == "IT" else None
    if thing is None and meant is not None and meant.kind == "object":
        return meant
    if thing is None and (pronoun is not None or not named):
        raise needs_drawing(clause, clause.said(pronoun or clause.chunks[0]))
    if thing is None:
        raise needs_finding(clause, clause.words[named[0].start : named[-1].end])
    return Target(kind="object", words=thing.words)
