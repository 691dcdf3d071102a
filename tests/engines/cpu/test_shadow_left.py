"""A dark band that a shadow's estimate told less dark than it is does not stay when the shadow is taken off."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines.cpu.relight import Relit, relit
from scumble.vision.light import to_encoded, to_linear
from scumble.vision.shadows import Shadow
from tests.engines.cpu.light_scenes import H, W, box, floor, painted
from tests.engines.cpu.pictures import opaque

Floats = NDArray[np.float64]
TOLD = 0.45
"""Share of the light that the estimate says is let through."""


def shade() -> Floats:
    """(H, W) 0..1: under the box, down to row 236."""
    out = np.zeros((H, W))
    out[196:236, 120:260] = 1
    return cv2.GaussianBlur(out, (0, 0), 2)


def scene(keeps: float, width: int) -> tuple[Image, Image, NDArray[np.bool_]]:
    """Shaded as told, but in a band under the box of `width` pixels, where only `keeps` of the light is left: the
    picture, the truth, and where the band is."""
    ground = floor(8.0)
    band = np.zeros((H, W))
    band[203 : 203 + 16, 190 - width // 2 : 190 + width // 2] = 1
    light = (1 - (1 - TOLD) * shade()) * (1 - (1 - keeps) * cv2.GaussianBlur(band, (0, 0), 1))
    dark = to_encoded(to_linear(np.clip(ground, 0, 255) / 255) * light[:, :, None]) * 255
    return opaque(painted(dark)), opaque(painted(ground)), band > 0


def taken_off(image: Image) -> Relit:
    """The shadow gone, by an estimate that knows nothing of the band."""
    logs = np.log(1 - (1 - TOLD) * shade()).astype(np.float32)
    whole = Box(x0=0, y0=0, x1=W, y1=H)
    shadow = Shadow(logs=np.dstack([logs] * 3), window=whole, scale=1.0, sigma=3.0, noise=0.02, whole=True, residue=0.0)
    return relit(image, shadow, box().astype(np.float32), -1.0, 0.0, 0, CancelToken())


def test_a_band_that_stays_dark_is_filled_from_the_ground() -> None:
    image, truth, band = scene(0.06, 120)
    made = taken_off(image).image
    inner = cv2.erode(band.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert abs(float(made.rgb[inner].mean()) - float(truth.rgb[inner].mean())) < 12
    assert np.array_equal(made.rgb[box()], image.rgb[box()])


@pytest.mark.parametrize("keeps", [0.06, 1.0])
def test_a_small_dark_spot_is_the_grounds_own(keeps: float) -> None:
    image, _, band = scene(keeps, 20)
    relit_only = taken_off(image)
    assert relit_only.verdicts == (), "nothing is filled"
    if keeps < 1:
        assert float(relit_only.image.rgb[band].mean()) < 90
