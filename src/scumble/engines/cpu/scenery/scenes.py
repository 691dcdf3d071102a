"""Table of scenes: what draws each, how its ground takes a shadow and a reflection, and what moods do to its light."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from scumble.engines.cpu.oklab import encoded
from scumble.engines.cpu.scenery import lights, shores, tables, woods
from scumble.engines.cpu.scenery.stage import Floats, Stage, defocused


@dataclass(frozen=True, kw_only=True)
class Scene:
    """draw: the scene in linear light, float32 (h, w, 3). shadow: 0..1, strength of the subject's shadow on its ground.
    gloss: 0..1, strength of its reflection. table: the ground is a table top seen from close by."""

    draw: Callable[[Stage], Floats]
    shadow: float
    gloss: float = 0.0
    table: bool = False


SCENES: Final[Mapping[str, Scene]] = MappingProxyType(
    {
        "winter": Scene(draw=woods.winter, shadow=0.7),
        "forest": Scene(draw=woods.forest, shadow=0.95),
        "autumn": Scene(draw=woods.autumn, shadow=0.95),
        "spring": Scene(draw=woods.spring, shadow=0.9),
        "garden": Scene(draw=woods.garden, shadow=0.9),
        "meadow": Scene(draw=woods.meadow, shadow=0.9),
        "beach": Scene(draw=shores.beach, shadow=0.85),
        "sunset": Scene(draw=shores.sunset, shadow=0.95),
        "city night": Scene(draw=lights.city, shadow=0.95, gloss=0.12),
        "wood table": Scene(draw=tables.wood, shadow=0.95, gloss=0.10, table=True),
        "marble": Scene(draw=tables.marble, shadow=0.8, gloss=0.16, table=True),
        "kitchen": Scene(draw=tables.kitchen, shadow=0.9, gloss=0.08, table=True),
        "office": Scene(draw=tables.office, shadow=0.85, gloss=0.08, table=True),
        "living room": Scene(draw=tables.living_room, shadow=0.95, gloss=0.10, table=True),
        "christmas": Scene(draw=lights.christmas, shadow=0.95, gloss=0.12, table=True),
        "halloween": Scene(draw=lights.halloween, shadow=0.95, gloss=0.12, table=True),
    }
)
"""Each scene by its name in `core/scenes.py`."""
SHOULDER: Final = 0.7
"""Linear light up to which tones are kept; brighter ones are bent towards white."""


def painted(scene: Scene, stage: Stage, moods: Sequence[str]) -> Floats:
    """The scene as encoded sRGB numbers, float32 (h, w, 3), 0..255, in the light that the moods name."""
    light = scene.draw(stage)
    for mood in moods:
        light = _in_mood(light, stage, mood)
    light = np.maximum(light, 0)
    bright = SHOULDER + (1 - SHOULDER) * (1 - np.exp(-(light - SHOULDER) / (1 - SHOULDER)))
    return encoded(np.where(light > SHOULDER, bright, light).astype(np.float32))


def _in_mood(light: Floats, stage: Stage, mood: str) -> Floats:
    """Linear light (h, w, 3) in a mood."""
    grey = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    if mood == "soft":
        mean = float(np.median(grey))
        haze = defocused(light, 2.2 * stage.far)
        softened = 0.8 * light + 0.2 * haze
        return (0.86 * softened + 0.14 * np.maximum(mean, 0.18)).astype(np.float32)
    if mood == "golden hour":
        across = np.exp(-(((1 - stage.lit) / 0.45) ** 2)) * np.exp(-(((stage.rows / stage.height - 0.35) / 0.5) ** 2))
        glow = np.array([1.0, 0.62, 0.25], np.float32) * (0.45 * across)[:, :, None]
        return (light * np.array([1.16, 0.94, 0.62], np.float32) * 0.9 + glow).astype(np.float32)
    if mood == "night":
        return ((0.35 * light + 0.65 * grey[:, :, None]) * np.array([0.09, 0.13, 0.24], np.float32)).astype(np.float32)
    if mood == "moody":
        dark = 0.42 * light * np.clip(grey / 0.35, 0.35, 1.2)[:, :, None]
        return (0.75 * dark + 0.25 * 0.42 * grey[:, :, None]).astype(np.float32)
    gains = {"warm": (1.10, 0.99, 0.80), "cool": (0.86, 0.98, 1.14), "bright": (1.3, 1.3, 1.3)}[mood]
    return (light * np.array(gains, np.float32)).astype(np.float32)
