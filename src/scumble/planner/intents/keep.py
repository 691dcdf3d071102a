"""Rows that ask for no edit: what is to be kept, what is not to be done."""

from scumble.planner.intents.row import Intent

KEEP: tuple[Intent, ...] = (
    Intent(
        name="keep",
        says=(
            "(KEEP|NOT (TOUCH|SETV)|WITHOUT (TOUCH|SETV)|EXCEPT|NOT) ({TB}|REST|PROP) ((OF|IN) {TB})? (BE|SAME)*",
            "KEEP SAME? PROP ((AND|COMMA)+ SAME? (PROP|FORMAT|COLORNOUN|RESIZE|SIZEADJ|STYLE|SETTING))* (SAME|BE)*",
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
