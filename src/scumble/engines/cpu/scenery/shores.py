"""Scenes of sky and water, and of the evening: beach, sunset."""

import numpy as np

from scumble.engines.cpu.scenery.stage import (
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


def beach(stage: Stage) -> Floats:
    """Sand, a strip of foam, the sea up to the horizon, a clear sky."""
    hz, height = stage.horizon, stage.height
    sea = hz - 0.14 * height
    sky = stage.vertical((0, max(sea, 1)), (rgb("#7fb2dc"), rgb("#dcebf2")))
    clouds = np.clip(stage.noise(460, 110) * 0.45, 0, 1)[:, :, None]
    sky = sky * (1 - 0.5 * clouds) + rgb("#f7f8f7") * (0.5 * clouds)
    water = stage.vertical((sea, hz), (rgb("#2f7d9b"), rgb("#8fcbc9")))
    water *= (1 + 0.16 * stage.noise(160, 9, 2))[:, :, None]
    glints = np.exp(np.clip(2.2 * (stage.noise(26, 7, 2) + stage.lit - 2.3), -6, 2.2))[:, :, None]
    water = water + rgb("#f3fbff") * (0.5 * glints)
    foam = np.clip(
        1 - np.abs(stage.rows - hz + 0.012 * height * stage.noise(160, 4000, 2)[:1]) / (0.014 * height), 0, 1
    )
    water = water * (1 - foam[:, :, None]) + rgb("#f4f8f8") * foam[:, :, None]
    cover = np.clip(stage.rows - sea + 0.5, 0, 1) * np.ones((1, stage.width), np.float32)
    view = over(sky.astype(np.float32), water.astype(np.float32), cover.astype(np.float32), 0.55 * stage.far)
    across, away = ground_at(stage)
    ripple = pattern(stage, across, away, 1.1, 0.9, 3)
    fine = pattern(stage, across, away, 0.08, 0.1, 2)
    wet = np.clip(1 - (stage.rows - hz) / (0.06 * height), 0, 1)[:, :, None]
    sand = (rgb("#d9c3a0") * (1 - wet) + rgb("#a9967b") * wet) * (1 + 0.07 * ripple + 0.06 * fine)[:, :, None]
    return lay_ground(stage, view, sand.astype(np.float32))


def sunset(stage: Stage) -> Floats:
    """The sun low behind haze over dark land, a glow on everything."""
    hz, height, width = stage.horizon, stage.height, stage.width
    sky = stage.vertical(
        (0, 0.45 * hz, 0.8 * hz, max(hz, 1)), (rgb("#54608c"), rgb("#b9738c"), rgb("#f2a063"), rgb("#ffd79a"))
    )
    clouds = np.clip(0.5 * stage.noise(420, 60), 0, 1)[:, :, None]
    sky = sky * (1 - 0.45 * clouds) + rgb("#d9725f") * (0.45 * clouds)
    x = width * (0.5 + 0.3 * (np.sign(stage.light) or 1))
    y = hz - 0.16 * height
    away = np.hypot(stage.columns - x, (stage.rows - y) * 1.15)
    glow = np.exp(-((away / (0.22 * width)) ** 1.1))[:, :, None]
    sky = (sky + rgb("#ffc06a") * (1.1 * glow)).astype(np.float32)
    bokeh(sky, np.array([[x, y]]), np.array([1.7 * stage.far]), rgb("#ffe6a8")[None] * 1.5, cat=0, rim=0)
    view = defocused(sky, 0.8 * stage.far)
    line = hz - 0.05 * height * (1 + 0.6 * stage.noise(240, 4000, 3)[:1])
    hills = np.clip((stage.rows - line) / (3 * stage.unit) + 0.5, 0, 1) * np.ones((1, width), np.float32)
    dark = rgb("#5a3a44") * (1 + 1.3 * glow)
    view = over(view, dark.astype(np.float32), hills.astype(np.float32), stage.far)
    across, deep = ground_at(stage)
    tone = 0.5 + 0.2 * pattern(stage, across, deep, 2.2, 2.2) + 0.2 * pattern(stage, across, deep, 0.1, 0.1, 2)
    grass = rgb("#4c3a2a") + (rgb("#b98a52") - rgb("#4c3a2a")) * np.clip(tone, 0, 1)[:, :, None]
    near = np.exp(-np.abs(stage.columns - x) / (0.5 * width))[:, :, None]
    return lay_ground(stage, view, (grass * (0.75 + 0.6 * near)).astype(np.float32))
