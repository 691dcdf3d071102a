"""What clauses that are not understood seem to want, as data: the engine they would need and what works instead."""

import re
from dataclasses import dataclass

from scumble.core.scenes import SCENES


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What a clause that was not understood seems to want: all of these classes are in it -> the engine it needs."""

    has: frozenset[str]
    needs: str
    nearest: tuple[str, ...]
    able: str = ""
    """What of the kind can be done, as a sentence."""


GENERATIVE = "generative engine"
"""Need of whatever has to be drawn anew from words alone."""
ENGINES = "such as gpt-image, Gemini or FLUX Kontext"
_DRAWN_ANEW = re.compile(
    r"""\b(?:smil(?:e|es|ing)|frown\w*|laugh\w*|cry(?:ing)?|wink\w*|blink\w*|younger|older|happ(?:y|ier)|sad(?:der)?|angry
    |surprised|thinner|slimmer|skinnier|fatter|taller|muscular|pregnant|bald|beard|moustache|make-?up|lipstick|hair(?:style|cut)
    |tattoos?|wears?|wearing|dress(?:ed)?\ (?:her|him|them|it|the)|(?:un)?fold|iron|sit|sitting|stand\ up|jump(?:ing)?
    |run(?:ning)?|walk(?:ing)?|fly(?:ing)?|danc(?:e|ing)|hug(?:ging)?|look(?:ing)?\ (?:at|up|down|away|into)
    |(?:open|close)\ (?:the|his|her|its|their|my)|(?:turn|tilt|rotate)\ (?:his|her|its|their|the)\ head|poses?|posing
    |expression|on\ an?\ (?:model|mannequin|person|human)|by\ an?\ (?:model|person)
    |from\ (?:the\ side|behind|above|below|the\ back|the\ front|another\ (?:angle|side))
    |(?:side|top|back|front|aerial)\ view
    |(?:camera|different|another|new|other)\ (?:angle|perspective|pose|viewpoint)|back\ (?:side\ )?of
    |night(?:\ ?time)?|day(?:\ ?time|light)?|golden\ hour|dusk|dawn|rain(?:y|ing)?|snow(?:y|ing)|storm(?:y)?|thunder\w*
    |bloom\w*|blossom\w*|melt\w*|burn\w*|on\ fire|explod\w*|wet|dirty|rusty|broken
    |colou?ri[sz]e|restor(?:e|ation)|smooth\ (?:the|his|her|my)?\ ?skin|whiten\ (?:the|his|her|my)?\ ?teeth
    |3\ ?d|lego|dramatic\ sky|more\ dramatic)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of what another look at the same scene would take: faces, poses, clothes, views, weather, hours, materials."""


def draws_anew(words: str) -> bool:
    """True when words that are not understood ask for what only a generative model makes."""
    return _DRAWN_ANEW.search(words) is not None


STYLES_HERE = (
    "Styles that can be drawn here: neon cyberpunk, watercolour, oil painting, pencil sketch, ink drawing, comic,"
    " poster, duotone, halftone, pixel art, film look, vintage, line art, engraving, stained glass."
)
SCENES_HERE = f"Scenes that can be drawn here: {', '.join(SCENES)}."
_BACKDROPS = ("replace the background with a white studio", "blur the background")
_SCENES = ("replace the background with a winter scene", "put it on a wooden table")
_COLORS = ("make the background navy", "make the background white")
_THINGS = ("make the sofa navy", "paint the door green")
_SHADOWS = ("white background with a soft shadow",)
REFUSALS: tuple[Refusal, ...] = (
    Refusal(has=frozenset({"FILEFORMAT"}), needs="the parameter `output_format`", nearest=("resize to 1200 px wide",)),
    Refusal(
        has=frozenset({"STYLE"}),
        needs="style transfer",
        nearest=("comic style", "make it look like an oil painting"),
        able=STYLES_HERE,
    ),
    Refusal(has=frozenset({"ADD", "DEFECT"}), needs=GENERATIVE, nearest=("add a white border",)),
    Refusal(has=frozenset({"DEFECT"}), needs="photo restoration", nearest=("sharpen the photo", "auto enhance")),
    Refusal(has=frozenset({"ADD", "SEASON"}), needs=GENERATIVE, nearest=("add a white border",)),
    Refusal(has=frozenset({"SEASON"}), needs=GENERATIVE, nearest=_SCENES, able=SCENES_HERE),
    Refusal(has=frozenset({"SCENE"}), needs=GENERATIVE, nearest=_SCENES, able=SCENES_HERE),
    Refusal(has=frozenset({"BORDER", "UNKNOWN"}), needs="", nearest=("add a white border",)),
    Refusal(has=frozenset({"ADD", "UNKNOWN"}), needs=GENERATIVE, nearest=("add a white border",)),
    Refusal(has=frozenset({"GIVE", "UNKNOWN"}), needs=GENERATIVE, nearest=()),
    Refusal(has=frozenset({"BG", "UNKNOWN"}), needs="", nearest=_BACKDROPS),
    Refusal(has=frozenset({"PUT", "OBJECT", "PART"}), needs=GENERATIVE, nearest=_BACKDROPS),
    Refusal(has=frozenset({"COLOR", "UNKNOWN"}), needs="", nearest=_COLORS),
    Refusal(has=frozenset({"UNKNOWN"}), needs="", nearest=()),
    Refusal(has=frozenset({"BG", "OBJECT"}), needs=GENERATIVE, nearest=_BACKDROPS),
    Refusal(has=frozenset({"ADD", "OBJECT"}), needs=GENERATIVE, nearest=("add a white border",)),
    Refusal(has=frozenset({"ADD", "PART"}), needs=GENERATIVE, nearest=("add a white border",)),
    Refusal(has=frozenset({"GIVE", "OBJECT"}), needs=GENERATIVE, nearest=()),
    Refusal(has=frozenset({"GIVE", "PART"}), needs=GENERATIVE, nearest=()),
    Refusal(has=frozenset({"PUT", "OBJECT"}), needs=GENERATIVE, nearest=("put it on a white background",)),
    Refusal(has=frozenset({"OBJECT", "COLOR"}), needs="", nearest=_THINGS),
    Refusal(has=frozenset({"PART", "COLOR"}), needs="", nearest=_THINGS),
    Refusal(has=frozenset({"SUBJECT", "COLOR"}), needs="", nearest=_THINGS),
    Refusal(has=frozenset({"IT", "COLOR"}), needs="", nearest=_THINGS),
    Refusal(has=frozenset({"MOVEV"}), needs="", nearest=("move the cup to the left", "put the vase in the centre")),
    Refusal(has=frozenset({"SETV", "PART"}), needs=GENERATIVE, nearest=("auto enhance",)),
    Refusal(has=frozenset({"SETV", "OBJECT"}), needs=GENERATIVE, nearest=_THINGS),
    Refusal(has=frozenset({"TURN", "OBJECT"}), needs=GENERATIVE, nearest=_THINGS),
    Refusal(
        has=frozenset({"OBJECT", "RESIZE"}), needs="a number", nearest=("make the dog twice as big", "shrink the mug")
    ),
    Refusal(has=frozenset({"SUBJECT", "PUT"}), needs="", nearest=("put the subject in the centre",)),
    Refusal(has=frozenset({"SIZEADJ"}), needs="a number", nearest=("2x", "resize to 1200 px wide")),
    Refusal(has=frozenset({"SMALLADJ"}), needs="a number", nearest=("half the size", "resize to 800 px wide")),
    Refusal(has=frozenset({"SHADOW"}), needs="a backdrop to cast it on", nearest=_SHADOWS),
    Refusal(has=frozenset({"TRANSPARENT"}), needs="", nearest=("make the background transparent",)),
    Refusal(has=frozenset({"COLOR"}), needs="", nearest=_COLORS),
    Refusal(has=frozenset({"PART"}), needs="", nearest=("brighten the face", "blur the number plate")),
    Refusal(has=frozenset({"OBJECT"}), needs="", nearest=("remove the cup on the left", "brighten the cup")),
)
"""The first row whose classes are all in the clause counts; `needs` is empty where no engine is missing, only words."""
_PLAIN = ("a plain white image",)
DRAWINGS: tuple[Refusal, ...] = tuple(
    Refusal(has=frozenset({cls}), needs=GENERATIVE, nearest=_PLAIN)
    for cls in ("SEASON", "SCENE", "OBJECT", "PART", "SUBJECT", "STYLE")
)
"""The same for a picture from nothing."""
