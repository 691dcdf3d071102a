"""Rows for pictures from nothing: studio backdrop, gradient, plain colour."""

from scumble.planner.intents.row import Intent

CANVASES: tuple[Intent, ...] = (
    Intent(
        name="canvas.studio",
        says=("{SET}? {STUD} {SH}?", "{SET}? {BG} {PR} {STUD}"),
        build="canvas_studio",
        examples=("a white studio backdrop",),
    ),
    Intent(
        name="canvas.gradient",
        says=("{SET}? {GRAD} (BG|WHOLE|CANVASNOUN)?", "{SET}? (WHOLE|CANVASNOUN|BG) {PR} {GRAD}"),
        build="canvas_gradient",
        examples=("a gradient from pink to white",),
    ),
    Intent(
        name="canvas.solid",
        says=(
            "{SET}? COLOR COLORNOUN? (BG|WHOLE|CANVASNOUN|SQUARE)*",
            "{SET}? (BG|WHOLE|CANVASNOUN)+ {PR}? COLOR",
        ),
        build="canvas_solid",
        examples=("a plain white image",),
    ),
)
