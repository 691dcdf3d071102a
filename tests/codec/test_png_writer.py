"""The PNG writer: other decoders read what was written, whatever the size, and it is no larger than libpng's."""

import io
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image as Pillow

from scumble.codec.png_writer import write_png
from tests.photo_like import photo_like


def by_pillow(data: bytes) -> NDArray[Any]:
    read = np.asarray(Pillow.open(io.BytesIO(data)))
    return read if read.ndim == 3 else read[:, :, None]


def by_opencv(data: bytes) -> NDArray[Any]:
    read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    if read.ndim == 2:
        return read[:, :, None]
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGRA2RGBA if read.shape[2] == 4 else cv2.COLOR_BGR2RGB))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    height=st.integers(1, 20) | st.sampled_from([255, 256, 257, 600]),
    width=st.integers(1, 30),
    channels=st.sampled_from([1, 3, 4]),
    kind=st.sampled_from(["noise", "plain", "across", "down"]),
    seed=st.integers(0, 99),
)
def test_two_other_decoders_read_the_samples(height: int, width: int, channels: int, kind: str, seed: int) -> None:
    y, x = np.mgrid[:height, :width]
    values = {"noise": 0 * x, "plain": 0 * x + seed, "across": 7 * x, "down": 7 * y}[kind]
    samples = np.repeat(values[:, :, None] % 256, channels, axis=2).astype(np.uint8)
    if kind == "noise":
        samples = np.random.default_rng(seed).integers(0, 256, samples.shape).astype(np.uint8)
    data = write_png(samples)
    assert np.array_equal(by_pillow(data), samples)
    assert np.array_equal(by_opencv(data), samples)


def test_alpha_can_be_left_out() -> None:
    samples = np.random.default_rng(1).integers(0, 256, (300, 7, 4)).astype(np.uint8)
    data = write_png(samples, alpha=False)
    assert np.array_equal(by_pillow(data), samples[:, :, :3])
    assert data == write_png(samples[:, :, :3])


def test_photos_take_about_the_bytes_that_libpng_needs() -> None:
    rgb = photo_like(640, 480).rgb
    quick = (cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB)
    done, coded = cv2.imencode(".png", rgb, quick)
    assert done
    assert len(write_png(rgb)) < 1.15 * coded.size


@pytest.mark.parametrize("shape", [(3, 3, 2), (0, 3, 3), (3, 0, 4)])
def test_what_a_png_cannot_hold(shape: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        write_png(np.zeros(shape, np.uint8))
