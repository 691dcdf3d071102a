"""How styles, scenes, moods and perspectives are said in the sentence that tells what was understood. Data only."""

from collections.abc import Mapping

STYLES: Mapping[str, str] = {
    "neon": "in a neon cyberpunk style",
    "watercolour": "as a watercolour",
    "oil": "as an oil painting",
    "pencil": "as a pencil sketch",
    "ink": "as an ink drawing",
    "comic": "as a comic",
    "poster": "as a poster in a few flat colours",
    "duotone": "as a duotone",
    "halftone": "as a halftone print",
    "pixel art": "as pixel art",
    "film": "with the look of analogue film",
    "vintage": "as a vintage photo",
    "line art": "as line art",
    "engraving": "as an engraving",
    "stained glass": "as stained glass",
}

SCENES: Mapping[str, str] = {
    "winter": "a winter landscape",
    "forest": "a forest",
    "autumn": "an autumn forest",
    "spring": "blossoming trees",
    "garden": "a garden",
    "meadow": "a summer meadow",
    "beach": "a beach",
    "sunset": "a sunset",
    "city night": "a city at night",
    "wood table": "a wooden table",
    "marble": "a marble table",
    "kitchen": "a kitchen",
    "office": "an office",
    "living room": "a living room",
    "christmas": "Christmas lights",
    "halloween": "Halloween lights",
}

LIGHTS: Mapping[str, str] = {
    "night": "at night",
    "golden hour": "at golden hour",
}

PERSPECTIVES: Mapping[str, str] = {
    "verticals": "make the upright lines parallel",
    "document": "flatten the document or sign and crop to it",
    "auto": "correct the perspective",
}
