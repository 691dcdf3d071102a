"""Rows for light and colour: brighter, warmer, more contrast, automatic levels."""

from scumble.planner.intents.row import Intent

TONE: tuple[Intent, ...] = (
    Intent(
        name="tone",
        says=(
            "{SET}? {TB}? (COLORNOUN|LIGHT)? (OF {TB})? {PR}? TINT? TOO? {BY}? {ADJS}"
            " (COLORNOUN|LIGHT|WHOLE|SETTING|TINT|BE)? {BY}? ({ONT})? {BY}?",
            "{SET}? {TB} AS? TIMES AS? ADJ AS?",
            "AS? TIMES AS? ADJ AS?",
            "{SET}? IT? TIMES AS? ADJ",
            "(TVERB|ADJ) (UP|DOWN|OFF)? {TB}? COLORNOUN? ((OF|IN) {TB})? (UP|DOWN|OFF)? {BY}?",
            "{SET}? {TB}? (UP|MORE|ADD|GIVE|DOWN|LESS) {BY}? OF? {TB}? {DIMS} ({ONT})? {BY}? ({ONT})?",
            "TIMES {TB}? {DIMS} ({ONT})?",
            "BLURV {DIMS} ({ONT})? {BY}?",
            "{SET}? {TB}? {PR}? (MORE|LESS) COLOR (COLORNOUN|TINT)?",
            "REMOVE COLOR (TINT|COLORNOUN|LIGHT) ((FROM|IN|OF|ON) {TB})?",
            "{TB}? BE? TOO COLOR",
            "(MOVEV|SETV|PUT|UP|TURN) (LIGHT|DIM|COLORNOUN) ({ONT})? TO ADJ",
            "{SET}? {TB}? {PR}? LESS BLURADJ",
            "{SET}? {TB}? {PR}? {ADJS} (P|AND|COMMA)+ {UPDN} {DIMS}",
            "{SET} {TB}? DIM TO PCT",
            "{TB}? {DIMS} {UPDN}? {BY} ({ONT})?",
            "{SET}? {TB}? {DIMS} (IN|OF|ON|P)* {TB}? BE? {UPDN} ({ONT})?",
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
            "FIX (WHOLE|IT|SUBJECT|REGION)?",
            "TONEDOWN|FIX IT",
            "{SET}? {W}? AUTOV",
        ),
        build="auto",
        examples=("auto enhance", "fix the lighting"),
    ),
)
