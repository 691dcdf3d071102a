"""Rows for single things: another colour, another place, another size, a second one, mirrored, turned."""

from scumble.planner.intents.row import Intent

OBJECTS: tuple[Intent, ...] = (
    Intent(
        name="object.recolor",
        says=(
            "(SETV|EDITV|TURN|PAINT|FILLV|COLORNOUN|PUT|GIVE|TINT) {OB} COLORNOUN? (FROM COLOR)? (P|TO|IN|BE)* COLOR"
            " COLORNOUN? {INST}?",
            "(SETV|TURN|PAINT) COLORNOUN (OF|P|FROM|IN) {OB} (FROM COLOR)? (P|TO|IN|BE)+ COLOR {INST}?",
            "(COLORNOUN OF)? {OBJ} COLORNOUN? BE (P|TO|IN|SETV|PAINT|COLORNOUN)* COLOR COLORNOUN? {INST}?",
            "GIVE {OB} COLOR (COLORNOUN|PAINT)",
            "(GIVE|SETV|PUT) SUBJECT? COLOR {OBJ} INSTEAD COLOR (ONE|OBJECT|PART)?",
            "(SETV|TURN) {OB} (P|TO|IN) COLOR ONE",
            "{OBJ} COLORNOUN (P|TO|IN)* COLOR",
            "COLOR {OBJ} INSTEAD COLOR (ONE|OBJECT|PART)?",
        ),
        build="recolor",
        of_thing=True,
        examples=("make the sofa navy", "paint the door green"),
    ),
    Intent(
        name="object.move",
        says=(
            "(MOVEV|PUT|UP|DOWN|USE) {OB} (ON|OFF)* ({PRX}? {X}|{BY}|HALFWORD)? {PRX}? {WAY} ({PRX}? {X}|{BY})?",
            "MOVEV {WAY} {OB} {BY}?",
            "(MOVEV|PUT|SETV|USE) {OB} {PR}* {SPOT}{1,2} SIDES? ({PRX} {W}|OF {W})?",
            "(UP|DOWN) {OB} {BY}?",
            "(CENTERV|PLACE) {OB} ({PRX} (WHOLE|BORDER|IT))?",
            "(MOVEV|PUT|SETV) {OB} CENTERV ({PRX} (WHOLE|BORDER))?",
            "{OB} BE (CENTERV|ON|IN)* {WAY}",
            "{OB} BE (IN|ON|TO)* {SPOT}{1,2} (OF {W})?",
            "{OB} BE CENTERV",
        ),
        build="move",
        levels=True,
        of_thing=True,
        examples=("move the cup to the left", "put the vase in the centre"),
    ),
    Intent(
        name="object.scale",
        says=(
            "SETV {OB} {BY}? AS? {SIZED} AS? {BY}?",
            "SETV {OB} AS? TIMES AS? {SIZED}? AS?",
            "SETV {OB} {BY} AS? (OF IT?)? {SIZED}",
            "RESIZE {OB} {BY} OF IT? {SIZED}",
            "{OB} BE TOO? {BY}? AS? (TIMES AS?)? {SIZED} {BY}?",
            "{OB} BE TOO",
            "{OB} BE AS? TIMES AS? {SIZED}?",
            "RESIZE {OB} {BY} {SIZED}",
            "RESIZE {OB} (UP|DOWN)? {BY}?",
            "(RESIZE|UP|DOWN|SETV) {SIZED} OF {OB} {BY}?",
            "(UP|DOWN|SETV|RESIZE) {OB} {SIZED} {BY}?",
            "TIMES {SIZED} OF {OB}",
            "TIMES {OB} {PRX}? {SIZED}",
        ),
        build="scale",
        levels=True,
        of_thing=True,
        examples=("make the dog twice as big", "shrink the mug"),
    ),
    Intent(
        name="object.duplicate",
        says=(
            "SETV? DUPV {OB} ({PR}* {WAY} ({PRX}? {X}|{BY})?)?",
            "DUPV {OB} ({PRX}? {X}|{BY}) {PR}* {WAY}",
            "SETV? DUPV {OB} ((ON|AND)? NEXTTO (IT|{OBJ}))?",
            "SETV? QUANT OF {OBJ}",
        ),
        build="duplicate",
        of_thing=True,
        examples=("duplicate the tree",),
    ),
    Intent(
        name="object.flip",
        says=(
            "FLIPV {OB} (HORIZONTAL|VERTICAL|UPSIDEDOWN|AROUND|OTHERWAY)? SAME?",
            "(HORIZONTAL|VERTICAL) FLIPV {OB}",
            "(SETV|TURN|PUT) {OB} TO? (UPSIDEDOWN|OTHERWAY)",
            "TURN {OB} TO? AROUND",  # made round is a shape
            "{OB} BE OTHERWAY",
            "SETV (HORIZONTAL|VERTICAL)? FLIPV OF {OB}",
        ),
        build="flip_object",
        of_thing=True,
        examples=("flip the car",),
    ),
    Intent(
        name="object.rotate",
        says=(
            "(ROTATE|TURN) {OB} P? (DEG|NUM) (TO|P)? (LEFT|RIGHT)?",
            "ROTATE {OB} (LEFT|RIGHT) (P? (DEG|NUM))?",
            "TURN {OB} (LEFT|RIGHT) P? (DEG|NUM)",
            "ROTATE {OB} UPSIDEDOWN",
            "DEG (LEFT|RIGHT)? ROTATE (OF|P|TO) {OB}",
        ),
        build="rotate_object",
        levels=True,
        of_thing=True,
        examples=("rotate the plate by 45 degrees",),
    ),
)
