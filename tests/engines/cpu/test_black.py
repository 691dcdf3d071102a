"""Near-black things: black with noise and gloss is one material; letters, bright metal and coloured parts are not."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.engines.cpu.black import black_parts, is_black, scattered
from scumble.engines.cpu.oklab import to_oklab
from tests.engines.cpu.pictures import do, opaque
from tests.engines.cpu.things import HEIGHT, WIDTH, disc

Mask = NDArray[np.bool_]
TEAL, WHITE = "#008080", "#ffffff"
LETTER, LABEL = np.s_[150:166, 150:162], np.s_[150:170, 175:200]


def lamp() -> tuple[Image, NDArray[np.float32]]:
    """A black ball as a JPEG has it (code values 1 to 8, chroma in blocks), with a soft light of grey, a mirrored
    window with hard edges, a white letter and a red label."""
    rng = np.random.default_rng(4)
    alpha = disc(160, 120, 80)
    thing = np.full((HEIGHT, WIDTH, 3), 4.0) + rng.normal(0, 2.0, (HEIGHT, WIDTH, 1))
    thing += np.kron(rng.normal(0, 2.5, (HEIGHT // 8, WIDTH // 8, 3)), np.ones((8, 8, 1)))
    thing += 75 * cv2.GaussianBlur(disc(190, 90, 12), (0, 0), 12)[:, :, None] / 0.5
    thing[85:105, 118:126] = (96, 100, 108)
    thing[LETTER] = 235
    thing[LABEL] = (180, 30, 40)
    a = alpha[:, :, None]
    return opaque(np.clip(a * thing + (1 - a) * 225, 0, 255)), alpha


def painted(colour: str) -> tuple[Image, Image, tuple[str, ...]]:
    image, alpha = lamp()
    made = do(Op.OBJECT_RECOLOR, image, region=Region(weights=alpha), kind="object", color=colour)
    return image, made.image, tuple(made.notes)


def body() -> Mask:
    """Sure black pixels, no gloss."""
    sure = disc(160, 120, 76) >= 1
    sure[60:130, 108:240] = False
    sure[144:176, 144:206] = False
    return sure


def test_black_with_noise_is_painted_without_speckles() -> None:
    _, made, notes = painted(TEAL)
    new = to_oklab(made.rgb[body()])
    wanted = to_oklab(np.array([[0, 128, 128]], np.uint8))[0]
    assert np.abs(np.median(new, axis=0) - wanted).max() < 0.05
    # The speckled picture had every fifth pixel black.
    assert (new[:, 0] < wanted[0] - 0.15).mean() < 0.002
    assert notes == ()


@pytest.mark.parametrize("colour", [TEAL, WHITE])
def test_gloss_is_painted_and_stays_the_lightest(colour: str) -> None:
    image, made, _ = painted(colour)
    old, new = to_oklab(image.rgb), to_oklab(made.rgb)
    window, light = np.s_[90:100, 121:124], np.s_[86:94, 186:194]
    ground = float(np.median(new[body()][:, 0]))
    for gloss in (window, light):
        assert float(np.median(new[gloss][..., 0])) > ground + (0.02 if colour == WHITE else 0.06)
        assert (new[gloss][..., 0] > old[gloss][..., 0]).all()
    if colour == TEAL:
        assert (made.rgb[window][..., 1].astype(int) > made.rgb[window][..., 0].astype(int) + 25).all()


def test_white_paint_is_white_and_not_fog() -> None:
    _, made, _ = painted(WHITE)
    new = to_oklab(made.rgb[body()])[:, 0]
    assert float(np.median(new)) > 0.8
    assert float(new.std()) < 0.03


def test_letters_and_labels_are_left_out() -> None:
    image, made, _ = painted(TEAL)
    for part in (np.s_[153:163, 153:159], np.s_[154:166, 179:196]):
        assert np.abs(made.rgb[part].astype(int) - image.rgb[part].astype(int)).max() <= 8


def test_bright_metal_between_black_is_left_out() -> None:
    """A rod of chrome from edge to edge of a black disc."""
    image, alpha = lamp()
    pixels = image.pixels.copy()
    pixels[116:124, :, :3] = np.array([120, 200, 240, 180, 90, 150, 210, 130], np.uint8)[:, None, None]
    rod = disc(160, 120, 70) >= 1
    rod[:118], rod[122:] = False, False
    made = do(Op.OBJECT_RECOLOR, opaque(pixels[:, :, :3]), region=Region(weights=alpha), kind="object", color=TEAL)
    assert np.abs(made.image.rgb[rod].astype(int) - pixels[rod][:, :3].astype(int)).max() <= 12


def test_what_counts_as_black() -> None:
    grey, navy = np.full((100, 3), (0.2, 0.0, 0.0), np.float32), np.full((100, 3), (0.25, 0.0, -0.08), np.float32)
    assert is_black(grey, grey[0], 0.0)
    assert not is_black(navy, navy[0], 1.0)
    pale = np.full((100, 3), (0.5, 0.0, 0.0), np.float32)
    assert not is_black(pale, pale[0], 0.0)
    # Mostly near-black, but with red in it: the shade of a red thing of which a lit part is the core.
    shade, lit = np.full((100, 3), (0.15, 0.025, 0.01), np.float32), np.array((0.5, 0.15, 0.06), np.float32)
    assert not is_black(shade, lit, 1.0)
    assert is_black(grey, lit, 1.0)


def test_scattered_is_for_speckles_and_not_for_outlines() -> None:
    sure = np.ones((80, 80), bool)
    bars = np.zeros_like(sure)
    bars[:, ::16] = bars[:, 1::16] = bars[:, 2::16] = bars[:, 3::16] = True
    speckles = np.random.default_rng(1).random(sure.shape) < 0.6
    assert scattered(bars, sure) < 0.08
    assert scattered(speckles, sure) > 0.25


def test_an_object_without_any_black() -> None:
    own, _ = black_parts(np.full((10, 10, 3), 0.9, np.float32), np.ones((10, 10), bool))
    assert not own.any()
