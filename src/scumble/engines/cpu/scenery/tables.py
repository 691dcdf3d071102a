"""Scenes on a table: boards of wood, marble, each with a room out of focus behind it; kitchen, office, living room."""

from collections.abc import Sequence

import numpy as np

from scumble.engines.cpu.scenery.stage import (
    Colour,
    Floats,
    Stage,
    bokeh,
    defocused,
    ground_at,
    lay_ground,
    over,
    pattern,
    rgb,
)


def wood(stage: Stage) -> Floats:
    """A wooden table in a room with warm light."""
    view = _room(stage, (rgb("#6b5948"), rgb("#a58d74")), window=rgb("#fff0d8"), gain=0.9)
    _lamps(stage, view, 7, (rgb("#ffd79a"), rgb("#ffe9c8")), 0.22)
    return lay_ground(stage, view, boards(stage, (rgb("#6d4526"), rgb("#b98653"))))


def marble(stage: Stage) -> Floats:
    """A marble top in a light room."""
    view = _room(stage, (rgb("#b9b6b1"), rgb("#e2dfda")), window=rgb("#ffffff"), gain=1.0)
    across, away = ground_at(stage)
    bend = 0.55 * pattern(stage, across, away, 2.4, 2.4, 3)
    veins = np.zeros(stage.shape, np.float32)
    for slope, wide, strength in ((0.8, 2.1, 1.0), (-0.5, 3.3, 0.6), (1.6, 1.3, 0.35)):
        phase = (across + slope * 0.45 * away) / wide + bend + stage.rng.uniform(0, 1)
        line = np.abs((phase % 1.0) - 0.5) * 2
        veins += (
            strength
            * np.exp(-(((1 - line) / 0.05) ** 2))
            * np.clip(0.5 + 0.5 * pattern(stage, across, away, 1.2, 1.2, 2), 0, 1.3)
        )
    cloud = np.clip(0.5 + 0.3 * pattern(stage, across, away, 1.5, 1.5), 0, 1)
    grey = np.clip(0.28 * cloud + 0.42 * veins, 0, 0.75)[:, :, None]
    top = rgb("#f2f1ef") * (1 - grey) + rgb("#8e9094") * grey
    return lay_ground(stage, view, top.astype(np.float32))


def kitchen(stage: Stage) -> Floats:
    """A pale kitchen behind a wooden worktop: cupboards, a window, plants."""
    view = _room(stage, (rgb("#cfcac2"), rgb("#ebe7e0")), window=rgb("#ffffff"), gain=1.05)
    view = _boxes(stage, view, (rgb("#9fb0aa"), rgb("#e6e1d6"), rgb("#7b8f86")), 7)
    view = _plant(stage, view)
    _lamps(stage, view, 4, (rgb("#ffe3b0"),), 0.2)
    return lay_ground(stage, view, boards(stage, (rgb("#a67c50"), rgb("#dcb98a"))))


def office(stage: Stage) -> Floats:
    """An office behind a pale desk: daylight, shelves, a plant."""
    view = _room(stage, (rgb("#8f9aa3"), rgb("#cdd5da")), window=rgb("#f4faff"), gain=1.1)
    view = _boxes(stage, view, (rgb("#3d4852"), rgb("#b58d62"), rgb("#e9edf0"), rgb("#5f7484")), 10)
    view = _plant(stage, view)
    return lay_ground(stage, view, boards(stage, (rgb("#b9a68e"), rgb("#e0d3bf"))))


def living_room(stage: Stage) -> Floats:
    """A living room in the evening: lamps, cushions, a plant, a dark wooden table."""
    view = _room(stage, (rgb("#7d6a58"), rgb("#b39d84")), window=rgb("#ffe9c4"), gain=0.75)
    view = _boxes(stage, view, (rgb("#8c5a3c"), rgb("#c8b394"), rgb("#4f5d55"), rgb("#a4553f")), 8)
    view = _plant(stage, view)
    _lamps(stage, view, 9, (rgb("#ffcf8a"), rgb("#ffe2b4")), 0.5)
    return lay_ground(stage, view, boards(stage, (rgb("#4e3220"), rgb("#8a5f3d"))))


def boards(stage: Stage, colours: Sequence[Colour], glow: Colour | None = None) -> Floats:
    """Wooden boards running across (h, w, 3): grain, joints, the light of the room on them."""
    across, away = ground_at(stage)
    dark, light = (np.asarray(c, np.float32) for c in colours)
    wide = 1.15
    row = np.floor(away / wide)
    start = ((row * 7.31) % 5.0).astype(np.float32)
    warp = (0.10 * pattern(stage, across, away, 5.0, 0.7, 2)).astype(np.float32)
    grain = pattern(stage, across + start, away + warp, 3.2, 0.075, 3)
    rings = np.sin((away + 0.22 * pattern(stage, across + start, away, 4.5, 0.9, 2)) * 26.0)
    tone = 0.55 + 0.16 * grain + 0.10 * rings + 0.22 * (((row * 0.618) % 1.0) - 0.5)
    tone = np.clip(tone, 0, 1)[:, :, None]
    out = dark + (light - dark) * tone
    near = np.abs(away / wide - np.rint(away / wide)) * wide
    joint = np.exp(-((near / 0.012) ** 2))[:, :, None]
    out = out * (1 - 0.6 * joint)
    sheen = np.exp(-np.clip(stage.rows - stage.horizon, 0, None) / (0.22 * stage.height))
    out = out * (0.85 + 0.3 * stage.lit)[:, :, None]
    veil = np.asarray((0.2, 0.19, 0.17) if glow is None else glow, np.float32)
    return (out + veil * (0.5 * sheen * (0.4 + 0.8 * stage.lit))[:, :, None]).astype(np.float32)


def _room(stage: Stage, colours: Sequence[Colour], *, window: Colour, gain: float) -> Floats:
    """A wall that gets lighter towards a window on the light's side, far out of focus."""
    dark, light = (np.asarray(c, np.float32) for c in colours)
    share = np.clip(stage.lit**1.3 + 0.10 * stage.noise(500, 400, 2), 0, 1)[:, :, None]
    view = (dark + (light - dark) * share) * (0.9 + 0.1 * (stage.rows < stage.horizon))[:, :, None]
    width, height = stage.width, stage.height
    x = width * (0.5 + 0.36 * (np.sign(stage.light) or 1))
    top, low = -0.1 * height, 0.72 * max(stage.horizon, 0.4 * height)
    half = 0.12 * width
    inside = np.clip((half - np.abs(stage.columns - x)) + 0.5, 0, 1) * np.clip(low - stage.rows + 0.5, 0, 1)
    bars = (np.abs(stage.columns - x) < 0.006 * width) | (
        np.abs(stage.rows - (top + 0.62 * (low - top))) < 0.008 * height
    )
    pane = np.where(bars, 0.0, inside)[:, :, None]
    glow = np.exp(-(((stage.columns - x) / (0.30 * width)) ** 2 + ((stage.rows - 0.3 * height) / (0.5 * height)) ** 2))
    view = view * (1 - pane) + np.asarray(window) * 1.1 * pane + np.asarray(window) * (0.16 * glow)[:, :, None]
    return defocused((gain * view).astype(np.float32), 2.2 * stage.far)


def _boxes(stage: Stage, view: Floats, colours: Sequence[Colour], count: int) -> Floats:
    """Furniture and things on shelves: upright and level blocks far out of focus."""
    rng = stage.rng
    base = max(stage.horizon, 0.4 * stage.height)
    for _ in range(count):
        half = stage.width * rng.uniform(0.03, 0.11)
        tall = base * rng.uniform(0.12, 0.5)
        x, low = _off_window(stage, rng.uniform(0, 1)), 1.05 * base
        cover = np.clip(half - np.abs(stage.columns - x) + 0.5, 0, 1)
        cover = cover * np.clip(low - stage.rows + 0.5, 0, 1) * np.clip(stage.rows - low + tall + 0.5, 0, 1)
        side = np.clip(0.85 + 0.25 * (stage.columns - x) / half * (np.sign(stage.light) or 1), 0.5, 1.2)
        colour = np.asarray(colours[int(rng.integers(len(colours)))], np.float32) * side[:, :, None]
        whole = (colour * np.ones((*stage.shape, 1), np.float32)).astype(np.float32)
        view = over(view, whole, (0.8 * cover).astype(np.float32), 1.8 * stage.far)
    return view


def _plant(stage: Stage, view: Floats) -> Floats:
    """A house plant away from the light."""
    rng = stage.rng
    base = max(stage.horizon, 0.4 * stage.height)
    x = stage.width * (0.5 - (0.30 + 0.1 * rng.uniform()) * (np.sign(stage.light) or 1))
    y, half = base * 0.62, 0.12 * stage.width
    away = np.hypot((stage.columns - x) / half, (stage.rows - y) / (0.9 * half))
    cover = np.clip(2.4 * (1.05 - away + 0.28 * stage.noise(34, 46, 2)), 0, 0.9)
    tone = np.clip(0.45 + 0.35 * stage.noise(26, 40, 2), 0, 1)[:, :, None]
    leaf = rgb("#27401f") + (rgb("#7f9f5c") - rgb("#27401f")) * tone
    return over(view, leaf.astype(np.float32), cover.astype(np.float32), 1.3 * stage.far)


def _off_window(stage: Stage, share: float) -> float:
    """A column of the wall that is not before the window: share 0..1 of what is left of it."""
    away = 0.7 * share
    return stage.width * (away if stage.light >= 0 else 1 - away)


def _lamps(stage: Stage, view: Floats, count: int, colours: Sequence[Colour], strength: float) -> None:
    """Warm points of light as discs, in place."""
    rng = stage.rng
    base = max(stage.horizon, 0.4 * stage.height)
    at = np.stack([rng.uniform(0, stage.width, count), base * rng.uniform(0.05, 0.8, count)], axis=1)
    picked = np.asarray(colours, np.float32)[rng.integers(0, len(colours), count)]
    gain = strength * rng.uniform(0.25, 1, count)[:, None]
    bokeh(view, at, stage.far * rng.uniform(0.75, 1.05, count), picked * gain)
