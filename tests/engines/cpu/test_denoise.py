"""Denoising and deblurring: nearer to the truth than before, edges and halos held, clean pictures left alone."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.engines.cpu.curves import LUMA
from scumble.engines.cpu.defocus import HALO, blur_of
from tests.engines.cpu.pictures import do, opaque

Floats = NDArray[np.float64]


def scene(height: int = 200, width: int = 280) -> Floats:
    """Sky, a wall with fine lines, a coloured disc and lettering: (H, W, 3) in 0..255."""
    ys, xs = np.mgrid[:height, :width]
    base = np.stack([150 + ys * 0.2, 170 - ys * 0.1, 190 + 0 * ys], axis=2).astype(np.float64)
    base[120:] = np.array([120, 100, 80]) + 25 * (((xs[120:] // 6) % 2)[:, :, None])
    base[(ys - 70) ** 2 + (xs - 70) ** 2 < 40**2] = (190, 60, 50)
    canvas = np.ascontiguousarray(base.astype(np.uint8))
    cv2.putText(canvas, "Scumble", (120, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 30, 40), 2, cv2.LINE_AA)
    return canvas.astype(np.float64)


def psnr(a: NDArray[np.generic], b: NDArray[np.generic]) -> float:
    """Decibels."""
    return float(10 * np.log10(255**2 / np.mean((np.asarray(a, np.float64) - np.asarray(b, np.float64)) ** 2)))


@pytest.mark.parametrize(("spread", "gain"), [(6, 4.0), (12, 6.0), (25, 9.0)])
def test_noise_goes_and_the_picture_stays(spread: float, gain: float) -> None:
    truth = scene()
    noisy = opaque(truth + np.random.default_rng(2).normal(0, spread, truth.shape))
    clean = do(Op.DENOISE, noisy).image.rgb
    before = psnr(noisy.rgb, truth)
    assert psnr(clean, truth) > before + gain
    assert psnr(cv2.GaussianBlur(noisy.rgb, (0, 0), 1.5), truth) < before + gain, "mere blurring must not pass"


def test_colour_blotches_go() -> None:
    truth = np.full((160, 160, 3), 128.0)
    rng = np.random.default_rng(5)
    blotches = cv2.GaussianBlur(rng.normal(0, 30, (160, 160)), (0, 0), 1.5)
    noisy = opaque(truth + blotches[:, :, None] * np.array([1.0, 0.0, -1.0]))
    clean = do(Op.DENOISE, noisy, amount=0.8).image.rgb.astype(float)
    assert (clean[:, :, 0] - clean[:, :, 2]).std() < 0.55 * (
        noisy.rgb[:, :, 0].astype(float) - noisy.rgb[:, :, 2]
    ).std()


def test_more_is_taken_when_more_is_asked_for() -> None:
    noisy = opaque(128 + np.random.default_rng(2).normal(0, 8, (120, 160, 3)))
    left = [do(Op.DENOISE, noisy, amount=a).image.rgb.std() for a in (0.0, 0.3, 0.6, 1.0)]
    assert left == sorted(left, reverse=True)
    assert left[0] == noisy.rgb.std()
    assert left[3] < 0.35 * left[0]


def test_a_clean_picture_is_hardly_changed_and_only_the_region_is() -> None:
    truth = opaque(scene())
    done = do(Op.DENOISE, truth)
    assert np.abs(done.image.rgb.astype(int) - truth.rgb).mean() < 0.5
    region = np.zeros((200, 280), np.float32)
    region[50:90, 60:100] = 1
    noisy = opaque(scene() + np.random.default_rng(2).normal(0, 12, (200, 280, 3)))
    part = do(Op.DENOISE, noisy, region=Region(weights=region), kind="region").image.pixels
    assert np.array_equal(part[150:], noisy.pixels[150:])


@pytest.mark.parametrize(("sigma", "gain"), [(0.9, 2.0), (1.4, 1.5), (2.0, 1.0)])
def test_a_light_blur_is_undone_without_halos(sigma: float, gain: float) -> None:
    truth = scene()
    rng = np.random.default_rng(1)
    blurred = opaque(cv2.GaussianBlur(truth, (0, 0), sigma) + rng.normal(0, 1, truth.shape))
    sharp = do(Op.DEBLUR, blurred, amount=1.0).image.rgb
    assert psnr(sharp, truth) > psnr(blurred.rgb, truth) + gain
    luma = sharp.astype(np.float32) @ LUMA
    own = truth.astype(np.float32) @ LUMA
    assert luma.max() < own.max() + HALO + 6
    assert luma.min() > own.min() - HALO - 6
    harsh = np.clip(3.5 * blurred.rgb - 2.5 * cv2.GaussianBlur(blurred.rgb, (0, 0), 2.0).astype(float), 0, 255)
    assert (harsh.astype(np.float32) @ LUMA).max() > own.max() + HALO + 6, "a harsh unsharp mask has halos"


def test_the_blur_is_measured() -> None:
    for sigma in (0.8, 1.2, 1.8):
        blurred = cv2.GaussianBlur(scene(), (0, 0), sigma).astype(np.float32) @ LUMA
        assert abs(blur_of(blurred.astype(np.float32)) - sigma) < 0.45
    assert blur_of((scene().astype(np.float32) @ LUMA).astype(np.float32)) < 0.8


def test_a_strong_blur_is_told() -> None:
    done = do(Op.DEBLUR, opaque(cv2.GaussianBlur(scene(), (0, 0), 7.0)))
    assert not done.verdicts[0].passed
