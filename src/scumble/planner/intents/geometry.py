"""Rows for the picture's shape and size: crop, resize, pad, rotate, flip, straighten, border."""

from scumble.planner.intents.row import Intent

GEOMETRY: tuple[Intent, ...] = (
    Intent(
        name="crop",
        says=(
            "(CROP|CUT) {W}? DOWN? (COMMA|{PRX})* ORIENT? (SQUARE|RATIO|SIZE) ORIENT? {FMT}? WHOLE?",
            "CROP {W}? {PRX}? {FMT} OF? (SQUARE|RATIO|SIZE)",
            "ORIENT? (SQUARE|RATIO|SIZE) ORIENT? {FMT}? CROP",
            "SQUARE {W} (UP|OFF)?",
            "{SET}? {W}? {PRX}? ORIENT? (SQUARE|RATIO) ORIENT? {FMT}?",
        ),
        build="crop_shape",
        examples=("crop to square", "crop to 16:9", "crop to 800x600"),
    ),
    Intent(
        name="crop.subject",
        says=(
            "CROP {W}? TIGHT? LOOSE? (TO|AROUND|ON|P|IN) {OBJ} (TIGHT|LOOSE)? (P PCT? OF? MARGIN (OF PCT)?)?",
            "CROP {W}? (TO|AROUND|ON) {OBJ} P (PCT|TIGHT|LOOSE) (MARGIN|CROP)?",
        ),
        build="crop_subject",
        examples=("crop to the subject", "crop to the dog"),
    ),
    Intent(
        name="crop.region",
        says=("CROP {W}? TIGHT? (TO|AROUND) (REGION|IT) (P PCT? OF? MARGIN)?",),
        build="crop_region",
        examples=("crop to the selection",),
    ),
    Intent(
        name="crop.sides",
        says=(
            "(CROP|CUT|REMOVE|USE) OFF? {W}? P? (PCT|PX) {OFFS} (SIDES|{SIDE}) (OF {W})?",
            "(CROP|CUT|REMOVE|USE) OFF? (SIDES|{SIDE}) (OF {W})? P? (PCT|PX) OFF?",
        ),
        build="crop_sides",
        examples=("crop 10 % off each side",),
    ),
    Intent(
        name="resize",
        says=(
            "RESIZE {W}? {PRX}? FITWITHIN? {FMT}? SIZE {SZ}? (STRETCH|FITWITHIN)?",
            "{SET} {W}? {PRX}? SIZE {SZ}?",
            "(FITWITHIN|STRETCH) {W}? {PRX}? SIZE {SZ}?",
            "RESIZE {W}? {PRX}? (PCT|TIMES|HALFWORD) (OF|P)? {SZ}?",
            "RESIZE {W}? P NUM",
            "(UP|DOWN) {SZ} P? (PCT|TIMES|HALFWORD)",
            "(DOWN|LESS) {SZ} (P|TO)? (TIMES|PCT|HALFWORD)",
            "{SET}? {W}? {PRX}? (TIMES|PCT) AS? {SZ}",
            "{SET}? {W}? {SZ} TIMES",
            "TIMES {W}?",
            "TIMES {SZ} (OF {W})?",
            "{BY} OF {SZ}",
            "HALFWORD {SZ} (OF {W})?",
            "(UP|DOWN) {W}? TO PCT",
            "{SET}? {W}? {SZ} (OF {W})? {PRX} (PCT|TIMES|HALFWORD)",
        ),
        build="resize_scale",
        examples=("half the size", "resize to 800x600", "2x"),
    ),
    Intent(
        name="resize.side",
        says=(
            "(RESIZE|UP|DOWN|{SET})? {W}? (UP|DOWN)? {PRX}* {X} (IN|P|BE)? (WIDE|HIGH)",
            "(RESIZE|{SET})? {W}? (TO|P|IN)? MAXIMUM? (WIDE|HIGH) (OF|TO|P|BE)* {X} (OF {W})?",
            "(RESIZE|{SET})? {W}? {PRX}* {X} WIDE (AND|COMMA|P)+ {X} HIGH",
            "(RESIZE|{SET})? {W}? {PRX}* WIDE (OF|TO|P)? {X} (AND|COMMA|P)+ HIGH (OF|TO|P)? {X}",
            "(RESIZE|{SET})? {W}? {PR}* (LONGSIDE|SHORTSIDE) {PR}* {X}",
            "RESIZE {W}? {PR}* {X} {PR}* (LONGSIDE|SHORTSIDE)",
            "((RESIZE|SETV) {W}? {PRX}* MAXIMUM {X}|MAXIMUM PX) ({PR}* (WIDE|HIGH|LONGSIDE))?",
            "(RESIZE|SETV) {W}? {PRX}* {X} MAXIMUM",
        ),
        build="resize_side",
        examples=("resize to 1200 px wide",),
    ),
    Intent(
        name="pad",
        says=(
            "PADV {W}? CANVASNOUN? {PRX}? (SQUARE|RATIO) {FMT}? ((P|IN|COMMA)+ COLOR (BG|MARGIN|BORDER)?)?",
            "(ADD|PADV|GIVE|SETV) {W}? (P|OF)* (PX|PCT|NUM) (OF|P)* COLOR? (MARGIN|WHITESPACE|PADV) {OFFS}"
            " (AROUND|ON|TO)? ({W}|SIDES|{SIDE}|SUBJECT)?",
            "(ADD|GIVE) {W}? COLOR? (MARGIN|WHITESPACE|PADV) (OF|P)* (PX|PCT) (AROUND|ON|TO)? ({W}|SIDES|{SIDE})?",
            "(ADD|GIVE|SETV) {W}? COLOR? (MARGIN|WHITESPACE|PADV) (AROUND? ({W}|SUBJECT)|AROUND|SIDES)?",
            "{SET} {W}? (ON|IN|TO) (SQUARE|RATIO) COLOR? (CANVASNOUN|BG)",
            "{SET} {W}? (ON|IN|TO) COLOR (SQUARE|RATIO) (CANVASNOUN|BG)?",
            "FILLIN {W}? {PRX} (SQUARE|RATIO) P COLOR",
            "{SET} COLOR? BORDER (TO|P)+ {W}? (SQUARE|RATIO) {FMT}?",
            "{SET} (PX|PCT) (OF|P)* COLOR AROUND {W}?",
            "{SET} {W}? {PRX}? (SQUARE|RATIO) {FMT}? (COMMA|AND|BUT)* (WITHOUT|NOT) CROP {W}?"
            " ((P|IN|COMMA)+ COLOR MARGIN?)?",
            "{SET} {W}? {PRX}? (SQUARE|RATIO) {FMT}? (COMMA|AND|P)+ COLOR (MARGIN|WHITESPACE)",
            "{SET} {W}? (SQUARE|RATIO) {FMT}? P (ADD|PADV) COLOR? (MARGIN|WHITESPACE|SIDES)?",
            "(ADD|GIVE) COLOR? (MARGIN|WHITESPACE|PADV) (TO|P)+ {W}? (SQUARE|RATIO) {FMT}?",
            "PADV {W}? CANVASNOUN? (P|ON|IN)* (PX|PCT) ({OFFS} (SIDES|{SIDE}))? ((P|IN) COLOR (MARGIN|BG)?)?",
        ),
        build="pad",
        examples=("pad to square with white", "add 50 px of white padding"),
    ),
    Intent(
        name="rotate",
        says=(
            "(ROTATE|TURN) {W}? P? (DEG|NUM) (TO|P)? (LEFT|RIGHT)?",
            "(ROTATE|TURN) {W}? (LEFT|RIGHT) (P? (DEG|NUM))?",
            "(ROTATE|TURN|SETV|PUT) {W}? UPSIDEDOWN",
            "DEG (LEFT|RIGHT) ROTATE?",
            "({W}? BE)? UPSIDEDOWN",
            "ROTATE {W}?",
        ),
        build="rotate",
        levels=True,
        examples=("rotate 90 degrees left", "rotate clockwise"),
    ),
    Intent(
        name="flip",
        says=(
            "FLIPV {W}? (HORIZONTAL|VERTICAL|UPSIDEDOWN|LEFT AND RIGHT|UP AND DOWN|TOP AND BOTTOM)?",
            "{SET} {W} (HORIZONTAL|VERTICAL)? FLIPV (HORIZONTAL|VERTICAL)?",
            "(HORIZONTAL|VERTICAL) FLIPV {W}?",
            "{SET} (HORIZONTAL|VERTICAL)? FLIPV ((OF) {W})?",
        ),
        build="flip",
        examples=("flip horizontally", "mirror the image"),
    ),
    Intent(
        name="straighten",
        says=(
            "(STRAIGHT|LEVELV|FIX) {W}? HORIZON (OF {W})?",
            "(STRAIGHT|LEVELV) {W}|STRAIGHT",
            "{SET} {W}? HORIZON? STRAIGHT",
            "{SET} HORIZON LEVELV",
            "({W}|HORIZON) BE CROOKED",
            "FIX CROOKED HORIZON",
            "HORIZON BE (LEVELV|STRAIGHT)",
        ),
        build="straighten",
        levels=True,
        examples=("straighten the horizon",),
    ),
    Intent(
        name="border",
        says=(
            "{SET}? {W}? {PR}? (PX|PCT|NUM)? COLOR? (PX|PCT)? BORDER ((OF|P|COMMA|IN|BE)* (PX|PCT|COLOR)){0,2}"
            " ((AROUND|ON|TO|P|OF) ({W}|SIDES)|AROUND|SIDES)? ((P|IN) COLOR)?",
            "BORDER {W}? ((OF|P|COMMA|IN)+ (PX|PCT|COLOR)){1,2}",
        ),
        build="border",
        levels=True,
        examples=("add a 20 px black border", "add a white border"),
    ),
)
