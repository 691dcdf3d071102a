"""Rows for the canvas and for repairs: extend, frame for a network or shop, perspective, denoise, deblur."""

from scumble.planner.intents.row import Intent

CANVAS_EDITS: tuple[Intent, ...] = (
    Intent(
        name="extend",
        says=(
            "{SET}? EXTENDV ({W}|{BG}|CANVASNOUN)? ((OF|IN) {W})? {PRX}* (SQUARE|RATIO) ORIENT? {FMT}?",
            "{SET}? EXTENDV ({W}|{BG}|CANVASNOUN)? ((OF|IN) {W})? ({PR}|{ENDS}|COMMA)* {BY}? ({PR}|{ENDS}|AND|COMMA)*",
            "{SET}? EXTENDV ({W}|{BG}|CANVASNOUN)? ({PR}|{ENDS})* (PX|PCT) ({PR}|{ENDS}|AND|COMMA)*",
            "(ADD|GIVE|SETV) {W}? {BY}? OF? (MORESPACE|MORE MARGIN) ({PR}|{ENDS}|AND|COMMA)* {W}? ({PR}|{ENDS})* {BY}?",
            "(ADD|GIVE) ({PR}|{ENDS}|AND|COMMA)* (MORESPACE|MORE MARGIN) {BY}?",
            "(RESIZE|UP) CANVASNOUN ({PR}|{ENDS}|AND|COMMA)* {BY}? ({PR}|{ENDS})*",
            "(ADD|GIVE) (PX|PCT) (OF|P)* MORESPACE ({PR}|{ENDS}|AND|COMMA)* ({W}|SUBJECT)?",
            "(ADD|GIVE) {W}? MORESPACE ({PR}|{ENDS}|AND|COMMA)* (SUBJECT|{OBJ})",
            "(MORESPACE|MORE MARGIN) ({PR}|{ENDS}|AND|COMMA)* ({W}|SUBJECT)?",
            "(SETV|TURN) {W}? {BY}? (WIDER|TALLER) {BY}?",
            "(SETV|TURN) {W}? TO? (SQUARE|RATIO) P ADD? (MORESPACE|MORE MARGIN|MORE BG) ({PR}|SIDES|AROUND)* {W}?",
        ),
        build="extend",
        levels=True,
        examples=("extend the background to 16:9", "add more space above", "extend the picture by 20 % on the left"),
    ),
    Intent(
        name="frame",
        says=(
            "(CROP|RESIZE|PREPARE|SETV|PUT|CUT|FITWITHIN|EDITV|TURN|FIX|USE) {W}? {SZ}? (SQUARE|RATIO)? {PRX}*"
            " (FRAMEFOR|FRAME) {FMT}? WHOLE?",
            "{SET}? {W}? {PRX}* FRAME {FMT}? WHOLE?",
            "(CROP|RESIZE|FITWITHIN) {W}? (TO|AROUND|ON|P) (SUBJECT|{OBJ}) (FRAMEFOR|{PRX}* FRAME)",
            "(CROP|RESIZE|FITWITHIN) {W}? (FRAMEFOR|{PRX}* FRAME) {FMT}? {PRX}+ (SUBJECT|{OBJ})",
        ),
        build="frame",
        examples=("crop for an instagram story", "make it an amazon main image"),
    ),
    Intent(
        name="perspective",
        says=(
            "(UPRIGHTS|FLATDOC|PERSPECTIVE) ((OF|IN|ON|FROM|P)* ({W}|{OBJ}|CANVASNOUN))?",
            "{SET} {W}? PERSPECTIVE",
        ),
        build="perspective",
        levels=True,
        examples=("correct the perspective", "straighten the document", "straighten the verticals"),
    ),
    Intent(
        name="denoise",
        says=(
            "DENOISEV {TB}? ({ONT})? {BY}?",
            "(REMOVE|DOWN|LESS|FIX|WITHOUT|SETV LESS|CUT) {BY}? (OF)? NOISE ({ONT})? {BY}?",
            "{SET}? {TB}? {PR}? LESS NOISYADJ",
            "{SET} {TB} (WITHOUT|NO|LESS) NOISE",
            "{TB} BE? TOO? NOISYADJ",
            "TOO NOISYADJ|LESS NOISYADJ",
            "(ADD|USE|{SET}) {W}? DENOISEV ({ONT})?",
            "FIX NOISYADJ {TB}",
        ),
        build="denoise",
        levels=True,
        examples=("remove the noise", "reduce the grain a bit", "make it less grainy"),
    ),
    Intent(
        name="deblur",
        says=(
            "DEBLURV {TB}? ({ONT})? {BY}?",
            "(FIX|REMOVE) BLURADJ {TB}?",
            "FIX {TB} BE? BLURADJ",
        ),
        build="deblur",
        levels=True,
        examples=("fix the blur", "deblur the photo"),
    ),
)
