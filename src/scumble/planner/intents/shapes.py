"""Rows for plain edits of shapes and things: shear, invert, gradient, blend, border around a thing, flood fill."""

from scumble.planner.intents.row import Intent

_GRADIENTS = (
    "(GIVE P?|FILLV|SETV|PAINT|TURN|PUT|COLORNOUN) {OB} {PRX}* {GRAD}",
    "(GIVE|FILLV|SETV|PAINT|ADD|PUT|USE) {GRAD} (ON|IN|TO|OF|P|AROUND)+ {OBJ}",
    "GRADIENT {OBJ} {COLORS} {DIR}?",
)
_BORDERS = (
    "(PUT|ADD|GIVE|SETV|PAINT|USE)? {BW}* BORDER {BW}* (AROUND|ON|TO|OF|P|IN|FROM)+ {OBJ} {BW}*",
    "(GIVE|PUT|SETV) {OBJ} {PRX}* {BW}* BORDER {BW}*",
    "BORDER {OBJ} {BW}*",
)

SHAPES_FIRST: tuple[Intent, ...] = (
    Intent(
        name="shape.gradient",
        says=_GRADIENTS,
        build="object_gradient",
        of_thing=True,
        of_shape=True,
        examples=("give the rectangle a gradient from red to blue",),
    ),
    Intent(
        name="shape.border",
        says=_BORDERS,
        build="object_border",
        levels=True,
        of_thing=True,
        of_shape=True,
        examples=("put a 5 px black border around the triangle",),
    ),
)
"""Rows that only shapes take from others: 'give the mug a gradient' is one behind the mug."""

SHAPES: tuple[Intent, ...] = (
    Intent(
        name="object.shear",
        says=(
            "SHEARV {OB} ({PRX}* (DEG|NUM))? ({PRX}* {LEAN})?",
            "SHEARV {OB} {PRX}* {LEAN} {PRX}* (DEG|NUM)",
            "(SHEARV {LEAN}|{LEAN} SHEARV) {OB} ({PRX}* (DEG|NUM))?",
        ),
        build="shear",
        of_thing=True,
        examples=("shear the rectangle by 20 degrees",),
    ),
    Intent(
        name="invert",
        says=(
            "(INVERTV|FLIPV) QUANT? COLORNOUN ((OF|IN|ON|FROM|P) {TB})?",
            "INVERTV {TB} COLORNOUN?",
            "INVERTV",
            "(SETV|TURN|PUT|USE) {TB} {PR}* INVERTED (WHOLE|COLORNOUN)?",
            "(SETV|TURN|USE|GIVE)? INVERTED COLORNOUN? ((OF|FROM|P|ON|IN) {TB})?",
        ),
        build="invert",
        examples=("invert the colours", "invert the colours of the circle"),
    ),
    Intent(
        name="object.blend",
        says=(
            "BLENDV {OB} ({PRX}* PCT)? ((P|TO|IN|OF|ON)* COLOR)? ({PRX}* PCT)?",
            "BLENDV {OB} (P|TO|IN|OF)* COLOR",
            "BLENDV (PCT OF?)? COLOR (TO|IN|ON|P)+ {OB} ({PRX}* PCT)?",
        ),
        build="object_blend",
        of_thing=True,
        examples=("blend the circle 50 % with white",),
    ),
    Intent(
        name="flood.fill",
        says=(
            "(FILLV|PAINT|SETV) (PART|OBJECT|REGION|WHOLE|BG|COLORNOUN)? {AT} (P|TO|IN)* COLOR",
            "(FILLV|PAINT) (P|TO|IN)* COLOR {AT}",
            "(FILLV|PAINT) (PART|OBJECT|REGION|WHOLE|BG|COLORNOUN)? (P|TO|IN)* COLOR {AT}",
        ),
        build="flood",
        examples=("flood fill at 120, 80 with green",),
    ),
    Intent(
        name="object.gradient",
        says=("(FILLV|PAINT) {OBJ} {PRX}+ {GRAD}",),
        build="object_gradient",
        of_thing=True,
        examples=("fill the shirt with a gradient from red to blue",),
    ),
    Intent(
        name="object.border",
        says=_BORDERS,
        build="object_border",
        levels=True,
        of_thing=True,
        examples=("put a white outline around the dog",),
    ),
)
