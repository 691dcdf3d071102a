"""Scenes of lights in the dark: a city at night, Christmas, Halloween."""

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
    pattern,
    rgb,
)
from scumble.engines.cpu.scenery.tables import boards


def city(stage: Stage) -> Floats:
    """A street at night: lit windows, lamps and cars as discs of light, their glow on wet ground."""
    hz, height, width, rng = stage.horizon, stage.height, stage.width, stage.rng
    view = stage.vertical((0, max(hz, 1)), (rgb("#0b1122"), rgb("#2a2436")))
    blocks = np.repeat(rng.uniform(0.3, 1.3, 9), int(np.ceil(width / 9)))[:width].astype(np.float32)
    view *= blocks[None, :, None]
    view += rgb("#ff9d4d") * (0.10 * np.exp(-np.abs(stage.rows - hz) / (0.16 * height)))[:, :, None]
    view = defocused(view.astype(np.float32), 1.6 * stage.far)
    warm = (rgb("#ffb45e"), rgb("#ffd9a0"), rgb("#ff8a3c"), rgb("#fff0d0"))
    cold = (rgb("#9cc4ff"), rgb("#d6e6ff"), rgb("#6fd0d8"))
    cars = (rgb("#ff3a2c"), rgb("#ff5a3a"), rgb("#fff4e0"))
    _spread(stage, view, 70, warm + warm + cold, (0.06, 0.5), 0.05 * height, hz, 0.85)
    _spread(stage, view, 34, warm + cold, (0.25, 0.9), hz - 0.3 * height, hz, 1.0)
    _spread(stage, view, 26, cars, (0.4, 1.0), hz - 0.05 * height, hz + 0.015 * height, 0.75)
    return lay_ground(stage, view, _wet(stage, view))


def christmas(stage: Stage) -> Floats:
    """A fir with warm lights and baubles out of focus, behind a wooden table."""
    height, width, rng = stage.height, stage.width, stage.rng
    view = stage.vertical((0, max(stage.horizon, 1)), (rgb("#1c1a18"), rgb("#3a2a1e")))
    x = width * (0.5 - 0.27 * (np.sign(stage.light) or 1))
    share = np.clip((stage.rows + 0.1 * height) / (1.1 * max(stage.horizon, 1)), 0, 1.2)
    tree = np.clip((0.42 * width * share - np.abs(stage.columns - x)) / (0.05 * width) + 0.5, 0, 1)[:, :, None]
    needles = np.clip(0.5 + 0.4 * stage.noise(34, 26), 0, 1)[:, :, None]
    view = view * (1 - tree) + (rgb("#0f1f12") + (rgb("#35502a") - rgb("#0f1f12")) * needles) * tree
    view += rgb("#ffb765") * (0.10 * np.exp(-(((stage.columns - x) / (0.4 * width)) ** 2)))[:, :, None]
    view = defocused(view.astype(np.float32), stage.far)
    golden = (rgb("#ffc874"), rgb("#ffdf9e"), rgb("#ffb04e"))
    count = 64
    y = rng.uniform(0.0, 1.0, count) ** 0.8 * stage.horizon
    reach = 0.42 * width * np.clip((y + 0.1 * height) / (1.1 * max(stage.horizon, 1)), 0, 1.2)
    at = np.stack([x + reach * rng.uniform(-1, 1, count), y], axis=1)
    picked = np.asarray(golden)[rng.integers(0, 3, count)] * rng.uniform(0.25, 1.0, count)[:, None]
    bokeh(view, at, stage.far * rng.uniform(0.7, 1.05, count), picked)
    red = np.asarray([rgb("#c81e24"), rgb("#a5161c")])[rng.integers(0, 2, 12)] * rng.uniform(0.5, 0.9, 12)[:, None]
    bokeh(view, at[:12] + rng.normal(0, 0.05 * width, (12, 2)), 1.25 * stage.far * np.ones(12), red, rim=0.05)
    _spread(stage, view, 16, golden, (0.1, 0.4), 0.1 * height, stage.horizon, 0.8)
    return lay_ground(stage, view, boards(stage, (rgb("#3a2417"), rgb("#7a4f31")), glow=rgb("#ffb765") * 0.22))


def halloween(stage: Stage) -> Floats:
    """Orange lights in a violet dusk over dark boards."""
    height = stage.height
    view = stage.vertical((0, max(stage.horizon, 1)), (rgb("#150e22"), rgb("#4a2a4c")))
    mist = np.clip(0.5 + 0.4 * stage.noise(300, 120), 0, 1)[:, :, None]
    view += rgb("#6a3a78") * 0.25 * mist
    view += rgb("#ff8a2a") * (0.13 * np.exp(-np.abs(stage.rows - stage.horizon) / (0.14 * height)))[:, :, None]
    view = defocused(view.astype(np.float32), 1.3 * stage.far)
    orange = (rgb("#ff8a1e"), rgb("#ffab45"), rgb("#ff6a14"))
    _spread(stage, view, 50, orange, (0.15, 0.9), 0.15 * height, stage.horizon, 0.95)
    _spread(stage, view, 22, (rgb("#a45cff"), rgb("#7a3cd8")), (0.1, 0.45), 0, stage.horizon, 1.1)
    return lay_ground(stage, view, boards(stage, (rgb("#1d1512"), rgb("#493529")), glow=rgb("#ff8a2a") * 0.16))


def _spread(
    stage: Stage,
    view: Floats,
    count: int,
    colours: Sequence[Colour],
    strength: tuple[float, float],
    top: float,
    bottom: float,
    size: float,
) -> None:
    """Discs of light in place, anywhere between two rows, in loose groups."""
    rng = stage.rng
    groups = rng.uniform(0, stage.width, max(3, count // 7))
    x = groups[rng.integers(0, groups.size, count)] + rng.normal(0, 0.07 * stage.width, count)
    y = rng.uniform(top, max(bottom, top + 1), count)
    picked = np.asarray(colours, np.float32)[rng.integers(0, len(colours), count)]
    gain = rng.uniform(*strength, count)[:, None]
    bokeh(view, np.stack([x, y], axis=1), stage.far * size * rng.uniform(0.8, 1.1, count), picked * gain)


def _wet(stage: Stage, view: Floats) -> Floats:
    """Asphalt after rain: dark, with the lights above the horizon drawn down over it."""
    across, away = ground_at(stage)
    fine = pattern(stage, across, away, 0.05, 0.07, 2)
    base = rgb("#24262c") * (1 + 0.12 * fine)[:, :, None]
    hz = int(np.clip(round(stage.horizon), 1, stage.height))
    rows = np.clip(2 * hz - np.arange(stage.height), 0, hz - 1)
    mirrored = defocused(view[rows], stage.far)
    long = np.clip(round(0.22 * stage.height), 3, stage.height)
    tall = np.asarray(mirrored, np.float32)
    kernel = np.ones(int(long), np.float32) / int(long)
    pad = np.concatenate([np.repeat(tall[:1], int(long) - 1, axis=0), tall])
    summed = np.cumsum(pad, axis=0, dtype=np.float64)
    smeared = (summed[int(long) - 1 :] - np.concatenate([np.zeros_like(summed[:1]), summed[: -int(long)]])) * kernel[0]
    puddles = np.clip(0.5 + 0.16 * pattern(stage, across, away, 1.3, 1.3, 2), 0.2, 1)[:, :, None]
    return (base + smeared.astype(np.float32) * (0.75 * puddles)).astype(np.float32)
