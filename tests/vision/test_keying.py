"""One-colour backdrops are keyed exactly; shadows, gradients and subjects of the backdrop's colour are left alone."""

import cv2
import numpy as np
import pytest

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.coarse import Coarse
from scumble.vision.keying import key

WHITE = np.array((255, 255, 255), np.float32)


def figure(size: int = 400, *, color: tuple[int, int, int] = (200, 20, 20)) -> tuple[np.ndarray, np.ndarray]:
    """A filled disc with a black outline, a white eye and an open ring beside it, on white: rgb float32 and its alpha.

    Drawn four times as large and averaged, so that every edge is softly and truly covered.
    """
    s = size * 4 // 100
    side = size * 4
    rgb = np.full((side, side, 3), 255, np.uint8)
    alpha = np.zeros((side, side), np.uint8)
    cv2.circle(alpha, (50 * s, 50 * s), 30 * s, (255,), -1)
    rgb[alpha > 0] = (0, 0, 0)
    cv2.circle(rgb, (50 * s, 50 * s), 29 * s, color, -1)
    cv2.circle(rgb, (40 * s, 40 * s), 6 * s, (255, 255, 255), -1)
    shrink = {"dsize": (size, size), "interpolation": cv2.INTER_AREA}
    return cv2.resize(rgb, **shrink).astype(np.float32), cv2.resize(alpha, **shrink).astype(np.float32) / 255


def seen(rgb: np.ndarray, alpha: np.ndarray) -> Coarse:
    """What the network would see: a blurred, coarse probability."""
    size = alpha.shape[1], alpha.shape[0]
    return Coarse(
        frame=Box(x0=0, y0=0, x1=size[0], y1=size[1]),
        rgb=np.rint(rgb).astype(np.uint8),
        probability=cv2.GaussianBlur(alpha, (0, 0), 2.0),
        confidence=1.0,
        pinned=np.zeros(alpha.shape, np.int8),
        notes=(),
    )


def keyed(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray | None:
    return key(np.rint(rgb).astype(np.uint8), seen(rgb, alpha), CancelToken())


def test_flat_art_on_white_gets_its_true_soft_edge() -> None:
    rgb, true = figure()
    alpha = keyed(rgb, true)
    assert alpha is not None
    assert alpha.dtype == np.float32
    assert float(np.abs(alpha - true).max()) < 0.12
    assert float(np.abs(alpha - true)[(true > 0) & (true < 1)].mean()) < 0.04
    assert set(np.unique(alpha[(true == 0) | (true == 1)])) <= {0.0, 1.0}


def test_a_white_eye_stays() -> None:
    rgb, true = figure()
    alpha = keyed(rgb, true)
    assert alpha is not None
    assert float(alpha[140:180, 140:180].min()) == 1.0


def test_a_hole_that_the_network_doubts_is_open() -> None:
    rgb, true = figure()
    eye = np.zeros_like(true)
    cv2.circle(eye, (160, 160), 24, (1,), -1)
    alpha = keyed(rgb, np.where(eye > 0, np.float32(0.3), true))
    assert alpha is not None
    assert float(alpha[150:170, 150:170].max()) == 0.0


def test_large_pictures_are_keyed_at_full_size() -> None:
    rgb, true = figure(1200)
    small = figure(400)
    alpha = key(np.rint(rgb).astype(np.uint8), seen(*small), CancelToken())
    assert alpha is not None
    assert float(np.abs(alpha - true).mean()) < 0.001


def test_compression_noise_is_tolerated() -> None:
    rgb, true = figure()
    packed = cv2.imencode(".jpg", np.rint(rgb).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    noisy = cv2.imdecode(packed, cv2.IMREAD_COLOR).astype(np.float32)
    alpha = keyed(noisy, true)
    assert alpha is not None
    assert float(np.abs(alpha - true).mean()) < 0.004


def shadow() -> tuple[np.ndarray, np.ndarray]:
    """The figure with a soft cast shadow."""
    rgb, true = figure()
    dark = cv2.GaussianBlur(np.roll(true, (30, 60), axis=(0, 1)), (0, 0), 12) * (1 - true) * 0.5
    return rgb * (1 - dark[:, :, None]), true


def gradient() -> tuple[np.ndarray, np.ndarray]:
    """The figure before a wall that darkens downwards."""
    rgb, true = figure()
    wall = np.broadcast_to(np.linspace(255, 190, 400, dtype=np.float32)[:, None, None], rgb.shape)
    return rgb - (WHITE - wall) * (1 - true[:, :, None]), true


def white_on_white() -> tuple[np.ndarray, np.ndarray]:
    """A light grey disc on white."""
    _, true = figure()
    return 255 - 30 * true[:, :, None] * np.ones(3, np.float32), true


def blurred() -> tuple[np.ndarray, np.ndarray]:
    """The figure out of focus."""
    rgb, true = figure()
    return cv2.GaussianBlur(rgb, (0, 0), 9), true


def partly_seen() -> tuple[np.ndarray, np.ndarray]:
    """The figure of which the network sees only the left half."""
    rgb, true = figure()
    half = true.copy()
    half[:, 200:] = 0
    return rgb, half


@pytest.mark.parametrize("case", [shadow, gradient, white_on_white, blurred, partly_seen])
def test_what_is_not_safe_is_left_to_matting(case) -> None:
    assert keyed(*case()) is None


def test_clicks_are_left_to_matting() -> None:
    rgb, true = figure()
    coarse = seen(rgb, true)
    coarse.pinned[200, 200] = 1
    assert key(Image(pixels=np.dstack([rgb, true * 0 + 255]).astype(np.uint8)).pixels, coarse, CancelToken()) is None
