"""Neutralized background: grey behind, colour in front, and no tint left in the soft edge."""

import numpy as np

from scumble.core.plan import Op
from tests.engines.cpu.scenes import GREEN, SUBJECT, composed, draw, psnr, soft_disc, speckled, task


def test_background_is_grey_and_the_subject_keeps_its_colour() -> None:
    """r = g = b outside; luma unchanged."""
    alpha = soft_disc(120, 160, 40)
    image = speckled(composed(alpha, SUBJECT, GREEN))
    made = draw(task(Op.BACKGROUND_DESATURATE, image, alpha)).image
    outside = alpha == 0
    assert (np.ptp(made.rgb[outside].astype(int), axis=1) == 0).all()
    luma = image.rgb[outside] @ np.array([0.299, 0.587, 0.114])
    assert np.abs(made.rgb[outside][:, 0] - luma).max() <= 1


def test_the_soft_edge_loses_the_old_tint_only() -> None:
    """The edge is the subject over grey; greying the mixed pixel by its alpha alone fails the same measure."""
    alpha = soft_disc(400, 500, 125, band=10)
    image = composed(alpha, SUBJECT, GREEN)
    grey = round(float(np.array(GREEN) @ np.array([0.299, 0.587, 0.114])))
    wanted = composed(alpha, SUBJECT, (grey, grey, grey))
    band = (alpha > 0) & (alpha < 1)
    made = draw(task(Op.BACKGROUND_DESATURATE, image, alpha)).image
    assert psnr(made.rgb[band], wanted.rgb[band]) > 30
    a = alpha[:, :, None]
    luma = (image.rgb @ np.array([0.299, 0.587, 0.114]))[:, :, None]
    naive = np.rint(a * image.rgb + (1 - a) * luma).astype(np.uint8)
    assert psnr(naive[band], wanted.rgb[band]) < 27


def test_half_the_amount_is_half_way() -> None:
    """amount 0.5 lies between the source and grey."""
    alpha = soft_disc(60, 60, 20)
    image = composed(alpha, SUBJECT, GREEN)
    full = draw(task(Op.BACKGROUND_DESATURATE, image, alpha, {"amount": 1})).image.rgb[0, 0].astype(int)
    half = draw(task(Op.BACKGROUND_DESATURATE, image, alpha, {"amount": 0.5})).image.rgb[0, 0].astype(int)
    assert np.abs(half - (full + np.array(GREEN)) / 2).max() <= 1


def test_alpha_is_kept() -> None:
    """A partly transparent background stays exactly as transparent."""
    alpha = soft_disc(60, 60, 20)
    image = composed(alpha, SUBJECT, GREEN)
    pixels = image.pixels.copy()
    pixels[:10, :, 3] = 77
    made = draw(task(Op.BACKGROUND_DESATURATE, image.with_pixels(pixels), alpha)).image
    np.testing.assert_array_equal(made.alpha, pixels[:, :, 3])
