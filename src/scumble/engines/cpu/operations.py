"""The embedded engine's table: each operation's render function and the kinds of target it acts on.

A new operation is one file, one line here and one golden picture.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from scumble.core.outcome import Candidate
from scumble.core.plan import Op, TargetKind
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import (
    background_blur,
    background_color,
    background_desaturate,
    background_image,
    background_scene,
    background_studio,
    blur,
    border,
    canvas,
    crop,
    cutout,
    deblur,
    denoise,
    extend,
    fill,
    flip,
    flood_fill,
    frame,
    glare,
    invert,
    object_blend,
    object_border,
    object_duplicate,
    object_flip,
    object_gradient,
    object_move,
    object_recolor,
    object_replace,
    object_rotate,
    object_scale,
    object_shear,
    pad,
    perspective,
    reflection,
    resize,
    rotate,
    shadow_add,
    shadow_adjust,
    style,
    text_add,
    text_replace,
    tone,
)
from scumble.vision.models import Models

Render = Callable[[Task, CancelToken], Candidate]
Row = tuple[Render, frozenset[TargetKind]]

BEHIND: frozenset[TargetKind] = frozenset({"background", "region"})
"""Background operations: the found background, or what the caller drew as background."""
WHOLE: frozenset[TargetKind] = frozenset({"whole"})
NAMED: frozenset[TargetKind] = frozenset({"region", "object"})
OBJECTS: frozenset[TargetKind] = frozenset({"region", "object", "subject"})
PLACED: frozenset[TargetKind] = frozenset({"whole", "region", "object"})
SELECTED: frozenset[TargetKind] = frozenset({"whole", "subject", "region", "object"})
SHOWN: frozenset[TargetKind] = frozenset({"whole", "object"})
ANYWHERE: frozenset[TargetKind] = frozenset({"whole", "subject", "background", "region", "object"})

OPERATIONS: Mapping[Op, Row] = MappingProxyType(
    {
        Op.BACKGROUND_REMOVE: (cutout.render, BEHIND),
        Op.BACKGROUND_COLOR: (background_color.render_color, BEHIND),
        Op.BACKGROUND_GRADIENT: (background_color.render_gradient, BEHIND),
        Op.BACKGROUND_STUDIO: (background_studio.render, BEHIND),
        Op.BACKGROUND_SCENE: (background_scene.render, BEHIND),
        Op.BACKGROUND_IMAGE: (background_image.render, BEHIND),
        Op.BACKGROUND_BLUR: (background_blur.render, BEHIND),
        Op.BACKGROUND_DESATURATE: (background_desaturate.render, BEHIND),
        Op.TONE: (tone.render, ANYWHERE),
        Op.FILL: (fill.render, NAMED),
        Op.BLUR: (blur.render, ANYWHERE),
        Op.STYLE: (style.render, ANYWHERE),
        Op.OBJECT_RECOLOR: (object_recolor.render, OBJECTS),
        Op.OBJECT_REPLACE: (object_replace.render, OBJECTS),
        Op.OBJECT_MOVE: (object_move.render, OBJECTS),
        Op.OBJECT_SCALE: (object_scale.render, OBJECTS),
        Op.OBJECT_DUPLICATE: (object_duplicate.render, OBJECTS),
        Op.OBJECT_FLIP: (object_flip.render, OBJECTS),
        Op.OBJECT_ROTATE: (object_rotate.render, OBJECTS),
        Op.OBJECT_SHEAR: (object_shear.render, OBJECTS),
        Op.OBJECT_GRADIENT: (object_gradient.render, OBJECTS),
        Op.OBJECT_BLEND: (object_blend.render, OBJECTS),
        Op.OBJECT_BORDER: (object_border.render, OBJECTS),
        Op.FLOOD_FILL: (flood_fill.render, SELECTED),
        Op.INVERT: (invert.render, ANYWHERE),
        Op.TEXT_REPLACE: (text_replace.render, NAMED),
        Op.TEXT_ADD: (text_add.render, PLACED),
        Op.SHADOW_ADJUST: (shadow_adjust.render_adjust, OBJECTS),
        Op.SHADOW_REMOVE: (shadow_adjust.render_remove, OBJECTS),
        Op.SHADOW_ADD: (shadow_add.render, OBJECTS),
        Op.REFLECTION_REMOVE: (reflection.render_remove, OBJECTS),
        Op.REFLECTION_ADD: (reflection.render_add, OBJECTS),
        Op.GLARE_REDUCE: (glare.render, SELECTED),
        Op.CROP: (crop.render, SELECTED),
        Op.RESIZE: (resize.render, WHOLE),
        Op.PAD: (pad.render, WHOLE),
        Op.EXTEND: (extend.render, WHOLE),
        Op.FRAME: (frame.render, SHOWN),
        Op.PERSPECTIVE: (perspective.render, WHOLE),
        Op.DENOISE: (denoise.render, ANYWHERE),
        Op.DEBLUR: (deblur.render, ANYWHERE),
        Op.ROTATE: (rotate.render, WHOLE),
        Op.FLIP: (flip.render, WHOLE),
        Op.STRAIGHTEN: (rotate.render_straighten, WHOLE),
        Op.BORDER: (border.render, WHOLE),
        Op.CANVAS: (canvas.render, WHOLE),
    }
)


def operations(models: Models, fonts: Path | None = None) -> Mapping[Op, Row]:
    """The table, with the networks that some operations draw with, and an operator's own fonts for those that write."""
    own: dict[Op, Row] = {
        Op.STYLE: (partial(style.render, models=models), ANYWHERE),
        Op.TEXT_REPLACE: (partial(text_replace.render, folder=fonts), NAMED),
        Op.TEXT_ADD: (partial(text_add.render, folder=fonts), PLACED),
    }
    return MappingProxyType({**OPERATIONS, **own})
