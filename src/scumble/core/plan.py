"""Plan: what an instruction was understood to mean, as steps of one operation on one target each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, cast

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


class Op(StrEnum):
    """What a step does. Parameters of each operation: docs/operations.md and the operation's own module."""

    BACKGROUND_REMOVE = "background.remove"
    """Cut the subject out: transparent background. `match`: 0..1, how far the old one's tint is taken off its rim."""
    BACKGROUND_COLOR = "background.color"
    """`color`: '#rrggbb', exact outside the contact shadow; `shadow`: 0..1 strength (absent: 0.4, none on white);
    `match`: as of background.remove."""
    BACKGROUND_GRADIENT = "background.gradient"
    """`colors`: list of 2+ '#rrggbb'; `direction`: 'vertical' | 'horizontal' | 'diagonal' | 'radial'; `match`: as of
    background.remove."""
    BACKGROUND_STUDIO = "background.studio"
    """Seamless backdrop with contact shadow. `color`: '#rrggbb'; `shadow`: 0..1 strength; `match`: as of
    background.remove."""
    BACKGROUND_IMAGE = "background.image"
    """`image`: index (1-based) of the input picture that becomes the background, cropped to cover; `match`: as of
    background.remove."""
    BACKGROUND_SCENE = "background.scene"
    """A drawn place out of focus, its light on the subject. `scene`: 'winter' | 'forest' | 'autumn' | 'spring' |
    'garden' | 'meadow' | 'beach' | 'sunset' | 'city night' | 'wood table' | 'marble' | 'kitchen' | 'office' |
    'living room' | 'christmas' | 'halloween'; `moods`: a list of 'soft' | 'warm' | 'cool' | 'golden hour' | 'night' |
    'moody' | 'bright'; `match`: 0..1, how far the subject's light is matched to it (0 keeps its pixels)."""
    BACKGROUND_BLUR = "background.blur"
    """`amount`: 0..1."""
    BACKGROUND_DESATURATE = "background.desaturate"
    """`amount`: 0..1 (1 = grey)."""
    TONE = "tone"
    """Any of brightness, contrast, exposure (stops), saturation, temperature, sharpen, each -1..1 but exposure -4..4;
    `grayscale`: true; `auto`: true."""
    FILL = "fill"
    """Fill the region from its surroundings (removal by drawn mask or by words). No parameters."""
    BLUR = "blur"
    """Blur the target. `amount`: 0..1."""
    STYLE = "style"
    """Draw the target in a style. `style`: 'neon' | 'watercolour' | 'oil' | 'pencil' | 'ink' | 'comic' | 'poster' |
    'duotone' | 'halftone' | 'pixel art' | 'film' | 'vintage' | 'line art' | 'engraving' | 'stained glass' |
    'reference': like picture `image` (1-based), of a photo its light and colour alone; `strength`: 0..1; `colors`: two
    '#rrggbb' of a duotone, or ink and paper of a halftone."""
    OBJECT_RECOLOR = "object.recolor"
    """Give the target another colour, shading and texture kept. `color`: '#rrggbb'."""
    OBJECT_REPLACE = "object.replace"
    """Another thing in the target's place: the subject of input picture `image` (1-based, 2 when absent), as large as
    the old one, in the light of the picture."""
    OBJECT_MOVE = "object.move"
    """Move the target with its shadow and fill behind it. `direction`: 'left' | 'right' | 'up' | 'down', with `amount`
    (share of the picture's side) or `pixels`, else a short way as far as there is room; or `to`: 'center' | 'left' |
    'right' | 'top' | 'bottom' | 'top left' | 'top right' | 'bottom left' | 'bottom right'."""
    OBJECT_SCALE = "object.scale"
    """Make the target larger or smaller where it stands. `factor`: 0.1..10."""
    OBJECT_DUPLICATE = "object.duplicate"
    """A second one of the target beside it. `direction`, and `amount` or `pixels`, as in object.move; all optional."""
    OBJECT_FLIP = "object.flip"
    """Mirror the target in place. `axis`: 'horizontal' (left-right) | 'vertical'."""
    OBJECT_ROTATE = "object.rotate"
    """Turn the target in place. `degrees` clockwise."""
    OBJECT_SHEAR = "object.shear"
    """Slant the target in place. `degrees` -80..80; `axis`: 'horizontal' (its top leans to the right) | 'vertical' (its
    right side goes down)."""
    OBJECT_GRADIENT = "object.gradient"
    """Fill the target with a gradient. `colors`: list of 2+ '#rrggbb'; `direction`: 'vertical' | 'horizontal' |
    'diagonal' | 'radial', over the target's box."""
    OBJECT_BLEND = "object.blend"
    """Blend the target with a colour. `color`: '#rrggbb'; `amount`: 0..1, the colour's share (0.5)."""
    OBJECT_BORDER = "object.border"
    """Border around the target by distance from its outline. `color` '#rrggbb' (black); `pixels` int (a share of the
    target's side); `inside`: true draws it over the target's own rim."""
    FLOOD_FILL = "flood.fill"
    """Fill one connected area of a colour. `color`: '#rrggbb'; `point` [x, y] in pixels, or the target's own area;
    `tolerance`: 0..1, on photos (0.06)."""
    INVERT = "invert"
    """The negative of the target: every colour number v becomes 255 - v. No parameters."""
    TEXT_REPLACE = "text.replace"
    """Other words where text stands. `text`: the new words, exactly; `find`: the old ones, where they were said."""
    TEXT_ADD = "text.add"
    """Write `text`. `place`: 'center' | 'left' | 'right' | 'top' | 'bottom' | 'top left' | 'top right' | 'bottom left'
    | 'bottom right'; `color`: '#rrggbb'; `size`: 0.01..0.9, height of capitals as a share of the shorter side; `face`:
    'sans' | 'serif' | 'mono' | 'slab' | 'condensed' | 'script' | 'hand'; `bold`, `italic`: true."""
    SHADOW_ADJUST = "shadow.adjust"
    """Make the shadow of the target weaker or stronger. `strength`: -1..1 (-1 = gone, 1 = twice as deep in stops,
    a faint one more); `softness`: 0..1, how much softer its edges get."""
    SHADOW_REMOVE = "shadow.remove"
    """Take the shadow of the target off the ground, whose texture stays. No parameters."""
    SHADOW_ADD = "shadow.add"
    """Draw a shadow under the target. `direction` in which it falls: 'left' | 'right' | 'back' | 'front' (none = right
    under it); `strength`: 0..1; `softness`: 0..1; `replace`: true takes the old one away where one is found."""
    REFLECTION_REMOVE = "reflection.remove"
    """Take the mirror image of the target off the glossy floor under it. `otherwise`, where none is found: 'note' says
    so and goes on, 'shadow' only if the target casts a shadow; without it the step is refused."""
    REFLECTION_ADD = "reflection.add"
    """A mirror image of the target on the floor under it. `strength`: 0..1."""
    GLARE_REDUCE = "glare.reduce"
    """Take soft glare off the target. `strength`: 0..1."""
    CROP = "crop"
    """One of `box` [x, y, w, h] in pixels, `ratio` 'W:H', `size` [w, h], `margin` share 0..0.5, `subject`: true (to the
    subject with `margin`, widened to `ratio`), or `trim`: true (the transparent or plain rim cut off)."""
    RESIZE = "resize"
    """`width` and/or `height` in pixels, or `scale` (0..16); `fit`: 'cover' | 'contain' | 'stretch' when both given."""
    PAD = "pad"
    """`ratio` 'W:H' | `amount` share or `pixels` [top, right, bottom, left]; `color` or null (transparent)."""
    EXTEND = "extend"
    """More canvas with the surroundings continued. `ratio` 'W:H' | `amount` share of each side | `shares` of height and
    width or `pixels`, each [top, right, bottom, left]."""
    FRAME = "frame"
    """Crop, or extend, and scale to a listed format around the subject. `format`: a name of `core/formats.py`;
    `color`: what lies around where the surroundings cannot be continued (a blurred copy of the picture when absent)."""
    PERSPECTIVE = "perspective"
    """Undo a perspective. `what`: 'verticals' (of buildings) | 'document' (a sheet, sign or label fills the result) |
    'auto' (verticals, else a document)."""
    DENOISE = "denoise"
    """Take noise or grain out of the target. `amount`: 0..1 (0.6 usual); JPEG blocks go with it."""
    DEBLUR = "deblur"
    """Undo a light blur of the target. `amount`: 0..1."""
    ROTATE = "rotate"
    """`degrees` clockwise, any; non-multiples of 90 keep the size and crop to the largest full rectangle."""
    FLIP = "flip"
    """`axis`: 'horizontal' (mirror left-right) | 'vertical'."""
    STRAIGHTEN = "straighten"
    """Level the horizon: the angle is measured. No parameters."""
    BORDER = "border"
    """Border around the picture. `color` '#rrggbb' or `colors`, a list of them; `pixels` int or `amount` share of the
    shorter side; `style` (plain when absent, all: `core/borders.py`); `inside`: true draws over the picture's edge."""
    CANVAS = "canvas"
    """Generate from nothing. `kind`: 'solid' | 'gradient' | 'studio'; `colors`: list of '#rrggbb'; `direction`."""
    INSTRUCT = "instruct"
    """What the words say, by an engine that reads them. `prompt`: the words; `new`: true where there is no picture to
    begin with; `transparent`: true asks for a transparent background."""


GEOMETRIC = frozenset(
    {
        Op.CROP,
        Op.RESIZE,
        Op.PAD,
        Op.EXTEND,
        Op.FRAME,
        Op.PERSPECTIVE,
        Op.ROTATE,
        Op.FLIP,
        Op.STRAIGHTEN,
        Op.BORDER,
    }
)
"""Operations that move or add pixels; preservation is proved against the source moved the same way."""

RELOCATING = frozenset(
    {
        Op.OBJECT_MOVE,
        Op.OBJECT_SCALE,
        Op.OBJECT_DUPLICATE,
        Op.OBJECT_FLIP,
        Op.OBJECT_ROTATE,
        Op.OBJECT_SHEAR,
        Op.OBJECT_REPLACE,
    }
)
"""Operations that carry a thing to where it was not: the engine says which pixels that takes, old place and new."""
TAKING = frozenset({Op.OBJECT_REPLACE})
"""Operations that take a thing out of another input picture."""
BESIDE = frozenset({Op.SHADOW_ADJUST, Op.SHADOW_REMOVE, Op.SHADOW_ADD, Op.REFLECTION_REMOVE, Op.REFLECTION_ADD})
"""Operations that write beside the thing they are about, on the ground."""
BEYOND = RELOCATING | BESIDE | {Op.OBJECT_BORDER, Op.FLOOD_FILL, Op.BACKGROUND_SCENE}
"""Operations that write elsewhere than in their region (the ground, a border around it, what is connected with a point,
the light on the subject before a scene): the engine says where."""
CUTTING = frozenset(
    {
        Op.BACKGROUND_REMOVE,
        Op.BACKGROUND_COLOR,
        Op.BACKGROUND_GRADIENT,
        Op.BACKGROUND_STUDIO,
        Op.BACKGROUND_IMAGE,
    }
)
"""Operations that cut the subject out: the engine says where on its rim it took off the old background's tint."""
TEXT = frozenset({Op.TEXT_REPLACE, Op.TEXT_ADD})
"""Operations that write text: the engine says which pixels that takes, within what was drawn where something was."""


TargetKind = Literal["whole", "subject", "background", "region", "object"]


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a step acts on. 'region' = what the caller drew; 'object' = the thing that `words` name, to be found in the
    picture; elsewhere `words` = the phrase that named the target, for the reader."""

    kind: TargetKind
    words: str | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One operation on one target. `text` is the part of the instruction it was read from."""

    op: Op
    target: Target
    params: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    text: str = ""

    def __post_init__(self) -> None:
        """Freezes the parameters."""
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def to_json(self) -> dict[str, JsonValue]:
        """As published in `data[].edit.plan.steps[]`."""
        return {"op": str(self.op), "target": self.target.kind, "params": dict(self.params), "text": self.text}

    def record(self) -> dict[str, JsonValue]:
        """All of it, as it is kept; `of_record` gives an equal step."""
        return {**self.to_json(), "words": self.target.words}

    @staticmethod
    def of_record(kept: Mapping[str, JsonValue]) -> "Step":
        """A kept step again."""
        kind, words = cast(TargetKind, kept["target"]), cast("str | None", kept["words"])
        params = cast("Mapping[str, JsonValue]", kept["params"])
        return Step(
            op=Op(str(kept["op"])), target=Target(kind=kind, words=words), params=params, text=str(kept["text"])
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The steps in order, and the sentence that tells the caller what was understood."""

    steps: tuple[Step, ...]
    understood: str
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A plan does something."""
        if not self.steps:
            raise ValueError("a Plan has at least one step")

    def to_json(self) -> dict[str, JsonValue]:
        """As published in `data[].edit.plan`."""
        return {
            "understood": self.understood,
            "steps": [s.to_json() for s in self.steps],
            "notes": list(self.notes),
        }

    def record(self) -> dict[str, JsonValue]:
        """All of it, as it is kept; `of_record` gives an equal plan."""
        return {**self.to_json(), "steps": [s.record() for s in self.steps]}

    @staticmethod
    def of_record(kept: Mapping[str, JsonValue]) -> "Plan":
        """A kept plan again."""
        steps = cast("list[Mapping[str, JsonValue]]", kept["steps"])
        notes = cast("list[str]", kept["notes"])
        return Plan(
            steps=tuple(Step.of_record(s) for s in steps), understood=str(kept["understood"]), notes=tuple(notes)
        )
