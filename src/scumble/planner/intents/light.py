"""Rows for shadows, reflections and glare: weaker, softer, gone, drawn anew, light from another side."""

from scumble.planner.intents.row import Intent

LIGHT: tuple[Intent, ...] = (
    Intent(
        name="shadow.adjust",
        says=(
            "{SET} {SHD} {PR}? TOO? {BY}? AS? {ADJS} AS? {BY}?",
            "{SET} {SHD} TIMES AS? ADJ AS?",
            "{SET} {SHD} (BE|TO|P)* {BY} {ADJS}?",
            "{SHD} (BE|TO)* TOO? {BY}? {ADJS} {BY}?",
            "{SHD} {BY} {ADJS}?",
            "{SET} {SHD} (BE|TO|P)* {BY}? TOO? {UPDN} {BY}?",
            "{SHD} (BE|TO)* {BY}? TOO? {UPDN} {BY}?",
            "{UPDN} {SHD} P? {T}?",
            "{ADJS} {SHD}",
            "(TVERB|UP|DOWN|RESIZE|BLURV|TONEDOWN|MORE|LESS|FIX|AUTOV|EDITV) (UP|DOWN|OFF)? {BY}? OF? {SHD} {BY}?",
            "(TVERB|UP|DOWN) (DIM|ADJ|COLORNOUN) OF {SHD} {BY}?",
            "{SET} {W}? (MORE|LESS) OF? {SHD}",
        ),
        build="shadow_adjust",
        levels=True,
        examples=("make the shadow lighter", "soften the shadow"),
    ),
    Intent(
        name="shadow.remove",
        says=(
            "(REMOVE|USE|CUT|EDITV|TOUCH) OFF? {SHD} OFF?",
            "{SHD} (BE|TO)* REMOVE",
            "{SET}? SAME? {W}? (NO|P? WITHOUT) {SHD}",
        ),
        build="shadow_remove",
        examples=("remove the shadow of the dog",),
    ),
    Intent(
        name="shadow.add",
        says=(
            "(ADD|GIVE|PUT|USE) {T}? P? {SHD} {TOWARD}?",
            "(MOVEV|TURN|FLIPV|PUT|SETV) {SHD} {TOWARD}",
            "{SHD} (BE|TO|P)* {TOWARD}",
            "{SET}? {W}? SHADOW {OFT}{0,2}",
            "{SET}? (SUBJECT|{OBJ}) P? SHADOW {OFT}{0,2}",
        ),
        build="shadow_add",
        levels=True,
        examples=("add a soft shadow under the product", "move the shadow to the right"),
    ),
    Intent(
        name="light.from",
        says=(
            "({SET}|MOVEV|{T})? LIT {T}? (BE|REL|TO|P|FROM)* {TOWARD}",
            "({SET}|MOVEV) {T} LIT (BE|REL|TO|P|FROM)* {TOWARD}",
        ),
        build="light_from",
        examples=("light from the left",),
    ),
    Intent(
        name="reflection.remove",
        says=(
            "(REMOVE|USE|CUT|EDITV|TOUCH|DOWN|RESIZE|LESS|TONEDOWN|FIX) OFF? {REFL} OFF?",
            "{REFL} (BE|TO)* REMOVE",
            "{SET}? SAME? {W}? (NO|P? WITHOUT) {REFL}",
        ),
        build="reflection_remove",
        examples=("remove the reflection",),
    ),
    Intent(
        name="reflection.add",
        says=("(ADD|GIVE|PUT|USE|SETV) {T}? P? {REFL}", "(P|BESIDE) {REFL}"),
        build="reflection_add",
        levels=True,
        examples=("add a reflection under the product",),
    ),
    Intent(
        name="glare.reduce",
        says=(
            "(REMOVE|USE|CUT|EDITV|TOUCH|DOWN|RESIZE|LESS|TONEDOWN|TVERB|BLURV|FIX|NEUTRAL)"
            " (DOWN|OFF)? {BY}? OF? {GLR} {BY}?",
            "{GLR} (BE|TO)* (REMOVE|DOWN|LESS)",
            "{SET}? SAME? {W}? (NO|LESS|P? WITHOUT) {GLR}",
            "(REMOVE|DOWN) REFLECT (AND|COMMA) GLARE {OFT}{0,2}",
        ),
        build="glare",
        levels=True,
        examples=("reduce the glare on the label",),
    ),
)
