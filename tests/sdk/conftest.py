"""A real server process with a real key, as a stranger would start it; and pictures for the SDKs to send."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.serving import Served, serving

MAX_BYTES = 3_000_000
"""The server's limit for one file, small so that the 413 test need not send 50 MB."""


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Files on disk: photo and other are JPEGs, mask is of photo's size, wrong_mask of another, big over the limit."""

    photo: Path
    other: Path
    mask: Path
    wrong_mask: Path
    big: Path
    width: int = 960
    height: int = 640


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server whose limit for one file is MAX_BYTES."""
    with serving(tmp_path_factory.mktemp("served"), max_image_bytes=str(MAX_BYTES)) as served:
        yield served


def scene(width: int, height: int, hue: int) -> np.ndarray:
    """A coloured bottle on a plain table: a subject that any finder finds."""
    picture = np.full((height, width, 3), (188, 196, 204), np.uint8)
    picture[int(height * 0.7) :] = (120, 140, 160)
    left, right = int(width * 0.4), int(width * 0.6)
    cv2.rectangle(picture, (left, int(height * 0.35)), (right, int(height * 0.85)), (40, hue, 200 - hue), -1)
    cv2.rectangle(
        picture, (int(width * 0.46), int(height * 0.15)), (int(width * 0.54), int(height * 0.35)), (30, 60, 30), -1
    )
    return picture


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Draws the files once."""
    folder = tmp_path_factory.mktemp("pictures")
    found = Pictures(
        photo=folder / "photo.jpg",
        other=folder / "other.jpg",
        mask=folder / "mask.png",
        wrong_mask=folder / "wrong.png",
        big=folder / "big.png",
    )
    cv2.imwrite(str(found.photo), scene(found.width, found.height, 60))
    cv2.imwrite(str(found.other), scene(480, 320, 150))
    for path, width, height in ((found.mask, found.width, found.height), (found.wrong_mask, 100, 100)):
        mask = np.full((height, width, 4), 255, np.uint8)
        mask[height // 4 : height // 2, width // 3 : width // 2, 3] = 0
        cv2.imwrite(str(path), mask)
    noise = np.random.default_rng(1).integers(0, 256, (1200, 1200, 3), np.uint8)
    cv2.imwrite(str(found.big), noise)
    assert found.big.stat().st_size > MAX_BYTES
    return found
