"""Scenes among trees and in the open: winter, forest, autumn, spring, garden, meadow."""

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


def winter(stage: Stage) -> Floats:
    """Snow, a far wood in haze, firs, falling flakes."""
    hz = min(stage.horizon, 1.2 * stage.height)
    sky = stage.vertical((0, hz), (rgb("#b9c9da"), rgb("#e9eef4")))
    sky *= (0.94 + 0.12 * stage.lit)[:, :, None]
    wood = _wood(stage, hz, 0.30, (rgb("#7d8fa1"), rgb("#aebccb")), 26)
    view = over(sky, wood[0], wood[1], stage.far)
    for depth, tall in ((0.9, 0.42), (0.75, 0.6)):
        firs, cover = _firs(stage, hz, tall, 4)
        view = over(view, firs, cover, depth * stage.far)
    sparks(stage, view, 18, (rgb("#ffffff"), rgb("#fff1dc")), (0.04, 0.22), hz - 0.34 * stage.height, hz)
    across, away = ground_at(stage)
    drift = pattern(stage, across, away, 2.2, 3.0)
    grain = pattern(stage, across, away, 0.12, 0.16, 2)
    shade = np.clip(0.5 - 0.32 * drift, 0, 1)[:, :, None]
    snow = rgb("#f1f4f8") * (1 - 0.5 * shade) + rgb("#b4c4d8") * (0.5 * shade)
    snow = snow * (1 + 0.035 * grain[:, :, None])
    view = lay_ground(stage, view, snow.astype(np.float32))
    return _flakes(stage, view)


def forest(stage: Stage) -> Floats:
    """A green wood with light falling through the leaves."""
    leaves = (rgb("#1d3512"), rgb("#3f6420"), rgb("#7f9f3a"), rgb("#c9d98a"))
    view = _foliage(stage, leaves, bright=1.0)
    view = _trunks(stage, view, rgb("#2a2219"), 5)
    sparks(stage, view, 34, (rgb("#e6efb0"), rgb("#fff8d8"), rgb("#b9d27a")), (0.08, 0.36), 0, 0.75 * stage.horizon)
    across, away = ground_at(stage)
    moss = _blotches(stage, across, away, (rgb("#38361d"), rgb("#4d5626"), rgb("#6a6a38")), 0.3)
    return lay_ground(stage, view, _dappled(stage, moss, across, away))


def autumn(stage: Stage) -> Floats:
    """A wood in October: yellow and red leaves above and on the ground."""
    leaves = (rgb("#4a2410"), rgb("#9a4d17"), rgb("#d98a26"), rgb("#f4cf74"))
    view = _foliage(stage, leaves, bright=1.0)
    view = _trunks(stage, view, rgb("#2b1d15"), 4)
    sparks(stage, view, 34, (rgb("#f6c65a"), rgb("#ffe9b5"), rgb("#e2792e")), (0.08, 0.36), 0, 0.85 * stage.horizon)
    across, away = ground_at(stage)
    litter = _blotches(stage, across, away, (rgb("#5a351b"), rgb("#a8602a"), rgb("#8a4a22"), rgb("#c98b3e")), 0.11)
    return lay_ground(stage, view, _dappled(stage, litter, across, away))


def spring(stage: Stage) -> Floats:
    """Blossom and fresh green before a pale sky."""
    base = stage.vertical((0, max(stage.horizon, 2)), (rgb("#cfe3ee"), rgb("#dfe9c8")))
    view = _leafy(stage, base, (rgb("#5f8a3a"), rgb("#a6c56a")), 0.45, 55)
    view = _leafy(stage, view, (rgb("#d98fa6"), rgb("#f6ccd8")), 0.42, 48)
    view = _leafy(stage, view, (rgb("#fbe7ec"), rgb("#f2b3c4")), 0.3, 34)
    sparks(stage, view, 26, (rgb("#fff3f6"), rgb("#f8cbd8"), rgb("#eef7d6")), (0.05, 0.2), 0, stage.horizon)
    return lay_ground(stage, view, _lawn(stage, (rgb("#5d8a36"), rgb("#8fb457"), rgb("#c3d68a"))))


def garden(stage: Stage) -> Floats:
    """A hedge, flowers in many colours, a lawn."""
    leaves = (rgb("#1f3a18"), rgb("#3f6a2a"), rgb("#82a54a"), rgb("#d3dca0"))
    view = _foliage(stage, leaves, bright=0.85)
    hz, tall = stage.horizon, 0.3 * stage.height
    blooms = (rgb("#d8456f"), rgb("#f1a5b8"), rgb("#ffffff"), rgb("#f2c23c"), rgb("#8d5fb8"))
    sparks(stage, view, 90, blooms, (0.25, 0.75), hz - tall, hz + 0.02 * stage.height, size=0.62)
    sparks(stage, view, 20, (rgb("#fffbe0"), rgb("#dce9a8")), (0.06, 0.3), 0, 0.7 * hz)
    return lay_ground(stage, view, _lawn(stage, (rgb("#3f6a26"), rgb("#6c9440"), rgb("#a9bf68"))))


def meadow(stage: Stage) -> Floats:
    """A summer's day: blue sky, far trees, grass with flowers."""
    hz = stage.horizon
    sky = stage.vertical((0, max(hz, 2)), (rgb("#6fa3d6"), rgb("#d5e6f0")))
    clouds = np.clip(stage.noise(420, 170) * 0.5 + 0.1, 0, 1)[:, :, None]
    sky = sky * (1 - 0.6 * clouds) + rgb("#f6f7f6") * (0.6 * clouds)
    wood = _wood(stage, hz, 0.13, (rgb("#5d7a58"), rgb("#8fa67a")), 44)
    view = over(defocused(sky.astype(np.float32), stage.far), wood[0], wood[1], stage.far)
    grass = _lawn(stage, (rgb("#64892f"), rgb("#93ae4a"), rgb("#d0cc78")))
    view = lay_ground(stage, view, grass)
    blooms = (rgb("#ffffff"), rgb("#f6d648"), rgb("#f3efe0"), rgb("#cf6f8e"))
    return _sown(stage, view, 110, blooms)


def sparks(
    stage: Stage,
    view: Floats,
    count: int,
    colours: Sequence[Colour],
    strength: tuple[float, float],
    top: float,
    bottom: float,
    *,
    size: float = 1.0,
) -> None:
    """Discs of light in place, between two rows, more of them and brighter ones on the light's side."""
    rng = stage.rng
    side = rng.beta(1.0, 1.25, count)
    x = np.where(stage.light >= 0, 1 - side, side) * 1.1 * stage.width - 0.05 * stage.width
    y = rng.uniform(top, max(bottom, top + 1), count)
    radii = stage.far * size * rng.uniform(0.55, 1.15, count)
    picked = np.asarray(colours, np.float32)[rng.integers(0, len(colours), count)]
    gain = rng.uniform(*strength, count) * rng.uniform(0.25, 1, count)
    bokeh(view, np.stack([x, y], axis=1), radii, picked * gain[:, None])


def _foliage(stage: Stage, colours: Sequence[Colour], *, bright: float) -> Floats:
    """Leaves near and far with the sky between them (h, w, 3), out of focus: dark, middle, light leaf and light."""
    dark, middle, light, sky = (np.asarray(c, np.float32) for c in colours)
    big, small = stage.noise(260, 200), stage.noise(40, 34, 2)
    rise = np.clip(1 - stage.rows / max(stage.horizon, 1), 0, 1)
    tone = 0.32 + 0.42 * rise + 0.22 * big + 0.16 * stage.lit
    near = np.clip(tone + 0.2 * small, 0, 1)[:, :, None]
    leaf = np.where(near < 0.5, dark + (middle - dark) * 2 * near, middle + (light - middle) * (2 * near - 1))
    gaps = np.exp(np.clip(1.7 * (stage.noise(22, 20, 2) + 1.1 * tone - 2.15), -6, 1.6))[:, :, None]
    hue = (1 + 0.12 * stage.noise(120, 100, 2))[:, :, None] * np.array([1.0, 0.6, 0.2], np.float32)
    view = bright * (leaf * (0.75 + 0.25 * hue) + 0.5 * sky * gaps)
    return defocused(view.astype(np.float32), stage.far)


def _leafy(stage: Stage, behind: Floats, colours: Sequence[Colour], share: float, lump: float) -> Floats:
    """Twigs of leaves or blossom before what is behind, more of it above."""
    dark, light = (np.asarray(c, np.float32) for c in colours)
    rise = np.clip(1 - stage.rows / max(stage.horizon, 1), 0, 1)
    field = stage.noise(4.2 * lump, 3.2 * lump) + 0.8 * stage.noise(lump, lump, 2) + 0.9 * rise
    level = float(np.quantile(field, 1 - share))
    cover = np.clip(2.5 * (field - level) + 0.5, 0, 1) * 0.92
    tone = np.clip(0.5 + 0.35 * stage.noise(0.7 * lump, 0.7 * lump, 2), 0, 1)[:, :, None]
    return over(behind, (dark + (light - dark) * tone).astype(np.float32), cover.astype(np.float32), 0.85 * stage.far)


def _trunks(stage: Stage, view: Floats, bark: Colour, count: int) -> Floats:
    """Tree trunks, those further away thinner, paler and more blurred."""
    rng = stage.rng
    for nearness in np.sort(rng.uniform(0.25, 1, count)):
        x = rng.uniform(-0.05, 1.05) * stage.width
        half = (0.006 + 0.03 * nearness**2) * stage.width / 2
        lean = rng.normal(0, 0.03)
        centre = x + lean * (stage.rows - stage.horizon) + 0.3 * half * stage.noise(200, 160, 2)[:, :1]
        cover = np.clip(half - np.abs(stage.columns - centre) + 0.5, 0, 1)
        cover = cover * np.clip((stage.horizon + 0.03 * nearness * stage.height - stage.rows) / 3 + 0.5, 0, 1)
        side = np.clip((stage.columns - centre) / max(half, 1) * np.sign(stage.light or 1), -1, 1)
        haze = 1 - nearness
        colour = np.asarray(bark) * (0.8 + 0.7 * np.clip(side, -0.6, 1))[:, :, None]
        colour = colour * (1 - 0.5 * haze) + view.mean(axis=(0, 1)) * (0.5 * haze)
        view = over(
            view, colour.astype(np.float32), (0.9 * cover).astype(np.float32), (1 - 0.35 * nearness) * stage.far
        )
    return view


def _wood(stage: Stage, horizon: float, tall: float, colours: Sequence[Colour], lump: float) -> tuple[Floats, Floats]:
    """A far wood standing on the horizon: colours and cover."""
    line = horizon - tall * stage.height * (0.75 + 0.13 * stage.noise(190, 4000, 1) + 0.14 * stage.noise(lump, 4000, 2))
    cover = np.clip((stage.rows - line[:1]) / (6 * stage.unit) + 0.5, 0, 1)
    dark, light = (np.asarray(c, np.float32) for c in colours)
    tone = np.clip(0.5 + 0.3 * stage.noise(lump, 1.6 * lump), 0, 1)
    haze = np.clip((stage.rows - line[:1]) / (tall * stage.height), 0, 1)
    mixed = dark + (light - dark) * np.clip(0.6 * tone + 0.4 * haze, 0, 1)[:, :, None]
    return mixed.astype(np.float32), cover.astype(np.float32)


def _firs(stage: Stage, horizon: float, tall: float, count: int) -> tuple[Floats, Floats]:
    """Firs with snow on them, standing a little before the horizon: colours and cover."""
    rng = stage.rng
    cover = np.zeros(stage.shape, np.float32)
    ragged = stage.noise(16, 7, 2)
    for _ in range(count):
        x = rng.uniform(-0.05, 1.05) * stage.width
        height = tall * stage.height * rng.uniform(0.75, 1.25)
        low = horizon + 0.05 * tall * stage.height
        share = np.clip((stage.rows - (low - height)) / height, 0, 1)
        boughs = 0.8 + 0.3 * ((share * 6 * tall / 0.4) % 1)
        half = 0.25 * height * share**0.9 * boughs * (1 + 0.18 * ragged)
        inside = np.clip((half - np.abs(stage.columns - x)) / (2 * stage.unit) + 0.5, 0, 1)
        inside = inside * (stage.rows <= low) * (stage.rows > low - height)
        cover = np.maximum(cover, inside)
    snowy = np.clip(0.42 + 0.55 * stage.noise(20, 9, 2) + 0.15 * stage.lit, 0, 1)[:, :, None]
    colours = rgb("#3d4d52") * (1 - snowy) + rgb("#dfe6ee") * snowy
    return colours.astype(np.float32), (0.88 * cover).astype(np.float32)


def _flakes(stage: Stage, view: Floats) -> Floats:
    """Falling snow at all distances, the near flakes large and faint."""
    rng = stage.rng
    count = 150
    radii = stage.unit * np.exp(rng.normal(0.9, 0.55, count))
    at = rng.uniform((0, 0), (stage.width, stage.height), (count, 2))
    cover = np.zeros((*stage.shape, 3), np.float32)
    faint = np.clip(0.55 * (2.0 * stage.unit / radii), 0.12, 0.6)
    bokeh(cover, at, radii + 0.8, np.repeat(faint[:, None], 3, axis=1), cat=0, rim=0)
    cover = np.clip(cover, 0, 0.8)
    return (view * (1 - cover) + rgb("#f7fafd") * cover).astype(np.float32)


def _blotches(stage: Stage, across: Floats, away: Floats, colours: Sequence[Colour], lump: float) -> Floats:
    """Leaves or moss on the ground: lumps of several colours."""
    out = stage.full(colours[0])
    for colour in colours[1:]:
        field = pattern(stage, across, away, lump, lump)
        share = np.clip(0.7 * field + 0.3, 0, 1)[:, :, None]
        out = out * (1 - share) + np.asarray(colour, np.float32) * share
    fine = pattern(stage, across, away, 0.3 * lump, 0.3 * lump, 2)
    return (out * (1 + 0.22 * fine)[:, :, None]).astype(np.float32)


def _dappled(stage: Stage, ground: Floats, across: Floats, away: Floats) -> Floats:
    """The ground in light that falls through leaves."""
    patches = np.clip(0.75 + 0.5 * pattern(stage, across, away, 2.6, 3.4, 2), 0.4, 1.7)
    return (ground * patches[:, :, None] * (0.85 + 0.35 * stage.lit)[:, :, None]).astype(np.float32)


def _lawn(stage: Stage, colours: Sequence[Colour]) -> Floats:
    """Grass: upright strokes of three greens in larger patches."""
    across, away = ground_at(stage)
    dark, middle, light = (np.asarray(c, np.float32) for c in colours)
    tone = 0.48 + 0.13 * pattern(stage, across, away, 2.4, 2.4) + 0.22 * pattern(stage, across, away, 0.09, 0.09, 2)
    tone = np.clip(tone, 0, 1)[:, :, None]
    grass = np.where(tone < 0.5, dark + (middle - dark) * 2 * tone, middle + (light - middle) * (2 * tone - 1))
    return (grass * (0.9 + 0.2 * stage.lit)[:, :, None]).astype(np.float32)


def _sown(stage: Stage, view: Floats, count: int, colours: Sequence[Colour]) -> Floats:
    """Flowers in the grass behind the subject, larger and more blurred the further from it."""
    rng = stage.rng
    if stage.horizon >= stage.height:
        return view
    y = stage.horizon + (1.02 * stage.height - stage.horizon) * rng.uniform(0.02, 1, count) ** 1.3
    reach = max(stage.foot - stage.horizon, 1.0)
    blur = stage.far * np.abs(y - stage.foot) / reach
    true = 0.011 * stage.width * (y - stage.horizon) / reach
    keep = y < stage.foot - 0.25 * reach
    radii = np.hypot(blur, true)
    gain = np.clip(0.5 * (true / np.maximum(radii, 1e-3)) ** 1.5, 0.02, 0.3)
    picked = np.asarray(colours, np.float32)[rng.integers(0, len(colours), count)]
    at = np.stack([rng.uniform(0, stage.width, count), y], axis=1)
    bokeh(view, at[keep], np.maximum(radii[keep], 2), (picked * gain[:, None])[keep], rim=0.1)
    return view
