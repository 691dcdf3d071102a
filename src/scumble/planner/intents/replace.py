"""Rows for replacing a thing by one of another input picture, or by another of its kind."""

from scumble.planner.intents.row import Intent

_OTHER = "(DESC|ORD|SIZEADJ|SMALLADJ|UNKNOWN|QUANT|NEUTRALADJ|ADJ)* (ONE|OBJECT|SUBJECT|PART)"
_SHOWN = "(OBJECT|SUBJECT|PART|ONE|IT)"

REPLACING: tuple[Intent, ...] = (
    Intent(
        name="object.replace",
        says=(
            "SETV {OB} (P|TO) (IMAGE|OTHERIMAGE)",
            "SETV {OB} (P|TO) {Q}? " + _SHOWN + " (FROM|IN|OF|ON|P) (IMAGE|OTHERIMAGE)",
            "(PUT|USE|SETV) {Q}? " + _SHOWN + " (FROM|IN|OF|ON) (IMAGE|OTHERIMAGE) INSTEAD OF? {OB}",
            "(PUT|USE|SETV) (IMAGE|OTHERIMAGE) INSTEAD OF? {OB}",
            "SETV {OB} (P|TO) (IT|ONE|" + _OTHER + ")",
        ),
        build="replace",
        of_thing=True,
        examples=("replace the mug with the one in the second image",),
    ),
)
