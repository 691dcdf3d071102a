"""Repainting a material pixel by pixel in OKLab: new hue and chroma, the old light, shade, texture and shine.

Lightness is carried over relative to the material's typical lightness. Its contrast changes with the square root of
the change of lightness: by the whole ratio (as a change of albedo would) black turned white becomes noise and white
turned black flat paint; not at all leaves it looking foggy or hard. What shines (brighter than the material and paler,
or for a dark grey one far brighter) is the light's colour, not the material's, and stays. On near-black materials it
stays by being added to the paint, as gloss is: most of what they show is mirrored light, from dark grey to white.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scumble.engines.cpu.material import Material, ease
from scumble.engines.cpu.oklab import encoded, from_oklab, linear_light, to_oklab

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

DARKEST, LIGHTEST = 0.20, 0.95
"""Lightness of a thing called black or white, in even light: real ones have folds darker and lights brighter."""
SOFT = 0.04
"""Lightness over which those two bounds set in."""
GAINS = (0.5, 2.2)
"""Bounds of the contrast's change."""
BLACK_GAIN = 1.3
"""Most contrast of a near-black material's own shading: more of it is a photo's noise made into blotches."""
GLOSSY = 0.13
"""Lightness above a near-black material's own from which its light is gloss."""
NOISE = 0.2
"""Lightness below which a photo's steps are noise: sRGB 22, of which JPEG keeps little."""
UNGLOSSED = 0.35
"""How far to white a near-black material's own light lifts the paint; its gloss goes on from there."""
GLOSS = 0.35
"""Most of the shine of white materials: their lights are too near to them to tell gloss from light."""
STRONG = 0.1
"""Chroma of a paint from which no old hue variation is kept."""
DEEP = (0.33, 0.45)
"""Lightness up to which a paint counts as dark, and from which not."""
PUREST = 0.38
"""Most chroma over lightness of a dark paint. No cloth or enamel is purer, screens are: '#000080' over a whole thing
looks like a blue lamp."""
FADING = 0.8
"""Power of lightness with which the chroma of a dark paint's lights falls off: what lightens navy is grey sheen."""
RAISED = 0.05
"""Most by which a light paint's typical pixel lies below the paint, so that its lights have room."""
TOLD = (0.12, 0.4)
"""Lightness from which a pixel's chroma begins to tell how pure its colour is, and from which it is believed: at 0.2
the noise of a JPEG is a third of a navy's chroma, and would make blotches of it."""
TINTED, FOREIGN = (0.03, 0.06), (0.15, 0.4)
"""Chroma beside the material's own from which a light that has lost its hue is another thing's, and keeps it; purity
at which the hue is lost. The rim of yellow print on blue is lighter and paler than the blue, too, and no shine."""
CAST, MOST_CAST = 0.5, 0.03
"""Share of the material's own hue variation (light of the surroundings) that is kept, and its bound."""


@dataclass(frozen=True, kw_only=True)
class Paint:
    """The new colour. level: lightness that the source's `anchor` becomes; a, b: chroma there; gain: of contrast;
    deep: 1 for a dark paint, 0 for another; dulled: share of the wanted chroma that was taken off."""

    level: float
    a: float
    b: float
    anchor: float
    gain: float
    deep: float = 0.0
    dulled: float = 0.0


def mixed(material: Material, wanted: tuple[int, int, int], white: float) -> Paint:
    """The paint for a colour `wanted`, 0..255; white: lightness of the brightest things in the scene, 0..1.

    In a dim scene a white thing is grey: the paint is as much darker.
    """
    light, a, b = (float(v) for v in to_oklab(np.array([wanted], np.uint8))[0])
    level = -_smooth_max(-_smooth_max(light, DARKEST), -LIGHTEST)
    level *= float(np.clip(white / 0.95, 0.5, 1.0)) ** 0.5
    typical = max(float(material.typical[0]), 0.05)
    gain = float(np.clip((level / typical) ** 0.5, GAINS[0], BLACK_GAIN if material.black else GAINS[1]))
    lifted = float(ease(np.float32(level), 0.65, 0.95)) * min(material.light - typical, RAISED / gain)
    deep = 1 - float(ease(np.float32(level), *DEEP))
    faded = min(1.0, level / max(light, 1e-3))
    pure = float(np.hypot(a, b)) / max(light, 0.05)
    kept = 1 - deep * max(0.0, 1 - PUREST / max(pure, 1e-3))
    return Paint(
        level=level,
        a=a * faded * kept,
        b=b * faded * kept,
        anchor=typical + max(0.0, lifted),
        gain=gain,
        deep=deep,
        dulled=1 - kept,
    )


def repainted(material: Material, paint: Paint, rgb: Bytes, lab: Floats, share: Floats, kept: Floats) -> Floats:
    """An object's pixels in the paint, float32 (N, 3) in 0..255.

    rgb: uint8 (N, 3), lab: the same in OKLab, share, kept: (N,) how much of each is the material, or a dark thing on
    it.
    """
    out = rgb.astype(np.float32)
    dark = kept > 1e-3
    if dark.any():
        out[dark] = from_oklab(darkened(material, paint, lab[dark], kept[dark]))
    some = share > 1e-3
    if material.black:
        new = _enamelled(material, paint, rgb[some], lab[some])
    else:
        new = from_oklab(_painted(material, paint, lab[some]))
    out[some] += share[some][:, None] * (new - out[some])
    return out


def darkened(material: Material, paint: Paint, lab: Floats, kept: Floats) -> Floats:
    """OKLab (N, 3) of dark things on the material, as dark beside the new colour as they were beside the old one: eyes
    on a darker thing than before would look clouded. kept: (N,) how much of each pixel is such a thing."""
    typical = max(float(material.typical[0]), 0.05)
    ratio = float(np.clip(paint.level / typical, 0, 1)) ** 0.5
    dark = kept * (1 - ease(lab[:, 0], 0.5 * typical, typical))
    return (lab * (1 + (ratio - 1) * dark)[:, None]).astype(np.float32)


def _enamelled(material: Material, paint: Paint, rgb: Bytes, lab: Floats) -> Floats:
    """Pixels of a near-black material in the paint: its own shading up to where its gloss begins; the gloss, light of
    the surroundings that any colour would mirror alike, is added on top as light."""
    knee = float(material.typical[0]) + GLOSSY
    light = _relit(paint, _steadied(np.minimum(lab[:, 0], knee), paint.anchor), UNGLOSSED)
    colour = _chroma(paint, light)[:, None] * np.array([paint.a, paint.b], np.float32)
    body = linear_light(from_oklab(np.concatenate([light[:, None], colour], axis=1)))
    gloss = linear_light(rgb.astype(np.float32)) * (1 - np.minimum(1, knee / np.maximum(lab[:, :1], 1e-6)) ** 3)
    return encoded((body + (1 - body) * gloss).astype(np.float32))


def _painted(material: Material, paint: Paint, lab: Floats) -> Floats:
    """OKLab (N, 3) of the material to OKLab of the paint."""
    along = _purity(material, lab)
    shine = _shine(material, lab, along)[:, None]
    light = _relit(paint, lab[:, 0])
    chroma = along * _chroma(paint, light)
    ratio = material.typical[1:] / max(float(material.typical[0]), 0.05)
    cast = lab[:, 1:] - lab[:, :1] * ratio * along[:, None]
    told = ease(np.hypot(cast[:, 0], cast[:, 1]).astype(np.float32), *TINTED) * (1 - ease(along, *FOREIGN))
    tint = cast * told[:, None]
    cast *= _kept_cast(paint) * np.minimum(1, MOST_CAST / np.maximum(np.hypot(cast[:, 0], cast[:, 1]), 1e-6))[:, None]
    colour = chroma[:, None] * np.array([paint.a, paint.b], np.float32) + cast
    new = np.concatenate([light[:, None], colour], axis=1)
    mirrored = np.concatenate([lab[:, :1], cast + tint], axis=1)
    return (new + shine * (mirrored - new)).astype(np.float32, copy=False)


def _chroma(paint: Paint, light: Floats) -> Floats:
    """(N,): the paint's chroma at a lightness, as a share of its own: in proportion below, constant above, or, of dark
    paints, falling off."""
    ratio = np.maximum(light, 1e-3) / paint.level
    return np.minimum(ratio, np.minimum(1, ratio ** (-FADING * paint.deep))).astype(np.float32)


def _kept_cast(paint: Paint) -> float:
    """Share of the old hue variation that the paint lets through: none on a strong colour, where at the edge of what
    sRGB holds it would turn the blocks of a JPEG's chroma into blotches."""
    return CAST * max(0.0, 1 - float(np.hypot(paint.a, paint.b)) / STRONG)


def _steadied(light: Floats, anchor: float) -> Floats:
    """Lightness with what lies far below NOISE drawn together, since there it is mostly noise; `anchor` stays."""
    moved = np.cbrt(light**3 + np.float32(NOISE**3))
    return (moved + np.float32(anchor - np.cbrt(anchor**3 + NOISE**3))).astype(np.float32)


def _relit(paint: Paint, light: Floats, most: float = 1.0) -> Floats:
    """Lightness of the paint for lightness of the source: steepness `gain` at the anchor, never past 0 or 1.

    most: share of the way from the paint to white that light may lift it, 0..1.
    """
    away = paint.gain * (light - np.float32(paint.anchor))
    room = np.where(away > 0, most * (1.0 - paint.level), paint.level).astype(np.float32)
    room = np.maximum(room, 1e-3)
    return (paint.level + np.sign(away) * room * (1 - np.exp(-np.abs(away) / room))).astype(np.float32)


def _purity(material: Material, lab: Floats) -> Floats:
    """(N,): chroma over lightness along the material's hue, as a share of its own: 1 = its colour, 0 = grey.

    1 for materials without chroma, and for near-black pixels, whose chroma is noise.
    """
    own = material.typical[1:] / max(float(np.hypot(*material.typical[1:])), 1e-6)
    found = (lab[:, 1:] @ own) / np.maximum(lab[:, 0], 0.05) / max(material.purity, 1e-3)
    known = material.coloured * ease(lab[:, 0], *TOLD)
    return (1 + known * (np.clip(found, 0, 1.3) - 1)).astype(np.float32)


def _shine(material: Material, lab: Floats, along: Floats) -> Floats:
    """(N,): how much of a pixel is mirrored light, 0..1."""
    typical, light = float(material.typical[0]), lab[:, 0]
    pale = np.clip(1 - along, 0, 1) * ease(light, typical, typical + 0.15)
    knee = max(material.light, typical + 0.15)
    bright = ease(light, knee, knee + 0.2) * (1 - ease(np.float32(typical), 0.45, 0.7))
    bright = np.maximum(bright, GLOSS * ease(light, min(material.light, 0.9), 1.0))
    return (material.coloured * pale + (1 - material.coloured) * bright).astype(np.float32)


def _smooth_max(value: float, least: float) -> float:
    """The larger of two numbers, rounded off over SOFT."""
    gap = value - least
    return least + 0.5 * (gap + float(np.hypot(gap, SOFT)))
