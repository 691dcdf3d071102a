"""Registry of intents, as data: which sequences of word classes mean which operation. A new operation adds rows.

A pattern is a regular expression over class names; {NAME} is a macro; words of dropped classes and of LEVEL (slightly,
a lot) are taken out before matching, so a row says in `levels` whether it can be weaker or stronger. Because the whole
clause has to match, every content word is accounted for: what no row explains is refused, never guessed.
"""

from dataclasses import dataclass

from scumble.planner.macros import frames


@dataclass(frozen=True, kw_only=True)
class Intent:
    """One row. says: patterns; build: name of the step builder; examples: sentences that must be understood."""

    name: str
    says: tuple[str, ...]
    build: str
    examples: tuple[str, ...] = ()
    levels: bool = False


BACKGROUND: tuple[Intent, ...] = (
    Intent(
        name="background.studio",
        says=(
            *frames("{STUD}", "{SH}?"),
            *frames("COLOR", "{SH}", named=True),
            "CUTV {S}? (ON|IN) {STUD} {SH}?",
        ),
        build="studio",
        examples=("replace the background with a white studio", "put it on a light grey studio backdrop"),
    ),
    Intent(
        name="background.gradient",
        says=frames("{GRAD}"),
        build="gradient",
        examples=("a gradient from light blue to white behind it",),
    ),
    Intent(
        name="background.color",
        says=(
            *frames("COLOR", named=True),
            "{SET} COLOR BG {PR}+ COLOR {BGW}?",
            "{SET} {BG} FROM COLOR TO COLOR {BGW}?",
            "CUTV {S}? ON COLOR BG?",
            "WHITENV {BG}",
            *frames("COLOR", "(COMMA|{PRX})* SIZE", named=True),
            "SIZE COLOR BG",
        ),
        build="color",
        examples=("make the background white", "change the background to #ff8800"),
    ),
    Intent(
        name="background.image",
        says=(
            "{SET}? {BG} {PR}* (IMAGE|OTHERIMAGE) {BGW}?",
            "{SET}? {S} (ON|IN|TO|P) (IMAGE|OTHERIMAGE)",
            "{SET} (IMAGE|OTHERIMAGE) {PR}? {BG}",
            "{SET}? (IMAGE|OTHERIMAGE) ({PR} {BG}|BEHIND {T})",
        ),
        build="picture",
        examples=("use the second image as the background",),
    ),
    Intent(
        name="background.remove",
        says=(
            "{SET}? {BG} {PR}* TRANSPARENT {BGW}?",
            "{SET}? {T}? {PR}? TRANSPARENT {BGW}",
            "REMOVE {BG} ((FROM|IN|OF|P|BEHIND) {T})? OFF? (TO TRANSPARENT)? (AND KEEP {S})?",
            "(REMOVE|USE|CUT) OFF? {BG} OFF? (TO TRANSPARENT)?",
            "{SET}? {BG} (BE|TO)? REMOVE",
            "{SET}? {T}? P? (NO|WITHOUT) BG",
            "CUTV {S} ((FROM|OFF|OF)+ ({BG}|WHOLE))?",
            "(CUT|USE) {S} OFF ((FROM|OF)+ ({BG}|WHOLE))?",
            "{SET}? CUTOUT ((OF|P|FROM) {S})?",
            "{SET}? {BG} CUTOUT",
            "{SET}? (TRANSPARENT BG|{BG} {PR}* TRANSPARENT) (COMMA|{PRX})* SIZE",
            "REMOVE (ALLBUT|WHOLE EXCEPT) {S}",
            "REMOVE WHOLE? (AROUND|BEHIND) {S}",
            "KEEPONLY {S}",
            "REMOVE COLOR BG",
            "{SET}? TRANSPARENT WHOLE?",
        ),
        build="cut",
        examples=("remove the background", "make the background transparent", "cut out the product"),
    ),
    Intent(
        name="blur",
        says=(
            "BLURV {TB}? {BY}?",
            "{BY} BLURV {TB}?",
            "{SET}? {TB}? {PR}? BLURADJ {BY}?",
            "{SET}? BLURADJ {BG}",
            "{TB} BLURV {BY}?",
            "{SET} {BY}? (OF)? BLURV ({ONT})? {BY}?",
            "GIVE {TB} BLURV {BY}?",
            "{SET}? BOKEH ({ONT}|{BG})?",
        ),
        build="blur",
        levels=True,
        examples=("blur the background slightly", "blur the background"),
    ),
    Intent(
        name="desaturate",
        says=(
            "NEUTRAL (OF|FROM|IN)? {TB}? {BY}?",
            "{SET}? {TB}? {PR}? NEUTRALADJ {BY}?",
            "{SET}? {TB}? {PR}* BW (WHOLE|BG)?",
            "{SET}? BW ({TB}|{ONT})?",
        ),
        build="desaturate",
        levels=True,
        examples=("desaturate the background", "make it black and white"),
    ),
)

TONE: tuple[Intent, ...] = (
    Intent(
        name="tone",
        says=(
            "{SET}? {TB}? COLORNOUN? (OF {TB})? {PR}? TOO? {BY}? {ADJS} (COLORNOUN|LIGHT|WHOLE)? {BY}? ({ONT})? {BY}?",
            "{SET}? {TB} AS? TIMES AS? ADJ AS?",
            "AS? TIMES AS? ADJ AS?",
            "{SET}? IT? TIMES AS? ADJ",
            "(TVERB|ADJ) (UP|DOWN|OFF)? {TB}? COLORNOUN? ((OF|IN) {TB})? (UP|DOWN|OFF)? {BY}?",
            "{SET}? {TB}? (UP|MORE|ADD|GIVE|DOWN|LESS) {BY}? OF? {TB}? {DIMS} ({ONT})? {BY}? ({ONT})?",
            "TIMES {TB}? {DIMS} ({ONT})?",
            "{SET} {TB}? DIM TO PCT",
            "{TB}? {DIMS} {UPDN}? {BY} ({ONT})?",
            "{TB}? {DIMS} {UPDN} ({ONT})?",
            "{BY} (MORE|LESS|UP|DOWN) {DIMS} ({ONT})?",
            "{SET}? {TB}? {PR}? STOP {UPDN}? ADJ? ({ONT})?",
        ),
        build="tone",
        levels=True,
        examples=("make it a bit warmer", "increase brightness by 20 %", "brighten the subject", "more contrast"),
    ),
    Intent(
        name="auto",
        says=(
            "AUTOV {TB}? (LIGHT|DIM|COLORNOUN)? ({ONT})?",
            "FIX {TB}? {DIMS} ({ONT})?",
            "FIX (WHOLE|IT|SUBJECT|REGION)",
            "{SET}? {W}? AUTOV",
        ),
        build="auto",
        examples=("auto enhance", "fix the lighting"),
    ),
)

FILL: tuple[Intent, ...] = (
    Intent(
        name="fill",
        says=(
            "REMOVE {NP} ({WHERE}){0,3}",
            "REMOVE WHOLE? IN REGION",
            "(USE|CUT) {NP} OFF ({WHERE}){0,2}",
            "{SET}? {NP} (BE|TO)? REMOVE",
            "(FILLIN|PAINT|FILLV) {T}? (FROM|P|IN)* SURROUND",
            "FILLIN {T}",
            "FILLV (IT|REGION) IN?",
            "REMOVE|FILLIN|FILLV",
        ),
        build="fill",
        examples=("remove this", "remove the cup on the left"),
    ),
)

GEOMETRY: tuple[Intent, ...] = (
    Intent(
        name="crop",
        says=(
            "CROP {W}? {PRX}? (SQUARE|RATIO|SIZE) {FMT}? WHOLE?",
            "CROP {W}? {PRX}? {FMT} OF? (SQUARE|RATIO|SIZE)",
            "(SQUARE|RATIO|SIZE) {FMT}? CROP",
            "{SET}? {W}? {PRX}? (SQUARE|RATIO) {FMT}?",
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
            "(CROP|CUT) OFF? (SIDES|{SIDE}) (OF {W})? P? (PCT|PX)",
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
        ),
        build="resize_scale",
        examples=("half the size", "resize to 800x600", "2x"),
    ),
    Intent(
        name="resize.side",
        says=(
            "(RESIZE|{SET})? {W}? {PRX}* {X} (IN|P|BE)? (WIDE|HIGH)",
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
            "(ADD|GIVE) {W}? COLOR? (MARGIN|WHITESPACE|PADV) (AROUND {W}|SIDES)?",
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
            "UPSIDEDOWN",
            "ROTATE {W}?",
        ),
        build="rotate",
        levels=True,
        examples=("rotate 90 degrees left", "rotate clockwise"),
    ),
    Intent(
        name="flip",
        says=(
            "FLIPV {W}? (HORIZONTAL|VERTICAL|UPSIDEDOWN)?",
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
            "(STRAIGHT) {W}?",
            "{SET} {W}? HORIZON? STRAIGHT",
            "{SET} HORIZON LEVELV",
            "({W}|HORIZON) BE CROOKED",
            "FIX CROOKED HORIZON",
        ),
        build="straighten",
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

KEEP: tuple[Intent, ...] = (
    Intent(
        name="keep",
        says=(
            "(KEEP|NOT (TOUCH|SETV)|WITHOUT (TOUCH|SETV)|EXCEPT|NOT) ({TB}|REST|PROP) ((OF|IN) {TB})? (BE|SAME)*",
            "({TB}|REST|PROP) (KEEP|BE) SAME+",
            "(NOT|WITHOUT) (TOUCH|SETV) REST",
            "KEEP (SAME {TB}|{TB} BE? ADJ)",
            "(KEEP|NOT (TOUCH|SETV)|WITHOUT (TOUCH|SETV)|EXCEPT|NOT) COLOR? (UNKNOWN|OBJECT){1,3} BE? (SAME|ADJ)*",
            "NOTHINGELSE",
        ),
        build="keep",
    ),
    Intent(
        name="forbid",
        says=("NOT (BLURV|REMOVE|CROP|CUT|NEUTRAL|RESIZE|ROTATE|FLIPV|TVERB|STRAIGHT|FIX) {TB}?",),
        build="forbid",
    ),
)

EDITS: tuple[Intent, ...] = (*KEEP, *BACKGROUND, *TONE, *FILL, *GEOMETRY)
"""Order matters only where two rows explain the same clause: the first wins."""

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
