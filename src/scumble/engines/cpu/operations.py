"""The embedded engine's table: each operation's render function and the kinds of target it acts on.

A new operation is one file, one line here and one golden picture.
"""

from collections.abc import Callable, Mapping
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
    background_studio,
    blur,
    border,
    canvas,
    crop,
    cutout,
    fill,
    flip,
    object_duplicate,
    object_flip,
    object_move,
    object_recolor,
    object_rotate,
    object_scale,
    pad,
    resize,
    rotate,
    style,
    tone,
)

Render = Callable[[Task, CancelToken], Candidate]
Row = tuple[Render, frozenset[TargetKind]]

BEHIND: frozenset[TargetKind] = frozenset({"background", "region"})
"""Background operations: the found background, or what the caller drew as background."""
WHOLE: frozenset[TargetKind] = frozenset({"whole"})
NAMED: frozenset[TargetKind] = frozenset({"region", "object"})
OBJECTS: frozenset[TargetKind] = frozenset({"region", "object", "subject"})
SELECTED: frozenset[TargetKind] = frozenset({"whole", "subject", "region", "object"})
ANYWHERE: frozenset[TargetKind] = frozenset({"whole", "subject", "background", "region", "object"})

OPERATIONS: Mapping[Op, Row] = MappingProxyType(
    {
        Op.BACKGROUND_REMOVE: (cutout.render, BEHIND),
        Op.BACKGROUND_COLOR: (background_color.render_color, BEHIND),
        Op.BACKGROUND_GRADIENT: (background_color.render_gradient, BEHIND),
        Op.BACKGROUND_STUDIO: (background_studio.render, BEHIND),
        Op.BACKGROUND_IMAGE: (background_image.render, BEHIND),
        Op.BACKGROUND_BLUR: (background_blur.render, BEHIND),
        Op.BACKGROUND_DESATURATE: (background_desaturate.render, BEHIND),
        Op.TONE: (tone.render, ANYWHERE),
        Op.FILL: (fill.render, NAMED),
        Op.BLUR: (blur.render, ANYWHERE),
        Op.STYLE: (style.render, ANYWHERE),
        Op.OBJECT_RECOLOR: (object_recolor.render, OBJECTS),
        Op.OBJECT_MOVE: (object_move.render, OBJECTS),
        Op.OBJECT_SCALE: (object_scale.render, OBJECTS),
        Op.OBJECT_DUPLICATE: (object_duplicate.render, OBJECTS),
        Op.OBJECT_FLIP: (object_flip.render, OBJECTS),
        Op.OBJECT_ROTATE: (object_rotate.render, OBJECTS),
        Op.CROP: (crop.render, SELECTED),
        Op.RESIZE: (resize.render, WHOLE),
        Op.PAD: (pad.render, WHOLE),
        Op.ROTATE: (rotate.render, WHOLE),
        Op.FLIP: (flip.render, WHOLE),
        Op.STRAIGHTEN: (rotate.render_straighten, WHOLE),
        Op.BORDER: (border.render, WHOLE),
        Op.CANVAS: (canvas.render, WHOLE),
    }
)
