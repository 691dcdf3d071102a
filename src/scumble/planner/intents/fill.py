"""Rows for removal: what was drawn, or the thing that is named."""

from scumble.planner.intents.row import Intent

FILL: tuple[Intent, ...] = (
    Intent(
        name="fill",
        says=(
            "REMOVE {NP} ({WHERE}){0,3}",
            "REMOVE WHOLE? IN REGION",
            "(USE|CUT|EDITV|TOUCH) {NP} ({WHERE}){0,3} OFF ({NP}|({WHERE}){0,2})",
            "(USE|CUT|EDITV|TOUCH) OFF {NP} ({WHERE}){0,3}",
            "{SET}? {NP} ({WHERE}){0,3} (BE|TO)? REMOVE ({WHERE})?",
            "{SET}? SAME? {W}? (NO|P? WITHOUT) {NP} ({WHERE}){0,3}",
            "{SET}? {W}? SHADOW ((ON|IN|OF|BEHIND|NEXTTO) {T})?",
            "(FILLIN|PAINT|FILLV) {T}? (FROM|P|IN)* SURROUND",
            "FILLIN {T}",
            "FILLV (IT|REGION) IN?",
            "REMOVE|FILLIN|FILLV",
        ),
        build="fill",
        examples=("remove this", "remove the cup on the left"),
    ),
)
