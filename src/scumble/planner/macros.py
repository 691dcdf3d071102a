"""Macros of the intents' patterns: recurring sequences of word classes, by name."""

MACROS: dict[str, str] = {
    "SET": "(SETV|EDITV|TOUCH|TURN|PUT|USE|PAINT|FILLV|GIVE|ADD|COLORNOUN|FIX)",
    "PR": "(P|TO|ON|IN|OF|FROM|BE)",
    "PRX": "(P|TO|IN|ON|AROUND)",
    "W": "(IT|WHOLE|IT WHOLE)",
    "S": "(SUBJECT|OBJECT|IT)",
    "N": "(IT|SUBJECT|WHOLE|REGION|OBJECT|PART)",
    "BG": "(BG ((OF|BEHIND|IN|AROUND) (IT|SUBJECT|WHOLE|OBJECT))?|BGBEHIND (IT|SUBJECT|OBJECT|PART))",
    "Q": "(QUANT|ORD|PLACE|COLOR|SIZEADJ|SMALLADJ|DESC|LEFT|RIGHT|TOP|BOTTOM)",
    "LOC": "(REL{0,2} (IN|ON|FROM|OF|P|NEXTTO|BEHIND|AROUND|REL|TO) {Q}{0,3} (OBJECT|PART|SUBJECT|BG|IT|WHOLE"
    "|COLOR|PLACE|LEFT"
    "|RIGHT|TOP|BOTTOM)|(LEFT|RIGHT|TOP|BOTTOM|LEFTSIDE|RIGHTSIDE|PLACE) ({Q}{0,2} (OBJECT|PART|SUBJECT))?|SAYING|REL)",
    "OBJ": "({Q}{0,4} (OBJECT|PART|SUBJECT) {LOC}{0,3})",
    "OB": "({OBJ}|REGION|IT)",
    "T": "({N}|{N} OF {N}|{N} IN REGION|{OBJ})",
    "TB": "({T}|{BG}|REST|ALLBUT ({OBJ}|{BG}))",
    "ONT": "((ON|IN|OF|TO|P|FROM) {TB})",
    "BGW": "(BG|ONE)",
    "BY": "((P|TO|IN)? (PCT|STOP|NUM|TIMES|HALFWORD))",
    "JOIN": "(AND|COMMA)+",
    "UPDN": "(MORE|LESS|UP|DOWN)",
    "ADJS": "({UPDN}? ADJ ({JOIN}? {UPDN}? ADJ)*)",
    "DIMS": "((DIM|COLORNOUN|LIGHT) ({JOIN} (DIM|COLORNOUN|LIGHT))*)",
    "DIR": "(VERTICAL|HORIZONTAL|DIAGONAL|RADIAL|LINEAR)",
    "SIDE": "(TOP|BOTTOM|LEFT|RIGHT|LEFTSIDE|RIGHTSIDE)",
    "COLORS": "((FROM|OF|P|IN|{SIDE})* COLOR ((TO|AND|COMMA|P|FROM|ON|IN|{SIDE}|PLACE|EDGE)* COLOR)*"
    " (IN|ON)? (PLACE|EDGE)?|(FROM|OF|P|IN)* BW)",
    "GRAD": "({DIR}? GRADIENT {DIR}? COMMA? {COLORS} {SIDE}? COMMA? {DIR}?"
    "|{DIR}? {COLORS} {DIR}? GRADIENT COMMA? {DIR}?"
    "|GRADIENT BG {DIR}? COMMA? {COLORS} {SIDE}? COMMA? {DIR}?|BG GRADIENT {DIR}? {COLORS} {SIDE}? COMMA? {DIR}?"
    "|{COLORS} {DIR}? GRADIENT BG COMMA? {DIR}|{COLORS} COMMA? {DIR}? GRADIENT COMMA? {DIR}?"
    "|{DIR} BG GRADIENT COMMA? {COLORS})",
    "STUD": "(COLOR? STUDIO (BG|SETTING|WHOLE|CANVASNOUN)* ((IN|P|OF|ON|COMMA)+ COLOR)?|BG STUDIO)",
    "SH": "((P|COMMA|AND|ADD|BUT|GIVE|IT)* SHADOW (NEXTTO|BOTTOM|(NEXTTO|BEHIND|ON|IN|P|OF) {T})?)",
    "LIKE": "((P|TO|IN|ON|OF|FROM|BE){0,3} (SETTING (OF|P|IN|TO)?)?)",
    "INST": "(INSTEAD COLOR (ONE|COLORNOUN)?)",
    "WAY": "(LEFT|RIGHT|UP|DOWN)",
    "SPOT": "(PLACE|TOP|BOTTOM|LEFT|RIGHT|LEFTSIDE|RIGHTSIDE)",
    "SIZED": "(SIZEADJ|SMALLADJ|FORMAT)",
    "BQ": "(PX|PCT|NUM|COLOR|AND|COMMA|P|OF|BSTYLE|FIX)",
    "BT": "(OF|P|COMMA|IN|BE|AND|PX|PCT|COLOR|BSTYLE|AROUND|ON|TO|IT|WHOLE|SIDES)",
    "FMT": "(FORMAT|PROP)",
    "X": "(PX|NUM)",
    "SZ": "(FORMAT|SIZEADJ|SMALLADJ|RESIZE)",
    "OFFS": "(OFF|FROM|OF|P|IN|ON|TO)*",
    "NP": "((OBJECT|PART|SUBJECT|REGION|IT|COLOR|BORDER|SHADOW|SEASON|STYLE|LOOK|ONE|THIS|QUANT|ORD|PLACE|SIZEADJ"
    "|SMALLADJ|DESC|LEFT|RIGHT|TOP|BOTTOM){1,5})",
    "WHERE": "(REL? (SAYING|IN|ON|FROM|OF|P|TO|NEXTTO|BEHIND|AROUND|REL|PLACE|TOP|BOTTOM|LEFT|RIGHT|LEFTSIDE"
    "|RIGHTSIDE|OFF)"
    " ({NP}|BG|WHOLE|SIDES)?)",
}


def frames(value: str, after: str = "", *, named: bool = False) -> tuple[str, ...]:
    """Ways to say that the background becomes `value`; named: the word background (or 'on') has to be there."""
    need = "BG" if named else "{BGW}?"
    rows = [
        "{SET}? {BG} COLORNOUN? {PR}* " + value + " {BGW}?",
        "{SET}? {W}? (ON|IN|P|OF|BE) " + value + " " + need,
        "(PUT|SETV|USE)? {S} (ON|IN) " + value + " " + need,
        "(PUT|GIVE|USE)? {S} P " + value + " BG",
        "(PUT|SETV|USE|ADD)? {S}? ON " + value,
        "GIVE {S} " + value + " " + need,
        "{SET}? ({W}|{S}) " + value + " BG",
        "{SET}? " + value + " " + need + " ((BEHIND|AROUND) {T}|P (SUBJECT|IT))?",
        "{SET}? " + value + " (BG ON {T}|BGBEHIND {T})",
        "{SET}? " + value + " BG? BEHIND {T}",
        "{SET} " + value + " {PR} {BG}",
        value + " {PR} {BG}",
    ]
    return tuple(f"{row} {after}" for row in rows)
