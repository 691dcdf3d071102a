"""Parameters of each operation as data: type, range, target kinds, and which of them exclude each other.

The ranges are those of the operations' own modules and of `core.plan.Op`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scumble.core.borders import USUAL
from scumble.core.formats import FORMATS
from scumble.core.plan import Op, TargetKind
from scumble.core.scenes import MOODS, SCENES


@dataclass(frozen=True, slots=True)
class Number:
    """A number in [low, high]; whole: without a fraction."""

    low: float
    high: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these texts."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Color:
    """'#rrggbb'."""


@dataclass(frozen=True, slots=True)
class Flag:
    """true; anything else is left out."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """'W:H'."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text of one line, with at most so many characters."""

    longest: int


@dataclass(frozen=True, slots=True)
class Several:
    """A list of `least` to `most` of one kind."""

    of: Number | Color | Choice
    least: int
    most: int


Kind = Number | Choice | Color | Flag | Ratio | Several | Words


@dataclass(frozen=True, slots=True)
class Row:
    """What an operation takes. on: kinds of target. one: parameters, exactly one of which must be given."""

    on: tuple[TargetKind, ...]
    takes: Mapping[str, Kind]
    one: tuple[str, ...] = ()


_BACK: Final[tuple[TargetKind, ...]] = ("background",)
_WHOLE: Final[tuple[TargetKind, ...]] = ("whole",)
_THING: Final[tuple[TargetKind, ...]] = ("object", "subject", "region")
_ANY: Final[tuple[TargetKind, ...]] = ("whole", "subject", "background", "region", "object")
_SHARE: Final = Number(0, 1)
_TONE: Final = Number(-1, 1)
_SIDES: Final = ("left", "right", "up", "down")
_PLACES: Final = tuple("center|left|right|top|bottom|top left|top right|bottom left|bottom right".split("|"))
_STYLES: Final = tuple(
    "neon|watercolour|oil|pencil|ink|comic|poster|duotone|halftone|pixel art|film|vintage|line art|engraving"
    "|stained glass|reference".split("|")
)
_LENGTH: Final = Number(1, 20_000, whole=True)

TABLE: Final[Mapping[Op, Row]] = MappingProxyType(
    {
        Op.BACKGROUND_REMOVE: Row(_BACK, {"match": _SHARE}),
        Op.BACKGROUND_COLOR: Row(_BACK, {"color": Color(), "shadow": _SHARE, "match": _SHARE}, ("color",)),
        Op.BACKGROUND_GRADIENT: Row(
            _BACK,
            {
                "colors": Several(Color(), 2, 6),
                "direction": Choice(("vertical", "horizontal", "diagonal", "radial")),
                "match": _SHARE,
            },
            ("colors",),
        ),
        Op.BACKGROUND_STUDIO: Row(_BACK, {"color": Color(), "shadow": _SHARE, "match": _SHARE}),
        Op.BACKGROUND_SCENE: Row(
            _BACK, {"scene": Choice(SCENES), "moods": Several(Choice(MOODS), 1, 4), "match": _SHARE}, ("scene",)
        ),
        Op.BACKGROUND_IMAGE: Row(_BACK, {"image": Number(2, 16, whole=True), "match": _SHARE}, ("image",)),
        Op.BACKGROUND_BLUR: Row(_BACK, {"amount": _SHARE}),
        Op.BACKGROUND_DESATURATE: Row(_BACK, {"amount": _SHARE}),
        Op.TONE: Row(
            _ANY,
            {
                **dict.fromkeys(("brightness", "contrast", "saturation", "temperature", "sharpen"), _TONE),
                "exposure": Number(-4, 4),
                "grayscale": Flag(),
                "auto": Flag(),
            },
        ),
        Op.FILL: Row(("object", "region"), {}),
        Op.BLUR: Row(("whole", "subject", "region", "object"), {"amount": _SHARE}),
        Op.STYLE: Row(
            _ANY,
            {
                "style": Choice(_STYLES),
                "strength": _SHARE,
                "colors": Several(Color(), 2, 2),
                "image": Number(2, 16, whole=True),
            },
            ("style",),
        ),
        Op.OBJECT_RECOLOR: Row(_THING, {"color": Color()}, ("color",)),
        Op.OBJECT_REPLACE: Row(_THING, {"image": Number(2, 16, whole=True)}, ("image",)),
        Op.OBJECT_MOVE: Row(
            _THING, {"direction": Choice(_SIDES), "to": Choice(_PLACES), "amount": _SHARE}, ("direction", "to")
        ),
        Op.OBJECT_SCALE: Row(_THING, {"factor": Number(0.1, 10)}, ("factor",)),
        Op.OBJECT_DUPLICATE: Row(_THING, {"direction": Choice(_SIDES), "amount": _SHARE}),
        Op.OBJECT_FLIP: Row(_THING, {"axis": Choice(("horizontal", "vertical"))}, ("axis",)),
        Op.OBJECT_ROTATE: Row(_THING, {"degrees": Number(-360, 360)}, ("degrees",)),
        Op.OBJECT_SHEAR: Row(
            _THING, {"degrees": Number(-80, 80), "axis": Choice(("horizontal", "vertical"))}, ("degrees",)
        ),
        Op.OBJECT_GRADIENT: Row(
            _THING,
            {
                "colors": Several(Color(), 2, 6),
                "direction": Choice(("vertical", "horizontal", "diagonal", "radial")),
            },
            ("colors",),
        ),
        Op.OBJECT_BLEND: Row(_THING, {"color": Color(), "amount": _SHARE}, ("color",)),
        Op.OBJECT_BORDER: Row(
            _THING, {"color": Color(), "pixels": Number(1, 2_000, whole=True), "inside": Flag()}, ("color",)
        ),
        Op.FLOOD_FILL: Row(
            ("whole",),
            {"color": Color(), "point": Several(Number(0, 100_000, whole=True), 2, 2), "tolerance": _SHARE},
            ("point",),
        ),
        Op.INVERT: Row(_ANY, {}),
        Op.TEXT_REPLACE: Row(("object", "region"), {"text": Words(200), "find": Words(200)}, ("text",)),
        Op.TEXT_ADD: Row(
            ("whole", "object", "region"),
            {
                "text": Words(200),
                "place": Choice(_PLACES),
                "color": Color(),
                "size": Number(0.01, 0.9),
                "face": Choice(("sans", "serif", "mono", "slab", "condensed", "script", "hand")),
                "bold": Flag(),
                "italic": Flag(),
            },
            ("text",),
        ),
        Op.SHADOW_ADJUST: Row(_THING, {"strength": _TONE, "softness": _SHARE}),
        Op.SHADOW_REMOVE: Row(_THING, {}),
        Op.SHADOW_ADD: Row(
            _THING,
            {
                "direction": Choice(("left", "right", "back", "front")),
                "strength": _SHARE,
                "softness": _SHARE,
                "replace": Flag(),
            },
        ),
        Op.REFLECTION_REMOVE: Row(_THING, {"otherwise": Choice(("note", "shadow"))}),
        Op.REFLECTION_ADD: Row(_THING, {"strength": _SHARE}),
        Op.GLARE_REDUCE: Row(("whole", *_THING), {"strength": _SHARE}),
        Op.CROP: Row(
            ("whole", "subject", "object", "region"),
            {
                "ratio": Ratio(),
                "size": Several(_LENGTH, 2, 2),
                "margin": Number(0, 0.5),
                "subject": Flag(),
                "trim": Flag(),
            },
        ),
        Op.RESIZE: Row(
            _WHOLE,
            {
                "width": _LENGTH,
                "height": _LENGTH,
                "scale": Number(0.01, 16),
                "fit": Choice(("cover", "contain", "stretch")),
            },
        ),
        Op.PAD: Row(
            _WHOLE,
            {
                "ratio": Ratio(),
                "amount": _SHARE,
                "pixels": Several(Number(0, 20_000, whole=True), 4, 4),
                "color": Color(),
            },
            ("ratio", "amount", "pixels"),
        ),
        Op.EXTEND: Row(
            _WHOLE,
            {
                "ratio": Ratio(),
                "amount": _SHARE,
                "shares": Several(_SHARE, 4, 4),
                "pixels": Several(Number(0, 20_000, whole=True), 4, 4),
            },
            ("ratio", "amount", "shares", "pixels"),
        ),
        Op.FRAME: Row(("whole", "object"), {"format": Choice(tuple(FORMATS)), "color": Color()}, ("format",)),
        Op.PERSPECTIVE: Row(_WHOLE, {"what": Choice(("auto", "verticals", "document"))}),
        Op.DENOISE: Row(_ANY, {"amount": _SHARE}),
        Op.DEBLUR: Row(_ANY, {"amount": _SHARE}),
        Op.ROTATE: Row(_WHOLE, {"degrees": Number(-360, 360)}, ("degrees",)),
        Op.FLIP: Row(_WHOLE, {"axis": Choice(("horizontal", "vertical"))}, ("axis",)),
        Op.STRAIGHTEN: Row(_WHOLE, {}),
        Op.BORDER: Row(
            _WHOLE,
            {
                "style": Choice(tuple(USUAL)),
                "color": Color(),
                "colors": Several(Color(), 1, 4),
                "pixels": _LENGTH,
                "amount": Number(0, 0.5),
                "inside": Flag(),
            },
        ),
        Op.CANVAS: Row(
            _WHOLE,
            {
                "kind": Choice(("solid", "gradient", "studio")),
                "colors": Several(Color(), 1, 6),
                "direction": Choice(("vertical", "horizontal", "diagonal", "radial")),
            },
            ("kind",),
        ),
    }
)
