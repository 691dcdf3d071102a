"""Look of a reference photo: its light and colour on another photo, without its texture (colour and tone transfer).

One map from colour to colour, so that no place gets a structure that it had not: a tone curve towards the reference's
lightnesses; for each lightness the tint that the reference's near-neutral colours have; and for each hue that both
pictures have, the hue and strength of the reference's (its greens for greens). All in OKLab, all bounded; skin of faces
and neutral whites take on little of it.
Compare Reinhard and others, "Color Transfer between Images", IEEE CG&A 2001, which moves means and deviations alone.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.core.region import Box
from scumble.engines.cpu.oklab import from_oklab, to_oklab

Floats = NDArray[np.float32]

LOOKED_AT: Final = 65_536
"""Pixels of each picture that are counted."""
KNOTS: Final = np.linspace(0.01, 0.99, 33)
"""Shares of the pixels, darkest first, at which lightnesses are compared."""
KNOTS_OUT: Final = 65
"""Points of the tone curve."""
TOWARDS, MOST_TONE = 0.7, 0.16
"""How far the tone goes towards the reference's, and the most it moves a lightness (0..1)."""
ENDS: Final = (0.1, 0.2)
"""Lightnesses from black and from white within which a shift dies out: black and white stay."""
SLOPES: Final = (0.6, 1.6)
"""Least and most of the tone curve's slope: less is mush, more shows grain and steps."""
ZONES: Final = np.array([0.12, 0.3, 0.45, 0.6, 0.75, 0.9], np.float32)
ZONE_WIDTH: Final = 0.11
"""Lightnesses whose tints are compared, and the width (sigma) of each zone."""
NEUTRAL: Final = 0.06
"""Chroma from which a colour tells little of the light: it is a thing's own."""
FEW: Final = 0.01
"""Share of the pixels in a zone or hue from which it speaks for itself; below, it moves less."""
MOST_TINT: Final = 0.035
"""Chroma by which a tint moves a colour at most: a clear cast that still leaves things their colour."""
HUES: Final = 12
COLOURED: Final = 0.03
"""Chroma from which a colour has a hue."""
MOST_TURN: Final = 0.35
"""Radians that a hue turns at most (20 degrees)."""
CHROMA: Final = (0.7, 1.5)
"""Bounds of what colours are multiplied by."""
WHITE: Final = (0.82, 0.95)
"""Lightnesses from which near-neutral colours begin to be, and are, held as white."""
SKIN_WIDTH, SKIN_LEFT = 0.035, 0.35
"""How near in a and b a colour is to a face's to be held (sigma), and the share of the change it takes on."""
STRIP: Final = 1 << 18
"""Pixels mapped at a time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Look:
    """From colour to colour. tone: float32 (2, N) lightnesses before and after; tint: (len(ZONES), 2) added to a and b;
    turn, gain: (HUES,) by which hues turn (radians) and chromas are multiplied; skin: (K, 2), a and b of faces."""

    tone: Floats
    tint: Floats
    turn: Floats
    gain: Floats
    skin: Floats

    def apply(self, rgb: Pixels, strength: float) -> Pixels:
        """uint8 (H, W, 3) in this look; strength 0..1."""
        flat = rgb.reshape(-1, 3)
        out = np.empty_like(flat)
        for start in range(0, len(flat), STRIP):
            part = slice(start, start + STRIP)
            out[part] = np.clip(np.rint(from_oklab(self._mapped(to_oklab(flat[part]), strength))), 0, 255)
        return out.reshape(rgb.shape)

    def _mapped(self, lab: Floats, strength: float) -> Floats:
        """OKLab (N, 3) to OKLab."""
        light, a, b = lab.T
        chroma = np.hypot(a, b)
        held = 1 - np.clip((light - WHITE[0]) / (WHITE[1] - WHITE[0]), 0, 1) * np.exp(-((chroma / COLOURED) ** 2))
        near = np.ones_like(light)
        for x, y in self.skin:
            like = np.exp(-((a - x) ** 2 + (b - y) ** 2) / np.float32(2 * SKIN_WIDTH**2))
            near = np.minimum(near, 1 - np.float32(1 - SKIN_LEFT) * like)
        share = (held * near * np.float32(strength)).astype(np.float32)
        toned = np.asarray(np.interp(light, self.tone[0], self.tone[1]), np.float32)
        hue = np.arctan2(b, a)
        coloured = np.clip(chroma / COLOURED, 0, 1)
        turn, gain = (_around(v, hue) for v in (self.turn, self.gain))
        turn, gain = hue + share * coloured * turn, chroma * (1 + share * (gain - 1))
        tint = _by_lightness(self.tint, light)
        return np.stack(
            [
                light + (toned - light) * (near * np.float32(strength)),
                gain * np.cos(turn) + share * tint[:, 0],
                gain * np.sin(turn) + share * tint[:, 1],
            ],
            axis=1,
        ).astype(np.float32)


def look_of(rgb: Pixels, reference: Pixels, faces: tuple[Box, ...] = ()) -> Look:
    """The look that brings rgb near to the reference, both uint8 (H, W, 3). faces: boxes in rgb, whose skin is held."""
    own, wanted = (to_oklab(_few(p)).reshape(-1, 3) for p in (rgb, reference))
    tone = _tone(own[:, 0], wanted[:, 0])
    # Tints are compared where the lightnesses will be once the curve has moved them.
    own[:, 0] = np.interp(own[:, 0], tone[0], tone[1])
    tint = _bounded(_tints(wanted) - _tints(own), MOST_TINT)
    turn, gain = _hues(own, wanted)
    skin = [_skin(rgb, face) for face in faces]
    return Look(tone=tone, tint=tint, turn=turn, gain=gain, skin=np.array(skin, np.float32).reshape(-1, 2))


def _few(rgb: Pixels) -> Pixels:
    """The picture with about LOOKED_AT pixels."""
    scale = min(1.0, (LOOKED_AT / (rgb.shape[0] * rgb.shape[1])) ** 0.5)
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _tone(own: Floats, wanted: Floats) -> Floats:
    """(2, N): a rising curve from 0 to 1 that goes most of the way from one distribution to the other."""
    x = np.linspace(0, 1, KNOTS_OUT)
    before, after = np.quantile(own, KNOTS), np.quantile(wanted, KNOTS)
    moved = np.clip(TOWARDS * (after - before), -MOST_TONE, MOST_TONE)
    moved *= np.clip(np.minimum(before / ENDS[0], (1 - before) / ENDS[1]), 0, 1)
    # Nothing is known outside what occurs: there the shift dies out towards black and white.
    shift = np.interp(x, np.concatenate([[0.0], before, [1.0]]), np.concatenate([[0.0], moved, [0.0]]))
    soft = np.asarray(cv2.GaussianBlur(shift[None], (0, 0), 2, borderType=cv2.BORDER_REPLICATE), np.float64)[0]
    steps = np.clip(np.diff(x + soft) * (KNOTS_OUT - 1), *SLOPES) / (KNOTS_OUT - 1)
    y = np.concatenate([[0.0], np.cumsum(steps)])
    # White stays white: what the bounded slopes leave over is made up among the lights.
    return np.stack([x, np.clip(y + x**4 * (1 - y[-1]), 0, 1)]).astype(np.float32)


def _tints(lab: Floats) -> Floats:
    """(len(ZONES), 2): mean a and b of near-neutral colours by lightness; zones with few are drawn to the others."""
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    weight = 1 / (1 + (chroma / NEUTRAL) ** 2)
    zone = np.exp(-0.5 * ((lab[:, :1] - ZONES) / ZONE_WIDTH) ** 2) * weight[:, None]
    total = zone.sum(axis=0)
    whole = (weight[:, None] * lab[:, 1:]).sum(axis=0) / weight.sum()
    few = np.float32(FEW * len(lab))
    return ((zone.T @ lab[:, 1:] + few * whole) / (total[:, None] + few)).astype(np.float32)


def _hues(own: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    """By hue: how far the reference's colours of that hue lie from the picture's, and how much stronger they are."""
    found = [_by_hue(p) for p in (own, wanted)]
    share = np.minimum(found[0][0], found[1][0])
    sure = (share / (share + FEW)).astype(np.float32)
    apart = np.angle(found[1][1] * np.conj(found[0][1]))
    ratio = np.abs(found[1][1]) / np.maximum(np.abs(found[0][1]), 1e-6)
    all_over = float(np.clip(_strength(wanted) / _strength(own), *CHROMA)) ** 0.5
    gain = np.clip(all_over + sure * (np.clip(ratio, *CHROMA) ** 0.5 - all_over), *CHROMA)
    return np.clip(sure * apart, -MOST_TURN, MOST_TURN).astype(np.float32), gain.astype(np.float32)


def _by_hue(lab: Floats) -> tuple[Floats, NDArray[np.complex64]]:
    """(HUES,) each: share of the pixels that have about this hue, and their mean as a + bi."""
    colour = (lab[:, 1] + 1j * lab[:, 2]).astype(np.complex64)
    clear = np.clip(np.abs(colour) / COLOURED - 0.5, 0, 1)
    place = np.angle(colour) / (2 * np.pi) * HUES
    apart = np.abs((place[:, None] - np.arange(HUES) + HUES / 2) % HUES - HUES / 2)
    weight = (np.exp(-0.5 * apart**2) * clear[:, None]).astype(np.float32)
    total = weight.sum(axis=0)
    return (total / len(lab)).astype(np.float32), (weight.T @ colour / np.maximum(total, 1e-6)).astype(np.complex64)


def _strength(lab: Floats) -> float:
    """How colourful a picture is: root of the mean squared chroma."""
    return float(np.sqrt((lab[:, 1:] ** 2).sum(axis=1).mean())) + 0.01


def _around(values: Floats, hue: Floats) -> Floats:
    """Values of the hues' circle at any hue."""
    circle = np.arange(HUES + 1) * (2 * np.pi / HUES)
    return np.interp(hue % (2 * np.pi), circle, np.append(values, values[0])).astype(np.float32)


def _by_lightness(tint: Floats, light: Floats) -> Floats:
    """(N, 2): a tint at any lightness; black and white have none."""
    x = np.concatenate([[0.0], ZONES, [1.0]])
    return np.stack([np.interp(light, x, np.concatenate([[0.0], tint[:, i], [0.0]])) for i in range(2)], axis=1).astype(
        np.float32
    )


def _bounded(tint: Floats, most: float) -> Floats:
    """Tints no longer than `most`, in their direction."""
    long = np.hypot(tint[:, 0], tint[:, 1])[:, None]
    return (tint * np.minimum(1.0, most / np.maximum(long, 1e-9))).astype(np.float32)


def _skin(rgb: Pixels, face: Box) -> Floats:
    """(2,): median a and b in the middle of a face."""
    x, y = face.width // 4, face.height // 4
    part = to_oklab(_few(rgb[face.y0 + y : face.y1 - y, face.x0 + x : face.x1 - x])).reshape(-1, 3)
    return np.median(part[:, 1:], axis=0).astype(np.float32)
