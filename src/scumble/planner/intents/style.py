"""Rows for styles: the picture, or a part of it, drawn anew as a watercolour, a comic, a duotone ..."""

from scumble.planner.intents.row import Intent

STYLES: tuple[Intent, ...] = (
    Intent(
        name="style",
        says=(
            "({SET}|SETTING)? ({TB}|STYLE)? {LIKE} {COLORS}? LOOK (SETTING|TINT|STYLE|COLORNOUN)?"
            " ((P|IN|OF|FROM|COMMA)? {COLORS})? (({ONT}|(ON|IN|OF|TO|P|FROM) STYLE))? {BY}?",
            "({SET}|SETTING)? ({TB}|STYLE)? {LIKE} {BY} LOOK ({ONT})?",
            "{SET}? (SETTING|STYLE) COMMA? LOOK",
            "LOOK ({TB}|STYLE) {BY}?",
            "{SET} (OF|FROM|P) ({TB}|STYLE) LOOK {BY}?",
        ),
        build="style",
        levels=True,
        examples=(
            "make it look like a watercolour painting",
            "turn the photo into a pencil sketch",
            "comic style",
            "duotone in navy and pink",
            "style the background as an oil painting",
        ),
    ),
    Intent(
        name="style_like",
        says=(
            "({SET}|STYLEV)? {TB}? (P|IN|TO)? (SETTING|STYLE|BE) (OF|FROM|IN|P) (IMAGE|OTHERIMAGE) {ONT}? {BY}?",
            "({SET}|STYLEV|SETTING)? ({TB}|STYLE)? BE? (SAMEAS|SETTING SAMEAS) (IMAGE|OTHERIMAGE) {BY}?",
            "{SET} (IMAGE|OTHERIMAGE) (P|IN|TO) (SETTING|STYLE|OTHERIMAGE|SETTING OBJECT) {ONT}? {BY}?",
        ),
        build="style_like",
        examples=(
            "make it look like the second image",
            "apply the style of the second image",
            "in the style of the second image",
            "use the second image as style reference",
        ),
    ),
)
