"""What is compared: doing nothing, Reinhard's transfer of mean and deviation, shades of grey in full, this engine."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.harmonising.cases import Cut
from scumble.core.image import Pixels
from scumble.engines.cpu.harmonise import change, light_of, relit
from scumble.engines.cpu.oklab import encoded, linear_light

Floats = NDArray[np.float32]
OURS, NOTHING, REINHARD, GREY = "scumble", "nothing", "Reinhard", "shades of grey"


def lab(rgb: Pixels) -> Floats:
    """CIE Lab (D65) of sRGB, float32 (..., 3)."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def scumble(cut: Cut, front: Pixels) -> Pixels:
    """This engine's change of light, from the thing and what is behind it."""
    by = change(light_of(front, cut.alpha), light_of(cut.photo, np.asarray(1 - cut.alpha, np.float32)))
    return relit(front, by)


def reinhard(cut: Cut, front: Pixels) -> Pixels:
    """Reinhard et al. 2001: mean and deviation of each channel become those of what is behind (in Lab)."""
    own, other = lab(front), lab(cut.photo)
    inside, outside = own[cut.alpha > 0.5], other[cut.alpha < 0.5]
    moved = (own - inside.mean(axis=0)) / np.maximum(inside.std(axis=0), 1e-3) * outside.std(axis=0)
    target = (moved + outside.mean(axis=0)).astype(np.float32)
    back = np.asarray(cv2.cvtColor(target, cv2.COLOR_LAB2RGB), np.float32)
    return np.rint(np.clip(back * 255, 0, 255)).astype(np.uint8)


def grey(cut: Cut, front: Pixels) -> Pixels:
    """The colour of the light by shades of grey, all of the difference taken over; brightness is left."""
    own, other = light_of(front, cut.alpha), light_of(cut.photo, np.asarray(1 - cut.alpha, np.float32))
    gains = other.colour / own.colour
    gains = gains / (gains @ np.array([0.2126, 0.7152, 0.0722], np.float32))
    light = linear_light(front.astype(np.float32)) * gains
    return np.rint(encoded(light.astype(np.float32))).astype(np.uint8)


METHODS: dict[str, Callable[[Cut, Pixels], Pixels]] = {
    OURS: scumble,
    NOTHING: lambda cut, front: front,
    REINHARD: reinhard,
    GREY: grey,
}
