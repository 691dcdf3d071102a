"""Rows for scenes: a drawn place out of focus behind the subject, and the light there."""

from scumble.planner.intents.row import Intent
from scumble.planner.macros import frames

_SCENE = "{MOODS} SCENE (WHOLE|SETTING)? {TAIL} {SH}?"

SCENES: tuple[Intent, ...] = (
    Intent(
        name="background.scene",
        says=(
            *frames(_SCENE, "{TAIL}"),
            "{SET}? {T}? (IN|ON|TO|P|BE)* " + _SCENE + " {BGW}? {TAIL} {SH}?",
            "{SET}? {BG} (COMMA|{PR})* " + _SCENE + " {BGW}? {TAIL} {SH}?",
            "{SET}? " + _SCENE + " {BGW} ((BEHIND|AROUND|ON) {T})? {TAIL}",
        ),
        build="scene",
        examples=(
            "change the background to a winter scene with soft lighting",
            "put it on a wooden table",
            "put the subject in a forest at golden hour",
            "put it on a white marble table with a soft shadow",
        ),
    ),
)
