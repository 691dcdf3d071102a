"""Rows for backgrounds: studio, gradient, colour, second picture, cut-out, blur, grey."""

from scumble.planner.intents.row import Intent
from scumble.planner.macros import frames

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
            "CUT {S} OFF ((FROM|OF)+ ({BG}|WHOLE))?",
            "USE {S} OFF (FROM|OF)+ {BG}",
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
