"""Plan: what an instruction was understood to mean, as steps of one operation on one target each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


class Op(StrEnum):
    """What a step does. Parameters of each operation: docs/operations.md and the operation's own module."""

    BACKGROUND_REMOVE = "background.remove"
    """Cut the subject out: transparent background. No parameters."""
    BACKGROUND_COLOR = "background.color"
    """`color`: '#rrggbb'."""
    BACKGROUND_GRADIENT = "background.gradient"
    """`colors`: list of 2+ '#rrggbb'; `direction`: 'vertical' | 'horizontal' | 'diagonal' | 'radial'."""
    BACKGROUND_STUDIO = "background.studio"
    """Seamless backdrop with contact shadow. `color`: '#rrggbb'; `shadow`: 0..1 strength."""
    BACKGROUND_IMAGE = "background.image"
    """`image`: index (1-based) of the input picture that becomes the background, cropped to cover."""
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
    'duotone' | 'halftone' | 'pixel art' | 'film' | 'vintage' | 'line art' | 'engraving' | 'stained glass'; `strength`:
    0..1; `colors`: two '#rrggbb' of a duotone, or ink and paper of a halftone."""
    OBJECT_RECOLOR = "object.recolor"
    """Give the target another colour, shading and texture kept. `color`: '#rrggbb'."""
    OBJECT_MOVE = "object.move"
    """Move the target with its shadow and fill behind it. `direction`: 'left' | 'right' | 'up' | 'down', with `amount`
    (share of the picture's side) or `pixels`; or `to`: 'center' | 'left' | 'right' | 'top' | 'bottom' | 'top left' |
    'top right' | 'bottom left' | 'bottom right'."""
    OBJECT_SCALE = "object.scale"
    """Make the target larger or smaller where it stands. `factor`: 0.1..10."""
    OBJECT_DUPLICATE = "object.duplicate"
    """A second one of the target beside it. `direction`, and `amount` or `pixels`, as in object.move; all optional."""
    OBJECT_FLIP = "object.flip"
    """Mirror the target in place. `axis`: 'horizontal' (left-right) | 'vertical'."""
    OBJECT_ROTATE = "object.rotate"
    """Turn the target in place. `degrees` clockwise."""
    CROP = "crop"
    """One of `box` [x, y, w, h] in pixels, `ratio` 'W:H', `size` [w, h], `margin` share 0..0.5, or `subject`: true
    (to the subject with `margin`)."""
    RESIZE = "resize"
    """`width` and/or `height` in pixels, or `scale` (0..16); `fit`: 'cover' | 'contain' | 'stretch' when both given."""
    PAD = "pad"
    """`ratio` 'W:H' | `amount` share or `pixels` [top, right, bottom, left]; `color` or null (transparent)."""
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


GEOMETRIC = frozenset({Op.CROP, Op.RESIZE, Op.PAD, Op.ROTATE, Op.FLIP, Op.STRAIGHTEN, Op.BORDER})
"""Operations that move or add pixels; preservation is proved against the source moved the same way."""

RELOCATING = frozenset({Op.OBJECT_MOVE, Op.OBJECT_SCALE, Op.OBJECT_DUPLICATE, Op.OBJECT_FLIP, Op.OBJECT_ROTATE})
"""Operations that carry a thing to where it was not: the engine says which pixels that takes, old place and new."""

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
